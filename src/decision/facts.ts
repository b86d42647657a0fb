/** The named facts of a case file, as the rules ask for them. Every absent fact counts against release. */
import type { CaseFile, CaseInstrument, CaseSubject } from '#vocabulary/case-file.ts'
import type { FactsOf, cellFacts, personFacts, requestFacts } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import { nobodyListed, type AskedCell } from './cells.ts'
import { counselOn } from './counsel.ts'
import { dayOf } from './days.ts'
import type { CellFacts } from './judge.ts'
import { isInTime, noPaper, readPaper } from './papers.ts'

const immigrationAgencies = new Set(['ice-ero', 'ice-hsi', 'cbp', 'uscis'])
const police = new Set(['federal-law-enforcement', 'state-law-enforcement', 'local-law-enforcement'])

export function isImmigrationAgency({ request }: CaseFile): boolean {
  return immigrationAgencies.has(request.requester.organization)
}

export function isLawEnforcement(file: CaseFile): boolean {
  const { kind } = file.request.requester
  // USCIS answers for SAVE as a program agency; the others ask as police, whatever they call themselves.
  return police.has(kind) || (isImmigrationAgency(file) && kind !== 'federal-program-agency')
}

/** Sorted, so that the order in which a request states its purposes says nothing. */
export function purposesOf({ request }: CaseFile): string[] {
  return typeof request.purpose === 'string' ? [request.purpose] : [...new Set(request.purpose)].toSorted()
}

/** The facts of one cell for one purpose. */
export function factsOf(cell: AskedCell, purpose: string, file: CaseFile): CellFacts {
  return factsIn(file)(cell, purpose)
}

/** The same for cell after cell of one file: what is so of the whole request, and of a person, is read once. */
export function factsIn(file: CaseFile): (cell: AskedCell, purpose: string) => CellFacts {
  const papers = file.request.instruments ?? []
  const named = file.subjects.filter(({ namedInRequest }) => namedInRequest !== false).length
  const ofRequest = once((purpose: string) => aboutRequest(file, purpose))
  const ofPerson = once((person: CaseSubject | undefined) => aboutPerson(person, named, file))
  return (cell, purpose) => {
    const common = { ...ofRequest(purpose), ...ofPerson(cell.person), ...aboutCell(cell, file) }
    return {
      bare: { ...common, ...noPaper },
      withPapers: papers.map((paper) => ({ paper, facts: { ...common, ...readPaper(paper, cell, file) } })),
    }
  }
}

function once<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? read(key)
    known.set(key, value)
    return value
  }
}

function aboutRequest(file: CaseFile, purpose: string): FactsOf<typeof requestFacts> {
  const { request, findings, agency } = file
  const { requester } = request
  const says = (statement: string) => request.statements?.includes(statement) ?? false
  return {
    purpose,
    requester: requester.kind,
    organization: requester.organization,
    'immigration-agency': isImmigrationAgency(file),
    'brought-by-law-enforcement':
      isLawEnforcement(file) || requester.kind === 'prosecutor' || purpose === 'civil-immigration-enforcement',
    written: request.form === 'written',
    'requester-named': isSaid(requester.name),
    'identity-verified': requester.identityVerified ?? false,
    'authority-stated': requester.statesAuthority ?? false,
    'violation-named': isSaid(request.violation),
    'ssn-supplied': request.suppliesSsn ?? false,
    'class-asked': isSaid(request.subjectClass),
    flight: flightSaid(says),
    'locating-is-official-duty': says('locating-is-official-duty'),
    'proper-exercise-of-duty': says('proper-exercise-of-duty'),
    'fugitive-proof-shown': says('fugitive-proof-shown'),
    'wanted-on-state-warrant': says('wanted-on-state-warrant'),
    'relevant-and-material': says('relevant-and-material'),
    'specific-and-limited': says('specific-and-limited'),
    'deidentified-insufficient': says('deidentified-insufficient'),
    'record-and-activity-specified': says('record-and-activity-specified'),
    'confidentiality-promised': says('confidentiality-promised'),
    agency,
    'protocol-agreed': findings?.dataProtocolAgreed ?? false,
  }
}

function flightSaid(says: (statement: string) => boolean): string {
  if (says('member-fleeing-felony') || says('member-violating-probation-or-parole')) return 'flight-or-violation'
  return says('member-has-information-for-official-duty') ? 'information-only' : 'none'
}

/** @param person undefined where the request lists nobody */
function aboutPerson(person: CaseSubject | undefined, named: number, file: CaseFile): FactsOf<typeof personFacts> {
  const marked = (marker: string) => person?.markers?.includes(marker) ?? false
  return {
    subject: standingInRequest(person, named, file),
    'only-one-named': named === 1,
    listed: person !== undefined,
    match: person?.match ?? 'one',
    role: person?.role ?? 'unknown',
    minor: marked('minor'),
    'vawa-protected': marked('vawa-protected'),
    'address-confidential': marked('address-confidentiality'),
    objection: stands(person?.objection, dayOf(file.asOf)),
    'household-suspicion': file.findings?.householdSuspicion?.includes(person?.ref ?? nobodyListed) ?? false,
  }
}

/** An objection stands from its own day on. */
function stands(objection: Day | null | undefined, today: Day): boolean {
  return objection !== undefined && objection !== null && objection <= today
}

function standingInRequest(person: CaseSubject | undefined, named: number, { request }: CaseFile): string {
  if (person === undefined) return isSaid(request.subjectClass) ? 'class' : 'nobody'
  if (person.namedInRequest !== false) return 'named'
  return named === 0 ? 'nobody' : 'beside'
}

function aboutCell(cell: AskedCell, file: CaseFile): FactsOf<typeof cellFacts> {
  const { findings } = file
  const presence = cell.person?.unlawfulPresence
  const isOwnClaim = presence?.program === cell.program
  return {
    element: cell.element,
    counsel: counselOn(file, undefined, cell, dayOf(file.asOf)),
    // Absent: nobody has checked. Empty: checked, none.
    'injunction-clear': findings?.injunctionAgainst !== undefined && !findings.injunctionAgainst.includes(cell.program),
    'agreement-in-force': (file.request.instruments ?? []).some((paper) => isAgreementFor(paper, cell, file)),
    'formal-determination': isOwnClaim && (presence?.formalDetermination ?? false),
    'dhs-determination': presence?.dhsOrEoirDetermination ?? 'none',
  }
}

function isAgreementFor(paper: CaseInstrument, { program, element }: AskedCell, { findings, asOf }: CaseFile): boolean {
  return (
    paper.kind === 'agreement' &&
    (findings?.agreementInForce?.includes(paper.id) ?? false) &&
    (paper.programs?.includes(program) ?? false) &&
    (paper.elements === 'all' || (paper.elements?.includes(element) ?? false)) &&
    paper.authenticity !== 'failed' &&
    isInTime(paper, dayOf(asOf))
  )
}

function isSaid(text: string | null | undefined): boolean {
  return text !== undefined && text !== null && text.trim() !== ''
}
