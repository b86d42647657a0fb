import { once } from 'node:events'
import { connect as connectSocket, createServer } from 'node:net'

import { DatabaseError, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { PosternError } from '#errors.ts'
import { testDatabase, testServer, type TestServer } from '#testing/database.ts'

import { connect, isConnectionLoss, toPosternError, withDatabaseErrors, withRetryOnConnectionLoss } from './connect.ts'

describe('a pool whose server goes away and comes back', () => {
  let server: TestServer
  let pool: Pool
  beforeAll(async () => {
    server = await testServer()
    pool = connect(server.url, { max: 4 })
    await pool.query('CREATE TABLE kept (n integer)')
    await pool.query('INSERT INTO kept VALUES (1)')
  })
  afterAll(async () => {
    await pool.end()
    await server.remove()
  })

  const count = async () => (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM kept')).rows[0]?.n

  it('says while it is away that the database does not answer, and recovers by itself', async () => {
    await Promise.all([count(), count(), count()])
    await server.stop()
    await expect(withDatabaseErrors(count)).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
    await server.start()
    expect(await count()).toBe(1)
  })

  it('outlives the loss of a connection that somebody holds and is not using', async () => {
    const client = await pool.connect()
    await server.stop()
    await server.start()
    await expect(client.query('SELECT 1')).rejects.toSatisfy(isConnectionLoss)
    client.release(true)
    expect(await count()).toBe(1)
  })

  it('carries work that may be done twice over a restart', async () => {
    await server.stop()
    let attempts = 0
    const answer = withRetryOnConnectionLoss(() => {
      attempts++
      return count()
    })
    await expect.poll(() => attempts).toBeGreaterThan(1)
    await server.start()
    expect(await answer).toBe(1)
  })

  it('carries it over a kill -9, after which what was acknowledged is there', async () => {
    await pool.query('INSERT INTO kept VALUES (2)')
    const killed = server.pid()
    process.kill(killed, 'SIGKILL')
    // Backends that outlive it may still answer; the new server starts when they are gone.
    await expect.poll(() => server.pid(), { timeout: 20_000 }).not.toBe(killed)
    expect(await withRetryOnConnectionLoss(count)).toBe(2)
  })

  it('does not carry on for ever, and does not do again what the database refused', async () => {
    let attempts = 0
    const refused = withRetryOnConnectionLoss(() => {
      attempts++
      return pool.query('SELECT no_such_column')
    })
    await expect(refused).rejects.toMatchObject({ code: '42703' })
    expect(attempts).toBe(1)

    const nowhere = connect('postgresql://nobody@localhost:5432/x?host=/nowhere')
    const given = withRetryOnConnectionLoss(() => nowhere.query('SELECT 1'), 100)
    await expect(given).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE', mend: expect.any(String) })
    await nowhere.end()
  })
})

/** What stands between us and the server, and keeps what is asked as a connection is made to itself, as poolers do. */
async function forgetfulPooler(server: string) {
  const url = new URL(server)
  const host = url.searchParams.get('host') ?? url.hostname
  const port = Number(url.port)
  const pooler = createServer((near) => {
    const far = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.once('data', (startup) => {
      far.write(withoutSettings(startup))
      near.pipe(far)
    })
    far.pipe(near)
  }).listen(0, '127.0.0.1')
  await once(pooler, 'listening')
  const address = pooler.address()
  if (address === null || typeof address === 'string') throw new Error('the pooler has no port')
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  url.searchParams.delete('host')
  return { url: url.href, close: () => void pooler.close() }
}

/** The first message of PostgreSQL's protocol: its length, a version, then names and values, each ended by a zero. */
function withoutSettings(startup: Buffer): Buffer {
  const words = startup.toString('latin1', 8).split('\0')
  const kept: string[] = []
  for (let i = 0; i + 1 < words.length && words[i] !== ''; i += 2) {
    const [name = '', value = ''] = words.slice(i, i + 2)
    if (!['options', 'idle_in_transaction_session_timeout'].includes(name)) kept.push(name, value)
  }
  const body = Buffer.from([...kept, '', ''].join('\0'), 'latin1')
  const head = Buffer.concat([Buffer.alloc(4), startup.subarray(4, 8)])
  head.writeInt32BE(head.length + body.length)
  return Buffer.concat([head, body])
}

describe('a connection through a pooler that drops what is asked as it is made', () => {
  const asked = `select current_user::text as who, current_setting('postern.agency') as agency,
    current_setting('idle_in_transaction_session_timeout') as idle`

  it.each([false, true])(
    'works as the role and for the agency all the same; sent in a pipeline: %s',
    async (pipeline) => {
      const database = await testDatabase()
      const pooler = await forgetfulPooler(database.url)
      const pool = connect(pooler.url, { role: 'postern_desk', agency: 'ma-dta', pipeline })
      const [first, second] = await Promise.all([pool.query(asked), pool.query(asked)])
      const desk = { who: 'postern_desk', agency: 'ma-dta', idle: '1min' }
      expect([...first.rows, ...second.rows]).toEqual([desk, desk])
      await expect(pool.query('delete from event')).rejects.toMatchObject({ code: '42501' })
      await pool.end()
      pooler.close()
      await database.drop()
    },
  )

  it('is none where the account may not be that role', async () => {
    const database = await testDatabase()
    const owner = connect(database.url, { max: 1 })
    const name = `pooled_${database.name}`
    await owner.query(`create role ${name} login password 'synthetic'`)
    const pooler = await forgetfulPooler(database.url)
    const url = new URL(pooler.url)
    url.username = name
    url.password = 'synthetic'
    const pool = connect(url.href, { role: 'postern_app' })
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: '42501' })
    await Promise.all([pool.end(), owner.end()])
    pooler.close()
    await database.drop()
  })
})

describe('a database failure', () => {
  it('is a replica, where it says so to a change, and is told apart from none', async () => {
    const database = await testDatabase()
    const pool = connect(database.url, { max: 1 })
    const client = await pool.connect()
    await client.query('begin read only')
    const refused = withDatabaseErrors(() => client.query('update log_head set size = size'))
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_DATABASE_UNAVAILABLE',
      message: 'the database that answers is a replica',
      evidence: { sqlstate: '25006' },
    })
    client.release(true)
    await pool.end()
    await database.drop()
  })

  it.each([
    ['53100', 'ERR_DISK_FULL'],
    ['57P01', 'ERR_DATABASE_UNAVAILABLE'],
    ['57P03', 'ERR_DATABASE_UNAVAILABLE'],
    ['08006', 'ERR_DATABASE_UNAVAILABLE'],
    ['53300', 'ERR_DATABASE_UNAVAILABLE'],
    ['25P03', 'ERR_DATABASE_UNAVAILABLE'],
  ])('with SQLSTATE %s is %s and quotes no record', (sqlstate, code) => {
    const error = toPosternError(failure(sqlstate))
    expect(error).toMatchObject({ code, evidence: { sqlstate } })
    const { message, evidence, mend } = error instanceof PosternError ? error : new PosternError('ERR_FORMAT', '')
    expect(JSON.stringify({ message, evidence, mend })).not.toContain('Testperson')
  })

  it.each(['23505', '40001', '57014', '42501'])('with SQLSTATE %s stays what it was', (sqlstate) => {
    const error = failure(sqlstate)
    expect(toPosternError(error)).toBe(error)
    expect(isConnectionLoss(error)).toBe(false)
  })

  it('is a loss when every address of a host refused', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(isConnectionLoss(new AggregateError([refused, refused]))).toBe(true)
    expect(isConnectionLoss(new AggregateError([refused, new Error('other')]))).toBe(false)
    expect(isConnectionLoss(new AggregateError([]))).toBe(false)
  })
})

function failure(code: string): DatabaseError {
  const error = new DatabaseError('about Testperson', 16, 'error')
  error.code = code
  error.detail = 'Key (name)=(Testperson) already exists.'
  return error
}
