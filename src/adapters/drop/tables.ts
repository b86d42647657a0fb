/** The tables of a drop under their own names, read-only, in an engine that is locked. */
import { randomBytes } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { PosternError } from '#errors.ts'
import { quoteName } from '#formats/sql.ts'
import { prepareDialect } from './dialect.ts'
import { attach, lock, openEngine, rowsOf, type Engine } from './duckdb.ts'
import { ABOUT, MEASURED } from './load.ts'

/** An engine that shows tables. */
export interface OpenTables extends Engine {
  readonly measured: (table: string, column: string) => MeasuredColumn
  /** Hash of the drop's description, hex. */
  readonly edition: string
}

export interface MeasuredColumn {
  /** Whether some text has a byte that COPY writes otherwise than it stands; true where nobody looked. */
  readonly escaped: boolean
  /** Bytes of which no value is longer, as it is read. */
  readonly longest: number
}

export interface TableColumns {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * The tables stand as views, so that a statement sees the columns that it may and no others. DuckDB has no rights by
 * which what is behind a view could be closed: it stands under a name that is drawn here, so no statement that was
 * written before can name it.
 *
 * @param only these columns; without them all that were loaded
 */
export async function openTables(file: string, only?: readonly TableColumns[]): Promise<OpenTables> {
  const engine = await openEngine()
  try {
    const { connection } = engine
    const catalog = `drop_${randomBytes(16).toString('hex')}`
    await attach(connection, file, 'read', catalog)
    await prepareDialect(connection)
    for (const { schema, table, columns } of only ?? (await loaded(connection, catalog))) {
      const view = `${quoteName(schema)}.${quoteName(table)}`
      const select = columns.map(quoteName).join(', ')
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`)
      await connection.run(`CREATE VIEW ${view} AS SELECT ${select} FROM ${catalog}.${view}`)
    }
    // Ranges are read side by side, each on the thread of whoever asks; helpers of the engine's own cost more than they do.
    if (only !== undefined) await connection.run('SET threads = 1')
    const measured = only === undefined ? () => unmeasured : await measuredIn(connection, catalog)
    const [about] = await rowsOf(connection, `SELECT sha256 FROM ${catalog}.${ABOUT}`)
    await lock(connection)
    return { ...engine, measured, edition: String(about?.['sha256']) }
  } catch (error) {
    engine.close()
    throw error
  }
}

const unmeasured: MeasuredColumn = { escaped: true, longest: Infinity }

/** A day, a number, a word for yes or no. */
const short: MeasuredColumn = { escaped: false, longest: 40 }

async function measuredIn(connection: DuckDBConnection, catalog: string): Promise<OpenTables['measured']> {
  const measured = `SELECT "table", "column", escaped, longest FROM ${catalog}.${MEASURED}`
  const rows = await rowsOf(connection, measured).catch((error: unknown) => {
    throw error instanceof Error && /^(?:Catalog|Binder) Error/.test(error.message) ? notMeasured() : error
  })
  const columns = new Map(
    rows.map((row): [string, MeasuredColumn] => [
      placeOf(row['table'], row['column']),
      { escaped: row['escaped'] === true, longest: Number(row['longest']) },
    ]),
  )
  return (table, column) => columns.get(placeOf(table, column)) ?? short
}

function notMeasured(): PosternError {
  const mend = 'Have the agency lay one down, and run `postern drop take` for it.'
  return new PosternError('ERR_SOURCE', 'the drop was taken by another version, which did not measure it', {}, { mend })
}

/** To the engine, names that differ in their case alone are one. */
function placeOf(table: unknown, column: unknown): string {
  return `${String(table)}\t${String(column)}`.toLowerCase()
}

async function loaded(connection: DuckDBConnection, catalog: string): Promise<TableColumns[]> {
  const rows = await rowsOf(
    connection,
    `SELECT schema_name AS "schema", table_name AS "table", list(column_name) AS columns
     FROM duckdb_columns() WHERE database_name = $1 AND table_name NOT IN ('postern drop', 'postern measured') GROUP BY ALL`,
    [catalog],
  )
  return rows.map(({ schema, table, columns }) => ({
    schema: String(schema),
    table: String(table),
    columns: Array.isArray(columns) ? columns.map(String) : [],
  }))
}
