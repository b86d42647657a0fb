/**
 * `npm run soak -- workers`: SIGKILL of workers at random moments of a large release.
 *
 * One case of listed members, prepared once by one process that nobody disturbs. Then it is decided again and prepared
 * by 1, 2 and 4 workers, each of which is killed again and again and replaced; the random bytes of the preparation are
 * the same each time, so the content root must be too.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '#adapters/embedded/server.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { enrollCast } from '#demo/office.ts'
import { openInstallation } from '#parts.ts'
import { beginBulk } from '#pipeline/bulk.ts'
import { prepareMembers, sweepBulk } from '#pipeline/bulk-finish.ts'
import { followBulk, leaveToWorkers } from '#pipeline/bulk-queue.ts'
import { loadCase } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import { fastPlace, makeTestDirectory, sweepTestDirectories } from '#testing/directory.ts'
import { answer, officer, ok } from '#testing/office.ts'
import { randomFrom } from '#testing/random.ts'
import { makeGrounds } from './grounds.ts'
import { Client } from 'pg'

/** In one range, so that a release has many. */
const cut = { perRange: 100, perPiece: 50 }
/** Kills in one release, of workers that were there in turn. */
const killsPerRelease = 4
const counts = [1, 2, 4] as const

/** The same for each preparation, so that their content roots can be compared. */
const drawn: Ports['randomness'] = { bytes: (count) => new Uint8Array(count).fill(7) }

interface Worker {
  readonly child: ChildProcess
  /** Settles when it has read its first range. */
  readonly reading: Promise<unknown>
}

/** @returns the exit code */
export async function soakWorkers(kills: number, persons: number, seed: number): Promise<number> {
  console.log(`Soak: ${kills} kills each of 1, 2 and 4 workers at a release of ${persons} persons, seed ${seed}.`)
  sweepTestDirectories()
  const random = randomFrom(seed)
  const start = performance.now()
  const grounds = await makeGrounds()
  const server = await startServer(makeTestDirectory(fastPlace()), process.env)
  const stopping: (() => Promise<unknown>)[] = [() => grounds.remove(), () => server.stop()]
  const workers = new Set<Worker>()
  process.once('exit', () => {
    for (const { child } of workers) child.kill('SIGKILL')
  })
  try {
    const client = new Client({ connectionString: server.url('postgres') })
    await client.connect()
    for (const name of ['product', 'caseload']) await client.query(`create database ${name}`)
    await client.end()
    const env = {
      DATABASE_URL: server.url('product'),
      POSTERN_SOURCE_URL: server.url('caseload'),
      POSTERN_DATA: grounds.dataDirectory,
    }
    await seedCaseload({ url: env.POSTERN_SOURCE_URL, people: persons, agencies: ['ma-dta'] })
    const installation = await openInstallation(env)
    stopping.push(() => installation.close())
    const { ports } = installation
    await enrollCast(ports, grounds.cast)
    const office = { ports, cast: grounds.cast }
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, await memberKeys({ env }, persons))
    const same = { ...ports, randomness: drawn }

    ok(await beginBulk(same, by, stream, cut))
    const alone = performance.now()
    const undisturbed = ok(await prepareMembers(ports, by, stream)).state.prepared?.contentRoot
    const seconds = (performance.now() - alone) / 1000
    console.log(`Undisturbed, in one process: ${seconds.toFixed(1)} s, content root ${undisturbed}.`)

    /** One release by so many workers, of whom some are killed and replaced. @returns how many were killed */
    const disturbed = async (count: number, wanted: number): Promise<number> => {
      await answer(office, stream)
      for (let i = 0; i < count; i++) workers.add(startWorker(env))
      if ((await leaveToWorkers(same, by, stream, cut)) !== undefined) throw new Error('it could not begin')
      const killing = (async () => {
        for (let killed = 0; killed < wanted; killed++) {
          const victim = random.pick([...workers])
          // It is at work, and then a moment passes that nobody chose.
          await Promise.race([victim.reading, once(victim.child, 'exit')])
          await sleep(random.below(Math.max(200, (seconds * 1000) / count / (wanted + 1))))
          if ((await loadCase(ports, stream)).state.preparing === undefined) return killed
          victim.child.kill('SIGKILL')
          workers.delete(victim)
          workers.add(startWorker(env))
        }
        return wanted
      })()
      const { prepared } = ok(await followBulk(ports, by, stream, () => sleep(250))).state
      // Whoever had not read a range yet never will, and is not waited for.
      for (const worker of workers) await end(worker)
      const killed = await killing
      for (const worker of workers) await end(worker)
      workers.clear()
      if (prepared?.contentRoot !== undisturbed) throw new Error(`${count}: content root ${prepared?.contentRoot}`)
      for (const { sha256 } of prepared?.sealed ?? []) {
        if ((await ports.shelf.get(sha256)) === undefined) throw new Error(`${sha256} is not on the shelf`)
      }
      await sweepBulk(ports)
      return killed
    }
    for (const count of counts) {
      let [killed, releases, longest] = [0, 0, 0]
      for (; killed < kills; releases += 1) {
        const began = performance.now()
        killed += await disturbed(count, Math.min(killsPerRelease, kills - killed))
        longest = Math.max(longest, (performance.now() - began) / 1000)
      }
      console.log(
        `${count} ${count === 1 ? 'worker' : 'workers'}: ${killed} kills in ${releases} releases, the longest ` +
          `${longest.toFixed(1)} s; each has the content root of the undisturbed one, and all of it on the shelf.`,
      )
    }
    console.log(`${((performance.now() - start) / 1000).toFixed(0)} s in all. Seed ${seed}.`)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error)
    console.error(`Failed. Again with: npm run soak -- workers --seed ${seed}`)
    return 1
  } finally {
    for (const { child } of workers) child.kill('SIGKILL')
    for (const stop of stopping.toReversed()) await stop().catch((error: unknown) => console.error(error))
  }
}

function startWorker(env: Readonly<Record<string, string>>): Worker {
  const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
  const child = spawn(process.execPath, [main, 'work', '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const reading = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"range"')) resolve(line)
    })
  })
  return { child, reading }
}

/** As an operator ends one: the ranges at hand come to their end. */
async function end({ child }: Worker): Promise<void> {
  const ended = once(child, 'exit')
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended
}
