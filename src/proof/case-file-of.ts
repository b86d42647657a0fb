/**
 * A case file in which the facts are these and no others, so that whatever is said of facts can be tried with
 * `postern decide`. Its persons are p1 and whoever else must be there, its paper i1.
 */
import { addDays } from '#decision/days.ts'
import { jurisdictionOf } from '#decision/rules.ts'
import type { CaseFile, CaseInstrument, CaseSubject, CounselFinding, Findings } from '#vocabulary/case-file.ts'
import type { FactValue } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import type { Situation } from './variables.ts'

/**
 * @param situation one that can be (`domain.ts`); its cell is that of p1, or of `*` where nobody is listed
 * @param today the day on which it is decided
 */
export function caseFileOf(situation: Situation, today: Day): CaseFile {
  const papers = papersOf(situation, today)
  const subjects = personsOf(situation, today)
  return {
    caseFile: 1,
    case: 'counterexample',
    asOf: `${today}T12:00:00Z`,
    agency: word(situation.agency),
    request: {
      form: situation.written === true ? 'written' : 'oral',
      requester: {
        kind: word(situation.requester),
        organization: word(situation.organization),
        ...(situation['requester-named'] === true ? { name: 'Synthetic Requester' } : {}),
        identityVerified: situation['identity-verified'] === true,
        statesAuthority: situation['authority-stated'] === true,
      },
      purpose: word(situation.purpose),
      ...(situation['violation-named'] === true ? { violation: 'a synthetic violation' } : {}),
      statements: statementsOf(situation),
      suppliesSsn: situation['ssn-supplied'] === true,
      ...(situation['class-asked'] === true ? { subjectClass: 'a synthetic class' } : {}),
      programs: [word(situation.program)],
      elements: [word(situation.element)],
      instruments: papers,
    },
    subjects,
    findings: findingsOf(situation, subjects, today),
  }
}

function word(value: FactValue): string {
  return String(value)
}

const stated = [
  'locating-is-official-duty',
  'proper-exercise-of-duty',
  'fugitive-proof-shown',
  'wanted-on-state-warrant',
  'relevant-and-material',
  'specific-and-limited',
  'deidentified-insufficient',
  'record-and-activity-specified',
  'confidentiality-promised',
] as const

function statementsOf(situation: Situation): string[] {
  const flight: Record<string, string[]> = {
    'flight-or-violation': ['member-fleeing-felony'],
    'information-only': ['member-has-information-for-official-duty'],
  }
  return [...(flight[word(situation.flight)] ?? []), ...stated.filter((statement) => situation[statement] === true)]
}

/** p1; p2, who signs for p1 or stands beside them; p3, so that p2 is not the only one named. */
function personsOf(situation: Situation, today: Day): CaseSubject[] {
  if (situation.listed !== true) return []
  const isOnly = situation['only-one-named'] === true
  const others = {
    named: isOnly ? [false] : [true],
    beside: isOnly ? [true] : [true, true],
  }[word(situation.subject)] ?? [false]
  return [
    aboutPerson(situation, today),
    ...others.map((namedInRequest, i) => ({
      ref: `p${i + 2}`,
      namedInRequest,
      match: 'one' as const,
      ...(i === 0 && situation['consent-from'] === 'parent' ? { guardianOf: ['p1'] } : {}),
    })),
  ]
}

function aboutPerson(situation: Situation, today: Day): CaseSubject {
  const markers = [
    ...(situation.minor === true ? ['minor'] : []),
    ...(situation['vawa-protected'] === true ? ['vawa-protected'] : []),
    ...(situation['address-confidential'] === true ? ['address-confidentiality'] : []),
  ]
  const role = (['applicant', 'recipient', 'former-recipient', 'non-applicant'] as const).find(
    (one) => one === situation.role,
  )
  const match = (['several', 'none'] as const).find((one) => one === situation.match) ?? 'one'
  const ordered = (['final-order', 'other'] as const).find((one) => one === situation['dhs-determination']) ?? 'none'
  return {
    ref: 'p1',
    namedInRequest: situation.subject === 'named',
    match,
    ...(role === undefined ? {} : { role }),
    programs: [word(situation.program)],
    markers,
    ...(situation.objection === true
      ? { objection: addDays(today, situation['consent-after-objection'] === true ? -9 : -1) }
      : {}),
    unlawfulPresence: {
      formalDetermination: situation['formal-determination'] === true,
      program: word(situation.program),
      dhsOrEoirDetermination: ordered,
    },
  }
}

/** The one paper, and those beside it on which its facts or the request's rest. None of these opens anything. */
function papersOf(situation: Situation, today: Day): CaseInstrument[] {
  const all = {
    issuedOn: addDays(today, -2),
    directedTo: word(situation.agency),
    subjects: everybody(situation),
    programs: [word(situation.program)],
    elements: 'all' as const,
  }
  const delay: CaseInstrument = {
    ...all,
    id: 'delay',
    kind: 'nondisclosure-order',
    issuerKind: 'federal-court',
    signedBy: 'judge',
    authenticity: situation['delay-verified'] === true ? 'verified' : 'unverified',
    delaysNoticeUntil: addDays(today, 9),
  }
  const mandate: CaseInstrument = {
    ...all,
    id: 'mandate',
    kind: 'attorney-subpoena',
    issuerKind: 'attorney',
    signedBy: 'attorney',
    authenticity: situation.compulsion === 'verified' ? 'verified' : 'unverified',
  }
  const agreement: CaseInstrument = { ...all, id: 'agreement', kind: 'agreement' }
  return [
    ...(situation.paper === 'none' ? [] : [paperOf(situation, today)]),
    ...(situation['paper-notice'] === 'delayed' ? [delay] : []),
    ...(situation.compulsion === 'none' ? [] : [mandate]),
    ...(situation['agreement-in-force'] === true ? [agreement] : []),
  ]
}

function everybody(situation: Situation): string[] | 'unnamed' {
  return situation.listed === true ? ['p1'] : 'unnamed'
}

function paperOf(situation: Situation, today: Day): CaseInstrument {
  const isInTime = situation['paper-in-time'] === true
  const authenticity = (['verified', 'failed'] as const).find((one) => one === situation['paper-authenticity'])
  const kind = word(situation.paper)
  const last = addDays(today, isInTime ? 9 : -1)
  return {
    id: 'i1',
    kind,
    ...issuerOf(situation),
    // A consent that says "signed by nobody" is unsound; one that does not say is its signer's.
    ...(situation['paper-signer'] === 'none' ? {} : { signedBy: word(situation['paper-signer']) }),
    issuedOn: addDays(today, -2),
    ...(kind === 'judicial-warrant' ? { executeBy: last } : { expiresOn: last }),
    directedTo: situation['paper-names-agency'] === true ? word(situation.agency) : 'another agency',
    subjects: everybody(situation),
    programs: situation['paper-describes'] === true ? [word(situation.program)] : [],
    elements: [word(situation.element)],
    authenticity: authenticity ?? 'unverified',
    enforcedByCourt: situation['paper-enforced'] === true,
    accompaniedByOrder: situation['paper-with-order'] === true,
    ...(kind === 'cited-statute'
      ? { statute: situation['cites-status-statute'] === true ? '8 USC 1373' : '7 USC 2020' }
      : {}),
    ...(situation['consent-from'] === 'nobody' ? {} : { consent: consentOf(situation) }),
  }
}

function consentOf(situation: Situation): NonNullable<CaseInstrument['consent']> {
  return {
    signer: situation['consent-from'] === 'self' ? 'p1' : 'p2',
    covers: ['p1'],
    recipientNamed: true,
    specific: situation['consent-sound'] === true,
    informed: true,
    freelyGiven: true,
  }
}

function issuerOf(situation: Situation): Pick<CaseInstrument, 'issuerKind' | 'issuerState'> {
  const issuers: Readonly<Record<string, Pick<CaseInstrument, 'issuerKind' | 'issuerState'>>> = {
    'federal-court': { issuerKind: 'federal-court' },
    'own-state-court': { issuerKind: 'state-court', issuerState: jurisdictionOf(word(situation.agency)) ?? '' },
    'another-state': { issuerKind: 'state-court', issuerState: 'New York' },
    'unknown-state': { issuerKind: 'state-court' },
    'grand-jury': { issuerKind: 'grand-jury' },
    attorney: { issuerKind: 'attorney' },
    agency: { issuerKind: 'federal-agency' },
  }
  return issuers[word(situation['paper-issuer'])] ?? { issuerKind: 'individual' }
}

function findingsOf(situation: Situation, subjects: readonly CaseSubject[], today: Day): Findings {
  const persons = subjects.length === 0 ? {} : { subjects: ['p1'] }
  const paper = situation.paper === 'none' ? [] : ['i1']
  const signer = situation['consent-from'] === 'self' ? 'p1' : 'p2'
  return {
    counsel: [
      ...counselSaying(situation.counsel, { ...persons, on: today }),
      ...(paper.length === 0
        ? []
        : counselSaying(situation['paper-counsel'], { ...persons, instruments: paper, on: today })),
    ],
    notice: noticeOf(situation, today),
    courtInformed: situation['court-informed'] === true ? paper : [],
    consentConfirmed: situation['consent-confirmed'] === true ? [signer] : [],
    householdSuspicion: situation['household-suspicion'] === true ? ['p1'] : [],
    ...(situation['injunction-clear'] === true ? { injunctionAgainst: [] } : {}),
    dataProtocolAgreed: situation['protocol-agreed'] === true,
    agreementInForce: situation['agreement-in-force'] === true ? ['agreement'] : [],
  }
}

function counselSaying(stands: FactValue, about: Omit<CounselFinding, 'decision'>): CounselFinding[] {
  if (stands === 'open') return []
  return [{ ...about, decision: stands === 'approved' ? 'approve' : 'refuse' }]
}

function noticeOf(situation: Situation, today: Day): NonNullable<Findings['notice']> {
  const about = { instruments: ['i1'], subjects: ['p1'] }
  if (situation['paper-notice'] === 'dispensed') return [{ ...about, dispensedByCourt: true }]
  if (situation['paper-notice'] !== 'told') return []
  return [{ ...about, servedOn: addDays(today, -9), objectionPeriodEnds: addDays(today, -1) }]
}
