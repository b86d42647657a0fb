/**
 * Sentences about the law that can be checked over every situation: written as data, printed for people, and
 * given their meaning twice, by `holds.ts` here and by `adapters/z3` on its own.
 */
import type { Strength } from '#decision/rules.ts'
import type { FactValue } from '#vocabulary/facts.ts'
import { nothingKnown, withoutPaper } from './no-paper.ts'
import type { VariableName } from './variables.ts'

/** What a way to a cell rests on: its strength in law, and whether a paper carries it. */
export type Rests = Strength | 'a-paper' | 'no-paper'

export function saysWhetherPaper(one: Rests): one is 'a-paper' | 'no-paper' {
  return one === 'a-paper' || one === 'no-paper'
}

/** The same situation with these facts instead. */
export type Change = Readonly<Partial<Record<VariableName, FactValue>>>

export type Formula =
  | { readonly kind: 'is'; readonly fact: VariableName; readonly values: readonly FactValue[] }
  | { readonly kind: 'not'; readonly one: Formula }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }
  /** The element, or its substitute, leaves; on ways that rest on one of these, where any is named. */
  | { readonly kind: 'leaves'; readonly on: readonly Rests[]; readonly given: Change }
  /** What stands without a paper and what stands by the paper come to the same outcome and needs after both changes. */
  | { readonly kind: 'same'; readonly on: readonly Rests[]; readonly given: Change; readonly and: Change }
  /** After both changes each content that a rule prescribes for a request is lacking, or is not, alike. */
  | { readonly kind: 'asked'; readonly given: Change; readonly and: Change }
  /** A rule in favor reaches the cell, with all that it says itself met. */
  | { readonly kind: 'favored' }
  /** Another element goes out in the place of this one, and is one of these. */
  | { readonly kind: 'sends'; readonly elements: readonly string[] }

/** For every situation that can be: if `when`, then `must`. */
export interface Claim {
  readonly when: Formula
  readonly must: Formula
  /** Said of the law of one state alone. */
  readonly jurisdiction?: string
}

export const is = (fact: VariableName, ...values: readonly FactValue[]): Formula => ({ kind: 'is', fact, values })
export const not = (one: Formula): Formula => ({ kind: 'not', one })
export const all = (...of: readonly Formula[]): Formula => ({ kind: 'all', of })
export const any = (...of: readonly Formula[]): Formula => ({ kind: 'any', of })
export const leaves: Formula = { kind: 'leaves', on: [], given: {} }
export const leavesGiven = (given: Change): Formula => ({ kind: 'leaves', on: [], given })
export const leavesOn = (on: readonly Rests[], given: Change = {}): Formula => ({ kind: 'leaves', on, given })
export const same = (given: Change, and: Change = {}, on: readonly Rests[] = []): Formula => ({
  kind: 'same',
  on,
  given,
  and,
})
export const askedAlike = (given: Change, and: Change = {}): Formula => ({ kind: 'asked', given, and })
export const favored: Formula = { kind: 'favored' }
export const sends = (...elements: readonly string[]): Formula => ({ kind: 'sends', elements })

/** `purpose = audit and leaves ⇒ identity-verified`, in signs that read aloud. */
export function claimText({ when, must }: Claim): string {
  const always = when.kind === 'all' && when.of.length === 0
  return always ? text(must) : `${text(when)} ⇒ ${text(must)}`
}

function text(formula: Formula): string {
  switch (formula.kind) {
    case 'is':
      return isText(formula.fact, formula.values)
    case 'not':
      return formula.one.kind === 'is' ? isNotText(formula.one.fact, formula.one.values) : `not ${inner(formula.one)}`
    case 'all':
      return formula.of.map(inner).join(' and ')
    case 'any':
      return formula.of.map(inner).join(' or ')
    case 'leaves':
      return `leaves${onText(formula.on)}${changeText(formula.given)}`
    case 'same':
      return `decision${onText(formula.on)}${changeText(formula.given)} = decision${onText(formula.on)}${changeText(formula.and)}`
    case 'asked':
      return `lacks${changeText(formula.given)} = lacks${changeText(formula.and)}`
    case 'favored':
      return 'a rule favors it'
    case 'sends':
      return formula.elements.length === 0
        ? 'a substitute leaves'
        : `the substitute is ${formula.elements.join(' or ')}`
    default:
      return formula satisfies never
  }
}

function inner(formula: Formula): string {
  return formula.kind === 'all' || formula.kind === 'any' ? `(${text(formula)})` : text(formula)
}

function isText(fact: VariableName, values: readonly FactValue[]): string {
  if (String(values) === 'true') return fact
  if (String(values) === 'false') return `not ${fact}`
  return values.length === 1 ? `${fact} = ${String(values)}` : `${fact} ∈ {${values.join(', ')}}`
}

function isNotText(fact: VariableName, values: readonly FactValue[]): string {
  if (String(values) === 'true') return `not ${fact}`
  return values.length === 1 ? `${fact} ≠ ${String(values)}` : `${fact} ∉ {${values.join(', ')}}`
}

function onText(on: readonly Rests[]): string {
  return on.length === 0 ? '' : ` by ${on.join(' or ')}`
}

function changeText(change: Change): string {
  if (change === withoutPaper) return '[no paper]'
  if (change === nothingKnown) return '[nothing known of the person]'
  const changes = Object.entries(change).map(([fact, value]) => `${fact} := ${String(value)}`)
  return changes.length === 0 ? '' : `[${changes.join(', ')}]`
}
