/**
 * SHA-256 (FIPS 180-4 section 6.2) without Node: what a page has in place of `sha256.ts`. WebCrypto's answers
 * only with a promise, and the formats hash in the middle of a sentence. Speed and not secrecy counts
 * here: everything that is hashed is in the reader's hands.
 */
import { concat } from './bytes.ts'

const K = Uint32Array.from(fractions(64, 3))
const INITIAL = Uint32Array.from(fractions(8, 2))

/** 32 bytes over the parts one after another. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  const message = only !== undefined && parts.length === 1 ? only : concat(...parts)
  const state = INITIAL.slice()
  const words = new Uint32Array(64)
  const whole = message.length - (message.length % 64)
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  for (let at = 0; at < whole; at += 64) compress(state, words, view, at)
  const end = padded(message.subarray(whole), message.length)
  for (let at = 0; at < end.byteLength; at += 64) compress(state, words, end, at)
  const digest = new DataView(new ArrayBuffer(32))
  for (let index = 0; index < 8; index += 1) digest.setUint32(4 * index, state[index] ?? 0)
  return new Uint8Array(digest.buffer)
}

/** Writes the hash of `message` to `target` from byte `at` on; the two may overlap. */
export function sha256Into(message: Uint8Array, target: Uint8Array, at: number): void {
  target.set(sha256(message), at)
}

/** Section 5.1.1: a one bit, zeros, and the length in bits. */
function padded(rest: Uint8Array, length: number): DataView {
  const end = new Uint8Array(rest.length < 56 ? 64 : 128)
  end.set(rest)
  end[rest.length] = 0x80
  const view = new DataView(end.buffer)
  view.setUint32(end.length - 8, Math.floor(length / 0x20000000))
  view.setUint32(end.length - 4, (length << 3) >>> 0)
  return view
}

function compress(state: Uint32Array, w: Uint32Array, view: DataView, at: number): void {
  for (let t = 0; t < 16; t += 1) w[t] = view.getUint32(at + 4 * t)
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] ?? 0
    const y = w[t - 2] ?? 0
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[t] = (w[t - 16] ?? 0) + s0 + (w[t - 7] ?? 0) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (w[t] ?? 0)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + value
}

/** Section 4.2.2 and 5.3.3: the first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, degree: 2 | 3): number[] {
  return firstPrimes(count).map((prime) => {
    // The integer root of prime·2^(32·degree), whose low 32 bits are the fraction's.
    const target = BigInt(prime) << BigInt(32 * degree)
    let low = 0n
    let high = 1n << 40n
    while (high - low > 1n) {
      const middle = (low + high) >> 1n
      if (middle ** BigInt(degree) <= target) low = middle
      else high = middle
    }
    return Number(low & 0xffffffffn)
  })
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
