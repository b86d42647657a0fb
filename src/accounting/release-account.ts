/**
 * What the case says of one release of many persons, for the list of each who was listed. Nobody is named in it: in
 * which of its classes a person was decided is said by the set of who was listed.
 */
import type { BulkContent, CaseEvent, CellName, DecidedCell } from '#case/events.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { suspendedUntil, takenAway, type AccountingEntry, type Disclosed } from './account.ts'
import { isEvent } from './case-event.ts'

/** JSON, so that it can be kept beside the set. */
export type ReleaseAccount = {
  readonly case: string
  readonly agency: string
  readonly askedAt: Instant
  readonly askedBy: { readonly kind: string; readonly organization: string }
  readonly purposes: readonly string[]
  /** Who was decided, also of whom nothing was in it. */
  readonly listed: number
  readonly decidedAt: Instant
  /** What was decided about the cells of the classes, each once. */
  readonly cells: readonly DecidedCell[]
  /** What became of a class, each once. */
  readonly outcomes: readonly Outcome[]
  /** Which of these, by the number of the class in the set. */
  readonly classes: Readonly<Record<string, number>>
  /** When it was laid out for its receiver; absent where nobody ever had it. */
  readonly handedOver?: { readonly at: Instant; readonly waits?: true }
  readonly takenBack?: Instant
  readonly suspendedUntil?: Day
}

type Outcome = {
  /** Which of the cells were decided. */
  readonly decided: readonly number[]
  /** What was in the package; nothing where nothing was released. */
  readonly released: readonly CellName[]
}

/**
 * @param records the whole case, in order
 * @param set id of the set, 32 hex digits
 * @returns undefined where nothing was delivered with this set
 */
export function releaseAccount(records: readonly EventRecord[], set: string): ReleaseAccount | undefined {
  const place = records.findIndex((one) => isEvent(one, 'package.delivered') && one.body.members?.set === set)
  const delivered = records[place]
  const before = records.slice(0, Math.max(place, 0))
  const request = before.find((one) => isEvent(one, 'request.received'))
  const decision = before.findLast((one) => isEvent(one, 'decision.made'))
  if (request === undefined || decision === undefined || delivered === undefined) return undefined
  if (!isEvent(delivered, 'package.delivered') || delivered.body.members === undefined) return undefined
  const prepared = before.findLast(
    (one): one is EventRecord & CaseEvent<'release.prepared'> =>
      isEvent(one, 'release.prepared') && one.body.bulk?.members.set === set,
  )
  if (prepared?.body.bulk === undefined) return undefined
  const { number, agency, requester, purposes } = request.body
  const { classes, members } = prepared.body.bulk
  const until = suspendedUntil(records)
  return {
    case: number,
    agency,
    askedAt: request.at,
    askedBy: { kind: requester.kind, organization: requester.organization },
    purposes,
    listed: members.count,
    decidedAt: decision.at,
    ...outcomesOf(classes, prepared, decision),
    ...whatBecame(delivered, records.slice(place + 1)),
    ...(until === undefined ? {} : { suspendedUntil: until }),
  }
}

/** Classes of which the same was decided, and the same released, have one outcome. */
function outcomesOf(
  classes: BulkContent['classes'],
  prepared: CaseEvent<'release.prepared'>,
  decision: CaseEvent<'decision.made'>,
): Pick<ReleaseAccount, 'cells' | 'outcomes' | 'classes'> {
  const cells = new Map<string, { readonly place: number; readonly cell: DecidedCell }>()
  const outcomes = new Map<string, { readonly place: number; readonly outcome: Outcome }>()
  const placeOf = (cell: DecidedCell): number => placed(cells, cell, (place) => ({ place, cell })).place
  const byNumber = Object.entries(classes).map(([ref, number]) => {
    const decided = (decision.people[ref]?.cells ?? []).map(placeOf)
    const outcome = { decided, released: prepared.people[ref]?.cells ?? [] }
    return [number, placed(outcomes, outcome, (place) => ({ place, outcome })).place] as const
  })
  return {
    cells: [...cells.values()].map(({ cell }) => cell),
    outcomes: [...outcomes.values()].map(({ outcome }) => outcome),
    classes: Object.fromEntries(byNumber),
  }
}

/** What is known of this already, or is from now on. */
function placed<Known>(known: Map<string, Known>, value: Json, made: (place: number) => Known): Known {
  const id = canonicalJson(value)
  const found = known.get(id) ?? made(known.size)
  known.set(id, found)
  return found
}

/** @param after what happened in the case since; another package may follow one that nobody had */
function whatBecame(
  { at, body }: CaseEvent<'package.delivered'>,
  after: readonly EventRecord[],
): Pick<ReleaseAccount, 'handedOver' | 'takenBack'> {
  for (const record of after) {
    if (takenAway(record)) return { handedOver: { at } }
    if (isEvent(record, 'package.expired') && record.body.contentRoot === body.contentRoot) return {}
    if (isEvent(record, 'package.taken-back') && record.body.contentRoot === body.contentRoot)
      return { takenBack: record.at }
  }
  return { handedOver: { at, waits: true } }
}

/**
 * The line of one person of this class; undefined as long as a suspension keeps it from the people of the case.
 *
 * @param number of the class in the set
 * @param today undefined for staff, who see what is suspended too
 */
export function entryOf(account: ReleaseAccount, number: number, today: Day | undefined): AccountingEntry | undefined {
  const { handedOver, takenBack, listed, decidedAt } = account
  if (today !== undefined && today <= (account.suspendedUntil ?? '')) return undefined
  const { decided, released } = account.outcomes[account.classes[number] ?? -1] ?? { decided: [], released: [] }
  const isIn = released.length > 0
  const disclosed: Disclosed[] = handedOver === undefined || !isIn ? [] : [{ ...handedOver, cells: released }]
  return {
    case: account.case,
    agency: account.agency,
    askedAt: account.askedAt,
    askedBy: account.askedBy,
    purposes: account.purposes,
    decided: { at: decidedAt, cells: decided.flatMap((place) => account.cells[place] ?? []) },
    disclosed,
    many: { listed, isIn },
    ...(takenBack === undefined || !isIn ? {} : { takenBack }),
  }
}
