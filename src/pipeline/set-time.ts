import type { Day, Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'

/**
 * The moment at which the clocks of a time zone say this on this day. Where they skip it, the moment after; where they
 * say it twice, the first.
 *
 * @param time hours and minutes, such as 10:00
 * @param timeZone IANA name, such as America/New_York
 */
export function instantAt(day: Day, time: string, timeZone: string): Instant {
  const wall = Date.parse(`${day}T${time}:00.000Z`)
  // An offset is looked up at a moment, and the moment depends on the offset: twice is enough.
  const first = wall - offsetAt(wall, timeZone)
  return new Date(wall - offsetAt(first, timeZone)).toISOString()
}

function offsetAt(moment: number, timeZone: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] =
    /([+-])(\d{2}):(\d{2})$/.exec(asOfIn(new Date(moment).toISOString(), timeZone)) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
