import { Client } from 'pg'
import { afterAll, assert, beforeAll, describe, it } from 'vitest'
import { fromUtf8 } from '#formats/bytes.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { copyFrom } from './copy-out.ts'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** So many rows of a hundred kilobytes. */
const large = (rows: number) => `SELECT n, repeat('x', 100000) FROM generate_series(1, ${rows}) AS n`

const placeOf = (row: Uint8Array): number => Number(fromUtf8(row.subarray(0, row.indexOf(9))))

/** What is under way while others wait; and how to end it. */
function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  return { promise, open: () => resolve(undefined), fail: reject }
}

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 200))

describe('copying out', () => {
  it('gives every row in order, and comes to its end where nothing is waited for', async () => {
    const places: number[] = []
    await copyFrom(client, large(20), (rows) => {
      places.push(placeOf(rows))
      return undefined
    })
    assert.deepEqual(
      places,
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })

  it('lets the source wait while what it gave is worked on, and misses no row', async () => {
    const first = gate()
    const places: number[] = []
    const copied = copyFrom(client, large(300), (rows) => {
      places.push(placeOf(rows))
      return places.length === 1 ? first.promise : undefined
    })
    while (places.length === 0) await soon()
    await soon()
    // Nothing beyond what had come with the first.
    assert.isAtMost(places.length, 3)
    first.open()
    await copied
    assert.deepEqual(
      places,
      Array.from({ length: 300 }, (_, at) => at + 1),
    )
  })

  it('goes on only when nothing is worked on any more, and ends no sooner', async () => {
    const gates = [gate(), gate(), gate()]
    let ended = false
    const given: Uint8Array[] = []
    // Small rows, which arrive together with the end.
    const copying = copyFrom(client, 'SELECT n FROM generate_series(1, 3) AS n', (rows) => {
      given.push(rows)
      return gates[given.length - 1]?.promise
    })
    const copied = copying.finally(() => {
      ended = true
    })
    while (given.length < 3) await soon()
    await soon()
    for (const one of gates.toReversed()) {
      assert.isFalse(ended)
      one.open()
      if (one !== gates[0]) await soon()
    }
    await copied
    assert.isTrue(ended)
  })

  it.each([
    ['at once', () => assert.fail('stopped')],
    ['later', () => Promise.reject(new Error('stopped'))],
  ])('throws what was thrown %s, gives nothing more, and leaves the connection as it was', async (_, refuse) => {
    let given = 0
    const copied = copyFrom(client, large(50), () => {
      given += 1
      return given === 2 ? refuse() : undefined
    })
    const error: unknown = await copied.catch((thrown: unknown) => thrown)
    assert.match(String(error), /stopped/)
    assert.isAtMost(given, 3)
    assert.deepEqual((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }])
  })

  it('throws what the source says while something is worked on, and leaves the connection as it was', async () => {
    const copied = copyFrom(client, 'SELECT 1 / (3 - n) FROM generate_series(1, 5) AS n', soon)
    const error: unknown = await copied.catch((thrown: unknown) => thrown)
    assert.match(String(error), /division by zero/)
    assert.deepEqual((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }])
  })
})
