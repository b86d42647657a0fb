/**
 * Listed members as many as a state has, read from a drop of Parquet files: extract, gate, hash and seal, against
 * DuckDB's own COPY of the same statement to CSV, piped into the age command.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropMembers } from '#adapters/drop/bulk.ts'
import { inDuckDb, prepareDialect } from '#adapters/drop/dialect.ts'
import { rowsOf, withEngine } from '#adapters/drop/duckdb.ts'
import { signDrop } from '#adapters/drop/signature.ts'
import { currentFile, takeDrops } from '#adapters/drop/take.ts'
import { giveBack, toHex, utf8 } from '#formats/bytes.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { sha256 } from '#formats/sha256.ts'
import { quoteText, type SourceField } from '#formats/sql.ts'
import { classMask, factColumns } from '#match/mask.ts'
import type { ElementMapping, SourceMapping } from '#match/mapping.ts'
import { membersInPiece, rangesOf, readMembers, type MemberList, type MemberRange } from '#match/members.ts'
import { compileBulk, type BulkReader, type CompiledBulk } from '#release/bulk/compile.ts'
import { bulkGate, type Gate } from '#release/bulk/gate.ts'
import { planBulk } from '#release/bulk/plan.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import { collecting } from '#testing/members.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { flushed } from './flushed.ts'
import type { BenchResult } from './result.ts'

const people = 1_100_000
const closed = 200_000
const pairs = 5

const text = (column: string, name = 'value'): SourceField => ({ name, column, type: 'text' })
const day = (column: string, name = 'value'): SourceField => ({ name, column, type: 'date' })
const of = (table: string, ...fields: SourceField[]): ElementMapping => ({
  table,
  key: 'person',
  by: 'person_id',
  rows: 'one',
  fields,
})

/** Forty columns in six tables; twelve of them may leave. */
const mapping: SourceMapping = {
  agency: 'ma-dta',
  schema: 'ma_dta',
  synthetic: true,
  access: { mode: 'drop' },
  keys: { person: { table: 'person', person: 'person_id', column: 'person_id', type: 'text' } },
  programs: {
    table: 'enrollment',
    key: 'person',
    by: 'person_id',
    program: 'program_code',
    codes: { FS: 'snap' },
    role: { column: 'status_code', codes: { A: 'recipient' } },
  },
  markers: { 'vawa-protected': { table: 'protected_status', key: 'person', by: 'person_id' } },
  elements: {
    name: of('person', text('last_name', 'family'), text('first_name', 'given')),
    'date-of-birth': of('person', day('birth_date')),
    ssn: of('person', text('ssn')),
    phone: of('person', text('phone')),
    sex: of('person', text('sex')),
    'case-number': of('enrollment', text('case_id')),
    'member-id': of('enrollment', text('member_id')),
    'home-address': of(
      'address',
      ...['street', 'unit', 'town', 'zip'].map((column): SourceField => text(column, column)),
    ),
    alias: of('person', text('middle_name', 'family'), text('suffix', 'given')),
    email: of('person', text('email')),
    'place-of-birth': of('person', text('birth_place')),
    'race-ethnicity': of('person', text('race_ethnicity')),
    language: of('person', text('language_code')),
    relationships: of('person', text('relationship')),
    citizenship: of('person', text('citizenship_code')),
    'enrollment-dates': of('enrollment', day('started_on', 'from'), day('ended_on', 'to')),
    'mailing-address': of('address', ...['mail_street', 'mail_town', 'mail_zip'].map((one) => text(one, one.slice(5)))),
    'immigration-status': of('immigration', text('imm_status')),
    'a-number': of('immigration', text('a_number')),
    'date-of-entry': of('immigration', day('entered_on')),
    sponsor: of('immigration', text('sponsor')),
    income: of('income', text('kind', 'kind'), { name: 'monthly', column: 'monthly', type: 'decimal' }),
    employer: of('income', text('employer')),
  },
}
const permitted = ['name', 'date-of-birth', 'ssn', 'phone', 'sex', 'case-number', 'member-id', 'home-address']

/** Invented from their number; nobody is real. */
const tables: Readonly<Record<string, string>> = {
  person: `SELECT printf('SYN-%07d', i) AS person_id, 'Sample' || i % 5003 AS last_name, 'Given' || i % 1009 AS first_name,
    CASE WHEN i % 3 = 0 THEN 'M' END AS middle_name, NULL::VARCHAR AS suffix, DATE '1940-01-01' + (i * 7 % 30000)::INTEGER AS birth_date,
    printf('000-%02d-%04d', i % 97, i % 9973) AS ssn, printf('(413) 555-01%02d', i % 100) AS phone, CASE WHEN i % 2 = 0 THEN 'F' ELSE 'M' END AS sex,
    'p' || i || '@example.org' AS email, 'Springfield, "MA"' AS birth_place, 'W' AS race_ethnicity, 'en' AS language_code,
    'SELF' AS relationship, 'C' AS citizenship_code`,
  enrollment: `SELECT printf('SYN-%07d', i) AS person_id, 'FS' AS program_code, 'SYN-C' || i // 3 AS case_id, 'SYN-M' || i AS member_id,
    'A' AS status_code, DATE '2020-01-01' + (i % 1000)::INTEGER AS started_on, NULL::DATE AS ended_on`,
  address: `SELECT printf('SYN-%07d', i) AS person_id, i % 999 || ' Invented St' AS street, CASE WHEN i % 4 = 0 THEN 'Apt ' || i % 20 END AS unit,
    'Town' || i % 351 AS town, printf('01%03d', i % 1000) AS zip, NULL::VARCHAR AS mail_street, NULL::VARCHAR AS mail_town, NULL::VARCHAR AS mail_zip`,
  immigration: `SELECT printf('SYN-%07d', i) AS person_id, 'LPR' AS imm_status, 'SYN-A' || i AS a_number, DATE '2011-01-01' AS entered_on, NULL::VARCHAR AS sponsor`,
  income: `SELECT printf('SYN-%07d', i) AS person_id, 'WAGES' AS kind, (i % 300000 / 100)::DECIMAL(9, 2) AS monthly, 'Employer ' || i % 777 AS employer`,
}

/** `release_parquet_vs_duckdb` */
export async function releaseParquetVsDuckdb(): Promise<BenchResult> {
  if (spawnSync('age', ['--version']).status !== 0) throw new Error('this needs the command age')
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  try {
    const begun = performance.now()
    const key = await layDown(join(directory, 'incoming', 'night'))
    const laid = performance.now()
    const [taken] = await takeDrops({ folder: directory, mapping, vkey: key })
    if (taken?.taken !== true) throw new Error(`the drop was not taken: ${taken?.why.message ?? 'nothing was there'}`)
    const loading = (performance.now() - laid) / 1000
    process.stderr.write(`made in ${((laid - begun) / 1000).toFixed(1)} s, taken in ${loading.toFixed(1)} s\n`)

    const file = currentFile(directory)
    const lines = Array.from({ length: people }, (_, at) => `SYN-${String(at).padStart(7, '0')}\n`).join('')
    const list = readMembers(utf8(lines), 'text')
    const release = await decided(file, list)
    const identity = spawnSync('age-keygen').stdout.toString()
    const recipient = /age1[a-z0-9]+/.exec(identity)?.[0] ?? ''

    const ours: number[] = []
    const beside: number[] = []
    let bytes = 0
    for (let pair = 0; pair < pairs; pair += 1) {
      ours.push(await timed(async () => (bytes = await prepared(file, list, release, recipient))))
      beside.push(await timed(() => copied(directory, file, release, recipient)))
      process.stderr.write(`  ours ${ours.at(-1)?.toFixed(2)} s, COPY | age ${beside.at(-1)?.toFixed(2)} s\n`)
    }
    const [median, other] = [middle(ours), middle(beside)]
    const ratios = ours.map((time, at) => (beside[at] ?? 0) / time)
    return {
      name: 'release_parquet_vs_duckdb',
      ratio: middle(ratios),
      better: 'higher',
      goal: 0.8,
      ours: people / median,
      beside: people / other,
      unit: 'persons/s',
      runs: pairs,
      notes: `median of pairs; ${people.toLocaleString('en-US')} persons, 40 columns, 12 permitted, ${closed.toLocaleString('en-US')} closed by a fact; ${Math.round(bytes / 1e6)} MB; the drop was taken in ${loading.toFixed(1)} s before; fdatasync ${flushed(directory).toFixed(2)} ms`,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function layDown(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const all = { ...tables, protected_status: `SELECT printf('SYN-%07d', i * 5) AS person_id` }
  const resources: object[] = []
  await withEngine(async (connection) => {
    for (const [name, select] of Object.entries(all)) {
      const path = `${name}.parquet`
      const rows = name === 'protected_status' ? closed : people
      await connection.run(
        `COPY (${select} FROM range(${rows}) t(i)) TO ${quoteText(join(folder, path))} (FORMAT parquet)`,
      )
      const described = await rowsOf(
        connection,
        `DESCRIBE SELECT * FROM read_parquet(${quoteText(join(folder, path))})`,
      )
      const fields = described.map((row) => ({
        name: String(row['column_name']),
        type: fieldTypes[String(row['column_type']).replace(/\(.*/, '')] ?? 'string',
      }))
      const hash = `sha256:${toHex(sha256(readFileSync(join(folder, path))))}`
      resources.push({ name, path, format: 'parquet', hash, schema: { fields } })
    }
  })
  const descriptor = utf8(JSON.stringify({ name: 'ma-dta', created: '2026-11-22T02:00:00Z', resources }))
  const secret = generateEd25519Key()
  writeFileSync(join(folder, 'datapackage.json'), descriptor)
  writeFileSync(join(folder, 'datapackage.json.sig'), signDrop('bench', secret, 'ma-dta', descriptor))
  return formatVkey(ed25519Signer('bench', secret).key)
}

const fieldTypes: Readonly<Record<string, string>> = { DATE: 'date', DECIMAL: 'number' }

interface Release {
  readonly compiled: CompiledBulk
  readonly gate: Gate
}

/** The classes are found, and those who are marked get nothing. */
async function decided(file: string, list: MemberList): Promise<Release> {
  const mask = classMask(mapping, { today: '2026-11-23', said: [], holds: permitted })
  const source = dropMembers(file, mapping)
  const found = await source.classes(rangesOf(list, source.perRange), new Map(), mask.query)
  const classes = found.map(({ mask: bits, persons }, at) => {
    return { ref: `p${at + 1}`, mask: bits, persons, markers: mask.factsOf(bits)?.markers ?? [] }
  })
  const shut = classes.filter(({ markers }) => markers.includes('vawa-protected'))
  if (shut.reduce((sum, { persons }) => sum + persons, 0) !== closed)
    throw new Error('others are closed than were made so')
  const decision: Decision = {
    case: 'MA-DTA-2026-7K3Q9F2M',
    disposition: 'release-in-part',
    cells: classes.flatMap(({ ref, markers }) =>
      permitted.map((element) => ({
        subject: ref,
        program: 'snap',
        element,
        outcome: markers.includes('vawa-protected') ? 'deny' : 'release',
        needs: [],
        basis: ['GEN-01'],
        why: 'A decision of a benchmark.',
      })),
    ),
    duties: [],
    missing: [],
    deadlines: [],
    rules: { digest: '0'.repeat(64) },
  }
  const plan = planBulk(decision, classes, mapping)
  return {
    compiled: compileBulk(plan, mask.query, factColumns(mapping)),
    gate: bulkGate({ decision, classes, mapping, bits: mask.bits, said: new Map() }),
  }
}

/** @returns bytes that were sealed */
async function prepared(file: string, list: MemberList, { compiled, gate }: Release, to: string): Promise<number> {
  const recipient = parseRecipient(to)
  let bytes = 0
  const one = async (reader: BulkReader, range: MemberRange): Promise<void> => {
    await reader.read(range, async (rows) => {
      for (const statement of compiled.statements) {
        const { into, pieces } = collecting(membersInPiece)
        const passing = gate.range(statement.table, range, into)
        await rows(statement, (some) => {
          passing.rows(some)
          return undefined
        })
        passing.finish()
        const sealing = pieces.map(async (piece) => {
          sha256(piece.bytes)
          sha256(await seal(piece.bytes, recipient))
          bytes += piece.bytes.length
          giveBack(piece.bytes)
        })
        await Promise.all(sealing)
      }
    })
  }
  const source = dropMembers(file, mapping)
  await source.withBulk(compiled, new Map(), async (reader) => {
    const ranges = rangesOf(list, source.perRange)
    const work = async (): Promise<void> => {
      for (const range of ranges) await one(reader, range)
    }
    await Promise.all(Array.from({ length: source.atOnce }, work))
  })
  return bytes
}

/** One COPY of the same statement for all members at once, as DuckDB does it best. */
async function copied(directory: string, file: string, { compiled }: Release, recipient: string): Promise<void> {
  const pipe = join(directory, 'pipe')
  spawnSync('mkfifo', [pipe])
  const age = spawn('age', ['-r', recipient, '-o', '/dev/null', pipe], { stdio: 'inherit' })
  const ended = once(age, 'exit')
  try {
    await withEngine(async (connection) => {
      await connection.run(`ATTACH ${quoteText(file)} AS held (READ_ONLY)`)
      await prepareDialect(connection)
      await connection.run(`CREATE SCHEMA ${mapping.schema}`)
      for (const { table, columns } of compiled.reads) {
        const name = `${mapping.schema}.${table}`
        await connection.run(`CREATE VIEW ${name} AS SELECT ${columns.join(', ')} FROM held.${name}`)
      }
      const keys = `SELECT i + 1 AS n, printf('SYN-%07d', i) AS key FROM range(${people}) t(i)`
      await connection.run(`CREATE TEMP TABLE members AS ${keys}`)
      await connection.run('CREATE TEMP TABLE said (key VARCHAR, i BIGINT)')
      for (const statement of compiled.statements) {
        const query = inDuckDb(`${statement.text(() => '')} ORDER BY ${statement.order}`)
        await connection.run(`COPY (${query}) TO ${quoteText(pipe)} (FORMAT csv)`)
      }
    })
    const [code] = await ended
    if (code !== 0) throw new Error('age failed')
  } finally {
    // One that waits for its first byte would wait for good.
    age.kill()
    rmSync(pipe)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
