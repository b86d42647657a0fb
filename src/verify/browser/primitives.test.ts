import { createCipheriv, createHash, generateKeyPairSync, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '#formats/bytes.ts'
import * as node from '../age-primitives.ts'
import { sha256 as nodeSha256 } from '#formats/sha256.ts'
import { verifyEd25519 as nodeVerify } from '#formats/ed25519.ts'
import * as browser from './age-primitives.ts'
import { verifyEd25519 } from './ed25519.ts'
import { sha256 } from '#formats/sha256-browser.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

describe("the page's SHA-256", () => {
  it('gives the digest of FIPS 180-4 for "abc"', () => {
    expect(toHex(sha256(new TextEncoder().encode('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it("agrees with Node's at every length around the padding, and in parts", () => {
    for (let length = 0; length < 200; length += 1) {
      const message = new Uint8Array(length).fill(length)
      expect(toHex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'))
    }
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (parts) => {
        expect(sha256(...parts)).toEqual(new Uint8Array(nodeSha256(...parts)))
      }),
    )
  })

  it('reads a view into a larger buffer as the view', () => {
    const buffer = new Uint8Array(300).map((_, index) => index)
    expect(sha256(buffer.subarray(7, 207))).toEqual(new Uint8Array(nodeSha256(buffer.slice(7, 207))))
  })
})

describe("the page's ChaCha20-Poly1305", () => {
  it('opens the example of RFC 8439 section 2.8.2 only with its associated data, which age never has', () => {
    const key = fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f')
    const nonce = fromHex('070000004041424344454647')
    const sealed = fromHex(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    )
    expect(browser.openChaCha20Poly1305(key, nonce, sealed)).toBeUndefined()
  })

  it("opens what Node sealed, and agrees with Node's when a bit was altered", () => {
    fc.assert(
      fc.property(bytes(32), bytes(12), fc.uint8Array({ maxLength: 400 }), fc.nat(), (key, nonce, plain, where) => {
        const sealed = seal(key, nonce, plain)
        expect(browser.openChaCha20Poly1305(key, nonce, sealed)).toEqual(plain)
        sealed[where % sealed.length] = (sealed[where % sealed.length] ?? 0) ^ 1
        expect(browser.openChaCha20Poly1305(key, nonce, sealed)).toBeUndefined()
        expect(node.openChaCha20Poly1305(key, nonce, sealed)).toBeUndefined()
      }),
    )
  })

  it('carries rightly where all bits are set, at lengths up to a chunk of age', () => {
    const ones = new Uint8Array(32).fill(0xff)
    for (const length of [0, 1, 15, 16, 17, 63, 64, 65, 1000, 65_536]) {
      const plain = new Uint8Array(length).fill(0xff)
      expect(browser.openChaCha20Poly1305(ones, ones.subarray(0, 12), seal(ones, ones.subarray(0, 12), plain))).toEqual(
        plain,
      )
    }
  })
})

describe("the page's curve and hashes", () => {
  it("agrees with Node's X25519, HKDF and HMAC", async () => {
    await fc.assert(
      fc.asyncProperty(bytes(32), bytes(32), bytes(32), async (secret, other, salt) => {
        const point = await node.x25519Public(other)
        expect(await browser.x25519(secret, point)).toEqual(await node.x25519(secret, point))
        expect(await browser.x25519Public(secret)).toEqual(await node.x25519Public(secret))
        expect(await browser.hkdf(secret, salt, 'header')).toEqual(await node.hkdf(secret, salt, 'header'))
        expect(await browser.hmac(secret, salt)).toEqual(await node.hmac(secret, salt))
      }),
      { numRuns: 25 },
    )
  })

  it('gives the shared secret of RFC 7748 section 6.1', async () => {
    const bob = fromHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
    const alice = fromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a')
    const shared = fromHex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742')
    expect(await browser.x25519(bob, alice)).toEqual(shared)
    expect(await node.x25519(bob, alice)).toEqual(shared)
  })

  it('refuses a point of low order, which makes every secret the same', async () => {
    const secret = new Uint8Array(32).fill(7)
    for (const point of [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0))]) {
      expect(await node.x25519(secret, point)).toBeUndefined()
      expect(await browser.x25519(secret, point)).toBeUndefined()
    }
  })

  it("agrees with Node's Ed25519 on good and altered signatures and on bytes that are no key", async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const key = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })).slice(12)
    const message = new TextEncoder().encode('a checkpoint')
    const signature = new Uint8Array(sign(null, message, privateKey))
    expect(await verifyEd25519(key, message, signature)).toBe(true)
    for (let at = 0; at < 64; at += 5) {
      const altered = signature.slice()
      altered[at] = (altered[at] ?? 0) ^ 0x20
      expect(await verifyEd25519(key, message, altered)).toBe(false)
      expect(await nodeVerify(key, message, altered)).toBe(false)
    }
    expect(await verifyEd25519(new Uint8Array(31), message, signature)).toBe(false)
    expect(await verifyEd25519(new Uint8Array(32).fill(0xff), message, signature)).toBe(false)
    expect(await verifyEd25519(key, message, signature.subarray(1))).toBe(false)
  })
})
