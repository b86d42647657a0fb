import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { fileRootKey } from '#adapters/keys/file.ts'
import { project } from '#pipeline/project.ts'
import { testDatabase } from '#testing/database.ts'
import { openLedger } from './ledger.ts'
import { migrate } from './migrate.ts'
import { assertOurs } from './ours.ts'

let place: string
/** Our migrations, and one more that a newer version brings. */
let newer: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'postern-ours-'))
  newer = join(place, 'migrations')
  cpSync(join(import.meta.dirname, '..', '..', '..', 'migrations'), newer, { recursive: true })
  writeFileSync(join(newer, '9999-newer.sql'), 'CREATE TABLE newer (n integer);\n')
})
afterEach(() => rmSync(place, { recursive: true }))

const key = (name: string) => fileRootKey(join(place, name))

async function database(empty: boolean): Promise<string> {
  const made = await testDatabase({ empty })
  onTestFinished(() => made.drop())
  return made.url
}

async function tablesOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  )
  await client.end()
  return rows.map(({ name }) => name)
}

it('an empty database is brought up to date', async () => {
  const url = await database(true)
  await migrate(url, newer, () => assertOurs(url, key('ours')))
  expect(await tablesOf(url)).toContain('newer')
})

it('a database with tables of something else is left as it is', async () => {
  const url = await database(true)
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('create table theirs (n integer)')
  await client.end()
  await expect(migrate(url, newer, () => assertOurs(url, key('ours')))).rejects.toMatchObject({
    code: 'ERR_DATA_DIRECTORY',
    mend: expect.stringContaining('DATABASE_URL') as unknown,
  })
  expect(await tablesOf(url)).toEqual(['theirs'])
})

it('the database of another office is left as it is, and our own is brought up to date', async () => {
  const url = await database(false)
  const clock = { now: () => '2026-11-22T00:00:00.000Z' }
  const ledger = await openLedger({ url, rootKey: key('ours'), project, clock })
  await ledger.close()
  const before = await tablesOf(url)
  // One that has a root key of its own, and one that has none yet.
  await key('theirs').current()
  for (const stranger of ['theirs', 'nobodys']) {
    await expect(migrate(url, newer, () => assertOurs(url, key(stranger)))).rejects.toMatchObject({
      code: 'ERR_DATA_DIRECTORY',
      message: expect.stringContaining('nothing in it was changed') as unknown,
    })
  }
  expect(await tablesOf(url)).toEqual(before)
  expect(await migrate(url, newer, () => assertOurs(url, key('ours')))).toEqual({ applied: ['9999-newer.sql'] })
})
