import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, assert, beforeAll, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import figures from '../../../caseload/figures.json' with { type: 'json' }
import names from '../../../caseload/names.json' with { type: 'json' }
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { hasShared, sharedPath } from '#testing/tools.ts'
import { households } from './generate.ts'
import { planted, plantedId } from './planted.ts'
import { profiles } from './profile.ts'
import { chance } from './random.ts'
import { seedCaseload } from './seed.ts'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 600 })
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function values(sql: string): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(sql)
  return rows.map(({ value }) => value)
}

/** One hash over every row of every table of a schema. */
async function fingerprint(schema: string): Promise<string> {
  const tables = await values(`SELECT tablename AS value FROM pg_tables WHERE schemaname = '${schema}' ORDER BY 1`)
  const hashes: string[] = []
  for (const table of tables) {
    hashes.push(
      ...(await values(`SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS value FROM ${schema}.${table} t`)),
    )
  }
  return hashes.join()
}

describe('a seeded caseload', () => {
  it('is the same for the same seed, and another for another', async () => {
    const before = await fingerprint('ma_dta')
    await seedCaseload({ url: database.url, people: 600 })
    assert.equal(await fingerprint('ma_dta'), before)
    const other = await testDatabase({ empty: true })
    try {
      await seedCaseload({ url: other.url, people: 100, seed: 'another', agencies: ['ma-dta'] })
      const elsewhere = new Client({ connectionString: other.url })
      await elsewhere.connect()
      const { rows } = await elsewhere.query('SELECT last_name FROM ma_dta.person ORDER BY person_id LIMIT 20')
      await elsewhere.end()
      const here = await client.query('SELECT last_name FROM ma_dta.person ORDER BY person_id LIMIT 20')
      assert.notDeepEqual(rows, here.rows)
    } finally {
      await other.drop()
    }
  })

  it('has as many people as were asked for, divided as the agencies are, and completes the last household', async () => {
    const [ma, me] = await values(
      'SELECT count(*)::text AS value FROM ma_dta.person UNION ALL SELECT count(*)::text FROM me_dhhs_ofi.person',
    )
    assert.approximately(Number(ma) + Number(me), 600, 12)
    assert.approximately(Number(ma) / Number(me), profiles['ma-dta'].people / profiles['me-dhhs-ofi'].people, 0.4)
  })

  it('holds nothing that could belong to a real person', async () => {
    for (const schema of ['ma_dta', 'me_dhhs_ofi']) {
      assert.deepEqual(
        await values(`SELECT ssn AS value FROM ${schema}.person WHERE ssn !~ '^(000|666)-\\d\\d-\\d{4}$'`),
        [],
      )
      assert.deepEqual(
        await values(`SELECT phone AS value FROM ${schema}.person WHERE phone !~ '^\\d{3}-555-01\\d\\d$'`),
        [],
      )
      assert.deepEqual(await values(`SELECT email AS value FROM ${schema}.person WHERE email !~ '@example[.]org$'`), [])
      assert.deepEqual(
        await values(`SELECT person_id AS value FROM ${schema}.person WHERE NOT synthetic OR person_id !~ '^SYN-'`),
        [],
      )
      assert.deepEqual(await values(`SELECT ssn AS value FROM ${schema}.person GROUP BY ssn HAVING count(ssn) > 1`), [])
    }
  })

  it('has every planted person, twins with one name and birth date, and cells of 1, 10 and 11', async () => {
    const found = new Set(
      await values('SELECT person_id AS value FROM ma_dta.person UNION ALL SELECT person_id FROM me_dhhs_ofi.person'),
    )
    for (const one of planted) assert.isTrue(found.has(plantedId(one)), one.key)
    const twins = await values(
      `SELECT ssn AS value FROM ma_dta.person WHERE last_name = 'Twinning' AND birth_date = '1999-05-05'`,
    )
    assert.equal(new Set(twins).size, 2)
    for (const schema of ['ma_dta', 'me_dhhs_ofi']) {
      const cells = await values(
        `SELECT count(*)::text AS value FROM ${schema}.person WHERE language_code IN ('is', 'mt', 'ka') GROUP BY language_code ORDER BY count(*)`,
      )
      assert.deepEqual(cells, ['1', '10', '11'])
    }
  })

  it('reports how many people are in, and refuses a number that cannot be had', async () => {
    const told: number[] = []
    const fresh = await testDatabase({ empty: true })
    try {
      const seeded = await seedCaseload({ url: fresh.url, people: 60, progress: (count) => told.push(count) })
      assert.equal(
        told.at(-1),
        seeded.agencies.reduce((sum, { people }) => sum + people, 0),
      )
      for (const people of [0, -1, 1.5, 3_000_000]) {
        const error = await seedCaseload({ url: fresh.url, people }).catch((one: unknown) => one)
        assert.isTrue(isPosternError(error, 'ERR_INPUT_INVALID'), String(people))
      }
    } finally {
      await fresh.drop()
    }
  })

  it('never touches a schema that it did not make', async () => {
    const real = await testDatabase({ empty: true })
    const owner = new Client({ connectionString: real.url })
    try {
      await owner.connect()
      await owner.query(
        'CREATE SCHEMA ma_dta; CREATE TABLE ma_dta.person (id int); INSERT INTO ma_dta.person VALUES (1)',
      )
      const error = await seedCaseload({ url: real.url, people: 60, agencies: ['ma-dta'] }).catch((one: unknown) => one)
      assert.isTrue(isPosternError(error, 'ERR_SOURCE'))
      assert.lengthOf((await owner.query('SELECT id FROM ma_dta.person')).rows, 1)
    } finally {
      await owner.end()
      await real.drop()
    }
  })
})

describe('the generator', () => {
  for (const profile of Object.values(profiles)) {
    it(`gives ${profile.agency} households of the size that the figures say, and ages as the census has them`, () => {
      const source = households(profile, chance('sizes'))
      const homes = Array.from({ length: 4000 }, () => source.next().value)
      const people = homes.flatMap((home) => home.people)
      assert.approximately(people.length / homes.length, profile.meanHousehold, 0.06)
      const old = profile.ages.reduce((sum, [[from], count]) => sum + (from >= 65 ? count : 0), 0)
      const all = profile.ages.reduce((sum, [, count]) => sum + count, 0)
      const aged = people.filter(({ birthDate }) => birthDate < '1960-03-31').length
      // Heads of households are grown, so the old are a little more than in the state.
      assert.approximately(aged / people.length, old / all, 0.08)
    })
  }
})

/** The rows of a shared table. */
function read(...path: string[]): string[][] {
  const lines = readFileSync(sharedPath('vectors', ...path), 'utf8')
    .trim()
    .split(/\r?\n/)
  return lines.map((line) => line.split(','))
}

describe.runIf(hasShared('vectors', 'programme-data'))('the figures that came into the product', () => {
  it('are those of the monthly series and the census bands', () => {
    const series = read('programme-data', 'snap_monthly_ma_me.csv')
    const bands = read('programme-data', 'age_bands_ma_me.csv')
    for (const [agency, state] of [
      ['ma-dta', 'MA'],
      ['me-dhhs-ofi', 'ME'],
    ] as const) {
      const last = series.filter(([of]) => of === state).slice(-12)
      assert.deepEqual(
        figures[agency].snap.map(({ month, households: homes, persons, benefitsUsd }) =>
          [month, homes, persons, benefitsUsd].map(String),
        ),
        last.map((row) => row.slice(1, 5)),
      )
      assert.deepEqual(figures[agency].ages.map(String), bands.find(([, of]) => of === state)?.slice(2))
    }
    const { medicaid } = figures['me-dhhs-ofi']
    const row = read('programme-data', 'medicaid_chip_monthly_ma_me.csv').find(
      ([state, , month, , status]) => state === 'ME' && month === medicaid.month.replace('-', '') && status === 'U',
    )
    assert.includeMembers(row ?? [], [medicaid.total, medicaid.medicaid, medicaid.chip, medicaid.children].map(String))
  })
  it('are the surnames of 1990, the most frequent first', () => {
    const all = read('names', 'surnames_1990_top1000.csv').slice(1)
    assert.deepEqual(
      names.surnames.rows.map(([name, share]) => [String(name).toUpperCase(), Number(share)]),
      all.slice(0, names.surnames.rows.length).map(([name, share]) => [name, Number(share)]),
    )
  })
})
