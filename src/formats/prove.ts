/**
 * Which subtrees a proof is made of, and the proof once they are read.
 *
 * A proof is planned first, as ranges of leaves, so that whoever reads the subtrees can see which tiles
 * they need.
 */
import { nodeHash, type Hash } from './merkle.ts'

/** Leaves from `start` up to and without `end`. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/** Reads subtrees that are complete: 2^height leaves, from leaf index × 2^height on. */
export interface SubtreeReader {
  subtree(height: number, index: number): Hash | Promise<Hash>
}

/** PATH(m, D[n]) of RFC 9162 section 2.1.3.1, from the leaf's sibling up. */
export function inclusionPath(index: number, size: number): LeafRange[] {
  if (!isWhole(size) || !isWhole(index) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const path: LeafRange[] = []
  let range: LeafRange = { start: 0, end: size }
  while (range.end - range.start > 1) {
    const [left, right] = split(range)
    const below = index < right.start ? left : right
    path.push(below === left ? right : left)
    range = below
  }
  return path.toReversed()
}

/**
 * What shows that the leaves [start, end) of a tree are in a larger one: SUBTREE_PROOF of
 * draft-ietf-plants-merkle-tree-certs section 4.4, which for start = 0 is PROOF(m, D[n]) of RFC 9162
 * section 2.1.4.1.
 *
 * INVARIANT: `start` is a multiple of the smallest power of two that holds the range.
 */
export function consistencyPath({ start, end }: LeafRange, size: number): LeafRange[] {
  if (!isWhole(start) || !isWhole(end) || !isWhole(size) || start > end || end > size) {
    throw new RangeError(`no leaves ${start} to ${end} in a tree of ${size}`)
  }
  if (start === end) return []
  const path: LeafRange[] = []
  let range: LeafRange = { start: 0, end: size }
  let from = start
  // While the old tree is still a whole subtree of the new one, its root is known to the verifier.
  let known = true
  while (range.start !== from || range.end !== end) {
    const [left, right] = split(range)
    if (end <= left.end) {
      path.push(right)
      range = left
    } else {
      path.push(left)
      range = right
      if (from < right.start) {
        from = right.start
        known = false
      }
    }
  }
  return [...(known ? [] : [range]), ...path.toReversed()]
}

/** @throws RangeError where the tree has no such leaf: the caller asks for something that cannot be */
export async function inclusionProof(subtrees: SubtreeReader, index: number, size: number): Promise<Hash[]> {
  return Promise.all(inclusionPath(index, size).map((range) => rangeRoot(subtrees, range)))
}

/** @throws RangeError where size1 > size2 */
export async function consistencyProof(subtrees: SubtreeReader, size1: number, size2: number): Promise<Hash[]> {
  return Promise.all(consistencyPath({ start: 0, end: size1 }, size2).map((range) => rangeRoot(subtrees, range)))
}

/** MTH(D[start:end]) of a range that is not empty, out of the complete subtrees it falls into. */
export async function rangeRoot(subtrees: SubtreeReader, range: LeafRange): Promise<Hash> {
  const hashes = await Promise.all(
    completeSubtrees(range).map(async ({ height, index }) => subtrees.subtree(height, index)),
  )
  // The smallest subtree is the rightmost: RFC 6962 hashes it with its left neighbor first.
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** Largest first. INVARIANT: the range starts at a multiple of the largest power of two that is in it. */
export function completeSubtrees({ start, end }: LeafRange): { height: number; index: number }[] {
  const found: { height: number; index: number }[] = []
  let at = start
  while (at < end) {
    let height = 0
    while (2 ** (height + 1) <= end - at) height++
    found.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return found
}

/** RFC 6962 section 2.1: k is the largest power of two smaller than n. */
function split({ start, end }: LeafRange): [left: LeafRange, right: LeafRange] {
  let k = 1
  while (k * 2 < end - start) k *= 2
  return [
    { start, end: start + k },
    { start: start + k, end },
  ]
}

function isWhole(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0
}
