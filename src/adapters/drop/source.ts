/**
 * The drop in use, as a source: what the caseload's statements ask is answered from it, and a release is read from a
 * copy of its own rows.
 *
 * DuckDB has no roles and no row security. In their place a release runs in an engine of its own that holds, as
 * tables, the permitted columns of the permitted people and nothing else: the drop is taken off again, and the engine
 * is locked, before the statement runs. Looking somebody up sees the whole drop, as it does in PostgreSQL; what that
 * engine can not do is reach anything besides, or change anything.
 *
 * Trust: as of the caseload (adapters/caseload/find.ts). Whoever reads or writes the file on this machine has the
 * caseload in clear.
 */
import { stat } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { isPosternError, PosternError } from '#errors.ts'
import { conditionSql, keyCast, quoteName } from '#formats/sql.ts'
import type { CompiledRelease, ReleaseSource, Slice, SourceRow } from '#release/compile.ts'
import { inDuckDb, prepareDialect } from './dialect.ts'
import { attach, CATALOG, lock, rowsOf, withEngine, type Engine, type Value } from './duckdb.ts'
import { codeOf } from './errors.ts'
import { ABOUT, type About } from './load.ts'
import { openTables } from './tables.ts'

export interface DropSource extends ReleaseSource {
  /** Run a statement of the caseload's. @throws PosternError ERR_SOURCE where there is no drop, or it lacks what is asked */
  readonly query: (text: string, values: Value[]) => Promise<{ rows: Record<string, unknown>[] }>
  close(): Promise<void>
}

/** Opened when it is first asked, and anew when a later drop was put in place. */
export function dropSource(file: string): DropSource {
  const current = new Current(file)
  return {
    query: (text, values) => withDropErrors(async () => ({ rows: await current.ask(text, values) })),
    read: (compiled) => withDropErrors(() => read(file, compiled)),
    close: () => current.close(),
  }
}

/** Which drop is in use; undefined where none was ever taken. */
export async function aboutCurrent(file: string): Promise<About | undefined> {
  if ((await fileId(file)) === undefined) return undefined
  return withEngine(async (connection) => {
    await attach(connection, file, 'read')
    const [row] = await rowsOf(connection, `SELECT agency, created, sha256 FROM ${CATALOG}.${ABOUT}`)
    const text = (name: string) => String(row?.[name])
    return { agency: text('agency'), created: text('created'), sha256: text('sha256') }
  })
}

/** The engine that answers about the drop in use. One that a newer drop replaced ends with its last question. */
class Current {
  readonly #file: string
  #open: { readonly id: string; readonly engine: Promise<Engine>; asking: number; retired: boolean } | undefined

  constructor(file: string) {
    this.#file = file
  }

  async ask(text: string, values: readonly Value[]): Promise<Record<string, unknown>[]> {
    const id = await fileId(this.#file)
    if (id === undefined) throw noDrop()
    if (this.#open?.id !== id) await this.close()
    const open = (this.#open ??= { id, engine: openTables(this.#file), asking: 0, retired: false })
    open.asking += 1
    try {
      const { connection } = await open.engine
      return await rowsOf(connection, inDuckDb(text), values)
    } catch (error) {
      if (this.#open === open) await this.close()
      throw error
    } finally {
      open.asking -= 1
      if (open.retired && open.asking === 0) await ended(open.engine)
    }
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return
    open.retired = true
    if (open.asking === 0) await ended(open.engine)
  }
}

async function ended(engine: Promise<Engine>): Promise<void> {
  // One that could not be opened has said so to whoever asked.
  const opened = await engine.catch(() => undefined)
  opened?.close()
}

async function read(file: string, { access, statement }: CompiledRelease): Promise<SourceRow[]> {
  if (access.mode !== 'drop')
    throw new PosternError('ERR_SOURCE_MAPPING', 'this release was compiled for another source')
  await requireDrop(file)
  return withEngine(async (connection) => {
    await holdSlices(connection, file, access.schema, access.slices)
    await prepareDialect(connection)
    await lock(connection)
    const rows = await rowsOf(connection, inDuckDb(statement.text), statement.values)
    return rows.map(toSourceRow)
  })
}

/** Afterwards these tables are all that the engine holds, and the drop is detached: locked, it is out of its reach. */
export async function holdSlices(
  connection: DuckDBConnection,
  file: string,
  schema: string,
  slices: readonly Slice[],
): Promise<void> {
  await attach(connection, file, 'read')
  for (const { name, table, by, columns, conditions, keys } of slices) {
    const held = `${CATALOG}.${quoteName(schema)}.${quoteName(table)}`
    const permitted = `${quoteName(by.column)} IN (SELECT unnest($1::${keyCast(by.type)}[]))`
    const where = [permitted, ...conditions.map((one) => conditionSql(one))].join(' AND ')
    const select = `SELECT ${columns.map(quoteName).join(', ')} FROM ${held} WHERE ${where}`
    await rowsOf(connection, `CREATE TABLE ${quoteName(name)} AS ${select}`, [keys])
  }
  await connection.run(`DETACH ${CATALOG}`)
}

function toSourceRow(row: Record<string, unknown>): SourceRow {
  const text = (name: string): string => {
    const value = row[name]
    if (typeof value !== 'string') throw misread()
    return value
  }
  const texts = (name: string): (string | null)[] => {
    const value = row[name]
    if (!Array.isArray(value)) throw misread()
    return value.map((one: unknown) => {
      if (one !== null && typeof one !== 'string') throw misread()
      return one
    })
  }
  return {
    subject: text('subject'),
    program: text('program'),
    element: text('element'),
    key: text('key'),
    columns: texts('columns').map((name) => name ?? ''),
    fields: texts('fields'),
  }
}

/** @throws PosternError ERR_SOURCE where none was taken yet */
export async function requireDrop(file: string): Promise<void> {
  if ((await fileId(file)) === undefined) throw noDrop()
}

/** Another file under the same name is another drop. */
async function fileId(file: string): Promise<string | undefined> {
  try {
    const { ino, mtimeMs, size } = await stat(file)
    return `${ino} ${mtimeMs} ${size}`
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function noDrop(): PosternError {
  const mend = 'Have the agency lay one down, and run `postern drop take` for it.'
  return new PosternError('ERR_SOURCE', 'no drop of this agency was taken yet', {}, { mend })
}

function misread(): PosternError {
  return new PosternError('ERR_SOURCE', 'the drop did not answer as its mapping says')
}

/** DuckDB's words may quote a row, so they end here. */
export async function withDropErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isPosternError(error) || !(error instanceof Error)) throw error
    const kind = /^(\w+(?: \w+)?) Error/.exec(error.message)?.[1]
    if (kind === undefined) throw error
    const mend =
      'Take a drop that was made for this mapping; the mapping may have changed since the last one was taken.'
    if (kind === 'Out of Memory') {
      throw new PosternError('ERR_SOURCE', 'the drop does not answer within the memory it is given', { kind })
    }
    throw new PosternError('ERR_SOURCE', 'the drop does not answer as its mapping says', { kind }, { mend })
  }
}
