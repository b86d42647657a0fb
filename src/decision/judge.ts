/** One cell, one purpose: the ways to it against the rules that forbid. */
import type { Need, Outcome } from '#vocabulary/codes.ts'
import type { Facts } from '#vocabulary/facts.ts'
import { allHold, isNamedBy, reaches, strengths } from './rules.ts'
import type { Clause, Law } from './rules.ts'
import { stoppedBy, type Way } from './weigh.ts'

export interface Judgment {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
  readonly missing: readonly string[]
  readonly basis: readonly string[]
  /** The ways that decided; none where it is deny. */
  readonly ways: readonly Way[]
  /** What is said to a person: the rule that closes, and the nearest way with what it failed on. */
  readonly closing: Clause | undefined
  readonly nearest: Way | undefined
}

interface Cell {
  readonly program: string
  readonly element: string
}

/**
 * A way that is open releases; one that lacks only what can be supplied holds; else the cell stays deny.
 *
 * @param bare the facts without any paper
 * @param without a forbidding rule to leave out, to see what there would be
 */
export function judge(cell: Cell, ways: readonly Way[], bare: Facts, law: Law, without?: Clause): Judgment {
  const able = ways.filter(({ failed }) => failed.length === 0)
  const stops = new Map(able.map((way) => [way, stoppedBy(way, cell).filter((stop) => stop !== without)]))
  const standing = able.filter((way) => stops.get(way)?.length === 0)
  if (standing.length === 0) return denied(cell, ways, [...stops.values()].flat(), bare, law)

  const leastNeeds = Math.min(...standing.map(({ needs }) => needs.length))
  const [best] = standing.filter(({ needs }) => needs.length === leastNeeds).toSorted(strongestFirst)
  const deciding = standing.filter(({ needs }) => String(needs) === String(best?.needs)).toSorted(strongestFirst)
  return {
    outcome: leastNeeds === 0 ? 'release' : 'hold',
    needs: best?.needs ?? [],
    missing: union(deciding.map(({ missing }) => missing)),
    basis: union(deciding.map(({ basis }) => basis)),
    ways: deciding,
    closing: undefined,
    nearest: best,
  }
}

function denied(cell: Cell, ways: readonly Way[], stops: readonly Clause[], bare: Facts, law: Law): Judgment {
  const closings = [...stops, ...closingRules(cell, ways, bare, law)]
  const stopped = ways.filter(({ failed }) => failed.length === 0)
  const short = ways.filter(({ failed }) => failed.length > 0)
  const fewest = Math.min(...short.map(({ failed }) => failed.length))
  const nearest = short.filter(({ failed }) => failed.length === fewest).toSorted(presentedFirst)
  return {
    outcome: 'deny',
    needs: [],
    missing: [],
    basis: union([closings.map(({ rule }) => rule.id), [...stopped, ...nearest].map(({ clause }) => clause.rule.id)]),
    ways: [],
    closing: closings.toSorted(saidFirst)[0],
    nearest: nearest[0],
  }
}

/** A rule worded "unless" is silent where its exception is met, and is then not a reason. */
function closingRules(cell: Cell, ways: readonly Way[], bare: Facts, law: Law): readonly Clause[] {
  const able = ways.filter(({ failed }) => failed.length === 0)
  return law.forbids.filter(
    ({ part }) =>
      reaches(part, cell) && allHold(part.where, bare) && !able.some(({ clause }) => isNamedBy(part.except, clause)),
  )
}

/** The rule that closes most is said: one about this element, then the federal before the state's. */
function saidFirst(a: Clause, b: Clause): number {
  return (
    b.part.stops.length - a.part.stops.length ||
    Number(a.part.elements === 'all') - Number(b.part.elements === 'all') ||
    alphabetical(a.rule.jurisdiction, b.rule.jurisdiction) ||
    alphabetical(a.rule.id, b.rule.id)
  )
}

function strongestFirst(a: Way, b: Way): number {
  return (
    strengths.indexOf(a.strength) - strengths.indexOf(b.strength) ||
    alphabetical(nameOf(a), nameOf(b)) ||
    alphabetical(String(a.needs), String(b.needs))
  )
}

/** Whoever brought a paper is told about the paper before anything else. */
function presentedFirst(a: Way, b: Way): number {
  return Number(a.paper === undefined) - Number(b.paper === undefined) || strongestFirst(a, b)
}

function nameOf({ clause: { rule, part }, paper }: Way): string {
  return `${rule.id}/${part.name ?? ''} ${paper?.id ?? ''}`
}

export function union<Item extends string>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return [...new Set(lists.flat())].toSorted()
}

function alphabetical(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
