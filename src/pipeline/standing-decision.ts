import type { CaseState } from '#case/state.ts'
import type { Decision } from '#vocabulary/case-file.ts'

/** The recorded decision in the contract's form, for the plan and the gate. */
export function standingDecision(state: CaseState): Decision {
  const standing = state.decision
  if (standing === undefined) throw new Error('the table of moves opened prepare without a decision')
  const { disposition, duties, missing, deadlines, rules, cells } = standing
  return {
    case: state.number,
    disposition,
    cells: cells.map((cell) => ({ ...cell, needs: [...cell.needs], basis: [...cell.basis] })),
    duties: [...duties],
    missing: [...missing],
    deadlines: deadlines.map((deadline) => ({ ...deadline })),
    rules: { ...rules },
  }
}
