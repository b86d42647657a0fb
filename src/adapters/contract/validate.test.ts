import { describe, expect, it } from 'vitest'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { validateCaseFile, type Mistake } from './validate.ts'

function aCase(change: (file: CaseFile) => unknown = (file) => file): unknown {
  return change({
    caseFile: 1,
    case: 'synthetic',
    asOf: '2026-11-23T10:00:00-05:00',
    agency: 'ma-dta',
    request: {
      receivedAt: '2026-11-20T09:00:00-05:00',
      form: 'written',
      requester: { kind: 'prosecutor', organization: 'district-attorney' },
      purpose: 'criminal-investigation',
      instruments: [
        {
          id: 'i1',
          kind: 'consent',
          signedBy: 'data-subject',
          issuedOn: '2026-11-16',
          returnOn: '2026-11-20',
          subjects: ['p1'],
          programs: ['snap'],
          elements: ['name'],
          consent: { signer: 'p1', covers: ['p1'] },
        },
      ],
      programs: ['snap'],
      elements: ['name'],
    },
    subjects: [{ ref: 'p1', match: 'one', programs: ['snap'] }],
    findings: {
      counsel: [{ decision: 'approve', instruments: ['i1'], subjects: ['p1'], elements: 'as-instrument' }],
      notice: [{ instruments: ['i1'], subjects: ['p1'], servedOn: '2026-11-16', objectionPeriodEnds: '2026-11-20' }],
    },
  })
}

function mistakes(value: unknown): readonly Mistake[] {
  const verdict = validateCaseFile(value)
  return 'mistakes' in verdict ? verdict.mistakes : []
}

function set(path: readonly (string | number)[], value: unknown): unknown {
  const file = structuredClone(aCase())
  let at: unknown = file
  for (const key of path.slice(0, -1)) at = member(at, key)
  const last = path.at(-1)
  if (typeof at === 'object' && at !== null && last !== undefined) Object.assign(at, { [last]: value })
  return file
}

function member(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === String(key))?.[1]
    : undefined
}

describe('a case file', () => {
  it('that is as the contract has it is taken as it is', () => {
    expect(validateCaseFile(aCase())).toEqual({ caseFile: aCase() })
  })

  it('inside a scenario is taken out of it, and its mistakes are pointed to from there', () => {
    expect(validateCaseFile({ scenario: 'S1', caseFile: aCase() })).toEqual({ caseFile: aCase() })
    const [mistake] = mistakes({ scenario: 'S1', caseFile: set(['agency'], 'ny-otda') })
    expect(mistake?.pointer).toBe('/caseFile/agency')
  })

  it.each([
    ['text', 'hello'],
    ['nothing', null],
    ['a list', []],
    ['an empty object', {}],
    ['a scenario without a case', { scenario: 'S1', caseFile: null }],
  ])('that is %s is refused', (_what, value) => {
    expect(mistakes(value)).not.toEqual([])
  })

  it('tells every mistake at once', () => {
    const file = set(['agency'], 'ny-otda')
    if (typeof file === 'object' && file !== null) Object.assign(file, { subjects: [] })
    expect(mistakes(file).map(({ pointer }) => pointer)).toContain('/agency')
    expect(mistakes(file).length).toBeGreaterThan(1)
  })

  const wrong: [string, (string | number)[], unknown, string][] = [
    ['a field that is not in the contract', ['extra'], 1, '/extra'],
    ['a name of a field that needs escaping', ['a/b~c'], 1, '/a~1b~0c'],
    ['a moment without an offset', ['asOf'], '2026-11-23T10:00:00', '/asOf'],
    [
      'a day that does not exist',
      ['request', 'instruments', 0, 'issuedOn'],
      '2026-02-30',
      '/request/instruments/0/issuedOn',
    ],
    ['a form that is neither written nor oral', ['request', 'form'], 'shouted', '/request/form'],
    ['an unknown agency', ['agency'], 'ny-otda', '/agency'],
    ['an unknown requester kind', ['request', 'requester', 'kind'], 'spy', '/request/requester/kind'],
    ['an unknown organization', ['request', 'requester', 'organization'], 'kgb', '/request/requester/organization'],
    ['an unknown purpose', ['request', 'purpose'], 'curiosity', '/request/purpose'],
    ['an unknown purpose among several', ['request', 'purpose'], ['audit', 'curiosity'], '/request/purpose/1'],
    ['an unknown statement', ['request', 'statements'], ['please'], '/request/statements/0'],
    ['an unknown program', ['request', 'programs', 0], 'snapp', '/request/programs/0'],
    ['an unknown element', ['request', 'elements', 0], 'shoe-size', '/request/elements/0'],
    ['another word for all elements', ['request', 'elements'], 'everything', '/request/elements'],
    ['an unknown kind of instrument', ['request', 'instruments', 0, 'kind'], 'letter', '/request/instruments/0/kind'],
    ['an unknown signatory', ['request', 'instruments', 0, 'signedBy'], 'king', '/request/instruments/0/signedBy'],
    [
      'an unknown program in an instrument',
      ['request', 'instruments', 0, 'programs', 0],
      'x',
      '/request/instruments/0/programs/0',
    ],
    [
      'an unknown element in an instrument',
      ['request', 'instruments', 0, 'elements', 0],
      'x',
      '/request/instruments/0/elements/0',
    ],
    ['an unknown program of a person', ['subjects', 0, 'programs', 0], 'x', '/subjects/0/programs/0'],
    ['an unknown element held', ['subjects', 0, 'holds'], ['x'], '/subjects/0/holds/0'],
    ['an unknown marker', ['subjects', 0, 'markers'], ['x'], '/subjects/0/markers/0'],
    [
      'an unknown program of a determination',
      ['subjects', 0, 'unlawfulPresence'],
      { program: 'x' },
      '/subjects/0/unlawfulPresence/program',
    ],
    ['an unknown program of an injunction', ['findings', 'injunctionAgainst'], ['x'], '/findings/injunctionAgainst/0'],
    [
      'an unknown program of a finding',
      ['findings', 'counsel', 0, 'programs'],
      ['x'],
      '/findings/counsel/0/programs/0',
    ],
    [
      'an unknown element of a finding',
      ['findings', 'counsel', 0, 'elements'],
      ['x'],
      '/findings/counsel/0/elements/0',
    ],
    ['a person called as if nobody were listed', ['subjects', 0, 'ref'], '*', '/subjects/0/ref'],
    ['two subjects with one ref', ['subjects', 1], { ref: 'p1', match: 'one' }, '/subjects/1/ref'],
    [
      'two instruments with one id',
      ['request', 'instruments', 1],
      { id: 'i1', kind: 'agreement' },
      '/request/instruments/1/id',
    ],
    [
      'an instrument that names nobody in the file',
      ['request', 'instruments', 0, 'subjects'],
      ['p9'],
      '/request/instruments/0/subjects/0',
    ],
    [
      'a consent that nobody in the file signed',
      ['request', 'instruments', 0, 'consent', 'signer'],
      'p9',
      '/request/instruments/0/consent/signer',
    ],
    [
      'a consent for nobody in the file',
      ['request', 'instruments', 0, 'consent', 'covers'],
      ['p9'],
      '/request/instruments/0/consent/covers/0',
    ],
    [
      'counsel on a paper that is not there',
      ['findings', 'counsel', 0, 'instruments'],
      ['i9'],
      '/findings/counsel/0/instruments/0',
    ],
    [
      'counsel on somebody who is not there',
      ['findings', 'counsel', 0, 'subjects'],
      ['p9'],
      '/findings/counsel/0/subjects/0',
    ],
    [
      'notice of a paper that is not there',
      ['findings', 'notice', 0, 'instruments'],
      ['i9'],
      '/findings/notice/0/instruments/0',
    ],
    [
      'notice to somebody who is not there',
      ['findings', 'notice', 0, 'subjects'],
      ['p9'],
      '/findings/notice/0/subjects/0',
    ],
    ['a court told of a paper that is not there', ['findings', 'courtInformed'], ['i9'], '/findings/courtInformed/0'],
    ['an agreement that is not there', ['findings', 'agreementInForce'], ['i9'], '/findings/agreementInForce/0'],
    ['a consent confirmed with nobody', ['findings', 'consentConfirmed'], ['p9'], '/findings/consentConfirmed/0'],
    ['suspicion of nobody', ['findings', 'householdSuspicion'], ['p9'], '/findings/householdSuspicion/0'],
    [
      'a request received after the decision is asked for',
      ['request', 'receivedAt'],
      '2026-11-24T09:00:00-05:00',
      '/request/receivedAt',
    ],
    [
      'a request received a second after the decision is asked for',
      ['request', 'receivedAt'],
      '2026-11-23T10:00:01-05:00',
      '/request/receivedAt',
    ],
    [
      'a return day before the issue',
      ['request', 'instruments', 0, 'returnOn'],
      '2026-11-15',
      '/request/instruments/0/issuedOn',
    ],
    [
      'a last day before the issue',
      ['request', 'instruments', 0, 'executeBy'],
      '2026-11-15',
      '/request/instruments/0/issuedOn',
    ],
    [
      'an expiry before the issue',
      ['request', 'instruments', 0, 'expiresOn'],
      '2026-11-15',
      '/request/instruments/0/issuedOn',
    ],
    [
      'a delay that ends before the issue',
      ['request', 'instruments', 0, 'delaysNoticeUntil'],
      '2026-11-15',
      '/request/instruments/0/issuedOn',
    ],
    [
      'a time to object that ends before it begins',
      ['findings', 'notice', 0, 'objectionPeriodEnds'],
      '2026-11-15',
      '/findings/notice/0/servedOn',
    ],
  ]
  it.each(wrong)('with %s is refused, with the place and the mend', (_what, path, value, pointer) => {
    const found = mistakes(set(path, value))
    expect(found.map((mistake) => mistake.pointer)).toContain(pointer)
    for (const { reason, mend } of found) {
      expect(reason).not.toBe('')
      expect(mend).toMatch(/[.]$/)
    }
  })

  const told: [string, (string | number)[], unknown, [string, string][]][] = [
    ['neither form', ['request', 'elements'], 5, [['/request/elements', 'this has none of the forms allowed here']]],
    ['an empty list', ['request', 'elements'], [], [['/request/elements', 'this is empty']]],
    ['what is no text', ['request', 'elements'], [5], [['/request/elements/0', 'this must be text']]],
    ['one alone in a list', ['request', 'purpose'], ['audit'], [['/request/purpose', 'this list is too short']]],
    ['one twice', ['request', 'purpose'], ['audit', 'audit'], [['/request/purpose/1', 'this stands there twice']]],
    ['another version', ['caseFile'], '1', [['/caseFile', 'this must be 1']]],
    ['no number', ['case'], '', [['/case', 'this is empty']]],
    ['text for a list', ['subjects'], 'p1', [['/subjects', 'this must be a list']]],
    ['text for yes', ['request', 'suppliesSsn'], 'true', [['/request/suppliesSsn', 'this must be true or false']]],
  ]
  it.each(told)('with %s is told so once, in plain words', (_what, path, value, expected) => {
    expect(mistakes(set(path, value)).map(({ pointer, reason }) => [pointer, reason])).toEqual(expected)
  })

  it('says of two choices what is wrong with each', () => {
    const paper = { id: 'i2', kind: 'agreement', subjects: [1], elements: 2 }
    expect(mistakes(set(['request', 'instruments', 1], paper)).map(({ pointer }) => pointer)).toEqual([
      '/request/instruments/1/subjects/0',
      '/request/instruments/1/elements',
    ])
  })

  it('that lacks a field is told which', () => {
    const file = Object(aCase())
    Reflect.deleteProperty(file, 'request')
    expect(mistakes(file)).toContainEqual({ pointer: '', reason: '"request" is missing', mend: 'Add "request".' })
  })

  it('may be decided within the second in which the request came in', () => {
    expect(mistakes(set(['request', 'receivedAt'], '2026-11-23T10:00:00.999-05:00'))).toEqual([])
  })

  it('may have days that are the same, a paper for a class, and a person of no program', () => {
    expect(mistakes(set(['request', 'instruments', 0, 'returnOn'], '2026-11-16'))).toEqual([])
    expect(mistakes(set(['request', 'instruments', 0, 'subjects'], 'unnamed'))).toEqual([])
    expect(mistakes(set(['subjects', 0, 'programs'], []))).toEqual([])
  })
})
