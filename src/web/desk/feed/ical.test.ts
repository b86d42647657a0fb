import { expect, it } from 'vitest'
import { icalendar } from './ical.ts'

const now = '2026-11-22T12:00:00.000Z'
const entry = { number: 'MA-DTA-2026-7K3Q9F2M', on: '2026-11-30', what: 'answer the request' }

it('gives each deadline as a whole day', () => {
  expect(icalendar([entry], now).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Postern//Deadlines//EN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:Postern deadlines',
    'BEGIN:VEVENT',
    expect.stringMatching(/^UID:[0-9a-f]{32}@postern$/) as unknown,
    'DTSTAMP:20261122T120000Z',
    'DTSTART;VALUE=DATE:20261130',
    'DTEND;VALUE=DATE:20261201',
    'SUMMARY:MA-DTA-2026-7K3Q9F2M: answer the request',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

function uid(on: string): string | undefined {
  return /^UID:.*$/m.exec(icalendar([{ ...entry, on }], now))?.[0]
}

it('calls the same deadline the same each time, and another one otherwise', () => {
  expect(uid('2026-11-30')).toBe(uid('2026-11-30'))
  expect(uid('2026-11-30')).not.toBe(uid('2026-12-01'))
})

it('lets no text begin a line of its own, and folds what is too long', () => {
  const what = `x\nBEGIN:VEVENT; a, b \\ ${'é'.repeat(80)}`
  const lines = icalendar([{ ...entry, what }], now).split('\r\n')
  expect(lines.filter((line) => line.startsWith('BEGIN:VEVENT'))).toHaveLength(1)
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  const joined = lines.join('\r\n').replaceAll('\r\n ', '')
  expect(joined).toContain(String.raw`x\nBEGIN:VEVENT\; a\, b \\ ` + 'é'.repeat(80))
})
