/** Reading one paper for one cell: who issued and signed it, what it names, and whether its time has passed. */
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import type { FactsOf, paperFacts } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import type { AskedCell } from './cells.ts'
import { consentFacts, isConsentFor } from './consent.ts'
import { counselOn, dayObjected } from './counsel.ts'
import { addDays, dayOf, earliest } from './days.ts'
import { isEnforced, isSignedByOfficer, issuerOf, isSubpoenaOrOrder } from './issuer.ts'
import { noticeOf } from './notice.ts'
import { jurisdictionOf } from './rules.ts'

export type PaperFacts = FactsOf<typeof paperFacts>

/** The facts of a way that rests on no paper. */
export const noPaper: PaperFacts = {
  paper: 'none',
  'paper-issuer': 'other',
  'paper-signer': 'none',
  'paper-names-agency': false,
  'paper-describes': false,
  'paper-in-time': false,
  'paper-authenticity': 'unverified',
  'paper-enforced': false,
  'paper-with-order': false,
  'paper-counsel': 'open',
  'paper-notice': 'due',
  'delay-verified': true,
  'court-informed': false,
  compulsion: 'none',
  'cites-status-statute': false,
  'consent-from': 'nobody',
  'consent-sound': false,
  'consent-confirmed': false,
  'consent-after-objection': false,
}

export function readPaper(paper: CaseInstrument, cell: AskedCell, file: CaseFile): PaperFacts {
  const today = dayOf(file.asOf)
  const state = jurisdictionOf(file.agency)
  return {
    paper: paper.kind,
    'paper-issuer': issuerOf(paper, state),
    'paper-signer': paper.signedBy ?? 'none',
    'paper-names-agency': paper.directedTo === file.agency,
    'paper-describes': describes(paper, cell),
    'paper-in-time': isInTime(paper, today),
    'paper-authenticity': paper.authenticity ?? 'unverified',
    'paper-enforced': isEnforced(paper, state),
    'paper-with-order': paper.accompaniedByOrder ?? false,
    'paper-counsel': counselOnPaper(paper, cell, file, today),
    ...noticeOf(paper, cell, file, today),
    'court-informed': file.findings?.courtInformed?.includes(paper.id) ?? false,
    compulsion: compulsionBeside(paper, cell, file, today),
    'cites-status-statute': citesStatusStatute(paper),
    ...consentFacts(paper, cell, file, today),
  }
}

function describes(paper: CaseInstrument, cell: AskedCell): boolean {
  const { programs, elements } = paper
  return (
    namesPerson(paper, cell) &&
    (programs?.includes(cell.program) ?? false) &&
    (elements === 'all' || (elements?.includes(cell.element) ?? false))
  )
}

function namesPerson(paper: CaseInstrument, cell: AskedCell): boolean {
  if (paper.kind === 'consent') return isConsentFor(paper, cell)
  if (cell.person === undefined) return paper.subjects === 'unnamed'
  return Array.isArray(paper.subjects) && paper.subjects.includes(cell.subject)
}

/** The last day on which a paper carries anything; undefined where it has none. */
export function lastDayOf(paper: CaseInstrument): Day | undefined {
  if (paper.kind !== 'judicial-warrant') return paper.expiresOn
  // Fed. R. Crim. P. 41(e)(2)(A), 14 days; M.G.L. c. 276 § 3A, 7 days.
  const byIssue =
    paper.issuedOn === undefined ? undefined : addDays(paper.issuedOn, isMassachusettsWarrant(paper) ? 7 : 14)
  return earliest(paper.executeBy ?? byIssue, paper.expiresOn)
}

export function isMassachusettsWarrant({ kind, issuerKind, issuerState }: CaseInstrument): boolean {
  return kind === 'judicial-warrant' && issuerKind === 'state-court' && issuerState === 'us-ma'
}

/** A return day that has passed ends nothing; a warrant that says neither its day nor its last is not in time. */
export function isInTime(paper: CaseInstrument, today: Day): boolean {
  if (paper.issuedOn !== undefined && paper.issuedOn > today) return false
  if (paper.kind === 'judicial-warrant' && paper.executeBy === undefined && paper.issuedOn === undefined) return false
  const last = lastDayOf(paper)
  return last === undefined || today <= last
}

function counselOnPaper(paper: CaseInstrument, cell: AskedCell, file: CaseFile, today: Day): string {
  const objections = (file.findings?.notice ?? [])
    .filter(({ instruments, subjects }) => instruments.includes(paper.id) && subjects.includes(cell.subject))
    .filter(({ objected }) => objected === true)
    // Made, at the latest, on the day the period ends.
    .map(({ objectionPeriodEnds }) => objectionPeriodEnds)
  const stands = counselOn(file, paper.id, cell, today, dayObjected(objections))
  // A statute in a letter is no paper of its own, so a finding on the request is a finding on it.
  if (paper.kind !== 'cited-statute' || stands === 'refused') return stands
  const onRequest = counselOn(file, undefined, cell, today)
  return onRequest === 'open' ? stands : onRequest
}

const mandates = new Set([
  'judicial-warrant',
  'court-order',
  'judicial-subpoena',
  'grand-jury-subpoena',
  'attorney-subpoena',
])

/** 42 CFR 2.61: the order authorizes, and a subpoena or similar mandate beside it compels. */
function compulsionBeside(order: CaseInstrument, cell: AskedCell, file: CaseFile, today: Day): string {
  if (order.kind !== 'part-2-order') return 'none'
  const beside = (file.request.instruments ?? []).filter((paper) => compels(paper, cell, file, today))
  if (beside.length === 0) return 'none'
  return beside.some(({ authenticity }) => authenticity === 'verified') ? 'verified' : 'unverified'
}

function compels(paper: CaseInstrument, cell: AskedCell, file: CaseFile, today: Day): boolean {
  const state = jurisdictionOf(file.agency)
  const isMandate =
    mandates.has(paper.kind) &&
    ['federal-court', 'own-state-court', 'grand-jury', 'attorney'].includes(issuerOf(paper, state)) &&
    !isSignedByOfficer(paper)
  return (
    (isMandate || (isSubpoenaOrOrder(paper) && isEnforced(paper, state))) &&
    paper.kind !== 'part-2-order' &&
    paper.directedTo === file.agency &&
    describes(paper, cell) &&
    isInTime(paper, today) &&
    paper.authenticity !== 'failed' &&
    counselOn(file, paper.id, cell, today) !== 'refused'
  )
}

/** 8 USC 1373 and 1644, in the ways that people write them. */
export function citesStatusStatute({ kind, statute = '' }: CaseInstrument): boolean {
  return (
    kind === 'cited-statute' &&
    /\b(?:1373|1644)\b/.test(statute) &&
    /\b8\s*(?:U\.?\s*S\.?\s*C|United States Code)|\btitle\s+8\b/i.test(statute)
  )
}
