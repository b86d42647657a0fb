import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type pg from 'pg'
import type { NewEvent } from '#log/ledger.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { numberOf, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { connect } from './connect.ts'
import { requesterStore } from './requester.ts'

let database: TestDatabase
let pool: pg.Pool
let other: pg.Pool
let store: ReturnType<typeof requesterStore>
/** Another process on the same database. */
let beside: ReturnType<typeof requesterStore>

beforeAll(async () => {
  database = await testDatabase()
  pool = connect(database.url, { role: 'postern_app' })
  other = connect(database.url, { role: 'postern_app' })
  store = requesterStore(pool)
  beside = requesterStore(other)
})
afterAll(async () => {
  await Promise.all([pool.end(), other.end()])
  await database.drop()
})

const now = '2026-11-22T12:00:00.000Z'
const later = '2026-11-22T13:00:00.000Z'

function filed(by: string, agency: string): NewEvent {
  const event = received(['p1'], now, agency)
  return { ...event, body: { ...Object(event.body), filedBy: by } }
}

describe('own cases', () => {
  it('are those of the account in its agency, and of nobody else', async () => {
    const ledger = await testLedger(database.url, testRootKey())
    const mine = filed('a-requester', 'ma-dta')
    const strangers = [filed('a-colleague', 'ma-dta'), filed('a-requester', 'me-dhhs-ofi')]
    const streams = [randomUUID(), randomUUID(), randomUUID()]
    for (const [i, event] of [mine, ...strangers].entries()) {
      await ledger.append({ stream: streams[i] ?? '', after: 0, events: [event] })
    }
    await ledger.close()

    expect(await store.cases.list('a-requester', 'ma-dta')).toEqual([
      { number: numberOf(mine), stream: streams[0], receivedOn: '2026-11-22', programs: 'snap tanf' },
    ])
    expect(await store.cases.find('a-requester', 'ma-dta', numberOf(mine))).toBe(streams[0])
    for (const event of strangers) {
      expect(await store.cases.find('a-requester', 'ma-dta', numberOf(event))).toBeUndefined()
    }
    expect(await store.cases.find('a-requester', 'ma-dta', "' or true --")).toBeUndefined()
  })
})

describe('a draft', () => {
  const draft = { id: randomUUID(), sealed: new Uint8Array(randomBytes(20)), savedAt: now }

  it('is its writer’s to read, to change and to remove, and nobody else’s', async () => {
    expect(await store.drafts.put('a', draft)).toBe(true)
    expect(await store.drafts.get('b', draft.id)).toBeUndefined()
    expect(await store.drafts.put('b', { ...draft, sealed: new Uint8Array(1) })).toBe(false)
    await store.drafts.remove('b', draft.id)
    expect(new Uint8Array((await store.drafts.get('a', draft.id))?.sealed ?? [])).toEqual(draft.sealed)
    expect(await store.drafts.list('b')).toEqual([])
    expect((await store.drafts.list('a')).map(({ id, savedAt }) => [id, savedAt])).toEqual([[draft.id, now]])
  })

  it('has an id and no other text', async () => {
    expect(await store.drafts.get('a', "'; drop table request_draft; --")).toBeUndefined()
    expect(await store.drafts.put('a', { ...draft, id: '../../etc' })).toBe(false)
  })

  it('goes when nobody has touched it for long, and no sooner', async () => {
    expect(await store.drafts.sweep(now)).toEqual([])
    expect(await store.drafts.sweep(later)).toMatchObject([{ member: 'a', id: draft.id }])
    expect(await store.drafts.get('a', draft.id)).toBeUndefined()
  })
})

describe('a challenge', () => {
  const challenge = { recipient: 'age1x', code: new Uint8Array(32).fill(7), sealed: 'sealed', expiresAt: later }

  it('counts its tries, and a new one counts from the beginning', async () => {
    await store.challenges.put('a', challenge)
    expect((await store.challenges.try('a'))?.tries).toBe(1)
    expect((await beside.challenges.try('a'))?.tries).toBe(2)
    await store.challenges.put('a', challenge)
    expect(await store.challenges.get('a')).toMatchObject({ recipient: 'age1x', tries: 0, expiresAt: later })
    await store.challenges.remove('a')
    expect(await store.challenges.try('a')).toBeUndefined()
  })
})

describe('a nonce', () => {
  it('is new once, of two processes to one, and again only when it could not be used any more', async () => {
    const nonce = new Uint8Array(randomBytes(32))
    const both = await Promise.all([store.nonces.first(nonce, later, now), beside.nonces.first(nonce, later, now)])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(await store.nonces.first(nonce, later, later)).toBe(false)
    expect(await store.nonces.first(nonce, '2026-11-22T15:00:00.000Z', '2026-11-22T14:00:00.000Z')).toBe(true)
  })
})

describe('pace', () => {
  it('lets so many by in a window, over all processes, and says when the next begins', async () => {
    expect(await store.pace.take('a', 2, 60, now)).toBe(0)
    expect(await beside.pace.take('a', 2, 60, now)).toBe(0)
    expect(await store.pace.take('a', 2, 60, '2026-11-22T12:00:20.000Z')).toBe(40)
    expect(await store.pace.take('b', 2, 60, now)).toBe(0)
    expect(await store.pace.take('a', 2, 60, '2026-11-22T12:01:00.000Z')).toBe(0)
  })
})
