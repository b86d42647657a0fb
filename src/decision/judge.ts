/**
 * One cell, one purpose: the order in which the contract decides.
 *
 *   judge(law: ProgramLaw, facts: CellFacts): Judgment
 *
 * decides from named facts alone (`law` is `lawFor(rules, agency, day).of(program)`). Each way to
 * the cell is looked at, with no paper and with each paper. A way is able where nothing is against it that cannot
 * be mended, and stands where no forbidding rule stops it. Of those that stand, the one that needs least decides.
 * With none the cell is deny.
 */
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Need, Outcome } from '#vocabulary/codes.ts'
import type { FactName, Facts } from '#vocabulary/facts.ts'
import { Cited } from './cite.ts'
import { bitsIn, countAgainst, isClear, type State } from './bits.ts'
import { alphabetical, type Ask, type Forbid, type Opening, type ProgramLaw } from './program-law.ts'
import { holds, type Clause } from './rules.ts'

export interface CellFacts {
  /** What is so without looking at any paper: of a paper it says what there is to say of none. */
  readonly bare: Facts
  /** The same facts with each paper of the request laid beside them: they differ in what the paper says alone. */
  readonly withPapers: readonly { readonly paper: CaseInstrument; readonly facts: Facts }[]
}

export interface Judgment {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
  readonly missing: readonly string[]
  readonly basis: readonly string[]
  /** The ways that decided; none where it is deny. */
  readonly ways: readonly Way[]
  /** What is said to a person: the rule that closes, and the nearest way to what it asked. */
  readonly closing: Clause | undefined
  readonly nearest: Way | undefined
}

/** A rule in favor, looked at for one cell and one paper (or none). */
export interface Way {
  readonly clause: Opening
  readonly view: View
}

/** The facts as they stand beside one paper or none, and the rules that may open something on them. */
export interface View {
  readonly paper: CaseInstrument | undefined
  readonly facts: Facts
  readonly state: State
  readonly openings: readonly Opening[]
}

/** What there is in one view: the ways that fail on nothing, and of the others those that fail on the fewest facts. */
interface Looked {
  readonly view: View
  readonly able: readonly Way[]
  readonly nearest: readonly Opening[]
  readonly fewest: number
}

interface Standing extends Way {
  /** Sets of what it lacks, bit by bit as the program's law lists them. */
  readonly needs: number
  readonly missing: number
}

/**
 * @param without a forbidding rule to leave out, to see what there would be
 * @throws PosternError ERR_INPUT_INVALID for a fact with a value that it cannot have
 */
export function judge(law: ProgramLaw, facts: CellFacts, without?: Clause): Judgment {
  const views = viewsOf(law, facts).map(lookAt)
  const able = ableIn(views)
  const standing = able.filter((way) => !isStopped(way, without))
  return standing.length === 0 ? denied(law, views, able) : opened(law, standing.map(weighed))
}

export function viewsOf({ encoding, bare, byPaper }: ProgramLaw, facts: CellFacts): View[] {
  const state = encoding.stateOf(facts.bare)
  const views: View[] = [{ paper: undefined, facts: facts.bare, state, openings: bare }]
  for (const beside of facts.withPapers) {
    const openings = byPaper.get(beside.paper.kind)
    if (openings === undefined) continue
    views.push({ paper: beside.paper, facts: beside.facts, state: encoding.besidePaper(state, beside.facts), openings })
  }
  return views
}

function lookAt(view: View): Looked {
  const able: Way[] = []
  let nearest: Opening[] = []
  let fewest = Infinity
  for (const clause of view.openings) {
    const failing = countAgainst(clause.against, view.state)
    if (failing === 0) able.push({ clause, view })
    else if (failing < fewest) {
      fewest = failing
      nearest = [clause]
    } else if (failing === fewest) nearest.push(clause)
  }
  return { view, able, nearest, fewest }
}

function ableIn(views: readonly Looked[]): readonly Way[] {
  const all: Way[] = []
  for (const { able } of views) for (const way of able) all.push(way)
  return all
}

function isStopped({ clause, view }: Way, without: Clause | undefined): boolean {
  return clause.stoppers.some((forbid) => forbid.part !== without?.part && isClear(forbid.against, view.state))
}

/** What a way still lacks, by its own words and by the rules that attach conditions to it. */
function weighed({ clause, view }: Way): Standing {
  let { needs, missing } = lackingIn(clause.asks, view.state)
  for (const { against, asks } of clause.conditions) {
    if (!isClear(against, view.state)) continue
    const more = lackingIn(asks, view.state)
    needs |= more.needs
    missing |= more.missing
  }
  return { clause, view, needs, missing }
}

/** What a way lacks that can still be supplied. */
export function lackingOf(law: ProgramLaw, way: Way): readonly Need[] {
  return namesIn(weighed(way).needs, law.needs)
}

function lackingIn(asks: readonly Ask[], state: State): { needs: number; missing: number } {
  let [needs, missing] = [0, 0]
  for (const ask of asks) {
    if (!isUnmet(ask, state)) continue
    needs |= ask.need
    missing |= ask.missing
  }
  return { needs, missing }
}

function isUnmet({ met, when }: Ask, state: State): boolean {
  const isAsked = when.length === 0 || when.some((conditions) => isClear(conditions, state))
  return isAsked && (met === undefined || !isClear(met, state))
}

/** Open where nothing is lacking, else held until it is supplied. Whatever needs the same is cited beside the best. */
function opened(law: ProgramLaw, standing: readonly Standing[]): Judgment {
  const ordered = standing.length === 1 ? standing : standing.toSorted(leastFirst)
  const needs = ordered[0]?.needs ?? 0
  const ways = ordered.filter((way) => way.needs === needs)
  const cited = new Cited()
  for (const { clause, view } of ways) {
    cited.add(clause)
    citeAttached(clause, view, cited)
  }
  return {
    outcome: needs === 0 ? 'release' : 'hold',
    needs: namesIn(needs, law.needs),
    missing: namesIn(
      ways.reduce((set, { missing }) => set | missing, 0),
      law.missing,
    ),
    basis: cited.in(law),
    ways,
    closing: undefined,
    nearest: ways[0],
  }
}

/** A deny cites the forbidding rules, the ways that they stop, the nearest ways, and what each paper fell short of. */
function denied(law: ProgramLaw, views: readonly Looked[], able: readonly Way[]): Judgment {
  const closings = law.forbids.filter((forbid) => closes(forbid, views[0]?.view, able))
  const fewest = views.reduce((least, one) => Math.min(least, one.fewest), Infinity)
  const cited = new Cited()
  for (const forbid of closings) cited.add(forbid)
  for (const { clause } of able) cited.add(clause)
  for (const one of views) {
    if (one.view.paper !== undefined) citePaper(one, cited)
    else if (one.fewest === fewest) for (const clause of one.nearest) cited.add(clause)
  }
  const nearest = firstToSay(views.filter((one) => one.fewest === fewest))
  return { outcome: 'deny', needs: [], missing: [], basis: cited.in(law), ways: [], closing: closings[0], nearest }
}

function citePaper({ view, nearest }: Looked, cited: Cited): void {
  for (const clause of nearest) {
    cited.add(clause)
    citeAttached(clause, view, cited)
  }
}

/** Of ways that fail on as many facts. */
function firstToSay(views: readonly Looked[]): Way | undefined {
  let first: Way | undefined
  for (const { view, nearest } of views) {
    for (const clause of nearest) {
      const way = { clause, view }
      if (first === undefined || presentedFirst(way, first) < 0) first = way
    }
  }
  return first
}

function citeAttached({ conditions }: Opening, { state }: View, cited: Cited): void {
  for (const condition of conditions) if (isClear(condition.against, state)) cited.add(condition)
}

/** It stops a way that was able; or it closes the cell whatever the papers, and no exception of its own was met. */
function closes(forbid: Forbid, bare: View | undefined, able: readonly Way[]): boolean {
  for (const { clause, view } of able) {
    if (clause.stoppers.includes(forbid) && isClear(forbid.against, view.state)) return true
  }
  if (bare === undefined || !isClear(forbid.against, bare.state)) return false
  for (const { clause } of able) if (clause.silences.includes(forbid)) return false
  return true
}

/** What needs least, then the strongest. */
function leastFirst(a: Standing, b: Standing): number {
  return bitsIn(a.needs) - bitsIn(b.needs) || byOrder(a, b) || a.needs - b.needs
}

/** Whoever brought a paper is told about the paper before anything else. */
function presentedFirst(a: Way, b: Way): number {
  return Number(a.view.paper === undefined) - Number(b.view.paper === undefined) || byOrder(a, b)
}

function byOrder(a: Way, b: Way): number {
  return a.clause.order - b.clause.order || alphabetical(a.view.paper?.id ?? '', b.view.paper?.id ?? '')
}

function namesIn<Name>(set: number, names: readonly Name[]): readonly Name[] {
  return set === 0 ? [] : names.filter((_, i) => (set & (1 << i)) !== 0)
}

/** The facts that nothing can mend, in the order in which the rule asks for them; none where the way is able. */
export function failuresOf({ clause: { part }, view: { paper, facts } }: Way): readonly FactName[] {
  const failed = part.where.filter((condition) => !holds(condition, facts)).map(({ fact }) => fact)
  if (part.elements !== 'all' && !part.elements.includes(String(facts.element))) failed.push('element')
  if (paper === undefined && facts.counsel === 'refused') failed.push('counsel')
  if (paper !== undefined && facts['paper-counsel'] === 'refused') failed.push('paper-counsel')
  return [...new Set(failed)]
}
