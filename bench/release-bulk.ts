/**
 * A lawful audit of everybody, as large as a state: what it takes beside the database's own COPY into the `age` command,
 * beside Cedar asked for each cell, and beside itself at a tenth of the size.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { loadCedar } from '#adapters/cedar/engine.ts'
import { secondEngine } from '#adapters/cedar/second-engine.ts'
import { rangeSql } from '#adapters/caseload/bulk.ts'
import { decide as decideFile } from '#decision/decide.ts'
import { utf8 } from '#formats/bytes.ts'
import { membersInPiece, rangesOf } from '#match/members.ts'
import { beginBulk, bulkJob, type BulkJob } from '#pipeline/bulk.ts'
import { prepareMembers } from '#pipeline/bulk-finish.ts'
import { decide, decideNow, match } from '#pipeline/determine.ts'
import { loadCase, move } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import { seal } from '#seal/seal.ts'
import { answeredAudit } from '#testing/audit.ts'
import { drawCells } from '#testing/facts-of-cells.ts'
import { theLaw } from '#testing/law.ts'
import { collecting } from '#testing/members.ts'
import { randomFrom } from '#testing/random.ts'
import { flushed } from './flushed.ts'
import type { BenchResult } from './result.ts'
import { elements, mapping, people, stateOffice, type StateOffice } from './state-office.ts'

const pairs = 5

/** How `bin/postern.mjs` starts a worker. */
const workerHeap: { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../bin/worker-heap.json'), 'utf8'),
)

/** Several benchmarks ask for the same case. */
const audits = new Map<number, Promise<string>>()

/** Matched, decided and signed by counsel; nothing is prepared. */
function audit(office: StateOffice, persons: number): Promise<string> {
  const known = audits.get(persons)
  if (known !== undefined) return known
  const { ports } = office.installation
  const made = answeredAudit({ ports, cast: office.cast }, office.keys.slice(0, persons), { elements }).then(
    ({ stream }) => stream,
  )
  audits.set(persons, made)
  return made
}

/** Decided and signed by counsel, with nothing prepared. */
async function ready({ installation: { ports } }: StateOffice, stream: string): Promise<void> {
  const { state } = await loadCase(ports, stream)
  if (state.status === 'decided' && state.preparing === undefined) return
  must(await decide(ports, await actor(ports, 'demo-officer'), stream))
  await signed(ports, stream)
}

/** Counsel signs the answer, where the decision asks for it. */
async function signed(ports: Ports, stream: string): Promise<void> {
  const { state } = await loadCase(ports, stream)
  if (state.decision?.duties.includes('refer-to-counsel') !== true) return
  const { decision } = state.decision
  const counsel = await actor(ports, 'demo-counsel')
  must(await move(ports, counsel, stream, () => ({ command: 'sign-answer', decision, answer: 'release' })))
}

async function jobFor(office: StateOffice, persons: number): Promise<BulkJob> {
  const { ports } = office.installation
  const stream = await audit(office, persons)
  const by = await actor(ports, 'demo-officer')
  await ready(office, stream)
  must(await beginBulk(ports, by, stream))
  const job = await bulkJob(ports, stream)
  if (job === undefined) throw new Error('there is nothing to prepare')
  return job
}

function must(moved: { readonly moved: boolean }): void {
  if (!moved.moved) throw new Error(JSON.stringify(moved))
}

/** Extract, gate, hash and seal, as many ranges at a time as the product reads, into one file for each piece. @returns milliseconds */
async function ours({ directory }: StateOffice, job: BulkJob): Promise<number> {
  const begun = performance.now()
  await job.source.withBulk(job.compiled, job.question.said, async (reader) => {
    for (const statement of job.compiled.statements) {
      const ranges = rangesOf(job.list, job.source.perRange)
      const one = async (): Promise<void> => {
        for (const range of ranges) {
          const { into, pieces } = collecting(membersInPiece)
          const passing = job.gate.range(statement.table, range, into)
          await reader.read(range, (rows) =>
            rows(statement, (bytes) => {
              passing.rows(bytes)
              return undefined
            }),
          )
          passing.finish()
          for (const [at, { bytes }] of pieces.entries()) {
            const sealed = await seal(bytes, job.recipient)
            createHash('sha256').update(bytes).digest()
            createHash('sha256').update(sealed).digest()
            await writeFile(join(directory, `piece-${range.first}-${at}`), sealed)
          }
        }
      }
      await Promise.all(Array.from({ length: job.source.atOnce }, one))
    }
  })
  return performance.now() - begun
}

/** The same queries by COPY, one after another, through `psql` into `age`. @returns a function that gives milliseconds */
async function copyIntoAge({ directory, sourceUrl }: StateOffice, job: BulkJob): Promise<() => Promise<number>> {
  const client = new Client({ connectionString: sourceUrl })
  await client.connect()
  const script = ["SET search_path = pg_catalog, pg_temp; SET TimeZone = 'UTC';"]
  for (const statement of job.compiled.statements) {
    for (const range of rangesOf(job.list, job.source.perRange)) {
      const sql = await rangeSql(client, mapping, { said: job.question.said, range })
      script.push(`COPY (${sql(statement).replaceAll('\n', ' ')}) TO STDOUT;`)
    }
  }
  await client.end()
  const file = join(directory, `copy-${job.list.count}.sql`)
  writeFileSync(file, `${script.join('\n')}\n`)
  const out = join(directory, 'copy.age')
  return async () => {
    const begun = performance.now()
    const command = `set -o pipefail; psql -q -X "$SOURCE" -v ON_ERROR_STOP=1 -f "$SCRIPT" | age -r "$RECIPIENT" > "$OUT"`
    await new Promise<void>((resolve, reject) => {
      const env = { ...process.env, SOURCE: sourceUrl, SCRIPT: file, RECIPIENT: job.recipient, OUT: out }
      spawn('bash', ['-c', command], { env, stdio: ['ignore', 'inherit', 'inherit'] })
        .on('error', reject)
        .on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`psql and age ended with ${code}`))))
    })
    const took = performance.now() - begun
    rmSync(out)
    return took
  }
}

interface Pairs {
  readonly ratio: number
  readonly ours: number
  readonly beside: number
}

/** The median of interleaved pairs; which of the two goes first changes from pair to pair. */
async function interleaved(a: () => Promise<number>, b: () => Promise<number>): Promise<Pairs> {
  const taken: Pairs[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const first = pair % 2 === 0 ? await a() : await b()
    const second = pair % 2 === 0 ? await b() : await a()
    const [mine, beside] = pair % 2 === 0 ? [first, second] : [second, first]
    taken.push({ ratio: beside / mine, ours: mine, beside })
  }
  const middle = taken.toSorted((x, y) => x.ratio - y.ratio)[(pairs - 1) / 2]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

const perSecond = (persons: number, ms: number): number => persons / (ms / 1000)

/** `release_vs_copy_age`: goal 0.85 or more. */
export async function releaseVsCopyAge(): Promise<BenchResult> {
  const office = await stateOffice()
  const job = await jobFor(office, people)
  const beside = await copyIntoAge(office, job)
  const { ratio, ...took } = await interleaved(() => ours(office, job), beside)
  return {
    name: 'release_vs_copy_age',
    ratio,
    better: 'higher',
    goal: 0.85,
    ours: perSecond(people, took.ours),
    beside: perSecond(people, took.beside),
    unit: 'persons per second',
    runs: pairs,
    notes: `median of ${pairs} interleaved pairs; ${inWords(people)} people, 12 columns, two ranges at a time, against one psql into age; fdatasync ${flushed(office.directory).toFixed(2)} ms`,
  }
}

/** From the matching to what stands prepared, published and proved. @returns milliseconds */
async function path(office: StateOffice, stream: string): Promise<number> {
  const { ports } = office.installation
  const by = await actor(ports, 'demo-officer')
  const begun = performance.now()
  must((await match(ports, by, stream)).moved)
  must(await decide(ports, by, stream))
  await signed(ports, stream)
  const prepared = await prepareMembers(ports, by, stream)
  if (!prepared.moved) throw new Error(JSON.stringify(prepared.refusal))
  await ports.log.publish()
  const index = prepared.appended.at(-1)?.seq ?? 0
  if ((await ports.log.prove(index, utf8(''))) === undefined) throw new Error('there is no proof')
  return performance.now() - begun
}

/** `release_path_vs_copy_age`: goal 0.7 or more. */
export async function releasePathVsCopyAge(): Promise<BenchResult> {
  const office = await stateOffice()
  const beside = await copyIntoAge(office, await jobFor(office, people))
  const stream = await audit(office, people)
  const { ratio, ...took } = await interleaved(() => path(office, stream), beside)
  return {
    name: 'release_path_vs_copy_age',
    ratio,
    better: 'higher',
    goal: 0.7,
    ours: perSecond(people, took.ours),
    beside: perSecond(people, took.beside),
    unit: 'persons per second',
    runs: pairs,
    notes: `median of ${pairs} interleaved pairs; classes found and decided by both engines, read, gated, hashed, sealed, copies and the set of who was in it kept durably, entered in the log, published and proved; signatures and the days of the notice left out; fdatasync ${flushed(office.directory).toFixed(2)} ms`,
  }
}

/** `release_scaling`: goal 0.9 or more. */
export async function releaseScaling(): Promise<BenchResult> {
  const office = await stateOffice()
  const small = people / 10
  const [large, tenth] = [await jobFor(office, people), await jobFor(office, small)]
  const { ratio, ...took } = await interleaved(
    () => ours(office, large),
    async () => (await ours(office, tenth)) * 10,
  )
  return {
    name: 'release_scaling',
    ratio,
    better: 'higher',
    goal: 0.9,
    ours: perSecond(people, took.ours),
    beside: perSecond(people, took.beside),
    unit: 'persons per second',
    runs: pairs,
    notes: `median of ${pairs} interleaved pairs; ${inWords(people)} people against ${inWords(small)}; fdatasync ${flushed(office.directory).toFixed(2)} ms`,
  }
}

/** `decide_bulk_vs_rowwise_cedar`: goal 10,000 or more. */
export async function decideBulkVsRowwiseCedar(): Promise<BenchResult> {
  const office = await stateOffice()
  const { ports } = office.installation
  const all = 40
  const forty = [...new Set([...elements, ...Object.keys(mapping.elements)])].slice(0, all)
  const { stream } = await answeredAudit({ ports, cast: office.cast }, office.keys, { elements: forty })
  const by = await actor(ports, 'demo-officer')
  const rules = await theLaw()
  const second = secondEngine(await loadCedar(), rules)
  const cells = [...drawCells(rules, randomFrom(20_261_122), 2_000)].filter(({ agency }) => agency === 'ma-dta')
  const cedar = (): number => {
    const begun = performance.now()
    for (const cell of cells) second.decide({ agency: cell.agency, day: '2026-11-23' }, cell)
    return (performance.now() - begun) / cells.length
  }
  // Its policies are parsed with the first question.
  cedar()
  const taken: { ratio: number; ours: number; beside: number }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const begun = performance.now()
    must((await match(ports, by, stream)).moved)
    const { caseFile } = await decideNow(ports, (await loadCase(ports, stream)).state)
    const mine = performance.now() - begun
    if (decideFile(caseFile, rules).cells.length === 0) throw new Error('nothing was decided')
    const each = cedar()
    const oursPerSecond = perSecond(office.keys.length * forty.length, mine)
    taken.push({ ratio: oursPerSecond * (each / 1000), ours: oursPerSecond, beside: 1000 / each })
  }
  const middle = taken.toSorted((x, y) => x.ratio - y.ratio)[(pairs - 1) / 2]
  if (middle === undefined) throw new Error('nothing was measured')
  return {
    name: 'decide_bulk_vs_rowwise_cedar',
    ...middle,
    better: 'higher',
    goal: 10_000,
    unit: 'cells per second',
    runs: pairs,
    notes: `median of ${pairs} interleaved pairs; ${inWords(people)} people × ${forty.length} elements, the grouped query, the log and Cedar's own look at each class in it; beside: a stateful call of Cedar for each of ${inWords(cells.length)} drawn cells; fdatasync ${flushed(office.directory).toFixed(2)} ms`,
  }
}

/** `release_memory`: goal 2 or less, and 250 MB at most. */
export async function releaseMemory(): Promise<BenchResult> {
  const office = await stateOffice()
  const few = 11_000
  const peaks: { large: number; small: number }[] = []
  for (let run = 0; run < 3; run++) {
    const [everybody, sample] = [await audit(office, people), await audit(office, few)]
    await ready(office, everybody)
    await ready(office, sample)
    const large = await peak(office, everybody)
    const small = await peak(office, sample)
    peaks.push({ large, small })
  }
  const best = peaks.toSorted((a, b) => a.large - b.large)[0] ?? { large: Infinity, small: 1 }
  return {
    name: 'release_memory',
    // Past the ceiling the ratio is of no use.
    ratio: best.large > 250 ? Infinity : best.large / best.small,
    better: 'lower',
    goal: 2,
    ours: best.large,
    beside: best.small,
    unit: 'MB at most (ceiling 250)',
    runs: 3,
    notes: `a process, with the heap of a worker, that prepares ${inWords(people)} people from the beginning to what stands prepared, against one for ${inWords(few)}; largest resident size as the system counts it; fdatasync ${flushed(office.directory).toFixed(2)} ms`,
  }
}

/** Prepare a case in a process of its own. @returns its largest resident size in megabytes */
function peak(office: StateOffice, stream: string): Promise<number> {
  const child = spawn(process.execPath, [...workerHeap.flags, join(import.meta.dirname, 'release-once.ts'), stream], {
    env: { ...workerHeap.env, ...process.env, ...office.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      const bytes = Number(said.trim())
      if (code === 0 && bytes > 0) resolve(bytes / 1_000_000)
      else reject(new Error(`the process ended with ${code}`))
    })
  })
}

function inWords(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
