/**
 * Who sent a request that carries its own proof: a signature by RFC 9421 over method, address and body, made minutes
 * ago, seen for the first time, under a key that is registered.
 */
import { utf8 } from '#formats/bytes.ts'
import { isContentDigest } from '#formats/content-digest.ts'
import { verifyEd25519 } from '#formats/ed25519.ts'
import { parseSignature, signatureBase, type MessageSignature, type SignedMessage } from '#formats/http-signature.ts'
import { sha256 } from '#formats/sha256.ts'
import { isPosternError } from '#errors.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { SigningKey } from './requester-keys.ts'
import type { Nonces } from './requester-ports.ts'

export interface ArrivedRequest extends SignedMessage {
  /** Read once, and only for whoever has signed. */
  body(): Promise<Uint8Array>
}

export type Proof =
  | { readonly proven: true; readonly key: SigningKey; readonly body: Uint8Array }
  | { readonly proven: false; readonly reason: ProofFault }

export type ProofFault =
  | 'unsigned'
  | 'malformed'
  | 'not-covered'
  | 'digest'
  | 'too-long'
  | 'not-now'
  | 'unknown-key'
  | 'forged'
  | 'replayed'

/** A signature may be good for so long at the most, in seconds. */
export const longestLife = 300
/** Clocks may differ by so much, in seconds. */
const skew = 30

const always = ['@method', '@target-uri', 'content-digest']

/**
 * What costs nothing is looked at first. Nothing is looked up for a request that could not be proven; no body is read
 * of somebody who did not sign, since its digest stands in what is signed; and nobody uses up a nonce who does not
 * hold the key.
 *
 * @param keys the keys that stand at this moment
 */
export async function proveSender(
  request: ArrivedRequest,
  keys: () => Promise<ReadonlyMap<string, SigningKey>>,
  nonces: Nonces,
  now: Instant,
): Promise<Proof> {
  const read = readSignature(request)
  if (typeof read === 'string') return fault(read)
  const { signature, created, expires, nonce, keyid } = read
  if (!always.every((component) => signature.components.includes(component))) return fault('not-covered')
  if (expires <= created || expires - created > longestLife) return fault('too-long')
  const at = Date.parse(now) / 1000
  if (created > at + skew || expires <= at - skew) return fault('not-now')
  const key = (await keys()).get(keyid)
  if (key === undefined) return fault('unknown-key')
  if (!(await verifyEd25519(key.publicKey, utf8(read.base), signature.signature))) return fault('forged')
  const body = await request.body()
  if (!isContentDigest(request.field('content-digest') ?? '', body)) return fault('digest')
  const seen = sha256(utf8(`postern.nonce.v1\0${keyid}\0${nonce}`))
  const until = new Date((expires + 2 * skew) * 1000).toISOString()
  if (!(await nonces.first(seen, until, now))) return fault('replayed')
  return { proven: true, key, body }
}

type Read = Required<Pick<MessageSignature, 'created' | 'expires' | 'nonce' | 'keyid'>> & {
  readonly signature: MessageSignature
  readonly base: string
}

function readSignature(request: ArrivedRequest): Read | ProofFault {
  const input = request.field('signature-input')
  const value = request.field('signature')
  if (input === undefined || value === undefined) return 'unsigned'
  try {
    const signature = parseSignature(input, value)
    const { created, expires, nonce, keyid, alg } = signature
    if (created === undefined || expires === undefined || keyid === undefined) return 'not-covered'
    if (nonce === undefined || nonce.length < 16 || nonce.length > 200) return 'not-covered'
    if (alg !== undefined && alg !== 'ed25519') return 'malformed'
    return { signature, base: signatureBase(request, signature), created, expires, nonce, keyid }
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return 'malformed'
    throw error
  }
}

function fault(reason: ProofFault): Proof {
  return { proven: false, reason }
}
