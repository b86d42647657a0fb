/** One cell: each purpose alone, then together. */
import type { Outcome } from '#vocabulary/codes.ts'
import type { FactValue } from '#vocabulary/facts.ts'
import { isOnFile, type AskedCell } from './cells.ts'
import { judgeViews, viewsOf, type CellFacts, type Judgment, type View } from './judge.ts'
import type { ProgramLaw } from './program-law.ts'
import { allHold, defaultRule, reaches, type Clause } from './rules.ts'
import { union } from './union.ts'

export interface DecidedCell extends AskedCell, Judgment {
  /** Where a rule closes this element and sends another in its place: the rule, and what there would be without it. */
  readonly substitution: { readonly clause: Clause; readonly judgment: Judgment } | undefined
}

/** @param factsOf of this cell, one vector for each purpose of its request */
export function decideCell(
  cell: AskedCell,
  factsOf: (cell: AskedCell) => readonly CellFacts[],
  law: ProgramLaw,
): DecidedCell {
  if (!isOnFile(cell)) return { ...cell, ...notOnFile, substitution: undefined }
  const purposes = factsOf(cell)
  const clause = law.forbids.find(
    ({ part }) =>
      part.substitute !== undefined && reaches(part, cell) && purposes.every(({ bare }) => allHold(part.where, bare)),
  )
  const read = readForAll(law, purposes)
  return {
    ...cell,
    ...judgeRead(law, read),
    substitution: clause && { clause, judgment: judgeRead(law, read, clause) },
  }
}

/** A cell from its facts alone, one vector of them for each purpose. */
export function judgeForAll(law: ProgramLaw, purposes: readonly CellFacts[]): Judgment {
  return judgeRead(law, readForAll(law, purposes))
}

/** For each purpose the facts as `judgeRead` takes them. */
export function readForAll(law: ProgramLaw, purposes: readonly CellFacts[]): readonly (readonly View[])[] {
  return purposes.map((facts) => viewsOf(law, facts))
}

/** @param without a forbidding rule to leave out, to see what there would be */
export function judgeRead(law: ProgramLaw, purposes: readonly (readonly View[])[], without?: Clause): Judgment {
  const [only] = purposes
  if (only !== undefined && purposes.length === 1) return judgeViews(law, only, without)
  return together(
    purposes.map((views) => ({ purpose: views[0]?.facts.purpose, judgment: judgeViews(law, views, without) })),
  )
}

interface ForPurpose {
  readonly purpose: FactValue | undefined
  readonly judgment: Judgment
}

const weakestFirst: readonly Outcome[] = ['deny', 'hold', 'release']

/** With several purposes a cell is released only if it would be released for each alone: the weakest decides. */
function together(alone: readonly ForPurpose[]): Judgment {
  const judgments = alone.map((one) => heldBeside(one, alone))
  const outcome = weakestFirst.find((weakest) => judgments.some((judgment) => judgment.outcome === weakest)) ?? 'deny'
  // A hold needs what any purpose still needs; a deny cites only what denied.
  const deciding = outcome === 'deny' ? judgments.filter((judgment) => judgment.outcome === 'deny') : judgments
  const [only] = deciding
  if (only !== undefined && deciding.length === 1) return only
  const said = deciding.find((judgment) => judgment.outcome === outcome)
  return {
    outcome,
    needs: union(deciding.map(({ needs }) => needs)),
    missing: union(deciding.map(({ missing }) => missing)),
    basis: union(deciding.map(({ basis }) => basis)),
    ways: deciding.flatMap(({ ways }) => ways),
    closing: said?.closing,
    nearest: said?.nearest,
  }
}

/**
 * Some ways are held, and not closed, by a second purpose that closes everything alone. No approval lifts that
 * while the purpose stands: the cell would not be released for it alone.
 */
function heldBeside({ purpose, judgment }: ForPurpose, all: readonly ForPurpose[]): Judgment {
  if (judgment.outcome !== 'deny') return judgment
  const holding = all.find((other) =>
    other.judgment.ways.some(({ clause }) => clause.part.heldBeside.includes(String(purpose))),
  )
  if (holding === undefined) return judgment
  return { ...holding.judgment, outcome: 'hold', needs: ['counsel-review'], missing: [] }
}

const notOnFile: Judgment = {
  outcome: 'deny',
  needs: [],
  missing: [],
  basis: [defaultRule],
  ways: [],
  closing: undefined,
  nearest: undefined,
}
