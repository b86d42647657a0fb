import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type TestDatabase, testDatabase } from './database.ts'

describe('a test database', () => {
  let one: TestDatabase
  let two: TestDatabase
  let empty: TestDatabase
  beforeAll(async () => {
    ;[one, two, empty] = await Promise.all([testDatabase(), testDatabase(), testDatabase({ empty: true })])
  })
  afterAll(() => Promise.all([one.drop(), two.drop(), empty.drop()]))

  it('is migrated, unless it is to be empty', async () => {
    expect(await tables(one.url)).toContain('schema_migration')
    expect(await tables(empty.url)).toEqual([])
  })

  it('is nobody else’s', async () => {
    await query(one.url, 'CREATE TABLE only_here ()')
    expect(await tables(one.url)).toContain('only_here')
    expect(await tables(two.url)).not.toContain('only_here')
  })

  it('is as durable as in production', async () => {
    const [row] = await query(
      one.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('data_checksums') AS checksums`,
    )
    expect(row).toEqual({ fsync: 'on', checksums: 'on' })
  })

  it('is shut after it was dropped, whoever is still connected', async () => {
    const gone = await testDatabase()
    const pool = new Pool({ connectionString: gone.url })
    pool.on('error', () => {})
    await pool.query('SELECT 1')
    await gone.drop()
    await expect(query(gone.url, 'SELECT 1')).rejects.toMatchObject({ code: '55000' })
    await pool.end()
  })
})

async function tables(url: string): Promise<unknown[]> {
  const rows = await query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
  return rows.map((row) => row['tablename'])
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
