/**
 * AES-256-GCM (NIST SP 800-38D) as nonce(12) ‖ ciphertext ‖ tag(16).
 *
 * Keys are KeyObjects: given bytes, Node 24 takes six times as long for each call.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

export const nonceBytes = 12
const tagBytes = 16

/** How many bytes `seal` adds. */
export const sealBytes = nonceBytes + tagBytes

/**
 * @param key of 32 bytes
 * @param nonce 12 random bytes, never used twice with this key
 * @param context what the ciphertext is bound to: it opens in no other place
 */
export function seal(key: KeyObject, nonce: Uint8Array, context: Uint8Array, plaintext: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(plaintext.length + sealBytes)
  sealInto(sealed, 0, key, nonce, context, plaintext)
  return sealed
}

/** Seal into `target` from byte `at` on. @returns the first byte after it */
export function sealInto(
  target: Buffer,
  at: number,
  key: KeyObject,
  nonce: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
): number {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(context)
  target.set(nonce, at)
  target.set(cipher.update(plaintext), at + nonceBytes)
  // In this mode nothing is left for the end, and the tag is there only after it.
  cipher.final()
  const end = at + nonceBytes + plaintext.length
  target.set(cipher.getAuthTag(), end)
  return end + tagBytes
}

/** The plaintext, or undefined where the key, the context or a byte is not the one it was sealed with. */
export function unseal(key: KeyObject, context: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const end = sealed.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
  decipher.setAAD(context)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(nonceBytes, end))
  try {
    decipher.final()
    return plaintext
  } catch {
    return undefined
  }
}
