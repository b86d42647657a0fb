import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { assert, describe, it } from 'vitest'
import { hasTool } from '#testing/tools.ts'
import { parseRecipient } from './recipient.ts'
import { seal } from './seal.ts'

const identity = await generateIdentity()
const recipient = parseRecipient(await identityToRecipient(identity))
const CHUNK = 64 * 1024

/** Bytes that differ from place to place, so that an exchanged chunk shows. */
function pattern(length: number): Uint8Array {
  const bytes = new Uint32Array(Math.ceil(length / 4))
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.imul(at + 1, 0x9e3779b1)
  return new Uint8Array(bytes.buffer, 0, length)
}

async function open(sealed: Uint8Array, key = identity): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(key)
  return decrypter.decrypt(sealed)
}

async function opens(sealed: Uint8Array, key = identity): Promise<boolean> {
  return open(sealed, key).then(
    () => true,
    () => false,
  )
}

const large = 262_144
const sizes = [0, 1, CHUNK, CHUNK + 1, large - 1, large, CHUNK * 153, CHUNK * 153 + 1]

describe('a sealed file', () => {
  for (const size of [0, 1, CHUNK, CHUNK + 1]) {
    it(`gives back ${size} bytes to the holder of the key`, async () => {
      const bytes = pattern(size)
      assert.isTrue(Buffer.from(await open(await seal(bytes, recipient))).equals(bytes))
    })
  }

  it('gives back what is too large for the package’s own writer, and to nobody else', async () => {
    const bytes = pattern(CHUNK * 153 + 1)
    const sealed = await seal(bytes, recipient)
    assert.isTrue(Buffer.from(await open(sealed)).equals(bytes))
    assert.isFalse(await opens(sealed, await generateIdentity()))
    const changed = Uint8Array.from(sealed)
    changed[sealed.length - 5] = (changed[sealed.length - 5] ?? 0) ^ 1
    assert.isFalse(await opens(changed))
    assert.isFalse(await opens(sealed.subarray(0, sealed.length - 17)))
  })

  it('differs each time, in the key of the file and in all that follows', async () => {
    const [one, two] = [await seal(pattern(100), recipient), await seal(pattern(100), recipient)]
    assert.isFalse(Buffer.from(one).equals(two))
  })

  it.runIf(hasTool('age'))(
    'is opened by the age tool of the system, at every edge of a chunk and of the fast writer',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'postern-seal-'))
      try {
        writeFileSync(join(folder, 'key.txt'), `${identity}\n`)
        for (const size of sizes) {
          const bytes = pattern(size)
          writeFileSync(join(folder, 'payload.age'), await seal(bytes, recipient))
          const opened = spawnSync('age', ['-d', '-i', 'key.txt', 'payload.age'], {
            cwd: folder,
            maxBuffer: 2 * CHUNK * 154,
          })
          assert.equal(opened.status, 0, `${size} bytes: ${opened.stderr.toString()}`)
          assert.isTrue(opened.stdout.equals(bytes), `${size} bytes`)
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
