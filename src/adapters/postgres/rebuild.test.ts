import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { project } from '#pipeline/project.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { dump, event, eventsOf, histories, planted, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import type { OpenLedger } from './ledger.ts'
import { rebuild } from './rebuild.ts'

let database: TestDatabase
let ledger: OpenLedger
const rootKey = testRootKey()

beforeAll(async () => {
  database = await testDatabase()
  ledger = await testLedger(database.url, rootKey)
})
afterAll(async () => {
  await ledger.close()
  await database.drop()
})

describe('rebuild', () => {
  it('gives every table as it was, byte for byte, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(histories, { minLength: 1, maxLength: 12 }), fc.nat(3), async (many, cut) => {
        await Promise.all(
          many.map(async (history) => {
            const stream = randomUUID()
            const events = eventsOf(history)
            // In one append or in several: it makes no difference to what follows from them.
            const first = events.slice(0, 1 + cut)
            await ledger.append({ stream, after: 0, events: first })
            for (const [i, one] of events.slice(first.length).entries()) {
              await ledger.append({ stream, after: first.length + i, events: [one] })
            }
          }),
        )
        const before = await dump(database.url)
        await rebuild(database.url, rootKey, project)
        expect(await dump(database.url)).toEqual(before)
      }),
      { numRuns: 15 },
    )
    const { queue = [], accounting = [] } = await dump(database.url)
    expect(queue.length).toBeGreaterThan(15)
    expect(accounting.length).toBeGreaterThan(0)
  })

  it('shows nobody in any table', async () => {
    const rows = JSON.stringify(await dump(database.url))
    for (const value of [...Object.values(planted), 'Synthea', 'SYN-p1']) expect(rows).not.toContain(value)
  })

  it('mends tables that somebody changed or emptied', async () => {
    const before = await dump(database.url)
    await query(database.url, `update queue set status = 'released', disposition = 'release'`)
    await query(database.url, `delete from timeline where seq % 2 = 0`)
    await query(database.url, 'delete from accounting')
    expect(await dump(database.url)).not.toEqual(before)
    await rebuild(database.url, rootKey, project)
    expect(await dump(database.url)).toEqual(before)
  })

  it('records an event of an unknown type in the timeline, and nothing else but its count', async () => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received()] })
    const line = async () =>
      query<{ n: number; status: string }>(database.url, 'select * from queue where stream = $1', [stream])
    const [before] = await line()
    await ledger.append({ stream, after: 1, events: [event('of.the.future')] })
    expect(await line()).toEqual([{ ...before, n: 2, last_type: 'of.the.future' }])
    expect(await query(database.url, 'select type from timeline where stream = $1 order by n', [stream])).toEqual([
      { type: 'request.received' },
      { type: 'of.the.future' },
    ])
  })

  it('stops, with the tables as they were, where a case lost its key though nobody forgot it', async () => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received()] })
    const before = await dump(database.url)
    const [key] = await query<{ wrapped: Buffer; generation: number }>(
      database.url,
      'delete from case_key where stream = $1 returning wrapped, generation',
      [stream],
    )
    await expect(rebuild(database.url, rootKey, project)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
    expect(await dump(database.url)).toEqual(before)
    await query(database.url, 'insert into case_key (stream, generation, wrapped) values ($1, $2, $3)', [
      stream,
      key?.generation,
      key?.wrapped,
    ])
    await rebuild(database.url, rootKey, project)
    expect(await dump(database.url)).toEqual(before)
  })
})
