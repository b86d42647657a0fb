import { randomUUID } from 'node:crypto'
import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withClient } from '#adapters/postgres/client.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { rangeQueue } from './ranges.ts'

let database: TestDatabase
let pool: ReturnType<typeof connect>
let queue: ReturnType<typeof rangeQueue>

beforeAll(async () => {
  database = await testDatabase()
  pool = connect(database.url, { role: 'postern_app' })
  queue = rangeQueue({ executeSql: (text, values) => withClient(pool, (client) => client.query(text, values)) })
})
afterAll(async () => {
  await queue.close()
  await pool.end()
  await database.drop()
})

const some = () => ({ stream: randomUUID(), preparation: randomUUID() })
type Taken = Parameters<Parameters<typeof queue.work>[0]['on']>[0]

/** Work until so many ranges were taken. */
async function take(count: number, on: (taken: Taken, nth: number) => Promise<'done' | { givenUp: string }>) {
  const end = new AbortController()
  const taken: Taken[] = []
  const failures: unknown[] = []
  await queue.work({
    on: async (range) => {
      taken.push(range)
      if (taken.length >= count) end.abort()
      return on(range, taken.length)
    },
    idle: async () => {},
    codeOf: () => 'ERR_TEST',
    failed: (error) => void failures.push(error),
    lanes: 1,
    signal: end.signal,
  })
  return { taken, failures }
}

describe('the queue of ranges', () => {
  it('gives each range to one, once, and knows what is waiting', async () => {
    const of = some()
    await queue.send(of, [0, 1, 2])
    expect(await queue.standing(of.preparation)).toEqual({ waiting: 3, working: 0, givenUp: [] })
    const { taken, failures } = await take(3, async () => 'done')
    expect(failures).toEqual([])
    expect(new Set(taken.map(({ range }) => range))).toEqual(new Set([0, 1, 2]))
    expect(taken[0]).toMatchObject(of)
    expect(await queue.standing(of.preparation)).toEqual({ waiting: 0, working: 0, givenUp: [] })
  })

  it('takes a range once while it waits, and again when it was done', async () => {
    const of = some()
    await queue.send(of, [0])
    await queue.send(of, [0, 1])
    expect((await queue.standing(of.preparation)).waiting).toBe(2)
    await take(2, async () => 'done')
    await queue.send(of, [0])
    expect((await queue.standing(of.preparation)).waiting).toBe(1)
    await take(1, async () => 'done')
  })

  it('gives a range that failed to somebody again, and keeps of a failure nothing but its code', async () => {
    const of = some()
    await queue.send(of, [0])
    const secret = new Error('Synthetic Person, 1 Nowhere Street')
    const { taken, failures } = await take(2, async (_, nth) => {
      if (nth === 1) throw secret
      return { givenUp: 'ERR_GATE' }
    })
    expect(taken.map(({ range }) => range)).toEqual([0, 0])
    expect(failures).toEqual([secret])
    expect(await queue.standing(of.preparation)).toEqual({
      waiting: 0,
      working: 0,
      givenUp: [{ range: 0, code: 'ERR_GATE' }],
    })
    const { rows } = await pool.query('select * from postern_queue.job_common where data @> $1', [of])
    expect(JSON.stringify(rows)).not.toContain('Nowhere')
    await queue.send(of, [0])
    expect((await queue.standing(of.preparation)).givenUp).toEqual([])
    await take(1, async () => 'done')
  })

  it('tries a bounded number of times', async () => {
    const of = some()
    await queue.send(of, [0])
    await pool.query('update postern_queue.job_common set retry_limit = 0 where data @> $1', [of])
    await take(1, async () => {
      throw new Error('away')
    })
    expect((await queue.standing(of.preparation)).givenUp).toEqual([{ range: 0, code: 'ERR_TEST' }])
  })

  it('gives a range again whose worker says nothing any more', async () => {
    const of = some()
    await queue.send(of, [0])
    // As one that was killed eleven seconds ago leaves it.
    await pool.query(
      `update postern_queue.job_common set state = 'active', started_on = now() - interval '20 s',
         heartbeat_on = now() - interval '11 s' where data @> $1`,
      [of],
    )
    const { taken } = await take(1, async () => 'done')
    expect(taken).toEqual([{ ...of, range: 0 }])
  })

  it('has the tables that this version of pg-boss makes, but for statistics that nobody keeps', async () => {
    const boss = new PgBoss({
      connectionString: database.url,
      schema: 'postern_queue',
      migrate: false,
      supervise: false,
    })
    await boss.start()
    const drift = await boss.detectSchemaDrift()
    await boss.stop({ graceful: false })
    expect(drift).toMatchObject({ ok: true, extraIndexes: [] })
  })

  it.each([
    `select postern_queue.create_queue('other', '{"policy": "standard"}')`,
    `select postern_queue.delete_queue('bulk-range')`,
    `insert into postern_queue.queue select * from postern_queue.queue`,
    `insert into postern_queue.bam (name, version, table_name, command) values ('x', 1, 'x', 'drop table event')`,
    `insert into postern_queue.schedule (name, cron) values ('bulk-range', '* * * * *')`,
    'create table postern_queue.mine (x int)',
  ])('lets the program do nothing else there: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  })
})
