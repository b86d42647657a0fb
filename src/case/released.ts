/** What a decision lets go, and what each cell of it is called in a reason. */
import type { CellName } from './events.ts'
import type { StandingDecision } from './state.ts'

/** INVARIANT: what still needs something is not released, whatever its outcome says. */
export function released({ cells }: StandingDecision): StandingDecision['cells'] {
  return cells.filter(({ subject, outcome, needs }) => outcome === 'release' && needs.length === 0 && subject !== '*')
}

export function nameOf(ref: string, { program, element }: CellName): string {
  return `${ref} ${program} ${element}`
}
