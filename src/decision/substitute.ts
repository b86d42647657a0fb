/** Address confidentiality: where the true address would have gone out, the substitute goes in its place. */
import type { DecidedCell } from './decide-cell.ts'
import { union } from './union.ts'

/** The one case in which a decision has a cell that nobody asked for. */
export function withSubstitutes(cells: readonly DecidedCell[]): DecidedCell[] {
  const sent = cells.flatMap((cell) => substituteOf(cell) ?? [])
  const replaced = (cell: DecidedCell) => sent.some((substitute) => isSameCell(substitute, cell))
  const alreadyGoesOut = (substitute: DecidedCell) =>
    cells.some((cell) => isSameCell(cell, substitute) && cell.outcome === 'release')
  return [
    ...cells.filter((cell) => cell.outcome === 'release' || !replaced(cell)),
    ...sent.filter((substitute) => !alreadyGoesOut(substitute)),
  ]
}

/** Where the true address itself goes out (to the person, or under a court's process) nothing stands in for it. */
function substituteOf(cell: DecidedCell): DecidedCell | undefined {
  if (cell.outcome === 'release' || cell.substitution?.judgment.outcome !== 'release') return undefined
  const { clause, judgment } = cell.substitution
  const element = clause.part.substitute
  if (element === undefined) return undefined
  return { ...cell, ...judgment, element, basis: union([judgment.basis, [clause.rule.id]]), substitution: undefined }
}

function isSameCell(a: DecidedCell, b: DecidedCell): boolean {
  return a.subject === b.subject && a.program === b.program && a.element === b.element
}
