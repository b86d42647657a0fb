/** Decisions for tests, built from the cells that matter; everything else of them is dull. */
import type { Cell, Decision } from '#vocabulary/case-file.ts'

/** `['p1', 'snap', 'name']` is a released cell; a fourth word is another outcome. */
export type CellSketch = readonly [subject: string, program: string, element: string, outcome?: Cell['outcome']]

export function aDecision(cells: readonly CellSketch[], duties: Decision['duties'] = []): Decision {
  return {
    case: 'MA-DTA-2026-7K3Q9F2M',
    disposition: 'release-in-part',
    cells: cells.map(([subject, program, element, outcome = 'release']) => ({
      subject,
      program,
      element,
      outcome,
      needs: [],
      basis: ['GEN-01'],
      why: 'A decision of a test.',
    })),
    duties,
    missing: [],
    deadlines: [],
    rules: { digest: '0'.repeat(64) },
  }
}
