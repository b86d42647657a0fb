/** Legal holidays by their rules ("third Monday of April"), so that no table of years runs out. */
import type { Day } from '#vocabulary/time.ts'
import { addDays } from './days.ts'
import type { Holiday } from './rules.ts'

/** A day on which offices and courts are open. */
export function isBusinessDay(day: Day, holidays: readonly Holiday[]): boolean {
  const isWeekend = [0, 6].includes(weekdayOf(day))
  return !isWeekend && !holidays.some((holiday) => isKeptOn(day, holiday))
}

export function nextBusinessDay(day: Day, holidays: readonly Holiday[]): Day {
  return isBusinessDay(day, holidays) ? day : nextBusinessDay(addDays(day, 1), holidays)
}

/** The day so many business days after; the day itself is not counted. */
export function addBusinessDays(day: Day, count: number, holidays: readonly Holiday[]): Day {
  if (count === 0) return day
  return addBusinessDays(nextBusinessDay(addDays(day, 1), holidays), count - 1, holidays)
}

/** Business days after the first day up to the last, the last included; 0 where it is not later. */
export function businessDaysBetween(first: Day, last: Day, holidays: readonly Holiday[]): number {
  let count = 0
  for (let day = addDays(first, 1); day <= last; day = addDays(day, 1)) if (isBusinessDay(day, holidays)) count += 1
  return count
}

/** What the holiday is called that a day is kept as, if any. */
export function holidayOn(day: Day, holidays: readonly Holiday[]): string | undefined {
  return holidays.find((holiday) => isKeptOn(day, holiday))?.name
}

/** A holiday that falls on a Sunday is kept on the Monday after it. */
function isKeptOn(day: Day, holiday: Holiday): boolean {
  return fallsOn(day, holiday) || (weekdayOf(day) === 1 && fallsOn(addDays(day, -1), holiday))
}

function fallsOn(day: Day, { month, on }: Holiday): boolean {
  if (Number(day.slice(5, 7)) !== month) return false
  const date = Number(day.slice(8))
  if ('date' in on) return date === on.date
  if (weekdayOf(day) !== on.weekday) return false
  const isLast = addDays(day, 7).slice(5, 7) !== day.slice(5, 7)
  return on.nth === -1 ? isLast : Math.ceil(date / 7) === on.nth
}

/** Sunday is 0. */
function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}
