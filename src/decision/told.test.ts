import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCaseFile } from '#testing/arbitrary-case-file.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import type { CaseFile, CaseSubject } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'
import { told } from './told.ts'

const rules = await theLaw()
const fugitive = scenariosIn(`${lawFolder}/us/scenarios`).find(
  ({ scenario }) => scenario.scenario === 'FEL-01',
)?.scenario
if (fugitive === undefined) throw new Error('FEL-01 is there')
const { caseFile } = fugitive

function knowing(file: CaseFile, change: Partial<CaseSubject>): CaseFile {
  return { ...file, subjects: file.subjects.map((subject) => ({ ...subject, ...change })) }
}

const found: Record<string, Partial<CaseSubject>> = {
  'was not found': { match: 'none' },
  'was found twice': { match: 'several' },
  objected: { objection: '2026-11-20' },
  'is in no such program': { programs: [] },
  'is protected': { markers: ['vawa-protected', 'address-confidentiality'] },
}

describe('what a requester is told short of a release', () => {
  it.each(Object.entries(found))('is the same to the byte where the person %s', (_, change) => {
    fc.assert(
      fc.property(aCaseFile, (file) => {
        const said = JSON.stringify(told(file, rules))
        expect(JSON.stringify(told(knowing(file, change), rules))).toBe(said)
        expect(JSON.stringify(told({ ...knowing(file, change), findings: {} }, rules))).toBe(said)
      }),
      { numRuns: 40 },
    )
  })

  it('does not change with whom the agency knows beside those named', () => {
    const beside: CaseSubject = { ref: 'p9', match: 'one', namedInRequest: false, objection: '2026-01-01' }
    expect(told({ ...caseFile, subjects: [...caseFile.subjects, beside] }, rules)).toEqual(told(caseFile, rules))
  })

  it('does not tell a file that the law would open from one that is closed', () => {
    expect(decide(caseFile, rules).disposition).toBe('release-in-part')
    const closed = { ...caseFile, request: { ...caseFile.request, purpose: 'civil-immigration-enforcement' } }
    expect(told(closed, rules)).toMatchObject({ answer: 'refusal', lacks: [], words: told(caseFile, rules).words })
    expect(told(caseFile, rules).answer).toBe('refusal')
  })

  it('waits for counsel wherever the case itself is referred to counsel, and so never for whom it is about', () => {
    fc.assert(
      fc.property(aCaseFile, (file) => {
        const { answer, counselSigns } = told(file, rules)
        const referred = decide(file, rules).duties.includes('refer-to-counsel')
        expect(counselSigns || answer === 'counsel' || !referred).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('waits for counsel where one person signed for a child whom the request names', () => {
    const consent = {
      signer: 'p1',
      covers: ['p1', 'p2'],
      recipientNamed: true,
      specific: true,
      informed: true,
      freelyGiven: true,
    }
    const family: CaseFile = {
      ...caseFile,
      agency: 'me-liheap',
      request: {
        ...caseFile.request,
        programs: ['liheap'],
        elements: ['name'],
        purpose: 'civil-immigration-enforcement',
        requester: { kind: 'prosecutor', organization: 'other', identityVerified: true },
        instruments: [
          {
            id: 'i1',
            kind: 'consent',
            issuerKind: 'individual',
            signedBy: 'data-subject',
            authenticity: 'verified',
            subjects: ['p1', 'p2'],
            programs: ['liheap'],
            elements: ['name'],
            consent,
          },
        ],
      },
      subjects: [
        { ref: 'p1', match: 'one', namedInRequest: true, programs: ['liheap'], guardianOf: ['p2'] },
        { ref: 'p2', match: 'one', namedInRequest: true, programs: ['liheap'], markers: ['minor'] },
      ],
    }
    expect(decide(family, rules).duties).toContain('refer-to-counsel')
    expect(told(family, rules).counselSigns).toBe(true)
    const strangers = family.subjects.map((one) => ({ ...one, guardianOf: [] }))
    expect(told({ ...family, subjects: strangers }, rules)).toEqual(told(family, rules))
  })

  it('does not wait for counsel where nobody could be referred to counsel', () => {
    const own = {
      ...caseFile.request,
      requester: { kind: 'data-subject', organization: 'other', identityVerified: true },
      purpose: 'own-record',
      instruments: [],
    }
    expect(told({ ...caseFile, request: own }, rules).counselSigns).toBe(false)
  })

  it('names what the request itself lacks, also where nobody was found', () => {
    const oral = { ...caseFile, request: { ...caseFile.request, form: 'oral' as const } }
    expect(told(oral, rules)).toMatchObject({ answer: 'mend', lacks: ['written-request'] })
    expect(told(knowing(oral, { match: 'none' }), rules)).toEqual(told(oral, rules))
    expect(decide(knowing(oral, { match: 'none' }), rules).missing).toEqual([])
  })

  it('leaves a court to counsel, and not an agency that signs its own paper', () => {
    const bringing = (
      kind: string,
      issuerKind: 'federal-court' | 'federal-agency',
      enforcedByCourt = false,
    ): CaseFile => ({
      ...caseFile,
      request: { ...caseFile.request, instruments: [{ id: 'i1', kind, issuerKind, enforcedByCourt }] },
    })
    expect(told(bringing('court-order', 'federal-court'), rules).answer).toBe('counsel')
    expect(told(bringing('administrative-subpoena', 'federal-agency', true), rules).answer).toBe('counsel')
    expect(told(bringing('administrative-subpoena', 'federal-agency'), rules)).toMatchObject({
      answer: 'refusal',
      counselSigns: true,
    })
    const unread = (kind: string): CaseFile => ({
      ...caseFile,
      request: { ...caseFile.request, instruments: [{ id: 'i1', kind }] },
    })
    expect(told(unread('judicial-subpoena'), rules)).toMatchObject({ answer: 'counsel', counselSigns: false })
    expect(told(unread('administrative-warrant'), rules).answer).toBe('refusal')
    const court = { ...caseFile.request.requester, kind: 'court' }
    expect(told({ ...caseFile, request: { ...caseFile.request, requester: court } }, rules).answer).toBe('counsel')
  })
})
