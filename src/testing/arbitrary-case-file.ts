/** Random full case files: valid by the contract, and drawn so that every rule's both sides come up. */
import * as fc from 'fast-check'
import type {
  CaseFile,
  CaseInstrument,
  CaseRequest,
  CaseSubject,
  CounselFinding,
  Findings,
  NoticeFinding,
} from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'

/** The day on which all of them are decided; the others lie around it, on both sides of every limit. */
export const today = '2026-11-23'
const days = ['2025-11-22', '2025-11-23', '2026-11-08', '2026-11-16', '2026-11-20', today, '2026-11-24', '2026-12-31']
const agencies = Object.entries(vocabulary.agencies)
const refs = ['p1', 'p2', 'p3']
const papers = ['i1', 'i2', 'i3']

const day = fc.constantFrom(...days)
const often = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
const element = fc.constantFrom(...elements)
const manyElements = fc.oneof(
  fc.constant('all' as const),
  fc.uniqueArray(element, { minLength: 1, maxLength: 6 }),
  fc.constant(['name', 'home-address', 'mailing-address', 'ssn', 'photo', 'sud-treatment', 'citizenship', 'medical']),
)

/** fast-check's records have undefined where the contract has no field; that the rest is valid is tested. */
function withoutUndefined<Of>(value: object): Of {
  return JSON.parse(JSON.stringify(value))
}

function maybe<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 3 })
}

/** A paper that is what it should be, but for what is drawn to be wrong with it. */
function anInstrument(
  id: string,
  agency: string,
  programs: readonly string[],
  state: string,
  persons: readonly string[],
) {
  const kinds = fc.constantFrom(...Object.keys(vocabulary.instrumentKinds))
  return fc
    .record({
      id: fc.constant(id),
      kind: kinds,
      issuerKind: maybe(
        fc.constantFrom('federal-court', 'state-court', 'grand-jury', 'attorney', 'federal-agency', 'state-agency'),
      ),
      issuerState: maybe(fc.constantFrom(state, 'us-ma', 'New York')),
      signedBy: fc.oneof(
        fc.constantFrom('judge', 'magistrate-judge', 'clerk'),
        fc.constantFrom(...vocabulary.signatories),
      ),
      issuedOn: maybe(fc.constantFrom('2025-11-22', '2026-11-08', '2026-11-16', '2026-11-20')),
      executeBy: fc.option(fc.constantFrom('2026-11-22', today, '2026-12-31'), { nil: undefined }),
      returnOn: fc.option(fc.constantFrom('2026-11-21', '2026-12-31'), { nil: undefined }),
      expiresOn: fc.option(fc.constantFrom('2026-11-22', today, '2026-12-31'), { nil: undefined, freq: 1 }),
      directedTo: fc.oneof(
        { weight: 5, arbitrary: fc.constant(agency) },
        { weight: 1, arbitrary: fc.constant('ma-dta') },
      ),
      subjects:
        persons.length === 0
          ? fc.constant('unnamed' as const)
          : fc.oneof(
              { weight: 5, arbitrary: fc.constant([...persons]) },
              { weight: 2, arbitrary: fc.subarray([...persons]) },
              { weight: 1, arbitrary: fc.constant('unnamed' as const) },
            ),
      programs: fc.oneof(
        { weight: 4, arbitrary: fc.constant([...programs]) },
        { weight: 1, arbitrary: fc.subarray([...programs]) },
      ),
      elements: manyElements,
      authenticity: maybe(fc.constantFrom('verified', 'verified', 'unverified', 'failed')),
      enforcedByCourt: fc.option(fc.boolean(), { nil: undefined, freq: 2 }),
      accompaniedByOrder: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
      delaysNoticeUntil: fc.option(fc.constantFrom('2026-11-22', today, '2026-12-31'), { nil: undefined, freq: 1 }),
      statute: fc.constantFrom('8 U.S.C. § 1373', '8 USC 1644', '8 USC 1360(b)'),
      consent:
        persons.length === 0
          ? fc.constant(undefined)
          : fc.record({
              signer: fc.constantFrom(...persons),
              covers: fc.subarray([...persons], { minLength: 1 }),
              recipientNamed: often,
              specific: often,
              informed: often,
              freelyGiven: often,
              revoked: fc.oneof(
                { weight: 4, arbitrary: fc.constant(false) },
                { weight: 1, arbitrary: fc.constant(true) },
              ),
            }),
    })
    .map((paper) => {
      const { consent, statute, ...rest } = paper
      const more = {
        ...(rest.kind === 'consent' ? { consent } : {}),
        ...(rest.kind === 'cited-statute' ? { statute } : {}),
      }
      return withoutUndefined<CaseInstrument>({ ...rest, ...more })
    })
}

function aSubject(ref: string, programs: readonly string[], others: readonly string[]): fc.Arbitrary<CaseSubject> {
  return fc
    .record({
      ref: fc.constant(ref),
      namedInRequest: fc.option(often, { nil: undefined, freq: 1 }),
      match: fc.oneof(
        { weight: 6, arbitrary: fc.constant('one' as const) },
        { weight: 1, arbitrary: fc.constantFrom('none' as const, 'several' as const) },
      ),
      role: maybe(
        fc.constantFrom(
          'applicant' as const,
          'recipient' as const,
          'former-recipient' as const,
          'non-applicant' as const,
        ),
      ),
      household: fc.constant('h1'),
      programs: fc.oneof(
        { weight: 6, arbitrary: fc.constant([...programs]) },
        { weight: 1, arbitrary: fc.subarray([...programs]) },
      ),
      holds: fc.option(fc.uniqueArray(element, { maxLength: 12 }), { nil: undefined, freq: 1 }),
      markers: fc.option(fc.subarray(Object.keys(vocabulary.subjectMarkers)), { nil: undefined, freq: 1 }),
      guardianOf: fc.option(fc.subarray([...others]), { nil: undefined, freq: 1 }),
      objection: fc.option(fc.constantFrom('2025-11-22', '2026-11-16', '2026-11-20'), { nil: undefined, freq: 1 }),
      unlawfulPresence: fc.option(
        fc.record({
          formalDetermination: often,
          program: fc.constantFrom(...programs),
          dhsOrEoirDetermination: fc.constantFrom('none' as const, 'final-order' as const, 'other' as const),
          selfStatement: fc.boolean(),
          saveNoRecord: fc.boolean(),
        }),
        { nil: undefined, freq: 1 },
      ),
    })
    .map(withoutUndefined<CaseSubject>)
}

function someFindings(
  persons: readonly string[],
  ids: readonly string[],
  programs: readonly string[],
): fc.Arbitrary<Findings> {
  const somePersons = fc.subarray([...persons])
  const someIds = fc.subarray([...ids])
  const counsel = fc
    .record({
      instruments: maybe(someIds),
      subjects: fc.option(somePersons, { nil: undefined, freq: 1 }),
      decision: fc.constantFrom(
        'approve' as const,
        'approve' as const,
        'approve' as const,
        'pending' as const,
        'refuse' as const,
      ),
      elements: fc.option(fc.oneof(fc.constant('as-instrument' as const), fc.uniqueArray(element)), {
        nil: undefined,
        freq: 1,
      }),
      on: maybe(day),
    })
    .map(withoutUndefined<CounselFinding>)
  const notice = fc
    .record({
      instruments: someIds,
      subjects: somePersons,
      servedOn: maybe(fc.constantFrom('2026-11-08', '2026-11-16')),
      objectionPeriodEnds: maybe(fc.constantFrom('2026-11-16', '2026-11-20', today, '2026-12-31')),
      objected: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
      dispensedByCourt: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
    })
    .map(withoutUndefined<NoticeFinding>)
  return fc
    .record({
      counsel: fc.array(counsel, { maxLength: 3 }),
      notice: fc.array(notice, { maxLength: 2 }),
      courtInformed: someIds,
      consentConfirmed: somePersons,
      householdSuspicion: somePersons,
      injunctionAgainst: maybe(fc.subarray([...programs])),
      dataProtocolAgreed: maybe(fc.boolean()),
      agreementInForce: someIds,
      seized: maybe(fc.boolean()),
      alreadyDisclosed: maybe(fc.boolean()),
    })
    .map(withoutUndefined<Findings>)
}

function aRequest(programs: readonly string[], instruments: fc.Arbitrary<CaseInstrument[]>, isClass: boolean) {
  const purpose = fc.constantFrom(...Object.keys(vocabulary.purposes))
  return fc
    .record({
      receivedAt: fc.constant('2026-11-20T09:00:00-05:00'),
      form: fc.oneof(
        { weight: 5, arbitrary: fc.constant('written' as const) },
        { weight: 1, arbitrary: fc.constant('oral' as const) },
      ),
      requester: fc.record({
        kind: fc.constantFrom(...Object.keys(vocabulary.requesterKinds)),
        organization: fc.constantFrom(...Object.keys(vocabulary.organizations)),
        name: fc.constantFrom('Synthetic Requester', ''),
        identityVerified: often,
        statesAuthority: often,
      }),
      purpose: fc.oneof(
        { weight: 6, arbitrary: purpose },
        { weight: 1, arbitrary: fc.uniqueArray(purpose, { minLength: 2, maxLength: 3 }) },
      ),
      violation: maybe(fc.constantFrom('Trafficking, 7 CFR 271.2', null)),
      statements: fc.oneof(
        fc.constant(['member-fleeing-felony', 'locating-is-official-duty', 'proper-exercise-of-duty']),
        fc.subarray(Object.keys(vocabulary.statements)),
      ),
      suppliesSsn: fc.boolean(),
      instruments,
      subjectClass: isClass ? fc.constant('A synthetic class') : fc.constant(undefined),
      programs: fc.constant([...programs]),
      elements: manyElements,
    })
    .map(withoutUndefined<CaseRequest>)
}

export const aCaseFile: fc.Arbitrary<CaseFile> = fc
  .record({
    agency: fc.constantFrom(...agencies),
    persons: fc.integer({ min: 0, max: 2 }),
    ids: fc.subarray(papers),
    isClass: fc.boolean(),
    narrow: fc.boolean(),
  })
  .chain(({ agency: [agency, { jurisdiction, programs: all }], persons: count, ids, isClass, narrow }) => {
    const persons = refs.slice(0, count)
    const programs = narrow ? all.slice(0, 1) : all
    const instruments = fc.tuple(...ids.map((id) => anInstrument(id, agency, programs, jurisdiction, persons)))
    return fc.record({
      caseFile: fc.constant(1 as const),
      case: fc.constant('synthetic'),
      asOf: fc.constant(`${today}T10:00:00-05:00`),
      agency: fc.constant(agency),
      request: aRequest(programs, instruments, isClass && count === 0),
      subjects: fc.tuple(
        ...persons.map((ref) =>
          aSubject(
            ref,
            programs,
            persons.filter((other) => other !== ref),
          ),
        ),
      ),
      findings: someFindings(persons, ids, programs),
    })
  })
