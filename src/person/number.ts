/** Crockford's base 32: no I, L, O or U, so that a number read over the telephone stays the number. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A number or a code such as 7K3Q9-F2M4T: 50 random bits, which say nothing of whom or what it is about.
 *
 * @param random 10 unpredictable bytes
 */
export function receiptNumber(random: Uint8Array): string {
  if (random.length !== 10) throw new RangeError('a number takes 10 random bytes')
  const letters = Array.from(random, (byte) => digits[byte % 32] ?? '').join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

/** As somebody typed it: small letters, blanks, an O for a zero. Undefined for what is no such number. */
export function readNumber(typed: string): string | undefined {
  const letters = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(letters) ? `${letters.slice(0, 5)}-${letters.slice(5)}` : undefined
}
