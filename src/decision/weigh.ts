/** Weighing one way to a cell: what it fails on for good, and what could still be supplied. */
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Need } from '#vocabulary/codes.ts'
import type { FactName, Facts } from '#vocabulary/facts.ts'
import type { CellFacts } from './facts.ts'
import { allHold, coversProgram, holds, isNamedBy, reaches, strengthOf } from './rules.ts'
import type { Clause, Law, Requirement, Strength } from './rules.ts'

/** A rule in favor, looked at for one cell, one purpose and one paper (or none). */
export interface Way {
  readonly clause: Clause
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
    ...openings
      .filter(({ part }) => part.papers === undefined)
      .map((clause) => weigh(clause, cell, undefined, bare, law)),
    ...withPapers.flatMap(({ paper, facts }) =>
      openings
        .filter(({ part }) => part.papers?.includes(paper.kind) ?? false)
        .map((clause) => weigh(clause, cell, paper, facts, law)),
    ),
  ]
}

function weigh(clause: Clause, cell: Cell, paper: CaseInstrument | undefined, facts: Facts, law: Law): Way {
  const { rule, part } = clause
  const attached = law.conditions.filter(
    (condition) =>
      condition.part.of !== undefined &&
      isNamedBy(condition.part.of, clause) &&
      reaches(condition.part, cell) &&
      allHold(condition.part.where, facts),
  )
  const unmet = [part, ...attached.map((condition) => condition.part)]
    .flatMap(({ until }) => until)
    .filter((requirement) => isUnmet(requirement, facts))
  return {
    clause,
    paper,
    facts,
    strength: strengthOf(part),
    failed: failures(clause, cell, paper, facts),
    needs: [...new Set(unmet.map(({ need }) => need))].toSorted(),
    missing: [...new Set(unmet.flatMap(({ missing }) => missing ?? []))].toSorted(),
    basis: [...new Set([rule.id, ...attached.map((condition) => condition.rule.id)])].toSorted(),
  }
}

function isUnmet({ met, when }: Requirement, facts: Facts): boolean {
  const isAsked = when.length === 0 || when.some((conditions) => allHold(conditions, facts))
  return isAsked && (met.length === 0 || !allHold(met, facts))
}

function failures({ part }: Clause, cell: Cell, paper: CaseInstrument | undefined, facts: Facts): readonly FactName[] {
  const failed = part.where.filter((condition) => !holds(condition, facts)).map(({ fact }) => fact)
  if (!reaches(part, cell)) failed.push('element')
  // What rests on no paper rests on the request, and counsel may refuse that.
  if (paper === undefined && facts.counsel === 'refused') failed.push('counsel')
  if (paper !== undefined && facts['paper-counsel'] === 'refused') failed.push('paper-counsel')
  return [...new Set(failed)]
}

/** The forbidding rules that stop a way: those stronger than what it rests on, unless it is their own exception. */
export function stoppedBy(way: Way, cell: Cell, law: Law): readonly Clause[] {
  return law.forbids.filter(
    ({ part }) =>
      part.stops.includes(way.strength) &&
      !isNamedBy(part.except, way.clause) &&
      reaches(part, cell) &&
      allHold(part.where, way.facts),
  )
}
