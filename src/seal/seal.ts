/**
 * Seal bytes to one recipient in the age format (c2sp.org/age), so that only the holder of the key opens them
 * and any age tool does.
 */
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Encrypter, type Recipient } from 'age-encryption'
import { giveBack } from '#formats/bytes.ts'
import type { X25519Recipient } from './recipient.ts'

/** From here on the payload is written with node:crypto, about five times as fast as the package does it. */
const LARGE = 262_144

/** The sealed file. Twice the same bytes give two different files: each has a key of its own. */
export async function seal(plaintext: Uint8Array, recipient: X25519Recipient): Promise<Uint8Array> {
  if (plaintext.length >= LARGE) return sealLarge(plaintext, recipient)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(plaintext)
}

const CHUNK = 64 * 1024
const TAG = 16
const NONCE = 16

/** Header and its MAC from the package; payload as "Payload" of the age format has it, chunk by chunk. */
async function sealLarge(plaintext: Uint8Array, recipient: X25519Recipient): Promise<Uint8Array> {
  const { header, fileKey } = await newFile(recipient)
  try {
    const nonce = randomBytes(NONCE)
    const key = Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32))
    const chunks = Math.ceil(plaintext.length / CHUNK)
    const sealed = Buffer.allocUnsafe(header.length + NONCE + plaintext.length + chunks * TAG)
    sealed.set(header)
    sealed.set(nonce, header.length)
    let at = header.length + NONCE
    for (let index = 0; index < chunks; index += 1) {
      const chunk = plaintext.subarray(index * CHUNK, (index + 1) * CHUNK)
      const cipher = createCipheriv('chacha20-poly1305', key, chunkNonce(index, index === chunks - 1), {
        authTagLength: TAG,
      })
      const encrypted = cipher.update(chunk)
      sealed.set(encrypted, at)
      giveBack(encrypted)
      cipher.final()
      sealed.set(cipher.getAuthTag(), at + chunk.length)
      at += chunk.length + TAG
    }
    key.fill(0)
    return sealed
  } finally {
    fileKey.fill(0)
  }
}

/** Eleven bytes of counter, and a last byte that says whether this is the end, so that none can be cut off. */
function chunkNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

/** The header of a new file, as the package writes it, and the file key that it wraps. */
async function newFile(recipient: X25519Recipient): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  let fileKey: Uint8Array | undefined
  const listener: Recipient = {
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key)
      return []
    },
  }
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  encrypter.addRecipient(listener)
  const empty = await encrypter.encrypt(new Uint8Array(0))
  if (fileKey === undefined) throw new Error('the package wrote a header without asking its recipients')
  // An empty payload is its nonce and one tag; its key is never used again, since a new nonce gives a new key.
  return { header: empty.subarray(0, empty.length - NONCE - TAG), fileKey }
}
