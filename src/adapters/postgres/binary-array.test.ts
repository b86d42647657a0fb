import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { bigints, byteas, integers, texts, uuids } from './binary-array.ts'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await testDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** What PostgreSQL reads in an array, element by element and as it writes them itself. */
async function read(type: string, array: Buffer): Promise<(string | null)[]> {
  const { rows } = await client.query<{ element: string | null }>(
    `select element::text as element from unnest($1::${type}[]) as element`,
    [array],
  )
  return rows.map(({ element }) => element)
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
// PostgreSQL has no text with a zero character in it.
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0'))

describe('an array in the binary form', () => {
  it('is read by PostgreSQL as it was written, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(anyText)),
        fc.array(fc.option(int32)),
        fc.array(fc.maxSafeInteger()),
        fc.array(fc.uuid()),
        fc.array(fc.uint8Array({ maxLength: 300 })),
        async (text, integer, bigint, uuid, bytea) => {
          expect(await read('text', texts(text))).toEqual(text)
          expect(await read('integer', integers(integer))).toEqual(integer.map((value) => value?.toString() ?? null))
          expect(await read('bigint', bigints(bigint))).toEqual(bigint.map(String))
          expect(await read('uuid', uuids(uuid))).toEqual(uuid)
          expect(await read('bytea', byteas(bytea))).toEqual(
            bytea.map((value) => `\\x${Buffer.from(value).toString('hex')}`),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is refused by PostgreSQL where it is read as another type', async () => {
    await expect(read('uuid', texts(['x']))).rejects.toMatchObject({ code: '42804' })
  })

  it.each(['', 'not-a-uuid', '8f14e45f-ceea-467f-a0e6-d5f0c1b2a3', '8f14e45f-ceea-467f-a0e6-d5f0c1b2a3xx'])(
    'is not written where a text is no uuid: "%s"',
    (text) => {
      expect(() => uuids([text])).toThrow(RangeError)
    },
  )
})
