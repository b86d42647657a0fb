import { randomBytes } from 'node:crypto'
import type { Randomness } from '#vocabulary/time.ts'

const portion = 16_384

/**
 * The operating system's randomness, fetched in portions: each call into the generator costs more than its
 * bytes. No byte is given out twice.
 */
export function randomDrawer(): Randomness {
  let stock = new Uint8Array(0)
  return {
    bytes: (count) => {
      if (count > stock.length) stock = new Uint8Array(randomBytes(Math.max(portion, count)))
      const drawn = stock.subarray(0, count)
      stock = stock.subarray(count)
      return drawn
    },
  }
}
