/** What counsel's findings come to, for one paper (or for the request where it rests on none) and one cell. */
import type { CaseFile, CounselFinding } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'
import type { AskedCell } from './cells.ts'

export type CounselStands = 'open' | 'approved' | 'refused'

/** The later an approval must be, the less it answers: an objection reopens what was approved before it. */
const never: Day = '9999-12-31'

/**
 * The latest finding stands; of one day, the stricter. A finding counts only for the papers, persons, programs
 * and elements it names, and an approval never before its day.
 *
 * @param about the paper's id; undefined is the request itself
 * @param after an approval must be dated after this day to count
 */
export function counselOn(
  file: CaseFile,
  about: string | undefined,
  cell: AskedCell,
  today: Day,
  after?: Day,
): CounselStands {
  const [latest] = (file.findings?.counsel ?? [])
    .filter((finding) => isAbout(finding, about) && covers(finding, cell))
    .filter(({ decision, on }) => decision === 'refuse' || (on ?? today) <= today)
    .filter(({ decision, on }) => decision !== 'pending' || on !== undefined)
    .toSorted((a, b) => compare(standing(b), standing(a)))
  if (latest?.decision === 'refuse') return 'refused'
  if (latest?.decision !== 'approve') return 'open'
  return after === undefined || (latest.on !== undefined && latest.on > after) ? 'approved' : 'open'
}

/** An objection whose day nobody wrote down is one that no approval is known to have answered. */
export function dayObjected(days: readonly (Day | undefined)[]): Day | undefined {
  return days.length === 0
    ? undefined
    : days
        .map((day) => day ?? never)
        .toSorted()
        .at(-1)
}

function isAbout({ instruments }: CounselFinding, about: string | undefined): boolean {
  return about === undefined ? instruments === undefined : (instruments?.includes(about) ?? false)
}

function covers({ subjects, programs, elements }: CounselFinding, cell: AskedCell): boolean {
  return (
    (subjects?.includes(cell.subject) ?? true) &&
    (programs?.includes(cell.program) ?? true) &&
    (elements === undefined || elements === 'as-instrument' || elements.includes(cell.element))
  )
}

/** A refusal without a date counts as the last word, an approval without one as the first. */
function standing({ decision, on }: CounselFinding): string {
  const strictness = { approve: 0, pending: 1, refuse: 2 }[decision]
  return `${on ?? (decision === 'refuse' ? never : '')} ${strictness}`
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
