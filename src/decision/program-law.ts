/** The rules of one program as they are asked about cell after cell: sorted, joined, and their conditions as bits. */
import { vocabulary, type Need } from '#vocabulary/codes.ts'
import { Encoding, type Mask } from './bits.ts'
import { noPaper } from './papers.ts'
import { defaultRule, isNamedBy, strengthOf, strengths } from './rules.ts'
import type { Clause, Condition, Effect, Part } from './rules.ts'

export interface ProgramLaw {
  /** How the facts that it asks about are read. */
  readonly encoding: Encoding
  /** Ways that rest on no paper, the strongest first; and those that rest on a paper of a kind. */
  readonly bare: readonly Opening[]
  readonly byPaper: ReadonlyMap<string, readonly Opening[]>
  /** Whatever it stops; the one that is said to a person before another comes first. */
  readonly forbids: readonly Forbid[]
  /** What its ways may lack, sorted: a set of these is a number, bit by bit. */
  readonly needs: readonly Need[]
  readonly missing: readonly string[]
  /** Ids of its rules, sorted; a clause has its place among them as its rank. */
  readonly ids: readonly string[]
}

/** The place of its rule among the ids. */
export interface Ranked {
  readonly rank: number
}

/** A rule in favor, with the rules that attach conditions to it and those that may stop it. */
export interface Opening extends Clause, Ranked {
  /** Its place among all ways, the strongest first. */
  readonly order: number
  /** What closes it for good: its `where`, its elements, and counsel's refusal. */
  readonly against: Mask
  readonly asks: readonly Ask[]
  readonly conditions: readonly Attached[]
  readonly stoppers: readonly Forbid[]
  /** Rules that are worded "unless", and this is what they except. */
  readonly silences: readonly Forbid[]
}

export interface Forbid extends Clause, Ranked {
  /** Its place among all that forbid, the first that is said to a person. */
  readonly order: number
  /** What leaves it silent. */
  readonly against: Mask
}

export interface Attached extends Clause, Ranked {
  readonly against: Mask
  readonly asks: readonly Ask[]
}

/** A requirement: until `met` is clear it has this need. */
export interface Ask {
  readonly need: number
  readonly missing: number
  /** Undefined is never met. */
  readonly met: Mask | undefined
  /** Asked for only where one of these is clear; empty is always. */
  readonly when: readonly Mask[]
}

/** @param clauses those that cover the program, on the day of the case */
export function programLaw(clauses: readonly Clause[]): ProgramLaw {
  const until = clauses.flatMap(({ part }) => part.until)
  const words = {
    ids: sortedSet(clauses.filter(({ part }) => part.effect !== 'duty').map(({ rule }) => rule.id)),
    needs: sortedSet(until.map(({ need }) => need)),
    missing: sortedSet(until.flatMap(({ missing }) => missing ?? [])),
  }
  const encoding = new Encoding(
    [...clauses.flatMap(({ part }) => inFavor(part)), ...clauses.flatMap(({ part }) => inUntil(part))],
    noPaper,
  )
  const against = (conditions: readonly Condition[]) => encoding.against(conditions)
  const rankOf = ({ rule }: Clause) => words.ids.indexOf(rule.id)
  const asksOf = ({ until: requirements }: Part): Ask[] =>
    requirements.map(({ met, need, missing, when }) => ({
      need: 1 << words.needs.indexOf(need),
      missing: missing === undefined ? 0 : 1 << words.missing.indexOf(missing),
      met: met.length === 0 ? undefined : against(met),
      when: when.map(against),
    }))
  const forbids = having(clauses, 'forbids')
    .filter(({ rule }) => rule.id !== defaultRule)
    .toSorted(saidFirst)
    .map((clause, order): Forbid => ({ ...clause, rank: rankOf(clause), order, against: against(reach(clause.part)) }))
  const conditions = having(clauses, 'conditions').map((clause): Attached => ({
    ...clause,
    rank: rankOf(clause),
    against: against(reach(clause.part)),
    asks: asksOf(clause.part),
  }))
  const openings = having(clauses, 'requires', 'permits')
    .toSorted(strongestFirst)
    .map((clause, order): Opening => ({
      ...clause,
      rank: rankOf(clause),
      order,
      against: against(inFavor(clause.part)),
      asks: asksOf(clause.part),
      conditions: conditions.filter(({ part: { of } }) => of !== undefined && isNamedBy(of, clause)),
      // A forbidding rule stops what is weaker than itself, unless that is its own exception.
      stoppers: forbids.filter(
        ({ part: { stops, except } }) => stops.includes(strengthOf(clause.part)) && !isNamedBy(except, clause),
      ),
      silences: forbids.filter(({ part: { except } }) => isNamedBy(except, clause)),
    }))
  const kinds = Object.keys(vocabulary.instrumentKinds)
  return {
    ...words,
    encoding,
    forbids,
    bare: openings.filter(({ part }) => part.papers === undefined),
    byPaper: new Map(kinds.map((kind) => [kind, openings.filter(({ part }) => part.papers?.includes(kind) ?? false)])),
  }
}

function having(clauses: readonly Clause[], ...effects: readonly Effect[]): Clause[] {
  return clauses.filter(({ part }) => effects.includes(part.effect))
}

/** What a part asks of a cell before anything else: that it has one of its elements, and its `where`. */
function reach({ elements: reached, where }: Part): Condition[] {
  const among: Condition[] = reached === 'all' ? [] : [{ fact: 'element', values: reached, not: false }]
  return [...where, ...among]
}

/** What is asked of every way. */
function inFavor(part: Part): Condition[] {
  return [...reach(part), notRefused(part)]
}

/** What is asked of those alone that are not closed. */
function inUntil({ until }: Part): Condition[] {
  return until.flatMap(({ met, when }) => [...met, ...when.flat()])
}

/** What rests on no paper rests on the request, and counsel may refuse that. */
function notRefused({ papers }: Part): Condition {
  return { fact: papers === undefined ? 'counsel' : 'paper-counsel', values: ['refused'], not: true }
}

function strongestFirst(a: Clause, b: Clause): number {
  return (
    strengths.indexOf(strengthOf(a.part)) - strengths.indexOf(strengthOf(b.part)) || alphabetical(nameOf(a), nameOf(b))
  )
}

function nameOf({ rule, part }: Clause): string {
  return `${rule.id}/${part.name ?? ''}`
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

function sortedSet<Item extends string>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items)].toSorted()
}

/** By the order of code units, the same on every machine. */
export function alphabetical(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
