/** What the page of a case shows, worked out from what the case knows. */
import type { CaseEvent } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import type { Rule } from '#decision/rules.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { LifeState } from '../../layout/steps.tsx'
import { stateName } from '../queue/words.ts'

export interface Station {
  readonly name: string
  readonly state: LifeState
  /** The moment at which it was reached last. */
  readonly at: string | undefined
}

const way = [
  ['Taken in', 'request.received'],
  ['Read', 'instrument.read'],
  ['Looked up', 'people.matched'],
  ['Decided', 'decision.made'],
] as const
const onward = [
  ['Prepared', 'release.prepared'],
  ['Approved', 'release.approved'],
  ['Released', 'release.authorized'],
  ['Delivered', 'package.delivered'],
] as const

const reached: Readonly<Record<string, number>> = {
  received: 1,
  matched: 3,
  decided: 4,
  prepared: 5,
  'approved-once': 5,
  approved: 6,
  released: 7,
  delivered: 8,
  acknowledged: 8,
  destroyed: 8,
}

/** The life of the case as a line. What was undone is ahead again. */
export function lifeOf(state: CaseState, events: readonly CaseEvent[]): readonly Station[] {
  const last = (type: string): string | undefined => events.findLast((event) => event.type === type)?.at
  const read = Object.values(state.instruments).every(({ readings }) => readings.given.length > 0)
  const ended = ['refused', 'withdrawn', 'closed'].includes(state.status)
  const delivered = state.delivered !== undefined
  if (ended && !delivered) {
    const before = way.map(([name, type]): Station => ({
      name,
      state: last(type) === undefined ? 'skipped' : 'done',
      at: last(type),
    }))
    const end = last('request.refused') === undefined ? 'request.withdrawn' : 'request.refused'
    const name = end === 'request.refused' ? 'Answered: no' : 'Withdrawn'
    return [...before, { name, state: 'stopped', at: last(end) }, closing(state, last('case.closed'))]
  }
  const count = delivered ? 8 : (reached[state.status] ?? 0)
  const stations = [...way, ...onward].map(([name, type], i): Station => {
    const done = name === 'Read' ? read && count >= 1 : i < count
    const now = !done && i === (count === 1 && read ? 2 : count)
    return { name, state: done ? 'done' : now ? 'now' : 'ahead', at: done ? last(type) : undefined }
  })
  return [...stations, closing(state, last('case.closed'))]
}

function closing({ status }: CaseState, at: string | undefined): Station {
  if (status === 'closed') return { name: 'Closed', state: 'done', at }
  const over = ['delivered', 'acknowledged', 'destroyed', 'refused', 'withdrawn'].includes(status)
  return { name: 'Closed', state: over ? 'now' : 'ahead', at: undefined }
}

export interface CellLine {
  readonly program: string
  readonly element: string
  readonly outcome: 'release' | 'hold' | 'deny'
  readonly needs: readonly string[]
  readonly basis: readonly string[]
  readonly why: string
  /** It is in what stands prepared, or has left. */
  readonly packed: boolean
}

/** The cells of each person and program, in the decision's order. */
export function cellsOf({
  decision,
  prepared,
}: CaseState): readonly { subject: string; program: string; cells: CellLine[] }[] {
  const groups = new Map<string, { subject: string; program: string; cells: CellLine[] }>()
  for (const { subject, program, element, outcome, needs, basis, why } of decision?.cells ?? []) {
    const key = `${subject}/${program}`
    const group = groups.get(key) ?? { subject, program, cells: [] }
    groups.set(key, group)
    const packed = prepared?.cells[subject]?.some((one) => one.program === program && one.element === element) === true
    group.cells.push({ program, element, outcome, needs, basis, why, packed })
  }
  return [...groups.values()]
}

/** The rules that the standing decision rests on, by id, as confirmed on its day; empty before there is one. */
export async function rulesOf(ports: Pick<Ports, 'ruleSets' | 'law'>, { decision }: CaseState) {
  if (decision === undefined) return new Map<string, Rule>()
  const { rules, asOf } = decision
  const thatDay = await ports.law(asOf.slice(0, 10))
  const set = thatDay.digest === rules.digest ? thatDay : await ports.ruleSets.get(rules.digest)
  return new Map(set?.rules.map((rule) => [rule.id, rule]))
}

export interface DueDay {
  readonly on: string
  readonly what: string
}

/** Every day to keep: of the decision, of counsel's motions. */
export function dueDays({ decision, motions, status }: CaseState): readonly DueDay[] {
  if (status === 'closed') return []
  const moved = motions
    .filter(({ ended, filedOn }) => ended === undefined && filedOn === undefined)
    .map(({ motion, instrument, due }) => ({ on: due, what: `${stateName(motion)} against ${instrument}` }))
  const all = [...(decision?.deadlines ?? []).map(({ on, what }) => ({ on, what })), ...moved]
  return all.toSorted((a, b) => (a.on < b.on ? -1 : 1))
}
