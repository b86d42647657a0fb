import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { toHex, utf8 } from './bytes.ts'
import { appendLeaf, emptyFrontier, frontierRoot } from './frontier.ts'
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion, type Hash } from './merkle.ts'
import {
  consistencyPath,
  consistencyProof,
  inclusionPath,
  inclusionProof,
  rangeRoot,
  type LeafRange,
  type SubtreeReader,
} from './prove.ts'
import { sha256 } from './sha256.ts'
import { TreeHasher } from './tree-hasher.ts'

/** MTH as RFC 6962 section 2.1 defines it, word for word; everything else is compared with this. */
function treeHash(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (only === undefined) return emptyRoot()
  if (leaves.length === 1) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

const leavesUpTo = (count: number, entry: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => leafHash(entry(i)))

const subtreesIn = (leaves: readonly Hash[]): SubtreeReader => ({
  subtree: (height, index) => treeHash(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)),
})

const many = leavesUpTo(5000, (i) => utf8(`entry ${i}`))

describe('any tree', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 5000 }),
    fc.constantFrom(1, 2, 255, 256, 257, 511, 512, 513, 4095, 4096, 4097),
  )

  it('has one root, however it is computed', async () => {
    await fc.assert(
      fc.asyncProperty(size, async (n) => {
        const leaves = many.slice(0, n)
        const root = treeHash(leaves)
        const hasher = new TreeHasher()
        for (const leaf of leaves) hasher.appendLeafHash(leaf)
        expect(hasher.root()).toEqual(root)
        expect(frontierRoot(leaves.reduce(appendLeaf, emptyFrontier))).toEqual(root)
        expect(await rangeRoot(subtreesIn(leaves), { start: 0, end: n })).toEqual(root)
      }),
      { numRuns: 30 },
    )
  })

  it('proves each of its leaves, at its index alone', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, at, elsewhere) => {
        const index = at % n
        const other = elsewhere % n
        const root = treeHash(many.slice(0, n))
        const proof = await inclusionProof(subtreesIn(many.slice(0, n)), index, n)
        const claim = { leafHash: many[index] ?? root, index, size: n, proof, root }
        expect(verifyInclusion(claim)).toBe(true)
        expect(verifyInclusion({ ...claim, index: other })).toBe(other === index)
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false)
        expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(proof.length === 0)
      }),
      { numRuns: 60 },
    )
  })

  it('proves every earlier tree that it holds, and no other one', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (n, at) => {
        const m = 1 + (at % n)
        const [root1, root2] = [treeHash(many.slice(0, m)), treeHash(many.slice(0, n))]
        const proof = await consistencyProof(subtreesIn(many.slice(0, n)), m, n)
        const claim = { size1: m, size2: n, root1, root2, proof }
        expect(verifyConsistency(claim)).toBe(true)
        const forked = treeHash([...many.slice(0, m - 1), leafHash(utf8('another'))])
        expect(verifyConsistency({ ...claim, root1: forked })).toBe(false)
        if (m < n) {
          expect(verifyConsistency({ ...claim, root2: root1 })).toBe(false)
          expect(verifyConsistency({ ...claim, proof: [...proof, root1] })).toBe(false)
          expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is proved by nothing that was altered in one bit', async () => {
    const n = 777
    const root = treeHash(many.slice(0, n))
    const proof = await inclusionProof(subtreesIn(many.slice(0, n)), 300, n)
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.nat(31), fc.nat(7), (i, byte, bit) => {
        const hash = proof[i] ?? root
        const altered = proof.with(i, hash.with(byte, (hash[byte] ?? 0) ^ (1 << bit)))
        expect(verifyInclusion({ leafHash: many[300] ?? root, index: 300, size: n, proof: altered, root })).toBe(false)
      }),
    )
  })

  it('is not proved by the longer proof of a tree whose right edge looks the same', async () => {
    const [root7, root8] = [treeHash(many.slice(0, 7)), treeHash(many.slice(0, 8))]
    const inclusion = await inclusionProof(subtreesIn(many), 7, 8)
    const claim = { leafHash: many[7] ?? root8, index: 7, size: 8, proof: inclusion, root: root8 }
    expect(verifyInclusion(claim)).toBe(true)
    expect(verifyInclusion({ ...claim, index: 3, size: 4 })).toBe(false)
    const consistency = await consistencyProof(subtreesIn(many), 7, 8)
    const growth = { size1: 7, size2: 8, root1: root7, root2: root8, proof: consistency }
    expect(verifyConsistency(growth)).toBe(true)
    expect(verifyConsistency({ ...growth, size1: 3, size2: 4 })).toBe(false)
  })

  it('is asked for nothing that it does not have', async () => {
    expect(() => inclusionPath(5, 5)).toThrow(RangeError)
    expect(() => inclusionPath(-1, 5)).toThrow(RangeError)
    expect(() => inclusionPath(0.5, 5)).toThrow(RangeError)
    expect(() => consistencyPath({ start: 0, end: 6 }, 5)).toThrow(RangeError)
    await expect(consistencyProof(subtreesIn(many), 2, 1)).rejects.toThrow(RangeError)
  })

  it('plans its proofs without 32-bit arithmetic', () => {
    const large = 2 ** 40 + 3
    expect(inclusionPath(2 ** 40 + 2, large)).toEqual([
      { start: 2 ** 40, end: 2 ** 40 + 2 },
      { start: 0, end: 2 ** 40 },
    ])
    expect(consistencyPath({ start: 0, end: 2 ** 40 }, large)).toEqual([{ start: 2 ** 40, end: large }])
  })
})

/** [start, end) is a subtree if start is a multiple of the power of two that holds it (section 4.1). */
const isSubtree = ({ start, end }: LeafRange) => start % 2 ** Math.ceil(Math.log2(Math.max(1, end - start))) === 0
const digest = (lines: readonly string[]) => toHex(sha256(utf8(lines.join(''))))
const listed = (proof: readonly Hash[]) => `${proof.map((hash) => ` ${toHex(hash)}`).join('')}\n`

/**
 * Every proof of the tree whose leaves are the bytes 0 to 129, hashed in one go (transparency-dev/merkle,
 * testonly/vectors_test.go, and draft-ietf-plants-merkle-tree-certs).
 */
describe.runIf(hasVectors)('the rolling hashes', () => {
  interface Rolling {
    readonly subtreeHash: string
    readonly subtreeInclusionProof: string
    readonly subtreeConsistencyProof: string
    readonly derivedPlainRfc6962: {
      readonly inclusion_start0: string
      readonly consistency_start0_end_ge_1: string
    }
  }
  const rolling: Rolling | undefined = hasVectors
    ? JSON.parse(vectorText('mtc-subtree-rolling-hashes.json'))
    : undefined
  const leaves = leavesUpTo(130, (i) => Uint8Array.of(i))
  const sizes = Array.from({ length: 131 }, (_, i) => i)

  const ranges = sizes.flatMap((end) => sizes.slice(0, end + 1).map((start) => ({ start, end }))).filter(isSubtree)

  /** Each range's root is computed once: there are some thousand, and half a million uses of them. */
  const roots = new Map<string, Hash>()
  const rootOf = (range: LeafRange) => {
    const key = `${range.start} ${range.end}`
    const root = roots.get(key) ?? treeHash(leaves.slice(range.start, range.end))
    roots.set(key, root)
    return root
  }

  const inclusionLines = (among: readonly LeafRange[]) =>
    among.flatMap(({ start, end }) =>
      sizes.slice(start, end).map((index) => {
        const path = inclusionPath(index - start, end - start)
        const proof = path.map((range) => rootOf({ start: start + range.start, end: start + range.end }))
        return `${index} [${start}, ${end})${listed(proof)}`
      }),
    )

  const consistencyLines = (among: readonly LeafRange[]) =>
    sizes.flatMap((n) =>
      among
        .filter(({ end }) => end <= n)
        .map((range) => `[${range.start}, ${range.end}) ${n}${listed(consistencyPath(range, n).map(rootOf))}`),
    )

  it('pin the root of every subtree', () => {
    expect(digest(ranges.map((range) => `[${range.start}, ${range.end}) ${toHex(rootOf(range))}\n`))).toBe(
      rolling?.subtreeHash,
    )
  })

  it('pin every inclusion proof, in subtrees and in whole trees', () => {
    expect(digest(inclusionLines(ranges))).toBe(rolling?.subtreeInclusionProof)
    expect(digest(inclusionLines(ranges.filter(({ start }) => start === 0)))).toBe(
      rolling?.derivedPlainRfc6962.inclusion_start0,
    )
  })

  it('pin every consistency proof, of subtrees and of whole trees', () => {
    expect(digest(consistencyLines(ranges))).toBe(rolling?.subtreeConsistencyProof)
    const whole = consistencyLines(ranges.filter(({ start, end }) => start === 0 && end > 0))
    expect(whole).toHaveLength(8515)
    expect(digest(whole)).toBe(rolling?.derivedPlainRfc6962.consistency_start0_end_ge_1.slice(0, 64))
  })
})
