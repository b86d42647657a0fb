/**
 * How many persons get the same: each distinct set of released cells, and for how many it stands. Nobody is named in
 * it, so it can stand where a list of persons must not.
 */
import { canonicalJson } from './canonical-json.ts'

export type GrantedCell = { readonly program: string; readonly element: string }

export type Grant = {
  readonly persons: number
  /** By program and element, each once; never none. */
  readonly cells: readonly GrantedCell[]
}

/**
 * The grants of classes, in order of the canonical JSON of their cells, each once. Who gets nothing is in none.
 *
 * @param classes persons who were decided alike, and what is released of each of them, in any order
 */
export function grantsOf(classes: readonly Grant[]): readonly Grant[] {
  const byCells = new Map<string, { persons: number; cells: readonly GrantedCell[] }>()
  for (const { persons, cells } of classes) {
    if (persons === 0 || cells.length === 0) continue
    const sorted = cellsInOrder(cells)
    const id = canonicalJson(sorted)
    const known = byCells.get(id)
    if (known === undefined) byCells.set(id, { persons, cells: sorted })
    else known.persons += persons
  }
  return [...byCells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant)
}

/** By program and element, each once. */
export function cellsInOrder(cells: readonly GrantedCell[]): GrantedCell[] {
  const distinct = new Map(
    cells.map(({ program, element }) => [`${program}\0${element}`, { program, element }] as const),
  )
  return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)
}

/** Persons who get something. */
export function personsGranted(grants: readonly Grant[]): number {
  return grants.reduce((sum, { persons }) => sum + persons, 0)
}
