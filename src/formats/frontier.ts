/**
 * The right edge of a tree: all that is needed to add leaves and to know the root, about log2(size)
 * hashes, which can be kept beside the size and read back.
 */
import { emptyRoot, nodeHash, type Hash } from './merkle.ts'

export interface Frontier {
  readonly size: number
  /** Roots of complete subtrees, the largest and leftmost first: one for each 1 in the size's binary form. */
  readonly hashes: readonly Hash[]
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] }

export function appendLeaf(tree: Frontier, leafHash: Hash): Frontier {
  return appendLeaves(tree, [leafHash])
}

/** @throws RangeError for what is no frontier */
export function appendLeaves({ size, hashes }: Frontier, leafHashes: readonly Hash[]): Frontier {
  const kept = [...hashes]
  let grown = size
  for (const leafHash of leafHashes) {
    let hash = leafHash
    // Each 1 that the carry runs over is a subtree that becomes the left half of a larger one.
    for (let rest = grown; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = kept.pop()
      if (left === undefined) throw new RangeError(`a frontier of ${size} leaves has more hashes than ${hashes.length}`)
      hash = nodeHash(left, hash)
    }
    kept.push(hash)
    grown += 1
  }
  return { size: grown, hashes: kept }
}

export function frontierRoot({ hashes }: Frontier): Hash {
  return hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right))
}
