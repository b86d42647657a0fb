import type { QueueRow } from '#accounting/queue.ts'
import type { Day } from '#vocabulary/time.ts'
import { dayAfter } from '../queue/filters.ts'

export interface DayOfMonth {
  readonly day: Day
  readonly rows: readonly QueueRow[]
  /** How many more fall due than the picture has room for. */
  readonly more: number
}

/** On one day; the others are behind a link. */
const mostShown = 5

/** What falls due on each day that anything falls due on. */
export function daysOf(rows: readonly QueueRow[]): readonly DayOfMonth[] {
  return [...Map.groupBy(rows, ({ dueOn }) => dueOn ?? '')].map(([day, due]) => ({
    day,
    rows: due.slice(0, mostShown),
    more: Math.max(0, due.length - mostShown),
  }))
}

/** A month such as 2026-11, where the text is one; else undefined. */
export function readMonth(text: string): string | undefined {
  return /^(19|20)\d{2}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined
}

export function monthAfter(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + count)
  return date.toISOString().slice(0, 7)
}

export function everyDay(month: string): readonly Day[] {
  const first = `${month}-01`
  const last = dayAfter(`${monthAfter(month, 1)}-01`, -1)
  return Array.from({ length: Number(last.slice(8)) }, (_, n) => dayAfter(first, n))
}
