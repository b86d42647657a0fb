/**
 * A person's accounting of one case: who asked about them, for what, what was decided and what left
 * (45 CFR 164.528; 5 USC 552a(c)). Read from the case's own events, so there is no second copy to differ.
 */
import type { CellName, DecidedCell } from '#case/events.ts'
import { personOf } from '#formats/source-key.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { isEvent } from './case-event.ts'

export interface AccountingEntry {
  readonly case: string
  readonly agency: string
  readonly askedAt: Instant
  readonly askedBy: { readonly kind: string; readonly organization: string }
  readonly purposes: readonly string[]
  /** The last decision about this person; none before there is one. */
  readonly decided: { readonly at: Instant; readonly cells: readonly DecidedCell[] } | null
  /** Each time something about this person was handed over; not what was gone before anybody took it away. */
  readonly disclosed: readonly Disclosed[]
  /** Where they were one of many who were listed, of whom none is named in the case. */
  readonly many?: {
    /** How many were listed. Of how many something left is not said: of a list of two it would tell of the other one. */
    readonly listed: number
    /** Whether something of this person was in it. */
    readonly isIn: boolean
  }
  /** When a package with something about this person was taken back before its receiver came, the last time. */
  readonly takenBack?: Instant
}

export interface Disclosed {
  readonly at: Instant
  readonly cells: readonly CellName[]
  /** It was laid out for its receiver, and nobody is known to have taken it away yet. */
  readonly waits?: true
}

/**
 * The entry for one person of the source; undefined where the case was never matched to that person, and as long as
 * a suspension keeps it from the people of the case: the day after the last day of that, it is there.
 *
 * A person who was matched and then found not to be the one asked about keeps the entry, without what
 * was decided and disclosed about somebody else.
 *
 * @param records the whole case, in order
 * @param personKey the person's key in the source system
 * @param today undefined for staff, who see what is suspended too
 */
export function accountFor(
  records: readonly EventRecord[],
  personKey: string,
  today: Day | undefined,
): AccountingEntry | undefined {
  if (today !== undefined && today <= (suspendedUntil(records) ?? '')) return undefined
  const person = personOf(personKey)
  let ref: string | undefined
  let found = false
  let entry: AccountingEntry | undefined
  const handedOver = new Map<string, Disclosed>()
  for (const record of records) {
    if (isEvent(record, 'request.received')) {
      const { number, agency, requester, purposes } = record.body
      const askedBy = { kind: requester.kind, organization: requester.organization }
      entry = { case: number, agency, askedAt: record.at, askedBy, purposes, decided: null, disclosed: [] }
    }
    if (isEvent(record, 'people.matched')) {
      for (const [one, part] of Object.entries(record.people)) {
        if (part?.match === 'one' && personOf(part.key) === person) {
          ref = one
          found = true
        } else if (one === ref) ref = undefined
      }
    }
    if (entry === undefined || ref === undefined) continue
    if (isEvent(record, 'decision.made')) {
      const part = record.people[ref]
      if (part) entry = { ...entry, decided: { at: record.at, cells: part.cells } }
    }
    if (isEvent(record, 'package.delivered')) {
      const part = record.people[ref]
      if (part) handedOver.set(record.body.contentRoot, { at: record.at, cells: part.cells, waits: true })
    }
    if (takenAway(record)) {
      for (const [root, { at, cells }] of handedOver) handedOver.set(root, { at, cells })
    }
    // Nobody ever had it.
    if (isEvent(record, 'package.expired')) handedOver.delete(record.body.contentRoot)
    if (isEvent(record, 'package.taken-back') && handedOver.delete(record.body.contentRoot))
      entry = { ...entry, takenBack: record.at }
  }
  return found && entry !== undefined ? { ...entry, disclosed: [...handedOver.values()] } : undefined
}

/** Its receiver is known to have it now. One package waits at a time. */
export function takenAway(record: EventRecord): boolean {
  return (
    isEvent(record, 'package.collected') ||
    isEvent(record, 'receipt.acknowledged') ||
    isEvent(record, 'destruction.certified')
  )
}

/** The last day of the suspension that was made last and was not ended. */
export function suspendedUntil(records: readonly EventRecord[]): Day | undefined {
  let until: Day | undefined
  for (const record of records) {
    if (isEvent(record, 'accounting.suspended')) until = record.body.until
    if (isEvent(record, 'accounting.resumed')) until = undefined
  }
  return until
}
