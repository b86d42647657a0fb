/**
 * `npm run soak`: what takes too long for `npm test`.
 *
 *     npm run soak                                   both parts
 *     npm run soak -- kills --kills 500 --seed 7     real processes killed at every boundary of the path
 *     npm run soak -- decide --cells 1000000         cells decided by both engines
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { soakDecide } from '../test/soak/decide.ts'
import { soakKills } from '../test/soak/kills.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '500' },
    cells: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(randomInt(1e9)) },
  },
})
const [kills, cells, seed] = [values.kills, values.cells, values.seed].map(Number)
const parts: Readonly<Record<string, () => Promise<number>>> = {
  kills: () => soakKills(kills ?? 0, seed ?? 0),
  decide: () => soakDecide(cells ?? 0, seed ?? 0),
}
const asked = positionals.length === 0 ? Object.keys(parts) : positionals
const areCounts = [kills, cells].every((count) => Number.isSafeInteger(count) && Number(count) > 0)
if (!areCounts || !Number.isSafeInteger(seed) || asked.some((part) => !Object.hasOwn(parts, part))) {
  console.error('npm run soak -- [kills] [decide] [--kills N] [--cells N] [--seed S], all whole numbers')
  process.exit(2)
}
for (const part of asked) {
  process.exitCode = (await parts[part]?.()) ?? 2
  if (process.exitCode !== 0) break
}
