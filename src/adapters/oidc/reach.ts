/**
 * Asking the identity provider over HTTP, and nobody else.
 *
 * Trust: none in names. A name is resolved once, every address that it has must be one that may be asked, and the
 * connection goes to what was looked at: an answer that changes between the look and the connection gains nothing.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns'
import { request as askPlainly } from 'node:http'
import { request as askSecurely } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { PosternError } from '#errors.ts'
import { isInside, isLoopback, isLoopbackHost } from './inside.ts'

/** Metadata and keys are a few kilobytes. */
const mostBytes = 512 * 1024
const timeout = 10_000

export interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export type Reach = (url: string, asked: Asked) => Promise<Response>

/**
 * @param demo plain HTTP is let through, to this machine alone
 * @returns redirects are answers and never followed
 * @throws PosternError ERR_SIGN_IN where the address may not be asked, nobody answers, or the answer has no end
 */
export function reachProvider({ demo }: { readonly demo: boolean }): Reach {
  const mayAsk = (address: string): boolean => (demo && isLoopback(address)) || !isInside(address)
  return async (url, asked) => {
    const to = new URL(url)
    assertReachable(to, demo)
    const host = to.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) !== 0 && !mayAsk(host)) throw insideAddress(to)
    const lookup: LookupFunction = (name, options, done) => {
      resolve(name, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return done(error, [])
        if (addresses.length === 0 || !addresses.every(({ address }) => mayAsk(address))) {
          return done(insideAddress(to), [])
        }
        answer(addresses, options.all === true, done)
      })
    }
    return send(to, asked, lookup)
  }
}

/** @throws PosternError ERR_SIGN_IN for what is not https, this machine in a demonstration excepted */
export function assertReachable(url: URL, demo: boolean): void {
  const plain = demo && url.protocol === 'http:' && isLoopbackHost(url.hostname)
  if ((url.protocol !== 'https:' && !plain) || url.username !== '' || url.password !== '') {
    throw new PosternError(
      'ERR_SIGN_IN',
      'An identity provider is asked over https.',
      { origin: url.origin },
      { mend: 'Give the issuer as https://…, as its own configuration document does.' },
    )
  }
}

function answer(addresses: LookupAddress[], all: boolean, done: Parameters<LookupFunction>[2]): void {
  const [first] = addresses
  if (all || first === undefined) return done(null, addresses)
  done(null, first.address, first.family)
}

function send(url: URL, { method, headers, body }: Asked, lookup: LookupFunction): Promise<Response> {
  const ask = url.protocol === 'https:' ? askSecurely : askPlainly
  return new Promise((done, fail) => {
    const signal = AbortSignal.timeout(timeout)
    // No agent: a kept connection would go on where the look was made long ago.
    const request = ask(url, { method, headers: { ...headers }, lookup, signal, agent: false }, (response) => {
      const parts: Buffer[] = []
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > mostBytes) request.destroy(new Error('the answer is too long'))
        else parts.push(part)
      })
      response.on('error', (error) => fail(unreachable(url, error)))
      response.on('end', () => {
        const { statusCode: status = 502, headers: said } = response
        const empty = status === 204 || status === 304
        const sent = Object.entries(said).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
        done(new Response(empty ? null : Buffer.concat(parts), { status, headers: Object.fromEntries(sent) }))
      })
    })
    request.on('error', (error) => fail(unreachable(url, error)))
    request.end(body)
  })
}

function insideAddress({ origin }: URL): PosternError {
  return new PosternError(
    'ERR_SIGN_IN',
    'The identity provider stands at an address inside this network, and such addresses are not asked.',
    { origin },
    { mend: 'Name a provider that answers at a public address.' },
  )
}

function unreachable({ origin }: URL, cause: Error): unknown {
  if (cause instanceof PosternError) return cause
  return new PosternError(
    'ERR_SIGN_IN',
    'The identity provider does not answer.',
    { origin },
    { mend: 'Try again in a moment; nothing was changed.', cause },
  )
}
