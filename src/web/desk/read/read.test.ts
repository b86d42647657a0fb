/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import type { InstrumentFacts } from '#instrument/facts.ts'
import { readReading } from '#instrument/read.ts'
import { utf8 } from '#formats/bytes.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { formOf } from '../../form.ts'
import { paperKinds } from '../names.ts'
import { answersIn, questionsFor } from './answers.ts'
import { conclusions } from './conclude.ts'
import { specimens } from './specimens.ts'

const where = { agency: 'ma-dta', today: '2026-11-23' }
const warrant: InstrumentFacts = {
  id: 'i1',
  kind: 'judicial-warrant',
  issuerKind: 'federal-court',
  signedBy: 'magistrate-judge',
  directedTo: 'ma-dta',
  issuedOn: '2026-11-20',
  executeBy: '2026-11-30',
  subjects: ['p1'],
  programs: ['snap'],
  elements: ['application'],
}
const first = (change: Partial<InstrumentFacts>) => conclusions({ ...warrant, ...change }, where)[0]?.words
const wrong = (change: Partial<InstrumentFacts>) =>
  conclusions({ ...warrant, ...change }, where)
    .filter(({ ok }) => !ok)
    .map(({ words }) => words)

describe('the words in which a reading ends', () => {
  it('say first whether a judge of a court signed it', () => {
    expect(first({})).toBe('This paper is signed by a judge of a court.')
    for (const signedBy of [
      'immigration-judge',
      'administrative-judge',
      'agency-officer',
      'attorney',
      'clerk',
      'none',
    ]) {
      expect(first({ signedBy }), signedBy).toBe('This paper is not signed by a judge of a court.')
      expect(first({ signedBy, kind: 'administrative-warrant' }), signedBy).toContain('not signed by a judge')
    }
    expect(first({ kind: 'grand-jury-subpoena', signedBy: 'clerk' })).toContain('a grand jury’s')
    expect(first({ kind: 'judicial-subpoena', signedBy: 'clerk' })).toContain('not signed by a judge')
    expect(first({ kind: 'administrative-subpoena', signedBy: 'agency-officer', enforcedByCourt: true })).toContain(
      'A court enforces',
    )
  })

  it('say what else stands against it', () => {
    expect(wrong({})).toEqual([])
    expect(wrong({ issuerKind: 'federal-agency' })).toEqual(['No court has issued it.'])
    expect(wrong({ issuerKind: 'state-court', issuerState: 'us-me' })[0]).toContain('another state')
    expect(wrong({ issuerKind: 'state-court', issuerState: 'us-ma' })).toEqual([])
    expect(wrong({ directedTo: 'somebody else' })).toEqual(['It is not directed to this agency.'])
    expect(wrong({ executeBy: '2026-11-22' })[0]).toContain('Its time has run out')
    expect(wrong({ executeBy: '2026-11-23' })).toEqual([])
    expect(wrong({ subjects: 'unnamed' })).toEqual(['It names nobody: it asks about a group.'])
    expect(wrong({ elements: [] })).toEqual(['It describes no records.'])
  })

  it('say of a letter that it orders nothing, and of a consent what it lacks', () => {
    expect(first({ kind: 'cited-statute' })).toContain('No paper orders this agency to answer')
    const consent = {
      signer: 'p1',
      recipientNamed: true,
      specific: true,
      informed: true,
      freelyGiven: true,
      revoked: false,
    }
    expect(wrong({ kind: 'consent', consent })).toEqual([])
    expect(wrong({ kind: 'consent', consent: { ...consent, revoked: true } })).toEqual([
      'It was taken back, or nobody knows.',
    ])
    expect(wrong({ kind: 'consent', consent: { signer: 'p1' } })).toHaveLength(5)
  })
})

describe('what is answered', () => {
  const asked = (kind: string) => ({ id: 'i1', kind, agency: 'ma-dta', people: ['p1', 'p2'] })
  const yes = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'yes']))
  const everything = {
    issuerKind: 'federal-court',
    issuer: 'A court (synthetic)',
    docket: 'SYN-1',
    signedBy: 'judge',
    statute: '8 USC 1373',
    'issuedOn-month': '11',
    'issuedOn-day': '2',
    'issuedOn-year': '2026',
    subjects: ['p1', 'p9'],
    programs: 'snap',
    asks: 'these',
    elements: ['ssn', 'photo'],
    signer: 'p2',
    covers: ['p1', 'p2'],
    ...yes([
      'directed',
      'enforcedByCourt',
      'accompaniedByOrder',
      'recipientNamed',
      'specific',
      'informed',
      'freelyGiven',
      'revoked',
    ]),
  }

  it.each(paperKinds)('of a %s is a reading as the pipeline takes it, and as another person would give it', (kind) => {
    const given = answersIn(formOf(everything), asked(kind))
    if ('problems' in given) throw new Error(JSON.stringify(given.problems))
    const bytes = utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument: given.facts }))
    expect(readReading('the reading', bytes)).toEqual(given.facts)
    expect(given.facts.subjects).toEqual(['p1'])
    expect(given).toEqual(answersIn(formOf({ ...everything, step: 'record' }), asked(kind)))
  })

  it.each(paperKinds)('of a %s is asked for where it is needed', (kind) => {
    const nothing = answersIn(formOf({}), asked(kind))
    const { process, consent, statute } = questionsFor(kind)
    expect('problems' in nothing).toBe(process || consent || statute)
    if ('problems' in nothing && process) expect(Object.keys(nothing.problems)).toContain('signedBy')
  })

  it('is none of the codes that somebody makes up', () => {
    const made = { ...everything, issuerKind: 'the-king', signedBy: '__proto__', issuerState: 'us-xx' }
    const given = answersIn(formOf(made), asked('court-order'))
    expect('problems' in given && Object.keys(given.problems)).toEqual(['issuerKind', 'signedBy'])
  })
})

it('has a specimen of every kind of paper, and none of them could be taken for a real one', () => {
  expect(Object.keys(specimens).toSorted()).toEqual(Object.keys(vocabulary.instrumentKinds).toSorted())
  for (const [kind, { head, title, body, signed }] of Object.entries(specimens)) {
    expect([...head, title, ...body, signed].join(' '), kind).toMatch(/SPECIMEN|Specimen/)
  }
})
