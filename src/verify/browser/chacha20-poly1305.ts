/**
 * ChaCha20-Poly1305 (RFC 8439), opening only: the one thing an age file needs that WebCrypto does not have.
 * It runs on the reader's own machine with the reader's own key, one file at a time.
 */
import { equalBytes } from '#formats/bytes.ts'

const TAG = 16

/** Section 2.8 without associated data: the plaintext, or undefined where the tag does not fit. */
export function openChaCha20Poly1305(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG) return undefined
  const body = sealed.subarray(0, sealed.length - TAG)
  const state = initial(key, nonce)
  const oneTimeKey = new Uint8Array(64)
  block(state, 0, oneTimeKey)
  const tag = poly1305(oneTimeKey.subarray(0, 32), authenticated(body))
  return equalBytes(tag, sealed.subarray(body.length)) ? chacha20(state, body) : undefined
}

/** Section 2.8: the ciphertext, zeros up to sixteen, and the two lengths (of no associated data, and of the ciphertext). */
function authenticated(body: Uint8Array): Uint8Array {
  const padded = Math.ceil(body.length / 16) * 16
  const message = new Uint8Array(padded + 16)
  message.set(body)
  new DataView(message.buffer).setUint32(padded + 8, body.length, true)
  return message
}

/** Section 2.3: "expand 32-byte k", the key, a counter and the nonce, as little-endian words. */
function initial(key: Uint8Array, nonce: Uint8Array): Uint32Array {
  const state = new Uint32Array(16)
  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574])
  state.set(words(key), 4)
  state.set(words(nonce), 13)
  return state
}

function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index, true))
}

/** Section 2.4; the payload begins at block 1, block 0 having keyed the tag. */
function chacha20(state: Uint32Array, body: Uint8Array): Uint8Array {
  const plain = new Uint8Array(body.length)
  const stream = new Uint8Array(64)
  for (let at = 0; at < body.length; at += 64) {
    block(state, 1 + at / 64, stream)
    const end = Math.min(at + 64, body.length)
    for (let index = at; index < end; index += 1) plain[index] = (body[index] ?? 0) ^ (stream[index - at] ?? 0)
  }
  return plain
}

/** Columns, then diagonals (section 2.3.1). */
function doubleRound(x: Uint32Array): void {
  quarter(x, 0, 4, 8, 12)
  quarter(x, 1, 5, 9, 13)
  quarter(x, 2, 6, 10, 14)
  quarter(x, 3, 7, 11, 15)
  quarter(x, 0, 5, 10, 15)
  quarter(x, 1, 6, 11, 12)
  quarter(x, 2, 7, 8, 13)
  quarter(x, 3, 4, 9, 14)
}

function block(state: Uint32Array, counter: number, out: Uint8Array): void {
  state[12] = counter
  const x = state.slice()
  for (let round = 0; round < 10; round += 1) doubleRound(x)
  const view = new DataView(out.buffer, out.byteOffset, 64)
  for (let index = 0; index < 16; index += 1)
    view.setUint32(4 * index, ((x[index] ?? 0) + (state[index] ?? 0)) >>> 0, true)
}

function quarter(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  let p = x[a] ?? 0
  let q = x[b] ?? 0
  let r = x[c] ?? 0
  let s = x[d] ?? 0
  p = (p + q) | 0
  s = rotate(s ^ p, 16)
  r = (r + s) | 0
  q = rotate(q ^ r, 12)
  p = (p + q) | 0
  s = rotate(s ^ p, 8)
  r = (r + s) | 0
  q = rotate(q ^ r, 7)
  x[a] = p
  x[b] = q
  x[c] = r
  x[d] = s
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

const PRIME = (1n << 130n) - 5n
const LOW_130 = (1n << 130n) - 1n
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn

/** Section 2.5, for a message of whole blocks, which is all that {@link authenticated} makes. */
function poly1305(key: Uint8Array, message: Uint8Array): Uint8Array {
  const keyView = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const r = number128(keyView, 0) & CLAMP
  let sum = 0n
  for (let at = 0; at < message.length; at += 16) {
    const product = (sum + number128(view, at) + (1n << 128n)) * r
    // 2^130 is 5 modulo 2^130 − 5: what runs over the top comes back five times at the bottom.
    sum = (product & LOW_130) + 5n * (product >> 130n)
  }
  const tag = (sum % PRIME) + number128(keyView, 16)
  return Uint8Array.from({ length: TAG }, (_, index) => Number((tag >> BigInt(8 * index)) & 0xffn))
}

function number128(view: DataView, at: number): bigint {
  return view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n)
}
