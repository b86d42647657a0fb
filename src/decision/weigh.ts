/** Weighing one way to a cell: what it fails on for good, and what could still be supplied. */
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Need } from '#vocabulary/codes.ts'
import type { FactName, Facts } from '#vocabulary/facts.ts'
import type { CellFacts } from './facts.ts'
import { allHold, coversProgram, holds, reaches, strengthOf } from './rules.ts'
import type { Clause, Law, Opening, Part, Requirement, Strength } from './rules.ts'

/** A rule in favor, looked at for one cell, one purpose and one paper (or none). */
export interface Way {
  readonly clause: Opening
  readonly paper: CaseInstrument | undefined
  readonly facts: Facts
  readonly strength: Strength
  /** Facts that nothing can mend; empty for a way that is open or can be opened. */
  readonly failed: readonly FactName[]
  readonly needs: readonly Need[]
  readonly missing: readonly string[]
  /** Ids of the rule and of those that attach conditions to it. */
  readonly basis: readonly string[]
}

interface Cell {
  readonly program: string
  readonly element: string
}

/** Every way there could be to this cell, whether open or not. No early exit: each is kept with its reasons. */
export function waysTo(cell: Cell, { bare, withPapers }: CellFacts, law: Law): readonly Way[] {
  const openings = law.openings.filter(({ part }) => coversProgram(part.programs, cell.program))
  return [
    ...openings.filter(({ part }) => part.papers === undefined).map((clause) => weigh(clause, cell, undefined, bare)),
    ...withPapers.flatMap(({ paper, facts }) =>
      openings
        .filter(({ part }) => part.papers?.includes(paper.kind) ?? false)
        .map((clause) => weigh(clause, cell, paper, facts)),
    ),
  ]
}

function weigh(clause: Opening, cell: Cell, paper: CaseInstrument | undefined, facts: Facts): Way {
  const { rule, part, conditions } = clause
  const failed = failures(part, cell, paper, facts)
  const way = { clause, paper, facts, strength: strengthOf(part), failed }
  // What could be supplied to a way that is closed for good would open nothing.
  if (failed.length > 0) return { ...way, needs: [], missing: [], basis: [rule.id] }
  const attached = conditions.filter(
    (condition) => reaches(condition.part, cell) && allHold(condition.part.where, facts),
  )
  const unmet = [clause, ...attached].flatMap(({ part: { until } }) => until).filter((one) => isUnmet(one, facts))
  return {
    ...way,
    needs: [...new Set(unmet.map(({ need }) => need))].toSorted(),
    missing: [...new Set(unmet.flatMap(({ missing }) => missing ?? []))].toSorted(),
    basis: [...new Set([rule.id, ...attached.map((condition) => condition.rule.id)])].toSorted(),
  }
}

function isUnmet({ met, when }: Requirement, facts: Facts): boolean {
  const isAsked = when.length === 0 || when.some((conditions) => allHold(conditions, facts))
  return isAsked && (met.length === 0 || !allHold(met, facts))
}

function failures(part: Part, cell: Cell, paper: CaseInstrument | undefined, facts: Facts): readonly FactName[] {
  const failed = part.where.filter((condition) => !holds(condition, facts)).map(({ fact }) => fact)
  if (!reaches(part, cell)) failed.push('element')
  // What rests on no paper rests on the request, and counsel may refuse that.
  if (paper === undefined && facts.counsel === 'refused') failed.push('counsel')
  if (paper !== undefined && facts['paper-counsel'] === 'refused') failed.push('paper-counsel')
  return [...new Set(failed)]
}

/** The forbidding rules that stop a way to this cell. */
export function stoppedBy({ clause, facts }: Way, cell: Cell): readonly Clause[] {
  return clause.forbids.filter(({ part }) => reaches(part, cell) && allHold(part.where, facts))
}
