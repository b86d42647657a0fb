import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The least time of twenty, in milliseconds, that the disk under this directory takes to keep one write. */
export function flushed(directory: string): number {
  const file = openSync(join(directory, 'flush'), 'w')
  const times = Array.from({ length: 20 }, () => {
    const begun = performance.now()
    writeSync(file, 'x'.repeat(4096))
    fdatasyncSync(file)
    return performance.now() - begun
  })
  closeSync(file)
  return Math.min(...times)
}
