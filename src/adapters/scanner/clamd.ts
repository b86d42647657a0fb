/**
 * ClamAV's daemon, asked over its own protocol (clamd(8), INSTREAM): the file goes in chunks, each with its length
 * in four bytes, and the answer is one line.
 *
 * It gets bytes and no name, and what it answers is shown to staff as text. Whatever is no clear "OK" is not one.
 */
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import type { Scanned, Scanner } from '#instrument/scanner.ts'

/** clamd's own default for StreamMaxLength is above this many times over. */
const chunk = 64 * 1024
const longestAnswer = 4096

export interface ClamdOptions {
  /** Milliseconds for a whole scan. */
  readonly timeout?: number
}

/**
 * @param address `/run/clamav/clamd.ctl`, or `host:3310`
 * @throws RangeError for an address of another form
 */
export function clamd(address: string, { timeout = 30_000 }: ClamdOptions = {}): Scanner {
  const where = whereIs(address)
  return {
    here: true,
    scan: (bytes) => ask(where, bytes, timeout).then(verdictOf, () => ({ found: 'no-answer' }) as const),
  }
}

function whereIs(address: string): NetConnectOpts {
  if (address.startsWith('/')) return { path: address }
  const [, host, port] = /^([^:]+|\[[^\]]+\]):([0-9]{1,5})$/.exec(address) ?? []
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new RangeError(
      'a scanner is a socket such as /run/clamav/clamd.ctl, or a host and a port such as localhost:3310',
    )
  }
  return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) }
}

function ask(where: NetConnectOpts, bytes: Uint8Array, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(where)
    let answer = ''
    const fail = (why: Error): void => {
      socket.destroy()
      reject(why)
    }
    // Of the whole scan, not of silence: a scanner that sends a byte now and then must not hold a page for ever.
    const late = setTimeout(() => fail(new Error('the scanner took too long')), timeout)
    socket.setEncoding('latin1')
    socket.on('error', fail)
    socket.on('connect', () => send(socket, bytes))
    socket.on('data', (text: string) => {
      answer += text
      if (answer.length > longestAnswer) fail(new Error('the scanner answered too much'))
    })
    socket.on('close', () => {
      clearTimeout(late)
      resolve(answer)
    })
  })
}

function send(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0')
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = bytes.subarray(at, at + chunk)
    socket.write(lengthOf(part.length))
    socket.write(part)
  }
  socket.write(lengthOf(0))
}

function lengthOf(length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length)
  return bytes
}

function verdictOf(answer: string): Scanned {
  const line = answer.replaceAll('\0', '').trim()
  if (line === 'stream: OK') return { found: 'nothing' }
  const name = /^stream: (\S{1,200}) FOUND$/.exec(line)?.[1]
  return name === undefined ? { found: 'no-answer' } : { found: 'harm', name }
}
