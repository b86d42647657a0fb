/**
 * Ed25519 (RFC 8032) on `node:crypto`. The browser's verifier replaces this file by one on WebCrypto,
 * which answers with promises, so callers await `verifyEd25519`.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { concat, formatError, fromHex } from './bytes.ts'

/** A secret key; it never leaves `node:crypto` but by `pkcs8Of`. */
export type Ed25519Key = KeyObject

/** RFC 8410: what stands before the 32 bytes of a seed (section 7) and of a public key (section 4). */
const pkcs8Prefix = fromHex('302e020100300506032b657004220420')
const spkiPrefix = fromHex('302a300506032b6570032100')

/** A new key from the operating system's randomness. */
export function generateEd25519Key(): Ed25519Key {
  return generateKeyPairSync('ed25519').privateKey
}

/** The key of RFC 8032 section 5.1.5. @throws PosternError ERR_FORMAT where the seed has not 32 bytes */
export function ed25519KeyFromSeed(seed: Uint8Array): Ed25519Key {
  if (seed.length !== 32) throw formatError('an Ed25519 seed has 32 bytes', { bytes: seed.length })
  return ed25519KeyFromPkcs8(concat(pkcs8Prefix, seed))
}

/** @param der PrivateKeyInfo (RFC 5208) in DER. @throws PosternError ERR_FORMAT */
export function ed25519KeyFromPkcs8(der: Uint8Array): Ed25519Key {
  let key: KeyObject | undefined
  try {
    key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
  } catch {
    // Whatever OpenSSL says of a broken key could quote it.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw formatError('this is no Ed25519 secret key in PKCS#8')
  return key
}

export function pkcs8Of(key: Ed25519Key): Uint8Array {
  return key.export({ format: 'der', type: 'pkcs8' })
}

/** The 32 bytes of RFC 8032 section 5.1.5. */
export function publicKeyOf(key: Ed25519Key): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })).slice(spkiPrefix.length)
}

/** 64 bytes; the same for the same key and message. */
export function signEd25519(key: Ed25519Key, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, key))
}

/** False for everything that does not verify, a key or a signature of another length included. Never throws. */
export function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    const key = createPublicKey({ key: Buffer.from(concat(spkiPrefix, publicKey)), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  } catch {
    return false
  }
}
