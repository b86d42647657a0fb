/** How many persons may leave in a day, and how many have. */
import type { Day } from '#vocabulary/time.ts'

/** At most so many persons in a day: to one receiver, and from the agency in all. */
export interface DailyCaps {
  readonly receiver: number
  readonly agency: number
}

/** What other releases of the same day have taken of it. */
export interface DayCount {
  /** Of the office's calendar. */
  readonly day: Day
  readonly caps: DailyCaps
  /** Persons of this day's other releases, without those that became void. */
  readonly taken: { readonly receiver: number; readonly agency: number }
}
