import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import {
  bundlesOfGrowth,
  hashesAt,
  parseTilePath,
  partialTiles,
  tileAt,
  tilePath,
  tilesOfGrowth,
  type Tile,
} from './tile.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

describe.runIf(hasVectors)('the published paths and widths', () => {
  interface Published {
    readonly entriesPathForIndex: readonly { readonly seq: number; readonly logSize: number; readonly path: string }[]
    readonly tilePath: readonly { level: number; index: number; partial: number; path: string }[]
    readonly parseLevelIndex: readonly {
      readonly level: string
      readonly index: string
      readonly want?: { readonly level: number; readonly index: string; readonly partial: number }
      readonly wantErr?: true
    }[]
    readonly specExamples: readonly {
      readonly treeSize?: number
      readonly fullTilesByLevel?: Record<string, number>
      readonly partialWidthByLevel?: Record<string, number>
    }[]
  }
  const published: Published | undefined = hasVectors ? JSON.parse(vectorText('tile-paths.json')) : undefined

  it('are written', () => {
    for (const { level, index, partial, path } of published?.tilePath ?? []) {
      expect(tilePath({ level, index, width: partial || 256 })).toBe(path)
    }
    for (const { seq, logSize, path } of published?.entriesPathForIndex ?? []) {
      const bundle = tileAt('entries', Math.floor(seq / 256), logSize)
      expect(bundle && tilePath(bundle)).toBe(path)
    }
  })

  it.each((published?.parseLevelIndex ?? []).map((one) => [`tile/${one.level}/${one.index}`, one] as const))(
    'are read: %s',
    (path, { want }) => {
      if (want === undefined) {
        expect(() => parseTilePath(path)).toThrow(malformed)
      } else {
        const { level, index, partial } = want
        expect(parseTilePath(path)).toEqual({ level, index: BigInt(index), width: partial || 256 })
      }
    },
  )

  it('give the widths of the examples in the text', () => {
    const examples = (published?.specExamples ?? []).filter(({ treeSize }) => treeSize !== undefined)
    expect(examples).toHaveLength(2)
    for (const { treeSize = 0, fullTilesByLevel = {}, partialWidthByLevel = {} } of examples) {
      const tiles = [...tilesOfGrowth(0, treeSize)]
      for (const [level, full] of Object.entries(fullTilesByLevel)) {
        expect(tiles.filter((tile) => tile.level === Number(level) && tile.width === 256)).toHaveLength(full)
      }
      const partial = Object.entries(partialWidthByLevel).filter(([, width]) => width > 0)
      expect(tiles.filter(({ width }) => width < 256).map(({ level, width }) => [String(level), width])).toEqual(
        partial,
      )
    }
  })
})

describe('a path', () => {
  const tiles = fc.record({
    level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
    index: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    width: fc.integer({ min: 1, max: 256 }),
  })

  it('comes back as the tile it was written for', () => {
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile)
      }),
    )
  })

  it.each([
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/x000/001',
    'tile/0/0001',
    'tile/0/1',
    'tile/00/000',
    'tile/64/000',
    'tile/+1/000',
    'tile/ENTRIES/000',
    'tile/0/X001/000',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/0/../000',
    'tile/0/٠٠٠',
    'tile/0/x018/x446/x744/x073/x709/x551/616',
    'checkpoint',
    '',
  ])('is not %j', (path) => {
    expect(() => parseTilePath(path)).toThrow(malformed)
  })
})

/** How many hashes of its level stand up to the end of this tile. */
const covers = (tile: Tile | undefined) => (tile === undefined ? 0 : tile.index * 256 + tile.width)

describe('the tiles of a log', () => {
  const size = fc.integer({ min: 0, max: 2 ** 53 - 1 })

  it('have as many hashes at each level as there are complete subtrees', () => {
    fc.assert(
      fc.property(size, fc.nat(7), (n, level) => {
        const hashes = Number(BigInt(n) / 256n ** BigInt(level))
        expect(hashesAt(level, n)).toBe(hashes)
        const last = tileAt(level, Math.floor((hashes - 1) / 256), n)
        expect(hashes === 0 ? 0 : covers(last)).toBe(hashes)
        expect(tileAt(level, Math.ceil(hashes / 256), n)).toBeUndefined()
        expect(partialTiles(n).find((tile) => tile.level === level)?.width ?? 0).toBe(hashes % 256)
      }),
    )
  })

  it('are, when a log grows, those that are new or wider, and no other', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(2000), (from, growth) => {
        const to = from + growth
        const before = new Set([...tilesOfGrowth(0, from)].map((tile) => tilePath(tile)))
        const after = [...tilesOfGrowth(0, to)].map((tile) => tilePath(tile))
        expect([...tilesOfGrowth(from, to)].map((tile) => tilePath(tile))).toEqual(
          after.filter((path) => !before.has(path)),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('need their level-0 hashes and their entries at the same indexes', () => {
    const entries = [...bundlesOfGrowth(500, 1000)]
    expect(entries.map(({ index, width }) => [index, width])).toEqual([
      [1, 256],
      [2, 256],
      [3, 232],
    ])
    expect(
      [...tilesOfGrowth(500, 1000)].filter(({ level }) => level === 0).map(({ index, width }) => [index, width]),
    ).toEqual(entries.map(({ index, width }) => [index, width]))
    expect([...bundlesOfGrowth(512, 512)]).toEqual([])
  })
})
