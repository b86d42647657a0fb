/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  aCheck,
  aCommand,
  aContent,
  aCount,
  aDecision,
  aRefusal,
  aRequest,
  caseIn,
  counsel,
  firstApprover,
  hexOf,
  minute,
  next,
  nothing,
  officer,
  play,
  playAll,
  reasonsAgainst,
  secondApprover,
  withDuties,
  type Played,
} from '#testing/case.ts'
import type { Actor, Command, CommandName } from './commands.ts'

interface Change {
  now?: string
  actor?: Actor
}

/** The reasons against a valid command in which only `change` is altered. */
function against<Name extends CommandName>(
  before: Played,
  name: Name,
  change: Partial<Command<Name>> = {},
  { now = next(before), actor }: Change = {},
) {
  const [command, usual] = aCommand(name, before.state, now)
  return reasonsAgainst(before.state, Object.assign(command, change), { now, actor: actor ?? usual })
}

function codes<Name extends CommandName>(
  before: Played,
  name: Name,
  change: Partial<Command<Name>> = {},
  how: Change = {},
) {
  return against(before, name, change, how).map(({ code }) => code)
}

const received = caseIn('received')
const matched = caseIn('matched')
const decided = caseIn('decided')
const prepared = caseIn('prepared')
const once = caseIn('approved-once')
const approved = caseIn('approved')
const released = caseIn('released')
const delivered = caseIn('delivered')
const verification = {
  result: 'verified',
  channel: 'telephone',
  contactFrom: 'own-register',
  spokeTo: 'A clerk',
} as const

describe('receiving a request', () => {
  it('is refused where it came before, naming the case', () => {
    const [reason] = against(nothing, 'receive', { duplicateOf: 'MA-DTA-2026-AAAAAAAA' })
    expect(reason?.code).toBe('duplicate-request')
    expect(reason?.words).toContain('MA-DTA-2026-AAAAAAAA')
  })

  it('is refused where a file that it names was not handed in', () => {
    const [reason] = against(nothing, 'receive', { artifacts: {} })
    expect(reason).toEqual({
      code: 'instrument-file-missing',
      words: 'the request names a file for i1, and it was not handed in',
    })
    const withoutFile = aRequest({ instruments: [{ id: 'i1', kind: 'cited-statute' }] })
    expect(codes(nothing, 'receive', { request: withoutFile, artifacts: {} })).toEqual([])
  })
})

describe('reading an instrument', () => {
  const artifact = { sha256: hexOf('9'), bytes: 10, type: 'application/pdf' }
  it('takes a new paper with its file and refuses one without', () => {
    const facts = { id: 'i2', kind: 'consent', consent: { signer: 'p1', covers: ['p1', 'p2'] } }
    expect(codes(received, 'read-instrument', { facts, artifact })).toEqual([])
    expect(codes(received, 'read-instrument', { facts })).toEqual(['instrument-unknown'])
    for (const id of ['x2', 'i2x', 'xi2', 'i12345', 'i']) {
      expect(codes(received, 'read-instrument', { facts: { ...facts, id }, artifact }), id).toEqual([
        'instrument-unknown',
      ])
    }
  })

  it('refuses people whom the case does not have, wherever the paper names them', () => {
    const paper = { id: 'i1', kind: 'consent' }
    for (const facts of [
      { ...paper, subjects: ['p1', 'p3'] },
      { ...paper, consent: { signer: 'p3' } },
      { ...paper, consent: { signer: 'p1', covers: ['p3'] } },
    ]) {
      const [reason] = against(received, 'read-instrument', { facts })
      expect(reason).toEqual({ code: 'person-unknown', words: 'this case has no person p3' })
    }
    expect(codes(received, 'read-instrument', { facts: { ...paper, subjects: 'unnamed' } })).toEqual([])
  })
})

describe('verifying', () => {
  const read = playAll(received, ['read-instrument'])

  it('is refused for a paper that the case does not have, or that nobody has read', () => {
    expect(codes(read, 'verify-instrument', { instrument: 'i9' })).toEqual(['instrument-unknown'])
    expect(codes(received, 'verify-instrument')).toEqual(['instrument-not-read'])
    expect(codes(read, 'verify-instrument')).toEqual([])
  })

  it('is refused with a contact from the paper itself', () => {
    expect(codes(read, 'verify-instrument', { contactFrom: 'the-paper' })).toEqual(['contact-not-independent'])
    expect(codes(read, 'verify-requester', { contactFrom: 'the-paper' })).toEqual(['contact-not-independent'])
    for (const contactFrom of ['published-directory', 'court-website', 'own-register'] as const) {
      expect(codes(read, 'verify-requester', { contactFrom })).toEqual([])
    }
  })

  it('is refused without a channel or without a name', () => {
    expect(codes(read, 'verify-instrument', { channel: ' ' })).toEqual(['verification-incomplete'])
    expect(codes(read, 'verify-requester', { spokeTo: '' })).toEqual(['verification-incomplete'])
  })
})

describe('a finding', () => {
  const grounds = { p1: { grounds: 'Three sales at one register' } }
  it.each([
    ['household-suspicion', { people: grounds }],
    ['consent-confirmed', { people: { p1: {} } }],
    ['court-informed', { instruments: ['i1'] }],
    ['agreement-in-force', { instruments: ['i1'] }],
    ['injunction-checked', { programs: [] }],
    ['data-protocol', {}],
    ['seized', {}],
    ['already-disclosed', {}],
  ] as const)('%s is about one kind of thing, which is named', (finding, about) => {
    expect(codes(received, 'record-finding', { finding, stands: true, ...about })).toEqual([])
    const bare = codes(received, 'record-finding', { finding, stands: true })
    expect(bare.includes('finding-incomplete')).toBe(Object.keys(about).length > 0)
    for (const other of [{ people: grounds }, { instruments: ['i1'] }, { programs: ['snap'] }]) {
      const both = codes(received, 'record-finding', { finding, stands: true, ...about, ...other })
      const same = Object.keys(other).every((key) => key in about)
      expect(both, JSON.stringify(other)).toEqual(same ? [] : ['finding-too-much'])
    }
  })

  it('says in words what it must be about', () => {
    expect(against(received, 'record-finding', { finding: 'court-informed', stands: true })[0]?.words).toBe(
      'court-informed is found about instruments: name them',
    )
    expect(against(received, 'record-finding', { finding: 'seized', stands: true, people: grounds })[0]?.words).toBe(
      'seized is found about the case as a whole and nothing else',
    )
    expect(
      against(received, 'record-finding', { finding: 'court-informed', instruments: ['i1'], people: grounds })[0]
        ?.words,
    ).toBe('court-informed is found about instruments and nothing else')
  })

  it('of suspicion rests on grounds for each household, and is taken back without', () => {
    const suspicion = { finding: 'household-suspicion', people: { ...grounds, p2: { grounds: ' ' } } } as const
    expect(codes(received, 'record-finding', { ...suspicion, stands: true })).toEqual(['grounds-missing'])
    expect(codes(received, 'record-finding', { ...suspicion, stands: true, people: { p1: {} } })).toEqual([
      'grounds-missing',
    ])
    expect(codes(received, 'record-finding', { ...suspicion, stands: false })).toEqual([])
  })

  it('of injunctions can be taken back without naming programs', () => {
    expect(codes(received, 'record-finding', { finding: 'injunction-checked', stands: false })).toEqual([])
    expect(
      codes(received, 'record-finding', { finding: 'injunction-checked', stands: true, programs: ['food'] }),
    ).toEqual(['code-unknown'])
  })

  it('names only people and papers of the case', () => {
    expect(codes(received, 'record-finding', { finding: 'consent-confirmed', people: { p7: {} } })).toEqual([
      'person-unknown',
    ])
    expect(codes(received, 'record-finding', { finding: 'court-informed', instruments: ['i7'] })).toEqual([
      'instrument-unknown',
    ])
  })
})

describe('a match', () => {
  const one = { match: 'one', key: 'k1', programs: ['snap'], holds: ['ssn'], markers: ['minor'] } as const
  const none = { match: 'none' } as const
  it('speaks of everybody who was asked about, and may add others', () => {
    const [reason] = against(received, 'match', { people: { p2: one } })
    expect(reason).toEqual({ code: 'match-incomplete', words: 'say of p1 too whether the person was found' })
    expect(
      codes(received, 'match', { people: { p1: one, p2: { match: 'several', candidates: 2 }, p3: none } }),
    ).toEqual([])
  })

  it('asks nothing about people whom an earlier match added', () => {
    const before = playAll(received, ['match'], { match: { people: { p1: none, p2: none, p3: none } } })
    expect(codes(before, 'match', { people: { p1: none, p2: none } })).toEqual([])
  })

  it('gives nobody a telling ref', () => {
    for (const ref of ['Testina', 'p', 'px', 'xp3', 'p1234567', '__proto__x']) {
      expect(codes(received, 'match', { people: { p1: none, p2: none, [ref]: none } }), ref).toEqual(['ref-malformed'])
    }
  })

  it('never gives two people one record', () => {
    expect(codes(received, 'match', { people: { p1: one, p2: one } })).toEqual(['one-record-for-two'])
    expect(codes(received, 'match', { people: { p1: one, p2: { ...one, key: 'k2' } } })).toEqual([])
  })

  it('knows its codes, its days and its people', () => {
    const codesOf = (change: object) => codes(received, 'match', { people: { p1: { ...one, ...change }, p2: none } })
    expect(codesOf({ key: ' ' })).toEqual(['match-malformed'])
    expect(codesOf({ objection: '2026-02-30' })).toEqual(['match-malformed'])
    expect(codesOf({ objection: '2026-02-28' })).toEqual([])
    expect(codesOf({ objection: null })).toEqual([])
    expect(codesOf({ programs: ['food'] })).toEqual(['code-unknown'])
    expect(codesOf({ holds: ['shoe-size'] })).toEqual(['code-unknown'])
    expect(codesOf({ markers: ['suspicious'] })).toEqual(['code-unknown'])
    expect(codesOf({ guardianOf: ['p9'] })).toEqual(['person-unknown'])
    expect(codesOf({ guardianOf: ['p2'] })).toEqual([])
    expect(against(received, 'match', { people: { p1: { ...one, holds: ['shoe-size'] }, p2: none } })[0]?.words).toBe(
      'the vocabulary has no shoe-size',
    )
    expect(codesOf({ programs: ['toString'] })).toEqual(['code-unknown'])
  })
})

describe('the reading of listed members', () => {
  const listed = (count: number): Played => ({
    ...decided,
    state: { ...decided.state, members: { count, sha256: hexOf('d'), list: 'bGlzdA==', named: false } },
  })
  const cut = (count: number, ranges: number, perRange: number, perPiece: number) =>
    codes(listed(count), 'begin-preparation', { ranges, perRange, perPiece })

  it('is for members, not for people who are named', () => {
    expect(codes(decided, 'begin-preparation')).toContain('members-missing')
    expect(codes(listed(2), 'begin-preparation')).toEqual([])
  })

  it('goes in as many ranges as hold everybody', () => {
    expect(cut(100, 4, 25, 25)).toEqual([])
    expect(cut(101, 5, 25, 25)).toEqual([])
    for (const ranges of [0, 3, 5]) expect(cut(100, ranges, 25, 25), String(ranges)).toEqual(['preparation-malformed'])
  })

  it('goes in ranges of whole pieces', () => {
    expect(cut(100, 2, 50, 25)).toEqual([])
    for (const perPiece of [0, -25, 20, 100, 12.5 + 1]) {
      expect(cut(100, 2, 50, perPiece), String(perPiece)).toEqual(['preparation-malformed'])
    }
  })

  it('goes in pieces of some whole number of bytes', () => {
    const of = (pieceBytes: number) => codes(listed(2), 'begin-preparation', { pieceBytes })
    expect(of(1)).toEqual([])
    for (const pieceBytes of [0, -1, 1.5, Infinity]) {
      expect(of(pieceBytes), String(pieceBytes)).toEqual(['preparation-malformed'])
    }
  })

  it('rests on the standing decision and on bytes that were drawn', () => {
    expect(codes(listed(2), 'begin-preparation', { decision: hexOf('0') })).toEqual(['decision-superseded'])
    for (const missing of ['salt', 'receiptCode', 'setId', 'workKey', 'preparation']) {
      expect(codes(listed(2), 'begin-preparation', { [missing]: ' ' }), missing).toEqual(['preparation-malformed'])
    }
  })
})

describe('counsel’s word', () => {
  it('is about papers and people of the case', () => {
    expect(codes(received, 'record-counsel', { instruments: ['i9'] })).toEqual(['instrument-unknown'])
    expect(codes(received, 'record-counsel', { people: ['p9'] })).toEqual(['person-unknown'])
    expect(codes(received, 'record-counsel', { instruments: [] })).toEqual(['counsel-about-nothing'])
    expect(codes(received, 'record-counsel', { people: [] })).toEqual(['counsel-about-nothing'])
    expect(codes(received, 'record-counsel', { people: ['p1'], elements: 'as-instrument' })).toEqual([])
  })

  it('narrows by codes of the vocabulary', () => {
    expect(codes(received, 'record-counsel', { elements: ['ssn'], programs: ['snap'] })).toEqual([])
    expect(codes(received, 'record-counsel', { elements: ['social'] })).toEqual(['code-unknown'])
    expect(codes(received, 'record-counsel', { programs: ['food'] })).toEqual(['code-unknown'])
  })

  it('is of a day that has come', () => {
    expect(codes(received, 'record-counsel', { on: '2026-11-24' })).toEqual(['day-not-come'])
    expect(codes(received, 'record-counsel', { on: '2026-02-29' })).toEqual(['day-not-come'])
    expect(codes(received, 'record-counsel', { on: '11/23/2026' })).toEqual(['day-not-come'])
  })
})

describe('notice', () => {
  const served = { servedOn: '2026-11-20', objectionPeriodEnds: '2026-11-27' }
  it('is given to people of the case, of its papers', () => {
    expect(codes(received, 'serve-notice', { people: {} })).toEqual(['notice-to-nobody'])
    expect(codes(received, 'serve-notice', { people: { p9: served } })).toEqual(['person-unknown'])
    expect(codes(received, 'serve-notice', { instruments: ['i9'] })).toEqual(['instrument-unknown'])
    expect(codes(received, 'serve-notice', { instruments: [], people: { p1: served } })).toEqual([])
  })

  it('has a day that has come, or a court that dispensed with it', () => {
    expect(codes(received, 'serve-notice', { people: { p1: {} } })).toEqual(['notice-without-day'])
    expect(codes(received, 'serve-notice', { people: { p1: { dispensedByCourt: false } } })).toEqual([
      'notice-without-day',
    ])
    expect(codes(received, 'serve-notice', { people: { p1: { dispensedByCourt: true } } })).toEqual([])
    expect(codes(received, 'serve-notice', { people: { p1: { servedOn: '2026-11-24' } } })).toEqual(['day-not-come'])
  })

  it('leaves a time to object that ends no earlier than it begins', () => {
    const ending = (objectionPeriodEnds: string) =>
      codes(received, 'serve-notice', { people: { p1: { ...served, objectionPeriodEnds } } })
    expect(ending('2026-11-20')).toEqual([])
    expect(ending('2026-11-19')).toEqual(['period-malformed'])
    expect(ending('2026-11-31')).toEqual(['period-malformed'])
  })
})

it('takes an objection of a person and a paper of the case, of a day that has come', () => {
  expect(codes(received, 'record-objection', { instrument: 'i1' })).toEqual([])
  expect(codes(received, 'record-objection', { person: 'p9' })).toEqual(['person-unknown'])
  expect(codes(received, 'record-objection', { instrument: 'i9' })).toEqual(['instrument-unknown'])
  expect(codes(received, 'record-objection', { on: '2026-11-24' })).toEqual(['day-not-come'])
})

describe('a decision', () => {
  const now = next(matched)
  it('is of this case, of its present state and of now', () => {
    expect(codes(matched, 'decide', { decision: aDecision(matched.state, { case: 'MA-DTA-2026-AAAAAAAA' }) })).toEqual([
      'decision-of-another-case',
    ])
    expect(codes(matched, 'decide', { seen: matched.state.n - 1 })).toEqual(['decision-out-of-date'])
    expect(codes(matched, 'decide', { seen: matched.state.n + 1 })).toEqual(['decision-out-of-date'])
    const at = (milliseconds: number) => new Date(Date.parse(now) + milliseconds).toISOString()
    expect(codes(matched, 'decide', { asOf: at(1) })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: at(-600_000) })).toEqual([])
    expect(codes(matched, 'decide', { asOf: at(-600_001) })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: '2026-11-23T10:03:00-05:00' })).toEqual([])
    expect(codes(matched, 'decide', { asOf: '2026-11-23T15:03:00.000' })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: '2026-11-23' })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: 'now: 2026-11-23T10:03:00-05:00' })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: '2026-11-23T10:03:00-05:00 or so' })).toEqual(['decision-not-of-now'])
    expect(codes(matched, 'decide', { asOf: '2026-13-23T10:03:00-05:00' })).toEqual(['decision-not-of-now'])
  })

  it('is about people of the case, or an unnamed class', () => {
    const about = (subject: string) => {
      const [cell] = aDecision(matched.state).cells
      return against(matched, 'decide', {
        decision: aDecision(matched.state, { cells: cell ? [{ ...cell, subject }] : [] }),
      })
    }
    expect(about('p9')).toEqual([{ code: 'person-unknown', words: 'this case has no person p9' }])
    expect(about('*')).toEqual([])
  })

  it('comes with a commitment and a copy for oversight', () => {
    for (const commitment of ['', 'c', hexOf('C'), `${hexOf('c')}0`, `x${hexOf('c')}`]) {
      expect(codes(matched, 'decide', { commitment }), commitment).toEqual(['decision-uncommitted'])
    }
    expect(codes(matched, 'decide', { sealed: '' })).toEqual(['decision-uncommitted'])
  })
})

describe('counsel’s signature', () => {
  it('is under the decision that stands, and under what it answers', () => {
    expect(codes(decided, 'sign-answer', { decision: hexOf('b') })).toEqual(['decision-superseded'])
    expect(codes(decided, 'sign-answer', { answer: 'refusal' })).toEqual(['answer-is-another'])
    const refusal = playAll(matched, ['decide'], { decide: { decision: aDecision(matched.state, aRefusal) } })
    expect(codes(refusal, 'sign-answer', { answer: 'release' })).toEqual(['answer-is-another'])
    expect(codes(refusal, 'sign-answer', { answer: 'refusal' })).toEqual([])
    expect(against(refusal, 'sign-answer')[0]?.words).toContain('releases nothing')
    expect(against(decided, 'sign-answer', { answer: 'refusal' })[0]?.words).toContain('releases something')
  })

  const referred = (change: object) =>
    playAll(matched, ['decide'], {
      decide: {
        decision: aDecision(matched.state, { ...change, ...withDuties('record-request', 'refer-to-counsel') }),
      },
    })

  it('is needed for a release while a referral stands', () => {
    const before = referred({})
    const [reason] = against(before, 'prepare')
    expect(reason?.code).toBe('counsel-not-signed')
    expect(reason?.words).toContain('has not signed the release')
    expect(codes(playAll(before, ['sign-answer']), 'prepare')).toEqual([])
  })

  it('is needed for a refusal while a referral stands', () => {
    const before = referred(aRefusal)
    const [reason] = against(before, 'refuse')
    expect(reason?.code).toBe('counsel-not-signed')
    expect(reason?.words).toContain('has not signed the refusal')
    expect(codes(playAll(before, ['sign-answer'], { 'sign-answer': { answer: 'refusal' } }), 'refuse')).toEqual([])
  })

  it('ends with the decision that it is under', () => {
    const signed = playAll(referred({}), ['sign-answer'])
    const again = playAll(signed, ['decide'], {
      decide: { decision: aDecision(signed.state, withDuties('refer-to-counsel')) },
    })
    expect(codes(again, 'prepare')).toEqual(['counsel-not-signed'])
  })
})

describe('preparing', () => {
  it('needs a decision that releases something, with nothing left to need', () => {
    for (const needs of [{ outcome: 'deny' }, { outcome: 'hold' }, { needs: ['counsel-review'] }] as const) {
      const cells = aDecision(matched.state).cells.map((cell) => ({
        ...cell,
        ...needs,
        needs: [...(needs.needs ?? [])],
      }))
      const before = playAll(matched, ['decide'], {
        decide: { decision: aDecision(matched.state, { cells }) },
      })
      expect(codes(before, 'prepare')).toEqual(['nothing-to-release', 'cell-not-released'])
    }
  })

  it('is never for an unnamed class', () => {
    const cells = aDecision(matched.state).cells.map((cell) => ({ ...cell, subject: '*' }))
    const before = playAll(matched, ['decide'], { decide: { decision: aDecision(matched.state, { cells }) } })
    expect(codes(before, 'prepare', { cells: { '*': [{ program: 'snap', element: 'home-address' }] } })).toEqual([
      'nothing-to-release',
      'cell-not-released',
    ])
  })

  it('is of the decision that stands', () => {
    expect(against(decided, 'prepare', { decision: hexOf('b') })).toEqual([
      { code: 'decision-superseded', words: 'another decision stands: cccccccccccccccc…; take that one' },
    ])
  })

  it('keeps the key of the agency’s copy, where it keeps one', () => {
    const copyOf = (played: Played) => played.events.at(-1)?.body
    expect(copyOf(playAll(decided, ['prepare'], { prepare: { copy: 'a2V5' } }))).toMatchObject({ copy: 'a2V5' })
    expect(copyOf(prepared)).toEqual({
      ...aContent(),
      decision: hexOf('c'),
      recipient: 'age1example',
      receipt: prepared.state.prepared?.receipt,
      expiresAt: prepared.state.prepared?.expiresAt,
      synthetic: true,
      above: 200,
    })
  })

  it('packs only released cells, and at least one', () => {
    expect(codes(decided, 'prepare', { cells: {} })).toEqual(['package-empty'])
    expect(codes(decided, 'prepare', { cells: { p1: [] } })).toEqual(['package-empty'])
    const cells = { p1: [{ program: 'snap', element: 'ssn' }], p2: [{ program: 'snap', element: 'home-address' }] }
    expect(against(decided, 'prepare', { cells })).toEqual([
      {
        code: 'cell-not-released',
        words: 'the package holds what the decision does not release: p1 snap ssn, p2 snap home-address',
      },
    ])
    expect(codes(decided, 'prepare', { cells: { p1: [{ program: 'tanf', element: 'home-address' }] } })).toEqual([
      'cell-not-released',
    ])
  })

  it('seals to the key that is known of the receiver', () => {
    expect(codes(decided, 'prepare', { recipient: 'age1other' })).toEqual(['receiver-key-differs'])
    const { receiver: _, ...request } = aRequest()
    const keyless = playAll(nothing, ['receive', 'match', 'decide'], { receive: { request } })
    expect(codes(keyless, 'prepare')).toEqual(['receiver-key-missing'])
    const confirm = (change: Partial<Command<'verify-requester'>>) =>
      playAll(
        keyless,
        ['verify-requester', ...(change.result === 'failed' ? [] : (['confirm-requester'] as const)), 'decide'],
        {
          'verify-requester': { recipient: 'age1new', ...change },
        },
      )
    expect(codes(confirm({}), 'prepare')).toEqual([])
    expect(codes(confirm({}), 'prepare', { recipient: 'age1example' })).toEqual(['receiver-key-differs'])
    expect(codes(confirm({ result: 'failed' }), 'prepare')).toEqual(['receiver-key-missing'])
  })

  it('has the content root of what is sealed, and a receipt code', () => {
    for (const change of [
      { contentRoot: hexOf('0') },
      { opened: hexOf('7') },
      { terms: hexOf('7') },
      { receipt: 'x' },
    ]) {
      expect(codes(decided, 'prepare', change)).toEqual(['content-root-wrong'])
    }
  })

  it('is refused where the same content stands prepared', () => {
    expect(codes(prepared, 'prepare', aContent(1))).toEqual(['already-prepared'])
    expect(codes(prepared, 'prepare', aContent(2))).toEqual([])
  })

  it('expires at a moment to come', () => {
    const now = next(decided)
    expect(codes(decided, 'prepare', { expiresAt: now }, { now })).toEqual(['expiry-passed'])
    expect(codes(decided, 'prepare', { expiresAt: 'soon' }, { now })).toEqual(['expiry-passed'])
    expect(codes(decided, 'prepare', { expiresAt: '2026-11-23T15:59:00.000Z' }, { now })).toEqual([])
  })
})

describe('what the law wants done first', () => {
  const decide = (before: Played, ...duties: Parameters<typeof withDuties>) =>
    playAll(before, ['decide'], { decide: { decision: aDecision(before.state, withDuties(...duties)) } })

  it('is notice to each person of whom something is prepared, with the time to object run', () => {
    const told = (objectionPeriodEnds: string, person = 'p1') => {
      const people = { [person]: { servedOn: '2026-11-13', objectionPeriodEnds } }
      return decide(playAll(matched, ['serve-notice'], { 'serve-notice': { people } }), 'notify-subject-before')
    }
    expect(against(decide(matched, 'notify-subject-before'), 'prepare')).toEqual([
      { code: 'notice-not-served', words: 'p1 must be told before anything is released: serve notice first' },
    ])
    expect(codes(told('2026-11-20', 'p2'), 'prepare')).toEqual(['notice-not-served'])
    expect(codes(told('2026-11-22'), 'prepare')).toEqual([])
    expect(against(told('2026-11-23'), 'prepare')).toEqual([
      { code: 'time-to-object-runs', words: 'p1 may still object; the last day counts' },
    ])
    const dispensed = playAll(matched, ['serve-notice'], {
      'serve-notice': { people: { p1: { dispensedByCourt: true } } },
    })
    expect(codes(decide(dispensed, 'notify-subject-before'), 'prepare')).toEqual([])
  })

  it('is no notice where an objection is all that is known of the paper', () => {
    const objected = playAll(matched, ['record-objection'], { 'record-objection': { instrument: 'i1' } })
    expect(codes(decide(objected, 'notify-subject-before'), 'prepare')).toEqual(['notice-not-served'])
  })

  it('runs by days in the agency’s offset', () => {
    const people = { p1: { servedOn: '2026-11-13', objectionPeriodEnds: '2026-11-23' } }
    const told = playAll(matched, ['serve-notice'], { 'serve-notice': { people } })
    const eastern = (now: string, asOf: string) => {
      const [command, actor] = aCommand('decide', told.state, now)
      const change = { asOf, decision: aDecision(told.state, withDuties('notify-subject-before')) }
      const later = play(told, Object.assign(command, change), { now, actor })
      return codes(later, 'prepare', {}, { now })
    }
    expect(eastern('2026-11-24T03:00:00.000Z', '2026-11-23T22:00:00-05:00')).toEqual(['time-to-object-runs'])
    expect(eastern('2026-11-24T05:00:00.000Z', '2026-11-24T00:00:00-05:00')).toEqual([])
    expect(eastern('2026-11-24T03:00:00.000Z', '2026-11-24T03:00:00Z')).toEqual([])
    expect(eastern('2026-11-23T20:00:00.000Z', '2026-11-24T01:30:00+05:30')).toEqual([])
  })

  it('is to inform the court behind each subpoena and order', () => {
    expect(against(decide(matched, 'inform-court'), 'prepare')).toEqual([
      {
        code: 'court-not-informed',
        words: 'the court behind i1 must first be told of the law that restricts disclosure',
      },
    ])
    const informed = playAll(matched, ['record-finding'], {
      'record-finding': { finding: 'court-informed', stands: true, instruments: ['i1'] },
    })
    expect(codes(decide(informed, 'inform-court'), 'prepare')).toEqual([])
    const takenBack = playAll(informed, ['record-finding'], {
      'record-finding': { finding: 'court-informed', stands: false, instruments: ['i1'] },
    })
    expect(codes(decide(takenBack, 'inform-court'), 'prepare')).toEqual(['court-not-informed'])
  })

  it('informs no court of a warrant or of a paper that is not real, and one of what a court enforces', () => {
    const reading = (kind: string, more: object = {}, checks: Partial<Command<'verify-instrument'>>[] = []) => {
      const facts = { id: 'i1', kind, ...more }
      const read = playAll(matched, ['read-instrument', 'read-instrument'], { 'read-instrument': { facts } })
      const checked = checks.reduce<Played>(
        (so, check) => playAll(so, ['verify-instrument'], { 'verify-instrument': check }),
        read,
      )
      return codes(decide(checked, 'inform-court'), 'prepare')
    }
    for (const kind of [
      'court-order',
      'part-2-order',
      'judicial-subpoena',
      'grand-jury-subpoena',
      'attorney-subpoena',
    ]) {
      expect(reading(kind), kind).toEqual(['court-not-informed'])
    }
    expect(reading('judicial-warrant')).toEqual([])
    expect(reading('administrative-subpoena')).toEqual([])
    expect(reading('administrative-subpoena', { enforcedByCourt: true })).toEqual(['court-not-informed'])
    expect(reading('court-order', {}, [{ ...verification, result: 'failed' }])).toEqual([])
    expect(reading('court-order', {}, [{ ...verification, result: 'verified' }])).toEqual(['court-not-informed'])
  })
})

describe('approving', () => {
  const check = (change: object, before = prepared, actor = firstApprover) =>
    codes(before, 'approve', { check: aCheck(before.state, actor, change) }, { actor })

  it('is refused in the words of the check that failed', () => {
    const failed = { valid: false, code: 'signature-wrong', words: 'The signature does not verify' } as const
    expect(against(prepared, 'approve', { check: failed })).toEqual([
      { code: 'signature-wrong', words: 'The signature does not verify' },
    ])
  })

  it('is only by the person who signed, in a role that they hold', () => {
    expect(codes(prepared, 'approve', {}, { actor: secondApprover })).toEqual(['not-the-signer', 'role-not-held'])
    expect(check({ role: 'privacy-officer' })).toEqual(['role-not-held'])
  })

  it('is of the very content, of this case', () => {
    expect(check({ contentRoot: hexOf('0') })).toEqual(['other-content'])
    expect(check({ caseNumber: 'MA-DTA-2026-AAAAAAAA' })).toEqual(['other-content'])
  })

  it('is signed after the content stood prepared and not in the future', () => {
    const at = prepared.state.prepared?.at ?? ''
    expect(check({ at: new Date(Date.parse(at) - 1).toISOString() })).toEqual(['signed-at-another-time'])
    expect(check({ at: next(prepared) })).toEqual([])
    expect(check({ at: minute(59) })).toEqual(['signed-at-another-time'])
  })

  it('is never by whoever prepared it or decided it', () => {
    const roles = ['disclosure-officer', 'approver'] as const
    const both: Actor = { id: 'demo-officer', roles }
    expect(check({}, prepared, both)).toEqual(['own-work'])
    const drafter: Actor = { id: 'demo-drafter', roles }
    const now = next(matched)
    const drafted = play(matched, aCommand('decide', matched.state, now)[0], { now, actor: drafter })
    expect(check({}, playAll(drafted, ['prepare']), drafter)).toEqual(['own-work'])
    expect(check({}, prepared, drafter)).toEqual([])
    const packer: Actor = { id: 'demo-packer', roles }
    const later = next(decided)
    const packed = play(decided, aCommand('prepare', decided.state, later)[0], { now: later, actor: packer })
    expect(check({}, packed, packer)).toEqual(['own-work'])
    expect(check({}, packed, drafter)).toEqual([])
  })

  it('is never twice by one person or with one key', () => {
    expect(check({}, once, firstApprover)).toEqual(['same-person-twice'])
    const first = aCheck(prepared.state, firstApprover)
    const sameKey = first.valid ? { publicKey: first.publicKey } : {}
    expect(check(sameKey, once, secondApprover)).toEqual(['same-person-twice'])
    const second = aCheck(prepared.state, secondApprover)
    const otherKey = second.valid ? { publicKey: second.publicKey, key: second.key } : {}
    expect(check(otherKey, once, firstApprover)).toEqual(['same-person-twice'])
    expect(check({}, once, secondApprover)).toEqual([])
  })

  it('is refused once the package has expired', () => {
    const now = prepared.state.prepared?.expiresAt ?? ''
    expect(codes(prepared, 'approve', {}, { now })).toEqual(['package-expired'])
    expect(codes(prepared, 'approve', {}, { now: new Date(Date.parse(now) - 1).toISOString() })).toEqual([])
  })

  it('is taken back with a reason', () => {
    expect(codes(once, 'void-approval', { reason: ' ' })).toEqual(['reason-missing'])
    const after = playAll(once, ['void-approval'], { 'void-approval': { reason: 'Samplewright is misspelled' } })
    expect(after.events.at(-1)?.body).toEqual({
      because: 'asked',
      reason: '[p1] is misspelled',
      contentRoot: aContent().contentRoot,
      approvers: ['demo-approver-1'],
    })
  })
})

describe('releasing', () => {
  const anew = (change: Parameters<typeof aDecision>[1]) =>
    against(approved, 'release', { decision: aDecision(approved.state, change) })

  it('is of what both approved', () => {
    expect(codes(approved, 'release', { contentRoot: hexOf('0') })).toEqual(['other-content'])
    expect(codes(approved, 'release', { statement: 'x' })).toEqual(['statement-missing'])
  })

  it('is refused where the case, decided anew, no longer releases it, naming what changed', () => {
    const cells = aDecision(approved.state).cells
    const held = cells.map((cell) => ({ ...cell, outcome: 'hold' as const, needs: ['notice-to-subject' as const] }))
    expect(anew({ cells: held })).toEqual([
      {
        code: 'decision-changed',
        words: 'decided anew, the case no longer releases p1 snap home-address (hold notice-to-subject)',
      },
    ])
    expect(anew({ cells: [] })[0]?.words).toContain('p1 snap home-address (not decided)')
    const needy = cells.map((cell) => ({ ...cell, needs: ['counsel-review' as const] }))
    expect(anew({ cells: needy })[0]?.words).toContain('p1 snap home-address (release counsel-review)')
    const others = cells.map((cell) => ({
      ...cell,
      outcome: cell.element === 'ssn' ? ('deny' as const) : cell.outcome,
    }))
    expect(anew({ cells: others })).toEqual([])
  })

  it('is decided for this case, from all that is known, for now', () => {
    expect(codes(approved, 'release', { seen: 1 })).toEqual(['decision-out-of-date'])
    expect(codes(approved, 'release', { asOf: minute(0).replace('15:', '14:') })).toEqual(['decision-not-of-now'])
    expect(anew({ case: 'MA-DTA-2026-AAAAAAAA' }).map(({ code }) => code)).toEqual(['decision-of-another-case'])
  })

  it('looks for the very cell, wherever the new decision has it', () => {
    const cells = aDecision(approved.state).cells
    expect(anew({ cells: cells.toReversed() })).toEqual([])
    const another = cells.filter(({ subject, element }) => subject !== 'p1' || element !== 'home-address')
    expect(anew({ cells: another })[0]?.words).toContain('p1 snap home-address (not decided)')
  })

  it('counts the days to object in the agency’s offset', () => {
    const people = { p1: { servedOn: '2026-11-13', objectionPeriodEnds: '2026-11-23' } }
    const before = playAll(playAll(received, ['serve-notice'], { 'serve-notice': { people } }), [
      'match',
      'decide',
      'prepare',
      'approve',
      'approve',
    ])
    const decision = aDecision(before.state, withDuties('notify-subject-before'))
    const at = (now: string, asOf: string) =>
      codes(before, 'release', { decision, asOf, counted: aCount(asOf) }, { now })
    expect(at('2026-11-24T03:00:00.000Z', '2026-11-23T22:00:00-05:00')).toEqual(['time-to-object-runs'])
    expect(at('2026-11-24T05:00:00.000Z', '2026-11-24T00:00:00-05:00')).toEqual([])
  })

  it('does first what the new decision wants done first', () => {
    expect(anew(withDuties('refer-to-counsel')).map(({ code }) => code)).toEqual(['counsel-not-signed'])
    expect(anew(withDuties('notify-subject-before')).map(({ code }) => code)).toEqual(['notice-not-served'])
    expect(anew(withDuties('inform-court')).map(({ code }) => code)).toEqual(['court-not-informed'])
  })

  it('is refused once the package has expired', () => {
    const now = approved.state.prepared?.expiresAt ?? ''
    expect(codes(approved, 'release', {}, { now })).toEqual(['package-expired'])
  })
})

describe('refusing', () => {
  it('is for a decision that releases nothing', () => {
    expect(codes(decided, 'refuse')).toEqual(['something-is-released'])
  })
})

describe('delivering', () => {
  it('waits for a published checkpoint that holds the entry', () => {
    const checkpoint = { size: 8, root: hexOf('f') }
    expect(codes(released, 'deliver', { checkpoint, leafIndex: 7 })).toEqual([])
    expect(codes(released, 'deliver', { checkpoint, leafIndex: 0 })).toEqual([])
    for (const leafIndex of [8, -1, 1.5, Number.NaN]) {
      expect(codes(released, 'deliver', { checkpoint, leafIndex }), String(leafIndex)).toEqual(['leaf-not-published'])
    }
    expect(codes(released, 'deliver', { checkpoint: { ...checkpoint, size: 8.5 } })).toEqual(['leaf-not-published'])
    expect(codes(released, 'deliver', { checkpoint: { ...checkpoint, root: '' } })).toEqual(['leaf-not-published'])
  })

  it('is of what was released, before it expires', () => {
    expect(codes(released, 'deliver', { contentRoot: hexOf('0') })).toEqual(['other-content'])
    expect(codes(released, 'deliver', {}, { now: released.state.prepared?.expiresAt ?? '' })).toEqual([
      'package-expired',
    ])
  })
})

describe('a package at the counter', () => {
  const expiresAt = delivered.state.prepared?.expiresAt ?? ''
  const before = new Date(Date.parse(expiresAt) - 1).toISOString()

  it('is collected once, and is the one that was delivered', () => {
    expect(codes(delivered, 'record-collection', { contentRoot: hexOf('0') })).toEqual(['other-content'])
    const collected = playAll(delivered, ['record-collection'])
    expect(collected.state).toMatchObject({ status: 'delivered', collected: true })
    expect(codes(collected, 'record-collection')).toEqual(['already-collected'])
    expect(codes(collected, 'acknowledge-receipt')).toEqual([])
    // Whoever dies between taking and recording may be found out after the expiry.
    expect(codes(delivered, 'record-collection', {}, { now: expiresAt })).toEqual([])
  })

  it('expires at its moment and no earlier, and never once it was taken away', () => {
    expect(codes(delivered, 'record-expiry', {}, { now: before })).toEqual(['not-expired'])
    expect(codes(delivered, 'record-expiry', { contentRoot: hexOf('0') }, { now: expiresAt })).toEqual([
      'other-content',
    ])
    expect(codes(delivered, 'record-expiry', {}, { now: expiresAt })).toEqual([])
    const collected = playAll(delivered, ['record-collection'])
    expect(codes(collected, 'record-expiry', {}, { now: expiresAt })).toEqual(['already-collected'])
    expect(codes(playAll(delivered, ['acknowledge-receipt']), 'record-expiry', {}, { now: expiresAt })).toEqual([
      'not-open',
    ])
  })

  it('is taken back as long as nobody took it away, and the case goes back to be decided again', () => {
    expect(codes(delivered, 'record-taking-back', { contentRoot: hexOf('0') })).toEqual(['other-content'])
    expect(codes(playAll(delivered, ['record-collection']), 'record-taking-back')).toEqual(['already-collected'])
    expect(codes(playAll(delivered, ['acknowledge-receipt']), 'record-taking-back')).toEqual(['not-open'])
    const back = playAll(delivered, ['record-taking-back'])
    expect(back.state).toMatchObject({ status: 'matched', prepared: undefined, released: false, delivered: undefined })
    expect(codes(back, 'record-collection')).toEqual(['not-open'])
  })

  it('keeps its case open until it is known what became of it', () => {
    expect(against(delivered, 'close')).toEqual([
      {
        code: 'package-waits',
        words: `the package waits for its receiver until ${expiresAt}: close the case once it was collected or has expired`,
      },
    ])
    for (const known of ['record-collection', 'acknowledge-receipt', 'certify-destruction'] as const) {
      expect(codes(playAll(delivered, [known]), 'close'), known).toEqual([])
    }
    expect(codes(playAll(delivered, ['record-expiry', 'withdraw']), 'close')).toEqual([])
  })

  it('counts as taken away once its receipt is acknowledged or its destruction certified', () => {
    for (const shown of ['acknowledge-receipt', 'certify-destruction'] as const) {
      expect(playAll(delivered, [shown]).state.collected, shown).toBe(true)
    }
    expect(delivered.state.collected).toBe(false)
  })

  it('leaves nothing of its release behind when it expires, and the case goes the whole way again', () => {
    const expired = playAll(delivered, ['record-expiry'])
    expect(expired.state).toMatchObject({
      status: 'matched',
      decision: undefined,
      prepared: undefined,
      approvals: [],
      released: false,
      delivered: undefined,
    })
    expect(codes(expired, 'release')).toEqual(['not-open'])
    const again = playAll(expired, ['decide', 'prepare', 'approve', 'approve', 'release', 'deliver'])
    expect(again.state).toMatchObject({ status: 'delivered', collected: false })
    expect(playAll(again, ['record-collection']).state.collected).toBe(true)
    expect(playAll(again, ['record-expiry']).state.status).toBe('matched')
  })
})

describe('afterwards', () => {
  it('receipt is acknowledged with the code from inside the payload', () => {
    for (const code of ['', 'AAECAwQFBgcICQoLDA0OEA', 'AAECAwQFBgcICQoLDA0ODx', 'AAECAwQFBgcICQoLDA0ODw=', '\uD800']) {
      expect(codes(delivered, 'acknowledge-receipt', { code }), code).toEqual(['receipt-code-wrong'])
    }
  })

  it('destruction is certified by somebody, somehow, between the delivery and today', () => {
    expect(codes(delivered, 'certify-destruction', { on: '2026-11-23' })).toEqual([])
    expect(codes(delivered, 'certify-destruction', { on: '2026-11-22' })).toEqual(['day-not-come'])
    expect(codes(delivered, 'certify-destruction', { on: '2026-11-24' })).toEqual(['day-not-come'])
    expect(codes(delivered, 'certify-destruction', { by: '' })).toEqual(['certificate-incomplete'])
    expect(codes(delivered, 'certify-destruction', { method: '' })).toEqual(['certificate-incomplete'])
  })

  it('destruction on the evening of the delivery is of the day that it is where the receiver is', () => {
    const now = '2026-11-24T03:00:00.000Z'
    const [command, actor] = aCommand('deliver', released.state, now)
    const late = play(released, command, { now, actor })
    const on = (day: string) => codes(late, 'certify-destruction', { on: day }, { now })
    expect([on('2026-11-22'), on('2026-11-23'), on('2026-11-24')]).toEqual([['day-not-come'], [], []])
  })

  it('a withdrawal has a reason', () => {
    expect(codes(received, 'withdraw', { reason: '\n' })).toEqual(['reason-missing'])
  })

  describe('a case where the person must be told afterwards', () => {
    const after = (facts: object) => {
      const read = playAll(received, ['read-instrument', 'read-instrument', 'match'], {
        'read-instrument': { facts: { id: 'i1', kind: 'judicial-warrant', ...facts } },
      })
      const decision = aDecision(read.state, withDuties('notify-subject-after'))
      return playAll(playAll(read, ['decide'], { decide: { decision } }), ['prepare', 'approve', 'approve'])
    }
    const deliver = (before: Played) => {
      const decision = aDecision(before.state, withDuties('notify-subject-after'))
      return playAll(playAll(before, ['release'], { release: { decision } }), ['deliver', 'record-collection'])
    }

    it('is closed only when they were', () => {
      const before = deliver(after({}))
      expect(against(before, 'close')).toEqual([
        { code: 'notice-outstanding', words: 'p1 must be told of what was released: serve notice first' },
      ])
      expect(codes(playAll(before, ['serve-notice']), 'close')).toEqual([])
      const objection = playAll(before, ['record-objection'], { 'record-objection': { instrument: 'i1' } })
      expect(codes(objection, 'close')).toEqual(['notice-outstanding'])
    })

    it('waits for the end of a court’s delay', () => {
      const words = (delaysNoticeUntil: string) => against(deliver(after({ delaysNoticeUntil })), 'close')[0]?.words
      expect(words('2026-11-23')).toBe(
        'p1 must be told of what was released once the court’s delay has ended on 2026-11-23',
      )
      expect(words('2026-11-22')).toContain('serve notice first')
    })

    it('is closed without where nothing was delivered', () => {
      const withdrawn = playAll(after({}), ['withdraw'])
      expect(codes(withdrawn, 'close')).toEqual([])
    })
  })
})

describe('a legal hold', () => {
  it('is set once for a matter, and lifted where it stands', () => {
    expect(codes(received, 'set-hold', { matter: ' ' })).toEqual(['matter-missing'])
    const held = playAll(received, ['set-hold', 'set-hold'])
    const [first = '', second = ''] = held.state.holds
    expect(codes(held, 'set-hold', { matter: first })).toEqual(['hold-stands'])
    expect(codes(held, 'lift-hold', { matter: 'another' })).toEqual(['no-such-hold'])
    expect(playAll(held, ['lift-hold']).state.holds).toEqual([second])
  })
})

describe('an open incident', () => {
  const open = (before: Played) => playAll(before, ['open-incident'])

  it('stops whatever would bring data nearer to the door', () => {
    const [reason] = against(open(decided), 'prepare')
    expect(reason?.code).toBe('incident-open')
    expect(reason?.words).toContain(open(decided).state.incidents[0])
    expect(codes(open(prepared), 'approve')).toEqual(['incident-open'])
    expect(codes(open(approved), 'release')).toEqual(['incident-open'])
    expect(codes(open(released), 'deliver')).toEqual(['incident-open'])
    expect(codes(open(playAll(delivered, ['record-collection'])), 'close')).toEqual(['incident-open'])
    expect(codes(playAll(open(released), ['close-incident']), 'deliver')).toEqual([])
  })

  it('has an id and words, and is one of its name', () => {
    for (const incident of ['', 'Gate', '-gate', 'gate 1', `g${'a'.repeat(64)}`, 'gate\n']) {
      expect(codes(decided, 'open-incident', { incident }), incident).toEqual(['incident-incomplete'])
    }
    expect(codes(decided, 'open-incident', { what: '' })).toEqual(['incident-incomplete'])
    const before = open(decided)
    const [incident = ''] = before.state.incidents
    expect(codes(before, 'open-incident', { incident })).toEqual(['incident-stands'])
    const two = open(before)
    expect(two.state.incidents).toHaveLength(2)
    expect(playAll(two, ['close-incident']).state.incidents).toEqual(two.state.incidents.slice(1))
  })

  it('is closed with a finding', () => {
    expect(codes(open(decided), 'close-incident', { finding: '' })).toEqual(['reason-missing'])
    expect(codes(open(decided), 'close-incident', { incident: 'another' })).toEqual(['no-such-incident'])
  })
})

it('gives every refusal words that a person can act on', () => {
  const all = [
    ...against(decided, 'prepare', { cells: {}, recipient: 'x', contentRoot: 'x', decision: 'x', expiresAt: 'x' }),
    ...against(
      prepared,
      'approve',
      { check: aCheck(prepared.state, counsel, { contentRoot: 'x', at: 'x' }) },
      { actor: firstApprover },
    ),
    ...against(approved, 'release', { seen: 0, contentRoot: 'x', statement: 'x' }),
    ...against(nothing, 'receive', { duplicateOf: 'x', artifacts: {} }, { actor: officer }),
  ]
  expect(all.length).toBeGreaterThan(12)
  for (const { code, words } of all) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(words.length, code).toBeGreaterThan(20)
    expect(words, code).not.toContain('undefined')
  }
})
