import type { CaseState } from '#case/state.ts'
import type { PlanPerson } from '#release/plan.ts'

/** Everybody of the case who was matched to one record, for the plan and the gate. */
export function matchedPeople({ people }: Pick<CaseState, 'people'>): PlanPerson[] {
  return Object.entries(people).flatMap(([ref, { match }]) =>
    match?.match === 'one' ? [{ ref, sourceKey: match.key, markers: match.markers }] : [],
  )
}
