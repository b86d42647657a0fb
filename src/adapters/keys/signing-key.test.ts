import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toHex } from '#formats/bytes.ts'
import { publicKeyOf } from '#formats/ed25519.ts'
import { ed25519Verifier, formatNote, openNote } from '#formats/note.ts'
import { logSigner, signingKeyFile } from './signing-key.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-key-test-'))
  path = join(directory, 'keys', 'log.json')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

it('makes a key on first use that only its user can read, and gives the same one ever after', async () => {
  const made = await signingKeyFile(path, 'log.example.org')
  const again = await signingKeyFile(path, 'log.example.org')
  expect(publicKeyOf(again.secret)).toEqual(publicKeyOf(made.secret))
  expect((await signingKeyFile(path)).name).toBe('log.example.org')
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(directory, 'keys'))).toEqual(['log.json'])
})

it('gives the same key to all who begin at once', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => signingKeyFile(path, 'log.example.org')))
  expect(new Set(keys.map(({ secret }) => toHex(publicKeyOf(secret)))).size).toBe(1)
})

it('makes none where no name is given, and keeps the name of one that is there', async () => {
  await expect(signingKeyFile(path)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
  await signingKeyFile(path, undefined, 'first')
  expect((await signingKeyFile(path, undefined, 'second')).name).toBe('first')
  await expect(signingKeyFile(path, 'second')).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
})

it.runIf(process.platform !== 'win32')('refuses a key that others can read', async () => {
  await signingKeyFile(path, 'log.example.org')
  chmodSync(path, 0o640)
  await expect(signingKeyFile(path, 'log.example.org')).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
})

it('refuses a file that is no key, without a word of what is in it', async () => {
  await signingKeyFile(path, 'log.example.org')
  const whole = readFileSync(path, 'utf8')
  for (const content of [
    '',
    '{}',
    whole.slice(0, 60),
    whole.replace('signing-key/v1', 'signing-key/v2'),
    whole.replace('MC4', 'MC5'),
  ]) {
    writeFileSync(path, content)
    const failure: unknown = await signingKeyFile(path, 'log.example.org').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ERR_KEY_WRONG', evidence: { path } })
    expect(JSON.stringify(failure)).not.toContain('secret')
    expect(failure).not.toHaveProperty('cause')
  }
})

it('signs as the log', async () => {
  const signer = logSigner(await signingKeyFile(path, 'log.example.org'))
  const { name, id } = signer.key
  const note = formatNote({
    text: 'hello\n',
    signatures: [{ name, id, signature: await signer.sign('hello\n'), canonical: true }],
  })
  expect((await openNote(note, [ed25519Verifier(signer.key)])).ok).toBe(true)
})
