/**
 * Random full case files, valid by the contract. Wholly random ones open almost nothing, so most begin from a
 * request or a paper as the law expects it, and are then made wrong here and there.
 */
import * as fc from 'fast-check'
import type { CaseFile, CaseInstrument, CaseRequest, CaseSubject, Findings } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'

/** The day on which all of them are decided; the others lie around it, on both sides of every limit. */
export const today = '2026-11-23'

const refs = ['p1', 'p2']
const ids = ['i1', 'i2', 'i3']
const agencies = Object.entries(vocabulary.agencies).map(([code, { jurisdiction, programs }]) => ({
  code,
  state: jurisdiction,
  programs: programs.map(String),
}))
type AgencyOf = (typeof agencies)[number]

const code = (set: object) => fc.constantFrom(...Object.keys(set))
const element = fc.constantFrom(...elements)
/** As it should be, `weight` times as often as not. */
const mostly = <Value>(as: fc.Arbitrary<Value>, not: fc.Arbitrary<Value>, weight = 6): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: as }, { weight: 1, arbitrary: not })
const yes = mostly(fc.constant(true), fc.constant(false))
const no = mostly(fc.constant(false), fc.constant(true))
const flagged = (marker: string) => mostly(fc.constant<string[]>([]), fc.constant([marker]), 4)

const toldApart = (
  'name home-address mailing-address ssn photo a-number citizenship income medical ' +
  'federal-tax-information ssa-data sud-treatment education-records disclosure-history'
).split(' ')

const listedElements: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(toldApart) },
  { weight: 1, arbitrary: fc.uniqueArray(element, { minLength: 1, maxLength: 4 }) },
)
/** What a request and a paper ask for: the elements that rules tell apart, or any. */
const someElements: fc.Arbitrary<'all' | string[]> = mostly<'all' | string[]>(listedElements, fc.constant('all'))

const police = ['federal-law-enforcement', 'state-law-enforcement', 'local-law-enforcement']
/** Who asks what: [requester kind, organization, purpose]. */
const asking: readonly (readonly [string, string, string])[] = [
  ...police.flatMap((kind): [string, string, string][] => [
    [kind, 'usms', 'fugitive-apprehension'],
    [kind, 'ice-ero', 'civil-immigration-enforcement'],
    [kind, 'fbi', 'criminal-investigation'],
  ]),
  ['federal-law-enforcement', 'ice-hsi', 'snap-violation-investigation'],
  ['federal-law-enforcement', 'ice-ero', 'fugitive-apprehension'],
  ['prosecutor', 'district-attorney', 'snap-violation-investigation'],
  ['prosecutor', 'us-attorney', 'program-fraud-investigation'],
  ['medicaid-fraud-control-unit', 'other', 'program-fraud-investigation'],
  ['attorney', 'other', 'civil-litigation'],
  ['federal-program-agency', 'usda-fns', 'audit'],
  ['federal-program-agency', 'hhs-cms', 'program-administration'],
  ['federal-auditor', 'gao', 'audit'],
  ['state-agency', 'other', 'eligibility-verification'],
  ['child-support-agency', 'other', 'child-support'],
  ['school-meals-authority', 'other', 'eligibility-verification'],
  ['holder-staff', 'other', 'statutory-report'],
  ['holder-staff', 'other', 'immigration-status-verification'],
  ['data-subject', 'other', 'own-record'],
  ['local-law-enforcement', 'local-police', 'warrant-apprehension'],
  ['state-agency', 'other', 'child-protection'],
]
const anybody: fc.Arbitrary<readonly [string, string, string]> = fc.tuple(
  code(vocabulary.requesterKinds),
  code(vocabulary.organizations),
  code(vocabulary.purposes),
)

const fled = [
  'member-fleeing-felony',
  'locating-is-official-duty',
  'proper-exercise-of-duty',
  'wanted-on-state-warrant',
]

type Made = readonly [kind: string, issuerKind: Exclude<CaseInstrument['issuerKind'], undefined>, signedBy: string]

/** As the law expects them. */
const papersInOrder: readonly Made[] = [
  ['judicial-warrant', 'federal-court', 'magistrate-judge'],
  ['judicial-warrant', 'state-court', 'clerk-magistrate'],
  ['judicial-warrant', 'state-court', 'justice-of-the-peace'],
  ['court-order', 'state-court', 'judge'],
  ['part-2-order', 'state-court', 'judge'],
  ['judicial-subpoena', 'federal-court', 'judge'],
  ['grand-jury-subpoena', 'grand-jury', 'clerk'],
  ['attorney-subpoena', 'attorney', 'attorney'],
  ['administrative-subpoena', 'federal-agency', 'agency-officer'],
  ['administrative-warrant', 'federal-agency', 'agency-officer'],
  ['immigration-detainer', 'federal-agency', 'agency-officer'],
  ['nondisclosure-order', 'federal-court', 'judge'],
  ['consent', 'individual', 'data-subject'],
  ['agreement', 'state-agency', 'none'],
  ['cited-statute', 'federal-agency', 'none'],
]
const issuerKinds = [
  'federal-court',
  'state-court',
  'grand-jury',
  'attorney',
  'federal-agency',
  'state-agency',
] as const
const anyPaper: fc.Arbitrary<Made> = fc.tuple(
  code(vocabulary.instrumentKinds),
  fc.constantFrom(...issuerKinds),
  fc.constantFrom(...vocabulary.signatories),
)

function aPaper(
  id: string,
  { code: agency, state, programs }: AgencyOf,
  persons: string[],
): fc.Arbitrary<CaseInstrument> {
  const everybody = persons.length === 0 ? fc.constant('unnamed' as const) : fc.constant(persons)
  const whole = {
    made: mostly(fc.constantFrom(...papersInOrder), anyPaper),
    issuerState: mostly(fc.constant(state), fc.constantFrom('us-ma', 'New York')),
    issuedOn: mostly(fc.constant('2026-11-17'), fc.constantFrom('2025-11-22', '2026-11-08', '2026-11-16')),
    directedTo: mostly(fc.constant(agency), code(vocabulary.agencies)),
    subjects: mostly<'unnamed' | string[]>(everybody, fc.oneof(fc.constant('unnamed' as const), fc.subarray(persons))),
    programs: mostly(fc.constant<string[]>([...programs]), fc.subarray([...programs])),
    elements: someElements,
    authenticity: mostly(
      fc.constant('verified' as const),
      fc.constantFrom('unverified' as const, 'failed' as const),
      4,
    ),
    enforcedByCourt: mostly(fc.constant(false), fc.constant(true), 3),
  }
  const ends = fc.record(
    {
      executeBy: fc.constantFrom('2026-11-22', today, '2026-12-31'),
      returnOn: fc.constantFrom('2026-11-21', '2026-12-31'),
      expiresOn: mostly(fc.constant('2026-12-31'), fc.constantFrom('2026-11-22', today), 2),
      delaysNoticeUntil: mostly(fc.constant('2026-12-31'), fc.constantFrom('2026-11-22', today), 2),
      accompaniedByOrder: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const consent = fc.record({
    signer: fc.constantFrom(...(persons.length === 0 ? ['p1'] : persons)),
    covers: mostly(fc.constant(persons), fc.subarray(persons)),
    recipientNamed: yes,
    specific: yes,
    informed: yes,
    freelyGiven: yes,
    revoked: no,
  })
  const statute = fc.constantFrom('8 U.S.C. § 1373', '8 USC 1644', '8 USC 1360(b)')
  const said = fc.oneof(
    { weight: 6, arbitrary: fc.record(whole) },
    { weight: 1, arbitrary: fc.record(whole, { requiredKeys: ['made'] }) },
  )
  return fc.tuple(said, mostly(fc.constant({}), ends, 2), consent, statute).map(
    ([
      {
        made: [kind, issuerKind, signedBy],
        ...rest
      },
      end,
      signed,
      cited,
    ]) => ({
      id,
      kind,
      issuerKind,
      signedBy,
      ...rest,
      ...end,
      ...(kind === 'consent' && persons.length > 0 ? { consent: signed } : {}),
      ...(kind === 'cited-statute' ? { statute: cited } : {}),
    }),
  )
}

function aPerson(ref: string, programs: readonly string[], others: string[]): fc.Arbitrary<CaseSubject> {
  const said = {
    ref: fc.constant(ref),
    namedInRequest: yes,
    match: mostly(fc.constant('one' as const), fc.constantFrom('none' as const, 'several' as const), 8),
    role: mostly(
      fc.constant('applicant' as const),
      fc.constantFrom('recipient' as const, 'former-recipient' as const, 'non-applicant' as const),
      1,
    ),
    programs: mostly(fc.constant<string[]>([...programs]), fc.subarray([...programs]), 8),
    markers: fc
      .tuple(flagged('minor'), flagged('vawa-protected'), flagged('address-confidentiality'))
      .map((lists) => lists.flat()),
    guardianOf: fc.subarray(others),
    unlawfulPresence: fc.record({
      formalDetermination: yes,
      program: fc.constantFrom(...programs),
      dhsOrEoirDetermination: fc.constantFrom('final-order' as const, 'other' as const, 'none' as const),
    }),
  }
  const more = fc.record(
    {
      holds: fc.uniqueArray(element, { minLength: 1 }),
      objection: fc.constantFrom('2025-11-22', '2026-11-16', '2026-11-20', null),
    },
    { requiredKeys: [] },
  )
  const person = fc.oneof(
    { weight: 8, arbitrary: fc.record(said) },
    { weight: 1, arbitrary: fc.record(said, { requiredKeys: ['ref', 'match'] }) },
  )
  return fc.tuple(person, mostly(fc.constant({}), more, 2)).map(([who, what]) => ({ ...who, ...what }))
}

function someFindings(persons: string[], papers: string[], programs: readonly string[]): fc.Arbitrary<Findings> {
  const everyone = mostly(fc.constant(persons), fc.subarray(persons), 4)
  const everyPaper = mostly(fc.constant(papers), fc.subarray(papers), 4)
  const decision = mostly(fc.constant('approve' as const), fc.constantFrom('pending' as const, 'refuse' as const), 5)
  const on = fc.constantFrom('2026-11-18', '2026-11-20', today, '2026-11-24')
  const onPapers = fc.record(
    {
      instruments: everyPaper,
      decision,
      on,
      subjects: everyone,
      elements: listedElements,
    },
    { requiredKeys: ['instruments', 'decision'] },
  )
  const onRequest = fc.record({ decision, on, subjects: everyone }, { requiredKeys: ['decision'] })
  const notice = {
    instruments: everyPaper,
    subjects: everyone,
    servedOn: fc.constantFrom('2026-11-08', '2026-11-16'),
    objectionPeriodEnds: mostly(fc.constant('2026-11-17'), fc.constantFrom('2026-11-20', today, '2026-12-31'), 2),
    objected: no,
    dispensedByCourt: no,
  }
  const found = {
    counsel: fc
      .tuple(fc.array(onPapers, { maxLength: 2 }), fc.array(onRequest, { maxLength: 2 }))
      .map((lists) => lists.flat()),
    notice: fc.array(mostly(fc.record(notice), fc.record(notice, { requiredKeys: ['instruments', 'subjects'] })), {
      maxLength: 2,
    }),
    courtInformed: everyPaper,
    consentConfirmed: everyone,
    householdSuspicion: everyone,
    injunctionAgainst: mostly(fc.constant<string[]>([]), fc.subarray([...programs]), 3),
    dataProtocolAgreed: yes,
    agreementInForce: everyPaper,
    seized: no,
    alreadyDisclosed: no,
  }
  return mostly<Findings>(fc.record(found), fc.record(found, { requiredKeys: [] }), 3)
}

function aRequest(
  agency: AgencyOf,
  persons: string[],
  papers: CaseInstrument[],
  isClass: boolean,
): fc.Arbitrary<CaseRequest> {
  return fc
    .record({
      who: mostly(fc.constantFrom(...asking), anybody),
      also: mostly(fc.constant<string[]>([]), fc.array(code(vocabulary.purposes), { minLength: 1, maxLength: 2 }), 8),
      form: mostly(fc.constant('written' as const), fc.constant('oral' as const)),
      name: mostly(fc.constant('Synthetic Requester'), fc.constant('')),
      identityVerified: yes,
      statesAuthority: yes,
      violation: mostly<string | null>(fc.constant('Trafficking, 7 CFR 271.2'), fc.constant(null)),
      statements: mostly(fc.constant(fled), fc.subarray(Object.keys(vocabulary.statements)), 3),
      suppliesSsn: fc.boolean(),
      elements: someElements,
    })
    .map(({ who: [kind, organization, purpose], also, name, identityVerified, statesAuthority, ...said }) => {
      const purposes = [...new Set([purpose, ...also])]
      return {
        ...said,
        receivedAt: '2026-11-20T09:00:00-05:00',
        requester: { kind, organization, name, identityVerified, statesAuthority },
        purpose: purposes.length === 1 ? purpose : purposes,
        instruments: papers,
        ...(isClass && persons.length === 0 ? { subjectClass: 'A synthetic class' } : {}),
        programs: [...agency.programs],
      }
    })
}

export const aCaseFile: fc.Arbitrary<CaseFile> = fc
  .record({
    agency: fc.constantFrom(...agencies),
    persons: fc.constantFrom(refs, refs, refs.slice(0, 1), []),
    count: fc.integer({ min: 0, max: ids.length }),
    isClass: yes,
  })
  .chain(({ agency, persons, count, isClass }) => {
    const named = ids.slice(0, count)
    return fc.tuple(...named.map((id) => aPaper(id, agency, persons))).chain((papers) =>
      fc.record({
        caseFile: fc.constant(1 as const),
        case: fc.constant('synthetic'),
        asOf: fc.constant(`${today}T10:00:00-05:00`),
        agency: fc.constant(agency.code),
        request: aRequest(agency, persons, papers, isClass),
        subjects: fc.tuple(
          ...persons.map((ref) =>
            aPerson(
              ref,
              agency.programs,
              persons.filter((other) => other !== ref),
            ),
          ),
        ),
        findings: someFindings(persons, named, agency.programs),
      }),
    )
  })
