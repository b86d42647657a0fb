/** What the page has in place of `../age-primitives.ts`: WebCrypto, and our own ChaCha20-Poly1305. */
import { concat, fromHex } from '#formats/bytes.ts'

export { openChaCha20Poly1305 } from './chacha20-poly1305.ts'

/** RFC 8410 section 7: what stands before the 32 bytes of a secret key. */
const pkcs8Prefix = fromHex('302e020100300506032b656e04220420')

/** RFC 7748 section 6.1. Undefined where the result would be all zero, which a point of low order forces. */
export async function x25519(secret: Uint8Array, point: Uint8Array): Promise<Uint8Array | undefined> {
  const privateKey = await crypto.subtle.importKey('pkcs8', concat(pkcs8Prefix, secret).slice(), 'X25519', false, [
    'deriveBits',
  ])
  const publicKey = await crypto.subtle.importKey('raw', point.slice(), 'X25519', true, []).catch(() => undefined)
  if (publicKey === undefined) return undefined
  const shared = await crypto.subtle
    .deriveBits({ name: 'X25519', public: publicKey }, privateKey, 256)
    .catch(() => undefined)
  if (shared === undefined) return undefined
  const bytes = new Uint8Array(shared)
  return bytes.some((byte) => byte !== 0) ? bytes : undefined
}

/** The public key of a secret one. */
export async function x25519Public(secret: Uint8Array): Promise<Uint8Array> {
  const base = new Uint8Array(32)
  base[0] = 9
  return (await x25519(secret, base)) ?? new Uint8Array(32)
}

/** RFC 5869 with SHA-256, 32 bytes long. */
export async function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', secret.slice(), 'HKDF', false, ['deriveBits'])
  const label = new TextEncoder().encode(info)
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: salt.slice(), info: label }, key, 256),
  )
}

/** RFC 2104 with SHA-256. */
export async function hmac(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', key.slice(), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message.slice()))
}
