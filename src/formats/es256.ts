/**
 * Checking ES256 (RFC 7518 section 3.4: ECDSA on P-256 with SHA-256) on `node:crypto`. The browser's verifier replaces
 * this file by one on WebCrypto, which answers with promises, so callers await it. It signs nothing: the secret halves
 * of such keys never leave an authenticator.
 */
import { createPublicKey, verify } from 'node:crypto'
import { concat, fromHex } from './bytes.ts'

/** RFC 5480: what stands before the 65 bytes of an uncompressed point of P-256. */
const spkiPrefix = fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')

/**
 * False for everything that does not verify, a point off the curve included. Never throws.
 *
 * @param publicKey 65 bytes, 0x04 ‖ x ‖ y
 * @param signature 64 bytes, r ‖ s
 */
export function verifyEs256(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  if (publicKey.length !== 65 || signature.length !== 64) return false
  try {
    const key = createPublicKey({ key: Buffer.from(concat(spkiPrefix, publicKey)), format: 'der', type: 'spki' })
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}
