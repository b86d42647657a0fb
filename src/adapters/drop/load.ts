/** Files whose bytes are known to be the signed ones, checked value by value, into one database file. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { isPosternError } from '#errors.ts'
import { quoteName, quoteText } from '#formats/sql.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { kindOf, usesOf, type Kind, type Use } from './columns.ts'
import type { Descriptor, Resource } from './descriptor.ts'
import { escapes } from './dialect.ts'
import { attach, CATALOG, rowsOf, withEngine } from './duckdb.ts'
import { diskFull, isDiskFull, isOutOfMemory, lineNamed, refused } from './errors.ts'

/** Holds, beside the tables, which drop this is. */
export const ABOUT = 'main."postern drop"'

/** And of each column that may be long: whether it has a byte that COPY writes otherwise than it stands, and its longest value. */
export const MEASURED = 'main."postern measured"'

/** A column of texts, or of bytes, which are read as base64. */
interface Measured {
  readonly column: string
  readonly escaped: boolean
  /** Bytes of its longest value as it is read. */
  readonly longest: number
}

export interface About {
  readonly agency: string
  /** When the caseload was so. */
  readonly created: string
  /** SHA-256 of datapackage.json, 64 hex digits: with the hashes in it, of every byte. */
  readonly sha256: string
}

/** A file that only we can write. */
export interface Copied {
  readonly path: string
  /** How many a CSV file has under its first line. */
  readonly records: number | undefined
}

export interface Loaded {
  readonly table: string
  readonly rows: number
}

/**
 * Make the database file of a drop.
 *
 * @param files our own copy of each resource's file, by the resource's name
 * @throws PosternError ERR_DROP naming table, column, row and what was expected; ERR_DISK_FULL. The file that was
 *   begun is the caller's to remove
 */
export function load(
  file: string,
  descriptor: Descriptor,
  files: ReadonlyMap<string, Copied>,
  mapping: SourceMapping,
  about: About,
): Promise<Loaded[]> {
  return withEngine(async (connection) => {
    const uses = usesOf(mapping)
    try {
      await attach(connection, file, 'new')
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${CATALOG}.${quoteName(mapping.schema)}`)
      await connection.run(
        `CREATE TABLE ${CATALOG}.${MEASURED} ("table" VARCHAR, "column" VARCHAR, escaped BOOLEAN, longest BIGINT)`,
      )
      const loaded: Loaded[] = []
      for (const resource of descriptor.resources) {
        const copy = files.get(resource.name)
        if (copy === undefined) throw new Error('every resource was copied')
        const rows = await loadTable(connection, resource, copy, mapping.schema, uses.get(resource.name))
        loaded.push({ table: resource.name, rows })
      }
      await connection.run(`CREATE TABLE ${CATALOG}.${ABOUT} (agency VARCHAR, created VARCHAR, sha256 VARCHAR)`)
      await connection.run(`INSERT INTO ${CATALOG}.${ABOUT} VALUES ($1, $2, $3)`, [
        about.agency,
        about.created,
        about.sha256,
      ])
      await connection.run(`CHECKPOINT ${CATALOG}`)
      await connection.run(`DETACH ${CATALOG}`)
      return loaded
    } catch (error) {
      throw isDiskFull(error) ? diskFull(file) : error
    }
  })
}

/** A column on its way: what it must hold, and how it is kept. */
interface Column {
  readonly name: string
  readonly kind: Kind
  /** Whether the file has it in bytes, not in base64. */
  readonly blob: boolean
  /** True of a value that may be taken. */
  readonly fits: string
  readonly kept: string
}

async function loadTable(
  connection: DuckDBConnection,
  resource: Resource,
  { path, records }: Copied,
  schema: string,
  uses: ReadonlyMap<string, readonly Use[]> | undefined,
): Promise<number> {
  const { name: table, path: file } = resource
  try {
    const relation = resource.format === 'csv' ? csv(resource, path) : parquet(path)
    const types =
      resource.format === 'csv' ? await header(connection, resource, path) : await described(connection, resource, path)
    const columns = resource.schema.fields.map((field, at): Column => {
      const kind = kindOf(field) ?? 'text'
      const held = types[at] ?? ''
      return {
        name: field.name,
        kind,
        blob: held === 'BLOB',
        ...reading(field.name, kind, held, uses?.get(field.name) ?? [], { table, file }),
      }
    })
    const measured = await checkValues(connection, relation, columns, { table, file })
    for (const { column, escaped, longest } of measured) {
      const values = [table, column, escaped, longest]
      await connection.run(`INSERT INTO ${CATALOG}.${MEASURED} VALUES ($1, $2, $3, $4)`, values)
    }
    const select = columns.map(({ name, kept }) => `${kept} AS ${quoteName(name)}`).join(', ')
    const target = `${CATALOG}.${quoteName(schema)}.${quoteName(table)}`
    const [made] = await rowsOf(connection, `CREATE TABLE ${target} AS SELECT ${select} FROM ${relation}`)
    const rows = Number(made?.['Count'])
    if (records === undefined || records === rows) return rows
    throw refused('the file has other records than could be read', { table, file, records, read: rows })
  } catch (error) {
    if (isPosternError(error) || isDiskFull(error)) throw error
    if (isOutOfMemory(error)) {
      const mend = 'Lay down smaller values in it: 2,048 rows of it at once have to fit into half a gigabyte.'
      throw refused('the file does not fit into the memory in which it is read', { table, file }, mend)
    }
    const line = lineNamed(error)
    const what =
      resource.format === 'csv' ? 'the file is not CSV of these columns' : 'the file is not a whole Parquet file'
    throw refused(what, { table, file, ...(line === undefined ? {} : { line }) })
  }
}

/** The type of every value in CSV: a text that is still to be read. */
const WRITTEN = 'written'

/** RFC 4180, in UTF-8: every value as its text, or no value where the file says so without quotes. */
function csv(
  { schema: { fields, missingValues: [missing = ''] = [] } }: Resource,
  path: string,
  first = false,
): string {
  const columns = fields.map(({ name }, at) => `${quoteText(first ? String(at) : name)}: 'VARCHAR'`).join(', ')
  // One line may hold an image. Read by one thread: where a quoted text goes over a border is not for guessing.
  return `read_csv(${quoteText(path)}, auto_detect = false, delim = ',', quote = '"', escape = '"', header = ${String(!first)},
    columns = {${columns}}, nullstr = [${quoteText(missing)}], allow_quoted_nulls = false, strict_mode = true,
    null_padding = false, parallel = false, max_line_size = 16000000, buffer_size = 64000000)`
}

function parquet(path: string): string {
  return `read_parquet(${quoteText(path)}, hive_partitioning = false)`
}

/** That the first line names the columns, in their order. */
async function header(connection: DuckDBConnection, resource: Resource, path: string): Promise<string[]> {
  const [first = {}] = await rowsOf(connection, `SELECT * FROM ${csv(resource, path, true)} LIMIT 1`)
  const names = Object.values(first)
  for (const [at, { name }] of resource.schema.fields.entries()) {
    if (names[at] === name) continue
    const where = { table: resource.name, file: resource.path, column: name, place: at + 1 }
    throw refused('the first line of the file does not name the columns of its schema, in their order', where)
  }
  return resource.schema.fields.map(() => WRITTEN)
}

/** The type of each column as the file has it. */
async function described(connection: DuckDBConnection, resource: Resource, path: string): Promise<string[]> {
  const where = { table: resource.name, file: resource.path }
  const rows = await rowsOf(connection, `DESCRIBE SELECT * FROM ${parquet(path)}`)
  const types = new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]))
  const { fields } = resource.schema
  const extra = [...types.keys()].find((name) => !fields.some((field) => field.name === name))
  if (extra !== undefined)
    throw refused('the file has a column that its schema does not name', { ...where, column: extra })
  return fields.map(({ name }) => {
    const type = types.get(name)
    if (type === undefined) throw refused('the file lacks a column that its schema names', { ...where, column: name })
    return type
  })
}

const integers = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'])

/** The types of Parquet, as DuckDB calls them, that may hold a kind. A binary fraction never holds a decimal. */
const holds: Readonly<Record<Kind, (type: string) => boolean>> = {
  text: (type) => type === 'VARCHAR',
  binary: (type) => type === 'BLOB',
  uuid: (type) => type === 'UUID' || type === 'VARCHAR',
  decimal: (type) => type.startsWith('DECIMAL(') || type === 'VARCHAR' || integers.has(type),
  integer: (type) => integers.has(type),
  boolean: (type) => type === 'BOOLEAN',
  date: (type) => type === 'DATE',
  timestamp: (type) => type.startsWith('TIMESTAMP'),
}

/** How values of a kind are written as text, in CSV. */
const forms: Readonly<Record<Exclude<Kind, 'text'>, string>> = {
  binary: '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?',
  uuid: '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}',
  decimal: '-?[0-9]{1,200}(?:[.][0-9]{1,200})?',
  integer: '-?[0-9]{1,19}',
  boolean: 'true|True|TRUE|1|false|False|FALSE|0',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  timestamp: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})',
}

const types: Readonly<Record<Kind, string>> = {
  text: 'VARCHAR',
  binary: 'BLOB',
  uuid: 'UUID',
  decimal: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
}

function reading(
  name: string,
  kind: Kind,
  held: string,
  uses: readonly Use[],
  where: { readonly table: string; readonly file: string },
): Pick<Column, 'fits' | 'kept'> {
  if (held !== WRITTEN && !holds[kind](held)) {
    throw refused('the type of a column in the file does not fit its schema', {
      ...where,
      column: name,
      type: held,
      expected: kind,
    })
  }
  const value = quoteName(name)
  if (kind === 'text')
    return { fits: [noNul(value), ...uses.flatMap((use) => storedFits(use, value))].join(' AND '), kept: value }
  const asText = held === WRITTEN || held === 'VARCHAR'
  const form = asText ? [`regexp_full_match(${value}, ${quoteText(forms[kind])})`] : []
  const kept = keptAs(kind, asText, value)
  if (kind === 'decimal' || kind === 'binary') return { fits: form.join('') || 'true', kept }
  const range =
    kind === 'date' || kind === 'timestamp'
      ? [`${tried(kind, value)} >= '0001-01-01' AND ${tried(kind, value)} < '9999-12-31'`]
      : []
  return { fits: [...form, `${tried(kind, value)} IS NOT NULL`, ...range].join(' AND '), kept }
}

function tried(kind: Kind, value: string): string {
  return `TRY_CAST(${value} AS ${types[kind]})`
}

function keptAs(kind: Kind, asText: boolean, value: string): string {
  if (kind === 'binary' && asText) return `from_base64(${value})`
  if (kind !== 'decimal') return `CAST(${value} AS ${types[kind]})`
  if (!asText) return `CAST(${value} AS VARCHAR)`
  // As PostgreSQL's numeric prints it: no needless zero before, every digit after, and no zero below zero.
  const plain = `regexp_replace(${value}, '^(-?)0+([0-9])', ${quoteText('\\1\\2')})`
  return `CASE WHEN regexp_full_match(${value}, '-0+(?:[.]0+)?') THEN substr(${plain}, 2) ELSE ${plain} END`
}

/** PostgreSQL holds no text with a NUL, so no source does. */
function noNul(value: string): string {
  return `NOT contains(${value}, chr(0))`
}

/** Dates in text: blank or zeros for none, else a day that exists. */
function storedFits(use: Use, value: string): string[] {
  if (use.as !== 'field' || use.field.stored === undefined || use.field.stored === 'cents') return []
  const [form, parse] =
    use.field.stored === 'YYYYMMDD' ? ['[0-9]{8}', '%Y%m%d'] : ['[0-9]{2}/[0-9]{2}/[0-9]{4}', '%m/%d/%Y']
  const day = `trim(${value}, ' ')`
  return [
    `(${day} IN ('', '00000000') OR (regexp_full_match(${day}, ${quoteText(form)}) AND try_strptime(${day}, ${quoteText(parse)}) IS NOT NULL))`,
  ]
}

/** By seven searches, which take half of what a pattern takes. */
function escapedText(value: string): string {
  return `(${escapes.map(([byte]) => `contains(${value}, chr(${byte}))`).join(' OR ')})`
}

/**
 * @returns every column that may be long
 * @throws PosternError ERR_DROP for the first value that does not fit: its column, its row under the header, how many
 */
async function checkValues(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly Column[],
  where: { readonly table: string; readonly file: string },
): Promise<readonly Measured[]> {
  const long = columns.filter(({ kind }) => kind === 'text' || kind === 'binary' || kind === 'decimal')
  const misfit = ({ name, fits }: Column) => `${quoteName(name)} IS NOT NULL AND NOT (${fits})`
  const counts = columns.map((column, at) => `count(*) FILTER (WHERE ${misfit(column)}) AS c${at}`)
  const measures = long.flatMap(({ kind, name, blob }, at) => [
    `${kind === 'text' ? `bool_or(${escapedText(quoteName(name))})` : 'false'} AS e${at}`,
    `max(${blob ? `4 * ceil(octet_length(${quoteName(name)}) / 3)` : `strlen(${quoteName(name)}::VARCHAR)`}) AS l${at}`,
  ])
  const [counted = {}] = await rowsOf(connection, `SELECT ${[...counts, ...measures].join(', ')} FROM ${relation}`)
  for (const [at, column] of columns.entries()) {
    const values = Number(counted[`c${at}`])
    if (values === 0) continue
    const numbered = `SELECT row_number() OVER () AS postern_row, * FROM ${relation}`
    const [first = {}] = await rowsOf(
      connection,
      `SELECT min(postern_row) AS n FROM (${numbered}) WHERE ${misfit(column)}`,
    )
    throw refused('a value of the file is not of the type of its column', {
      ...where,
      column: column.name,
      expected: column.kind,
      row: Number(first['n']),
      values,
    })
  }
  return long.map(({ name }, at) => ({
    column: name,
    escaped: counted[`e${at}`] === true,
    longest: Number(counted[`l${at}`] ?? 0),
  }))
}
