import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'

import { makeTestDirectory } from '#testing/directory.ts'

import { openDatabase } from './open-database.ts'

describe('the database that is opened', () => {
  const POSTERN_DATA = makeTestDirectory()
  afterAll(() => rmSync(POSTERN_DATA, { recursive: true, force: true }))

  it('is yours where you name it, and then nothing is started or made', async () => {
    const DATABASE_URL = 'postgresql://agency@db.example/postern'
    const opened = await openDatabase({ DATABASE_URL, POSTERN_DATA })
    expect(opened).toMatchObject({
      productUrl: DATABASE_URL,
      caseloadUrl: null,
      embedded: false,
      dataDirectory: POSTERN_DATA,
    })
    expect(existsSync(join(POSTERN_DATA, 'database'))).toBe(false)
    await opened.stop()

    const POSTERN_SOURCE_URL = 'postgresql://agency@records.example/caseload'
    const both = await openDatabase({ DATABASE_URL, POSTERN_SOURCE_URL, POSTERN_DATA })
    expect(both.caseloadUrl).toBe(POSTERN_SOURCE_URL)
  })

  it('is else embedded, product and caseload apart, and is there again the next time', async () => {
    const first = await openDatabase({ ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL: '', POSTERN_DATA })
    expect(first.embedded).toBe(true)
    await query(first.productUrl, 'CREATE TABLE product_only (n integer)')
    await expect(query(first.caseloadUrl ?? '', 'SELECT * FROM product_only')).rejects.toMatchObject({ code: '42P01' })
    await first.stop()

    const second = await openDatabase({ ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL: '', POSTERN_DATA })
    expect(await query(second.productUrl, 'SELECT * FROM product_only')).toEqual([])
    await second.stop()
  })

  it('takes your source of records beside its own database', async () => {
    const POSTERN_SOURCE_URL = 'postgresql://agency@records.example/caseload'
    const opened = await openDatabase({ ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL, POSTERN_DATA })
    expect(opened).toMatchObject({ embedded: true, caseloadUrl: POSTERN_SOURCE_URL })
    await opened.stop()
  })
})

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
