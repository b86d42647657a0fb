import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyEs256 as inBrowser } from '#verify/browser/es256.ts'
import { fromHex, utf8 } from './bytes.ts'
import { verifyEs256 as inNode } from './es256.ts'

// RFC 6979 appendix A.2.5: P-256 with SHA-256, message "sample".
const publicKey = fromHex(
  '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
)
const message = utf8('sample')
const signature = fromHex(
  'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
)

describe.each([
  ['on node:crypto', inNode],
  ['on WebCrypto', inBrowser],
])('ES256 %s', (_, verify) => {
  it('holds for the signature of RFC 6979', async () => {
    expect(await verify(publicKey, message, signature)).toBe(true)
  })

  it('holds for a key of this machine', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const made = new Uint8Array(sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }))
    const spki = createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' })
    expect(await verify(new Uint8Array(spki).slice(-65), message, made)).toBe(true)
    expect(await verify(publicKey, message, made)).toBe(false)
  })

  it.each([
    ['another message', publicKey, utf8('samplf'), signature],
    ['an altered signature', publicKey, message, signature.with(63, 0xa9)],
    ['r and s exchanged', publicKey, message, new Uint8Array([...signature.slice(32), ...signature.slice(0, 32)])],
    ['a point off the curve', publicKey.with(64, 0x98), message, signature],
    ['a point in another form', publicKey.with(0, 0x05), message, signature],
    ['a short key', publicKey.subarray(1), message, signature],
    ['a long key', new Uint8Array([...publicKey, 0]), message, signature],
    ['a short signature', publicKey, message, signature.subarray(1)],
    ['a signature of zeros', publicKey, message, new Uint8Array(64)],
    ['no signature', publicKey, message, new Uint8Array()],
  ])('answers false for %s and does not throw', async (__, key, text, signed) => {
    expect(await verify(key, text, signed)).toBe(false)
  })
})
