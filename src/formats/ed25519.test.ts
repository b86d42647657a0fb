import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from './bytes.ts'
import {
  ed25519KeyFromPkcs8,
  ed25519KeyFromSeed,
  generateEd25519Key,
  pkcs8Of,
  publicKeyOf,
  signEd25519,
  verifyEd25519,
} from './ed25519.ts'

// RFC 8032 section 7.1, TEST 2.
const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
const publicKey = fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
const message = fromHex('72')
const signature = fromHex(
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
)

describe('Ed25519', () => {
  it('gives the key and the signature of RFC 8032', async () => {
    const key = ed25519KeyFromSeed(seed)
    expect(publicKeyOf(key)).toEqual(publicKey)
    expect(toHex(signEd25519(key, message))).toBe(toHex(signature))
    expect(await verifyEd25519(publicKey, message, signature)).toBe(true)
  })

  it('keeps a key through PKCS#8', () => {
    const key = generateEd25519Key()
    expect(publicKeyOf(ed25519KeyFromPkcs8(pkcs8Of(key)))).toEqual(publicKeyOf(key))
  })

  it.each([
    ['another message', publicKey, fromHex('73'), signature],
    ['another key', publicKeyOf(generateEd25519Key()), message, signature],
    ['a key that is no point', new Uint8Array(32).fill(0xff), message, signature],
    ['a short key', publicKey.subarray(1), message, signature],
    ['a short signature', publicKey, message, signature.subarray(1)],
    ['an altered signature', publicKey, message, signature.with(63, 0x10)],
    ['no signature', publicKey, message, new Uint8Array(0)],
  ])('answers false for %s and does not throw', async (_, key, text, signed) => {
    expect(await verifyEd25519(key, text, signed)).toBe(false)
  })

  it('refuses secret keys of another kind or length', () => {
    const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
    expect(() => ed25519KeyFromSeed(seed.subarray(1))).toThrow(malformed)
    expect(() => ed25519KeyFromPkcs8(seed)).toThrow(malformed)
    // X25519 has the same form under another object identifier (RFC 8410 section 3).
    expect(() => ed25519KeyFromPkcs8(pkcs8Of(ed25519KeyFromSeed(seed)).with(11, 0x6e))).toThrow(malformed)
  })
})
