import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatSourceKey } from '#formats/source-key.ts'
import type { CaseloadSearch } from '#match/identity.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { caseloadSearch } from './find.ts'
import { readMapping } from './mapping.ts'
import { plantedId } from './planted.ts'
import { seedCaseload } from './seed.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
let database: TestDatabase
let pool: Pool
let search: CaseloadSearch

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 60, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 2 })
  search = caseloadSearch(pool, mapping)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const keyOf = (value: string): string => formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value }] } })
const onFile = (key: string) => search.onFile(keyOf(plantedId({ key })))

describe('what is on file to reach somebody', () => {
  it('is their names, birth date, language, and the address where they live', async () => {
    const ana = await onFile('ana')
    expect(ana?.names).toEqual([
      { family: 'Samplewright', given: 'Ana', middle: 'Maria' },
      { family: 'Formername', given: 'Annie' },
    ])
    expect(ana).toMatchObject({ birthDate: '1984-03-07', address: { town: 'Lowell', state: 'MA' } })
    expect(ana?.language).toMatch(/^[a-z]{2}/)
  })

  it('is the mailing address where there is one', async () => {
    expect((await onFile('po-box'))?.address?.street).toBe('P.O. Box 1042')
  })

  it('is the substitute address alone for who takes part in an address confidentiality program', async () => {
    const { rows } = await pool.query<{ street: string; home: string }>(
      `select c.street, a.street as home from ma_dta.address_confidentiality c
        join ma_dta.person p using (person_id) join ma_dta.address a using (household_id)
        where c.person_id = $1 and a.kind = 'H'`,
      [plantedId({ key: 'confidential-address' })],
    )
    const [held] = rows
    const address = (await onFile('confidential-address'))?.address
    expect(address?.street).toBe(held?.street)
    expect(JSON.stringify(address)).not.toContain(held?.home)
  })

  it('is no address at all where the substitute is missing, and never the home', async () => {
    const key = plantedId({ key: 'confidential-address' })
    await pool.query('alter table ma_dta.address_confidentiality alter street drop not null')
    await pool.query('update ma_dta.address_confidentiality set street = null where person_id = $1', [key])
    expect((await onFile('confidential-address'))?.names).toHaveLength(1)
    expect((await onFile('confidential-address'))?.address).toBeUndefined()
  })

  it('is nothing for a record that is gone', async () => {
    expect(await search.onFile(keyOf('SYN-NOBODY'))).toBeUndefined()
  })
})
