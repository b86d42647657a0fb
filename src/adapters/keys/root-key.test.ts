import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RootKey } from '#log/root-key.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { fileRootKey } from './file.ts'
import { passphraseRootKey } from './passphrase.ts'
import { serviceRootKey } from './service.ts'

const cheap = { N: 2 ** 10, r: 8, p: 1 }
const passphrase = 'correct horse battery staple, synthetic'
const token = 'synthetic-token'
const script = fileURLToPath(new URL('../../testing/key-service.ts', import.meta.url))

const services: ChildProcess[] = []
async function startService(directory: string): Promise<string> {
  const service = spawn(process.execPath, [script, directory, token], { stdio: ['ignore', 'pipe', 'inherit'] })
  services.push(service)
  const [line]: unknown[] = await once(service.stdout, 'data')
  return String(line).trim()
}
afterAll(() => {
  for (const service of services) service.kill()
})

const kinds: Record<string, (directory: string) => Promise<RootKey>> = {
  'a file': async (directory) => fileRootKey(directory),
  'a passphrase': async (directory) => passphraseRootKey(directory, passphrase, cheap),
  'a key service': async (directory) => serviceRootKey({ url: await startService(directory), token }),
}

async function listen(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) expect.unreachable()
  return { server, url: `http://127.0.0.1:${address.port}` }
}

function fresh(): string {
  return join(makeTestDirectory(), 'keys')
}

const named = Array.from({ length: 3 }, (_, i) => ({ id: `case/${i}`, key: new Uint8Array(randomBytes(32)) }))

async function wrappedBy(root: RootKey, generation: number) {
  const wrapped = await root.wrap(generation, named)
  return named.map(({ id }, i) => ({ id, wrapped: wrapped[i] ?? new Uint8Array() }))
}

describe.each(Object.entries(kinds))('a root key in %s', (_, open) => {
  let root: RootKey
  let directory: string
  beforeAll(async () => {
    directory = fresh()
    root = await open(directory)
  })

  it('is made on first use, once, and gives back what it wrapped', async () => {
    expect(await Promise.all([root.current(), root.current(), root.current()])).toEqual([1, 1, 1])
    const wrapped = await wrappedBy(root, 1)
    expect((await root.unwrap(1, wrapped)).map((key) => new Uint8Array(key))).toEqual(named.map(({ key }) => key))
    for (const [i, one] of wrapped.entries()) {
      expect(Buffer.from(one.wrapped).includes(Buffer.from(named[i]?.key ?? []))).toBe(false)
    }
  })

  it('opens in another process that has the same', async () => {
    const wrapped = await wrappedBy(root, 1)
    const again = await open(directory)
    expect(await again.current()).toBe(1)
    expect((await again.unwrap(1, wrapped)).map((key) => new Uint8Array(key))).toEqual(named.map(({ key }) => key))
  })

  it('refuses a key under another id, an altered key, and a key of another root', async () => {
    const wrapped = await wrappedBy(root, 1)
    const wrong = { code: 'ERR_KEY_WRONG' }
    await expect(
      root.unwrap(
        1,
        wrapped.map((one) => ({ ...one, id: `${one.id}0` })),
      ),
    ).rejects.toMatchObject(wrong)
    const altered = wrapped.map((one) => ({
      ...one,
      wrapped: one.wrapped.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
    }))
    await expect(root.unwrap(1, altered)).rejects.toMatchObject(wrong)
    const other = await open(fresh())
    await other.current()
    await expect(other.unwrap(1, wrapped)).rejects.toMatchObject(wrong)
  })

  it('advances, and an older generation opens until it is destroyed', async () => {
    const wrapped = await wrappedBy(root, 1)
    expect(await root.advance()).toBe(2)
    expect(await root.current()).toBe(2)
    expect(await root.unwrap(1, wrapped)).toHaveLength(3)
    await root.destroyBefore(2)
    await root.destroyBefore(2)
    await expect(root.unwrap(1, wrapped)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
    await expect(root.wrap(1, named)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
    const anew = await wrappedBy(root, 2)
    expect(await root.unwrap(2, anew)).toHaveLength(3)
    expect(readdirSync(directory)).toEqual(['root-2.json'])
  })
})

describe('the file of a root key', () => {
  it('belongs to its user alone, and is refused where others may read it', async () => {
    const directory = fresh()
    await fileRootKey(directory).current()
    const path = join(directory, 'root-1.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    chmodSync(path, 0o640)
    await expect(fileRootKey(directory).wrap(1, named)).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
  })

  it('is refused where it is cut short, and never quoted', async () => {
    const directory = fresh()
    await fileRootKey(directory).current()
    const path = join(directory, 'root-1.json')
    const content = readFileSync(path, 'utf8')
    for (const bad of ['', content.slice(0, 40), '{"key":"AAAA"}', 'null']) {
      writeFileSync(path, bad)
      await expect(fileRootKey(directory).wrap(1, named)).rejects.toMatchObject({
        code: 'ERR_KEY_WRONG',
        evidence: { directory, generation: 1 },
      })
    }
  })
})

describe('a passphrase', () => {
  it('is refused where it is another one', async () => {
    const directory = fresh()
    await passphraseRootKey(directory, passphrase, cheap).current()
    const other = passphraseRootKey(directory, `${passphrase}.`, cheap)
    await expect(other.wrap(1, named)).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
  })

  it('is one, however the keyboard composed its accents', async () => {
    const directory = fresh()
    const wrapped = await wrappedByFirst(passphraseRootKey(directory, 'caf\u00e9', cheap))
    expect(await passphraseRootKey(directory, 'cafe\u0301', cheap).unwrap(1, wrapped)).toHaveLength(3)
  })

  it('is not stored, nor the key, and parameters that ask for much memory are refused', async () => {
    const directory = fresh()
    await passphraseRootKey(directory, passphrase, cheap).current()
    const path = join(directory, 'root-1.json')
    const content = readFileSync(path, 'utf8')
    expect(content).not.toContain(passphrase)
    expect(Object.keys(JSON.parse(content)).toSorted()).toEqual(['N', 'check', 'p', 'r', 'rootKey', 'salt'])
    writeFileSync(path, content.replace('"N":1024', `"N":${2 ** 40}`))
    const greedy = passphraseRootKey(directory, passphrase, cheap)
    await expect(greedy.wrap(1, named)).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
  })
})

describe('a key service', () => {
  it('sends no key in clear to another machine, and follows nobody elsewhere', async () => {
    for (const url of [
      'http://keys.example.org',
      'http://127.0.0.1.example.org',
      'ftp://127.0.0.1',
      'keys.example.org',
    ]) {
      expect(() => serviceRootKey({ url, token }), url).toThrow('in clear')
    }
    expect(serviceRootKey({ url: 'https://keys.example.org', token })).toBeDefined()
    const heard: string[] = []
    const elsewhere = await listen(({ headers: { authorization = '' } }, response) => {
      heard.push(authorization)
      response.end('{"current": 1}')
    })
    const here = await listen((_, response) => response.writeHead(307, { location: elsewhere.url }).end())
    const asked = serviceRootKey({ url: here.url, token }).current()
    await expect(asked).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' })
    for (const { server } of [elsewhere, here]) server.close()
    expect(heard).toEqual([])
  })

  it('that is away, or refuses the token, is an error that says so', async () => {
    const away = serviceRootKey({ url: 'http://127.0.0.1:9', token })
    await expect(away.current()).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' })
    const url = await startService(fresh())
    await expect(serviceRootKey({ url, token: 'another' }).current()).rejects.toMatchObject({ code: 'ERR_KEY_WRONG' })
    expect(await serviceRootKey({ url, token }).current()).toBe(1)
  })
})

async function wrappedByFirst(root: RootKey) {
  return wrappedBy(root, await root.current())
}
