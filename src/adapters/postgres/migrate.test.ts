import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { testDatabase } from '#testing/database.ts'

import { migrate } from './migrate.ts'

describe('migrations', () => {
  const made: string[] = []
  let directory: string
  const write = (name: string, sql: string) => writeFileSync(join(directory, name), sql)

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'migrations-'))
    made.push(directory)
    write('0001-first.sql', 'CREATE TABLE first (n integer);\nINSERT INTO first VALUES (1);\n')
    write('0002-second.sql', 'ALTER TABLE first ADD COLUMN m integer DEFAULT 2;\n')
    write('README.md', 'no migration')
  })
  afterAll(() => made.forEach((path) => rmSync(path, { recursive: true })))

  it('are applied in order, once', async () => {
    const { url } = await emptyDatabase()
    expect(await migrate(url, directory)).toEqual({ applied: ['0001-first.sql', '0002-second.sql'] })
    expect(await migrate(url, directory)).toEqual({ applied: [] })
    expect(await query(url, 'SELECT * FROM first')).toEqual([{ n: 1, m: 2 }])

    write('0003-third.sql', 'DELETE FROM first')
    expect(await migrate(url, directory)).toEqual({ applied: ['0003-third.sql'] })
  })

  it('are the product’s own when none are named, and all of them', async () => {
    const { url } = await emptyDatabase()
    const files = readdirSync(new URL('../../../migrations', import.meta.url)).filter((name) => name.endsWith('.sql'))
    expect((await migrate(url)).applied).toEqual(files.toSorted())
  })

  it('are applied once by any number of processes at once', async () => {
    const { url } = await emptyDatabase()
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate(url, directory)))
    expect(results.flatMap((result) => result.applied)).toHaveLength(2)
    expect(await query(url, 'SELECT count(*)::int AS n FROM first')).toEqual([{ n: 1 }])
  })

  it('may make and grant the same role from several databases of one server at once', async () => {
    const databases = await Promise.all(Array.from({ length: 4 }, emptyDatabase))
    const role = `role_of_${databases[0]?.name}`
    const other = `other_of_${databases[0]?.name}`
    write(
      '0001-first.sql',
      `${create(role)}\n${create(other)}\nGRANT ${role} TO ${other};\nALTER ROLE ${role} NOINHERIT;\n`,
    )
    write('0002-second.sql', `ALTER ROLE ${role} CONNECTION LIMIT 5;\n`)
    const results = await Promise.all(databases.map(({ url }) => migrate(url, directory)))
    expect(results.flatMap((result) => result.applied)).toHaveLength(8)
  })

  it('leave nothing behind of a file that fails, and go on when it is mended', async () => {
    const { url } = await emptyDatabase()
    write('0002-second.sql', 'CREATE TABLE half (n integer);\nSELECT no_such_column;\n')
    await expect(migrate(url, directory)).rejects.toMatchObject({
      code: 'ERR_MIGRATION',
      evidence: { migration: '0002-second.sql', sqlstate: '42703' },
    })
    expect(await query(url, 'SELECT name FROM schema_migration')).toEqual([{ name: '0001-first.sql' }])
    expect(await query(url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])

    write('0002-second.sql', 'CREATE TABLE half (n integer);\n')
    expect(await migrate(url, directory)).toEqual({ applied: ['0002-second.sql'] })
  })

  it.each([
    ['has changed since', () => write('0001-first.sql', 'CREATE TABLE first (n bigint)')],
    ['is not among the files', () => rmSync(join(directory, '0002-second.sql'))],
    ['is new but comes before 0002-second.sql', () => write('0001-z.sql', 'SELECT 1')],
    ['is not named NNNN-name.sql', () => write('third.sql', 'SELECT 1')],
  ])('are refused where one %s', async (what, change) => {
    const { url } = await emptyDatabase()
    await migrate(url, directory)
    change()
    write('0003-third.sql', 'DROP TABLE first')
    await expect(migrate(url, directory)).rejects.toMatchObject({
      code: 'ERR_MIGRATION',
      message: expect.stringContaining(what),
      mend: expect.any(String),
    })
    expect(await query(url, 'SELECT n FROM first')).toEqual([{ n: 1 }])
  })

  it('are the same with the line ends of Windows', async () => {
    const { url } = await emptyDatabase()
    await migrate(url, directory)
    write('0001-first.sql', 'CREATE TABLE first (n integer);\r\nINSERT INTO first VALUES (1);\r\n')
    expect(await migrate(url, directory)).toEqual({ applied: [] })
  })

  it('say that the database does not answer where it does not', async () => {
    await expect(migrate('postgresql://nobody@localhost/x?host=/nowhere', directory)).rejects.toMatchObject({
      code: 'ERR_DATABASE_UNAVAILABLE',
    })
  })
})

function create(role: string): string {
  return `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;`
}

async function emptyDatabase(): Promise<{ url: string; name: string }> {
  const database = await testDatabase({ empty: true })
  onTestFinished(() => database.drop())
  return database
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
