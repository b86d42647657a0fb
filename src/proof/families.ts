/**
 * Families of small case files: every combination of what one paper or one finding can say, for the invariants that
 * rest on how the words of a file are read. What each expects is worked out here from the contract, and not by what
 * it tries.
 */
import { addDays } from '#decision/days.ts'
import type {
  CaseFile,
  CaseInstrument,
  CaseSubject,
  Cell,
  CounselFinding,
  Decision,
  Findings,
  NoticeFinding,
} from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { allApproved, aPerson, aWarrant, everyWay, smallFile } from './small-file.ts'

export interface Family {
  readonly invariant: number
  readonly members: (today: Day) => Iterable<Member>
}

export interface Member {
  readonly file: CaseFile
  /** What it is compared with, where the invariant compares. */
  readonly beside?: CaseFile
  readonly keeps: (decision: Decision, beside: Decision | undefined) => boolean
}

const subpoenas = ['judicial-subpoena', 'grand-jury-subpoena', 'attorney-subpoena']
const agencyPapers = ['administrative-subpoena', 'administrative-warrant', 'immigration-detainer']
const inMassachusetts = Object.entries(vocabulary.agencies).flatMap(([agency, { jurisdiction, programs }]) =>
  jurisdiction === 'us-ma' ? programs.map((program) => ({ agency, program })) : [],
)

export const families: readonly Family[] = [
  { invariant: 3, members: unenforced },
  { invariant: 4, members: warrants },
  { invariant: 9, members: unmatched },
  { invariant: 10, members: notices },
  { invariant: 13, members: orders },
  { invariant: 14, members: findingsOfOthers },
]

/** With the paper and without it, whatever else the file says of it. */
function* unenforced(today: Day): Iterable<Member> {
  const whole = aWarrant(today)
  const papers = [
    ...everyWay<CaseInstrument>(
      agencyPapers.map((kind) => ({ kind })),
      vocabulary.signatories.map((signedBy) => ({ signedBy })),
    ),
    { kind: 'judicial-subpoena', signedBy: 'immigration-judge' },
    { kind: 'judicial-warrant', signedBy: 'immigration-judge' },
  ]
  const ways = everyWay<CaseInstrument>(
    papers,
    [
      { issuerKind: 'federal-court' },
      { issuerKind: 'state-court', issuerState: 'us-ma' },
      { issuerKind: 'federal-agency' },
    ],
    [{ authenticity: 'verified' }, { authenticity: 'unverified' }, {}],
    [{ delaysNoticeUntil: addDays(today, 9) }, {}],
  )
  for (const way of ways) {
    for (const others of [[], [{ ...whole, id: 'i2' }], [{ ...whole, id: 'i2', kind: 'part-2-order' }]]) {
      const all = [{ ...whole, ...way }, ...others]
      yield {
        file: smallFile(today, { papers: all, findings: allApproved(all) }),
        beside: smallFile(today, { papers: others, findings: others.length === 0 ? {} : allApproved(others) }),
        keeps: sameCells,
      }
    }
  }
}

/** Whom, which program, which element and which days a warrant names, each said or not. */
function* warrants(today: Day): Iterable<Member> {
  const { subjects: _, programs: __, elements: ___, issuedOn: ____, ...bare } = aWarrant(today)
  const ways = everyWay<CaseInstrument>(
    [{ subjects: ['p1'] }, { subjects: ['p2'] }, { subjects: [] }, { subjects: 'unnamed' }, {}],
    [{ programs: ['snap'] }, { programs: ['tanf'] }, {}],
    [{ elements: 'all' }, { elements: ['name'] }, {}],
    [{ issuerKind: 'federal-court' }, { issuerKind: 'state-court', issuerState: 'us-ma' }],
    [...[-15, -14, -8, -7, 0, 1].map((days) => ({ issuedOn: addDays(today, days) })), {}],
    [...[-1, 0, 1].map((days) => ({ executeBy: addDays(today, days) })), {}],
    [...[-1, 0].map((days) => ({ expiresOn: addDays(today, days) })), {}],
  )
  for (const way of ways) {
    const paper = { ...bare, ...way }
    yield {
      file: smallFile(today, {
        papers: [paper],
        persons: [aPerson('p1', 'snap'), { ...aPerson('p2', 'snap'), namedInRequest: false }],
        findings: allApproved([paper]),
      }),
      keeps: (decision) => released(decision).every((cell) => isInTime(paper, today) && isNamed(paper, cell)),
    }
  }
}

/** Contract 4: the day it says; without one, 14 days from issue, 7 in Massachusetts; and never before its issue. */
function isInTime({ issuedOn, executeBy, expiresOn, issuerKind }: CaseInstrument, today: Day): boolean {
  const last = executeBy ?? (issuedOn && addDays(issuedOn, issuerKind === 'state-court' ? 7 : 14))
  return last !== undefined && (issuedOn ?? today) <= today && today <= last && today <= (expiresOn ?? today)
}

function isNamed({ subjects, programs, elements }: CaseInstrument, cell: Cell): boolean {
  const isElement = elements === 'all' || (elements ?? []).includes(cell.element)
  return (
    Array.isArray(subjects) && subjects.includes(cell.subject) && (programs ?? []).includes(cell.program) && isElement
  )
}

/** Every requester with every purpose, by each kind of way, about somebody who matches several records or none. */
function* unmatched(today: Day): Iterable<Member> {
  const warrant = aWarrant(today)
  const consent: CaseInstrument = {
    ...warrant,
    kind: 'consent',
    signedBy: 'data-subject',
    consent: { signer: 'p1', recipientNamed: true, specific: true, informed: true, freelyGiven: true },
  }
  const persons = everyWay<CaseSubject>(
    [{ match: 'several' }, { match: 'none' }],
    [{ programs: ['snap'] }, {}],
    [{ holds: ['name'] }, {}],
  )
  const statements = Object.keys(vocabulary.statements)
  for (const purpose of Object.keys(vocabulary.purposes)) {
    for (const kind of Object.keys(vocabulary.requesterKinds)) {
      for (const papers of [[], [warrant], [consent]]) {
        for (const person of persons) {
          const requester = {
            kind,
            organization: 'other',
            name: 'Synthetic',
            identityVerified: true,
            statesAuthority: true,
          }
          const { counsel = [], ...informed } = papers.length === 0 ? {} : allApproved(papers)
          yield {
            file: smallFile(today, {
              request: { purpose, requester, violation: 'a violation', statements, suppliesSsn: true },
              papers,
              persons: [{ ref: 'p1', match: 'none', role: 'applicant', ...person }],
              findings: {
                ...informed,
                counsel: [...counsel, { decision: 'approve' }],
                consentConfirmed: ['p1'],
                householdSuspicion: ['p1'],
                injunctionAgainst: [],
              },
            }),
            keeps: (decision) => released(decision).length === 0,
          }
        }
      }
    }
  }
}

/** What can be found of a notice, and every kind of order that may delay it. */
function* notices(today: Day): Iterable<Member> {
  const order: CaseInstrument = {
    ...aWarrant(today),
    id: 'delay',
    kind: 'nondisclosure-order',
    delaysNoticeUntil: today,
  }
  const delays: readonly Partial<CaseInstrument>[] = [
    {},
    { authenticity: 'unverified' },
    { authenticity: 'failed' },
    { issuerKind: 'federal-agency' },
    { signedBy: 'agency-officer' },
    { delaysNoticeUntil: addDays(today, -1) },
    { subjects: ['p2'] },
  ]
  const found = everyWay<NoticeFinding>(
    [{ instruments: ['i1'] }, { instruments: ['i2'] }],
    [{ subjects: ['p1'] }, { subjects: ['p2'] }],
    [...[-9, 0, 1].map((days) => ({ servedOn: addDays(today, days) })), {}],
    [...[-1, 0, 1].map((days) => ({ objectionPeriodEnds: addDays(today, days) })), {}],
    [{ dispensedByCourt: true }, {}],
  )
  const kinds = ['court-order', 'part-2-order', ...subpoenas, ...agencyPapers]
  const [{ agency, program } = { agency: 'ma-dta', program: 'snap' }] = inMassachusetts
  const whole = aWarrant(today, { agency, program })
  for (const kind of kinds) {
    for (const delay of [undefined, ...delays]) {
      const delaying = delay === undefined ? [] : [{ ...order, ...delay }]
      const paper = { ...whole, kind, enforcedByCourt: true }
      const papers = [paper, { ...whole, id: 'i2', kind: 'attorney-subpoena' }, ...delaying]
      for (const notice of found) {
        const finding: NoticeFinding = { instruments: [], subjects: [], ...notice }
        yield {
          file: smallFile(today, {
            agency,
            program,
            papers,
            persons: [aPerson('p1', program), { ...aPerson('p2', program), namedInRequest: false }],
            findings: { ...allApproved([paper]), notice: [finding] },
          }),
          keeps: (decision) =>
            released(decision).length === 0 ||
            isNotified(finding, today) ||
            (delay !== undefined && isDelay({ ...order, ...delay }, today)),
        }
      }
    }
  }
}

function isNotified(
  { instruments, subjects, servedOn, objectionPeriodEnds, dispensedByCourt }: NoticeFinding,
  today: Day,
): boolean {
  const isAbout = instruments.includes('i1') && subjects.includes('p1')
  const hasRun =
    servedOn !== undefined && servedOn <= today && objectionPeriodEnds !== undefined && objectionPeriodEnds < today
  return isAbout && (hasRun || dispensedByCourt === true)
}

function isDelay(
  { authenticity, issuerKind, signedBy, delaysNoticeUntil = '', subjects = [] }: CaseInstrument,
  today: Day,
): boolean {
  const isOfCourt = issuerKind === 'federal-court' && signedBy === 'judge' && authenticity === 'verified'
  return isOfCourt && today <= delaysNoticeUntil && subjects.includes('p1')
}

/** Two persons, two papers, three programs and three elements in every order. */
function* orders(today: Day): Iterable<Member> {
  const programs = ['snap', 'tanf', 'eaedc']
  const papers = ['i1', 'i2'].map((id, i): CaseInstrument => ({
    ...aWarrant(today),
    id,
    programs: programs.slice(i),
    subjects: i === 0 ? ['p1'] : ['p1', 'p2'],
  }))
  const persons = [
    { ...aPerson('p1', 'snap'), programs },
    { ...aPerson('p2', 'snap'), programs: ['tanf'], objection: today },
  ]
  const file = (
    inOrder: { papers: CaseInstrument[]; persons: CaseSubject[]; programs: string[]; elements: string[] },
    approved: Findings,
  ): CaseFile =>
    smallFile(today, {
      request: { programs: inOrder.programs, elements: inOrder.elements },
      papers: inOrder.papers,
      persons: inOrder.persons,
      findings: approved,
    })
  const elements = ['name', 'home-address', 'citizenship']
  for (const approved of [{}, allApproved(papers.slice(1)), allApproved(papers)]) {
    const first = file({ papers, persons, programs, elements }, approved)
    for (const papersNow of permutations(papers)) {
      for (const personsNow of permutations(persons)) {
        for (const programsNow of permutations(programs)) {
          for (const elementsNow of permutations(elements)) {
            const now = { papers: papersNow, persons: personsNow, programs: programsNow, elements: elementsNow }
            yield { file: file(now, approved), beside: first, keeps: sameCells }
          }
        }
      }
    }
  }
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

/** Whatever is found of p2, or of a paper that names p2 alone, with p1 as they were. */
function* findingsOfOthers(today: Day): Iterable<Member> {
  const whole = aWarrant(today)
  const kinds = ['judicial-warrant', 'court-order', 'judicial-subpoena', 'part-2-order', 'consent']
  const aboutOthers: readonly Pick<CounselFinding, 'instruments' | 'subjects'>[] = [
    { instruments: ['i1'], subjects: ['p2'] },
    { instruments: ['i2'] },
    { subjects: ['p2'] },
  ]
  const counsel = everyWay<CounselFinding>(
    aboutOthers,
    [{ decision: 'approve' }, { decision: 'pending' }, { decision: 'refuse' }],
    [...[-1, 0, 1].map((days) => ({ on: addDays(today, days) })), {}],
    [{ elements: ['name'] }, { elements: 'as-instrument' }, {}],
    [{ programs: ['snap'] }, {}],
  ).map((one): Findings => ({ counsel: [{ decision: 'pending', ...one }] }))
  const told = everyWay<NoticeFinding>(
    [
      { instruments: ['i1'], subjects: ['p2'] },
      { instruments: ['i2'], subjects: ['p1', 'p2'] },
    ],
    [{ servedOn: addDays(today, -9), objectionPeriodEnds: addDays(today, -1) }, { dispensedByCourt: true }],
    [{ objected: true }, {}],
  ).map((one): Findings => ({ notice: [{ instruments: [], subjects: [], ...one }] }))
  const others: Findings[] = [{ courtInformed: ['i2'] }, { consentConfirmed: ['p2'] }, { householdSuspicion: ['p2'] }]
  const before = [{}, allApproved([whole]), { counsel: [{ decision: 'approve' as const, subjects: ['p1'] }] }]
  for (const kind of kinds) {
    const papers = [
      { ...whole, kind, subjects: ['p1', 'p2'] },
      { ...whole, kind, id: 'i2', subjects: ['p2'] },
    ]
    const persons = [aPerson('p1', 'snap'), aPerson('p2', 'snap')]
    for (const findings of before) {
      const beside = smallFile(today, { papers, persons, findings })
      for (const found of [...counsel, ...told, ...others]) {
        const file = smallFile(today, { papers, persons, findings: together(findings, found) })
        yield { file, beside, keeps: (now, then) => outcomes(now, 'p1') === outcomes(then, 'p1') }
      }
    }
  }
}

function together(one: Findings, other: Findings): Findings {
  return {
    ...one,
    ...other,
    counsel: [...(one.counsel ?? []), ...(other.counsel ?? [])],
    courtInformed: [...(one.courtInformed ?? []), ...(other.courtInformed ?? [])],
  }
}

function released({ cells }: Decision): Cell[] {
  return cells.filter(({ outcome }) => outcome === 'release')
}

function sameCells(decision: Decision, beside: Decision | undefined): boolean {
  return outcomes(decision) === outcomes(beside)
}

function outcomes(decision: Decision | undefined, of?: string): string {
  const cells = decision?.cells.filter(({ subject }) => of === undefined || subject === of) ?? []
  return JSON.stringify(
    cells.map(({ subject, program, element, outcome, needs }) => [subject, program, element, outcome, needs]),
  )
}
