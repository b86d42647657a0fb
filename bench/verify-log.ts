/**
 * Whole-log verification against a bare loop of the same 2n−1 hash calls on the same bytes.
 *
 * Ours reads every bundle and every tile of a log of 1,000,000 entries from a directory, hashes all of it
 * and compares each tile. Beside it: n hashes of 33 bytes and n−1 of 65, and nothing else.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import { emptyRoot } from '#formats/merkle.ts'
import { sha256Into } from '#formats/sha256.ts'
import { growTiles } from '#log/grow-tiles.ts'
import { logDirectory } from '#verify/node-files.ts'
import { recomputeLog } from '#verify/verify-log.ts'
import type { BenchResult } from './result.ts'

const size = 1_000_000
const runs = 5

export async function verifyVsSha256(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'postern-bench-verify-'))
  try {
    const bytes = randomBytes(size * 32)
    const entries = async (from: number, to: number): Promise<Uint8Array[]> =>
      Array.from({ length: to - from }, (_, i) => bytes.subarray((from + i) * 32, (from + i + 1) * 32))
    const root = await growTiles({ entries }, await tileDirectory(directory), { size: 0, root: emptyRoot() }, size)

    let [ours, beside] = [Infinity, Infinity]
    for (let run = 0; run < runs; run++) {
      beside = Math.min(
        beside,
        timed(() => bareLoop(bytes)),
      )
      const start = performance.now()
      const recomputed = await recomputeLog(logDirectory(directory), size)
      ours = Math.min(ours, performance.now() - start)
      if (Buffer.compare(recomputed.root, root) !== 0 || recomputed.wrongCount > 0) {
        throw new Error('the log that was built does not verify')
      }
    }
    return {
      name: 'verify_vs_sha256',
      ratio: beside / ours,
      better: 'higher',
      goal: 0.5,
      ours: (2 * size - 1) / (ours / 1000),
      beside: (2 * size - 1) / (beside / 1000),
      unit: 'hashes per second',
      runs,
      notes: `${size.toLocaleString('en-US')} entries wholly verified in ${(ours / 1000).toFixed(2)} s`,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The same calls of the same hash function, on buffers that are used again. */
function bareLoop(bytes: Uint8Array): void {
  const leaf = new Uint8Array(33)
  const node = new Uint8Array(65)
  const digest = new Uint8Array(32)
  node[0] = 1
  for (let i = 0; i < size; i++) {
    leaf.set(bytes.subarray(i * 32, i * 32 + 32), 1)
    sha256Into(leaf, digest, 0)
  }
  for (let i = 0; i < size - 1; i++) {
    node.set(bytes.subarray(i * 32, i * 32 + 64), 1)
    sha256Into(node, digest, 0)
  }
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
