/** One core's share of `npm run soak -- decide`. What Cedar has parsed is its thread's own. */
import { parentPort, workerData } from 'node:worker_threads'
import { citableIn, compare } from '#adapters/cedar/compare.ts'
import { loadCedar } from '#adapters/cedar/engine.ts'
import { secondEngine } from '#adapters/cedar/second-engine.ts'
import { judgeForAll } from '#decision/decide-cell.ts'
import { lawFor } from '#decision/law.ts'
import { drawCells } from '#testing/facts-of-cells.ts'
import { theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import { sidesOf } from '#testing/sides-of-rules.ts'

/** Every `step`th shard from the `first`. */
export interface Shards {
  readonly cells: number
  readonly seed: number
  readonly shardSize: number
  readonly first: number
  readonly step: number
}

export interface ShardDone {
  readonly cells: number
  readonly outcomes: ReadonlyMap<string, number>
  readonly sides: ReadonlyMap<string, number>
}

const day = '2026-11-23'
const { cells, seed, shardSize, first, step }: Shards = workerData
const rules = await theLaw()
const second = secondEngine(await loadCedar(), rules)
const [citable, sides] = [citableIn(rules), sidesOf(rules)]

for (let shard = first; shard * shardSize < cells; shard += step) {
  const count = Math.min(shardSize, cells - shard * shardSize)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  parentPort?.postMessage(compared(count, seed + shard))
}

/** @throws where the engines differ */
function compared(count: number, seedOfShard: number): ShardDone {
  const outcomes = new Map<string, number>()
  const shown = new Map<string, number>()
  for (const cell of drawCells(rules, randomFrom(seedOfShard), count)) {
    const ours = judgeForAll(lawFor(rules, cell.agency, day).of(cell.program), cell.purposes)
    const difference = compare(ours, second.decide({ agency: cell.agency, day }, cell), citable)
    if (difference !== undefined) {
      const { about, ours: we, cedars } = difference
      throw new Error(
        `The engines differ in ${about}: ours ${we.join(', ')}; Cedar's ${cedars.join(', ')}; of ${JSON.stringify(cell)}`,
      )
    }
    add(outcomes, ours.outcome)
    const views = cell.purposes.flatMap(({ bare, withPapers }) => [bare, ...withPapers.map(({ facts }) => facts)])
    for (const facts of views) for (const side of sides.shown(facts, cell.program)) add(shown, side)
  }
  return { cells: count, outcomes, sides: shown }
}

function add(to: Map<string, number>, name: string): void {
  to.set(name, (to.get(name) ?? 0) + 1)
}
