/**
 * How fast the ledger appends: beside plain inserts of the same rows, and as the log grows.
 *
 * Both run on an embedded server of their own, with the settings of production, in databases that are
 * made for each run.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startServer, type Server } from '#adapters/embedded/server.ts'
import { fileRootKey } from '#adapters/keys/file.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { openLedger, type OpenLedger } from '#adapters/postgres/ledger.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { appendLeaf, emptyFrontier } from '#formats/frontier.ts'
import { leafHash } from '#formats/merkle.ts'
import type { NewEvent } from '#log/ledger.ts'
import { project } from '#pipeline/project.ts'
import { decided, event, matched, received } from '#testing/ledger.ts'
import type { BenchResult } from './result.ts'

const waiting = 256
/** Appends of one measured run, after as many as it takes for the code to be warm. */
const appends = 8192
const runs = 3
/** Two rates that differ little want more of them. */
const scalingRuns = 6
const eventsOfACase = 8

/** The best of several interleaved runs, ours and the other, each in appends per second. */
async function interleaved(pairs: number, ours: () => Promise<number>, beside: () => Promise<number>) {
  const best = { ours: 0, beside: 0 }
  for (let run = 0; run < pairs; run++) {
    best.ours = Math.max(best.ours, await ours())
    best.beside = Math.max(best.beside, await beside())
  }
  return best
}

/**
 * `log_append_vs_insert`: 256 callers append, each an event at a time, through the ledger; then the rows that
 * stand are inserted into an empty database. (The ledger writes the line of a case in the queue again with
 * each event; the inserts write it once.)
 */
export async function logAppendVsInsert(): Promise<BenchResult> {
  return withServer(async (server, directory) => {
    let rows: Transaction[] = []
    let lone: number[] = []
    let many = 0
    const { ours, beside } = await interleaved(
      runs,
      async () => {
        const url = await freshDatabase(server)
        const ledger = await ledgerOn(url, directory)
        await appendCases(ledger, 2048)
        const from = await sizeOf(url)
        const rate = await appendCases(ledger, appends)
        rows = await transactionsFrom(url, from)
        const times = await loneAppends(ledger, 1000)
        if (lone.length === 0 || percentile(times, 99) < percentile(lone, 99)) lone = times
        await ledger.close()
        return rate
      },
      async () => {
        many = Math.max(many, await insertRows(await freshDatabase(server), rows, 'many rows'))
        return insertRows(await freshDatabase(server), rows, 'row by row')
      },
    )
    const sizes = rows.map(([first]) => first?.values[0]?.length ?? 0)
    const p99 = percentile(lone, 99)
    return {
      name: 'log_append_vs_insert',
      ratio: ours / beside,
      better: 'higher',
      goal: 0.6,
      ours,
      beside,
      unit: 'appends/s',
      runs,
      notes:
        `beside: one connection, an INSERT for each row, prepared and pipelined, in the same ${rows.length} transactions of ` +
        `up to ${Math.max(...sizes)} events; against INSERTs of many rows, which need the rows all at once, the ratio is ` +
        `${(ours / many).toFixed(3)}; with one waiting p50 ${percentile(lone, 50)} ms and p99 ${p99} ms (goal < 5 ms)`,
    }
  })
}

/** `log_append_scaling`: the same appends in a log of 1,000,000 entries, and in one of 1,000. */
export async function logAppendScaling(): Promise<BenchResult> {
  return withServer(async (server, directory) => {
    const atSize = async (entries: number) => {
      const url = await freshDatabase(server)
      const ledger = await ledgerOn(url, join(directory, String(entries)))
      await fill(url, entries)
      await appendCases(ledger, 2048)
      return ledger
    }
    const small = await atSize(1000)
    const large = await atSize(1_000_000)
    const { ours, beside } = await interleaved(
      scalingRuns,
      () => appendCases(large, appends),
      () => appendCases(small, appends),
    )
    await small.close()
    await large.close()
    return {
      name: 'log_append_scaling',
      ratio: ours / beside,
      better: 'higher',
      goal: 0.9,
      ours,
      beside,
      unit: 'appends/s',
      runs: scalingRuns,
    }
  })
}

async function withServer<T>(work: (server: Server, directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // As root the database runs under another account, which must pass through here.
  chmodSync(directory, 0o711)
  const server = await startServer(directory, process.env)
  try {
    return await work(server, directory)
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function freshDatabase(server: Server): Promise<string> {
  const name = `bench_${randomBytes(4).toString('hex')}`
  await statement(server.url('postgres'), `create database ${name}`)
  await migrate(server.url(name))
  return server.url(name)
}

async function ledgerOn(url: string, directory: string): Promise<OpenLedger> {
  const clock = { now: () => '2026-11-22T12:00:00.000Z' }
  return openLedger({ url, rootKey: fileRootKey(join(directory, 'keys')), project, clock })
}

async function statement(url: string, text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(text, values)
  } finally {
    await client.end()
  }
}

async function sizeOf(url: string): Promise<number> {
  const { rows } = await statement(url, 'select size::integer as size from log_head')
  return Number(rows[0]?.['size'])
}

/** A case as it goes on, one event at a time. */
function eventOf(n: number): NewEvent {
  if (n === 1) return received(['p1'])
  if (n === 3) return matched({ p1: `SYN-${randomUUID()}` })
  if (n === 4) return decided(['p1'])
  if (n === eventsOfACase) return event('case.closed')
  return event('finding.recorded', { finding: 'seized', stands: true, note: 'SYNTHETIC '.repeat(8) })
}

/** Each caller waits for its append before it makes the next one. @returns appends per second */
async function appendCases(ledger: OpenLedger, count: number): Promise<number> {
  const each = count / waiting
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: waiting }, async () => {
      let stream = ''
      for (let i = 0; i < each; i++) {
        const n = (i % eventsOfACase) + 1
        if (n === 1) stream = randomUUID()
        const { outcome } = await ledger.append({ stream, after: n - 1, events: [eventOf(n)] })
        if (outcome !== 'appended') throw new Error(`an append was answered with ${outcome}`)
      }
    }),
  )
  return count / ((performance.now() - begun) / 1000)
}

/** @returns milliseconds of each append */
async function loneAppends(ledger: OpenLedger, count: number): Promise<number[]> {
  const times: number[] = []
  let stream = ''
  for (let i = 0; i < count; i++) {
    const n = (i % eventsOfACase) + 1
    if (n === 1) stream = randomUUID()
    const one = { stream, after: n - 1, events: [eventOf(n)] }
    const begun = performance.now()
    await ledger.append(one)
    times.push(performance.now() - begun)
  }
  return times.toSorted((a, b) => a - b)
}

function percentile(sorted: readonly number[], percent: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
  return Math.round(value * 100) / 100
}

/** The tables that an append writes, as "column:type" in their order. */
const tables = {
  event: columns('seq:bigint stream:uuid n:integer entry:bytea envelope:bytea'),
  timeline: columns('seq:bigint stream:uuid n:integer type:text at:text actor:text'),
  stream_agency: columns('stream:uuid agency:text'),
  case_key: columns('stream:uuid generation:integer wrapped:bytea'),
  person_key: columns('stream:uuid person:bytea generation:integer wrapped:bytea'),
  accounting: columns('token:bytea stream:uuid seq:bigint'),
  search: columns('token:bytea stream:uuid'),
  queue: columns(
    'stream:uuid number:text agency:text status:text received_on:date requester_kind:text organization:text ' +
      'purposes:text programs:text people:integer disposition:text released:integer held:integer denied:integer ' +
      'due_on:date due_what:text deadlines:text closed_on:date assignee:text waiting_for:text holds:integer n:integer ' +
      'last_at:text last_type:text',
  ),
}

function columns(spec: string): { readonly name: string; readonly type: string }[] {
  return spec.split(' ').map((column) => {
    const [name = '', type = ''] = column.split(':')
    return { name, type }
  })
}

/** What one transaction of the ledger wrote: for each table its columns, each with all its values. */
type Transaction = readonly {
  readonly table: string
  readonly of: ReturnType<typeof columns>
  readonly values: unknown[][]
}[]

/** The rows that stand, transaction by transaction: PostgreSQL writes into each row which one made it (xmin). */
async function transactionsFrom(url: string, seq: number): Promise<Transaction[]> {
  const { rows: found } = await statement(
    url,
    'select xmin::text as made, array_agg(seq order by seq) as seqs from event where seq >= $1 group by xmin::text order by min(seq)',
    [seq],
  )
  const transactions: Transaction[] = []
  for (const { made } of found) {
    const transaction = []
    for (const [table, of] of Object.entries(tables)) {
      const list = of.map(({ name, type }) => (type === 'date' ? `${name}::text` : name)).join(', ')
      // A line of the queue is written with every event of its case; here it is inserted once, with the case's first.
      const whose =
        table === 'queue' ? 'stream in (select stream from event where n = 1 and xmin::text = $1)' : 'xmin::text = $1'
      const { rows } = await statement(url, `select ${list} from ${table} where ${whose}`, [made])
      transaction.push({ table, of, values: of.map(({ name }) => rows.map((row) => row[name])) })
    }
    transactions.push(transaction)
  }
  return transactions
}

/** One INSERT for each row, or one for all rows of a table in a transaction. */
type Style = 'row by row' | 'many rows'

/** The same rows in the same transactions on one connection, prepared and pipelined. @returns events per second */
async function insertRows(url: string, transactions: readonly Transaction[], style: Style): Promise<number> {
  const pool = connect(url, { max: 1, role: 'postern_app', pipeline: true })
  const client = await pool.connect()
  let events = 0
  const begun = performance.now()
  for (const transaction of transactions) {
    const sent: Promise<unknown>[] = [client.query('begin')]
    for (const { table, of, values } of transaction) {
      const count = values[0]?.length ?? 0
      if (table === 'event') events += count
      if (count === 0) continue
      const into = `insert into ${table} (${of.map(({ name }) => name).join(', ')})`
      if (style === 'many rows') {
        const text = `${into} select * from unnest(${of.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')})`
        sent.push(client.query({ name: `${table}-many`, text, values }))
        continue
      }
      const text = `${into} values (${of.map((_, i) => `$${i + 1}`).join(', ')})`
      for (let row = 0; row < count; row++) {
        sent.push(client.query({ name: table, text, values: values.map((column) => column[row]) }))
      }
    }
    sent.push(client.query('commit'))
    await Promise.all(sent)
  }
  const seconds = (performance.now() - begun) / 1000
  client.release()
  await pool.end()
  return events / seconds
}

/** Bring a log to so many entries without appending them: rows of the size of real ones, and the tree that they make. */
async function fill(url: string, entries: number): Promise<void> {
  const from = await sizeOf(url)
  const cases = Math.ceil(entries / eventsOfACase)
  const batch = 100_000
  await statement(
    url,
    'create table filling as select g as id, gen_random_uuid() as stream from generate_series(0, $1::integer - 1) g',
    [cases],
  )
  await statement(url, 'create unique index on filling (id)')
  for (let at = from; at < entries; at += batch) {
    const to = Math.min(entries, at + batch) - 1
    await statement(
      url,
      `with row as (
        select g as seq, stream, g % ${eventsOfACase} + 1 as n from generate_series(${at}, ${to}) g
        join filling on id = g / ${eventsOfACase}
      ), events as (
        insert into event select seq, stream, n, sha256(int8send(seq)), convert_to(repeat(md5(seq::text), 22), 'UTF8') from row
      ), keys as (
        insert into case_key select stream, 1, sha256(int8send(seq)) || sha256(int8send(seq)) from row where n = 1
      ), people as (
        insert into person_key select stream, substring(sha256(int8send(seq)) for 16), 1, sha256(int8send(seq)) from row where n = 1
      ), lines as (
        insert into queue (stream, number, agency, status, received_on, requester_kind, organization, purposes, programs,
          people, holds, deadlines, n, last_at, last_type, closed_on)
        select stream, 'MA-DTA-2026-' || seq, 'ma-dta', 'closed', date '2026-11-22', 'immigration-enforcement', 'ice-ero',
          'civil-immigration-enforcement', 'snap tanf', 1, 0, '', 8, '2026-11-22T12:00:00.000Z', 'case.closed', date '2026-11-22'
        from row where n = 1
      ), whose as (
        insert into stream_agency select stream, 'ma-dta' from row where n = 1
      ), words as (
        insert into search select substring(sha256(int8send(seq * 4 + word)) for 16), stream
        from row cross join generate_series(1, 3) as word where n = 1
      ), tokens as (
        insert into accounting select sha256(int8send(seq)), stream, seq from row where n = 3
      )
      insert into timeline select seq, stream, n, 'finding.recorded', '2026-11-22T12:00:00.000Z', 'demo-officer' from row`,
    )
  }
  const { rows } = await statement(url, 'select seq, entry from event where seq < $1 order by seq', [from])
  let tree = emptyFrontier
  for (const { entry } of rows) if (entry instanceof Uint8Array) tree = appendLeaf(tree, leafHash(entry))
  const bytes = Buffer.alloc(8)
  for (let seq = from; seq < entries; seq++) {
    bytes.writeBigInt64BE(BigInt(seq))
    tree = appendLeaf(tree, leafHash(createHash('sha256').update(bytes).digest()))
  }
  await statement(url, 'update log_head set size = $1, frontier = $2', [tree.size, Buffer.concat(tree.hashes)])
  await statement(url, 'drop table filling')
  await statement(url, 'vacuum analyze')
  await statement(url, 'checkpoint')
}
