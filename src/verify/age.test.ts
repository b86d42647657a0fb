import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { beforeAll, describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { hasTool } from '#testing/tools.ts'
import { openAge, parseIdentities, readAgeHeader, type Identity } from './age.ts'

const CHUNK = 65_536
const age = hasTool('age')
let secret: string
let identities: Identity[]

beforeAll(async () => {
  secret = await generateIdentity()
  identities = await parseIdentities(secret)
})

async function seal(plain: Uint8Array, ...more: string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const key of [secret, ...more]) encrypter.addRecipient(await identityToRecipient(key))
  return await encrypter.encrypt(plain)
}

async function failure(file: Uint8Array, keys = identities): Promise<string> {
  try {
    await openAge(file, keys)
  } catch (error) {
    if (isPosternError(error)) return `${error.code}: ${error.message}`
    throw error
  }
  return 'opened'
}

describe('the reader of age files', () => {
  for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]) {
    it(`opens ${length} bytes that the age-encryption package sealed`, async () => {
      const plain = new Uint8Array(randomBytes(length))
      expect(Buffer.compare(await openAge(await seal(plain), identities), plain)).toBe(0)
    })
  }

  it.runIf(age)('opens what the age program sealed', async () => {
    const plain = randomBytes(2 * CHUNK + 5)
    const [identity] = identities
    const sealed = execFileSync('age', ['-r', identity?.recipient ?? ''], { input: plain, maxBuffer: 1 << 24 })
    expect(Buffer.compare(await openAge(sealed, identities), plain)).toBe(0)
  })

  it.runIf(age)('reads the identity file that age-keygen writes, and names the same recipient', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-age-'))
    try {
      const file = execFileSync('age-keygen', [], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      writeFileSync(join(folder, 'key'), file)
      const recipient = execFileSync('age-keygen', ['-y', join(folder, 'key')], { encoding: 'utf8' }).trim()
      expect((await parseIdentities(file)).map((identity) => identity.recipient)).toEqual([recipient])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('opens a file sealed to several keys with each of them', async () => {
    const other = await generateIdentity()
    const sealed = await seal(utf8('both'), other)
    expect(readAgeHeader(sealed).stanzas.map(({ type }) => type)).toEqual(['X25519', 'X25519'])
    expect(await openAge(sealed, identities)).toEqual(utf8('both'))
    expect(await openAge(sealed, await parseIdentities(other))).toEqual(utf8('both'))
  })

  it('does not open with another identity, and says so', async () => {
    const stranger = await parseIdentities(await generateIdentity())
    expect(await failure(await seal(utf8('x')), stranger)).toContain('ERR_KEY_WRONG')
  })

  it('refuses a file in which any byte of the header was altered', async () => {
    const sealed = await seal(utf8('x'))
    const { length } = readAgeHeader(sealed)
    for (let at = 0; at < length; at += 1) {
      const altered = sealed.slice()
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(await failure(altered)).toMatch(/^ERR_(FORMAT|KEY_WRONG)/)
    }
  })

  it('refuses a stanza that was added, since the MAC covers who can open', async () => {
    const sealed = Buffer.from(await seal(utf8('x')))
    const at = sealed.indexOf('--- ')
    const added = Buffer.concat([sealed.subarray(0, at), utf8('-> other arg\nAAAA\n'), sealed.subarray(at)])
    expect(readAgeHeader(added).stanzas).toHaveLength(2)
    expect(await failure(added)).toContain('its MAC does not fit')
  })

  it('refuses a payload altered in its nonce, in any chunk or in any tag', async () => {
    const sealed = await seal(randomBytes(2 * CHUNK + 100))
    const { length } = readAgeHeader(sealed)
    const body = length + 16
    const stride = CHUNK + 16
    for (const [at, chunk] of [
      [length, 0],
      [body, 0],
      [body + CHUNK, 0],
      [body + stride, 1],
      [body + stride + CHUNK + 15, 1],
      [body + 2 * stride, 2],
      [sealed.length - 1, 2],
    ] as const) {
      const altered = sealed.slice()
      altered[at] = (altered[at] ?? 0) ^ 0x80
      await expect(openAge(altered, identities)).rejects.toMatchObject({
        code: 'ERR_FORMAT',
        evidence: { chunk, of: 3 },
      })
    }
  })

  it('refuses a file cut short anywhere, at the end of a chunk as well', async () => {
    const sealed = await seal(randomBytes(2 * CHUNK + 100))
    const { length } = readAgeHeader(sealed)
    const body = length + 16
    for (const end of [
      0,
      10,
      length - 1,
      length,
      length + 15,
      body,
      body + 16,
      body + CHUNK + 16,
      body + 2 * (CHUNK + 16),
      sealed.length - 1,
    ]) {
      expect(await failure(sealed.subarray(0, end))).toContain('ERR_FORMAT')
    }
  })

  it('refuses chunks that changed places, and a tail', async () => {
    const sealed = await seal(randomBytes(2 * CHUNK + 100))
    const body = readAgeHeader(sealed).length + 16
    const stride = CHUNK + 16
    const chunk = (index: number) => sealed.subarray(body + index * stride, body + (index + 1) * stride)
    expect(await failure(Buffer.concat([sealed.subarray(0, body), chunk(1), chunk(0), chunk(2)]))).toContain('altered')
    expect(await failure(Buffer.concat([sealed, utf8('tail')]))).toContain('altered')
  })

  it('refuses armor, a passphrase file and a post-quantum identity in words', async () => {
    expect(await failure(utf8('-----BEGIN AGE ENCRYPTED FILE-----\n'))).toContain('does not begin as an age file')
    const encrypter = new Encrypter()
    encrypter.setScryptWorkFactor(1)
    encrypter.setPassphrase('open sesame')
    expect(await failure(await encrypter.encrypt('x'))).toContain('ERR_KEY_WRONG')
    await expect(parseIdentities('AGE-SECRET-KEY-PQ-1QQQQQQQ')).rejects.toThrow('post-quantum')
  })

  it('refuses an identity with a mistyped character and never shows it', async () => {
    const mistyped = secret.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'))
    await expect(parseIdentities(mistyped)).rejects.toThrow('mistyped')
    await expect(parseIdentities(mistyped)).rejects.not.toThrow(mistyped)
    await expect(parseIdentities('# only a comment\n')).rejects.toThrow('no age identity')
  })
})
