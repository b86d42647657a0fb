/**
 * An office whose source is as large as SNAP in Massachusetts, made once for all benchmarks of a run: 1,100,000
 * synthetic people in the tables of `caseload/schema.sql`, 200,000 of them with no record in SNAP. An audit of
 * everybody is matched, decided and signed by counsel; twelve columns of it are released.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Pool } from 'pg'
import { memberSource } from '#adapters/caseload/bulk.ts'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { startServer } from '#adapters/embedded/server.ts'
import { castIn, type Cast } from '#demo/cast.ts'
import { enrollCast } from '#demo/office.ts'
import type { MemberSource } from '#match/members.ts'
import { openInstallation, type Installation } from '#parts.ts'
import type { BulkSource } from '#release/bulk/compile.ts'
import { benchSettings } from './office.ts'

export const people = 1_100_000
export const closed = 200_000
/** Twelve columns of four joined tables. */
export const elements = [
  'name',
  'date-of-birth',
  'case-number',
  'member-id',
  'enrollment',
  'enrollment-dates',
  'sex',
  'language',
]

export const mapping = readMapping(join(import.meta.dirname, '../caseload/ma-dta.mapping.yaml'))

export interface StateOffice {
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  readonly installation: Installation
  readonly cast: Cast
  readonly sourceUrl: string
  readonly pool: Pool
  readonly source: MemberSource & BulkSource
  /** Everybody, in the order of the source. */
  readonly keys: readonly string[]
}

let office: Promise<StateOffice & { close(): Promise<void> }> | undefined

/** The same office for every benchmark of a run. */
export function stateOffice(): Promise<StateOffice> {
  return (office ??= made())
}

/** Leave nothing behind; where no benchmark asked for it there is nothing. */
export async function closeStateOffice(): Promise<void> {
  await (await office)?.close()
}

async function made() {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // As root the database runs under another account, which must pass through here.
  chmodSync(directory, 0o711)
  const server = await startServer(directory, process.env)
  const admin = new Client({ connectionString: server.url('postgres') })
  await admin.connect()
  await admin.query('create database postern')
  await admin.query('create database caseload')
  await admin.end()
  const sourceUrl = server.url('caseload')
  await seedCaseload({ url: sourceUrl, people, agencies: ['ma-dta'] })
  const pool = new Pool({ connectionString: sourceUrl, max: 6 })
  await pool.query(
    `with moved as (
       select person_id from ma_dta.enrollment where program_code = 'FS' and person_id not in
         (select person_id from ma_dta.enrollment where program_code = 'EAEDC')
       order by hashtextextended(person_id, 1) limit $1)
     update ma_dta.enrollment e set program_code = 'EAEDC' from moved
     where e.person_id = moved.person_id and e.program_code = 'FS'`,
    [closed],
  )
  await pool.query('vacuum analyze')
  const { rows } = await pool.query<{ key: string }>('select person_id as key from ma_dta.person order by 1')
  const env = { DATABASE_URL: server.url('postern'), POSTERN_SOURCE_URL: sourceUrl, POSTERN_DATA: directory }
  const installation = await openInstallation(env, { settings: await benchSettings(directory) })
  const cast = await castIn(join(directory, 'DEMO-keys'))
  await enrollCast(installation.ports, cast)
  return {
    directory,
    env,
    installation,
    cast,
    sourceUrl,
    pool,
    source: memberSource(pool, mapping),
    keys: rows.map(({ key }) => key),
    async close() {
      await pool.end()
      await installation.close()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
