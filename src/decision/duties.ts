/** What the law attaches to the case, whether or not it has been done already. */
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import type { Duty } from '#vocabulary/codes.ts'
import type { Trigger } from '#vocabulary/facts.ts'
import { isOnFile } from './cells.ts'
import type { Concluded } from './concluded.ts'
import type { DecidedCell } from './decide-cell.ts'
import { isImmigrationAgency, isLawEnforcement, purposesOf } from './facts.ts'
import { isProcess, isSignedByOfficer, isSubpoenaOrOrder } from './issuer.ts'
import { outsiderNotices, processNotices } from './notices.ts'
import { citesStatusStatute } from './papers.ts'
import type { Law } from './law.ts'
import { coversProgram, reaches, type Part } from './rules.ts'

export function dutiesOf(concluded: Concluded, law: Law): Duty[] {
  const attached = law.duties.flatMap(({ part }) =>
    part.duty !== undefined && part.trigger !== undefined && attaches[part.trigger](concluded, part) ? [part.duty] : [],
  )
  return [...new Set(attached)].toSorted()
}

const attaches: { readonly [Name in Trigger]: (concluded: Concluded, part: Part) => boolean } = {
  always: () => true,
  release: ({ cells }, part) => releases(cells, part),
  'release-to-hhs': ({ cells, file }, part) =>
    releases(cells, part) && ['hhs-cms', 'hhs-oig'].includes(file.request.requester.organization),
  'release-or-disclosed': ({ cells, file }, part) => releases(cells, part) || file.findings?.alreadyDisclosed === true,
  'matter-for-counsel': ({ cells, file }) =>
    papersOf(file).some((paper) => citesStatusStatute(paper) || isForCounsel(paper, file)) ||
    cells.some(({ needs }) => needs.includes('counsel-review')),
  'return-date': ({ file }) => papersOf(file).some(({ returnOn }) => returnOn !== undefined),
  'records-under-process': ({ file }) =>
    papersOf(file).some((paper) => isProcess(paper) || paper.kind === 'nondisclosure-order'),
  'court-to-be-told': ({ file }, part) =>
    papersOf(file).some((paper) => isForCourtToHear(paper) && isAgainst(paper, part, file)),
  'process-before-notice': (concluded) => processNotices(concluded).has('before'),
  'process-after-notice': (concluded) => processNotices(concluded).has('after'),
  'outsider-before-notice': (concluded, part) => outsiderNotices(concluded, part).has('before'),
  'outsider-after-notice': (concluded, part) => outsiderNotices(concluded, part).has('after'),
  seized: ({ file }) => file.findings?.seized === true,
  'protected-person-asked-about': ({ file }) =>
    isImmigrationAgency(file) && file.subjects.some(({ markers }) => markers?.includes('vawa-protected')),
  // A warrant is complied with; counsel asks for limits.
  'process-for-program': ({ file }, part) =>
    papersOf(file).some((paper) => isSubpoenaOrOrder(paper) && isAgainst(paper, part, file)),
  'process-for-class': ({ file }) => papersOf(file).some((paper) => isProcess(paper) && paper.subjects === 'unnamed'),
  'restricted-left-behind': ({ cells }, part) =>
    cells.some(({ outcome }) => outcome === 'release') &&
    cells.some((cell) => cell.outcome !== 'release' && reaches(part, cell) && isOnFile(cell)),
  'substitute-sent': ({ cells }) => cells.some(sendsSubstitute),
  report: ({ cells, file }, part) => purposesOf(file).includes('statutory-report') && releases(cells, part),
  'own-record': ({ file }) => purposesOf(file).includes('own-record'),
  'disclosed-without-basis': ({ cells, file }) =>
    file.findings?.alreadyDisclosed === true &&
    !(cells.length > 0 && cells.every(({ outcome }) => outcome === 'release')),
}

function papersOf({ request }: CaseFile): readonly CaseInstrument[] {
  return request.instruments ?? []
}

function releases(cells: readonly DecidedCell[], { programs }: Part): boolean {
  return cells.some(({ outcome, program }) => outcome === 'release' && coversProgram(programs, program))
}

function isForCounsel({ kind }: CaseInstrument, file: CaseFile): boolean {
  if (kind === 'cited-statute') return false
  if (isLawEnforcement(file)) return true
  const presentedInLaw = ['prosecutor', 'attorney', 'court'].includes(file.request.requester.kind)
  return presentedInLaw && !['consent', 'agreement'].includes(kind)
}

/** Whose paper calls for a word to a court: a court's, a grand jury's, an attorney's, or one that a court enforces. */
function isForCourtToHear(paper: CaseInstrument): boolean {
  if (!isSubpoenaOrOrder(paper)) return false
  if (paper.enforcedByCourt === true) return true
  const isAgencys = paper.issuerKind === 'federal-agency' || paper.issuerKind === 'state-agency'
  return paper.kind !== 'administrative-subpoena' && !isAgencys && !isSignedByOfficer(paper)
}

/** What a paper does not name it is taken to ask of all that the request asks. */
function isAgainst({ programs }: CaseInstrument, part: Part, { request }: CaseFile): boolean {
  return (programs ?? request.programs).some((program) => coversProgram(part.programs, program))
}

function sendsSubstitute({ outcome, element, person }: DecidedCell): boolean {
  return (
    outcome === 'release' &&
    element === 'mailing-address' &&
    (person?.markers?.includes('address-confidentiality') ?? false)
  )
}
