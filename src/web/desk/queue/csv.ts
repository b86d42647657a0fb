/**
 * The queue as a file for a spreadsheet. The first record says which filters it was made with; it names nobody who was
 * asked about.
 */
import type { QueueRow } from '#accounting/queue.ts'

const columns: readonly (readonly [head: string, value: (row: QueueRow) => string | number | null])[] = [
  ['Case', ({ number }) => number],
  ['Received', ({ receivedOn }) => receivedOn],
  ['Asked by', ({ requesterKind }) => requesterKind],
  ['Organization', ({ organization }) => organization],
  ['Purposes', ({ purposes }) => purposes],
  ['Programs', ({ programs }) => programs],
  ['People asked about', ({ people }) => people],
  ['Stands at', ({ status }) => status],
  ['Waits for', ({ waitingFor }) => waitingFor],
  ['Holds', ({ holds }) => holds],
  ['With', ({ assignee }) => assignee],
  ['Disposition', ({ disposition }) => disposition],
  ['Due', ({ dueOn }) => dueOn],
  ['What is due', ({ dueWhat }) => dueWhat],
  ['Last moved', ({ lastAt }) => lastAt],
  ['Closed', ({ closedOn }) => closedOn],
]

/** @param said the filters in words, and who made the file when */
export function queueCsv(said: readonly string[], rows: readonly QueueRow[]): string {
  const records = [said, columns.map(([head]) => head), ...rows.map((row) => columns.map(([, value]) => value(row)))]
  return csv(records)
}

/** A file for a spreadsheet, whatever stands in its fields. */
export function csv(records: readonly (readonly (string | number | null)[])[]): string {
  return records.map((fields) => `${fields.map(field).join(',')}\r\n`).join('')
}

/** RFC 4180. A spreadsheet computes what begins with one of these, so such a text gets an apostrophe in front (OWASP). */
function field(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = /^[\s]*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
