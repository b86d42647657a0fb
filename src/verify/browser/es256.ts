/** Checking ES256 (ECDSA on P-256 with SHA-256) on WebCrypto: what the page has in place of `formats/es256.ts`. */

const curve = { name: 'ECDSA', namedCurve: 'P-256' }
const algorithm = { name: 'ECDSA', hash: 'SHA-256' }

/** False for everything that does not verify, a point off the curve included. @param signature 64 bytes, r ‖ s */
export async function verifyEs256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 65 || signature.length !== 64) return false
  const key = await crypto.subtle.importKey('raw', publicKey.slice(), curve, false, ['verify']).catch(() => undefined)
  return key !== undefined && (await crypto.subtle.verify(algorithm, key, signature.slice(), message.slice()))
}
