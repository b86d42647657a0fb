/** Whether a person was told of a paper in time to object, or a court has said that it need not be so yet. */
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import type { FactsOf, paperFacts } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import type { AskedCell } from './cells.ts'
import { issuerOf } from './issuer.ts'
import { jurisdictionOf } from './rules.ts'

type NoticeFacts = Pick<FactsOf<typeof paperFacts>, 'paper-notice' | 'delay-verified'>

/**
 * A nondisclosure order that nobody has verified still keeps the agency from telling the person, since it may
 * be real; but nothing is released on the strength of it before it is verified.
 */
export function noticeOf(paper: CaseInstrument, cell: AskedCell, file: CaseFile, today: Day): NoticeFacts {
  const findings = (file.findings?.notice ?? []).filter(
    ({ instruments, subjects }) => instruments.includes(paper.id) && subjects.includes(cell.subject),
  )
  if (findings.some(({ dispensedByCourt }) => dispensedByCourt === true)) return stands('dispensed')
  const told = findings.some(
    ({ servedOn, objectionPeriodEnds }) =>
      servedOn !== undefined &&
      servedOn <= today &&
      objectionPeriodEnds !== undefined &&
      // The last day to object is included.
      objectionPeriodEnds < today,
  )
  if (told) return stands('told')
  const delays = [paper, ...nondisclosureOrders(cell, file)].filter((order) => delaysNotice(order, file, today))
  if (delays.length === 0) return stands('due')
  return { 'paper-notice': 'delayed', 'delay-verified': delays.some((order) => order === paper || isVerified(order)) }
}

/** Whether any court's order keeps the person of this cell from being told today, whatever the paper. */
export function isNoticeDelayed(cell: AskedCell, file: CaseFile, today: Day): boolean {
  return nondisclosureOrders(cell, file).some((order) => delaysNotice(order, file, today))
}

function nondisclosureOrders(cell: AskedCell, file: CaseFile): CaseInstrument[] {
  return (file.request.instruments ?? []).filter(
    ({ kind, subjects }) =>
      kind === 'nondisclosure-order' &&
      (cell.person === undefined ? subjects === 'unnamed' : Array.isArray(subjects) && subjects.includes(cell.subject)),
  )
}

/** Only a court delays notice: federal or the agency's own state's, by a judge, to this agency, until a day. */
function delaysNotice(order: CaseInstrument, file: CaseFile, today: Day): boolean {
  return (
    order.delaysNoticeUntil !== undefined &&
    today <= order.delaysNoticeUntil &&
    ['federal-court', 'own-state-court'].includes(issuerOf(order, jurisdictionOf(file.agency))) &&
    ['judge', 'magistrate-judge'].includes(order.signedBy ?? '') &&
    order.directedTo === file.agency &&
    order.authenticity !== 'failed' &&
    (order.issuedOn ?? today) <= today &&
    today <= (order.expiresOn ?? today)
  )
}

function isVerified({ authenticity }: CaseInstrument): boolean {
  return authenticity === 'verified'
}

function stands(notice: 'dispensed' | 'told' | 'due'): NoticeFacts {
  return { 'paper-notice': notice, 'delay-verified': true }
}
