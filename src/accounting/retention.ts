/** How long a case is kept. */
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day } from '#vocabulary/time.ts'

export type Retention =
  | { readonly state: 'open' }
  /** Under a legal hold, whatever its age; `holds` counts the matters that hold it. */
  | { readonly state: 'held'; readonly holds: number }
  /** `until` is the last day on which the case must be kept. */
  | { readonly state: 'closed'; readonly until: Day }

/**
 * What the events of one case say of its retention. Each hold is lifted for itself: two matters that
 * hold a case need two lifts.
 *
 * @param years counted from the day of the last closing
 */
export function retentionOf(records: readonly EventRecord[], years: number): Retention {
  const matters = new Set<string>()
  let closed: Day | undefined
  for (const { type, at, body } of records) {
    if (type === 'case.closed') closed = at.slice(0, 10)
    if (type === 'hold.set') matters.add(matterOf(body))
    if (type === 'hold.lifted') matters.delete(matterOf(body))
  }
  if (matters.size > 0) return { state: 'held', holds: matters.size }
  return closed === undefined ? { state: 'open' } : { state: 'closed', until: addYears(closed, years) }
}

/** The same day so many years later; 29 February becomes 1 March, so that nothing is kept too short. */
export function addYears(day: Day, years: number): Day {
  const date = new Date(`${day}T00:00:00.000Z`)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.toISOString().slice(0, 10)
}

function matterOf(body: EventRecord['body']): string {
  if (typeof body === 'object' && body !== null && 'matter' in body && typeof body.matter === 'string')
    return body.matter
  return ''
}
