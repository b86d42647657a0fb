/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  aRequest,
  caseIn,
  counsel,
  next,
  nothing,
  officer,
  play,
  playAll,
  reader,
  reasonsAgainst,
  type Played,
} from '#testing/case.ts'
import { toCaseFile } from './case-file.ts'
import type { Actor, Command } from './commands.ts'
import { isStayed, quashedOn, type OrderFacts } from './orders.ts'

const asOf = '2026-11-23T12:00:00-05:00'
const artifact = { sha256: 'b'.repeat(64), bytes: 12, type: 'application/pdf' }
const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  id: 'o1',
  about: 'i1',
  effect: 'stay',
  issuerKind: 'federal-court',
  signedBy: 'judge',
  issuedOn: '2026-11-20',
  ...change,
})
const read = (before: Played, facts: OrderFacts, actor: Actor = officer): Played =>
  play(before, { command: 'read-order', facts, artifact }, { now: next(before), actor })
const verified = (before: Played, id: string, result: 'verified' | 'failed' = 'verified') =>
  playAll(before, ['verify-instrument'], { 'verify-instrument': { instrument: id, result } })
/** Read by two people, and confirmed by the court. */
const inForce = (before: Played, facts: OrderFacts) => verified(read(read(before, facts), facts, reader), facts.id)
const received = caseIn('received')
const paper = ({ state }: Played) => toCaseFile(state, asOf).request.instruments?.[0]
const approve = (before: Played) => {
  const command: Command = { command: 'record-counsel', decision: 'approve', instruments: ['i1'], on: '2026-11-23' }
  return reasonsAgainst(before.state, command, { now: next(before), actor: counsel }).map(({ code }) => code)
}

describe('an order that stops a paper', () => {
  it('stays it from the first reading, takes counsel’s approval away, and lets nobody approve it', () => {
    const approved = playAll(received, ['record-counsel'])
    const stayed = read(approved, order())
    expect(isStayed(stayed.state, 'i1')).toBe(true)
    expect(stayed.state.counsel).toEqual([])
    expect(approve(stayed)).toEqual(['paper-stayed'])
    expect(approve(received)).toEqual([])
  })

  it('is none once its court has said that it is not theirs', () => {
    const failed = verified(read(received, order()), 'o1', 'failed')
    expect(isStayed(failed.state, 'i1')).toBe(false)
    expect(approve(failed)).toEqual([])
  })

  it('is lifted by a later order that two people have read and the court has confirmed, and by nothing less', () => {
    const lift = order({ id: 'o2', effect: 'lift-stay', issuedOn: '2026-11-22' })
    const stayed = read(received, order())
    expect(isStayed(read(stayed, lift).state, 'i1')).toBe(true)
    expect(isStayed(read(read(stayed, lift), lift, reader).state, 'i1')).toBe(true)
    expect(isStayed(verified(read(stayed, lift), 'o2').state, 'i1')).toBe(true)
    expect(isStayed(inForce(stayed, lift).state, 'i1')).toBe(false)
    expect(isStayed(inForce(stayed, { ...lift, issuedOn: '2026-11-19' }).state, 'i1'), 'an earlier one').toBe(true)
    expect(isStayed(inForce(stayed, { ...lift, signedBy: 'immigration-judge' }).state, 'i1')).toBe(true)
  })

  it('ends a quashed paper on the day before, by itself', () => {
    const quashed = read(received, order({ effect: 'quash' }))
    expect(quashedOn(quashed.state, 'i1')).toBe('2026-11-20')
    expect(paper(quashed)?.expiresOn).toBe('2026-11-19')
    expect(approve(quashed)).toEqual(['paper-quashed'])
    expect(paper(received)).not.toHaveProperty('expiresOn')
  })

  it('counts while two people differ about what it says', () => {
    const disputed = read(read(received, order()), order({ effect: 'lift-stay' }), reader)
    expect(isStayed(disputed.state, 'i1')).toBe(true)
  })
})

describe('an order that opens something', () => {
  const enforce = order({ effect: 'enforce' })

  it('enforces a paper when two people have read it and the court has confirmed it', () => {
    expect(paper(read(received, enforce))).not.toHaveProperty('enforcedByCourt')
    expect(paper(verified(read(received, enforce), 'o1'))).not.toHaveProperty('enforcedByCourt')
    expect(paper(read(read(received, enforce), enforce, reader))).not.toHaveProperty('enforcedByCourt')
    expect(paper(inForce(received, enforce))).toMatchObject({ enforcedByCourt: true })
  })

  it('is a judge’s, of a federal court or a court of the agency’s own state', () => {
    const enforced = (change: Partial<OrderFacts>) => paper(inForce(received, order({ effect: 'enforce', ...change })))
    expect(enforced({ issuerKind: 'state-court', issuerState: 'us-ma' })).toHaveProperty('enforcedByCourt')
    expect(enforced({ issuerKind: 'state-court', issuerState: 'us-me' })).not.toHaveProperty('enforcedByCourt')
    expect(enforced({ issuerKind: 'state-court' })).not.toHaveProperty('enforcedByCourt')
    expect(enforced({ issuerKind: 'federal-agency' })).not.toHaveProperty('enforcedByCourt')
    expect(enforced({ signedBy: 'clerk' })).not.toHaveProperty('enforcedByCourt')
  })

  it('dispenses with notice for the people it names, or for everybody', () => {
    const notice = (facts: OrderFacts) => toCaseFile(inForce(received, facts).state, asOf).findings?.notice
    const dispensed = { instruments: ['i1'], dispensedByCourt: true }
    expect(notice(order({ effect: 'dispense-notice', people: ['p2'] }))).toEqual([{ ...dispensed, subjects: ['p2'] }])
    expect(notice(order({ effect: 'dispense-notice' }))).toEqual([{ ...dispensed, subjects: ['p1', 'p2'] }])
    expect(toCaseFile(read(received, order({ effect: 'dispense-notice' })).state, asOf).findings?.notice).toEqual([])
  })
})

describe('reading an order', () => {
  const against = (facts: OrderFacts, file: typeof artifact | undefined = artifact) => {
    const command: Command = { command: 'read-order', facts, ...(file === undefined ? {} : { artifact: file }) }
    return reasonsAgainst(received.state, command, { now: next(received), actor: officer }).map(({ code }) => code)
  }

  it('names a paper, a day, a court and people that there are', () => {
    expect(against(order())).toEqual([])
    expect(against(order({ about: 'i9' }))).toEqual(['instrument-unknown'])
    expect(against(order({ issuedOn: '2026-11-24' }))).toEqual(['day-not-come'])
    expect(against(order({ people: ['p9'] }))).toEqual(['person-unknown'])
    expect(against(order({ signedBy: 'the-king' }))).toEqual(['code-unknown'])
    expect(against(order({ id: 'i1' }))).toEqual(['order-unknown'])
  })

  it('takes a new order with its file and refuses one without', () => {
    const command: Command = { command: 'read-order', facts: order() }
    const without = reasonsAgainst(received.state, command, { now: next(received), actor: officer })
    expect(without.map(({ code }) => code)).toEqual(['order-unknown'])
    expect(reasonsAgainst(read(received, order()).state, command, { now: next(received), actor: reader })).toEqual([])
  })
})

it('is the same whatever paper the request brought', () => {
  const two = aRequest({
    instruments: [
      { id: 'i1', kind: 'judicial-subpoena' },
      { id: 'i2', kind: 'court-order' },
    ],
  })
  const stayed = read(playAll(nothing, ['receive'], { receive: { request: two } }), order({ about: 'i2' }))
  expect([isStayed(stayed.state, 'i1'), isStayed(stayed.state, 'i2')]).toEqual([false, true])
})
