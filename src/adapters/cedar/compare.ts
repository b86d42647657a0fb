/** Where the two engines differ about one cell. */
import type { RuleSet } from '#decision/rules.ts'
import type { Answer } from './answer.ts'
import { isDefault } from './in-force.ts'

/** What the first engine says of a cell, in the form of the contract's decision. */
export interface Decided {
  readonly outcome: string
  readonly needs: readonly string[]
  readonly basis: readonly string[]
}

export interface Difference {
  readonly about: 'outcome' | 'needs' | 'rules'
  readonly ours: readonly string[]
  readonly cedars: readonly string[]
}

/** By rule id, what a citation of it can mean. */
export type Citable = ReadonlyMap<string, 'default' | 'forbids' | 'opens'>

export function citableIn({ rules }: RuleSet): Citable {
  return new Map(
    rules.map(({ id, parts }) => {
      if (parts.every(isDefault)) return [id, 'default']
      return [id, parts.every(({ effect }) => effect === 'forbids' || effect === 'duty') ? 'forbids' : 'opens']
    }),
  )
}

/**
 * Outcome and needs must be the same. Of the rules:
 *
 * - a release or hold cites exactly those that Cedar finds in its favor, with those that attach conditions;
 * - a deny cites every rule that Cedar finds forbidding and every way that it finds forbidden, and no other rule
 *   that can only forbid. The first engine also cites the nearest way that failed; Cedar does not count how far
 *   a way fails, so that alone is not compared;
 * - the default is cited only where Cedar names nothing.
 */
export function compare(ours: Decided, cedars: Answer, citable: Citable): Difference | undefined {
  if (ours.outcome !== cedars.outcome) return { about: 'outcome', ours: [ours.outcome], cedars: [cedars.outcome] }
  if (!isSame(ours.needs, cedars.needs)) return { about: 'needs', ours: ours.needs, cedars: cedars.needs }
  const named = new Set([...cedars.inFavor, ...cedars.forbidding, ...cedars.stopped])
  const mayAdd = (id: string): boolean =>
    cedars.outcome === 'deny' && (citable.get(id) === 'opens' || (citable.get(id) === 'default' && named.size === 0))
  const agree =
    [...named].every((id) => ours.basis.includes(id)) && ours.basis.every((id) => named.has(id) || mayAdd(id))
  return agree ? undefined : { about: 'rules', ours: ours.basis, cedars: [...named].toSorted() }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size
}
