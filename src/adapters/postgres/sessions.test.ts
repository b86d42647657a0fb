import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { query } from '#testing/ledger.ts'
import { accountUse } from './account-use.ts'
import { connect } from './connect.ts'
import { postgresSessions } from './sessions.ts'

let database: TestDatabase
let pool: Pool
let sessions: ReturnType<typeof postgresSessions>
let accounts: ReturnType<typeof accountUse>

const limits = { idle: 15, absolute: 12, attempt: 15, kept: 48 }
const officer = { member: 'demo-officer', agency: 'ma-dta' }
const start = Date.parse('2026-11-23T14:00:00.000Z')

beforeAll(async () => {
  database = await testDatabase()
  pool = connect(database.url, { role: 'postern_app' })
  accounts = accountUse(pool)
  sessions = postgresSessions(pool, new Uint8Array(32).fill(7), limits)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

function after(minutes: number): string {
  return new Date(start + minutes * 60_000).toISOString()
}

describe('a session', () => {
  it('is found by its token, which nobody but the browser has', async () => {
    const token = await sessions.begin(officer, after(0))
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(await sessions.find(token, after(1))).toMatchObject({ member: 'demo-officer', steppedUpAt: undefined })
    const rows = await query<{ row: string }>(database.url, 'select s::text as row from session s')
    for (const { row } of rows) expect(row).not.toContain(token)
  })

  it.each(['', 'made-up', 'A'.repeat(43)])('is not found by a made-up token: %j', async (token) => {
    expect(await sessions.find(token, after(0))).toBeUndefined()
  })

  it('ends after fifteen minutes without a click, and not before', async () => {
    const token = await sessions.begin(officer, after(0))
    expect(await sessions.find(token, after(14.9))).toBeDefined()
    expect(await sessions.find(token, after(29.8))).toBeDefined()
    expect(await sessions.find(token, after(44.8))).toBeUndefined()
    // What ended does not begin again, whatever the clock says.
    expect(await sessions.find(token, after(30))).toBeUndefined()
  })

  it('ends after twelve hours, however busy', async () => {
    const token = await sessions.begin(officer, after(0))
    for (let at = 10; at < 720; at += 10) expect(await sessions.find(token, after(at)), `${at}`).toBeDefined()
    expect(await sessions.find(token, after(720))).toBeUndefined()
  })

  it('ends at sign-out, alone, and with all others of somebody', async () => {
    const [one, two, other] = [
      await sessions.begin(officer, after(0)),
      await sessions.begin(officer, after(0)),
      await sessions.begin({ member: 'demo-counsel', agency: 'ma-dta' }, after(0)),
    ]
    await sessions.end(one, after(1))
    expect([await sessions.find(one, after(2)), await sessions.find(two, after(2))]).toEqual([
      undefined,
      expect.objectContaining({ member: 'demo-officer' }),
    ])
    await sessions.endAllOf('demo-officer', after(3))
    expect(await sessions.find(two, after(4))).toBeUndefined()
    expect(await sessions.find(other, after(4))).toBeDefined()
    expect(await sessions.whose(two)).toBe('demo-officer')
  })

  it('remembers a second factor where one was shown', async () => {
    const token = await sessions.begin(officer, after(0), after(0))
    expect(await sessions.find(token, after(1))).toMatchObject({ steppedUpAt: after(0) })
  })

  it('says when an account was last used', async () => {
    await sessions.begin({ member: 'demo-idle', agency: 'ma-dta' }, after(0))
    await sessions.begin({ member: 'demo-idle', agency: 'ma-dta' }, after(5))
    expect((await accounts.lastUse()).get('demo-idle')).toBe(after(5))
  })
})

describe('a sign-in on its way', () => {
  it('is good for one answer, in its time', async () => {
    const [token, late] = [
      await sessions.beginAttempt({ state: 's' }, after(0)),
      await sessions.beginAttempt({ state: 't' }, after(0)),
    ]
    expect(await sessions.takeAttempt(token, after(1))).toEqual({ state: 's' })
    expect(await sessions.takeAttempt(token, after(1))).toBeUndefined()
    expect(await sessions.takeAttempt(late, after(15))).toBeUndefined()
    expect(await sessions.takeAttempt('made-up', after(1))).toBeUndefined()
  })

  it('opens with the secret of this office alone', async () => {
    const token = await sessions.beginAttempt({ state: 's' }, after(0))
    const others = postgresSessions(pool, new Uint8Array(32).fill(8), limits)
    expect(await others.takeAttempt(token, after(1))).toBeUndefined()
  })
})

describe('a form that was kept', () => {
  const entry = {
    path: '/desk/cases/X',
    fields: { note: 'a private sentence', boxes: ['a', 'b'] },
    member: 'demo-officer',
  }

  it('is given back once, on its page, to the same person', async () => {
    const token = await sessions.keep(entry, after(0))
    expect(await sessions.take(token, 'demo-counsel', entry.path, after(1))).toBeUndefined()
    expect(await sessions.take(token, 'demo-officer', '/desk', after(1))).toBeUndefined()
    expect(await sessions.take(token, 'demo-officer', entry.path, after(1))).toEqual(entry.fields)
    expect(await sessions.take(token, 'demo-officer', entry.path, after(1))).toBeUndefined()
  })

  it('waits for two days and no longer', async () => {
    const [one, two] = [await sessions.keep(entry, after(0)), await sessions.keep(entry, after(0))]
    expect(await sessions.take(one, 'demo-officer', entry.path, after(47 * 60))).toEqual(entry.fields)
    expect(await sessions.take(two, 'demo-officer', entry.path, after(48 * 60))).toBeUndefined()
  })

  it('stands in the database as ciphertext', async () => {
    await sessions.keep(entry, after(0))
    const rows = await query<{ sealed: Buffer }>(database.url, 'select sealed from kept_form')
    expect(rows.length).toBeGreaterThan(0)
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/private|note|cases/)
  })
})

describe('looks', () => {
  it('belong to one stream for each session, and are told once a day', async () => {
    const token = await sessions.begin(officer, after(0))
    const { hash = '' } = (await sessions.find(token, after(0))) ?? {}
    const [first, second] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
    expect(await sessions.looksOf(hash, first)).toBe(first)
    expect(await sessions.looksOf(hash, second)).toBe(first)
    expect(await sessions.isLooked(hash, 'case X', '2026-11-23')).toBe(false)
    await sessions.setLooked(hash, 'case X', '2026-11-23')
    await sessions.setLooked(hash, 'case X', '2026-11-23')
    expect(await sessions.isLooked(hash, 'case X', '2026-11-23')).toBe(true)
    expect(await sessions.isLooked(hash, 'case X', '2026-11-24')).toBe(false)
  })
})

it('removes what is over, and nothing that is not', async () => {
  const token = await sessions.begin(officer, after(0))
  await sessions.keep({ path: '/', fields: {}, member: 'demo-officer' }, after(0))
  await accounts.sweep(after(60))
  expect(await sessions.whose(token)).toBe('demo-officer')
  await accounts.sweep(after(8 * 24 * 60))
  expect(await sessions.whose(token)).toBeUndefined()
  expect(await query(database.url, 'select from kept_form')).toEqual([])
})

it('is nobody’s to read through the role of one agency', async () => {
  const desk = connect(database.url, { role: 'postern_desk', agency: 'ma-dta' })
  try {
    for (const table of ['session', 'sign_in_attempt', 'kept_form', 'looked', 'account_use']) {
      await expect(desk.query(`select from ${table}`), table).rejects.toMatchObject({ code: '42501' })
    }
  } finally {
    await desk.end()
  }
})
