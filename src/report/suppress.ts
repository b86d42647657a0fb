/**
 * Small counts are hidden, and more beside them until nobody can work them out (CMS cell size suppression policy: no
 * cell of 1 to 10, and nothing from which one could be derived; a zero is shown, for nobody is in it).
 *
 * What is hidden carries one sign, so a reader does not learn which count was the small one.
 */
import { boundsOf, type Bounds, type Sum } from './bounds.ts'

/** Counts from 1 up to below this are hidden. */
export const threshold = 11

export interface Table {
  readonly counts: Readonly<Record<string, number>>
  /** Everything that adds up: in one place all of it, or a sum that is left out gives a small count away. */
  readonly sums: readonly { readonly total: string; readonly parts: readonly string[] }[]
}

/** A count that is shown, or null for one that is hidden. */
export type Shown = number | null

/** The same table as anybody may see it. @throws Error where its sums are wrong */
export function suppress({ counts, sums }: Table): Readonly<Record<string, Shown>> {
  const hidden = new Set(Object.keys(counts).filter((name) => isSmall(counts[name] ?? 0)))
  for (;;) {
    const weak = exposed({ counts, sums }, hidden)[0]
    if (weak === undefined) break
    hidden.add(besideOf(weak, { counts, sums }, hidden))
  }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, hidden.has(name) ? null : count]))
}

function isSmall(count: number): boolean {
  return count > 0 && count < threshold
}

/**
 * Hidden counts of which a reader knows too much. Well hidden is what may be the threshold or more for all that
 * anybody can tell, within a range at least as wide as what is hidden.
 */
export function exposed(table: Table, hidden: ReadonlySet<string>): readonly string[] {
  return [...audit(table, hidden)]
    .filter(([, { low, high }]) => high < threshold || high - low < threshold - 1)
    .map(([name]) => name)
}

/** What a reader can work out of each hidden count, knowing that none of them is zero. */
export function audit({ counts, sums }: Table, hidden: ReadonlySet<string>): ReadonlyMap<string, Bounds> {
  const names = [...hidden]
  const place = new Map(names.map((name, n) => [name, n]))
  const known = (name: string): number => (hidden.has(name) ? 0 : (counts[name] ?? 0))
  const equations = sums.flatMap(({ total, parts }): Sum[] => {
    const plus = parts.flatMap((name) => place.get(name) ?? [])
    const minus = [place.get(total) ?? []].flat()
    if (plus.length + minus.length === 0) return []
    return [{ plus, minus, equals: known(total) - parts.reduce((sum, name) => sum + known(name), 0) }]
  })
  const bounds = boundsOf(names.length, equations, 1)
  return new Map(names.map((name, n) => [name, bounds[n] ?? { low: 1, high: Infinity }]))
}

/** The cheapest count to hide with it: in one of its own sums, else in any; a part before a total, a small one first. */
function besideOf(weak: string, { counts, sums }: Table, hidden: ReadonlySet<string>): string {
  const own = sums.filter(({ total, parts }) => total === weak || parts.includes(weak))
  const totals = new Set(sums.map(({ total }) => total))
  for (const near of [own, sums]) {
    const [cheapest] = near
      .flatMap(({ total, parts }) => [total, ...parts])
      .filter((name) => !hidden.has(name) && (counts[name] ?? 0) > 0)
      .toSorted((a, b) => Number(totals.has(a)) - Number(totals.has(b)) || (counts[a] ?? 0) - (counts[b] ?? 0))
    if (cheapest !== undefined) return cheapest
  }
  throw new Error(`nothing is left to hide beside ${weak}`)
}
