/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  aCommand,
  aDecision,
  anOutsideCheck,
  caseIn,
  counsel,
  momentOf,
  next,
  officer,
  outsider,
  play,
  playAll,
  reader,
  reasonsAgainst,
  secondApprover,
  type Played,
} from '#testing/case.ts'
import type { Cell } from '#vocabulary/case-file.ts'
import { barredByNotice, beyond, leavesFrom, leavesQuietly, wouldLeave } from './announced.ts'
import type { Command } from './commands.ts'
import type { OrderFacts } from './orders.ts'

const day = '2026-11-23'
/** The tenth business day after it, where Thanksgiving is a holiday. */
const standsUntil = '2026-12-08'
const artifact = { sha256: 'b'.repeat(64), bytes: 12, type: 'application/pdf' }

type Announce = Command<'announce'>
const announcing = (change: Partial<Announce> = {}): Announce => ({
  command: 'announce',
  today: day,
  standsUntil,
  above: 0,
  ...change,
})

const codes = (before: Played, command: Command, actor = officer, now = next(before)) =>
  reasonsAgainst(before.state, command, { now, actor }).map(({ code }) => code)

const announced = (before: Played, change: Partial<Announce> = {}, actor = officer) =>
  play(before, announcing(change), { now: next(before), actor })

const decided = caseIn('decided')

/** Decided anew, with these cells released besides. */
function decidedWith(before: Played, ...more: readonly Partial<Cell>[]): Played {
  const decision = aDecision(before.state)
  const [first] = decision.cells
  if (first === undefined) expect.unreachable()
  const cells = [...decision.cells.slice(0, 2), ...more.map((change) => ({ ...first, ...change }))]
  return playAll(before, ['decide'], { decide: { decision: { ...decision, cells } } })
}

const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  id: 'o1',
  about: 'i1',
  effect: 'shorten-notice',
  issuer: 'United States District Court (synthetic)',
  issuerKind: 'federal-court',
  signedBy: 'judge',
  docket: 'SYN-cv-0007',
  issuedOn: '2026-11-20',
  leavesFrom: '2026-11-25',
  ...change,
})
const read = (before: Played, facts: OrderFacts, actor = officer) =>
  play(before, { command: 'read-order', facts, artifact }, { now: next(before), actor })
/** Read by two, confirmed by the court, and decided again on it. */
const ordered = (before: Played, facts = order()) =>
  playAll(read(read(before, facts), facts, reader), ['verify-instrument', 'match', 'decide'], {
    'verify-instrument': { instrument: facts.id },
  })

describe('a notice of a release', () => {
  it('says how many persons, which elements and by which law, as the decision has them', () => {
    expect(announced(decided).state.announced).toEqual({
      persons: 1,
      elements: [{ program: 'snap', element: 'home-address' }],
      basis: ['US-SNAP-07'],
      announcedOn: day,
      standsUntil,
    })
    const two = decidedWith(decided, { subject: 'p2', element: 'phone', basis: ['US-SNAP-08', 'US-SNAP-01'] })
    expect(wouldLeave(two.state)).toEqual({
      persons: 2,
      elements: [
        { program: 'snap', element: 'home-address' },
        { program: 'snap', element: 'phone' },
      ],
      basis: ['US-SNAP-01', 'US-SNAP-07', 'US-SNAP-08'],
    })
  })

  it('counts the class of an unnamed request for nobody, and what is held or still needs something for nothing', () => {
    const needy = decidedWith(decided, { subject: 'p2', needs: ['counsel-review'] }, { subject: '*' })
    expect(wouldLeave(needy.state)).toMatchObject({ persons: 1 })
  })

  it('of listed members counts the persons of each class that something is released of', () => {
    const two = decidedWith(decided, { subject: 'p2' })
    const { p1, p2 } = two.state.people
    if (p1 === undefined || p2 === undefined) expect.unreachable()
    const match = { programs: ['snap'], holds: [], markers: [] }
    const classOf = (persons: number) =>
      ({ ...match, match: 'class', on: '2026-11-23', mask: String(persons), persons, digest: 'd' }) as const
    const people = { p1: { ...p1, match: classOf(1_000) }, p2: { ...p2, match: classOf(234) } }
    expect(wouldLeave({ ...two.state, people }).persons).toBe(1_234)
    expect(wouldLeave({ ...decided.state, people }).persons).toBe(1_000)
  })

  it('is given above the number of persons, and not up to it', () => {
    expect(codes(decided, announcing({ above: 1 }))).toEqual(['few-enough'])
    expect(codes(decided, announcing({ above: 0 }))).toEqual([])
    const two = decidedWith(decided, { subject: 'p2' })
    expect(codes(two, announcing({ above: 1 }))).toEqual([])
    expect(codes(two, announcing({ above: 2 }))).toEqual(['few-enough'])
  })

  it('begins on the day it is given, by whichever calendar of the country, and stands two weeks nearly at least', () => {
    // A quarter past midnight by UTC is the evening before at the office.
    const evening = '2026-11-24T00:15:00.000Z'
    expect(codes(decided, announcing(), officer, evening)).toEqual([])
    expect(codes(decided, announcing({ today: '2026-11-24' }), officer, evening)).toEqual([])
    for (const change of [
      { today: '2026-11-21' },
      { today: '2026-11-24' },
      { today: '2026-02-30' },
      { standsUntil: '2026-12-04' },
      { standsUntil: '2026-12-32' },
      { standsUntil: day },
    ]) {
      expect(codes(decided, announcing(change)), JSON.stringify(change)).toEqual(['days-wrong'])
    }
    expect(codes(decided, announcing({ standsUntil: '2026-12-05' }))).toEqual([])
  })

  it('bars what would expire before its day, and what goes beyond it, and nothing that needs no notice', () => {
    const { state } = announced(decided)
    const bars = (one: typeof state, above: number, expiresOn: string) =>
      barredByNotice(one, { above }, expiresOn).map(({ code }) => code)
    expect(bars(state, 0, standsUntil)).toEqual(['expires-in-notice'])
    expect(bars(state, 0, '2026-12-09')).toEqual([])
    expect(bars(state, 1, day)).toEqual([])
    expect(bars(decided.state, 0, day)).toEqual([])
    expect(bars({ ...state, decision: undefined }, 0, day)).toEqual([])
    const two = decidedWith(announced(decided), { subject: 'p2' })
    expect(bars(two.state, 0, '2026-12-09')).toEqual(['beyond-announced'])
    expect(bars(two.state, 0, standsUntil)).toEqual(['beyond-announced', 'expires-in-notice'])
    expect(bars(two.state, 2, standsUntil)).toEqual([])
  })

  it('names a second way beside a new notice where members are listed, and only there', () => {
    const { state } = decidedWith(announced(decided), { subject: 'p2' })
    const words = (one: typeof state) => barredByNotice(one, { above: 0 }, '2026-12-09')[0]?.words
    expect(words(state)).toMatch(/: 2 persons in place of 1\. Announce it anew$/)
    const members = { count: 2, sha256: 'a'.repeat(64), list: 'k', named: true }
    expect(words({ ...state, members })).toMatch(/anew, or list the members without those who came to it since$/)
  })

  it('is given while the case is decided, prepared or approved, and voids nothing', () => {
    for (const status of ['decided', 'prepared', 'approved-once', 'approved'] as const) {
      const { state, events } = announced(caseIn(status))
      expect(state).toMatchObject({ status, announced: { persons: 1 } })
      expect(events.at(-1)).toMatchObject({ type: 'release.announced', actor: officer.id, people: {} })
      expect(state.approvals).toEqual(caseIn(status).state.approvals)
    }
    for (const status of ['matched', 'released', 'refused'] as const) {
      expect(codes(caseIn(status), announcing())).toEqual(['not-open'])
    }
    expect(codes(decided, announcing(), secondApprover)).toEqual(['not-your-role'])
  })

  it('is given once, until a decision goes beyond it', () => {
    const before = announced(decided)
    expect(codes(before, announcing())).toEqual(['announced-already'])
    expect(codes(playAll(before, ['decide']), announcing())).toEqual(['announced-already'])
    for (const more of [{ subject: 'p2' }, { element: 'phone' }, { program: 'medicaid' }, { basis: ['US-SNAP-01'] }]) {
      const wider = decidedWith(before, more)
      expect(wider.state.announced).toEqual(before.state.announced)
      expect(codes(wider, announcing()), JSON.stringify(more)).toEqual([])
    }
    const wider = announced(decidedWith(before, { subject: 'p2' }))
    expect(wider.state.announced).toMatchObject({ persons: 2 })
  })

  it('outlives a new fact and a new decision, and is withdrawn with a reason', () => {
    const before = announced(caseIn('approved'))
    const fact = playAll(before, ['record-finding'])
    expect(fact.state).toMatchObject({ status: 'matched', announced: before.state.announced })
    const withdraw = (reason: string): Command => ({ command: 'withdraw-notice', reason })
    expect(codes(fact, withdraw(' '))).toEqual(['reason-missing'])
    expect(codes(decided, withdraw('why'))).toEqual(['nothing-announced'])
    expect(codes(fact, withdraw('why'), secondApprover)).toEqual(['not-your-role'])
    const { state, events } = playAll(fact, ['withdraw-notice'], {
      'withdraw-notice': { reason: 'Samplewright is among them' },
    })
    expect(state.announced).toBeUndefined()
    expect(events.at(-1)).toMatchObject({ type: 'announcement.withdrawn', body: { reason: '[p1] is among them' } })
    expect(codes({ state, events }, withdraw('again'))).toEqual(['nothing-announced'])
  })

  it('says in words what goes beyond it', () => {
    const said = { persons: 200, elements: [{ program: 'snap', element: 'phone' }], basis: ['A-1'] }
    expect(beyond(said, said)).toEqual([])
    expect(beyond(said, { persons: 3, elements: [], basis: [] })).toEqual([])
    const more = { persons: 201, elements: [{ program: 'tafdc', element: 'phone' }], basis: ['A-1', 'B-2'] }
    expect(beyond(said, more)).toEqual(['201 persons in place of 200', 'phone of tafdc besides', 'by B-2 besides'])
  })
})

describe('a court’s order', () => {
  it('shortens it where counsel says so, and names the court, its docket and the day', () => {
    const before = ordered(decided)
    const { state } = announced(before, { order: 'o1' }, counsel)
    expect(state.announced).toMatchObject({
      standsUntil,
      courtOrder: {
        order: 'o1',
        court: 'United States District Court (synthetic)',
        docket: 'SYN-cv-0007',
        issuedOn: '2026-11-20',
        from: '2026-11-25',
      },
    })
    if (state.announced === undefined) expect.unreachable()
    expect(leavesFrom(state, state.announced)).toBe('2026-11-25')
    expect(codes(before, announcing({ order: 'o1' }))).toEqual(['counsel-only'])
  })

  it('shortens a notice that stands already, and only where it lets it leave earlier', () => {
    const before = ordered(announced(decided))
    expect(codes(before, announcing({ order: 'o1' }), counsel)).toEqual([])
    const shortened = announced(before, { order: 'o1' }, counsel)
    expect(codes(shortened, announcing({ order: 'o1' }), counsel)).toEqual(['announced-already'])
    const late = ordered(announced(decided), order({ leavesFrom: '2026-12-09' }))
    expect(codes(late, announcing({ order: 'o1' }), counsel)).toEqual(['order-shortens-nothing', 'announced-already'])
    expect(codes(ordered(decided, order({ leavesFrom: '2026-12-08' })), announcing({ order: 'o1' }), counsel)).toEqual(
      [],
    )
  })

  it('is one that two people have read, that its court has confirmed, a judge’s of a court that binds the agency', () => {
    const by = { order: 'o1' }
    const wants = (before: Played) => codes(before, announcing(by), counsel)
    expect(wants(decided)).toEqual(['order-not-certain'])
    const once = playAll(read(decided, order()), ['verify-instrument', 'match', 'decide'], {
      'verify-instrument': { instrument: 'o1' },
    })
    expect(wants(once)).toEqual(['order-not-certain'])
    const asked = playAll(read(read(decided, order()), order(), reader), ['match', 'decide'])
    expect(wants(asked)).toEqual(['order-not-certain'])
    for (const change of [
      { signedBy: 'immigration-judge' },
      { issuerKind: 'state-court' as const, issuerState: 'us-me' },
    ]) {
      expect(wants(ordered(decided, order(change))), JSON.stringify(change)).toEqual(['order-not-certain'])
    }
    const { leavesFrom: _, ...enforces } = order({ effect: 'enforce' })
    expect(wants(ordered(decided, enforces))).toEqual(['order-not-certain'])
    expect(wants(ordered(decided, order({ issuerKind: 'state-court', issuerState: 'us-ma' })))).toEqual([])
    expect(codes(ordered(decided), announcing({ order: '__proto__' }), counsel)).toEqual(['order-not-certain'])
  })

  it('names its court and docket, or it is read again', () => {
    const { issuer: _, ...unnamed } = order()
    expect(codes(ordered(decided, unnamed), announcing({ order: 'o1' }), counsel)).toEqual(['court-not-named'])
    const { docket: __, ...without } = order()
    expect(codes(ordered(decided, without), announcing({ order: 'o1' }), counsel)).toEqual(['court-not-named'])
  })

  it('counts no longer once its court says that it is not theirs, and the ten business days do', () => {
    const { state } = playAll(announced(ordered(decided), { order: 'o1' }, counsel), ['verify-instrument'], {
      'verify-instrument': { instrument: 'o1', result: 'failed' },
    })
    if (state.announced === undefined) expect.unreachable()
    expect(leavesFrom(state, state.announced)).toBe('2026-12-09')
  })

  it('says from which day, and no other order does', () => {
    const reading = (facts: OrderFacts): Command => ({ command: 'read-order', facts, artifact })
    const { leavesFrom: _, ...open } = order()
    expect(codes(decided, reading(open))).toEqual(['leaves-from-missing'])
    expect(codes(decided, reading(order({ leavesFrom: '2026-02-30' })))).toEqual(['leaves-from-missing'])
    expect(codes(decided, reading(order({ effect: 'stay' })))).toEqual(['leaves-from-missing'])
    expect(codes(decided, reading(order()))).toEqual([])
  })
})

/** Prepared on this day, approved by two and signed outside; `above` is 0, so that one person is above it. */
function signedOn(before: Played, on: string): Played {
  const now = `${on}T15:00:00.000Z`
  const step = (played: Played, name: 'prepare' | 'approve'): Played => {
    const [command, actor] = aCommand(name, played.state, now)
    return play(played, command.command === 'prepare' ? { ...command, above: 0 } : command, {
      now: later(played),
      actor,
    })
  }
  const later = ({ state }: Played) => {
    const last = state.lastAt ?? now
    return last < now ? now : new Date(Date.parse(last) + 60_000).toISOString()
  }
  const twice = step(step(step(before, 'prepare'), 'approve'), 'approve')
  const check = anOutsideCheck(twice.state)
  return play(twice, { command: 'sign-outside', check }, { now: later(twice), actor: outsider })
}

function releasing(before: Played, on: string, cells?: readonly Cell[]): readonly string[] {
  const now = `${on}T20:00:00.000Z`
  const [command, actor] = aCommand('release', before.state, now)
  if (command.command !== 'release') expect.unreachable()
  const decision = { ...command.decision, cells: [...(cells ?? command.decision.cells)] }
  return codes(before, { ...command, decision, above: 0 }, actor, now)
}

describe('a release above the number of persons', () => {
  it('leaves on the day after the tenth business day of its notice, and not on it', () => {
    const before = signedOn(announced(decided), '2026-12-01')
    expect(releasing(before, '2026-12-02')).toEqual(['announcement-runs'])
    expect(releasing(before, '2026-12-08')).toEqual(['announcement-runs'])
    expect(releasing(before, '2026-12-09')).toEqual([])
  })

  it('does not leave without a notice, nor on one that was withdrawn', () => {
    expect(releasing(signedOn(decided, '2026-12-01'), '2026-12-09')).toEqual(['not-announced'])
    const withdrawn = signedOn(playAll(announced(decided), ['withdraw-notice']), '2026-12-01')
    expect(releasing(withdrawn, '2026-12-09')).toEqual(['not-announced'])
  })

  it('leaves on the court’s day, and not before', () => {
    const before = signedOn(announced(ordered(decided), { order: 'o1' }, counsel), '2026-11-24')
    expect(releasing(before, '2026-11-24')).toEqual(['announcement-runs'])
    expect(releasing(before, '2026-11-25')).toEqual([])
  })

  it('does not leave with more than what was announced: persons, elements or law', () => {
    const before = announced(decided)
    const { cells } = aDecision(decided.state)
    const [first] = cells
    if (first === undefined) expect.unreachable()
    const signed = signedOn(before, '2026-12-01')
    // The same cell, which now leaves by another rule besides.
    const byMore = [{ ...first, basis: ['US-SNAP-07', 'US-SNAP-09'] }]
    expect(releasing(signed, '2026-12-09', byMore)).toEqual(['beyond-announced'])
    // A cell that was not prepared is not what leaves.
    expect(releasing(signed, '2026-12-09', [...cells, { ...first, element: 'phone', basis: ['X-1'] }])).toEqual([])
    const { prepared, announced: notice } = signed.state
    if (prepared === undefined || notice === undefined) expect.unreachable()
    const members = { set: '0a'.repeat(16), root: 'b'.repeat(64), bits: 0, count: 2, classes: 'c'.repeat(64) }
    const ofTwo = { ...prepared, bulk: { persons: 2, grants: [], classes: {}, members } }
    const bulk = { ...signed, state: { ...signed.state, prepared: ofTwo } }
    expect(releasing(bulk, '2026-12-09')).toEqual(['beyond-announced'])
    const fewer = { ...bulk, state: { ...bulk.state, announced: { ...notice, persons: 2 } } }
    expect(releasing(fewer, '2026-12-09')).toEqual([])
    const other = { ...notice, elements: [{ program: 'snap', element: 'phone' }] }
    expect(releasing({ ...signed, state: { ...signed.state, announced: other } }, '2026-12-09')).toEqual([
      'beyond-announced',
    ])
  })

  it('leaves quietly without a signature from outside, without a notice, or before its notice is over', () => {
    const quietly = ({ state }: Played, on: string) => {
      const { prepared } = state
      if (prepared === undefined) expect.unreachable()
      return leavesQuietly(state, prepared, aDecision(state).cells, on)
    }
    const both = signedOn(announced(decided), '2026-12-01')
    expect(quietly(both, '2026-12-09')).toBe(false)
    expect(quietly(both, '2026-12-08')).toBe(true)
    expect(quietly(signedOn(decided, '2026-12-01'), '2026-12-09')).toBe(true)
    const unsigned = { ...both, state: { ...both.state, outside: undefined } }
    expect(quietly(unsigned, '2026-12-09')).toBe(true)
    // A signature of which its statement says nothing.
    const { prepared } = both.state
    if (prepared === undefined) expect.unreachable()
    const unsaid = { ...both, state: { ...both.state, prepared: { ...prepared, above: 200 } } }
    expect(quietly(unsaid, '2026-12-09')).toBe(true)
  })

  it('says the mend and the day in its reasons', () => {
    const words = (before: Played, on: string) => {
      const now = `${on}T20:00:00.000Z`
      const [command, actor] = aCommand('release', before.state, now)
      if (command.command !== 'release') expect.unreachable()
      return reasonsAgainst(before.state, { ...command, above: 0 }, { now, actor }).map((reason) => reason.words)
    }
    expect(words(signedOn(decided, '2026-12-01'), '2026-12-02')).toEqual([
      'above 0 persons a release stands on the public page for ten business days first, and this one of 1 was not announced: announce it',
    ])
    expect(words(signedOn(announced(decided), '2026-12-01'), '2026-12-02')).toEqual([
      'it was announced on 2026-11-23, and may leave from 2026-12-09',
    ])
  })

  it('up to the number needs no notice', () => {
    const before = caseIn('approved')
    const now = momentOf('release', before)
    const [command, actor] = aCommand('release', before.state, now)
    expect(codes(before, command, actor, now)).toEqual([])
  })
})
