import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { sharedPath } from '#testing/tools.ts'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { utf8 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { formatEntryBundle } from './entry-bundle.ts'
import { leafHash, verifyConsistency, verifyInclusion, type Hash } from './merkle.ts'
import { ed25519Verifier, openNote, parseNote, parseVkey } from './note.ts'
import { consistencyProof, inclusionProof } from './prove.ts'
import { readEdge, readEntryBundle, readTile, rootOfTiles, subtreesOf, type TileReader } from './tile-reader.ts'
import { bundlesOfGrowth, partialTiles, tilePath, tilesOfGrowth } from './tile.ts'
import { TreeHasher } from './tree-hasher.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

function inMemory(files: Map<string, Uint8Array>): TileReader & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    read(path) {
      asked.push(path)
      return Promise.resolve(files.get(path))
    },
  }
}

/** A log that grew in steps and kept every tile it ever wrote. */
function grow(sizes: readonly number[], entry: (i: number) => Uint8Array) {
  const files = new Map<string, Uint8Array>()
  const roots = new Map<number, Hash>()
  const hasher = new TreeHasher()
  for (const size of sizes) {
    while (hasher.size < size) hasher.append(entry(hasher.size))
    for (const { hashes, ...tile } of hasher.takeTiles()) files.set(tilePath(tile), hashes)
    roots.set(size, hasher.root())
  }
  return { files, roots }
}

const entry = (i: number) => utf8(`entry ${i}`)

describe('a log of 70,000 entries', () => {
  const size = 70_000
  // Around the borders of tiles and of levels, where a tile is first full or a level first there.
  const sizes = [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, size]
  let log: ReturnType<typeof grow>
  beforeAll(() => {
    log = grow(sizes, entry)
  })
  const rootAt = (at: number) => log.roots.get(at) ?? new Uint8Array()

  it('has the tiles that the text names for it, and those of its earlier sizes', () => {
    const expected = sizes.flatMap((to, i) => [...tilesOfGrowth(sizes[i - 1] ?? 0, to)])
    expect([...log.files.keys()].toSorted()).toEqual(expected.map((tile) => tilePath(tile)).toSorted())
    for (const tile of expected) expect(log.files.get(tilePath(tile))).toHaveLength(32 * tile.width)
    for (const path of ['tile/0/272', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1']) {
      expect(log.files.has(path), path).toBe(true)
    }
  })

  it('has the root that its tiles give, at every size', async () => {
    for (const at of sizes) expect(await rootOfTiles(inMemory(log.files), at)).toEqual(rootAt(at))
  })

  it('proves its entries out of tiles', async () => {
    const reader = inMemory(log.files)
    const index = fc.oneof(fc.nat(size - 1), fc.constantFrom(0, 255, 256, 65_535, 65_536, 69_887, 69_888, size - 1))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), index, async (at, i) => {
        fc.pre(i < at)
        const proof = await inclusionProof(subtreesOf(reader, at), i, at)
        expect(verifyInclusion({ leafHash: leafHash(entry(i)), index: i, size: at, proof, root: rootAt(at) })).toBe(
          true,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('proves its growth out of the tiles of the later size', async () => {
    const reader = inMemory(log.files)
    for (const [i, size1] of sizes.entries()) {
      for (const size2 of sizes.slice(i)) {
        const proof = await consistencyProof(subtreesOf(reader, size2), size1, size2)
        expect(verifyConsistency({ size1, size2, root1: rootAt(size1), root2: rootAt(size2), proof })).toBe(true)
      }
    }
  })

  it('reads each tile once for a proof', async () => {
    const reader = inMemory(log.files)
    await inclusionProof(subtreesOf(reader, size), 40_000, size)
    expect(new Set(reader.asked).size).toBe(reader.asked.length)
    expect(reader.asked.toSorted()).toEqual(['tile/0/156', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17'])
  })

  it('goes on from its edge as if it had never stopped', async () => {
    const reader = inMemory(log.files)
    for (const [i, at] of sizes.slice(0, -1).entries()) {
      const hasher = new TreeHasher(at, await readEdge(reader, at))
      const next = sizes[i + 1] ?? size
      while (hasher.size < next) hasher.append(entry(hasher.size))
      expect(hasher.root()).toEqual(rootAt(next))
      const tiles = hasher.takeTiles()
      expect(tiles.map(tilePath).toSorted()).toEqual(
        [...tilesOfGrowth(at, next)].map((tile) => tilePath(tile)).toSorted(),
      )
      for (const tile of tiles) expect(log.files.get(tilePath(tile))).toEqual(tile.hashes)
    }
  })

  it('cuts the full tile where the partial one was deleted', async () => {
    const files = new Map([...log.files].filter(([path]) => !path.endsWith('.p/255')))
    const reader = inMemory(files)
    expect(files.size).toBeLessThan(log.files.size)
    expect(await rootOfTiles(reader, 255)).toEqual(rootAt(255))
    expect(reader.asked).toEqual(['tile/0/000.p/255', 'tile/0/000'])
  })
})

describe('a served tile', () => {
  const { files } = grow([300], entry)
  const tile = { level: 0, index: 1, width: 44 } as const

  it('is refused where it is missing, and names its path', async () => {
    await expect(readTile(inMemory(new Map()), tile)).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      evidence: { path: 'tile/0/001.p/44' },
    })
  })

  it('is refused where it is not as long as its path says', async () => {
    const whole = files.get('tile/0/001.p/44') ?? new Uint8Array()
    expect(await readTile(inMemory(files), tile)).toEqual(whole)
    for (const bytes of [whole.subarray(32), whole.subarray(1), new Uint8Array(0), new Uint8Array(8192)]) {
      await expect(readTile(inMemory(new Map([['tile/0/001.p/44', bytes]])), tile)).rejects.toEqual(malformed)
    }
    await expect(readTile(inMemory(new Map([['tile/0/001', whole]])), tile)).rejects.toEqual(malformed)
  })

  it('gives no subtree that is not complete at the size', () => {
    const subtrees = subtreesOf(inMemory(files), 300)
    return Promise.all(
      [subtrees.subtree(9, 0), subtrees.subtree(8, 1), subtrees.subtree(0, 300)].map((one) =>
        expect(one).rejects.toThrow(RangeError),
      ),
    )
  })
})

describe('a served bundle', () => {
  const bundles = [...bundlesOfGrowth(0, 300)]
  const entries = Array.from({ length: 300 }, (_, i) => entry(i))

  it('gives its entries, also cut from the full bundle', async () => {
    const [first, second] = bundles
    const full = formatEntryBundle(entries.slice(0, 256))
    const reader = inMemory(new Map([['tile/entries/000', full]]))
    expect(first && (await readEntryBundle(reader, first))).toEqual(entries.slice(0, 256))
    expect(await readEntryBundle(reader, { level: 'entries', index: 0, width: 7 })).toEqual(entries.slice(0, 7))
    if (second) await expect(readEntryBundle(reader, second)).rejects.toEqual(malformed)
    const short = inMemory(new Map([['tile/entries/000', formatEntryBundle(entries.slice(0, 255))]]))
    if (first) await expect(readEntryBundle(short, first)).rejects.toEqual(malformed)
  })
})

describe.runIf(hasVectors)("Tessera's test log", () => {
  const folder = ['vectors', 'tlog', 'tessera-testlog', 'log'] as const
  const reader: TileReader = {
    read(path) {
      const file = sharedPath(...folder, path)
      return Promise.resolve(existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined)
    },
  }
  const vkey = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
  const checkpointAt = async (size: number) => {
    const signed = vectorText(`tessera-testlog/log/checkpoint.${size}`)
    expect(await openNote(signed, [ed25519Verifier(parseVkey(vkey))])).toMatchObject({ ok: true })
    return parseCheckpoint(parseNote(signed).text)
  }

  it('has, at each of its sizes, the root and the tiles that we make of its entries', async () => {
    for (let size = 0; size <= 15; size++) {
      const { root, size: stated } = await checkpointAt(size)
      expect(stated).toBe(BigInt(size))
      expect(await rootOfTiles(reader, size)).toEqual(root)
      const hasher = new TreeHasher()
      for (const bundle of bundlesOfGrowth(0, size)) {
        for (const one of await readEntryBundle(reader, bundle)) hasher.append(one)
      }
      expect(hasher.root()).toEqual(root)
      for (const { hashes, ...tile } of hasher.takeTiles()) expect(await readTile(reader, tile)).toEqual(hashes)
    }
  })

  it('grows from each of its checkpoints into each later one', async () => {
    for (let size1 = 1; size1 <= 15; size1++) {
      for (let size2 = size1; size2 <= 15; size2++) {
        const [{ root: root1 }, { root: root2 }] = await Promise.all([checkpointAt(size1), checkpointAt(size2)])
        const proof = await consistencyProof(subtreesOf(reader, size2), size1, size2)
        expect(verifyConsistency({ size1, size2, root1, root2, proof })).toBe(true)
      }
    }
  })
})

describe('TreeHasher', () => {
  it('refuses an edge that is not the edge of its size', () => {
    const edge = partialTiles(300).map(({ width }) => new Uint8Array(32 * width))
    expect(new TreeHasher(300, edge).size).toBe(300)
    expect(() => new TreeHasher(300)).toThrow(malformed)
    expect(() => new TreeHasher(300, edge.toReversed())).toThrow(malformed)
    expect(() => new TreeHasher(300, [...edge, new Uint8Array(32)])).toThrow(malformed)
    expect(() => new TreeHasher().appendLeafHash(new Uint8Array(31))).toThrow(malformed)
  })

  it('hashes entries of any length, one after another', () => {
    const entries = ['', 'a', 'bb', '', 'a', 'c'.repeat(1000)].map(utf8)
    const [bytes, hashes] = [new TreeHasher(), new TreeHasher()]
    for (const one of entries) {
      bytes.append(one)
      hashes.appendLeafHash(leafHash(one))
    }
    expect(bytes.root()).toEqual(hashes.root())
  })

  it('hands out each tile once, and its bytes for good', () => {
    const hasher = new TreeHasher()
    for (let i = 0; i < 600; i++) hasher.append(entry(i))
    const full = hasher.takeFullTiles()
    expect(full.map(tilePath)).toEqual(['tile/0/000', 'tile/0/001'])
    const copies = full.map(({ hashes }) => hashes.slice())
    for (let i = 600; i < 1200; i++) hasher.append(entry(i))
    expect(full.map(({ hashes }) => hashes)).toEqual(copies)
    expect(hasher.takeTiles().map(tilePath)).toEqual(['tile/0/002', 'tile/0/003', 'tile/0/004.p/176', 'tile/1/000.p/4'])
    expect(hasher.takeTiles()).toEqual([])
  })
})
