import { expect, it } from 'vitest'
import { fromHex, toHex, utf8 } from './bytes.ts'
import { appendLeaf, emptyFrontier, frontierRoot, type Frontier } from './frontier.ts'
import { emptyRoot, leafHash, nodeHash } from './merkle.ts'

const leaf = (i: number) => leafHash(utf8(`entry ${i}`))
const grow = (from: Frontier, to: number) => {
  let frontier = from
  while (frontier.size < to) frontier = appendLeaf(frontier, leaf(frontier.size))
  return frontier
}

it('starts with the empty tree', () => {
  expect(frontierRoot(emptyFrontier)).toEqual(emptyRoot())
  expect(frontierRoot(grow(emptyFrontier, 1))).toEqual(leaf(0))
  expect(frontierRoot(grow(emptyFrontier, 3))).toEqual(nodeHash(nodeHash(leaf(0), leaf(1)), leaf(2)))
})

it('keeps one hash for each one in the size', () => {
  for (const size of [1, 2, 255, 256, 257, 1023]) {
    expect(grow(emptyFrontier, size).hashes).toHaveLength(size.toString(2).replaceAll('0', '').length)
  }
})

it('goes on from what was written down as it would have gone on itself', () => {
  const { size, hashes } = grow(emptyFrontier, 300)
  const written = { size, hashes: hashes.map(toHex) }
  const read = { size: written.size, hashes: written.hashes.map((hash) => fromHex(hash)) }
  expect(frontierRoot(grow(read, 600))).toEqual(frontierRoot(grow(emptyFrontier, 600)))
})

it('does not change the one it started from, so that a transaction may be rolled back', () => {
  const before = grow(emptyFrontier, 7)
  const root = frontierRoot(before)
  appendLeaf(before, leaf(7))
  expect(frontierRoot(before)).toEqual(root)
})

it('counts past 2^32', () => {
  const large: Frontier = { size: 2 ** 32 + 1, hashes: [leaf(0), leaf(1)] }
  expect(appendLeaf(large, leaf(2))).toEqual({ size: 2 ** 32 + 2, hashes: [leaf(0), nodeHash(leaf(1), leaf(2))] })
})

it('does not take a frontier that is none', () => {
  expect(() => appendLeaf({ size: 3, hashes: [leaf(0)] }, leaf(3))).toThrow(RangeError)
})
