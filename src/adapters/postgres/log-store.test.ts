import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { frontierRoot } from '#formats/frontier.ts'
import type { PublisherDesk } from '#log/log-store.ts'
import { naiveRoot } from '#testing/scratch-log.ts'
import { allEntries, appendEvents, testOffice, type Office } from '#testing/test-log.ts'
import { postgresLogStore } from './log-store.ts'

let office: Office
beforeEach(async () => {
  office = await testOffice()
})
afterEach(() => office.close())

const randomness = { bytes: (count: number) => randomBytes(count) }
const store = () => postgresLogStore(office.pool)

async function atDesk<T>(work: (desk: PublisherDesk) => Promise<T>): Promise<T> {
  const done = await store().asPublisher(async (desk) => ({ result: await work(desk) }))
  if (done === undefined) throw new Error('another publisher is at it')
  return done.result
}

it('pads to a multiple of the batch, whatever came before, and keeps the root of what it wrote', async () => {
  let since = 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      async (events, batch, whenSilent) => {
        if (events > 0) await appendEvents(office.pool, events)
        const head = await atDesk((desk) => desk.pad({ batch, since, whenSilent, randomness }))
        const entries = await allEntries(office.pool)
        expect(entries).toHaveLength(head.size)
        expect(Buffer.from(frontierRoot(head)).equals(naiveRoot(entries))).toBe(true)
        if (events > 0 || whenSilent) expect(head.size % batch).toBe(0)
        if (events > 0) expect(head.size - since - events).toBeLessThan(batch)
        else expect(head.size > since).toBe(whenSilent)
        since = head.size
      },
    ),
    { numRuns: 25 },
  )
})

it('leaves padding without a case, and never pads twice for the same events', async () => {
  await appendEvents(office.pool, 3)
  for (let i = 0; i < 2; i++) {
    await atDesk((desk) => desk.pad({ batch: 8, since: 0, whenSilent: false, randomness }))
  }
  const { rows } = await office.pool.query(
    'select count(*) filter (where stream is null)::integer as padding from event',
  )
  expect(rows).toEqual([{ padding: 5 }])
})

it('keeps one sequence when padding and appends meet', async () => {
  await Promise.all([
    ...Array.from({ length: 6 }, () => appendEvents(office.pool, 7)),
    atDesk((desk) => desk.pad({ batch: 64, since: 0, whenSilent: true, randomness })),
  ])
  const head = await store().head()
  expect(await store().entries(0, head.size)).toHaveLength(head.size)
  expect(Buffer.from(frontierRoot(head)).equals(naiveRoot(await allEntries(office.pool)))).toBe(true)
})

it('settles one root for a size, and takes the same again', async () => {
  const [root, other] = [randomBytes(32), randomBytes(32)]
  const claimedAt = '2026-11-22T12:00:00.000Z'
  await atDesk(async (desk) => {
    await desk.claim({ size: 64, root, claimedAt })
    await desk.claim({ size: 64, root, claimedAt: '2026-11-22T13:00:00.000Z' })
    await expect(desk.claim({ size: 64, root: other, claimedAt })).rejects.toMatchObject({
      code: 'ERR_LOG_INCONSISTENT',
      evidence: { size: 64 },
    })
  })
  expect(await store().claimed()).toEqual({ size: 64, root: new Uint8Array(root), claimedAt })
  expect(await store().waitingSince()).toBe(claimedAt)
})

it('finds the smallest publication that holds an entry, and the largest of all', async () => {
  await atDesk(async (desk) => {
    for (const size of [64, 128, 192]) {
      await desk.claim({ size, root: randomBytes(32), claimedAt: `at ${size}` })
      await desk.sign(size, `note ${size}`)
      if (size < 192) await desk.publish({ size, note: `cosigned ${size}`, publishedAt: 'later' })
    }
  })
  expect((await store().published(1))?.size).toBe(64)
  expect((await store().published(65))?.size).toBe(128)
  expect(await store().published(129)).toBeUndefined()
  expect((await store().published())?.note).toBe('cosigned 128')
  expect((await store().newestSigned())?.note).toBe('note 192')
  expect(await store().waitingSince()).toBe('at 192')
})

it('remembers since when a witness fails, and forgets it once it cosigns', async () => {
  await atDesk(async (desk) => {
    const told = (askedAt: string, good: boolean) => desk.contact({ witness: 'w', askedAt, answer: 'said' }, good)
    await told('1', true)
    expect(await desk.contacts()).toMatchObject([{ failingSince: null }])
    await told('2', false)
    await told('3', false)
    expect(await desk.contacts()).toMatchObject([{ askedAt: '3', failingSince: '2' }])
    await told('4', true)
    expect(await desk.contacts()).toMatchObject([{ failingSince: null }])
  })
})

it('says where the sequence has a gap', async () => {
  await appendEvents(office.pool, 3)
  await expect(store().entries(0, 4)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT', evidence: { found: 3 } })
})

it('has one publisher at a time, and another as soon as the first is done, failed or cut off', async () => {
  await atDesk(async () => {
    expect(await store().asPublisher(async () => 'second')).toBeUndefined()
  })
  await expect(atDesk(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await store().asPublisher(async () => 'next')).toBe('next')

  const cut = atDesk(async (desk) => {
    await office.owner(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    )
    return desk.head()
  })
  await expect(cut).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
  expect(await store().asPublisher(async () => 'again')).toBe('again')
})
