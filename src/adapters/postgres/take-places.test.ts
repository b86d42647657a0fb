import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { event, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import type { HeadRow } from './commit.ts'

let database: TestDatabase
const stream = randomUUID()
const keyless = randomUUID()
let head: HeadRow

beforeAll(async () => {
  database = await testDatabase()
  const ledger = await testLedger(database.url, testRootKey())
  await ledger.append({ stream, after: 0, events: [received(), event('x.y')] })
  await ledger.append({ stream: keyless, after: 0, events: [received()] })
  await ledger.close()
  await query(database.url, 'delete from case_key where stream = $1', [keyless])
  const [row] = await query<HeadRow>(database.url, 'select size, frontier, root_generation from log_head')
  if (row === undefined) throw new Error('the log has no head')
  head = row
})
afterAll(() => database.drop())

/** What the database answers to whoever takes two places: the SQLSTATE of its refusal, or the size then; all is undone. */
async function take(otherwise: { [claim: string]: unknown }): Promise<string> {
  const { size, frontier, root_generation: generation } = head
  const cases = { streams: [stream, randomUUID()], counters: [2, 0] }
  const claims = { size, frontier, generation, to: Number(size) + 2, grown: frontier, ...cases, ...otherwise }
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('set local role postern_app')
    await client.query('select take_places($1, $2, $3, $4, $5, $6, $7)', Object.values(claims))
    const { rows } = await client.query<{ size: string }>('select size from log_head')
    return `size ${rows[0]?.size}`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    await client.query('rollback')
    await client.end()
  }
}

const moved = '40001'

describe('places in the sequence', () => {
  it('are taken where the log and every case stand as claimed', async () => {
    expect(await take({})).toBe(`size ${Number(head.size) + 2}`)
  })

  it.each([
    ['the log is larger', () => ({ size: Number(head.size) - 1 })],
    ['the log is smaller', () => ({ size: Number(head.size) + 1 })],
    ['the tree is another', () => ({ frontier: Buffer.alloc(32) })],
    ['the root key was rotated', () => ({ generation: head.root_generation + 1 })],
    ['a case has moved on', () => ({ counters: [1, 0] })],
    ['a case has not come so far', () => ({ counters: [3, 0] })],
    ['a case that is new exists', () => ({ counters: [0, 0] })],
    ['a case that goes on does not exist', () => ({ counters: [2, 1] })],
    ['a case has no key any more', () => ({ streams: [stream, keyless], counters: [2, 1] })],
  ])('are refused where %s', async (_, claims) => {
    expect(await take(claims())).toBe(moved)
  })
})
