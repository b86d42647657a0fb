/**
 * The sides of every rule that decides: each of its conditions met and unmet, each with the rest of the rule met.
 *
 * Kept apart from the generator that aims at them, so that what was covered is measured and not believed.
 */
import type { Condition, Part, Requirement, Rule, RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Facts } from '#vocabulary/facts.ts'

/** What of a rule can be so or not. */
interface Term {
  readonly name: string
  /** The fact that it is about: another term about the same fact cannot always be met beside it. */
  readonly fact: string
  readonly isMet: (facts: Facts) => boolean
}

export interface Sides {
  /** "US-SNAP-07: identity-verified unmet" */
  readonly all: ReadonlySet<string>
  /** The sides that these facts show, for a cell of this program. */
  readonly shown: (facts: Facts, program: string) => readonly string[]
}

export function sidesOf(rules: RuleSet): Sides {
  const rows = rules.rules
    .filter(({ inactive }) => inactive === undefined)
    .flatMap((rule) => rule.parts.map((part, i) => ({ rule, part, terms: termsOf(rule, part, i) })))
    .filter(({ part }) => part.effect !== 'duty')
  return {
    all: new Set(rows.flatMap(({ terms }) => terms.flatMap(({ tried: { name } }) => [`${name} met`, `${name} unmet`]))),
    shown: (facts, program) =>
      rows
        .filter(({ rule: { jurisdiction } }) => ['us', stateOf(facts)].includes(jurisdiction))
        .filter(({ part: { programs } }) => programs === 'all' || programs.includes(program))
        .flatMap(({ terms }) => terms.flatMap((one) => sideShown(one, facts) ?? [])),
  }
}

interface Tried {
  readonly tried: Term
  readonly rest: readonly Term[]
}

function sideShown({ tried, rest }: Tried, facts: Facts): string | undefined {
  const isRestMet = rest.every(({ fact, isMet }) => fact === tried.fact || isMet(facts))
  return isRestMet ? `${tried.name} ${tried.isMet(facts) ? 'met' : 'unmet'}` : undefined
}

function termsOf(rule: Rule, part: Part, i: number): readonly Tried[] {
  const name = `${rule.id}/${part.name ?? i + 1}`
  const always = [...reachOf(name, part), ...part.where.map((one) => termOf(name, one))]
  // What can never be supplied is met by nothing.
  const asks = part.until.filter(({ met }) => met.length > 0)
  const supplied = (but?: Requirement) => asks.filter((ask) => ask !== but).map((ask) => suppliedTerm(name, ask))
  return [
    ...always.map((tried) => ({ tried, rest: [...always.filter((one) => one !== tried), ...supplied()] })),
    ...asks.flatMap((ask, n) => {
      const others = [...always, ...supplied(ask)]
      const asked: Term[] =
        ask.when.length === 0
          ? []
          : [{ name, fact: '', isMet: (facts) => ask.when.some((all) => all.every((one) => holds(one, facts))) }]
      const at = `${name} until ${n + 1}`
      const lacking: Term = { name: at, fact: '', isMet: (facts) => !ask.met.every((one) => holds(one, facts)) }
      return [
        ...ask.met.map((one) => ({
          tried: termOf(at, one),
          rest: [...others, ...asked, ...ask.met.filter((other) => other !== one).map((other) => termOf(at, other))],
        })),
        ...ask.when.flatMap((all) =>
          all.map((one) => ({
            tried: termOf(`${at} when`, one),
            // What is lacking here is lacking for every rule that asks for the same.
            rest: [
              ...others.filter(({ fact }) => fact === '' || fact !== factOf(ask)),
              lacking,
              ...all.filter((other) => other !== one).map((other) => termOf(at, other)),
            ],
          })),
        ),
      ]
    }),
  ]
}

function reachOf(name: string, { elements, papers, effect }: Part): Term[] {
  const opens = effect === 'requires' || effect === 'permits'
  const isAmong = (fact: 'element' | 'paper', values: readonly string[]): Term => ({
    name: `${name} ${fact}`,
    fact,
    isMet: (facts) => values.includes(String(facts[fact])),
  })
  const counsel = papers === undefined ? 'counsel' : 'paper-counsel'
  return [
    ...(elements === 'all' ? [] : [isAmong('element', elements)]),
    ...(opens ? [isAmong('paper', papers ?? ['none'])] : []),
    ...(opens
      ? [{ name: `${name} ${counsel} stands`, fact: counsel, isMet: (facts: Facts) => facts[counsel] !== 'refused' }]
      : []),
  ]
}

function suppliedTerm(name: string, { met, when }: Requirement): Term {
  return {
    name,
    fact: factOf({ met }),
    isMet: (facts) =>
      met.every((one) => holds(one, facts)) ||
      (when.length > 0 && !when.some((all) => all.every((one) => holds(one, facts)))),
  }
}

/** The one fact that would supply it, where it is one. */
function factOf({ met }: Pick<Requirement, 'met'>): string {
  return met.length === 1 ? (met[0]?.fact ?? '') : ''
}

function termOf(name: string, condition: Condition): Term {
  return { name: `${name} ${condition.fact}`, fact: condition.fact, isMet: (facts) => holds(condition, facts) }
}

function stateOf({ agency }: Facts): string | undefined {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  return agencies[String(agency)]?.jurisdiction
}

function holds({ fact, values, not }: Condition, facts: Facts): boolean {
  return values.includes(facts[fact]) !== not
}
