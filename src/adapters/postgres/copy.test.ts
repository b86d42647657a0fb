import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { all } from '#adapters/backup/parts.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { copyIn, copyOut } from './copy.ts'

let database: TestDatabase
let client: Client
beforeAll(async () => {
  database = await testDatabase({ empty: true })
  client = new Client({ connectionString: database.url })
  client.on('error', () => {})
  await client.connect()
  await client.query('create table one (i int primary key, t text, b bytea)')
  await client.query('create table other (like one including all)')
  await client.query(String.raw`insert into one select i, nullif(repeat(E'tab\tline\n\\ ü', i % 400), ''),
    decode(md5(i::text), 'hex') from generate_series(1, 4000) i`)
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
async function* failing() {
  yield* pieces('9001\tx\t\n')
  throw new Error('was cut short')
}
const rowsOf = async (table: string): Promise<unknown> =>
  (await client.query(`select count(*)::int from ${table}`)).rows[0]

it('every row comes out and goes in as it was, whatever stands in it', async () => {
  const reader = new Client({ connectionString: database.url })
  await reader.connect()
  await copyIn(client, 'copy other from stdin', copyOut(reader, 'copy one to stdout'))
  await reader.end()
  expect(await rowsOf('other')).toEqual({ count: 4000 })
  expect((await client.query('table one except table other')).rows).toEqual([])
})

it('whoever stops reading leaves a connection that can be used', async () => {
  for await (const chunk of copyOut(client, 'copy one to stdout')) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
  expect(await rowsOf('one')).toEqual({ count: 4000 })
})

it('a source that fails stores nothing, and its own failure is told', async () => {
  await expect(copyIn(client, 'copy one from stdin', failing())).rejects.toThrow('was cut short')
  expect(await rowsOf('one')).toEqual({ count: 4000 })
})

it('a row that does not fit stores nothing, and the server says why', async () => {
  await expect(copyIn(client, 'copy one from stdin', pieces('9001\tx\t\n', '1\ty\t\n'))).rejects.toMatchObject({
    code: '23505',
  })
  await expect(copyIn(client, 'copy nothing from stdin', pieces())).rejects.toMatchObject({ code: '42P01' })
  const reading = copyOut(client, 'copy nothing to stdout')
  await expect(all(reading)).rejects.toMatchObject({ code: '42P01' })
  expect(await rowsOf('one')).toEqual({ count: 4000 })
})

it('a connection that is lost on the way is told on both sides', async () => {
  const lost = new Client({ connectionString: database.url })
  lost.on('error', () => {})
  await lost.connect()
  const { rows } = await lost.query<{ pid: number }>('select pg_backend_pid() as pid')
  async function* endless() {
    yield* pieces('9001\tx\t\n')
    await client.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    for (let i = 9002; ; i += 1) {
      yield* pieces(`${i}\tx\t\n`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await expect(copyIn(lost, 'copy one from stdin', endless())).rejects.toThrow(
    /terminat|ended|closed|EPIPE|ECONNRESET/i,
  )
  expect(await rowsOf('one')).toEqual({ count: 4000 })
})
