/**
 * DuckDB, opened in memory so that it can see no more than what it is shown: no extension is fetched, nothing is
 * spilled to a file, and after {@link lock} neither a file nor a setting can be reached.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteName, quoteText } from '#formats/sql.ts'

/** The database file of a drop, as an engine calls it. */
export const CATALOG = 'postern_drop'

const options = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  // What does not fit in memory is refused: spilled rows would lie in clear where nobody looks for them.
  temp_directory: '',
  memory_limit: '1GB',
}

export interface Engine {
  readonly connection: DuckDBConnection
  /** Another one, with temporary tables of its own; whoever asks closes it. */
  connect(): Promise<DuckDBConnection>
  close(): void
}

export async function openEngine(): Promise<Engine> {
  // Most commands open no drop, and the engine is large.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', options)
  const connection = await instance.connect()
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`)
  return {
    connection,
    connect: () => instance.connect(),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Work with an engine of its own, which is gone afterwards. */
export async function withEngine<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const engine = await openEngine()
  try {
    return await work(engine.connection)
  } finally {
    engine.close()
  }
}

export async function attach(
  connection: DuckDBConnection,
  file: string,
  mode: 'new' | 'read',
  as = CATALOG,
): Promise<void> {
  // Listed members are read a range at a time: blocks as small as a range are passed over where it is not.
  const how = mode === 'read' ? ' (READ_ONLY)' : ' (ROW_GROUP_SIZE 16384)'
  await connection.run(`ATTACH ${quoteText(file)} AS ${quoteName(as)}${how}`)
}

/**
 * From here on no file can be read, written or attached, and no setting changed, whatever a statement says; what is
 * attached at this moment stays readable as it was attached.
 */
export async function lock(connection: DuckDBConnection): Promise<void> {
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

export type Value = string | readonly string[]

/** Rows of a statement, each value as JSON holds it: whole numbers of 64 bits in text. */
export async function rowsOf(
  connection: DuckDBConnection,
  text: string,
  values: readonly Value[] = [],
): Promise<Record<string, unknown>[]> {
  const { listValue, LIST, VARCHAR } = await import('@duckdb/node-api')
  const bound = values.map((value) => (typeof value === 'string' ? value : listValue([...value])))
  const types = values.map((value) => (typeof value === 'string' ? VARCHAR : LIST(VARCHAR)))
  const read = await connection.runAndReadAll(text, bound, types)
  return read.getRowObjectsJson()
}
