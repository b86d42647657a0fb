/** Every rule that was looked at for a cell, what it did, and what it failed on. Made on request, from the same law. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Facts, FactValue } from '#vocabulary/facts.ts'
import { isClear } from './bits.ts'
import { cellsAsked, isOnFile } from './cells.ts'
import { dayOf } from './days.ts'
import { factsIn, purposesOf } from './facts.ts'
import { lackingOf, viewsOf, type CellFacts, type View, type Way } from './judge.ts'
import { lawFor } from './law.ts'
import type { Forbid, ProgramLaw } from './program-law.ts'
import { holds, type Clause, type Condition, type RuleSet } from './rules.ts'

export interface ExplainedCell {
  readonly subject: string
  readonly program: string
  readonly element: string
  /** Each purpose alone; none where the agency has no such entry, and no rule was asked. */
  readonly purposes: readonly { readonly purpose: string; readonly rules: readonly Look[] }[]
}

/** One sentence of a rule, looked at with one paper or none. */
export interface Look {
  /** Its id, and of one part its name: US-TANF-01/audit. */
  readonly rule: string
  readonly citation: string
  readonly paper?: string
  /** A rule in favor: opens, lacks (what can be supplied), stopped or fails. Others: attaches, forbids or silent. */
  readonly does: 'opens' | 'lacks' | 'stopped' | 'fails' | 'attaches' | 'forbids' | 'silent'
  readonly because: readonly string[]
}

/**
 * The cells that the request asks about, in its order.
 *
 * @param file trusted as by `decide`, for an agency whose law is known
 */
export function explain(file: CaseFile, rules: RuleSet): ExplainedCell[] {
  const law = lawFor(rules, file.agency, dayOf(file.asOf))
  const factsOf = factsIn(file)
  return cellsAsked(file).map((cell) => ({
    subject: cell.subject,
    program: cell.program,
    element: cell.element,
    purposes: isOnFile(cell)
      ? purposesOf(file).map((purpose) => ({ purpose, rules: looksOf(law.of(cell.program), factsOf(cell, purpose)) }))
      : [],
  }))
}

function looksOf(law: ProgramLaw, facts: CellFacts): Look[] {
  const views = viewsOf(law, facts)
  const ways = views.flatMap((view) => view.openings.map((clause) => ({ clause, view })))
  return [
    ...ways.map((way) => lookAtWay(law, way)),
    ...withoutPaper(law, views),
    ...conditionsIn(law).map((clause) => lookAtCondition(clause, ways)),
    ...law.forbids.map((clause) => lookAtForbid(clause, ways, facts)),
  ]
}

function lookAtWay(law: ProgramLaw, way: Way): Look {
  const { clause, view } = way
  if (!isAble(way)) return look(clause, 'fails', [...unmetOf(clause, view.facts), ...refused(view)], view)
  const stops = clause.stoppers.filter((forbid) => isClear(forbid.against, view.state))
  if (stops.length > 0) return look(clause, 'stopped', stops.map(nameOf), view)
  const needs = lackingOf(law, way)
  return look(clause, needs.length > 0 ? 'lacks' : 'opens', needs, view)
}

/** Rules that rest on a paper of a kind that nobody brought. */
function withoutPaper({ byPaper }: ProgramLaw, views: readonly View[]): Look[] {
  const brought = new Set(views.flatMap(({ openings }) => openings))
  return [...new Set([...byPaper.values()].flat())]
    .filter((clause) => !brought.has(clause))
    .map((clause) => look(clause, 'fails', [`no ${clause.part.papers?.join(' or ') ?? 'paper'} was brought`]))
}

function lookAtCondition(clause: Clause, ways: readonly Way[]): Look {
  const about = ways.filter((way) => isAble(way) && isIn(way.clause.conditions, clause))
  const attached = about.filter(({ view }) => unmetOf(clause, view.facts).length === 0)
  if (attached.length > 0) return look(clause, 'attaches', namesOf(attached))
  const [way] = about
  return look(
    clause,
    'silent',
    way === undefined ? ['nothing that it is attached to can open'] : unmetOf(clause, way.view.facts),
  )
}

function lookAtForbid(clause: Forbid, ways: readonly Way[], { bare }: CellFacts): Look {
  const able = ways.filter(isAble)
  const stopped = able.filter((way) => way.clause.stoppers.includes(clause) && isClear(clause.against, way.view.state))
  if (stopped.length > 0) return look(clause, 'forbids', namesOf(stopped))
  const unmet = unmetOf(clause, bare)
  if (unmet.length > 0) return look(clause, 'silent', unmet)
  const excepted = able.filter((way) => way.clause.silences.includes(clause))
  if (excepted.length > 0)
    return look(
      clause,
      'silent',
      namesOf(excepted).map((name) => `except for ${name}`),
    )
  return look(
    clause,
    'forbids',
    clause.part.stops.map((strength) => `whatever rests on ${strength}`),
  )
}

function isAble({ clause, view }: Way): boolean {
  return isClear(clause.against, view.state)
}

function isIn(clauses: readonly Clause[], { part }: Clause): boolean {
  return clauses.some((one) => one.part === part)
}

function conditionsIn({ bare, byPaper }: ProgramLaw): Clause[] {
  const all = [...bare, ...[...byPaper.values()].flat()].flatMap(({ conditions }) => conditions)
  return [...new Set(all)].toSorted((a, b) => a.rank - b.rank)
}

/** What it failed on, in words. */
function unmetOf({ part: { where, elements } }: Clause, facts: Facts): string[] {
  const unmet = where.filter((condition) => !holds(condition, facts)).map((condition) => inWords(condition, facts))
  const isReached = elements === 'all' || elements.includes(String(facts.element))
  return isReached ? unmet : [...unmet, 'it does not reach this element']
}

function refused({ paper, facts }: View): string[] {
  return facts[paper === undefined ? 'counsel' : 'paper-counsel'] === 'refused' ? ['counsel refused'] : []
}

function inWords({ fact, values, not }: Condition, facts: Facts): string {
  return `${fact} is ${said(facts[fact])}, must ${not ? 'not ' : ''}be ${values.map(said).join(' or ')}`
}

function said(value: FactValue): string {
  if (typeof value === 'string') return value
  return value ? 'yes' : 'no'
}

function namesOf(ways: readonly Way[]): string[] {
  return [...new Set(ways.map(({ clause }) => nameOf(clause)))]
}

function nameOf({ rule, part }: Clause): string {
  return part.name === undefined ? rule.id : `${rule.id}/${part.name}`
}

function look(clause: Clause, does: Look['does'], because: readonly string[], view?: View): Look {
  const paper = view?.paper
  return {
    rule: nameOf(clause),
    citation: clause.rule.citation,
    ...(paper === undefined ? {} : { paper: paper.id }),
    does,
    because,
  }
}
