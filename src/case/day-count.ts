/** How many persons may leave in a day, how many have, and above how many a release needs more than two signatures. */
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

/** How many persons may leave on two signatures alone, and unannounced. */
export interface Threshold {
  /** Above so many persons a release needs a signature from outside, and a public notice. */
  readonly above: number
  /** Of listed members, where it is not the agency's own number: that, and how many left in other lists. */
  readonly less?: { readonly set: number; readonly left: number }
}
