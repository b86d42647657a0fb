/** One spelling for what is written in many ways, so that only a real difference counts as one. */

/** Letters that Unicode does not take apart into a base letter and an accent. */
const undivided: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** What needs no rule but lower case: most names, and looking is quicker than rewriting. */
const simple = /^[A-Za-z0-9]+$/

/**
 * Lower case, no accents, and nothing but letters and digits: "García-López", "GARCIA LOPEZ" and
 * "Garcialopez" are one name. Letters of other scripts stay as they are.
 */
export function normalizeName(name: string): string {
  if (simple.test(name)) return name.toLowerCase()
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => undivided[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** The parts of a double name, each normalized: "García-López" has two. */
export function nameParts(name: string): string[] {
  if (simple.test(name)) return [name.toLowerCase()]
  return name
    .split(/[\s\-‐-―]+/u)
    .map(normalizeName)
    .filter((part) => part !== '')
}

/** "Jr.", "JR" and "junior" are one suffix. */
export function normalizeSuffix(suffix: string): string {
  const plain = normalizeName(suffix)
  return { junior: 'jr', senior: 'sr', '2nd': 'ii', '3rd': 'iii', '4th': 'iv' }[plain] ?? plain
}

/** Digits and letters only, upper case: "000-12-3456" and "000123456" are one number. */
export function normalizeNumber(number: string): string {
  return number.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase()
}

const streetWords: Readonly<Record<string, string>> = {
  street: 'st',
  avenue: 'ave',
  road: 'rd',
  drive: 'dr',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  boulevard: 'blvd',
  terrace: 'ter',
  circle: 'cir',
  apartment: 'apt',
  unit: 'apt',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
}

/**
 * A street line with its usual words shortened (USPS Publication 28, appendix C1, the few that matter), and
 * a post office box in one spelling: "P.O. Box 12", "PO BOX #12" and "Post Office Box 12" are one line.
 */
export function normalizeStreet(street: string): string {
  const words =
    street
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[.'’]/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return words
    .map((word) => streetWords[word] ?? word)
    .join(' ')
    .replace(/^(?:p o|po|post office|postoffice) ?box ?/u, 'pobox ')
    .replace(/^(?:pobox|box) ?(?=\p{N})/u, 'pobox ')
}

/** The five digits of a ZIP code; the last four say where on the street and change. */
export function normalizeZip(zip: string): string {
  return zip.replaceAll(/\D/g, '').slice(0, 5)
}

/**
 * Dates that a slip of the pen turns into this one: day and month exchanged, two neighboring digits of
 * the year, the month or the day exchanged. Only days that exist.
 */
export function transposedDates(day: string): string[] {
  const [year, month, date] = day.split('-')
  if (year === undefined || month === undefined || date === undefined) return []
  const slips = [
    `${year}-${date}-${month}`,
    `${swap(year, 2)}-${month}-${date}`,
    `${swap(year, 1)}-${month}-${date}`,
    `${year}-${swap(month, 0)}-${date}`,
    `${year}-${month}-${swap(date, 0)}`,
  ]
  return [...new Set(slips)].filter((slip) => slip !== day && isDay(slip))
}

function swap(digits: string, at: number): string {
  return digits.slice(0, at) + (digits[at + 1] ?? '') + (digits[at] ?? '') + digits.slice(at + 2)
}

function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** True for two texts that one letter added, left out, changed, or exchanged with its neighbor tells apart. */
export function oneSlipApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}
