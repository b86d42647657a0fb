/** What stands decided, and a decision made now would no longer release: a paper has run out since, or the law changed. */
import { toCaseFile } from '#case/case-file.ts'
import type { Reason } from '#case/commands.ts'
import type { CaseState } from '#case/state.ts'
import { lastDayOf } from '#decision/papers.ts'
import { asOfIn } from './as-of.ts'
import type { Ports } from './ports.ts'

/**
 * Decides once more and records nothing. Nobody's records are read, and nobody signs, for what the release would refuse.
 *
 * @returns none where nothing stands decided, or all of it still does
 * @throws PosternError ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE, and what the law in force cannot be read for
 */
export async function ranOut(
  ports: Pick<Ports, 'clock' | 'decide'> & { readonly office: Pick<Ports['office'], 'timeZone'> },
  state: CaseState,
): Promise<readonly Reason[]> {
  const stands = openCells(state.decision?.cells ?? [])
  if (stands.length === 0) return []
  const caseFile = toCaseFile(state, asOfIn(ports.clock.now(), ports.office.timeZone))
  const decision = await ports.decide(caseFile)
  const still = new Set(openCells(decision.cells))
  if (stands.every((cell) => still.has(cell))) return []
  const today = caseFile.asOf.slice(0, 10)
  const late = (caseFile.request.instruments ?? []).flatMap((paper) => {
    const last = lastDayOf(paper)
    return last !== undefined && last < today ? [`the last day of ${paper.id} was ${last}`] : []
  })
  const why = late.length === 0 ? 'something has changed since it was decided' : late.join(', and ')
  return [
    { code: 'decision-changed', words: `${why}: decided today, less would leave than stands decided, so decide again` },
  ]
}

interface DecidedCell {
  readonly subject: string
  readonly program: string
  readonly element: string
  readonly outcome: string
  readonly needs: readonly string[]
}

function openCells(cells: readonly DecidedCell[]): readonly string[] {
  return cells
    .filter(({ outcome, needs }) => outcome === 'release' && needs.length === 0)
    .map(({ subject, program, element }) => `${subject}/${program}/${element}`)
}
