/** Whole sequences of commands on a case above the number of persons: what leaves was signed by three, and announced in time. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  aCheck,
  aCommand,
  aCount,
  aDecision,
  anOutsideCheck,
  counsel,
  firstApprover,
  nothing,
  officer,
  reader,
  type Played,
} from '#testing/case.ts'
import { addBusinessDays } from '#decision/holidays.ts'
import type { Cell } from '#vocabulary/case-file.ts'
import type { Actor, Command, CommandName } from './commands.ts'
import { decideCommand } from './decide-command.ts'
import type { CaseEvent } from './events.ts'
import { evolve } from './evolve.ts'
import type { State } from './moves.ts'
import type { CaseState } from './state.ts'

const forward: Partial<Record<State, CommandName>> = {
  new: 'receive',
  received: 'match',
  matched: 'decide',
  decided: 'prepare',
  prepared: 'approve',
  'approved-once': 'approve',
  approved: 'release',
}

const names = [
  'announce',
  'withdraw-notice',
  'sign-outside',
  'decide',
  'prepare',
  'approve',
  'void-approval',
  'release',
  'record-finding',
  'read-order',
  'verify-instrument',
] as const satisfies readonly CommandName[]

interface Step {
  /** Undefined: the next step of the path. */
  readonly name: CommandName | undefined
  /** So many days after the step before. */
  readonly days: number
  /** What is decided, and with which key somebody signs outside. */
  readonly variant: number
  readonly by: Actor | undefined
  /** An announcement that rests on an order. */
  readonly ordered: boolean
}

const steps = fc.array(
  fc.record({
    name: fc.option(fc.constantFrom(...names), { nil: undefined, freq: 3 }),
    days: fc.constantFrom(0, 0, 0, 0, 1, 5, 16),
    variant: fc.nat(3),
    by: fc.option(fc.constantFrom(officer, counsel, reader), { nil: undefined, freq: 1 }),
    ordered: fc.boolean(),
  }),
  { minLength: 8, maxLength: 40 },
)

const step = (name: CommandName | undefined, change: Partial<Step> = {}): Step => ({
  name,
  days: 0,
  variant: 0,
  by: undefined,
  ordered: false,
  ...change,
})
const on = (count: number, change: Partial<Step> = {}) => Array.from({ length: count }, () => step(undefined, change))
const toDecided = on(4)
const byOrder = [
  step('read-order', { by: officer }),
  step('read-order', { by: reader }),
  step('verify-instrument', { by: officer }),
  step('match'),
  step('decide'),
  step('announce', { by: counsel, ordered: true }),
]

/** Decided anew with more than was announced, and signed by three when the days are over. */
const wider = (variant: number): Step[] => [
  ...toDecided,
  step('announce'),
  step('decide', { variant, days: 16 }),
  ...on(3),
  step('sign-outside'),
  step('release'),
]

/** Wider, narrower, and by another law: each is a release of somebody. */
function decisionOf(state: CaseState, variant: number): { readonly cells: readonly Cell[] } {
  const { cells } = aDecision(state)
  const [first] = cells
  if (first === undefined) throw new Error('a decision has cells')
  const more = [[], [{ ...first, subject: 'p2' }], [{ ...first, element: 'phone' }], []][variant] ?? []
  const basis = variant === 3 ? [...first.basis, 'US-SNAP-09'] : first.basis
  return { cells: [{ ...first, basis }, ...more] }
}

function altered(command: Command, { state }: Played, { variant, ordered }: Step, now: string): Command {
  const { command: name } = command
  if (name === 'match') {
    const one = command.people['p1']
    return one?.match !== 'one' ? command : { ...command, people: { p1: one, p2: { ...one, key: 'person-2' } } }
  }
  if (name === 'decide') {
    return { ...command, decision: { ...command.decision, cells: [...decisionOf(state, variant).cells] } }
  }
  if (name === 'prepare') {
    const cells: Record<string, { program: string; element: string }[]> = {}
    for (const { subject, program, element } of state.decision?.cells ?? []) {
      const own = cells[subject] ?? []
      cells[subject] = [...own, { program, element }]
    }
    return { ...command, cells, above: 0 }
  }
  // With a key of one's own, or with that of an approver.
  if (name === 'sign-outside') {
    return { ...command, check: anOutsideCheck(state, variant === 1 ? keyOf(aCheck(state, firstApprover)) : {}) }
  }
  if (name === 'announce') {
    const today = now.slice(0, 10)
    const rests = ordered ? { order: 'o1' } : {}
    return { ...command, today, standsUntil: addBusinessDays(today, 10, []), above: 0, ...rests }
  }
  if (name === 'read-order') return { ...command, facts: anOrder }
  if (name === 'verify-instrument') {
    return { ...command, instrument: 'o1', result: variant === 2 ? 'failed' : 'verified' }
  }
  if (name === 'release') {
    const cells = (state.decision?.cells ?? []).map((cell) => ({ ...cell, needs: [], basis: [...cell.basis] }))
    return { ...command, decision: { ...command.decision, cells }, counted: aCount(now), above: 0 }
  }
  return command
}

const anOrder = {
  id: 'o1',
  about: 'i1',
  effect: 'shorten-notice',
  issuer: 'A court (synthetic)',
  issuerKind: 'federal-court',
  signedBy: 'judge',
  docket: 'SYN-7',
  issuedOn: '2026-11-20',
  leavesFrom: '2026-11-24',
} as const

function keyOf(check: ReturnType<typeof aCheck>) {
  if (!check.valid) throw new Error('a check of this test is valid')
  const { key, publicKey } = check
  return { key, publicKey }
}

function take(before: Played, asked: Step): Played {
  const { state } = before
  const unfixed = state.status === 'received' && state.answer === undefined
  const name = asked.name ?? (unfixed ? 'fix-answer' : forward[state.status]) ?? 'receive'
  const last = Date.parse(state.lastAt ?? '2026-11-23T15:00:00.000Z')
  const now = new Date(last + 60_000 + asked.days * 86_400_000).toISOString()
  const [command, usual] = aCommand(name, state, now)
  const outcome = decideCommand(state, altered(command, before, asked, now), { now, actor: asked.by ?? usual })
  if ('refusal' in outcome) return before
  return { state: outcome.events.reduce(evolve, state), events: [...before.events, ...outcome.events] }
}

/** What must be true of the events of any case above the number, read without the code that made them. */
function faultsOf(events: readonly CaseEvent[]): string[] {
  const faults: string[] = []
  let keys: string[] = []
  let outsideKey: string | undefined
  let notice: CaseEvent<'release.announced'> | undefined
  let cells: readonly (readonly [ref: string, name: string])[] = []
  let bases = new Set<string>()
  let readers = new Set<string>()
  let confirmed = false
  for (const event of events) {
    if (event.type === 'decision.made') {
      const decided = Object.values(event.people).flatMap((part) => part?.cells ?? [])
      bases = new Set(decided.flatMap(({ outcome, basis }) => (outcome === 'release' ? basis : [])))
    }
    if (event.type === 'order.read') [readers, confirmed] = [readers.add(event.actor), readers.size > 1 && confirmed]
    if (event.type === 'instrument.checked') confirmed = event.body.result === 'verified'
    if (event.type === 'release.prepared') {
      cells = Object.entries(event.people).flatMap(([ref, part]) =>
        (part?.cells ?? []).map(({ program, element }) => [ref, `${program} ${element}`] as const),
      )
    }
    if (event.type === 'release.approved') keys.push(event.body.key.split('+').at(-1) ?? '')
    if (event.type === 'release.signed-outside') outsideKey = event.body.key.split('+').at(-1)
    if (event.type === 'approvals.voided' || event.type === 'preparation.voided') [keys, outsideKey] = [[], undefined]
    if (event.type === 'release.announced') notice = event
    if (event.type === 'announcement.withdrawn') notice = undefined
    if (event.type !== 'release.authorized') continue
    if (new Set(keys).size !== 2) faults.push('release without two approvals')
    if (outsideKey === undefined || keys.includes(outsideKey)) faults.push('release without a third key')
    if (notice === undefined) {
      faults.push('release without a notice')
      continue
    }
    const { persons, elements, basis, courtOrder } = notice.body
    const stood = event.at.slice(0, 10) > addBusinessDays(notice.at.slice(0, 10), 10, [])
    const byCourt = courtOrder !== undefined && confirmed && readers.size > 1 && event.at.slice(0, 10) >= '2026-11-24'
    if (!stood && !byCourt) faults.push('release before its days were over')
    if (byCourt && notice.actor !== counsel.id) faults.push('a notice shortened by somebody who is not counsel')
    if (new Set(cells.map(([ref]) => ref)).size > persons) faults.push('more persons than were announced')
    const said = new Set(elements.map(({ program, element }) => `${program} ${element}`))
    if (cells.some(([, name]) => !said.has(name))) faults.push('other elements than were announced')
    if ([...bases].some((rule) => !basis.includes(rule))) faults.push('by another law than was announced')
  }
  return faults
}

it('releases nothing above the number without two approvals, a third key outside and a notice that stood its days', () => {
  const seen = { released: 0, earlier: 0, refused: 0, withdrawn: 0 }
  const approvedAndSigned = [...on(3), step('sign-outside')]
  fc.assert(
    fc.property(steps, (sequence) => {
      const { events } = sequence.reduce(take, nothing)
      expect(faultsOf(events)).toEqual([])
      const types = events.map(({ type }) => type)
      const at = types.indexOf('release.authorized')
      if (at !== -1) seen.released += 1
      if (at !== -1 && types.includes('order.read')) seen.earlier += 1
      if (at === -1 && types.includes('release.signed-outside')) seen.refused += 1
      if (types.includes('announcement.withdrawn')) seen.withdrawn += 1
    }),
    {
      numRuns: 1000,
      seed: 20261122,
      // The property would hold of a case that never moves, too.
      examples: [
        [[...toDecided, step('announce'), step(undefined, { days: 15 }), ...on(2), step('sign-outside'), ...on(1)]],
        [[...toDecided, step('announce'), step(undefined, { days: 13 }), ...on(2), step('sign-outside'), ...on(1)]],
        [[...toDecided, ...byOrder, ...approvedAndSigned, step('release', { days: 1 })]],
        [[...toDecided, ...approvedAndSigned, step('release', { days: 1 })]],
        ...[1, 2, 3].map((variant): [Step[]] => [wider(variant)]),
        [[...toDecided, step('announce'), step('withdraw-notice'), step(undefined, { days: 16 }), ...on(2)]],
      ],
    },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
  expect(seen.earlier).toBeLessThan(seen.released)
})
