import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  aCheck,
  aCommand,
  counsel,
  firstApprover,
  momentOf,
  nothing,
  officer,
  secondApprover,
  type Played,
} from '#testing/case.ts'
import type { Actor, Command, CommandName } from './commands.ts'
import { decideCommand } from './decide-command.ts'
import type { CaseEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { moves, type State } from './moves.ts'
import { initial } from './state.ts'

const names = [...new Set(moves.map(({ command }) => command))]
/** The next step of the path from each state. */
const forward: Partial<Record<State, CommandName>> = {
  new: 'receive',
  received: 'match',
  matched: 'decide',
  decided: 'prepare',
  prepared: 'approve',
  'approved-once': 'approve',
  approved: 'release',
  released: 'deliver',
}

/** Everybody holds every role here, so that only the rules about persons stand in the way. */
const actors = [officer, counsel, firstApprover, secondApprover].map(({ id }): Actor => ({
  id,
  roles: ['disclosure-officer', 'counsel', 'approver', 'privacy-officer', 'system'],
}))

interface Step {
  /** Undefined: the next step of the path. */
  name: CommandName | undefined
  /** Undefined: whoever usually does it. */
  actor: Actor | undefined
  wrongRoot: boolean
  back: boolean
}

const seldom = fc.integer({ min: 0, max: 9 }).map((n) => n === 0)
const steps = fc.array(
  fc.record({
    name: fc.option(fc.constantFrom(...names), { nil: undefined, freq: 2 }),
    actor: fc.option(fc.constantFrom(...actors), { nil: undefined, freq: 2 }),
    wrongRoot: seldom,
    back: seldom,
  }),
  { minLength: 8, maxLength: 40 },
)

/** The path as it usually goes, so many steps far, and one step more. */
function usually(count: number, last?: CommandName): [Step[]] {
  const usual: Step = { name: undefined, actor: undefined, wrongRoot: false, back: false }
  const path = Array.from({ length: count }, () => usual)
  return [last === undefined ? path : [...path, { ...usual, name: last }]]
}

/** The same with so many people who read the paper first. */
function read(people: number): [Step[]] {
  const [path] = usually(9)
  const reading: Step = { name: 'read-instrument', actor: undefined, wrongRoot: false, back: false }
  return [[...path.slice(0, 1), ...Array.from({ length: people }, () => reading), ...path.slice(1)]]
}

function take(before: Played, { name, actor, wrongRoot, back }: Step): Played {
  const unfixed = before.state.status === 'received' && before.state.answer === undefined
  const wanted = name ?? (unfixed ? 'fix-answer' : forward[before.state.status]) ?? 'receive'
  const moment = momentOf(wanted, before)
  const usual = aCommand(wanted, before.state, moment)
  const now = back && before.state.lastAt !== undefined ? '2026-11-23T15:00:00.000Z' : moment
  const who = actor ?? usual[1]
  const command = altered(usual[0], before, who, wrongRoot)
  const outcome = decideCommand(before.state, command, { now, actor: who })
  if ('refusal' in outcome) {
    expect(outcome.refusal.reasons.length).toBeGreaterThan(0)
    return before
  }
  expect(back && before.state.lastAt !== undefined).toBe(false)
  return { state: outcome.events.reduce(evolve, before.state), events: [...before.events, ...outcome.events] }
}

function altered(command: Command, { state }: Played, who: Actor, wrongRoot: boolean): Command {
  if (command.command === 'approve') {
    const role = who.roles.includes('approver') ? 'approver' : 'privacy-officer'
    return { ...command, check: aCheck(state, who, wrongRoot ? { contentRoot: '0'.repeat(64) } : { role }) }
  }
  return wrongRoot && 'contentRoot' in command ? { ...command, contentRoot: '0'.repeat(64) } : command
}

/** What must be true of the events of any case whatever, read without the code that made them. */
function faultsOf(events: readonly CaseEvent[]): string[] {
  const faults: string[] = []
  let root = ''
  let approvers: string[] = []
  let drafter = ''
  let preparer = ''
  let released = false
  let deliveries = 0
  let collected = false
  const readers = new Set<string>()
  let checker: string | undefined
  let confirmed = false
  for (const [i, event] of events.entries()) {
    if (event.n !== i + 1) faults.push(`event ${i + 1} counts ${event.n}`)
    if (event.type === 'decision.made') drafter = event.actor
    if (event.type === 'instrument.read') readers.add(event.actor)
    if (event.type === 'requester.checked') [checker, confirmed] = [event.actor, false]
    if (event.type === 'requester.confirmed') {
      if (event.actor === checker) faults.push('confirmation of one’s own call')
      confirmed = true
    }
    if (event.type === 'release.prepared') {
      if (approvers.length > 0) faults.push('new content under old approvals')
      root = event.body.contentRoot
      preparer = event.actor
    }
    if (event.type === 'release.approved') {
      if (event.body.contentRoot !== root) faults.push('approval over other content')
      if ([drafter, preparer].includes(event.actor)) faults.push('approval of one’s own work')
      approvers.push(event.actor)
    }
    if (event.type === 'approvals.voided') approvers = []
    if (event.type === 'preparation.voided') root = ''
    if (event.type === 'release.voided') released = false
    if (event.type === 'release.authorized') {
      if (new Set(approvers).size !== 2 || approvers.length !== 2) faults.push('release without two approvals')
      if (event.body.contentRoot !== root) faults.push('release of other content')
      // Every paper of these cases is a court's, and each reads the same in it.
      if (readers.size === 1) faults.push('release on what one person read')
      if (checker !== undefined && !confirmed) faults.push('release to somebody whom one person checked')
      released = true
    }
    if (event.type === 'package.delivered') {
      deliveries += 1
      collected = false
      if (!released) faults.push('delivery without a release')
      if (event.body.contentRoot !== root || root === '') faults.push('delivery of other content')
      if (new Set(approvers).size !== 2) faults.push('delivery without two approvals')
    }
    if (['package.collected', 'receipt.acknowledged', 'destruction.certified'].includes(event.type)) collected = true
    if (event.type === 'package.expired' || event.type === 'package.taken-back') {
      if (collected) faults.push(`${event.type} of what was taken away`)
      deliveries -= 1
      root = ''
      approvers = []
      released = false
    }
  }
  if (deliveries > 1) faults.push('two deliveries')
  return faults
}

it('never delivers but what two others approved, whatever is asked in whatever order', () => {
  let delivered = 0
  let voided = 0
  let expired = 0
  let takenBack = 0
  let readAndReleased = 0
  fc.assert(
    fc.property(steps, (sequence) => {
      const { state, events } = sequence.reduce(take, nothing)
      expect(faultsOf(events)).toEqual([])
      expect(events.reduce(evolve, initial)).toEqual(state)
      if (events.some(({ type }) => type === 'package.delivered')) delivered += 1
      if (events.some(({ type }) => type === 'approvals.voided')) voided += 1
      if (events.some(({ type }) => type === 'package.expired')) expired += 1
      if (events.some(({ type }) => type === 'package.taken-back')) takenBack += 1
      const released = events.some(({ type }) => type === 'release.authorized')
      if (released && events.some(({ type }) => type === 'instrument.read')) readAndReleased += 1
    }),
    {
      numRuns: 1000,
      seed: 20261123,
      // The property would hold of a case that never moves, too.
      examples: [
        usually(9),
        usually(6, 'void-approval'),
        usually(9, 'record-expiry'),
        usually(9, 'record-taking-back'),
        read(1),
        read(2),
      ],
    },
  )
  expect(delivered).toBeGreaterThan(0)
  expect(readAndReleased).toBeGreaterThan(0)
  expect(voided).toBeGreaterThan(0)
  expect(expired).toBeGreaterThan(0)
  expect(takenBack).toBeGreaterThan(0)
})
