/** A source of chance that gives the same for the same seed on every machine. Never for keys or salts. */
import { sha256 } from '#formats/sha256.ts'
import { utf8 } from '#formats/bytes.ts'

export interface Chance {
  /** From 0 up to, and not including, 1. */
  next(): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  happens(probability: number): boolean
}

/** sfc32 of PractRand (Chris Doty-Humphrey, public domain), seeded with the first 16 bytes of the SHA-256 of the seed. */
export function chance(seed: string): Chance {
  const view = new DataView(sha256(utf8(seed)).slice().buffer)
  let a = view.getInt32(0)
  let b = view.getInt32(4)
  let c = view.getInt32(8)
  let counter = view.getInt32(12)
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return { next, between, pick: (from) => from[between(0, from.length - 1)] ?? from[0], happens: (p) => next() < p }
}

/** Draws each value as often as its weight says. */
export function weighted<T>(values: readonly (readonly [T, number])[]): (by: Chance) => T {
  const sums: number[] = []
  let total = 0
  for (const [, weight] of values) sums.push((total += weight))
  const [first] = values
  if (first === undefined) throw new RangeError('there is nothing to draw from')
  return (by) => {
    const at = by.next() * total
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > at) high = middle
      else low = middle + 1
    }
    return (values[low] ?? first)[0]
  }
}
