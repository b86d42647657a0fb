/** What an agency's own system would do each night: its tables as CSV or Parquet, described, hashed and signed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { usesOf } from '#adapters/drop/columns.ts'
import { withEngine } from '#adapters/drop/duckdb.ts'
import { signDrop } from '#adapters/drop/signature.ts'
import { toHex } from '#formats/bytes.ts'
import { generateEd25519Key, type Ed25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { sha256 } from '#formats/sha256.ts'
import { quoteName, quoteText } from '#formats/sql.ts'
import type { SourceMapping } from '#match/mapping.ts'

export interface DropKey {
  readonly name: string
  readonly secret: Ed25519Key
  readonly vkey: string
}

export function dropKey(name = 'nightly-export'): DropKey {
  const secret = generateEd25519Key()
  return { name, secret, vkey: formatVkey(ed25519Signer(name, secret).key) }
}

export interface ExportedField {
  name: string
  type: string
  format?: string
}

export interface ExportedResource {
  name: string
  path: string
  format: 'csv' | 'parquet'
  hash: string
  schema: { fields: ExportedField[]; missingValues?: string[] }
}

export interface ExportedDescriptor {
  name: string
  created: string
  resources: ExportedResource[]
}

interface Column {
  readonly name: string
  /** As PostgreSQL calls it, and as DuckDB writes it into Parquet. */
  readonly postgres: string
  readonly parquet: string
  readonly field: ExportedField
}

/** Write the tables of a mapping from PostgreSQL into a folder, unsigned. */
export async function exportDrop(
  pool: Pool,
  mapping: SourceMapping,
  folder: string,
  { format, created, missing }: { format: 'csv' | 'parquet'; created: string; missing?: string },
): Promise<ExportedDescriptor> {
  mkdirSync(folder, { recursive: true })
  const resources: ExportedResource[] = []
  for (const [table, uses] of usesOf(mapping)) {
    const columns = await columnsOf(pool, mapping.schema, table, [...uses.keys()])
    const csv = join(folder, `${table}.csv`)
    writeFileSync(csv, await csvOf(pool, mapping.schema, table, columns, missing ?? ''))
    const path = `${table}.${format}`
    if (format === 'parquet') {
      await toParquet(csv, join(folder, path), columns, missing ?? '')
      rmSync(csv)
    }
    const schema = {
      fields: columns.map(({ field }) => field),
      ...(missing === undefined ? {} : { missingValues: [missing] }),
    }
    resources.push({ name: table, path, format, hash: '', schema })
  }
  return { name: mapping.agency, created, resources }
}

/** Hash the files as they are now, describe and sign them. */
export function sign(folder: string, descriptor: ExportedDescriptor, key: DropKey): void {
  for (const resource of descriptor.resources) {
    resource.hash = `sha256:${toHex(sha256(readFileSync(join(folder, resource.path))))}`
  }
  signAsIs(folder, descriptor, key)
}

/** As {@link sign}, with the hashes that stand there. */
export function signAsIs(folder: string, descriptor: ExportedDescriptor, key: DropKey): void {
  const bytes = Buffer.from(`${JSON.stringify(descriptor, null, 2)}\n`)
  writeFileSync(join(folder, 'datapackage.json'), bytes)
  writeFileSync(join(folder, 'datapackage.json.sig'), signDrop(key.name, key.secret, descriptor.name, bytes))
}

async function columnsOf(pool: Pool, schema: string, table: string, wanted: readonly string[]): Promise<Column[]> {
  const { rows } = await pool.query<{ name: string; type: string; digits: number; scale: number }>(
    `SELECT column_name AS name, data_type AS type, numeric_precision AS digits, numeric_scale AS scale
     FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND column_name = ANY ($3)
     ORDER BY ordinal_position`,
    [schema, table, wanted],
  )
  return rows.map(({ name, type, digits, scale }): Column => {
    const as = (field: Omit<ExportedField, 'name'>, parquet: string) => ({
      name,
      postgres: type,
      parquet,
      field: { name, ...field },
    })
    switch (type) {
      case 'numeric':
        return as({ type: 'number' }, `DECIMAL(${digits}, ${scale})`)
      case 'integer':
        return as({ type: 'integer' }, 'INTEGER')
      case 'date':
        return as({ type: 'date' }, 'DATE')
      case 'timestamp with time zone':
        return as({ type: 'datetime' }, 'TIMESTAMPTZ')
      case 'timestamp without time zone':
        return as({ type: 'datetime' }, 'TIMESTAMP')
      case 'boolean':
        return as({ type: 'boolean' }, 'BOOLEAN')
      case 'uuid':
        return as({ type: 'string', format: 'uuid' }, 'UUID')
      case 'bytea':
        return as({ type: 'string', format: 'binary' }, 'BLOB')
      default:
        return as({ type: 'string' }, 'VARCHAR')
    }
  })
}

/** As another system would print it: nothing here asks Postern how a value is read. */
const printed: Readonly<Record<string, (column: string) => string>> = {
  bytea: (column) => `translate(encode(${column}, 'base64'), E'\\n', '')`,
  'timestamp with time zone': (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ')`,
  'timestamp without time zone': (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.USZ')`,
  date: (column) => `to_char(${column}, 'YYYY-MM-DD')`,
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

async function csvOf(
  pool: Pool,
  schema: string,
  table: string,
  columns: readonly Column[],
  missing: string,
): Promise<string> {
  const select = columns.map(
    ({ name, postgres }) =>
      `${printed[postgres]?.(quoteName(name)) ?? `${quoteName(name)}::text`} AS ${quoteName(name)}`,
  )
  const { rows } = await pool.query<Record<string, string | null>>(
    `SELECT ${select.join(', ')} FROM ${quoteName(schema)}.${quoteName(table)}`,
  )
  const value = (text: string | null | undefined) =>
    text === null || text === undefined ? missing : text === missing || /[",\r\n]/.test(text) ? quoted(text) : text
  const lines = rows.map((row) => columns.map(({ name }) => value(row[name])).join(','))
  return [columns.map(({ name }) => value(name)).join(','), ...lines, ''].join('\r\n')
}

async function toParquet(csv: string, parquet: string, columns: readonly Column[], missing: string): Promise<void> {
  await withEngine(async (connection) => {
    const types = columns.map(
      ({ name, parquet: type }) => `${quoteText(name)}: '${type === 'BLOB' ? 'VARCHAR' : type}'`,
    )
    const select = columns.map(({ name, parquet: type }) =>
      type === 'BLOB' ? `from_base64(${quoteName(name)}) AS ${quoteName(name)}` : quoteName(name),
    )
    await connection.run(
      `COPY (SELECT ${select.join(', ')} FROM read_csv(${quoteText(csv)}, auto_detect = false, header = true, quote = '"', escape = '"',
        columns = {${types.join(', ')}}, nullstr = ${quoteText(missing)}, allow_quoted_nulls = false, parallel = false))
       TO ${quoteText(parquet)} (FORMAT parquet)`,
    )
  })
}
