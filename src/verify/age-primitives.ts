/**
 * The cryptography an age file needs, on `node:crypto`. The browser's build takes
 * `browser/age-primitives.ts` in place of this file; the two are tested against each other.
 */
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'
import { concat, fromHex } from '#formats/bytes.ts'

/** RFC 8410: what stands before the 32 bytes of a secret key (section 7) and of a public key (section 4). */
const pkcs8Prefix = fromHex('302e020100300506032b656e04220420')
const spkiPrefix = fromHex('302a300506032b656e032100')
const TAG = 16

/** RFC 7748 section 6.1. Undefined where the result would be all zero, which a point of low order forces. */
export async function x25519(secret: Uint8Array, point: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(diffieHellman({ privateKey: secretKey(secret), publicKey: publicKey(point) }))
  } catch {
    return undefined
  }
}

/** The public key of a secret one. */
export async function x25519Public(secret: Uint8Array): Promise<Uint8Array> {
  const spki = createPublicKey(secretKey(secret)).export({ format: 'der', type: 'spki' })
  return new Uint8Array(spki).slice(spkiPrefix.length)
}

/** RFC 5869 with SHA-256, 32 bytes long. */
export async function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Promise<Uint8Array> {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32))
}

/** RFC 2104 with SHA-256. */
export async function hmac(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(createHmac('sha256', key).update(message).digest())
}

/** RFC 8439 section 2.8 without associated data: the plaintext, or undefined where the tag does not fit. */
export function openChaCha20Poly1305(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG) return undefined
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plain
}

function secretKey(secret: Uint8Array) {
  return createPrivateKey({ key: Buffer.from(concat(pkcs8Prefix, secret)), format: 'der', type: 'pkcs8' })
}

function publicKey(point: Uint8Array) {
  return createPublicKey({ key: Buffer.from(concat(spkiPrefix, point)), format: 'der', type: 'spki' })
}
