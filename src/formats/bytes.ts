/**
 * Bytes and the three texts they travel in. Everything here is strict, because two texts for the same
 * bytes would mean two files with one hash, and because the lenient decoders of the platform never fail:
 * `Buffer.from(x, 'base64')` skips what it does not know. Nothing here needs Node, so that the verifier
 * runs in a browser as it is.
 */
import { PosternError, type Evidence } from '#errors.ts'

/** A failure of form: bytes or text that are not what their format says. */
export function formatError(message: string, evidence: Evidence = {}): PosternError {
  return new PosternError('ERR_FORMAT', message, evidence)
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Not in constant time: everything that is compared here is public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  // A loop and not `every`: a whole log is compared with this, and the closure would cost twenty times as much.
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower case, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexOf[byte]
  return text
}

/**
 * Takes only what `toHex` writes.
 *
 * @param what what the text is, for the message: "the content root"
 * @throws PosternError ERR_FORMAT
 */
export function fromHex(text: string, what = 'a value', length?: number): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw formatError(`${what} is not lower-case hexadecimal`, { what })
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return ofLength(bytes, what, length)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

interface Base64 {
  readonly digits: string
  /** Value of each character code, 255 where the character is no digit. */
  readonly values: Uint8Array
  readonly padded: boolean
}

function base64Of(lastTwo: string, padded: boolean): Base64 {
  const digits = alphabet + lastTwo
  const values = new Uint8Array(128).fill(255)
  for (let i = 0; i < 64; i++) values[digits.charCodeAt(i)] = i
  return { digits, values, padded }
}

/** RFC 4648 section 4. */
const standard = base64Of('+/', true)
/** RFC 4648 section 5, without padding. */
const urlSafe = base64Of('-_', false)

function encode(bytes: Uint8Array, { digits, padded }: Base64): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i)
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let digit = 0; digit <= left; digit++) text += digits.charAt((group >> (18 - 6 * digit)) & 63)
  }
  return padded ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text
}

/** The bytes, whatever stands in the unused bits of the last digit; undefined where it is not base64 at all. */
function decode(text: string, { values, padded }: Base64): Uint8Array | undefined {
  if (padded && text.length % 4 !== 0) return undefined
  const digits = padded ? text.replace(/={1,2}$/, '') : text
  if (digits.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let group = 0
  let at = 0
  for (let i = 0; i < digits.length; i++) {
    const value = values[digits.charCodeAt(i)] ?? 255
    if (value === 255) return undefined
    group = ((group << 6) | value) & 0xffffff
    if (i % 4 !== 0) bytes[at++] = (group >> (6 - 2 * (i % 4))) & 0xff
  }
  return bytes
}

/** RFC 4648 section 4, padded. */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, standard)
}

/**
 * Takes only what `toBase64` writes: RFC 4648 section 3.5 lets a decoder refuse unused bits that are not
 * zero, and this one does.
 *
 * @throws PosternError ERR_FORMAT
 */
export function fromBase64(text: string, what = 'a value', length?: number): Uint8Array {
  const bytes = decode(text, standard)
  if (bytes === undefined || encode(bytes, standard) !== text) {
    throw formatError(`${what} is not standard base64 (RFC 4648 section 4)`, { what })
  }
  return ofLength(bytes, what, length)
}

/**
 * The bytes of standard base64 even where the unused bits of its last digit are not zero, and undefined
 * where it is no base64. Only for signature lines, where such a text is a signature that does not verify
 * and not a note that cannot be read.
 */
export function looseBase64(text: string): Uint8Array | undefined {
  return decode(text, standard)
}

/** RFC 4648 section 5, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return encode(bytes, urlSafe)
}

/** Takes only what `toBase64url` writes. @throws PosternError ERR_FORMAT */
export function fromBase64url(text: string, what = 'a value', length?: number): Uint8Array {
  const bytes = decode(text, urlSafe)
  if (bytes === undefined || encode(bytes, urlSafe) !== text) {
    throw formatError(`${what} is not base64url without padding (RFC 4648 section 5)`, { what })
  }
  return ofLength(bytes, what, length)
}

function ofLength(bytes: Uint8Array, what: string, length: number | undefined): Uint8Array {
  if (length !== undefined && bytes.length !== length) {
    throw formatError(`${what} has ${bytes.length} bytes where ${length} are needed`, { what, bytes: bytes.length })
  }
  return bytes
}

/** @throws PosternError ERR_FORMAT where the text holds half of a surrogate pair, which has no UTF-8 */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw formatError('a text holds half of a surrogate pair')
  return new TextEncoder().encode(text)
}

/** A byte order mark is kept as the character it is. @throws PosternError ERR_FORMAT */
export function fromUtf8(bytes: Uint8Array, what = 'a text'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw formatError(`${what} is not UTF-8`, { what })
  }
}

/** Below this a view may stand in memory that others share. */
const OWN = 65_536

/**
 * Give memory back at once that nobody reads any more. What waits for the garbage collector instead makes it run every
 * few megabytes, and records stay in memory in clear meanwhile.
 *
 * @param bytes all that is in use of their buffer; they are empty afterwards. Few bytes are left as they are
 */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.length >= OWN) bytes.buffer.transfer(0)
}
