/** What a request comes to as a whole, from its cells alone. It is for the agency, never for the requester. */
import type { Disposition, Need, Outcome } from '#vocabulary/codes.ts'

interface Decided {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
}

/** What the requester may mend. */
const curable: ReadonlySet<Need> = new Set([
  'requester-identity',
  'written-request',
  'missing-content',
  'household-suspicion',
  'consent',
  'consent-confirmation',
  'compelling-process',
  'agreement-in-force',
])

export function dispositionOf(cells: readonly Decided[], purposes: readonly string[]): Disposition {
  const some = (outcome: Outcome) => cells.some((cell) => cell.outcome === outcome)
  if (purposes.every((purpose) => purpose === 'statutory-report')) {
    if (some('release')) return 'report'
    return some('hold') ? 'counsel' : 'no-report'
  }
  if (some('release')) return some('hold') || some('deny') ? 'release-in-part' : 'release'
  if (!some('hold')) return 'deny'
  const needs = cells.flatMap((cell) => cell.needs)
  if (needs.includes('counsel-review')) return 'counsel'
  return needs.some((need) => curable.has(need)) ? 'cure' : 'pending'
}
