/**
 * Comma-separated values with one form only: RFC 4180, and where it leaves a choice this choice.
 *
 * - UTF-8 without a byte order mark; every record, the last one too, ends with CR LF.
 * - The first record is the header: names, none empty, none twice.
 * - NULL is an empty field; the empty text is a pair of quotes (""). Nothing else is NULL.
 * - A field stands in quotes if, and only if, it is the empty text or begins or ends with a space or
 *   holds a quote, a comma or a control character, or begins with one of = + - @, the characters with which
 *   a spreadsheet begins a formula. The text itself is never altered, so what was in the source is what
 *   the receiver reads; quotes alone do not stop a spreadsheet from computing, which the terms that go
 *   with the file say in words.
 * - NUL and half of a surrogate pair have no form.
 *
 * The reader takes what the writer writes and nothing else.
 */
import { formatError, fromUtf8, utf8 } from './bytes.ts'

export type CsvField = string | null

export interface CsvTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly CsvField[])[]
}

const END = '\r\n'
// Control characters are looked for on purpose.
// oxlint-disable-next-line no-control-regex
const NEEDS_QUOTES = /^$|^[ =+\-@]| $|[",\u0000-\u001f\u007f]/

/**
 * @throws PosternError ERR_FORMAT for a header with an empty or repeated name, a row of another length, or a
 *   text that has no form
 */
export function writeCsv({ header, rows }: CsvTable): Uint8Array {
  checkHeader(header)
  const records = [record(header)]
  rows.forEach((row, index) => {
    if (row.length !== header.length) {
      throw formatError('a row has another number of fields than the header', { row: index + 1, fields: row.length })
    }
    records.push(record(row))
  })
  return utf8(records.join(''))
}

function record(fields: readonly CsvField[]): string {
  return fields.map(field).join(',') + END
}

function field(value: CsvField): string {
  if (value === null) return ''
  if (value.includes('\0')) throw formatError('a text with a NUL cannot stand in a table')
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/**
 * The table in these bytes, which may come from anybody.
 *
 * @throws PosternError ERR_FORMAT for anything that {@link writeCsv} would not have written
 */
export function parseCsv(bytes: Uint8Array): CsvTable {
  const records = [...csvRecords(bytes)]
  const [first, ...rows] = records
  if (first === undefined) throw formatError('a table has a header')
  const header = first.map((name) => name ?? '')
  checkHeader(header)
  const odd = rows.findIndex((row) => row.length !== header.length)
  if (odd !== -1) throw formatError('a row has another number of fields than the header', { row: odd + 1 })
  return { header, rows }
}

/** One field: quoted, or bare up to the next comma or end of record. */
const FIELD = /"((?:[^"]|"")*)"|[^",\r\n]*/y

/**
 * The records in these bytes one after another, the header like any other: for a piece of a table, whose header stands
 * elsewhere, and for a table that need not be held whole. Nothing is said of how many fields each has.
 *
 * @throws PosternError ERR_FORMAT, once it comes to it, for anything that {@link writeCsv} would not have written
 */
export function* csvRecords(bytes: Uint8Array): Generator<CsvField[]> {
  const text = fromUtf8(bytes, 'the table')
  let index = 0
  let current: CsvField[] = []
  for (let at = 0; at < text.length;) {
    FIELD.lastIndex = at
    const found = FIELD.exec(text)
    const value = found === null ? null : meaning(found[0], found[1])
    // One writing for each value: a field that the writer would have written otherwise is refused.
    if (found === null || field(value) !== found[0]) throw notOurs(index)
    current.push(value)
    at += found[0].length
    if (text.startsWith(END, at)) {
      yield current
      index += 1
      current = []
      at += END.length
    } else if (text[at] === ',') {
      at += 1
      // A comma promises one more field, which may be empty, and an end of record after it.
      if (at === text.length) throw notOurs(index)
    } else {
      throw notOurs(index)
    }
  }
}

function meaning(written: string, inside: string | undefined): CsvField {
  if (inside !== undefined) return inside.replaceAll('""', '"')
  return written === '' ? null : written
}

function notOurs(index: number) {
  return formatError('a record is not written in the one form this table has', { record: index })
}

function checkHeader(header: readonly string[]): void {
  if (header.length === 0 || header.includes('')) throw formatError('every column has a name')
  if (new Set(header).size !== header.length) throw formatError('two columns have one name')
}
