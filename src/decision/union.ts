/** Sorted, each once, so that no order of what it was gathered from shows. */
export function union<Item extends string>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return [...new Set(lists.flat())].toSorted()
}
