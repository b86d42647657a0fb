/**
 * `npm run soak -- decide`: cells drawn to show both sides of every condition of every rule, decided by both engines,
 * on every core. Ends at the first cell about which they differ.
 *
 * Cells are drawn in shards of a seed each, so that the same seed gives the same cells on any number of cores.
 */
import { availableParallelism } from 'node:os'
import { stdout } from 'node:process'
import { Worker } from 'node:worker_threads'
import { sidesOf } from '#testing/sides-of-rules.ts'
import { theLaw } from '#testing/law.ts'
import type { ShardDone, Shards } from './decide-worker.ts'

const shardSize = 2_000

/** @returns the exit code */
export async function soakDecide(cells: number, seed: number): Promise<number> {
  const cores = Math.min(availableParallelism(), Math.ceil(cells / shardSize))
  const law = await theLaw()
  console.log(
    `Soak: ${count(cells)} cells by both engines on ${cores} cores, rules ${law.digest.slice(0, 12)}, seed ${seed}.`,
  )
  const start = performance.now()
  const tally = new Map<string, number>()
  const shown = new Map<string, number>()
  let done = 0
  const show = progress(cells, start)
  const take = (shard: ShardDone): void => {
    done += shard.cells
    for (const [outcome, times] of shard.outcomes) tally.set(outcome, (tally.get(outcome) ?? 0) + times)
    for (const [side, times] of shard.sides) shown.set(side, (shown.get(side) ?? 0) + times)
    show(done)
  }
  const workers = Array.from({ length: cores }, (_, first) => {
    const workerData: Shards = { cells, seed, shardSize, first, step: cores }
    return new Worker(new URL('decide-worker.ts', import.meta.url), { workerData })
  })
  try {
    await Promise.all(workers.map((worker) => ended(worker, take)))
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()))
    clearLine()
    console.error(error instanceof Error ? error.message : error)
    console.error(
      `Failed after ${count(done)} cells. Again with: npm run soak -- decide --cells ${cells} --seed ${seed}`,
    )
    return 1
  }
  clearLine()
  const seconds = (performance.now() - start) / 1000
  const sides = [...sidesOf(law).all]
  const missed = sides.filter((side) => !shown.has(side))
  const rarest = Math.min(...sides.map((side) => shown.get(side) ?? 0))
  console.log([...tally].map(([outcome, times]) => `${count(times)} ${outcome}`).join(', '))
  console.log(`${count(sides.length)} sides of the rules' conditions, each shown at least ${count(rarest)} times.`)
  if (missed.length > 0) console.error(`Never shown: ${missed.join('; ')}. Draw more cells.`)
  console.log(
    `${count(done)} cells in ${seconds.toFixed(0)} s (${count(Math.round(done / seconds))} a second), no difference. Seed ${seed}.`,
  )
  return missed.length > 0 ? 1 : 0
}

function ended(worker: Worker, take: (shard: ShardDone) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', take)
    worker.once('error', reject)
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
  })
}

function progress(cells: number, start: number): (done: number) => void {
  let shown = 0
  return (done) => {
    const now = performance.now()
    if (now - shown < (stdout.isTTY ? 500 : 15_000)) return
    shown = now
    const rate = done / ((now - start) / 1000)
    const filled = Math.floor((done / cells) * 20)
    const minutes = (cells - done) / rate / 60
    const line = `[${'='.repeat(filled)}${' '.repeat(20 - filled)}] ${count(done)} of ${count(cells)}, ${minutes.toFixed(1)} minutes left`
    stdout.write(stdout.isTTY ? `\r${line.padEnd(78)}` : `${line}\n`)
  }
}

function clearLine(): void {
  if (stdout.isTTY) stdout.write(`\r${' '.repeat(78)}\r`)
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
