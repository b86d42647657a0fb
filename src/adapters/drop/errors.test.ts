import { expect, it } from 'vitest'
import { rowsOf, withEngine } from './duckdb.ts'
import { isBusy, isDiskFull, isOutOfMemory } from './errors.ts'

const failing = (sql: string): Promise<unknown> =>
  withEngine(async (connection) => {
    await connection.run("SET memory_limit = '8MB'")
    return rowsOf(connection, sql).then(
      () => expect.fail('it did not fail'),
      (error: unknown) => error,
    )
  })

it('tells an engine that has run out of memory from a full disk, and from what is written wrong', async () => {
  const large = await failing("SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(100)")
  expect([isOutOfMemory(large), isDiskFull(large), isBusy(large)]).toEqual([true, false, false])
  const wrong = await failing("SELECT CAST('x' AS INTEGER)")
  expect([isOutOfMemory(wrong), isDiskFull(wrong), isBusy(wrong)]).toEqual([false, false, false])
})
