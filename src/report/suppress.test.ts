import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf } from './bounds.ts'
import { audit, exposed, suppress, threshold, type Table } from './suppress.ts'

/** Rows and columns with their totals, as cells "r,c" and sums both ways. */
function twoWay(inner: readonly (readonly number[])[]): Table {
  const counts: Record<string, number> = {}
  const columns = inner[0]?.map((_, c) => c) ?? []
  const sum = (names: readonly string[]): number => names.reduce((all, name) => all + (counts[name] ?? 0), 0)
  for (const [r, row] of inner.entries()) for (const [c, count] of row.entries()) counts[`${r},${c}`] = count
  const sums = [
    ...inner.map((_, r) => ({ total: `${r},*`, parts: columns.map((c) => `${r},${c}`) })),
    ...columns.map((c) => ({ total: `*,${c}`, parts: inner.map((_row, r) => `${r},${c}`) })),
  ]
  for (const { total, parts } of sums) counts[total] = sum(parts)
  const all = { total: '*,*', parts: inner.map((_, r) => `${r},*`) }
  counts['*,*'] = sum(all.parts)
  return { counts, sums: [...sums, all, { total: '*,*', parts: columns.map((c) => `*,${c}`) }] }
}

const hiddenIn = (shown: Readonly<Record<string, number | null>>): Set<string> =>
  new Set(Object.keys(shown).filter((name) => shown[name] === null))

describe('what a reader can work out', () => {
  it('is what was published for the table of Geurts (1992): between 3 and 6', () => {
    // 3 x 2, every inner cell hidden but the totals: rows 7, 3, 6 and columns 9, 7.
    const sums = [
      { plus: [0, 1], minus: [], equals: 7 },
      { plus: [2, 3], minus: [], equals: 3 },
      { plus: [0, 2], minus: [], equals: 6 },
      { plus: [1, 3], minus: [], equals: 4 },
    ]
    expect(boundsOf(4, sums, 0)).toEqual([
      { low: 3, high: 6 },
      { low: 1, high: 4 },
      { low: 0, high: 3 },
      { low: 0, high: 3 },
    ])
  })

  it('is everything where two in every line are hidden and rows and columns give one away (sdcTable)', () => {
    const table = twoWay([
      [30, 47, 64, 89],
      [90, 124, 5, 31],
      [92, 100, 59, 85],
      [800, 991, 651, 685],
    ])
    const hidden = new Set(['0,0', '0,1', '0,2', '1,0', '1,2', '2,1', '2,3', '3,1', '3,3'])
    expect(audit(table, hidden).get('0,1')).toEqual({ low: 47, high: 47 })
    // Zeros would be shown, so a reader knows each to be 1 or more; the published bounds begin at 0.
    const repaired = audit(table, new Set([...hidden, '1,3'])).get('0,1')
    expect(repaired?.high).toBeGreaterThan(70)
    expect(repaired?.low).toBe(1)
  })

  it('is both, where two ones are hidden and the zeros are shown (easySdcTable)', () => {
    const table = {
      counts: { a: 0, b: 1, c: 7, d: 1, e: 0, all: 9 },
      sums: [{ total: 'all', parts: ['a', 'b', 'c', 'd', 'e'] }],
    }
    expect([...audit(table, new Set(['b', 'd'])).values()]).toEqual([
      { low: 1, high: 1 },
      { low: 1, high: 1 },
    ])
    expect(exposed(table, new Set(['b', 'd']))).toEqual(['b', 'd'])
  })

  it('has no end where no sum is shown', () => {
    expect(boundsOf(2, [{ plus: [0], minus: [1], equals: 0 }], 1)).toEqual([
      { low: 1, high: Infinity },
      { low: 1, high: Infinity },
    ])
    expect(boundsOf(1, [], 1)).toEqual([{ low: 1, high: Infinity }])
  })

  it('refuses sums that contradict each other', () => {
    const sums = [
      { plus: [0], minus: [], equals: 5 },
      { plus: [0], minus: [], equals: 6 },
    ]
    expect(() => boundsOf(1, sums, 0)).toThrow('contradict')
  })
})

describe('small counts', () => {
  it('are hidden with one more of their line, and zeros are shown', () => {
    const shown = suppress(
      twoWay([
        [18, 2],
        [14, 19],
        [12, 10],
        [11, 14],
      ]),
    )
    expect(shown['0,1']).toBeNull()
    expect(
      exposed(
        twoWay([
          [18, 2],
          [14, 19],
          [12, 10],
          [11, 14],
        ]),
        hiddenIn(shown),
      ),
    ).toEqual([])
    expect(suppress({ counts: { a: 0, b: 40, all: 40 }, sums: [{ total: 'all', parts: ['a', 'b'] }] })).toEqual({
      a: 0,
      b: 40,
      all: 40,
    })
  })

  it('take the total with them where nothing else is left to hide', () => {
    const table = { counts: { a: 3, b: 0, all: 3 }, sums: [{ total: 'all', parts: ['a', 'b'] }] }
    expect(suppress(table)).toEqual({ a: null, b: 0, all: null })
    const wide = { counts: { a: 3, b: 30, c: 0, all: 33 }, sums: [{ total: 'all', parts: ['a', 'b', 'c'] }] }
    expect(suppress(wide)).toEqual({ a: null, b: null, c: 0, all: 33 })
  })

  it('stay hidden where a total has two ways to be added up', () => {
    const table: Table = {
      counts: { x: 4, y: 40, all: 44, g: 30, h: 14 },
      sums: [
        { total: 'all', parts: ['x', 'y'] },
        { total: 'all', parts: ['g', 'h'] },
      ],
    }
    expect(suppress(table)).toEqual({ x: null, y: null, all: 44, g: 30, h: 14 })
  })

  it('can be worked out by nobody, in any table of two ways', () => {
    const counts = fc.array(fc.oneof(fc.nat(3), fc.nat(14), fc.nat(200)), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 3 }), (inner) => {
        const table = twoWay(inner)
        const shown = suppress(table)
        const hidden = hiddenIn(shown)
        for (const [name, count] of Object.entries(table.counts)) {
          if (count > 0 && count < threshold) expect(hidden).toContain(name)
          if (count === 0) expect(shown[name]).toBe(0)
        }
        for (const [name, { low, high }] of audit(table, hidden)) {
          expect(low).toBeLessThanOrEqual(table.counts[name] ?? 0)
          expect(high).toBeGreaterThanOrEqual(threshold)
          expect(high - low).toBeGreaterThanOrEqual(threshold - 1)
        }
      }),
      { numRuns: 150 },
    )
  })
})

it('finds the bounds that trying every whole number finds', () => {
  const three = fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6))
  fc.assert(
    fc.property(three, three, ([a, b, c], [d, e, f]) => {
      const rows = [a + b + c, d + e + f]
      const columns = [a + d, b + e, c + f]
      const sums = [
        { plus: [0, 1, 2], minus: [], equals: rows[0] ?? 0 },
        { plus: [3, 4, 5], minus: [], equals: rows[1] ?? 0 },
        ...columns.map((equals, n) => ({ plus: [n, n + 3], minus: [], equals })),
      ]
      const possible: number[][] = []
      for (let x = 0; x <= 12; x += 1)
        for (let y = 0; y <= 12; y += 1) {
          const z = (rows[0] ?? 0) - x - y
          const rest = [x, y, z].map((one, n) => (columns[n] ?? 0) - one)
          if ([z, ...rest].every((one) => one >= 0)) possible.push([x, y, z, ...rest])
        }
      const tried = [0, 1, 2, 3, 4, 5].map((n) => {
        const values = possible.map((one) => one[n] ?? 0)
        return { low: Math.min(...values), high: Math.max(...values) }
      })
      expect(boundsOf(6, sums, 0)).toEqual(tried)
    }),
    { numRuns: 150 },
  )
})
