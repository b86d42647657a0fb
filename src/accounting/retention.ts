/** How long a case is kept. */
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'

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

/** The keys of closed cases and of what people did for themselves, and their destruction. */
export interface Vault {
  /** Cases that were closed before this day, oldest first. */
  closedBefore(day: Day): Promise<readonly { readonly stream: string; readonly number: string }[]>
  /** Acts of people in which nothing has happened since before this day. */
  actsBefore(day: Day): Promise<readonly string[]>
  /**
   * Destroy the keys of a case, or of an act, and everything in the tables that tells of it, and log that it was done, in
   * one transaction; "overtaken", and nothing done, where the case does not stand at `n` any more.
   */
  destroy(order: DestructionOrder): Promise<'destroyed' | 'overtaken'>
  /** Whether keys were destroyed since the root key was last rotated, as when a `scrub` was interrupted. */
  unscrubbed(): Promise<boolean>
  /** Make what was destroyed unreadable in every copy: log files, dead rows, older copies of the database. */
  scrub(actor: string, at: Instant): Promise<Scrubbed>
}

export interface DestructionOrder {
  readonly stream: string
  /** Counter of the last event that was seen when this was decided. */
  readonly n: number
  /** Two people; the same one twice is refused. */
  readonly by: readonly [string, string]
  readonly at: Instant
  /** The day on which the case need not be kept any longer had passed; which day it was. */
  readonly until: Day
}

export interface Scrubbed {
  /** The generation of the root key that everything is wrapped under now; older ones are destroyed. */
  readonly generation: number
  /** What the database did not let us do, in words; empty where all was done. */
  readonly left: readonly string[]
}
