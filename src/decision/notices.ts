/** Who must be told, and whether before anything leaves or after. */
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import { dayOf } from './days.ts'
import type { DecidedCell } from './decide-cell.ts'
import type { Concluded } from './concluded.ts'
import { isNoticeDelayed, noticeOf } from './notice.ts'
import { purposesOf } from './facts.ts'
import { isProcess } from './issuer.ts'
import { coversProgram, strengthOf, type Part } from './rules.ts'

export type Notices = ReadonlySet<'before' | 'after'>

/** M.G.L. c. 66A § 2(k): any subpoena or order, told before; a warrant, or where a court delays it, after. */
export function processNotices({ file, cells }: Concluded): Notices {
  const process = (file.request.instruments ?? []).filter(isProcess)
  return new Set(
    process.flatMap((paper) => {
      const named = cells.filter(({ subject }) => Array.isArray(paper.subjects) && paper.subjects.includes(subject))
      return (named.length > 0 ? named : cells).flatMap((cell) => noticeFor(paper, cell, file))
    }),
  )
}

const noNotice = new Set([
  'program-administration',
  'eligibility-verification',
  'immigration-status-verification',
  'audit',
  'child-support',
  'own-record',
  'statutory-report',
])
const insiders = new Set(['data-subject', 'representative', 'holder-staff'])

/** 42 CFR 431.306(d); 45 CFR 205.50(a)(2)(iii): before an outsider is answered from these records. */
export function outsiderNotices({ file, cells }: Concluded, { programs }: Part): Notices {
  const isOutside =
    !insiders.has(file.request.requester.kind) && !purposesOf(file).every((purpose) => noNotice.has(purpose))
  if (!isOutside) return new Set()
  const opened = cells.filter(({ outcome, program }) => outcome !== 'deny' && coversProgram(programs, program))
  return new Set(
    opened.flatMap((cell) =>
      cell.ways
        .filter(({ clause }) => strengthOf(clause.part) !== 'consent')
        .flatMap(({ view: { paper } }) =>
          paper === undefined ? noticeWithoutPaper(cell, file) : noticeFor(paper, cell, file),
        ),
    ),
  )
}

function noticeFor(paper: CaseInstrument, cell: DecidedCell, file: Concluded['file']): ('before' | 'after')[] {
  const notice = noticeOf(paper, cell, file, dayOf(file.asOf))['paper-notice']
  if (notice === 'dispensed') return []
  return paper.kind === 'judicial-warrant' || notice === 'delayed' ? ['after'] : ['before']
}

function noticeWithoutPaper(cell: DecidedCell, file: Concluded['file']): ('before' | 'after')[] {
  return isNoticeDelayed(cell, file, dayOf(file.asOf)) ? ['after'] : ['before']
}
