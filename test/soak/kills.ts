/**
 * `npm run soak -- kills`: SIGKILL of real processes, PostgreSQL included, at every boundary of the path.
 *
 * After each kill the case is carried on by another process; at each case's end everything that was ever
 * acknowledged, delivered and published is looked at again. Ends at the first thing that does not hold.
 */
import { stdout } from 'node:process'
import { sweepTestDirectories } from '#testing/directory.ts'
import { boundaries, onceInALog } from './boundaries.ts'
import { atRandom, hits, openCampaign, untouched, victims, victimsAt, type Tally, type Victim } from './campaign.ts'
import { planNames, type Plan } from './plans.ts'
import { randomFrom, type Random } from '#testing/random.ts'

/** @returns the exit code */
export async function soakKills(wanted: number, seed: number): Promise<number> {
  console.log(`Soak: at least ${wanted} kills at ${boundaries.length} boundaries, seed ${seed}.`)
  sweepTestDirectories()
  const random = randomFrom(seed)
  const start = performance.now()
  const campaign = await openCampaign(random, progress(wanted, start))
  try {
    // A log publishes its policy once, so that boundary is met in the first case or not at all.
    for (let i = 0; ; i++) {
      const { kills, tally } = campaign.findings()
      const missing = untouched(tally).filter((boundary) => !onceInALog.has(boundary) || i === 0)
      if (kills >= wanted && missing.length === 0) break
      if (i > wanted) throw new Error(`never reached: ${missing.join(', ')}`)
      await campaign.carry({ plan: planOf(i), stops: choose(random, tally, wanted - kills), randomEvery: 6 })
    }
    const findings = campaign.findings()
    const seconds = (performance.now() - start) / 1000
    clearLine()
    console.log(table(findings.tally))
    const { kills, cases, acknowledged, lost, unfinished } = findings
    console.log(
      `${cases} cases came to their ends; ${acknowledged} acknowledged events all stand; each release was delivered once, ` +
        `after its entry was published; the log verifies; the projections equal a rebuild.`,
    )
    if (lost > 0) console.log(`${lost} package(s) went down with the process that was handing them over.`)
    if (unfinished > 0)
      console.log(`${unfinished} unfinished file(s) of killed writers lie about, referred to by nothing.`)
    console.log(`${kills} kills in ${seconds.toFixed(0)} s, nothing lost, nothing twice. Seed ${seed}.`)
    return 0
  } catch (error) {
    clearLine()
    console.error(error instanceof Error ? error.message : error)
    console.error(`Failed after ${campaign.findings().kills} kills. Again with: npm run soak -- kills --seed ${seed}`)
    return 1
  } finally {
    await campaign.end()
  }
}

/** Releases most of the time, since most can go wrong there. */
function planOf(i: number): Plan {
  const others = planNames.filter((name) => name !== 'released')
  return i % 2 === 0 ? 'released' : (others[((i - 1) / 2) % others.length] ?? 'released')
}

/** Boundaries that were hit least, and most of the others; at each, whoever has died there least. */
function choose(random: Random, tally: Tally, left: number): Map<string, Victim> {
  const fewest = Math.min(...boundaries.map((boundary) => hits(tally, boundary)))
  const chosen = boundaries
    .filter((boundary) => hits(tally, boundary) === fewest || random.below(4) > 0)
    .map((boundary): [string, Victim] => {
      const counts = victimsAt(boundary).map((victim) => [victim, tally.get(boundary)?.get(victim) ?? 0] as const)
      const least = Math.min(...counts.map(([, count]) => count))
      return [boundary, random.pick(counts.filter(([, count]) => count === least).map(([victim]) => victim))]
    })
  // The last cases need not kill more than is asked for, as long as nothing is left untouched.
  return new Map(left > 0 ? chosen : chosen.filter(([boundary]) => hits(tally, boundary) === 0))
}

function progress(wanted: number, start: number): (kills: number) => void {
  let shown = 0
  return (kills) => {
    const now = performance.now()
    const rate = kills / ((now - start) / 1000)
    const every = stdout.isTTY ? 1000 : 15_000
    if (now - shown < every) return
    shown = now
    const minutes = Math.max(0, wanted - kills) / rate / 60
    const line = `${kills} of ${wanted} kills, ${(rate * 60).toFixed(0)} a minute, ${minutes.toFixed(1)} minutes left`
    stdout.write(stdout.isTTY ? `\r${line.padEnd(72)}` : `${line}\n`)
  }
}

function clearLine(): void {
  if (stdout.isTTY) stdout.write(`\r${' '.repeat(72)}\r`)
}

function table(tally: Tally): string {
  const rows = [...boundaries, atRandom]
  const width = Math.max(...rows.map((row) => row.length))
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`
  const sum = (victim: Victim): number => rows.reduce((total, row) => total + (tally.get(row)?.get(victim) ?? 0), 0)
  return [
    line('killed at', [...victims, 'in all']),
    ...rows.map((row) =>
      line(row, [...victims.map((victim) => String(tally.get(row)?.get(victim) ?? '')), String(hits(tally, row))]),
    ),
    line('in all', [
      ...victims.map((victim) => String(sum(victim))),
      String(rows.reduce((total, row) => total + hits(tally, row), 0)),
    ]),
  ].join('\n')
}
