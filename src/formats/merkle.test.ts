import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedPath } from '#testing/tools.ts'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { fromBase64, fromHex, toHex, utf8 } from './bytes.ts'
import { appendLeaf, emptyFrontier, frontierRoot } from './frontier.ts'
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { sha256 } from './sha256.ts'

const rootOver = (leaves: readonly Uint8Array[]) => frontierRoot(leaves.reduce(appendLeaf, emptyFrontier))
const decode = (hashes: readonly string[] | null) => (hashes ?? []).map((hash) => fromBase64(hash))

it('hashes as RFC 6962 section 2.1 does', () => {
  // transparency-dev/merkle, rfc6962_test.go; Apache-2.0.
  expect(toHex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(toHex(leafHash(utf8('')))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(toHex(leafHash(utf8('L123456')))).toBe('395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56')
  expect(toHex(nodeHash(utf8('N123'), utf8('N456')))).toBe(
    'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
  )
})

describe.runIf(hasVectors)('the roots of transparency-dev/merkle', () => {
  it('are the roots of the trees of 0 to 8 leaves', () => {
    const { leafInputsHex, rootBySize }: { leafInputsHex: string[]; rootBySize: string[] } = JSON.parse(
      vectorText('rfc6962-constants.json'),
    )
    const leaves = leafInputsHex.map((leaf) => leafHash(fromHex(leaf)))
    expect(rootBySize).toHaveLength(9)
    expect(rootBySize.map((_, size) => toHex(rootOver(leaves.slice(0, size))))).toEqual(rootBySize)
  })
})

describe.runIf(hasVectors)('the proofs of transparency-dev/merkle', () => {
  const folder = 'transparency-dev-merkle/testdata'
  const files = (kind: string) =>
    hasVectors
      ? readdirSync(sharedPath('vectors', 'tlog', folder, kind), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.json'))
          .map((file) => join(folder, kind, file))
      : []

  it.each(files('inclusion'))('%s', (file) => {
    const { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }: PublishedInclusion = JSON.parse(vectorText(file))
    const claim = {
      leafHash: fromBase64(leaf),
      index: leafIdx,
      size: treeSize,
      proof: decode(proof),
      root: fromBase64(root),
    }
    expect(verifyInclusion(claim)).toBe(!wantErr)
  })

  it.each(files('consistency'))('%s', (file) => {
    const { size1, size2, root1, root2, proof, wantErr }: PublishedConsistency = JSON.parse(vectorText(file))
    const claim = { size1, size2, root1: fromBase64(root1), root2: fromBase64(root2), proof: decode(proof) }
    expect(verifyConsistency(claim)).toBe(!wantErr)
  })

  it('are all there', () => {
    expect([files('inclusion').length, files('consistency').length]).toEqual([98, 98])
  })
})

interface PublishedInclusion {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

interface PublishedConsistency {
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

describe.runIf(hasVectors)('the proofs of logs that are in use', () => {
  interface RealLogs {
    readonly inclusion: readonly {
      readonly case: string
      readonly leafIndex: string
      readonly treeSize: string
      readonly leafHash: string
      readonly proof: readonly string[]
      readonly root: string
      readonly computedValid: boolean
    }[]
    readonly consistency: readonly (Omit<PublishedConsistency, 'wantErr'> & { readonly case: string })[]
  }
  const real: RealLogs = hasVectors
    ? JSON.parse(vectorText('proofs-real-logs.json'))
    : { inclusion: [], consistency: [] }

  it.each(real.inclusion.map((one) => [one.case, one.treeSize, one] as const))(
    'inclusion: %s, size %s',
    (_, _size, one) => {
      const claim = {
        leafHash: fromBase64(one.leafHash),
        index: BigInt(one.leafIndex),
        size: BigInt(one.treeSize),
        proof: decode(one.proof),
        root: fromBase64(one.root),
      }
      expect(verifyInclusion(claim)).toBe(one.computedValid)
      expect(verifyInclusion({ ...claim, index: claim.index ^ 1n })).toBe(false)
    },
  )

  it.each(real.consistency.map((one) => [one.case, one] as const))('consistency: %s', (_, one) => {
    const { size1, size2 } = one
    const claim = { size1, size2, root1: fromBase64(one.root1), root2: fromBase64(one.root2), proof: decode(one.proof) }
    expect(verifyConsistency(claim)).toBe(true)
    expect(verifyConsistency({ ...claim, size1: size1 + 1 })).toBe(false)
    expect(verifyConsistency({ ...claim, root1: claim.root2 })).toBe(false)
  })
})

const sibling = (i: number) => sha256(utf8(`sibling ${i}`))

describe('a tree that is larger than any machine', () => {
  // The siblings are made up and the root computed from them, by the recursion of RFC 6962 section 2.1.1.
  const leaf = leafHash(utf8('leaf'))
  const build = (index: bigint, size: bigint): { root: Uint8Array; proof: Uint8Array[] } => {
    if (size === 1n) return { root: leaf, proof: [] }
    let k = 1n
    while (k * 2n < size) k *= 2n
    const below = index < k ? build(index, k) : build(index - k, size - k)
    const other = sibling(below.proof.length)
    const root = index < k ? nodeHash(below.root, other) : nodeHash(other, below.root)
    return { root, proof: [...below.proof, other] }
  }

  it.each([
    [2n ** 31n - 1n, 2n ** 31n],
    [2n ** 31n, 2n ** 31n + 1n],
    [2n ** 32n, 2n ** 32n + 5n],
    [4_294_967_299n, 70_000_000_000n],
    [2n ** 53n + 1n, 2n ** 60n + 3n],
    [2n ** 64n - 2n, 2n ** 64n - 1n],
  ])('proves leaf %d of %d and no other', (index, size) => {
    const { root, proof } = build(index, size)
    const claim = { leafHash: leaf, index, size, proof, root }
    expect(verifyInclusion(claim)).toBe(true)
    for (const other of [index ^ 1n, index ^ (1n << 31n), index % 2n ** 32n, index % 2n ** 31n, size]) {
      if (other !== index) expect(verifyInclusion({ ...claim, index: other })).toBe(false)
    }
    expect(verifyInclusion({ ...claim, size: size + 2n ** 64n })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false)
  })
})

describe('bad input', () => {
  const root = leafHash(utf8('a'))

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, -1n, 1n << 64n])('answers false for the number %s', (number) => {
    expect(verifyInclusion({ leafHash: root, index: number, size: 1, proof: [], root })).toBe(false)
    expect(verifyInclusion({ leafHash: root, index: 0, size: number, proof: [], root })).toBe(false)
    expect(verifyConsistency({ size1: number, size2: number, root1: root, root2: root, proof: [] })).toBe(false)
    expect(verifyConsistency({ size1: 1, size2: number, root1: root, root2: root, proof: [root] })).toBe(false)
  })

  it('answers false for hashes of another length, which could shift bytes between two hashes', () => {
    const [left, right] = [leafHash(utf8('a')), leafHash(utf8('b'))]
    const parent = nodeHash(left, right)
    expect(verifyInclusion({ leafHash: left, index: 0, size: 2, proof: [right], root: parent })).toBe(true)
    const shifted = { leafHash: left.subarray(0, 31), proof: [Uint8Array.of(left[31] ?? 0, ...right)] }
    expect(nodeHash(shifted.leafHash, shifted.proof[0] ?? root)).toEqual(parent)
    expect(verifyInclusion({ ...shifted, index: 0, size: 2, root: parent })).toBe(false)
  })

  it('answers false for the empty tree, whatever it is compared with', () => {
    for (const size2 of [0, 1]) {
      expect(verifyConsistency({ size1: 0, size2, root1: emptyRoot(), root2: emptyRoot(), proof: [] })).toBe(false)
    }
    expect(verifyInclusion({ leafHash: root, index: 0, size: 0, proof: [], root: emptyRoot() })).toBe(false)
  })
})
