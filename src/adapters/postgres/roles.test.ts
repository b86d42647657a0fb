import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { received, testLedger, testRootKey } from '#testing/ledger.ts'

let database: TestDatabase
let superuser: string
const stream = randomUUID()

beforeAll(async () => {
  database = await testDatabase()
  superuser = new URL(database.url).username
  const ledger = await testLedger(database.url, testRootKey())
  await ledger.append({ stream, after: 0, events: [received()] })
  await ledger.close()
})
afterAll(() => database.drop())

/** What the database answers: the SQLSTATE of its refusal, or "done"; whatever was done is undone. */
async function attempt(role: string, statement: string): Promise<string> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(`set local role ${role}`)
    await client.query(statement)
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    await client.query('rollback')
    await client.end()
  }
}

const denied = '42501'
const appendOnly = '23001'
const insert = `insert into event (seq, stream, n, entry, envelope) values (99, gen_random_uuid(), 1, sha256('x'), 'x')`

describe('the roles of the database', () => {
  it.each([
    ['postern_app', insert, 'done'],
    ['postern_app', `update event set n = n`, denied],
    ['postern_app', 'delete from event', denied],
    ['postern_app', 'truncate event', denied],
    ['postern_app', 'alter table event disable trigger all', denied],
    ['postern_app', 'delete from case_key', denied],
    ['postern_app', 'delete from person_key', denied],
    ['postern_app', `update case_key set wrapped = 'x'`, denied],
    ['postern_app', 'delete from queue', denied],
    ['postern_app', `update timeline set actor = 'somebody'`, denied],
    ['postern_app', `update accounting set seq = 0`, denied],
    ['postern_app', `insert into forgotten values (gen_random_uuid(), 0)`, denied],
    ['postern_keeper', `insert into forgotten values (gen_random_uuid(), 0)`, 'done'],
    ['postern_app', 'update log_head set size = size - 1', appendOnly],
    ['postern_app', 'update log_head set size = size + 1', 'done'],
    ['postern_app', 'delete from log_head', denied],
    ['postern_app', 'drop table event', denied],
    ['postern_keeper', 'delete from case_key', 'done'],
    ['postern_keeper', 'delete from person_key', 'done'],
    ['postern_keeper', 'update event set n = n', denied],
    ['postern_keeper', 'delete from event', denied],
    ['postern_keeper', 'truncate event', denied],
    ['postern_keeper', 'update log_head set root_generation = root_generation - 1', appendOnly],
  ])('as %s: %s → %s', async (role, statement, answer) => {
    expect(await attempt(role, statement)).toBe(answer)
  })

  it.each([
    'update event set n = n',
    'delete from event',
    'truncate event',
    'delete from log_head',
    'truncate log_head',
  ])('does not even let the owner do it: %s', async (statement) => {
    expect(await attempt(superuser, statement)).toBe(appendOnly)
  })
})
