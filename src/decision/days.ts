/** Days of the calendar, YYYY-MM-DD, which sort as they are written. */
import type { Day } from '#vocabulary/time.ts'

/** The day on the wall where this was written: RFC 3339 puts local time first and the offset last. */
export function dayOf(moment: string): Day {
  return moment.slice(0, 10)
}

export function addDays(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return write(new Date(Date.UTC(year, month - 1, date + count)))
}

/** The same date a year later; from 29 February the 28th, the earlier of the two readings. */
export function aYearAfter(day: Day): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year + 1, month, 0)).getUTCDate()
  return write(new Date(Date.UTC(year + 1, month - 1, Math.min(date, lastOfMonth))))
}

/** The last day of the quarter of the calendar year that this day is in. */
export function endOfQuarter(day: Day): Day {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return write(new Date(Date.UTC(year, Math.ceil(month / 3) * 3, 0)))
}

export function earliest(...days: readonly (Day | undefined)[]): Day | undefined {
  return days.filter((day) => day !== undefined).toSorted()[0]
}

function write(moment: Date): Day {
  return moment.toISOString().slice(0, 10)
}
