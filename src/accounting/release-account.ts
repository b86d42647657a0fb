/**
 * What the case says of one release of many persons, for the list of each of them. Nobody is named in it: which of its
 * grants a person had is said by the set of who was in it.
 */
import type { CaseEvent, CellName, DecidedCell } from '#case/events.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
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
  readonly persons: number
  readonly decidedAt: Instant
  /** What was decided about the cells of the grants, each once. */
  readonly cells: readonly DecidedCell[]
  /** For each grant, which of these. */
  readonly grants: readonly (readonly number[])[]
  /** When it was laid out for its receiver; absent where nobody ever had it. */
  readonly handedOver?: { readonly at: Instant; readonly waits?: true }
  readonly takenBack?: Instant
  readonly suspendedUntil?: Day
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
  const { number, agency, requester, purposes } = request.body
  const { count: persons, grants } = delivered.body.members
  const until = suspendedUntil(records)
  return {
    case: number,
    agency,
    askedAt: request.at,
    askedBy: { kind: requester.kind, organization: requester.organization },
    purposes,
    persons,
    decidedAt: decision.at,
    ...decidedFor(grants, delivered, decision),
    ...whatBecame(delivered, records.slice(place + 1)),
    ...(until === undefined ? {} : { suspendedUntil: until }),
  }
}

/** What was decided for those who had each grant. Classes with the same grant may have had it for different reasons. */
function decidedFor(
  grants: readonly (readonly CellName[])[],
  delivered: CaseEvent<'package.delivered'>,
  decision: CaseEvent<'decision.made'>,
): Pick<ReleaseAccount, 'cells' | 'grants'> {
  const cells = new Map<string, { readonly place: number; readonly cell: DecidedCell }>()
  const ofGrants = grants.map((granted) => {
    const names = new Set(granted.map(nameOf))
    const classes = Object.entries(delivered.people).flatMap(([ref, part]) =>
      part !== null && part.cells.length === names.size && part.cells.every((cell) => names.has(nameOf(cell)))
        ? (decision.people[ref]?.cells ?? [])
        : [],
    )
    const own = classes.filter((cell) => cell.outcome === 'release' && names.has(nameOf(cell)))
    const places = own.map((cell) => {
      const id = canonicalJson(cell)
      const known = cells.get(id) ?? { place: cells.size, cell }
      cells.set(id, known)
      return known.place
    })
    return [...new Set(places)]
  })
  return { cells: [...cells.values()].map(({ cell }) => cell), grants: ofGrants }
}

function nameOf({ program, element }: CellName): string {
  return `${program} ${element}`
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
 * The line of one person who had this grant; undefined as long as a suspension keeps it from the people of the case.
 *
 * @param today undefined for staff, who see what is suspended too
 */
export function entryOf(account: ReleaseAccount, grant: number, today: Day | undefined): AccountingEntry | undefined {
  const { handedOver, takenBack, persons, decidedAt } = account
  if (today !== undefined && today <= (account.suspendedUntil ?? '')) return undefined
  const cells = (account.grants[grant] ?? []).flatMap((place) => account.cells[place] ?? [])
  const names = new Map(cells.map(({ program, element }) => [`${program} ${element}`, { program, element }]))
  const disclosed: Disclosed[] = handedOver === undefined ? [] : [{ ...handedOver, cells: [...names.values()] }]
  return {
    case: account.case,
    agency: account.agency,
    askedAt: account.askedAt,
    askedBy: account.askedBy,
    purposes: account.purposes,
    decided: { at: decidedAt, cells },
    disclosed,
    many: { persons },
    ...(takenBack === undefined ? {} : { takenBack }),
  }
}
