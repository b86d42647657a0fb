/** Bech32 (BIP 173 without its limit of 90 characters), in which age writes its keys. */
import { formatError } from '#formats/bytes.ts'

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** @throws PosternError ERR_FORMAT; the text may be a secret, so no message quotes it */
export function decodeBech32(text: string): { readonly prefix: string; readonly bytes: Uint8Array } {
  if (text !== text.toLowerCase() && text !== text.toUpperCase())
    throw formatError('a key mixes capitals and small letters')
  const lower = text.toLowerCase()
  const split = lower.lastIndexOf('1')
  if (split < 1 || lower.length - split < 7) throw formatError('a key is too short')
  const prefix = lower.slice(0, split)
  const digits = lower
    .slice(split + 1)
    .split('')
    .map((character) => CHARSET.indexOf(character))
  if (digits.includes(-1)) throw formatError('a key holds a character that no key holds')
  if (checksum([...expand(prefix), ...digits]) !== 1) throw formatError('a key was mistyped: its checksum does not fit')
  const bytes = regroup(digits.slice(0, -6), 5, 8, false)
  if (bytes === undefined) throw formatError('a key does not hold whole bytes')
  return { prefix, bytes: Uint8Array.from(bytes) }
}

/** In small letters. */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const digits = regroup([...bytes], 8, 5, true) ?? []
  const sum = checksum([...expand(prefix), ...digits, 0, 0, 0, 0, 0, 0]) ^ 1
  const tail = Array.from({ length: 6 }, (_, index) => (sum >>> (5 * (5 - index))) & 31)
  return `${prefix}1${[...digits, ...tail].map((digit) => CHARSET.charAt(digit)).join('')}`
}

function expand(prefix: string): number[] {
  const codes = Array.from({ length: prefix.length }, (_, index) => prefix.charCodeAt(index))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

function checksum(digits: readonly number[]): number {
  let sum = 1
  for (const digit of digits) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ digit
    for (const [bit, term] of GENERATOR.entries()) if ((top >>> bit) & 1) sum ^= term
  }
  return sum
}

/** Bits taken in groups of `from`, given in groups of `to`; undefined where the rest is not empty padding. */
function regroup(values: readonly number[], from: number, to: number, pad: boolean): number[] | undefined {
  const groups: number[] = []
  let held = 0
  let bits = 0
  for (const value of values) {
    held = ((held << from) | value) & 0xfff
    bits += from
    while (bits >= to) {
      bits -= to
      groups.push((held >> bits) & ((1 << to) - 1))
    }
  }
  if (pad && bits > 0) groups.push((held << (to - bits)) & ((1 << to) - 1))
  const rest = held & ((1 << bits) - 1)
  return pad || (bits < from && rest === 0) ? groups : undefined
}
