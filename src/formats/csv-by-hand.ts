/**
 * Comma-separated values as a spreadsheet saves them: RFC 4180, read with everything that the programs people use do
 * to it. A byte order mark may stand in front, a record may end with CR LF, LF or nothing, any field may stand in
 * quotes, and rows need not be of one length. Beside `csv.ts`, which reads what we write and nothing else.
 *
 * A spreadsheet does not tell an empty text from nothing, so both are nothing here. Records in which nothing stands are
 * left out, and each of the others keeps the number under which a spreadsheet shows it.
 */
import type { CsvField } from './csv.ts'
import { formatError, fromUtf8 } from './bytes.ts'

export interface HandRecord {
  /** 1 for the first, which is the header. */
  readonly row: number
  readonly fields: readonly CsvField[]
}

/** One field, and what ends it: a comma, the end of a record, or the end of the text. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y

/**
 * @throws PosternError ERR_FORMAT with the number of the record, never with a value: for bytes that are not UTF-8, a
 *   quote that is not closed or stands inside a bare field, and a NUL
 */
export function readByHand(bytes: Uint8Array): HandRecord[] {
  const text = fromUtf8(bytes, 'the table').replace(/^\uFEFF/, '')
  const records: HandRecord[] = []
  let fields: CsvField[] = []
  let row = 1
  for (let at = 0; at < text.length;) {
    FIELD.lastIndex = at
    const found = FIELD.exec(text)
    if (found === null || found[0].includes('\0')) throw formatError('a record is no comma-separated values', { row })
    const [whole, quoted, bare = '', end] = found
    const value = quoted === undefined ? bare : quoted.replaceAll('""', '"')
    fields.push(value === '' ? null : value)
    at += whole.length
    if (end === ',' && at < text.length) continue
    // A comma promises one more field, which may be nothing.
    if (end === ',') fields.push(null)
    if (fields.some((field) => field !== null)) records.push({ row, fields })
    fields = []
    row += 1
  }
  return records
}
