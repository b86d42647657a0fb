/**
 * Fill a database with a synthetic caseload, of any size, the same for the same seed.
 *
 * Trust: it owns what it fills. It refuses a schema that it has not made itself, so that it can never be
 * pointed at a real system by mistake.
 */
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { PosternError } from '#errors.ts'
import { quoteName } from '#formats/sql.ts'
import { copyInto } from './copy.ts'
import { withSourceErrors } from './errors.ts'
import { households, MOST_PEOPLE } from './generate.ts'
import { plantedHouseholds } from './planted.ts'
import { profiles, type Profile, type SeededAgency } from './profile.ts'
import { chance } from './random.ts'
import { addHousehold, RowBuffer } from './rows.ts'

export interface SeedOptions {
  /** The caseload's database; never the product's own. */
  readonly url: string
  /** At least so many people, the planted ones among them; the last household is completed. */
  readonly people: number
  readonly seed?: string
  readonly agencies?: readonly SeededAgency[]
  /** Told now and then how many people are in. */
  readonly progress?: (people: number) => void
}

export interface Seeded {
  readonly agencies: readonly {
    readonly agency: SeededAgency
    readonly schema: string
    readonly people: number
    readonly households: number
  }[]
  readonly seed: string
}

export const DEFAULT_SEED = 'postern'

const sql = (name: string) => readFileSync(new URL(`../../../caseload/${name}`, import.meta.url), 'utf8')

/** Bytes of rows that are held before they are copied; this bounds the memory for any number of people. */
const BATCH = 4_000_000

/**
 * Make the caseload of each agency anew, in one transaction each: a caseload is there whole or not at all.
 *
 * @throws PosternError ERR_INPUT_INVALID for a number of people that cannot be had, ERR_SOURCE when a schema
 *   of that name is there that no seeding made
 */
export async function seedCaseload({
  url,
  people,
  seed = DEFAULT_SEED,
  agencies,
  progress,
}: SeedOptions): Promise<Seeded> {
  const chosen = (agencies ?? (['ma-dta', 'me-dhhs-ofi'] as const)).map((agency) => profiles[agency])
  if (!Number.isSafeInteger(people) || people < 1 || people > MOST_PEOPLE) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'a caseload has a whole number of people',
      { people, most: MOST_PEOPLE },
      { mend: `Give a number from 1 to ${MOST_PEOPLE}; beyond it the numbers that cannot be real run out.` },
    )
  }
  const total = chosen.reduce((sum, profile) => sum + profile.people, 0)
  const done = new Map<string, number>()
  const report = (agency: string) => (count: number) => {
    done.set(agency, count)
    progress?.([...done.values()].reduce((sum, one) => sum + one, 0))
  }
  const seeded = await Promise.all(
    chosen.map((profile) =>
      seedAgency(url, profile, Math.round((people * profile.people) / total), seed, report(profile.agency)),
    ),
  )
  return { agencies: seeded, seed }
}

async function seedAgency(
  url: string,
  profile: Profile,
  people: number,
  seed: string,
  report: (people: number) => void,
) {
  const client = new Client({ connectionString: url, application_name: 'postern seed' })
  // A connection that breaks between two queries would otherwise end the process; the next query says it.
  client.on('error', () => {})
  return withSourceErrors(async () => {
    await client.connect()
    try {
      await client.query('BEGIN')
      await makeSchema(client, profile, seed)
      const counts = await fill(client, profile, people, seed, report)
      await client.query(sql('indexes.sql'))
      await client.query('COMMIT')
      return { agency: profile.agency, schema: profile.schema, ...counts }
    } finally {
      await client.end()
    }
  })
}

const MADE_BY_US = 'Synthetic caseload made by postern seed'

async function makeSchema(client: Client, { schema }: Profile, seed: string): Promise<void> {
  const found = await client.query<{ comment: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
    [schema],
  )
  const [there] = found.rows
  if (there !== undefined && there.comment?.startsWith(MADE_BY_US) !== true) {
    throw new PosternError(
      'ERR_SOURCE',
      'a schema of this name is there already and was not made by seeding',
      { schema },
      { mend: 'Seed another database; nothing was changed in this one.' },
    )
  }
  const name = quoteName(schema)
  await client.query(`
    SET LOCAL client_min_messages = warning;
    DROP SCHEMA IF EXISTS ${name} CASCADE;
    CREATE SCHEMA ${name};
    COMMENT ON SCHEMA ${name} IS '${MADE_BY_US}: nobody in it is real. Seed ${JSON.stringify(seed).replaceAll("'", "''")}';
    SET LOCAL search_path = ${name};
    ${sql('schema.sql')}`)
}

async function fill(client: Client, profile: Profile, people: number, seed: string, report: (people: number) => void) {
  const buffer = new RowBuffer()
  const counts = { people: 0, households: 0 }
  // The planted people have a stream of chance of their own, so that they are the same at every size.
  const ownChance = chance(`${seed}/${profile.agency}/planted`)
  for (const home of plantedHouseholds(profile)) {
    addHousehold(buffer, home, profile, ownChance)
    counts.people += home.people.length
    counts.households += 1
  }
  const by = chance(`${seed}/${profile.agency}`)
  const more = households(profile, by)
  while (counts.people < people) {
    const { value: home } = more.next()
    addHousehold(buffer, home, profile, by)
    counts.people += home.people.length
    counts.households += 1
    if (buffer.size < BATCH) continue
    await flush(client, buffer)
    report(counts.people)
  }
  await flush(client, buffer)
  report(counts.people)
  return counts
}

async function flush(client: Client, buffer: RowBuffer): Promise<void> {
  for (const { target, rows } of buffer.take()) await copyInto(client, target, rows)
}
