/**
 * What it takes to refuse a request about everybody: from the letter to the recorded refusal, at an office whose source
 * holds 100,000 people, of whom not one row may be read.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { startServer } from '#adapters/embedded/server.ts'
import { castIn } from '#demo/cast.ts'
import { enrollCast } from '#demo/office.ts'
import { utf8 } from '#formats/bytes.ts'
import { openInstallation } from '#parts.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { decide, match } from '#pipeline/determine.ts'
import { receive } from '#pipeline/intake.ts'
import { loadCase, move, type Moved } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import { flushed } from './flushed.ts'
import { benchSettings } from './office.ts'
import type { BenchResult } from './result.ts'

const people = 100_000
const runs = 3
const ceiling = 1000

/** `refusal_bulk`: a ceiling of one second. @throws Error where a row of the source was read */
export async function refusalBulk(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // As root the database runs under another account, which must pass through here.
  chmodSync(directory, 0o711)
  const server = await startServer(directory, process.env)
  try {
    const admin = new Client({ connectionString: server.url('postgres') })
    await admin.connect()
    await admin.query('create database postern')
    await admin.query('create database caseload')
    await admin.end()
    await seedCaseload({ url: server.url('caseload'), people, agencies: ['ma-dta'] })
    const env = {
      DATABASE_URL: server.url('postern'),
      POSTERN_SOURCE_URL: server.url('caseload'),
      POSTERN_DATA: directory,
    }
    const installation = await openInstallation(env, { settings: await benchSettings(directory) })
    const { ports } = installation
    await enrollCast(ports, await castIn(join(directory, 'DEMO-keys')))
    const source = new Client({ connectionString: server.url('caseload') })
    // Where something else fails, the server ends before this connection does, and that is what is to be read.
    source.on('error', () => {})
    await source.connect()

    const begun = await rowsRead(source)
    const times: number[] = []
    for (let run = 0; run < runs; run++) times.push(await refused(ports, run))
    const read = (await rowsRead(source)) - begun
    if (read !== 0) throw new Error(`${read} rows of the source were read for requests about everybody`)
    await lookedUp(ports)
    if ((await rowsRead(source)) === begun)
      throw new Error('the count of rows does not see that somebody was looked up')

    await source.end()
    await installation.close()
    const [best, flush] = [Math.min(...times), flushed(directory)]
    return {
      name: 'refusal_bulk',
      ratio: best / ceiling,
      better: 'lower',
      goal: 1,
      ours: best,
      beside: ceiling,
      unit: 'ms, the ceiling beside it',
      runs,
      notes: `${people.toLocaleString('en-US')} people in the source, 0 rows read; seven commands, each committed; fdatasync ${flush.toFixed(2)} ms`,
    }
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const letter = (reference: string, about: object): Uint8Array =>
  utf8(
    JSON.stringify({
      request: 'postern/request/v1',
      agency: 'ma-dta',
      channel: 'fax',
      form: 'written',
      requester: { kind: 'federal-law-enforcement', organization: 'ice-ero', name: 'Synthetic Agent' },
      reference,
      purpose: 'civil-immigration-enforcement',
      programs: ['snap'],
      elements: 'all',
      ...about,
    }),
  )

async function received(ports: Ports, reference: string, about: object): Promise<string> {
  const file = { name: 'request.json', bytes: letter(reference, about) }
  const taken = await receive(ports, await actor(ports, 'demo-intake'), file, [])
  if (!taken.received) throw new Error('the request was not received')
  return taken.stream
}

/** Milliseconds from the letter to the recorded refusal. */
async function refused(ports: Ports, run: number): Promise<number> {
  const begun = performance.now()
  const stream = await received(ports, `SYN-all-${run}`, {
    people: [],
    subjectClass: 'Everybody who receives benefits',
  })
  const [officer, counsel] = [await actor(ports, 'demo-officer'), await actor(ports, 'demo-counsel')]
  must(await fixAnswer(ports, officer, stream))
  if ((await loadCase(ports, stream)).state.answer?.counselSigns === true) {
    must(await countersignAnswer(ports, counsel, stream))
  }
  must((await match(ports, officer, stream)).moved)
  must(await decide(ports, officer, stream))
  const { decision } = (await loadCase(ports, stream)).state
  const named = decision?.decision ?? ''
  if (decision?.cells.some(({ subject }) => subject !== '*') !== false)
    throw new Error('this was not decided as a class')
  if (decision.disposition !== 'deny') {
    must(await move(ports, counsel, stream, () => ({ command: 'sign-answer', decision: named, answer: 'refusal' })))
  }
  must(await move(ports, officer, stream, () => ({ command: 'refuse', letter: 'refusal' })))
  return performance.now() - begun
}

/** Somebody is asked about by name, so that the source is read. */
async function lookedUp(ports: Ports): Promise<void> {
  const person = { ref: 'p1', name: { given: 'Ana', family: 'Samplewright' }, dateOfBirth: '1984-03-07' }
  const stream = await received(ports, 'SYN-one', { people: [person] })
  const officer = await actor(ports, 'demo-officer')
  must(await fixAnswer(ports, officer, stream))
  if ((await loadCase(ports, stream)).state.answer?.counselSigns === true) {
    must(await countersignAnswer(ports, await actor(ports, 'demo-counsel'), stream))
  }
  must((await match(ports, officer, stream)).moved)
}

function must(moved: Moved): void {
  if (!moved.moved)
    throw new Error(`${moved.refusal.move}: ${moved.refusal.reasons.map(({ code }) => code).join(', ')}`)
}

/** Rows of the agency's tables that PostgreSQL has read so far, as it counts them itself. */
async function rowsRead(source: Client): Promise<number> {
  // A connection that has told its counts a moment ago tells the next ones when it was idle for ten seconds.
  await sleep(11_000)
  await source.query('select pg_stat_clear_snapshot()')
  const { rows } = await source.query<{ read: string }>(
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::text as read
     from pg_stat_user_tables where schemaname = 'ma_dta'`,
  )
  return Number(rows[0]?.read)
}
