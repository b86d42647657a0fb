import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'

import { isPosternError } from '#errors.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { startOwner } from '#testing/owner.ts'

import { describeDatabase, openDatabase } from './open-database.ts'
import { readPostmaster, servesCluster } from './processes.ts'

const POSTERN_DATA = makeTestDirectory()
afterAll(() => rmSync(POSTERN_DATA, { recursive: true, force: true }))

describe('the database that is opened', () => {
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

  it.each([0, 4, 8, 12])('opens a server that is killed %i ms after it took connections', async (delay) => {
    const env = { ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL: '', POSTERN_DATA }
    const cluster = join(POSTERN_DATA, 'database', 'cluster')
    let killing: NodeJS.Timeout | undefined
    const watching = setInterval(() => {
      const found = readPostmaster(cluster)
      if (found?.status !== 'ready' || !servesCluster(found.pid, cluster)) return
      clearInterval(watching)
      killing = setTimeout(() => process.kill(found.pid, 'SIGKILL'), delay)
    }, 1)
    // A server that is gone before we saw that it had come is one that did not start.
    const opened = await openDatabase(env).catch((error: unknown) => {
      if (isPosternError(error, 'ERR_DATABASE_UNAVAILABLE')) return undefined
      throw error
    })
    clearInterval(watching)
    clearTimeout(killing)
    await opened?.stop()
  })

  it('takes your source of records beside its own database', async () => {
    const POSTERN_SOURCE_URL = 'postgresql://agency@records.example/caseload'
    const opened = await openDatabase({ ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL, POSTERN_DATA })
    expect(opened).toMatchObject({ embedded: true, caseloadUrl: POSTERN_SOURCE_URL })
    await opened.stop()
  })
})

describe('the description of the database', () => {
  const env = { ...process.env, DATABASE_URL: '', POSTERN_SOURCE_URL: '', POSTERN_DATA }

  it('names the version and the place, or who has it open', async () => {
    expect(await describeDatabase(env)).toBe(`PostgreSQL 18.4, embedded in ${POSTERN_DATA}`)
    const owner = await startOwner(POSTERN_DATA, 'wait')
    expect(await describeDatabase(env)).toContain(`in use by process ${owner.process.pid} `)
    owner.process.kill()
    await owner.ended
  })

  it('is a failure with its mend where the named one does not answer', async () => {
    const DATABASE_URL = 'postgresql://agency:secret-word@localhost:5432/x?host=/nowhere'
    const failure: unknown = await describeDatabase({ ...env, DATABASE_URL }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE', mend: expect.stringContaining('DATABASE_URL') })
    expect(JSON.stringify(failure)).not.toContain('secret-word')
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
