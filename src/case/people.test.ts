/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  aCommand,
  aRequest,
  caseIn,
  counsel,
  hexOf,
  next,
  nothing,
  officer,
  play,
  playAll,
  reasonsAgainst,
  type Played,
} from '#testing/case.ts'
import type { Command } from './commands.ts'
import type { CaseEvent } from './events.ts'

const planted = [
  'Plantedgiven',
  'Plantedmiddle',
  'Plantedfamily',
  '1987-06-05',
  '900-77-1234',
  '900771234',
  'CASEPLANTED9',
  'MEMBERPLANTED9',
  '99 Planted Lane',
]
const said = `It concerns ${planted.join(', ')}.`

const request = aRequest({
  people: [
    {
      ref: 'p1',
      name: { given: 'Plantedgiven', middle: 'Plantedmiddle', family: 'Plantedfamily' },
      dateOfBirth: '1987-06-05',
      ssn: '900-77-1234',
      caseNumber: 'CASEPLANTED9',
      memberId: 'MEMBERPLANTED9',
      address: { street: '99 Planted Lane', town: 'Boston' },
    },
    { ref: 'p2' },
  ],
  instruments: [{ id: 'i1', kind: 'judicial-subpoena', file: 'Plantedfamily-subpoena.pdf' }],
  reference: said,
  violation: said,
  subjectClass: said,
})

/** A whole life of a case in which everybody puts names into whatever words there are. */
const events: readonly CaseEvent[] = [
  ...playAll(
    nothing,
    [
      'receive',
      'read-instrument',
      'read-instrument',
      'read-order',
      'refer',
      'return-referral',
      'verify-requester',
      'confirm-requester',
      'enter-appearance',
      'record-copies',
      'assign',
      'add-note',
      'tag',
      'record-finding',
      'match',
      'record-counsel',
      'suspend-accounting',
      'end-suspension',
      'set-hold',
      'lift-hold',
      'open-incident',
      'close-incident',
      'serve-notice',
      'record-objection',
      'decide',
      'sign-answer',
      'prepare',
      'approve',
      'void-approval',
      'announce',
      'withdraw-notice',
      'approve',
      'approve',
      'release',
      'deliver',
      'record-collection',
      'certify-destruction',
      'close',
    ],
    {
      receive: { request },
      'read-instrument': {
        facts: { id: 'i1', kind: 'judicial-subpoena', issuer: said, docket: said, statute: said, directedTo: said },
      },
      'read-order': {
        facts: { id: 'o1', about: 'i1', effect: 'lift-stay', issuedOn: '2026-11-20', issuer: said, docket: said },
      },
      refer: { reason: said },
      'return-referral': { reason: said },
      'enter-appearance': { lawyer: { name: 'Plantedfamily', address: '99 Planted Lane' } },
      'add-note': { text: said },
      'record-finding': { note: said },
      match: {
        people: {
          p1: {
            match: 'one',
            key: 'CASEPLANTED9',
            programs: ['snap'],
            holds: ['ssn'],
            markers: ['minor'],
            household: 'H-CASEPLANTED9',
          },
          p2: { match: 'none' },
        },
      },
      'record-counsel': { note: said },
      'suspend-accounting': { issuer: said, ground: said },
      'end-suspension': { reason: said },
      'set-hold': { matter: said },
      'lift-hold': { matter: said },
      'open-incident': { what: said },
      'close-incident': { finding: said },
      'void-approval': { reason: said },
      'withdraw-notice': { reason: said },
      'certify-destruction': { method: said },
    },
  ).events,
  ...playAll(nothing, ['receive', 'record-motion', 'withdraw'], {
    receive: { request },
    'record-motion': { docket: said },
    withdraw: { reason: said },
  }).events,
  ...playAll(
    playAll(playAll(nothing, ['receive', 'read-instrument'], { receive: { request } }), ['read-instrument'], {
      'read-instrument': { facts: { id: 'i1', kind: 'court-order' } },
    }),
    ['settle-reading'],
    { 'settle-reading': { reason: said } },
  ).events,
]

describe('the body of an event', () => {
  it('names nobody who was asked about, whatever words people choose', () => {
    for (const event of events) {
      const body = JSON.stringify(event.body)
      for (const value of planted) expect(body, `${event.type} has ${value}`).not.toContain(value)
    }
    // The search would find nothing in an empty case either.
    expect(JSON.stringify(events.map(({ people }) => people))).toContain('Plantedfamily')
    expect(events.length).toBe(46)
  })

  it('does not say what is on file about somebody, who was told or who objected', () => {
    for (const event of events) {
      if (event.type === 'request.received') continue
      const body = JSON.stringify(event.body)
      expect(body, event.type).not.toMatch(/"holds"|"markers"|"household"|"outcome":|"servedOn"|objectionPeriodEnds/)
    }
  })

  it('of a person’s own request names them by their ref', () => {
    const own = aRequest({
      requester: {
        kind: 'data-subject',
        organization: 'other',
        name: 'Plantedgiven Plantedfamily',
        callback: '617-555-0100',
        statesAuthority: true,
      },
      purposes: ['own-record'],
      people: request.people.slice(0, 1),
    })
    const [event] = playAll(nothing, ['receive'], { receive: { request: own } }).events
    expect(event?.body).toMatchObject({
      requester: { kind: 'data-subject', organization: 'other', name: '[p1]', statesAuthority: true },
    })
    expect(JSON.stringify(event?.body)).not.toMatch(/Planted|555/)
    const { name: _, statesAuthority: __, ...nameless } = own.requester
    const [silent] = playAll(nothing, ['receive'], { receive: { request: { ...own, requester: nameless } } }).events
    expect(silent?.body).toMatchObject({ requester: { kind: 'data-subject', organization: 'other' } })
    expect(JSON.stringify(silent?.body)).not.toContain('[p1]')
  })

  it('of a request keeps no file name, and nothing that was not asked for', () => {
    const [event] = caseIn('received').events
    expect(event?.body).toEqual({
      number: 'MA-DTA-2026-7K3Q9F2M',
      agency: 'ma-dta',
      channel: 'letter',
      form: 'written',
      requester: aRequest().requester,
      receiver: { recipient: 'age1example' },
      purposes: ['fugitive-apprehension'],
      statements: aRequest().statements,
      suppliesSsn: false,
      programs: ['snap'],
      elements: ['home-address', 'ssn'],
      instruments: [
        {
          id: 'i1',
          kind: 'judicial-subpoena',
          subjects: ['p1'],
          artifact: { sha256: 'a'.repeat(64), bytes: 900, type: 'application/pdf' },
        },
      ],
      artifact: { sha256: 'a'.repeat(64), bytes: 900, type: 'application/json' },
    })
    expect(event?.people).toEqual({
      p1: { name: { given: 'Testina', family: 'Samplewright' }, dateOfBirth: '1990-02-03', ssn: '900-12-3456' },
      p2: { name: { given: 'Mocktavius', family: 'Placeholder' } },
    })
  })
})

describe('each event', () => {
  const [, ...rest] = events
  const found = (type: CaseEvent['type']) => rest.find((event) => event.type === type)

  it('has a key for each person whom it concerns', () => {
    const keys = (type: CaseEvent['type']) => Object.keys(found(type)?.people ?? {})
    expect(keys('people.matched')).toEqual(['p1', 'p2'])
    expect(keys('decision.made')).toEqual(['p1', 'p2'])
    expect(keys('notice.served')).toEqual(['p1'])
    expect(keys('objection.recorded')).toEqual(['p1'])
    expect(keys('release.prepared')).toEqual(['p1'])
    expect(keys('package.delivered')).toEqual(['p1'])
    expect(keys('release.authorized')).toEqual([])
  })

  it('says to each person what was decided of them and nobody else', () => {
    expect(found('decision.made')?.people).toMatchObject({
      p1: {
        cells: [
          { element: 'home-address', outcome: 'release' },
          { element: 'ssn', outcome: 'hold' },
        ],
      },
      p2: { cells: [{ element: 'home-address', outcome: 'deny' }] },
    })
    expect(JSON.stringify(found('decision.made')?.people)).not.toContain('subject')
    expect(found('decision.made')?.body).toMatchObject({ classCells: [] })
    expect(found('package.delivered')?.people).toEqual({
      p1: { cells: [{ program: 'snap', element: 'home-address' }] },
    })
  })

  it('keeps what it must prove later', () => {
    expect(found('instrument.read')?.body).toMatchObject({
      facts: { id: 'i1', issuer: expect.stringContaining('[p1]') },
    })
    expect(found('release.approved')?.body).toMatchObject({ approval: 'a signed note', demo: true })
    expect(found('approvals.voided')?.body).toMatchObject({ because: 'asked', approvers: ['demo-approver-1'] })
    expect(found('package.delivered')?.body).toMatchObject({ checkpoint: { size: 256 }, leafIndex: 7 })
    expect(found('destruction.certified')?.body).toMatchObject({ on: '2026-11-23', by: 'Deputy Example' })
    expect(found('finding.recorded')?.body).toMatchObject({ finding: 'seized', stands: false })
  })
})

describe('a delivery to listed members', () => {
  const played = caseIn('released')
  const [command, actor] = aCommand('deliver', played.state, next(played))
  const delivered = (state = played.state) =>
    play({ ...played, state }, command, { now: next(played), actor }).events.findLast(
      ({ type }) => type === 'package.delivered',
    )

  it('says which set they stand in, and nothing of their classes: not what was released, not of how many, not which', () => {
    const { prepared } = played.state
    if (prepared === undefined) throw new Error('nothing stands prepared')
    const members = { set: '0a'.repeat(16), root: hexOf('b'), bits: 3, count: 500, classes: hexOf('c') }
    const name = { program: 'snap', element: 'name' }
    const bulk = { persons: 500, grants: [{ persons: 499, cells: [name] }], classes: { p1: 6021 }, members }
    const event = delivered({ ...played.state, prepared: { ...prepared, bulk } })
    expect(event).toMatchObject({ body: { members }, people: {} })
    for (const word of ['499', '6021', 'p1', 'grants']) expect(JSON.stringify(event?.body)).not.toContain(word)
  })

  it('is one to the classes of which something was prepared, for whoever must be told of it', () => {
    const { prepared } = played.state
    if (prepared === undefined) throw new Error('nothing stands prepared')
    const members = { set: '0a'.repeat(16), root: hexOf('b'), bits: 3, count: 500, classes: hexOf('c') }
    const bulk = { persons: 500, grants: [], classes: { p1: 6021 }, members }
    const state = { ...played.state, prepared: { ...prepared, bulk } }
    const after = play({ ...played, state }, command, { now: next(played), actor })
    expect(after.state.delivered?.people).toEqual(Object.keys(prepared.cells))
  })

  it('to named people says nothing of a set', () => {
    expect(delivered()?.body).not.toHaveProperty('members')
  })
})

describe('what is prepared for listed members', () => {
  const played = caseIn('decided')
  const [made, actor] = aCommand('prepare', played.state, next(played))
  if (made.command !== 'prepare') throw new Error('not a preparation')
  const { p1 } = played.state.people
  const [ref = ''] = Object.keys(made.cells)
  if (p1 === undefined) throw new Error('nobody is in the case')
  const on = '2026-11-22'
  const match = {
    match: 'class',
    on,
    mask: '0',
    persons: 500,
    digest: 'd',
    programs: [],
    holds: [],
    markers: [],
  } as const
  const people = { ...played.state.people, [ref]: { ...p1, match } }
  const members = { count: 500, sha256: hexOf('d'), list: 'bGlzdA==', named: false }
  const state = { ...played.state, people, members }
  const grants = [{ persons: 500, cells: made.cells[ref] ?? [] }]
  const set = { set: '0a'.repeat(16), root: hexOf('b'), bits: 3, count: 500, classes: hexOf('c') }
  const classes = { [ref]: 6021 }
  const reasons = (bulk: NonNullable<typeof made.bulk>) =>
    reasonsAgainst(state, { ...made, bulk }, { now: next(played), actor }).map(({ code }) => code)

  it('has everybody in the set who was listed, and nobody else', () => {
    const of = (count: number) => reasons({ persons: 500, grants, classes, members: { ...set, count } })
    expect(of(500)).not.toContain('grants-wrong')
    expect(of(499)).toContain('grants-wrong')
    expect(of(501)).toContain('grants-wrong')
  })

  it('has a number of its own for each class, and for nothing else', () => {
    const of = (numbers: Readonly<Record<string, number>>) =>
      reasons({ persons: 500, grants, classes: numbers, members: set })
    expect(of({ [ref]: 65_535 })).not.toContain('grants-wrong')
    for (const wrong of [{}, { [ref]: 65_536 }, { [ref]: -1 }, { [ref]: 0.5 }, { other: 1 }, { [ref]: 1, other: 2 }])
      expect(of(wrong), JSON.stringify(wrong)).toContain('grants-wrong')
  })
})

describe('what was recorded of a class of members', () => {
  const before = caseIn('matched')
  const { p1 } = before.state.people
  if (p1 === undefined) throw new Error('nobody is in the case')
  const like = (mask: string, digest: string) =>
    ({ match: 'class', on: '2026-11-22', mask, persons: 3, digest, programs: [], holds: [], markers: [] }) as const
  const members = { count: 6, sha256: hexOf('d'), list: 'bGlzdA==', named: false }
  const classes = {
    p1: { ...p1, asked: false, match: like('0', 'a') },
    p2: { ...p1, asked: false, match: like('1', 'b') },
  }
  const listed: Played = { ...before, state: { ...before.state, people: classes, members } }
  const give = (played: Played, command: Command) =>
    play(played, command, { now: next(played), actor: command.command === 'record-counsel' ? counsel : officer })
  const told = give(listed, {
    command: 'serve-notice',
    instruments: ['i1'],
    people: { p1: { servedOn: '2026-11-20' } },
  })
  const known = give(told, {
    command: 'record-counsel',
    decision: 'approve',
    instruments: ['i1'],
    people: ['p1'],
    on: '2026-11-23',
  })
  const again = (people: Record<string, ReturnType<typeof like>>) => give(known, { command: 'match', people }).state

  it('goes with the same members, whatever ref they have now', () => {
    const { notices, counsel: words } = again({ p1: like('0', 'b'), p2: like('1', 'a') })
    expect(notices.map(({ person }) => person)).toEqual(['p2'])
    expect(words.map(({ person }) => person)).toEqual(['p2'])
  })

  it('says nothing of others: who was added was told of nothing, and counsel never spoke of them', () => {
    const { notices, counsel: words } = again({ p1: like('0', 'another'), p2: like('1', 'b') })
    expect([notices, words]).toEqual([[], []])
  })

  it('holds no objection: each of them objects for themselves', () => {
    const command = { command: 'record-objection', person: 'p1', on: '2026-11-22' } as const
    const codes = reasonsAgainst(listed.state, command, { now: next(listed), actor: officer }).map(({ code }) => code)
    expect(codes).toEqual(['class-objects'])
  })
})
