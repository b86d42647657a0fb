import { expect, it } from 'vitest'
import { testDatabase } from '#testing/database.ts'
import { connect } from './connect.ts'
import { postgresSignCounts } from './sign-counts.ts'

it('a count is kept at its highest, for each key by itself', async () => {
  const database = await testDatabase()
  const pool = connect(database.url, { max: 2, name: 'counts', role: 'postern_app' })
  try {
    const counts = postgresSignCounts(pool)
    expect(await counts.seen('a+1+A', 5)).toBe(0)
    expect(await counts.seen('a+1+A', 3)).toBe(5)
    expect(await counts.seen('b+1+A', 0xffffffff)).toBe(0)
    expect(await counts.seen('a+1+A', 6)).toBe(5)
    expect(await counts.seen('b+1+A', 1)).toBe(0xffffffff)
    await expect(pool.query('delete from passkey_count')).rejects.toThrow('permission denied')
  } finally {
    await pool.end()
    await database.drop()
  }
})
