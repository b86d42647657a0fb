/** Checking Ed25519 (RFC 8032) on WebCrypto: what the page has in place of `formats/ed25519.ts`. It signs nothing. */

/** False for everything that does not verify, a key or a signature of another length included. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const key = await crypto.subtle
    .importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify'])
    .catch(() => undefined)
  return key !== undefined && (await crypto.subtle.verify('Ed25519', key, signature.slice(), message.slice()))
}

// The page holds no secret key: the formats that sign are not reached from it.

export function publicKeyOf(): never {
  throw new Error('the verifier has no secret key')
}

export function signEd25519(): never {
  throw new Error('the verifier does not sign')
}
