import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { postgresBulkWork } from './bulk-work.ts'
import { connect } from './connect.ts'

let database: TestDatabase
let pool: ReturnType<typeof connect>
let administrator: ReturnType<typeof connect>

beforeAll(async () => {
  database = await testDatabase()
  pool = connect(database.url, { role: 'postern_app' })
  administrator = connect(database.url)
})
afterAll(async () => {
  await Promise.all([pool.end(), administrator.end()])
  await database.drop()
})

it('records a range once: the same again is the same, and what another came to is not', async () => {
  const work = postgresBulkWork(pool)
  const [preparation, stream] = [randomUUID(), randomUUID()]
  expect(await work.record(preparation, stream, 3, utf8('mine'))).toBe(true)
  expect(await work.record(preparation, stream, 3, utf8('mine'))).toBe(true)
  expect(await work.record(preparation, stream, 3, utf8('theirs'))).toBe(false)
  expect(await work.done(preparation)).toMatchObject([{ range: 3, sealed: Buffer.from('mine') }])
})

it('waits for a row that is still on its way, as of a connection that was lost, and knows whose it is', async () => {
  const work = postgresBulkWork(pool)
  const [preparation, stream] = [randomUUID(), randomUUID()]
  const first = await pool.connect()
  try {
    await first.query('begin')
    await first.query('insert into bulk_range (preparation, stream, range, sealed) values ($1, $2, 0, $3)', [
      preparation,
      stream,
      Buffer.from('mine'),
    ])
    const again = work.record(preparation, stream, 0, utf8('mine'))
    await waiting()
    await first.query('commit')
    expect(await again).toBe(true)
  } finally {
    first.release()
  }
})

it('asks again when the connection breaks under it', async () => {
  const work = postgresBulkWork(pool)
  const [preparation, stream] = [randomUUID(), randomUUID()]
  const first = await pool.connect()
  await first.query('begin')
  await first.query('insert into bulk_range (preparation, stream, range, sealed) values ($1, $2, 0, $3)', [
    preparation,
    stream,
    Buffer.from('theirs'),
  ])
  const recording = work.record(preparation, stream, 0, utf8('mine'))
  const blocked = await waiting()
  await administrator.query('select pg_terminate_backend($1, 5000)', [blocked])
  await first.query('rollback')
  first.release()
  expect(await recording).toBe(true)
})

/** Until somebody waits for another's row; answers who. */
async function waiting(): Promise<number> {
  for (;;) {
    const { rows } = await administrator.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    const [row] = rows
    if (row !== undefined) return row.pid
  }
}
