import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, CaseInstrument, Findings } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'

const rules = await theLaw()

function deadlines(change: {
  agency?: string
  purpose?: string
  programs?: string[]
  papers?: CaseInstrument[]
  findings?: Findings
}): string[] {
  const {
    agency = 'me-dhhs-ofi',
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
      requester: { kind: 'attorney', organization: 'other' },
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
      "2026-12-01 The person's time to object to i1 ends [MA-FIPA-03]",
      '2026-12-31 Delay of notice under i1 ends [GEN-13]',
    ])
    expect(deadlines({ papers: [order], findings: { notice } })).toEqual([
      '2026-12-31 Delay of notice under i1 ends [GEN-13]',
    ])
  })

  it("are 60 days for a member's own accounting, in the programs that HIPAA reaches", () => {
    const own = { agency: 'ma-masshealth', purpose: 'own-record' }
    expect(deadlines({ ...own, programs: ['medicaid'] })).toEqual(['2027-01-19 Accounting of disclosures due [T-09]'])
    expect(deadlines({ ...own, agency: 'ma-dta' })).toEqual([])
  })
})
