/** Crockford's base 32: no I, L, O or U, so that a number read over the telephone stays the number. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A case number such as MA-DTA-2026-7K3Q9F2M: the agency, the year, and 40 random bits.
 *
 * Random and not counted, because a counter would tell every requester how many requests there are.
 *
 * @param random 5 unpredictable bytes
 */
export function caseNumber(agency: string, year: number, random: Uint8Array): string {
  if (random.length !== 5) throw new RangeError('a case number takes 5 random bytes')
  const bits = Array.from(random, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const suffix = Array.from({ length: 8 }, (_, i) => digits[Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join('')
  return `${agency.toUpperCase()}-${String(year).padStart(4, '0')}-${suffix}`
}

export function isCaseNumber(text: string): boolean {
  return /^[A-Z][A-Z-]{0,40}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{8}$/.test(text)
}
