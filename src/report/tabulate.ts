/** What happened in one month, counted from the log. The counts are exact and are shown to nobody (`suppress.ts`). */
import type { CaseEvent, CaseEventType } from '#case/events.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Table } from './suppress.ts'

/**
 * - `requests`: received; `asked`: persons they named, each time counted
 * - `refused`: requests refused, each once
 * - `releases`: packages handed over; `persons`: whose data was in them, each time counted
 * - `objections`: made by persons for themselves, or recorded in a case
 */
export const measures = ['requests', 'asked', 'refused', 'releases', 'persons', 'objections'] as const
export type Measure = (typeof measures)[number]

type Counts = Record<Measure, number>

export interface MonthCounts {
  readonly agencies: Readonly<Record<string, Readonly<Counts>>>
  /** Refused requests by the rule that the refusal rests on. */
  readonly grounds: Readonly<Record<string, number>>
}

/** Where a refusal rests on no one rule of a recorded decision. */
export const otherGround = 'other'

/**
 * @param streams every case, and every act of a person for themselves, each in its order
 * @param agencies those with a line of their own, be it of zeros
 * @param monthOf the month, such as 2026-11, in which a moment falls at this office
 */
export function tabulate(
  streams: Iterable<readonly EventRecord[]>,
  agencies: readonly string[],
  month: string,
  monthOf: (instant: Instant) => string,
): MonthCounts {
  const counts = new Map<string, Counts>(agencies.map((agency) => [agency, nothing()]))
  const grounds = new Map<string, number>()
  for (const stream of streams) {
    const agency = agencyOf(stream)
    const own = agency === undefined ? undefined : (counts.get(agency) ?? nothing())
    if (agency === undefined || own === undefined) continue
    counts.set(agency, own)
    const refusal = stream.find(isRefusal)
    for (const record of stream) {
      if (monthOf(record.at) !== month) continue
      count(own, record, stream)
      if (record !== refusal) continue
      own.refused += 1
      const ground = groundOf(stream, record)
      grounds.set(ground, (grounds.get(ground) ?? 0) + 1)
    }
  }
  return { agencies: Object.fromEntries(counts), grounds: Object.fromEntries(grounds) }
}

function count(own: Counts, record: EventRecord, stream: readonly EventRecord[]): void {
  if (is(record, 'request.received')) {
    own.requests += 1
    own.asked += Object.keys(record.people).length
  }
  if (record.type === 'objection.made') own.objections += 1
  if (is(record, 'objection.recorded')) own.objections += Object.keys(record.people).length
  if (!is(record, 'package.collected')) return
  own.releases += 1
  const { contentRoot } = record.body
  const prepared = stream.find((one) => is(one, 'release.prepared') && one.body.contentRoot === contentRoot)
  // Listed members are no people of the event: it says how many get something.
  const listed = prepared !== undefined && is(prepared, 'release.prepared') ? prepared.body.bulk?.persons : undefined
  const delivered = stream.find((one) => is(one, 'package.delivered') && one.body.contentRoot === contentRoot)
  own.persons += listed ?? Object.keys(delivered?.people ?? {}).length
}

/** The agency whose stream it is; undefined for one that is neither a case nor an objection. */
function agencyOf([first]: readonly EventRecord[]): string | undefined {
  if (first === undefined) return undefined
  if (!is(first, 'request.received') && first.type !== 'objection.made') return undefined
  const { agency } = Object(first.body)
  return typeof agency === 'string' ? agency : undefined
}

/** A request is refused once: by the letter that said so first, or by the answer that was fixed for it. */
function isRefusal(record: EventRecord, _at: number, stream: readonly EventRecord[]): boolean {
  if (is(record, 'request.refused')) return record.body.letter === 'refusal'
  if (!is(record, 'answer.sent')) return false
  const fixed = stream.find(({ n }) => n === record.body.answer)
  return fixed !== undefined && is(fixed, 'answer.fixed') && fixed.body.answer === 'refusal'
}

/** The rule that closed the most, in the newest decision before the refusal. */
function groundOf(stream: readonly EventRecord[], refusal: EventRecord): string {
  const decision = stream.findLast((record) => record.n < refusal.n && is(record, 'decision.made'))
  if (decision === undefined || !is(decision, 'decision.made')) return otherGround
  const cells = [...decision.body.classCells, ...Object.values(decision.people).flatMap((part) => part?.cells ?? [])]
  const cited = new Map<string, number>()
  for (const { outcome, basis } of cells) {
    const [first] = basis
    if (outcome === 'deny' && first !== undefined) cited.set(first, (cited.get(first) ?? 0) + 1)
  }
  const [most] = [...cited].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return most?.[0] ?? otherGround
}

/** Every count of a month with everything that adds up, to be made safe as one. */
export function tableOf({ agencies, grounds }: MonthCounts): Table {
  const counts: Record<string, number> = {}
  const sums = measures.map((measure) => {
    const parts = Object.entries(agencies).map(([agency, own]) => {
      counts[`${measure}/${agency}`] = own[measure]
      return `${measure}/${agency}`
    })
    counts[`${measure}/*`] = Object.values(agencies).reduce((sum, own) => sum + own[measure], 0)
    return { total: `${measure}/*`, parts }
  })
  for (const [ground, number] of Object.entries(grounds)) counts[`ground/${ground}`] = number
  const byGround = { total: 'refused/*', parts: Object.keys(grounds).map((ground) => `ground/${ground}`) }
  return { counts, sums: byGround.parts.length === 0 ? sums : [...sums, byGround] }
}

function nothing(): Counts {
  return { requests: 0, asked: 0, refused: 0, releases: 0, persons: 0, objections: 0 }
}

/** Trusts its type alone: what is in the log was written from `CaseEvent`s, and its entry was checked when it was read. */
function is<const Type extends CaseEventType>(
  record: EventRecord,
  type: Type,
): record is EventRecord & CaseEvent<Type> {
  return record.type === type
}
