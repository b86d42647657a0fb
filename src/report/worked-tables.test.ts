/** Tables that others published with what can be worked out of them (vectors/sdc in the shared folder). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, sharedPath } from '#testing/tools.ts'
import { boundsOf, type Sum } from './bounds.ts'

type Range = readonly [low: number, high: number]

interface Worked {
  readonly id: string
  /** Rows and columns, the totals last; null for what is hidden. */
  readonly published?: readonly (readonly (number | null)[])[]
  readonly publishedPatterns?: unknown
  readonly lpBounds?: Readonly<Record<string, Range>>
  readonly boundsBefore?: Readonly<Record<string, Range>>
  readonly trueRow?: readonly number[]
  readonly suppressed?: readonly number[]
  readonly lowerBoundKnownToAttacker?: number
  readonly bounds?: readonly Range[]
  readonly boundsIfLowerBoundWere0?: readonly Range[]
}

const found = hasShared('vectors', 'sdc', 'worked-tables.json')
const cases: readonly Worked[] = found
  ? JSON.parse(readFileSync(sharedPath('vectors', 'sdc', 'worked-tables.json'), 'utf8')).cases
  : []

/** What every row and column says of the cells that are hidden in it. */
function sumsOf(published: readonly (readonly (number | null)[])[]): { hidden: readonly string[]; sums: Sum[] } {
  const inner = published.slice(0, -1)
  const columns = (inner[0]?.length ?? 1) - 1
  const hidden = inner.flatMap((row, r) => row.flatMap((cell, c) => (cell === null ? [`${r},${c}`] : [])))
  const line = (cells: readonly (readonly [name: string, cell: number | null])[], total: number | null): Sum => ({
    plus: cells.flatMap(([name, cell]) => (cell === null ? [hidden.indexOf(name)] : [])),
    minus: [],
    equals: (total ?? 0) - cells.reduce((sum, [, cell]) => sum + (cell ?? 0), 0),
  })
  const rows = inner.map((row, r) =>
    line(
      row.slice(0, columns).map((cell, c) => [`${r},${c}`, cell]),
      row[columns] ?? null,
    ),
  )
  const down = Array.from({ length: columns }, (_, c) =>
    line(
      inner.map((row, r) => [`${r},${c}`, row[c] ?? null]),
      published.at(-1)?.[c] ?? null,
    ),
  )
  return { hidden, sums: [...rows, ...down] }
}

describe.runIf(found)('the bounds of a published table', () => {
  const twoWay = cases.filter(({ published }) => Array.isArray(published))
  it.each(twoWay.map((one) => [one.id, one] as const))('are those of %s', (_id, { published = [], ...one }) => {
    const { hidden, sums } = sumsOf(published)
    const bounds = boundsOf(hidden.length, sums, 0)
    const expected = one.lpBounds ?? one.boundsBefore ?? {}
    expect(Object.fromEntries(hidden.map((name, n) => [name, [bounds[n]?.low, bounds[n]?.high]]))).toEqual(expected)
  })

  const rows = cases.filter(({ trueRow }) => trueRow !== undefined)
  it.each(rows.map((one) => [one.id, one] as const))('are those of the row of %s', (_id, one) => {
    const { trueRow = [], suppressed = [], lowerBoundKnownToAttacker: least = 0 } = one
    const equals = suppressed.reduce((sum, at) => sum + (trueRow[at] ?? 0), 0)
    const sums = [{ plus: suppressed.map((_, n) => n), minus: [], equals }]
    const ranges = (from: number) => boundsOf(suppressed.length, sums, from).map(({ low, high }) => [low, high])
    expect(ranges(least)).toEqual(one.bounds)
    expect(ranges(0)).toEqual(one.boundsIfLowerBoundWere0)
  })
})
