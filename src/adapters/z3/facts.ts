/** Conditions of rules, where some facts have a value from the start. */
import type { Condition } from '#decision/rules.ts'
import type { FactValue } from '#vocabulary/facts.ts'
import type { Bool, Terms } from './terms.ts'

/** Facts whose value is given. */
export interface Known {
  readonly values: ReadonlyMap<string, FactValue>
  /** The same for the same values. */
  readonly key: string
}

export function known(...values: readonly (readonly [fact: string, value: FactValue])[]): Known {
  const of = new Map(values)
  return { values: of, key: JSON.stringify([...of].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/** The same, and these besides, whatever was known of them. */
export function andKnown(one: Known, other: Known): Known {
  return known(...one.values, ...other.values)
}

export function isOneOf(terms: Terms, fact: string, values: readonly FactValue[], { values: given }: Known): Bool {
  const value = given.get(fact)
  if (value === undefined) return terms.isOneOf(fact, values)
  return values.includes(value) ? terms.yes : terms.no
}

export function allHold(terms: Terms, conditions: readonly Condition[], given: Known): Bool {
  return terms.and(
    ...conditions.map(({ fact, values, not }) => {
      const one = isOneOf(terms, fact, values, given)
      return not ? terms.not(one) : one
    }),
  )
}
