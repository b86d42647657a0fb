/**
 * `npm run soak`: what takes too long for `npm test`.
 *
 *     npm run soak                                   all parts
 *     npm run soak -- kills --kills 500 --seed 7     real processes killed at every boundary of the path
 *     npm run soak -- decide --cells 1000000         cells decided by both engines
 *     npm run soak -- workers --worker-kills 20      workers killed at random moments of a large release
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { soakDecide } from '../test/soak/decide.ts'
import { soakKills } from '../test/soak/kills.ts'
import { soakWorkers } from '../test/soak/workers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '500' },
    cells: { type: 'string', default: '1000000' },
    'worker-kills': { type: 'string', default: '20' },
    persons: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(randomInt(1e9)) },
  },
})
const [kills, cells, workerKills, persons, seed] = [
  values.kills,
  values.cells,
  values['worker-kills'],
  values.persons,
  values.seed,
].map(Number)
const parts: Readonly<Record<string, () => Promise<number>>> = {
  kills: () => soakKills(kills ?? 0, seed ?? 0),
  decide: () => soakDecide(cells ?? 0, seed ?? 0),
  workers: () => soakWorkers(workerKills ?? 0, persons ?? 0, seed ?? 0),
}
const asked = positionals.length === 0 ? Object.keys(parts) : positionals
const areCounts = [kills, cells, workerKills, persons].every(
  (count) => Number.isSafeInteger(count) && Number(count) > 0,
)
if (!areCounts || !Number.isSafeInteger(seed) || asked.some((part) => !Object.hasOwn(parts, part))) {
  console.error(
    'npm run soak -- [kills] [decide] [workers] [--kills N] [--cells N] [--worker-kills N] [--persons N] [--seed S],\nall whole numbers',
  )
  process.exit(2)
}
for (const part of asked) {
  process.exitCode = (await parts[part]?.()) ?? 2
  if (process.exitCode !== 0) break
}
