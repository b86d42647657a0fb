/**
 * One cell, one purpose: the order in which the contract decides.
 *
 *   judge(law: ProgramLaw, facts: CellFacts): Judgment
 *
 * decides from named facts alone (`law` is `lawFor(rules, agency, day).of(program)`). They are read once into words of
 * bits, a view for no paper and one for each paper; `judgeViews` decides from these. Each way to the cell is looked at
 * in each view. A way is able where nothing is against it that cannot be mended, and stands where no forbidding rule
 * stops it. Of those that stand, the one that needs least decides. With none the cell is deny.
 */
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Need, Outcome } from '#vocabulary/codes.ts'
import type { FactName, Facts } from '#vocabulary/facts.ts'
import { Cited } from './cite.ts'
import { bitsIn, countAgainst, isClear, type Mask, type State } from './bits.ts'
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

/** Of the ways in one view that are not able, those that fail on the fewest facts. */
interface Looked {
  readonly view: View
  readonly nearest: readonly Opening[]
  readonly fewest: number
}

interface Standing extends Way {
  /** Sets of what it lacks, bit by bit as the program's law lists them. */
  readonly needs: number
  readonly missing: number
}

/** @throws PosternError ERR_INPUT_INVALID for a fact with a value that it cannot have */
export function judge(law: ProgramLaw, facts: CellFacts): Judgment {
  return judgeViews(law, viewsOf(law, facts))
}

/**
 * @param views of the cell for one purpose, from `viewsOf`
 * @param without a forbidding rule to leave out, to see what there would be
 */
export function judgeViews(law: ProgramLaw, views: readonly View[], without?: Clause): Judgment {
  const able: Way[] = []
  const looked: Looked[] = []
  for (const view of views) looked.push(lookAt(view, able))
  const standing: Standing[] = []
  for (const way of able) if (!isStopped(way, without)) standing.push(weighed(way))
  return standing.length === 0 ? denied(law, looked, able) : opened(law, standing)
}

/** @throws PosternError ERR_INPUT_INVALID for a fact with a value that it cannot have */
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

function lookAt(view: View, able: Way[]): Looked {
  let nearest: Opening[] = []
  let fewest = far
  for (const clause of view.openings) {
    const failing = countAgainst(clause.against, view.state)
    if (failing === 0) able.push({ clause, view })
    else if (failing < fewest) {
      fewest = failing
      nearest = [clause]
    } else if (failing === fewest) nearest.push(clause)
  }
  return { view, nearest, fewest }
}

/** More facts than there are. */
const far = 1_000

function isStopped({ clause, view }: Way, without: Clause | undefined): boolean {
  for (const forbid of clause.stoppers) {
    if (forbid.part !== without?.part && isClear(forbid.against, view.state)) return true
  }
  return false
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
  let needs = 0
  let missing = 0
  for (const ask of asks) {
    if (!isUnmet(ask, state)) continue
    needs |= ask.need
    missing |= ask.missing
  }
  return { needs, missing }
}

function isUnmet({ met, when }: Ask, state: State): boolean {
  return isAsked(when, state) && (met === undefined || !isClear(met, state))
}

function isAsked(when: readonly Mask[], state: State): boolean {
  for (const conditions of when) if (isClear(conditions, state)) return true
  return when.length === 0
}

/** Open where nothing is lacking, else held until it is supplied. Whatever needs the same is cited beside the best. */
function opened(law: ProgramLaw, standing: Standing[]): Judgment {
  if (standing.length > 1) standing.sort(leastFirst)
  const needs = standing[0]?.needs ?? 0
  const ways: Way[] = []
  const cited = new Cited()
  let missing = 0
  for (const way of standing) {
    if (way.needs !== needs) continue
    ways.push(way)
    missing |= way.missing
    cited.add(way.clause)
    citeAttached(way.clause, way.view, cited)
  }
  return {
    outcome: needs === 0 ? 'release' : 'hold',
    needs: namesIn(needs, law.needs),
    missing: namesIn(missing, law.missing),
    basis: cited.in(law),
    ways,
    closing: undefined,
    nearest: ways[0],
  }
}

/** A deny cites the forbidding rules, the ways that they stop, the nearest ways, and what each paper fell short of. */
function denied(law: ProgramLaw, looked: readonly Looked[], able: readonly Way[]): Judgment {
  const cited = new Cited()
  const closing = citeClosing(law, looked[0]?.view, able, cited)
  for (const { clause } of able) cited.add(clause)
  const nearest = citeNearest(looked, cited)
  return { outcome: 'deny', needs: nothing, missing: nothing, basis: cited.in(law), ways: nothing, closing, nearest }
}

const nothing: readonly never[] = Object.freeze([])

/** What stops a way that was able, and what closes the cell whatever the papers. Returns the one that is said. */
function citeClosing(law: ProgramLaw, bare: View | undefined, able: readonly Way[], cited: Cited): Forbid | undefined {
  let first: Forbid | undefined
  for (const { clause, view } of able) {
    for (const forbid of clause.stoppers) {
      if (!isClear(forbid.against, view.state)) continue
      if (first === undefined || forbid.order < first.order) first = forbid
      cited.add(forbid)
    }
  }
  if (bare === undefined) return first
  for (const forbid of law.forbids) {
    if (!isClear(forbid.against, bare.state) || isSilenced(forbid, able)) continue
    if (first === undefined || forbid.order < first.order) first = forbid
    cited.add(forbid)
  }
  return first
}

/** An exception of its own was met. */
function isSilenced(forbid: Forbid, able: readonly Way[]): boolean {
  for (const { clause } of able) if (clause.silences.includes(forbid)) return true
  return false
}

/** A paper is told what it fell short of, however far. Returns, of all the nearest ways, the one to say. */
function citeNearest(looked: readonly Looked[], cited: Cited): Way | undefined {
  const fewest = looked.reduce((least, one) => Math.min(least, one.fewest), far)
  let first: Way | undefined
  for (const { view, nearest, fewest: here } of looked) {
    if (view.paper === undefined && here > fewest) continue
    for (const clause of nearest) {
      cited.add(clause)
      if (view.paper !== undefined) citeAttached(clause, view, cited)
    }
    // The strongest of them stands first.
    const [clause] = nearest
    if (clause !== undefined && here === fewest) first = toldFirst(first, { clause, view })
  }
  return first
}

function citeAttached({ conditions }: Opening, { state }: View, cited: Cited): void {
  for (const condition of conditions) if (isClear(condition.against, state)) cited.add(condition)
}

/** What needs least, then the strongest. */
function leastFirst(a: Standing, b: Standing): number {
  return bitsIn(a.needs) - bitsIn(b.needs) || byOrder(a, b) || a.needs - b.needs
}

/** Whoever brought a paper is told about the paper before anything else. */
function toldFirst(a: Way | undefined, b: Way): Way {
  if (a === undefined) return b
  return (Number(a.view.paper === undefined) - Number(b.view.paper === undefined) || byOrder(a, b)) > 0 ? b : a
}

function byOrder(a: Way, b: Way): number {
  return a.clause.order - b.clause.order || alphabetical(a.view.paper?.id ?? '', b.view.paper?.id ?? '')
}

function namesIn<Name>(set: number, names: readonly Name[]): readonly Name[] {
  return set === 0 ? nothing : names.filter((_, i) => (set & (1 << i)) !== 0)
}

/** The facts that nothing can mend, in the order in which the rule asks for them; none where the way is able. */
export function failuresOf({ clause: { part }, view: { paper, facts } }: Way): readonly FactName[] {
  const failed = part.where.filter((condition) => !holds(condition, facts)).map(({ fact }) => fact)
  if (part.elements !== 'all' && !part.elements.includes(String(facts.element))) failed.push('element')
  if (paper === undefined && facts.counsel === 'refused') failed.push('counsel')
  if (paper !== undefined && facts['paper-counsel'] === 'refused') failed.push('paper-counsel')
  return [...new Set(failed)]
}
