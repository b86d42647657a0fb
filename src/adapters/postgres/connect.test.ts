import { DatabaseError, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { PosternError } from '#errors.ts'
import { testServer, type TestServer } from '#testing/database.ts'

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

describe('a database failure', () => {
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
