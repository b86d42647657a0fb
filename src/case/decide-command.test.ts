import { describe, expect, it } from 'vitest'
import {
  aCommand,
  anAnswer,
  aDecision,
  aRefusal,
  caseIn,
  momentOf,
  nothing,
  officer,
  play,
  playAll,
  next,
  reasonsAgainst,
  wayTo,
} from '#testing/case.ts'
import type { CommandName } from './commands.ts'
import { decideCommand } from './decide-command.ts'
import { evolve } from './evolve.ts'
import { moveFrom, moves, states, stateWords, type State } from './moves.ts'
import { roles } from './roles.ts'
import { initial } from './state.ts'

const commands = [...new Set(moves.map(({ command }) => command))]

/** The dull case, brought to where this command is welcome. */
function ready(command: CommandName, status: State) {
  const played = caseIn(status)
  if (command === 'verify-instrument') {
    return playAll(nothing, ['receive', 'read-instrument', 'read-instrument', ...wayTo[status].slice(1)])
  }
  if (command === 'confirm-requester')
    return playAll(nothing, ['receive', 'verify-requester', ...wayTo[status].slice(1)])
  if (command === 'settle-reading') return disputed(status)
  if (command === 'return-referral') return playAll(played, ['refer'])
  if (command === 'record-copies') return playAll(played, ['enter-appearance'])
  if (command === 'end-suspension') return playAll(played, ['suspend-accounting'])
  if (command === 'withdraw-notice') return announcedIn(status)
  if (command === 'lift-hold') return playAll(played, ['set-hold'])
  if (command === 'fix-answer') return unanswered(status)
  if (command === 'countersign-answer') return forCounsel(status)
  if (command === 'list-members') return asksForAClass(played)
  if (command.endsWith('-preparation')) return ofMembers(played, command)
  if (command === 'mark-letter') return playAll(played, ['make-letter'])
  if (command === 'close' && status === 'refused') return playAll(played, ['send-answer'])
  if (command === 'close' && status === 'delivered') return playAll(played, ['record-collection'])
  if (command === 'accept-terms') return playAll(played, ['hand-to-requester'])
  if (command === 'close-incident') return playAll(played, ['open-incident'])
  if (command === 'refuse') {
    const matched = caseIn('matched')
    return playAll(matched, ['decide'], { decide: { decision: aDecision(matched.state, aRefusal) } })
  }
  return played
}

/** Nobody is named in the request. */
function asksForAClass({ state, events }: ReturnType<typeof caseIn>) {
  const people = Object.entries(state.people).map(([ref, person]) => [ref, { ...person, asked: false }])
  return { state: { ...state, people: Object.fromEntries(people) }, events }
}

/** Members are listed; and are being read, for commands about that. */
function ofMembers({ state, events }: ReturnType<typeof caseIn>, command: CommandName) {
  const members = { count: 2, sha256: 'd'.repeat(64), list: 'bGlzdA==', named: false }
  const begun = {
    preparation: '01890a5d-ac96-774b-bcce-b302099a8057',
    decision: state.decision?.decision ?? '',
    ranges: 1,
    perRange: 25_000,
    perPiece: 12_500,
    pieceBytes: 1_000_000,
    salt: 'c2FsdA==',
    receiptCode: 'Y29kZQ==',
    setId: 'c2V0',
    workKey: 'a2V5',
    by: 'demo-officer',
    paused: command === 'resume-preparation',
    since: '2026-07-01T00:00:00.000Z',
  }
  return { state: { ...state, members, preparing: command === 'begin-preparation' ? undefined : begun }, events }
}

/** A notice stands on the public page, whatever became of the decision since. */
function announcedIn(status: State) {
  if (status === 'matched') return playAll(playAll(caseIn('decided'), ['announce']), ['record-finding'])
  return playAll(caseIn(status), ['announce'])
}

/** Two people differ about what a paper says. Nothing goes on from there, so it is shown where it was said. */
function disputed(status: State) {
  const other = { facts: { id: 'i1', kind: 'court-order' } }
  return playAll(playAll(caseIn(status), ['read-instrument']), ['read-instrument'], { 'read-instrument': other })
}

/** A paper that nobody had read came after the people were looked for. */
function unanswered(status: State) {
  const [, , ...after] = wayTo[status]
  return playAll(
    nothing,
    status === 'received' ? ['receive'] : ['receive', 'match', 'read-instrument', 'read-instrument', ...after.slice(1)],
  )
}

function forCounsel(status: State) {
  const fixed = anAnswer('2027-01-01T00:00:00.000Z', { counselSigns: true })
  if (status !== 'refused') return playAll(unanswered(status), ['fix-answer'], { 'fix-answer': { fixed } })
  const matched = playAll(unanswered('matched'), ['fix-answer'], { 'fix-answer': { fixed } })
  const decision = aDecision(matched.state, aRefusal)
  return playAll(playAll(matched, ['decide'], { decide: { decision } }), ['refuse'])
}

describe('the table of moves', () => {
  it('names every command, and each state of each command once', () => {
    expect(commands).toHaveLength(56)
    for (const command of commands) {
      const from = moves.filter((move) => move.command === command).flatMap((move) => move.from)
      expect(new Set(from).size, command).toBe(from.length)
    }
  })

  for (const status of states) {
    for (const command of commands) {
      const move = moveFrom(command, status)
      if (move === undefined) {
        it(`refuses to ${command} a case that is ${status}, and says what is open`, () => {
          const { state } = caseIn(status)
          const now = next({ state, events: [] })
          const [given, actor] = aCommand(command, state, now)
          const [reason, ...others] = reasonsAgainst(state, given, { now, actor })
          expect(others).toEqual([])
          expect(reason?.code).toBe('not-open')
          const there = moves.filter((one) => one.command === command).flatMap(({ from }) => from)
          const here = moves.filter(({ from }) => from.includes(status)).map((one) => one.command)
          expect(reason?.words).toBe(
            `${command} is open when a case is ${there.join(', ')}, and this one is ${status}: ${stateWords[status]}. Open now: ${here.join(', ')}`,
          )
        })
      } else {
        it(`lets a case that is ${status} ${command}, and nobody but ${move.who.join(', ')}`, () => {
          const before = ready(command, status)
          const now = momentOf(command, before)
          const [given, actor] = aCommand(command, before.state, now)
          const after = play(before, given, { now, actor })
          expect(after.state.status).toBe(move.to === 'same' ? status : move.to)
          expect(after.events.at(-1)).toMatchObject({ type: move.event, actor: actor.id, at: now })

          const others = roles.filter((role) => !move.who.includes(role))
          const stranger = { id: 'demo-stranger', roles: others }
          expect(reasonsAgainst(before.state, given, { now, actor: stranger })).toEqual([
            {
              code: 'not-your-role',
              words: `${command} is for ${move.who.join(', ')}; demo-stranger is ${others.join(', ')}`,
            },
          ])
          for (const role of move.who) {
            const codes = reasonsAgainst(before.state, given, { now, actor: { id: actor.id, roles: [role] } })
            expect(codes.filter(({ code }) => code === 'not-your-role')).toEqual([])
          }
        })
      }
    }
  }

  it('says of somebody without a role that they are none of the staff', () => {
    const { state } = caseIn('received')
    const now = next({ state, events: [] })
    const [given] = aCommand('withdraw', state, now)
    const [reason] = reasonsAgainst(state, given, { now, actor: { id: 'demo-nobody', roles: [] } })
    expect(reason?.words).toBe(
      'withdraw is for intake-officer, disclosure-officer, counsel, requester; demo-nobody is none of the staff',
    )
  })
})

describe('the clock', () => {
  it('is refused where it stands before the last event, and no earlier than at the same moment', () => {
    const { state } = caseIn('received')
    const [given, actor] = aCommand('withdraw', state, next({ state, events: [] }))
    const codesAt = (now: string) => reasonsAgainst(state, given, { now, actor }).map(({ code }) => code)
    expect(codesAt(state.lastAt ?? '')).toEqual([])
    expect(codesAt('2026-11-23T15:00:59.999Z')).toEqual(['clock-went-back'])
    expect(codesAt('2026-11-23T16:00:00Z')).toEqual(['clock-went-back'])
    expect(codesAt('2026-02-30T16:00:00.000Z')).toEqual(['clock-went-back'])
    expect(reasonsAgainst(state, given, { now: '2026-11-23T15:00:00.000Z', actor })[0]?.words).toBe(
      'the clock says 2026-11-23T15:00:00.000Z, and the last event of this case is of 2026-11-23T15:02:00.000Z: set the clock right',
    )
  })
})

describe('a batch of events', () => {
  const answered: State[] = ['decided', 'prepared', 'approved-once', 'approved', 'released']
  const voided: Record<string, string[]> = {
    decided: [],
    prepared: ['preparation.voided'],
    'approved-once': ['approvals.voided', 'preparation.voided'],
    approved: ['approvals.voided', 'preparation.voided'],
    released: ['release.voided', 'approvals.voided', 'preparation.voided'],
  }
  const facts: CommandName[] = [
    'read-instrument',
    'verify-instrument',
    'verify-requester',
    'record-finding',
    'match',
    'record-counsel',
    'serve-notice',
    'record-objection',
  ]

  for (const status of answered) {
    for (const command of [...facts, 'decide', 'withdraw'] satisfies CommandName[]) {
      it(`makes void what stood when a case that is ${status} is told to ${command}`, () => {
        const before = ready(command, status)
        const after = playAll(before, [command])
        const batch = after.events.slice(before.events.length)
        const main = moveFrom(command, status)?.event
        expect(batch.map(({ type }) => type)).toEqual([...(voided[status] ?? []), main])
        for (const event of batch.slice(0, -1)) {
          expect(event.body).toMatchObject({ because: main, contentRoot: before.state.prepared?.contentRoot })
          if (event.type === 'approvals.voided') {
            expect(event.body.approvers).toEqual(before.state.approvals.map(({ approver }) => approver))
          }
        }
        expect(after.state).toMatchObject({ prepared: undefined, approvals: [], released: false })
        expect(after.state.signed).toBeUndefined()
        expect(after.state.decision === undefined).toBe(facts.includes(command))
      })
    }
  }

  it('makes approvals void when other content is prepared', () => {
    for (const status of ['prepared', 'approved-once', 'approved'] satisfies State[]) {
      const before = caseIn(status)
      const after = playAll(before, ['prepare'])
      expect(after.state.status).toBe('prepared')
      expect(after.state.approvals).toEqual([])
      expect(after.state.prepared?.contentRoot).not.toBe(before.state.prepared?.contentRoot)
      expect(after.events.slice(before.events.length).map(({ type }) => type)).toEqual([
        ...(voided[status] ?? []),
        'release.prepared',
      ])
    }
  })

  it('counts 1, 2, 3 …, in one stream, at one moment, under one actor', () => {
    const { events, state } = playAll(caseIn('released'), ['record-objection'])
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i + 1))
    expect(new Set(events.map(({ stream }) => stream))).toEqual(new Set(['00000000-0000-4000-8000-000000000001']))
    const batch = events.slice(-4)
    expect(new Set(batch.map(({ at, actor }) => `${at} ${actor}`)).size).toBe(1)
    expect(state.n).toBe(events.length)
  })

  it('gives the receiver an opening that names nobody and says nothing but the four hashes', () => {
    const event = caseIn('released').events.at(-1)
    expect(event?.type).toBe('release.authorized')
    expect(Object.keys(event?.body ?? {}).toSorted()).toEqual(['contentRoot', 'decision', 'sealed', 'statement'])
    expect(event?.people).toEqual({})
  })

  it('keeps nothing that a caller slips in beside a command', () => {
    const before = caseIn('received')
    const now = next(before)
    const [given, actor] = aCommand('verify-requester', before.state, now)
    const slipped = Object.assign(given, { secret: 'Testina Samplewright' })
    const after = play(before, slipped, { now, actor })
    expect(JSON.stringify(after.events.at(-1))).not.toContain('Testina')
  })

  it('gives the same state when it is replayed', () => {
    const { events, state } = playAll(caseIn('acknowledged'), ['certify-destruction', 'set-hold', 'close'])
    expect(events.reduce(evolve, initial)).toEqual(state)
    const aloud: unknown = JSON.parse(JSON.stringify(events))
    expect(aloud).toEqual(events)
  })

  it('gives every reason against a command, and no event', () => {
    const { state } = caseIn('matched')
    const now = next({ state, events: [] })
    const [given, actor] = aCommand('decide', state, now)
    const outcome = decideCommand(state, Object.assign(given, { sealed: ' ', seen: 1, asOf: 'today' }), { now, actor })
    expect(outcome).toMatchObject({ refusal: { move: 'decide' } })
    expect('refusal' in outcome && outcome.refusal.reasons.map(({ code }) => code)).toEqual([
      'decision-out-of-date',
      'decision-not-of-now',
      'decision-uncommitted',
    ])
  })
})

it('starts with nothing', () => {
  expect(nothing.state).toEqual(initial)
  expect(reasonsAgainst(initial, ...aCommandNow('receive'))).toEqual([])
})

function aCommandNow(name: CommandName): [ReturnType<typeof aCommand>[0], { now: string; actor: typeof officer }] {
  const now = next(nothing)
  return [aCommand(name, initial, now)[0], { now, actor: officer }]
}
