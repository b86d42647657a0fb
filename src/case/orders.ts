/**
 * Orders of a court about a paper: a stay, its end, enforcement, quashing, dispensing with notice, shortening the public
 * one.
 *
 * What closes a door counts from the first reading, by itself, until the court says that it is no order of
 * theirs. What opens one counts when two people have read it the same, the court was asked, and it is a
 * judge's of a court whose word binds the agency.
 */
import type { Plain } from '#vocabulary/plain.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'
import { isReadByTwo, standingFacts, type Readings } from './readings.ts'

/** What an order does to the paper that it is about. */
export const orderEffects = ['stay', 'lift-stay', 'enforce', 'quash', 'dispense-notice', 'shorten-notice'] as const
export type OrderEffect = (typeof orderEffects)[number]

/** What somebody of the staff read in an order. */
export type OrderFacts = Plain<
  Pick<CaseInstrument, 'issuer' | 'issuerKind' | 'issuerState' | 'signedBy' | 'docket'>
> & {
  /** o1, o2 … */
  readonly id: string
  /** The paper that it is about: i1. */
  readonly about: string
  readonly effect: OrderEffect
  readonly issuedOn: Day
  /** Whom notice is dispensed with for; absent: everybody of the request. */
  readonly people?: readonly string[]
  /** The first day on which a release may leave whose public notice the order shortens. */
  readonly leavesFrom?: Day
}

export interface OrderState {
  readonly readings: Readings<OrderFacts>
  readonly authenticity: 'unverified' | 'verified' | 'failed'
}

interface Ordered {
  readonly request: { readonly agency: string } | undefined
  readonly orders: Readonly<Record<string, OrderState>>
}

/** Whether the paper is stayed, as far as anybody has read. */
export function isStayed(state: Ordered, paper: string): boolean {
  const lifted = inForce(state, paper, 'lift-stay').map(({ issuedOn }) => issuedOn)
  return asRead(state, paper, 'stay').some(({ issuedOn }) => lifted.every((day) => day < issuedOn))
}

/** The day on which a court quashed the paper, as far as anybody has read. */
export function quashedOn(state: Ordered, paper: string): Day | undefined {
  return asRead(state, paper, 'quash')
    .map(({ issuedOn }) => issuedOn)
    .toSorted()[0]
}

/** Whether a court enforces the paper, for certain. */
export function isEnforced(state: Ordered, paper: string): boolean {
  return inForce(state, paper, 'enforce').length > 0
}

/** Whom a court has dispensed with notice for, of this paper; undefined is everybody of the request. */
export function dispensedFor(state: Ordered, paper: string): readonly (readonly string[] | undefined)[] {
  return inForce(state, paper, 'dispense-notice').map(({ people }) => people)
}

/** An order that shortens the public notice of a release, for certain; undefined where this is none. */
export function shortening(state: Ordered, id: string): OrderFacts | undefined {
  return certain(state).find((facts) => facts.id === id && facts.effect === 'shorten-notice')
}

function asRead({ orders }: Ordered, paper: string, effect: OrderEffect): OrderFacts[] {
  return Object.values(orders)
    .filter(({ authenticity }) => authenticity !== 'failed')
    .flatMap(({ readings: { given, disputed } }) => [...given, ...(disputed?.given ?? [])])
    .map(({ facts }) => facts)
    .filter((facts) => facts.about === paper && facts.effect === effect)
}

function inForce(state: Ordered, paper: string, effect: OrderEffect): OrderFacts[] {
  return certain(state).filter((facts) => facts.about === paper && facts.effect === effect)
}

function certain({ orders, request }: Ordered): OrderFacts[] {
  return Object.values(orders)
    .filter(({ authenticity, readings }) => authenticity === 'verified' && isReadByTwo(readings))
    .flatMap(({ readings }) => standingFacts(readings) ?? [])
    .filter((facts) => binds(facts, request?.agency ?? ''))
}

/** A judge of a federal court or of a court of the agency's own state. */
function binds({ issuerKind, issuerState, signedBy }: OrderFacts, agency: string): boolean {
  const agencies: Readonly<Record<string, { jurisdiction: string }>> = vocabulary.agencies
  const ours = issuerKind === 'state-court' && issuerState === agencies[agency]?.jurisdiction
  return (issuerKind === 'federal-court' || ours) && ['judge', 'magistrate-judge'].includes(signedBy ?? '')
}
