/** Bech32 as BIP 173 has it, for reading a recipient. Strict; the text comes from a stranger. */

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const CHECKSUM_LENGTH = 6

/**
 * The bytes under a prefix; undefined for another prefix, a character that is none of the alphabet, a
 * checksum that does not hold, or bits left over that are not zero padding.
 */
export function decodeBech32(text: string, prefix: string): Uint8Array | undefined {
  if (!text.startsWith(`${prefix}1`)) return undefined
  const values = Array.from(text.slice(prefix.length + 1), (letter) => ALPHABET.indexOf(letter))
  if (values.includes(-1) || values.length < CHECKSUM_LENGTH || checksum([...expand(prefix), ...values]) !== 1) {
    return undefined
  }
  return toBytes(values.slice(0, -CHECKSUM_LENGTH))
}

function expand(prefix: string): number[] {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value
    return GENERATOR.reduce((next, term, bit) => (((sum >> 25) >> bit) & 1 ? next ^ term : next), shifted)
  }, 1)
}

function toBytes(values: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const value of values) {
    buffer = ((buffer << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((buffer >> bits) & 0xff)
  }
  const padding = buffer & ((1 << bits) - 1)
  return bits < 5 && padding === 0 ? Uint8Array.from(bytes) : undefined
}
