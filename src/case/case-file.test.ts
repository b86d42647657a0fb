/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { aRequest, caseIn, counsel, next, nothing, play, playAll, type Played } from '#testing/case.ts'
import schema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import { toCaseFile } from './case-file.ts'
import type { Command, CommandName } from './commands.ts'
import { states } from './moves.ts'
import { initial } from './state.ts'

const asOf = '2026-11-23T12:00:00-05:00'
const ajv = addFormats.default(new Ajv2020.default({ allErrors: true }))
const validate = ajv.compile(schema)

const received = caseIn('received')
const matched = caseIn('matched')

function told<Name extends CommandName>(before: Played, name: Name, change: Partial<Command<Name>>): Played {
  return playAll(before, [name], { [name]: change })
}

const file = (played: Played) => toCaseFile(played.state, asOf)

describe('the case file of a case', () => {
  it('has the form of the contract in every state', () => {
    for (const status of states.slice(1)) {
      expect(validate(file(caseIn(status))), `${status}: ${ajv.errorsText(validate.errors)}`).toBe(true)
    }
  })

  it('holds what the request says, and leaves out what the contract has no place for', () => {
    const request = aRequest({
      requester: { ...aRequest().requester, badge: '1', callback: '617-555-0100', unit: 'Boston' },
      violation: 'Trafficking',
      purposes: ['snap-violation-investigation', 'criminal-investigation'],
    })
    const found = file(told(nothing, 'receive', { request }))
    expect(found).toMatchObject({ caseFile: 1, case: 'MA-DTA-2026-7K3Q9F2M', asOf, agency: 'ma-dta' })
    expect(found.request).toEqual({
      receivedAt: '2026-11-23T15:01:00.000Z',
      form: 'written',
      requester: {
        kind: 'federal-law-enforcement',
        organization: 'usms',
        name: 'Deputy Example',
        title: 'Deputy marshal',
        unit: 'Boston',
        statesAuthority: true,
        identityVerified: false,
      },
      purpose: ['snap-violation-investigation', 'criminal-investigation'],
      violation: 'Trafficking',
      statements: request.statements,
      suppliesSsn: false,
      instruments: [{ id: 'i1', kind: 'judicial-subpoena', authenticity: 'unverified' }],
      programs: ['snap'],
      elements: ['home-address', 'ssn'],
    })
  })

  it('states one purpose as one, the full file as all, and a class in words', () => {
    const request = aRequest({ elements: 'all', people: [], instruments: [], subjectClass: 'Everybody in one city' })
    const found = file(told(nothing, 'receive', { request }))
    expect(found.request).toMatchObject({
      purpose: 'fugitive-apprehension',
      elements: 'all',
      subjectClass: 'Everybody in one city',
    })
    expect(found.subjects).toEqual([])
  })

  it('names nobody', () => {
    expect(JSON.stringify(file(playAll(matched, ['read-instrument'])))).not.toMatch(
      /Testina|Samplewright|900-12|person-1/,
    )
  })

  it('is shared with nobody: changing it changes no state', () => {
    const before = structuredClone(matched.state)
    const found = file(matched)
    found.request.programs.push('tanf')
    found.request.statements?.push('x')
    found.subjects[0]?.programs?.push('tanf')
    expect(matched.state).toEqual(before)
  })

  it('needs a request', () => {
    expect(() => toCaseFile(initial, asOf)).toThrow('a case without a request has no case file')
  })
})

describe('a person', () => {
  it('is one of several until somebody has looked, and then what was found', () => {
    expect(file(received).subjects).toEqual([
      { ref: 'p1', namedInRequest: true, match: 'several' },
      { ref: 'p2', namedInRequest: true, match: 'several' },
    ])
    const one = {
      match: 'one',
      key: 'k',
      role: 'recipient',
      household: 'h1',
      programs: ['snap'],
      holds: ['name'],
      markers: ['minor'],
      guardianOf: ['p2'],
    } as const
    const people = { p1: one, p2: { match: 'several', candidates: 3 }, p3: { match: 'none' } } as const
    const { key: _, ...facts } = one
    expect(file(told(received, 'match', { people })).subjects).toEqual([
      { ref: 'p1', namedInRequest: true, ...facts },
      { ref: 'p2', namedInRequest: true, match: 'several' },
      { ref: 'p3', namedInRequest: false, match: 'none' },
    ])
  })

  it('objects as of the latest day that is known', () => {
    const objection = (onFile: string | null | undefined, made?: string) => {
      const one = { match: 'one', key: 'k', programs: [], holds: [], markers: [] } as const
      const p1 = onFile === undefined ? one : { ...one, objection: onFile }
      const before = told(received, 'match', { people: { p1, p2: { match: 'none' } } })
      return file(made === undefined ? before : told(before, 'record-objection', { on: made })).subjects[0]?.objection
    }
    expect(objection(undefined)).toBeUndefined()
    expect(objection(null)).toBeNull()
    expect(objection('2026-01-02')).toBe('2026-01-02')
    expect(objection('2026-01-02', '2026-03-04')).toBe('2026-03-04')
    expect(objection('2026-05-06', '2026-03-04')).toBe('2026-05-06')
    expect(objection(null, '2026-03-04')).toBe('2026-03-04')
    expect(objection(undefined, '2026-03-04')).toBe('2026-03-04')
  })

  it('who objects twice objects as of the later day, told in either order', () => {
    for (const days of [
      ['2026-03-04', '2026-05-06'],
      ['2026-05-06', '2026-03-04'],
    ]) {
      const after = days.reduce((so, on) => told(so, 'record-objection', { on }), matched)
      expect(file(after).subjects[0]?.objection).toBe('2026-05-06')
      const toPaper = days.reduce((so, on) => told(so, 'record-objection', { on, instrument: 'i1' }), matched)
      expect(file(toPaper).findings?.notice).toEqual([
        { instruments: ['i1'], subjects: ['p1'], objectionPeriodEnds: '2026-05-06', objected: true },
      ])
      expect(file(toPaper).subjects[0]?.objection).toBeUndefined()
    }
  })
})

describe('an instrument', () => {
  const facts = {
    id: 'i1',
    kind: 'court-order',
    issuerKind: 'state-court',
    issuerState: 'us-ma',
    subjects: ['p1'],
  } as const

  it('is what was read of it, whatever the request called it', () => {
    const read = told(matched, 'read-instrument', { facts: { ...facts, subjects: ['p1'] } })
    expect(file(read).request.instruments).toEqual([{ ...facts, authenticity: 'unverified' }])
  })

  it('is verified or failed as its issuer said, until it is read anew', () => {
    const read = told(matched, 'read-instrument', { facts: { ...facts, subjects: ['p1'] } })
    const authenticity = (played: Played) => file(played).request.instruments?.map((one) => one.authenticity)
    const verified = told(read, 'verify-instrument', { result: 'verified' })
    expect(authenticity(verified)).toEqual(['verified'])
    expect(authenticity(told(read, 'verify-instrument', { result: 'failed' }))).toEqual(['failed'])
    expect(authenticity(told(verified, 'read-instrument', {})), 'a second person reads the same').toEqual(['verified'])
    const anew = { facts: { id: 'i1', kind: 'court-order' } }
    expect(authenticity(told(verified, 'read-instrument', anew))).toEqual(['unverified'])
  })

  it('may come later, with its file', () => {
    const artifact = { sha256: 'a'.repeat(64), bytes: 1, type: 'image/png' }
    const after = told(matched, 'read-instrument', { facts: { id: 'i2', kind: 'consent' }, artifact })
    expect(file(after).request.instruments?.map(({ id }) => id)).toEqual(['i1', 'i2'])
  })

  it('that counsel approved must be approved again once it was read anew; a refusal stands', () => {
    const words = (decision: 'approve' | 'refuse' | 'pending', instruments?: readonly string[]) => {
      const counseled = told(matched, 'record-counsel', instruments ? { decision, instruments } : { decision })
      return file(told(counseled, 'read-instrument', {})).findings?.counsel?.map((one) => one.decision)
    }
    expect(words('approve')).toEqual([])
    expect(words('refuse')).toEqual(['refuse'])
    expect(words('pending')).toEqual(['pending'])
  })
})

it('keeps the requester unverified until somebody has verified them, and after a verification that failed', () => {
  const verified = (played: Played) => file(played).request.requester.identityVerified
  const yes = told(matched, 'verify-requester', {})
  expect(verified(yes)).toBe(true)
  expect(verified(told(yes, 'verify-requester', { result: 'failed' }))).toBe(false)
})

describe('findings', () => {
  it('are absent, empty or false until somebody establishes them', () => {
    expect(file(matched).findings).toEqual({
      counsel: [],
      notice: [],
      courtInformed: [],
      consentConfirmed: [],
      householdSuspicion: [],
      dataProtocolAgreed: false,
      agreementInForce: [],
      seized: false,
      alreadyDisclosed: false,
    })
  })

  it.each([
    [
      'household-suspicion',
      { people: { p1: { grounds: 'x' } } },
      { householdSuspicion: ['p1'] },
      { householdSuspicion: [] },
    ],
    ['consent-confirmed', { people: { p2: {} } }, { consentConfirmed: ['p2'] }, { consentConfirmed: [] }],
    ['court-informed', { instruments: ['i1'] }, { courtInformed: ['i1'] }, { courtInformed: [] }],
    ['agreement-in-force', { instruments: ['i1'] }, { agreementInForce: ['i1'] }, { agreementInForce: [] }],
    ['injunction-checked', { programs: ['snap'] }, { injunctionAgainst: ['snap'] }, {}],
    ['data-protocol', {}, { dataProtocolAgreed: true }, { dataProtocolAgreed: false }],
    ['seized', {}, { seized: true }, { seized: false }],
    ['already-disclosed', {}, { alreadyDisclosed: true }, { alreadyDisclosed: false }],
  ] as const)('%s stands until it is taken back, once however often it is said', (finding, about, stands, gone) => {
    const none = file(matched).findings
    const once = told(matched, 'record-finding', { finding, stands: true, ...about })
    expect(file(once).findings).toEqual({ ...none, ...stands })
    expect(file(told(once, 'record-finding', { finding, stands: true, ...about })).findings).toEqual({
      ...none,
      ...stands,
    })
    expect(file(told(once, 'record-finding', { finding, stands: false, ...about })).findings).toEqual({
      ...none,
      ...gone,
    })
  })

  it('of one person leave those of another alone', () => {
    const finding = { finding: 'consent-confirmed', stands: true } as const
    const both = ['p1', 'p2'].reduce(
      (so, ref) => told(so, 'record-finding', { ...finding, people: { [ref]: {} } }),
      matched,
    )
    expect(file(both).findings?.consentConfirmed).toEqual(['p1', 'p2'])
    const one = told(both, 'record-finding', { ...finding, stands: false, people: { p1: {} } })
    expect(file(one).findings?.consentConfirmed).toEqual(['p2'])
  })

  it('of no injunction are an empty list', () => {
    const checked = told(matched, 'record-finding', { finding: 'injunction-checked', stands: true, programs: [] })
    expect(file(checked).findings?.injunctionAgainst).toEqual([])
  })
})

describe('counsel', () => {
  const on = '2026-11-23'
  const words = (played: Played) => file(played).findings?.counsel

  it('decides on a paper for everybody, or for some, narrowed or not', () => {
    const all = told(matched, 'record-counsel', { decision: 'approve' })
    expect(words(all)).toEqual([{ instruments: ['i1'], decision: 'approve', on }])
    const some = told(matched, 'record-counsel', {
      decision: 'approve',
      people: ['p1'],
      elements: ['ssn'],
      programs: ['snap'],
    })
    expect(words(some)).toEqual([
      { instruments: ['i1'], subjects: ['p1'], decision: 'approve', elements: ['ssn'], programs: ['snap'], on },
    ])
  })

  it('changes their mind: the latest word on a paper and a person stands', () => {
    const approved = told(matched, 'record-counsel', { decision: 'approve' })
    const refused = told(approved, 'record-counsel', { decision: 'refuse' })
    expect(words(refused)).toEqual([{ instruments: ['i1'], decision: 'refuse', on }])
    const forOne = told(refused, 'record-counsel', { decision: 'approve', people: ['p1'] })
    expect(words(forOne)).toEqual([
      { instruments: ['i1'], subjects: ['p2'], decision: 'refuse', on },
      { instruments: ['i1'], subjects: ['p1'], decision: 'approve', on },
    ])
    const again = told(forOne, 'record-counsel', { decision: 'pending', people: ['p1'] })
    expect(words(again)).toEqual([
      { instruments: ['i1'], subjects: ['p2'], decision: 'refuse', on },
      { instruments: ['i1'], subjects: ['p1'], decision: 'pending', on },
    ])
    expect(words(told(again, 'record-counsel', { decision: 'approve' }))).toEqual([
      { instruments: ['i1'], decision: 'approve', on },
    ])
  })

  it('decides on each paper apart, and on the request itself apart from the papers', () => {
    const artifact = { sha256: 'a'.repeat(64), bytes: 1, type: 'image/png' }
    const two = told(matched, 'read-instrument', { facts: { id: 'i2', kind: 'court-order' }, artifact })
    const both = told(two, 'record-counsel', { decision: 'approve', instruments: ['i1', 'i2'] })
    const refused = told(both, 'record-counsel', { decision: 'refuse', instruments: ['i2'] })
    expect(words(refused)).toEqual([
      { instruments: ['i1'], decision: 'approve', on },
      { instruments: ['i2'], decision: 'refuse', on },
    ])
    // A word on no instrument is about the request.
    const command = { command: 'record-counsel', decision: 'approve', on } as const
    const { state } = play(refused, command, { now: next(refused), actor: counsel })
    expect(toCaseFile(state, asOf).findings?.counsel).toContainEqual({ decision: 'approve', on })
    expect(toCaseFile(state, asOf).findings?.counsel).toHaveLength(3)
  })
})

describe('notice', () => {
  const notices = (played: Played) => file(played).findings?.notice

  it('is of one paper and one person, and the latest stands', () => {
    const people = { p1: { servedOn: '2026-11-10' }, p2: { dispensedByCourt: true } }
    const first = told(matched, 'serve-notice', { people })
    expect(notices(first)).toEqual([
      { instruments: ['i1'], subjects: ['p1'], servedOn: '2026-11-10' },
      { instruments: ['i1'], subjects: ['p2'], dispensedByCourt: true },
    ])
    const given = { servedOn: '2026-11-12', objectionPeriodEnds: '2026-11-30' }
    const again = told(first, 'serve-notice', { people: { p1: given } })
    expect(notices(again)).toEqual([
      { instruments: ['i1'], subjects: ['p2'], dispensedByCourt: true },
      { instruments: ['i1'], subjects: ['p1'], ...given },
    ])
    const ofNoPaper = told(again, 'serve-notice', { instruments: [], people: { p1: { servedOn: '2026-11-13' } } })
    expect(notices(ofNoPaper)?.at(-1)).toEqual({ instruments: [], subjects: ['p1'], servedOn: '2026-11-13' })
    expect(notices(ofNoPaper)).toHaveLength(3)
  })

  it('and an objection belong together, in whichever order they come', () => {
    const given = { servedOn: '2026-11-10', objectionPeriodEnds: '2026-11-20' }
    const serve = (played: Played) => told(played, 'serve-notice', { people: { p1: given } })
    const object = (played: Played) => told(played, 'record-objection', { on: '2026-11-15', instrument: 'i1' })
    const expected = [{ instruments: ['i1'], subjects: ['p1'], ...given, objected: true }]
    expect(notices(object(serve(matched)))).toEqual(expected)
    expect(notices(serve(object(matched)))).toEqual(expected)
  })

  it('lets the time to object end no earlier than the objection that came late', () => {
    const given = { servedOn: '2026-11-10', objectionPeriodEnds: '2026-11-20' }
    const late = told(told(matched, 'serve-notice', { people: { p1: given } }), 'record-objection', {
      on: '2026-11-22',
      instrument: 'i1',
    })
    expect(notices(late)).toEqual([
      {
        instruments: ['i1'],
        subjects: ['p1'],
        servedOn: '2026-11-10',
        objectionPeriodEnds: '2026-11-22',
        objected: true,
      },
    ])
  })
})
