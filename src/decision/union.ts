/**
 * Sorted, each once, so that no order of what it was gathered from shows.
 *
 * @param lists each sorted already, and each item in it once
 */
export function union<Item extends string>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const [first, second, ...others] = lists.filter(({ length }) => length > 0)
  if (first === undefined) return []
  if (second === undefined || (others.length === 0 && first === second)) return first
  return [...new Set(lists.flat())].toSorted()
}
