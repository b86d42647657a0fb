/**
 * Deadlines as RFC 5545 has them, for the calendar program of a member of staff. Whoever has the address reads it, and
 * so does the program's maker: it says a case's number and the kind of deadline, and nothing of anybody.
 */
import { createHash } from 'node:crypto'
import type { Day, Instant } from '#vocabulary/time.ts'
import { dayAfter } from '../queue/filters.ts'

export interface DeadlineEntry {
  readonly number: string
  readonly on: Day
  readonly what: string
}

export function icalendar(entries: readonly DeadlineEntry[], now: Instant): string {
  const stamp = now.replaceAll(/[-:]|\.\d+/g, '')
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Postern//Deadlines//EN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:Postern deadlines',
    ...entries.flatMap(({ number, on, what }) => [
      'BEGIN:VEVENT',
      `UID:${uidOf(number, on, what)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${on.replaceAll('-', '')}`,
      `DTEND;VALUE=DATE:${dayAfter(on, 1).replaceAll('-', '')}`,
      `SUMMARY:${text(`${number}: ${what}`)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('')
}

/** The same deadline is the same entry each time the calendar asks. */
function uidOf(number: string, on: Day, what: string): string {
  return `${createHash('sha256').update(`${number}\0${on}\0${what}`).digest('hex').slice(0, 32)}@postern`
}

function text(value: string): string {
  return value.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
}

/** No line is longer than 75 bytes; what goes on begins with a space (section 3.1). */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const character of line) {
    if (Buffer.byteLength(part + character) > 74) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return `${[...parts, part].join('\r\n ')}\r\n`
}
