import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { witnessClient } from './witness-client.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return `http://127.0.0.1:${address.port}/prefix/`
}

const client = witnessClient({ timeout: 300 })
const { signal } = new AbortController()

it('posts to the add-checkpoint page below the prefix, and gives back the lines', async () => {
  const seen: string[] = []
  const url = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => {
      seen.push(`${request.method} ${request.url} ${body}`)
      response.end('— witness AAAA\n')
    })
  })
  expect(await client.addCheckpoint(url, 'old 0\n', signal)).toEqual({ answer: 'cosigned', lines: '— witness AAAA\n' })
  expect(seen).toEqual(['POST /prefix/add-checkpoint old 0\n'])
})

for (const [status, body, answer] of [
  [409, '12\n', { answer: 'elsewhere', size: 12 }],
  [409, '12', { answer: 'refused', status: 409 }],
  [409, '012\n', { answer: 'refused', status: 409 }],
  [409, '99999999999999999999999\n', { answer: 'refused', status: 409 }],
  [409, '18446744073709551615\n', { answer: 'refused', status: 409 }],
  [422, 'no\n', { answer: 'refused', status: 422 }],
  [500, '', { answer: 'refused', status: 500 }],
] as const) {
  it(`reads status ${status} with the body ${JSON.stringify(body)} as ${JSON.stringify(answer)}`, async () => {
    const url = await serve((_, response) => void response.writeHead(status).end(body))
    expect(await client.addCheckpoint(url, '', signal)).toEqual(answer)
  })
}

for (const [what, listener] of [
  ['hangs', () => {}],
  ['sends a redirect', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['sends without end', (_, response) => void response.write('x'.repeat(200_000))],
  ['sends what is no text', (_, response) => void response.end(Buffer.from([0xff, 0xfe]))],
  ['drops the connection', (request) => void request.socket.destroy()],
] as const satisfies readonly (readonly [string, RequestListener])[]) {
  it(`counts a witness that ${what} as away`, async () => {
    const url = await serve(listener)
    expect(await client.addCheckpoint(url, 'old 0\n', signal)).toEqual({ answer: 'unreachable' })
    expect(await client.latest(url, 'log.example.org', signal)).toBeUndefined()
  })
}

it('counts a witness that is not there as away', async () => {
  expect(await client.addCheckpoint('http://127.0.0.1:1', '', signal)).toEqual({ answer: 'unreachable' })
})

it('stops asking when it is told to', async () => {
  const url = await serve(() => {})
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 10)
  const began = performance.now()
  expect(await witnessClient({ timeout: 60_000 }).addCheckpoint(url, '', stop.signal)).toEqual({
    answer: 'unreachable',
  })
  expect(performance.now() - began).toBeLessThan(5000)
})

it('looks for the newest checkpoint under the hash of the origin', async () => {
  const id = toHex(sha256(utf8('log.example.org')))
  const url = await serve((request, response) => {
    if (request.url === `/prefix/${id}/checkpoint`) response.end('a note\n')
    else response.writeHead(404).end()
  })
  expect(await client.latest(url, 'log.example.org', signal)).toBe('a note\n')
  expect(await client.latest(url, 'other.example.org', signal)).toBeUndefined()
})
