import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { clamd } from './clamd.ts'

/** The EICAR test file, in two halves so that a scanner on a developer's machine leaves this file alone. */
const eicar = Buffer.from(String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*')

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** Speaks clamd's side: reads the command and the chunks to their end, then answers. */
async function scannerAt(path: string, answerTo: (file: Buffer, command: string) => string): Promise<void> {
  const server = createServer((socket: Socket) => {
    let got = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (part: Buffer) => {
      got = Buffer.concat([got, part])
      const file = wholeStream(got)
      if (file !== undefined) socket.end(answerTo(file, got.subarray(0, got.indexOf(0)).toString()))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
}

function wholeStream(got: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = got.indexOf(0) + 1; at > 0 && at + 4 <= got.length;) {
    const length = got.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    if (at + 4 + length > got.length) return undefined
    parts.push(got.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

describe('the scanner', () => {
  it('is sent the whole file, and says that nothing was found', async () => {
    const path = join(makeTestDirectory(), 'clamd.sock')
    const file = Buffer.alloc(200_000, 'a synthetic scan ')
    let seen: [number, string] = [0, '']
    await scannerAt(path, (got, command) => {
      seen = [got.compare(file), command]
      return 'stream: OK\0'
    })
    expect(await clamd(path).scan(file)).toEqual({ found: 'nothing' })
    expect(seen).toEqual([0, 'zINSTREAM'])
  })

  it('says what it found by its name', async () => {
    const path = join(makeTestDirectory(), 'clamd.sock')
    await scannerAt(path, (got) => (got.includes('EICAR') ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0'))
    expect(await clamd(path).scan(eicar)).toEqual({ found: 'harm', name: 'Win.Test.EICAR_HDB-1' })
    expect(await clamd(path).scan(Buffer.from('a letter'))).toEqual({ found: 'nothing' })
  })

  it.each([
    ['INSTREAM size limit exceeded. ERROR\0'],
    ['stream: <b>x</b> y FOUND\0'],
    ['stream: OK but not quite\0'],
    [''],
    ['x'.repeat(10_000)],
  ])('takes %j for no answer', async (answer) => {
    const path = join(makeTestDirectory(), 'clamd.sock')
    await scannerAt(path, () => answer)
    expect(await clamd(path).scan(eicar)).toEqual({ found: 'no-answer' })
  })

  it('takes silence and absence for no answer', async () => {
    const path = join(makeTestDirectory(), 'clamd.sock')
    const mute = createServer((socket) => socket.on('data', () => {}).on('error', () => {}))
    servers.push(mute)
    await new Promise<void>((resolve) => mute.listen(path, resolve))
    expect(await clamd(path, { timeout: 100 }).scan(eicar)).toEqual({ found: 'no-answer' })
    expect(await clamd(join(makeTestDirectory(), 'nobody')).scan(eicar)).toEqual({ found: 'no-answer' })
  })

  it('has an address of a form that there is', () => {
    for (const address of ['/run/clamav/clamd.ctl', 'localhost:3310', '[::1]:3310'])
      expect(() => clamd(address)).not.toThrow()
    for (const address of ['', 'clamd.ctl', 'localhost', 'localhost:x', 'localhost:99999']) {
      expect(() => clamd(address), address).toThrow(RangeError)
    }
  })
})
