import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Client, Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#adapters/postgres/connect.ts'
import { isPosternError, type PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { openInstallation, type Installation } from '#parts.ts'
import { beginBulk, bulkJob, workBulk, workRange, type BulkJob } from '#pipeline/bulk.ts'
import { prepare } from '#pipeline/fulfill.ts'
import { loadCase } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { BulkReader, BulkStatement } from '#release/bulk/compile.ts'
import { cutBy, rangeOf } from '#testing/members.ts'
import { answeredAudit, auditElements, memberKeys } from '#testing/audit.ts'
import { testServer, type TestServer } from '#testing/database.ts'
import { officer, ok, testOffice, type TestOffice } from '#testing/office.ts'
import { standbyOf, type Standby } from '#testing/standby.ts'
import { memberSource } from './bulk.ts'
import { sweepReleaseRoles } from './release.ts'
import { seedCaseload } from './seed.ts'

let server: TestServer
let standby: Standby
let office: TestOffice
/** The same office, whose source has a replica. */
let installation: Installation
let ports: Ports
let primary: Pool
let replica: Pool
let keys: string[]

beforeAll(async () => {
  const caseload = async (): Promise<void> => {
    server = await testServer()
    await on(server.urlOf('postgres'), 'CREATE DATABASE caseload')
    await seedCaseload({ url: server.urlOf('caseload'), people: 120, agencies: ['ma-dta'] })
    standby = await standbyOf(server)
  }
  ;[office] = await Promise.all([testOffice({ people: 120 }), caseload()])
  const env = {
    ...office.env,
    POSTERN_SOURCE_URL: server.urlOf('caseload'),
    POSTERN_SOURCE_REPLICA_URL: standby.urlOf('caseload'),
  }
  installation = await openInstallation(env)
  ports = installation.ports
  primary = connect(server.urlOf('caseload'), { max: 4 })
  replica = connect(standby.urlOf('caseload'), { max: 4 })
  keys = await memberKeys({ env }, 60)
})
afterAll(async () => {
  await Promise.all([installation.close(), primary.end(), replica.end()])
  await office.close()
  await standby.remove()
  await server.remove()
})

async function on(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The office with another place to read from. */
function readingFrom(pool: Pool, patience = 200): Ports {
  const source = ports.sources['ma-dta'] ?? assert.fail('the office has no source')
  const bulk = memberSource(primary, source.mapping, { pool, patience })
  return { ...ports, sources: { ...ports.sources, 'ma-dta': { ...source, bulk } } }
}

/** An audit whose preparation has begun, in ranges of twenty. */
async function begun(changes: object = {}): Promise<string> {
  const { stream } = await answeredAudit({ ports, cast: office.cast }, keys, changes)
  ok(await beginBulk(ports, await officer(ports), stream, cutBy(20)))
  return stream
}

async function jobOf(from: Ports, stream: string): Promise<BulkJob> {
  return (await bulkJob(from, stream)) ?? assert.fail('there is nothing to do')
}

const working = <T>({ source, compiled, question }: BulkJob, work: (reader: BulkReader) => Promise<T>): Promise<T> =>
  source.withBulk(compiled, question.said, work)

async function failureOf(work: Promise<unknown>): Promise<PosternError> {
  const error: unknown = await work.then(
    () => assert.fail('it did not fail'),
    (cause: unknown) => cause,
  )
  if (!isPosternError(error)) throw error
  // Nothing tells where the replica is, nor by which password.
  const { password, searchParams } = new URL(standby.urlOf('caseload'))
  for (const secret of [password, searchParams.get('host') ?? '']) {
    expect(JSON.stringify([error.message, error.evidence, error.mend])).not.toContain(secret)
  }
  expect(inspect(error)).not.toContain(password)
  return error
}

async function donePieces(stream: string): Promise<number> {
  const { preparing } = (await loadCase(ports, stream)).state
  return (await ports.bulkWork.done(preparing?.preparation ?? '')).length
}

const kept = (): string[] =>
  ['shelf', 'papers'].flatMap((folder) => readdirSync(join(office.directory, folder), { recursive: true }).map(String))

async function preparedTo(from: Ports, stream: string): Promise<number | undefined> {
  return ok(await prepare(from, await officer(ports), stream)).state.prepared?.bulk?.persons
}

async function rolesLeft(): Promise<number> {
  return (await primary.query(`SELECT FROM pg_roles WHERE rolname LIKE 'postern\\_release\\_%'`)).rowCount ?? 0
}

async function textOf(reader: BulkReader, statement: BulkStatement): Promise<string> {
  let text = ''
  await reader.read(rangeOf(keys.slice(0, 20)), (rows) =>
    rows(statement, (bytes) => {
      text += fromUtf8(bytes)
      return undefined
    }),
  )
  return text
}

const firstOf = ({ compiled: { statements } }: BulkJob): BulkStatement =>
  statements[0] ?? assert.fail('there is no statement')

describe('a replica of the source', () => {
  it('is where listed members are read, under the role that was made on the primary, and the rows are the same', async () => {
    const stream = await begun()
    const job = await jobOf(ports, stream)
    const statement = firstOf(job)
    const curious = (sql: string): BulkStatement => ({ ...statement, text: () => sql, order: '1' })
    const there = await working(job, async (reader) => {
      expect(await textOf(reader, curious('SELECT pg_is_in_recovery()'))).toBe('t\n')
      expect(await textOf(reader, curious('SELECT current_user'))).toMatch(/^postern_release_[0-9a-f]{16}\n$/)
      await expect(textOf(reader, curious('SELECT ssn FROM ma_dta.person'))).rejects.toMatchObject({
        code: 'ERR_SOURCE',
        evidence: { sqlstate: '42501' },
      })
      return textOf(reader, statement)
    })
    const alone = memberSource(primary, ports.sources['ma-dta']?.mapping ?? assert.fail('no mapping'))
    const here = await working({ ...job, source: alone }, async (reader) => {
      expect(await textOf(reader, curious('SELECT pg_is_in_recovery()'))).toBe('f\n')
      return textOf(reader, statement)
    })
    expect(there.split('\n').length).toBeGreaterThan(20)
    expect(there.split('\n').toSorted()).toEqual(here.split('\n').toSorted())
    expect(await rolesLeft()).toBe(0)
    expect(await preparedTo(ports, stream)).toBe(keys.length)
  })

  it('is asked nothing about classes', async () => {
    const gone = connect('postgresql://localhost:1/gone', { max: 2 })
    try {
      const { stream } = await answeredAudit({ ports: readingFrom(gone), cast: office.cast }, keys)
      expect((await loadCase(ports, stream)).state.decision?.disposition).toBe('release')
    } finally {
      await gone.end()
    }
  })

  it('is refused while it is behind, and the release is taken up again when it has come', async () => {
    const slow = readingFrom(replica)
    const stream = await begun()
    await workBulk(slow, stream, [0])
    const before = kept()
    await replica.query('SELECT pg_wal_replay_pause()')
    try {
      const error = await failureOf(workBulk(slow, stream))
      expect(error).toMatchObject({
        code: 'ERR_SOURCE',
        message: 'the replica of the source is behind',
        evidence: { agency: 'ma-dta', replica: 'behind' },
      })
      expect(error.evidence['bytesBehind']).toBeGreaterThan(0)
      expect(error.evidence['secondsWaited']).toBeGreaterThanOrEqual(0.2)
      expect(error.mend).toContain('Try again when it has caught up')
    } finally {
      await replica.query('SELECT pg_wal_replay_resume()')
    }
    expect(await donePieces(stream)).toBe(1)
    expect(kept()).toEqual(before)
    expect(await rolesLeft()).toBe(0)
    expect((await loadCase(ports, stream)).state.prepared).toBeUndefined()
    expect(await preparedTo(ports, stream)).toBe(keys.length)
  })

  it('is waited for as long as it comes in time', async () => {
    const stream = await begun()
    await replica.query('SELECT pg_wal_replay_pause()')
    let paused = true
    const resumed = sleep(300).then(() => {
      paused = false
      return replica.query('SELECT pg_wal_replay_resume()')
    })
    await workBulk(ports, stream)
    expect(paused).toBe(false)
    await resumed
    expect(await donePieces(stream)).toBe(3)
  })

  it('is not blamed where what keeps the role on the primary was cut off', async () => {
    const job = await jobOf(ports, await begun())
    const [inside, over] = [Promise.withResolvers<BulkReader>(), Promise.withResolvers<void>()]
    const held = working(job, async (reader) => {
      inside.resolve(reader)
      await over.promise
    })
    held.catch(() => {})
    const reader = await inside.promise
    await textOf(reader, firstOf(job))
    await primary.query(`select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and granted`)
    // Another release begins: it sweeps what nobody keeps, and the replica follows.
    expect(await sweepReleaseRoles(primary)).toBe(1)
    await expect(textOf(reader, firstOf(job))).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
    over.resolve()
    await expect(held).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
  })

  it('is not a primary, nor a replica of another database, and neither is waited for', async () => {
    const stream = await begun()
    const own = await failureOf(workBulk(readingFrom(primary, 60_000), stream))
    expect(own).toMatchObject({
      code: 'ERR_SOURCE',
      message: 'what is named as the replica of the source is none',
      evidence: { replica: 'none' },
    })
    const elsewhere = connect(standby.urlOf('postgres'), { max: 2 })
    try {
      const other = await failureOf(workBulk(readingFrom(elsewhere, 60_000), stream))
      expect(other).toMatchObject({
        code: 'ERR_SOURCE',
        message: expect.stringContaining('one of another database'),
        evidence: { replica: 'other' },
      })
    } finally {
      await elsewhere.end()
    }
    expect(await donePieces(stream)).toBe(0)
    expect(await rolesLeft()).toBe(0)
    expect(await preparedTo(ports, stream)).toBe(keys.length)
  })

  it('keeps nothing of a range whose reading it gives up for its primary, and the range is read again', async () => {
    const stream = await begun({ elements: [...auditElements, 'income'] })
    const job = await jobOf(ports, stream)
    const [, second] = job.compiled.statements
    if (second === undefined) assert.fail('there is one table alone, so nothing could be half kept')
    const before = kept()
    let shelved = 0
    /** The first table as it is; the second while its primary takes the table away. */
    const slowly = (reader: BulkReader): BulkReader => ({
      read: (range, reading) =>
        reader.read(range, (rows) =>
          reading(async (statement, take) => {
            if (statement !== second) return rows(statement, take)
            shelved = kept().length
            const sleeping: BulkStatement = {
              ...statement,
              text: (within) => `SELECT q.* FROM (${statement.text(within)}) AS q CROSS JOIN pg_catalog.pg_sleep(20)`,
            }
            await Promise.all([rows(sleeping, take), takenAway(job)])
          }),
        ),
    })
    await waitingFor("'100ms'")
    const error = await failureOf(working(job, (reader) => workRange(ports, job, slowly(reader), 0)))
    await waitingFor('DEFAULT')
    expect(error).toMatchObject({
      code: 'ERR_SOURCE',
      message: 'the replica of the source gave up a reading to keep up with its primary',
      evidence: { agency: 'ma-dta', sqlstate: '40001' },
    })
    expect(shelved).toBeGreaterThan(before.length)
    expect(kept()).toEqual(before)
    expect(await donePieces(stream)).toBe(0)
    expect(await rolesLeft()).toBe(0)
    expect(await preparedTo(ports, stream)).toBe(keys.length)
  })

  it('that does not answer stops the release before a row is read', async () => {
    const stream = await begun()
    const { password } = new URL(standby.urlOf('caseload'))
    for (const url of [`postgresql://postern:${password}@localhost:1/caseload`, standby.urlOf('nothing')]) {
      const gone = connect(url, { max: 2 })
      try {
        const error = await failureOf(workBulk(readingFrom(gone), stream))
        expect(error).toMatchObject({
          code: 'ERR_DATABASE_UNAVAILABLE',
          message: 'the replica of the source does not answer',
        })
      } finally {
        await gone.end()
      }
    }
    expect(await donePieces(stream)).toBe(0)
    expect(await preparedTo(ports, stream)).toBe(keys.length)
  })
})

/** How long the replica lets a reading be in the way of its replay. */
async function waitingFor(delay: string): Promise<void> {
  await replica.query(`ALTER SYSTEM SET max_standby_streaming_delay = ${delay}`)
  await replica.query('SELECT pg_reload_conf()')
}

/** What a change of their form does to tables, once the replica is reading them. */
async function takenAway({ compiled: { schema, reads } }: BulkJob): Promise<void> {
  const asleep = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
  while ((await replica.query(asleep)).rowCount === 0) await sleep(20)
  const tables = reads.map(({ table }) => `${schema}.${table}`).join(', ')
  await primary.query(`BEGIN; LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE; COMMIT`)
}
