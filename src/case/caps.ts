/** How many persons may leave in a day, whoever has signed for them. */
import type { Day } from '#vocabulary/time.ts'
import type { Reason } from './commands.ts'
import type { DailyCaps, DayCount } from './day-count.ts'
import { dayAfter, unless } from './reasons.ts'

/**
 * Every reason why so many persons more may not leave today. A person who is in two releases counts in both.
 *
 * @param today by the clock of the act itself: a count of another day says nothing of this one
 */
export function overCap(persons: number, { day, caps, taken }: DayCount, today: Day): Reason[] {
  return [
    ...unless(day === today, 'counted-on-another-day', 'the day has changed since this was counted: try again'),
    ...over('receiver', 'this receiver is given', persons, caps.receiver, taken.receiver, day),
    ...over('agency', 'this agency releases', persons, caps.agency, taken.agency, day),
  ]
}

function over(whose: keyof DailyCaps, who: string, persons: number, cap: number, taken: number, day: Day): Reason[] {
  const most = `${who} at most ${personsInWords(cap)} in a day`
  if (persons > cap) {
    const words = `${most}, and this release alone has ${persons}: ask for fewer, or have two people of the agency set more for a day to come`
    return [{ code: `larger-than-cap-of-${whose}`, words }]
  }
  return unless(
    taken + persons <= cap,
    `daily-cap-of-${whose}`,
    `${most}; ${taken} have left on ${day}, and this release has ${persons}: it can go on ${dayAfter(day)}, if no other goes before it`,
  )
}

function personsInWords(count: number): string {
  return count === 1 ? '1 person' : `${count} persons`
}
