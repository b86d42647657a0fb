import type { Instant } from '#vocabulary/time.ts'

/**
 * The same moment as RFC 3339 in the offset of a time zone: the days that a decision counts are that
 * zone's days.
 *
 * @param timeZone IANA name, such as America/New_York
 */
export function asOfIn(instant: Instant, timeZone: string): string {
  const at = new Date(instant)
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset}`
}
