import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { inChunks } from '#testing/chunks.ts'
import { handedOver } from './handed-over.ts'
import type { Ctx } from './visit.ts'

const text = 'sealed, in six chunks, now'

/** What is asked of a package: how many chunks were read, and whether it was given back. */
function asked(chunks = inChunks(utf8(text))) {
  const seen = { read: 0, closed: false }
  const inner = chunks[Symbol.asyncIterator]()
  const app = new Hono<{ Variables: Ctx['var'] }>()
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      seen.read += 1
      return inner.next()
    },
    async return() {
      seen.closed = true
      return { done: true, value: undefined }
    },
  }
  const taken = {
    collected: true,
    caseNumber: 'MA-DTA-2026-7K3Q9F2M',
    sha256: 'ab'.repeat(32),
    bytes: text.length,
    package: { [Symbol.asyncIterator]: () => iterator },
  } as const
  app.get('/', (c) => handedOver(c, taken))
  app.get('/named', (c) => handedOver(c, taken, 'MA-DTA-2026-7K3Q9F2M.postern'))
  return { app, seen }
}

it('says how much comes and its hash, so that whoever is broken off can tell', async () => {
  const answer = await asked().app.request('/')
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-type': 'application/octet-stream',
    'content-length': String(text.length),
    'content-digest': `sha-256=:${Buffer.alloc(32, 0xab).toString('base64')}:`,
  })
  expect(await answer.text()).toBe(text)
  const named = await asked().app.request('/named')
  expect(named.headers.get('content-disposition')).toBe('attachment; filename="MA-DTA-2026-7K3Q9F2M.postern"')
})

it('reads as far as its receiver does, and lets go when they break off', async () => {
  const { app, seen } = asked()
  const { body } = await app.request('/')
  const reader = body?.getReader() ?? expect.unreachable()
  await reader.read()
  expect(seen.read).toBeLessThan(4)
  expect(seen.closed).toBe(false)
  await reader.cancel()
  expect(seen.closed).toBe(true)
})

it('lets go also of what nobody ever asked for', async () => {
  const { app, seen } = asked()
  await (await app.request('/')).body?.cancel()
  expect(seen.closed).toBe(true)
})

it('breaks off where the file does, and ends like no whole package', async () => {
  const broken: AsyncIterable<Uint8Array> = {
    async *[Symbol.asyncIterator]() {
      yield utf8('sea')
      throw new Error('the disk is gone')
    },
  }
  const answer = await asked(broken).app.request('/')
  await expect(answer.text()).rejects.toThrow('the disk is gone')
})
