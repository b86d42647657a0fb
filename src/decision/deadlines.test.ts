import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, CaseInstrument, Findings } from '#vocabulary/case-file.ts'
import { addDays } from './days.ts'
import { decide } from './decide.ts'

const rules = await theLaw()

function deadlines(change: {
  agency?: string
  organization?: string
  purpose?: string
  programs?: string[]
  papers?: CaseInstrument[]
  findings?: Findings
}): string[] {
  const {
    agency = 'me-dhhs-ofi',
    organization = 'other',
    purpose = 'civil-litigation',
    programs = ['snap'],
    papers = [],
    findings = {},
  } = change
  const file: CaseFile = {
    caseFile: 1,
    case: 'synthetic',
    asOf: '2026-11-23T10:00:00-05:00',
    agency,
    request: {
      receivedAt: '2026-11-20T09:00:00-05:00',
      form: 'written',
      requester: { kind: 'attorney', organization },
      purpose,
      instruments: papers,
      programs,
      elements: ['name'],
    },
    subjects: [{ ref: 'p1', match: 'one', programs }],
    findings,
  }
  return decide(file, rules).deadlines.map(({ what, on, basis }) => `${on} ${what} [${basis ?? ''}]`)
}

/** A federal court's subpoena. */
function served(issuedOn: string, returnOn?: string): CaseInstrument {
  const paper = { id: 'i1', kind: 'judicial-subpoena', issuerKind: 'federal-court', issuedOn } as const
  return returnOn === undefined ? paper : { ...paper, returnOn }
}

function dayToObject(paper: CaseInstrument, agency = 'me-dhhs-ofi'): string | undefined {
  return deadlines({ agency, papers: [paper] }).find((day) => day.endsWith('[T-01]'))
}

function ofAdministrativeSubpoena(organization: string): string[] {
  const paper = { id: 'i1', kind: 'administrative-subpoena', returnOn: '2026-12-04' }
  return deadlines({ organization, papers: [paper] })
}

function ofReport(programs: string[]): string[] {
  return deadlines({ purpose: 'statutory-report', programs })
}

describe('the days that a case counts to', () => {
  it('are none for a letter', () => {
    expect(deadlines({})).toEqual([])
  })

  it('are the return day, and the earlier of it and 14 days to object to a civil subpoena', () => {
    const paper = { id: 'i1', kind: 'attorney-subpoena', issuedOn: '2026-11-13' }
    expect(deadlines({ papers: [{ ...paper, returnOn: '2026-12-04' }] })).toEqual([
      '2026-11-27 Written objection to i1 is due [T-01]',
      '2026-12-04 Return day of i1 [GEN-13]',
    ])
    expect(deadlines({ papers: [{ ...paper, returnOn: '2026-11-25' }] })).toContain(
      '2026-11-25 Written objection to i1 is due [T-01]',
    )
  })

  it('count from the day the request came where the paper has no date', () => {
    expect(deadlines({ papers: [{ id: 'i1', kind: 'judicial-subpoena', issuerKind: 'federal-court' }] })).toEqual([
      '2026-12-04 Written objection to i1 is due [T-01]',
    ])
  })

  it("follow Maine's rule for a Maine court's subpoena, and no rule of this pack for another state court's", () => {
    const paper: CaseInstrument = { id: 'i1', kind: 'judicial-subpoena', issuerKind: 'state-court' }
    expect(deadlines({ papers: [{ ...paper, issuerState: 'us-me' }] })).toEqual([
      '2026-12-04 Written objection to i1 is due [T-05]',
    ])
    expect(deadlines({ papers: [{ ...paper, issuerState: 'us-ma' }] })).toEqual([])
  })

  it('have no day to object to a criminal or administrative subpoena, nor to an order', () => {
    const paper = { id: 'i1', kind: 'attorney-subpoena', issuedOn: '2026-11-13' }
    expect(deadlines({ purpose: 'criminal-investigation', papers: [paper] })).toEqual([])
    expect(deadlines({ papers: [{ ...paper, kind: 'administrative-subpoena' }] })).toEqual([])
    expect(deadlines({ papers: [{ ...paper, kind: 'court-order' }] })).toEqual([])
  })

  it('are the last day of a warrant, 14 days from issue, or 7 for a Massachusetts warrant', () => {
    const warrant: CaseInstrument = {
      id: 'i1',
      kind: 'judicial-warrant',
      issuerKind: 'federal-court',
      issuedOn: '2026-11-20',
    }
    const state: CaseInstrument = { ...warrant, issuerKind: 'state-court', issuerState: 'us-ma' }
    expect(deadlines({ papers: [warrant] })).toEqual(['2026-12-04 Last day to execute i1 [T-03]'])
    expect(deadlines({ papers: [{ ...warrant, executeBy: '2026-11-30' }] })).toEqual([
      '2026-11-30 Last day to execute i1 [T-03]',
    ])
    expect(deadlines({ agency: 'ma-dta', papers: [state] })).toEqual(['2026-11-27 Last day to execute i1 [T-04]'])
  })

  it('are the end of a delay of notice, and of the time to object in Massachusetts', () => {
    const order = { id: 'i1', kind: 'nondisclosure-order', delaysNoticeUntil: '2026-12-31' }
    const notice = [{ instruments: ['i1'], subjects: ['p1'], objectionPeriodEnds: '2026-12-01' }]
    expect(deadlines({ agency: 'ma-dta', papers: [order], findings: { notice } })).toEqual([
      "2026-12-01 The person's time to object to i1 ends [T-07]",
      '2026-12-31 Delay of notice under i1 ends [GEN-13]',
    ])
    expect(deadlines({ papers: [order], findings: { notice } })).toEqual([
      '2026-12-31 Delay of notice under i1 ends [GEN-13]',
    ])
  })

  it("are 60 days for a member's own accounting where HIPAA reaches, and 20 for any answer in Massachusetts", () => {
    const own = { agency: 'ma-masshealth', purpose: 'own-record' }
    expect(deadlines({ ...own, programs: ['medicaid'] })).toEqual([
      "2026-12-10 Answer to the person's own inquiry due [T-11]",
      '2027-01-19 Accounting of disclosures due [T-09]',
    ])
    expect(deadlines({ ...own, agency: 'ma-dta' })).toEqual([
      "2026-12-10 Answer to the person's own inquiry due [T-11]",
    ])
    expect(deadlines({ ...own, agency: 'me-dhhs-ofi' })).toEqual([])
  })

  it('run on from a Sunday or a holiday as a court counts, and never past the day to comply', () => {
    expect(dayToObject(served('2026-11-12'))).toMatch(/^2026-11-27/) // Thanksgiving is the 26th
    expect(dayToObject(served('2026-11-08'))).toMatch(/^2026-11-23/) // a Sunday
    expect(dayToObject(served('2026-11-08', '2026-11-22'))).toMatch(/^2026-11-22/)
    // 20 April 2026 is Patriots' Day in both states, and no federal holiday.
    expect(dayToObject(served('2026-04-06'), 'ma-dta')).toMatch(/^2026-04-21/)
    expect(dayToObject(served('2026-04-06'))).toMatch(/^2026-04-21/)
    expect(dayToObject(served('2024-02-15'))).toMatch(/^2024-02-29/)
  })

  it('do not run on for a warrant: one that ends on a Saturday has ended', () => {
    const warrant: CaseInstrument = {
      id: 'i1',
      kind: 'judicial-warrant',
      issuerKind: 'federal-court',
      issuedOn: '2026-11-14',
    }
    expect(deadlines({ papers: [warrant] })).toEqual(['2026-11-28 Last day to execute i1 [T-03]'])
  })

  it("are the return day of an immigration subpoena, on which the agency's own work must be done", () => {
    expect(ofAdministrativeSubpoena('ice-ero')).toEqual([
      '2026-12-04 Counsel, notice and objection letter for i1 by this day [T-06]',
      '2026-12-04 Return day of i1 [GEN-13]',
    ])
    expect(ofAdministrativeSubpoena('fbi')).toEqual(['2026-12-04 Return day of i1 [GEN-13]'])
  })

  it('are the end of the quarter for a TANF report, and no day for a SNAP report', () => {
    expect(ofReport(['tanf'])).toEqual(['2026-12-31 Quarterly report to DHS is due [T-15]'])
    expect(ofReport(['snap'])).toEqual([])
  })

  it('are none where the law gives no number of days: such a rule says why', () => {
    const undated = ['T-02', 'T-08', 'T-10', 'T-12', 'T-13', 'T-14']
    const said = rules.rules.filter(({ id }) => undated.includes(id)).flatMap(({ parts }) => parts)
    expect(said).toHaveLength(undated.length)
    expect(said.filter(({ standing }) => standing === undefined)).toEqual([])
  })
})

/** A warrant that everything is well with, decided on a day. */
function warrantOn(day: string, agency: string, paper: Partial<CaseInstrument>) {
  const warrant: CaseInstrument = {
    id: 'i1',
    kind: 'judicial-warrant',
    issuerKind: 'federal-court',
    signedBy: 'judge',
    issuedOn: '2026-11-14',
    directedTo: agency,
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['name'],
    authenticity: 'verified',
    ...paper,
  }
  const file: CaseFile = {
    caseFile: 1,
    case: 'synthetic',
    asOf: `${day}T10:00:00-05:00`,
    agency,
    request: {
      receivedAt: '2026-11-14T09:00:00-05:00',
      form: 'written',
      requester: { kind: 'federal-law-enforcement', organization: 'fbi' },
      purpose: 'criminal-investigation',
      instruments: [warrant],
      programs: ['snap'],
      elements: ['name'],
    },
    subjects: [{ ref: 'p1', match: 'one', programs: ['snap'] }],
    findings: { counsel: [{ decision: 'approve', instruments: ['i1'], subjects: ['p1'], on: '2026-11-14' }] },
  }
  const { cells, deadlines: days } = decide(file, rules)
  return { outcome: cells[0]?.outcome, last: days.find(({ what }) => what.startsWith('Last day'))?.on ?? '' }
}

describe('the last day of a warrant', () => {
  it.each<[string, string, Partial<CaseInstrument>]>([
    ['a federal warrant', 'ma-dta', {}],
    ['a federal warrant that states its day', 'me-dhhs-ofi', { executeBy: '2026-11-20' }],
    ['a federal warrant that expires before', 'me-dhhs-ofi', { expiresOn: '2026-11-18' }],
    ['a Massachusetts warrant', 'ma-dta', { issuerKind: 'state-court', issuerState: 'us-ma' }],
    ['a Maine warrant', 'me-dhhs-ofi', { issuerKind: 'state-court', issuerState: 'us-me' }],
  ])('is the last on which it opens anything: %s', (_what, agency, paper) => {
    const { last } = warrantOn('2026-11-14', agency, paper)
    expect(warrantOn(last, agency, paper).outcome).toBe('release')
    expect(warrantOn(addDays(last, 1), agency, paper).outcome).toBe('deny')
  })
})
