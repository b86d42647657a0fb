/**
 * A whole database from a backup: in one transaction, so that it is all there or nothing is.
 *
 * Trust: none for what comes. The server refuses rows that do not fit; the caller checks the log, and makes the
 * projections again from the events, before it is committed.
 */
import type pg from 'pg'
import type { Project } from '#accounting/project.ts'
import { PosternError } from '#errors.ts'
import { concat, equalBytes } from '#formats/bytes.ts'
import { appendLeaves, frontierRoot, type Frontier } from '#formats/frontier.ts'
import { leafHash, type Hash } from '#formats/merkle.ts'
import { TreeHasher } from '#formats/tree-hasher.ts'
import type { LogReader } from '#log/log-store.ts'
import type { RootKey } from '#log/root-key.ts'
import { withClient } from './client.ts'
import { connect, toPosternError } from './connect.ts'
import { copyIn } from './copy.ts'
import { readerOn } from './log-store.ts'
import { applyWithin, type AppliedMigration } from './migrate.ts'
import { rebuildWith, type Rebuilt } from './rebuild.ts'

export interface TableToLoad {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<Uint8Array>
}

export interface Loading {
  /** What had been applied where the backup was made. */
  readonly migrations: readonly AppliedMigration[]
  readonly tables: Iterable<TableToLoad>
  /** The whole log as it stood. */
  readonly log: { readonly size: number; readonly root: Hash }
  readonly rootKey: RootKey
  readonly project: Project
  /** Looks at the log, and says what was published after it, if anything was. What it throws undoes everything. */
  readonly judge: (log: LogReader) => Promise<Continuation | undefined>
  /** Last of all before it is committed. What it throws undoes everything. */
  readonly finish: (log: LogReader) => Promise<void>
}

/** What the public log holds beyond the backup: entries whose events are lost. */
export interface Continuation {
  /** From where the backup's log ends. */
  readonly entries: readonly Uint8Array[]
  /** The published checkpoint at which they end, and the same with the log's own signature alone. */
  readonly checkpoint: { readonly root: Hash; readonly published: string; readonly signed: string }
  readonly at: string
}

export interface Loaded extends Rebuilt {
  /** Tables for people that said something else than the events, and were made again from them. */
  readonly remade: readonly string[]
}

/** That nothing is in this database. @throws PosternError ERR_DATA_DIRECTORY, ERR_DATABASE_UNAVAILABLE */
export async function assertEmptyDatabase(url: string): Promise<void> {
  const pool = connect(url, { max: 1, name: 'postern-restore' })
  try {
    await refuseFull(pool)
  } catch (error) {
    throw toPosternError(error)
  } finally {
    await pool.end()
  }
}

/**
 * @throws PosternError ERR_DATA_DIRECTORY where the database is not empty, ERR_MIGRATION where the backup is of another
 *   version, ERR_BACKUP, ERR_KEY_MISSING, ERR_KEY_WRONG, ERR_LOG_INCONSISTENT; then nothing was stored
 */
export async function loadDatabase(url: string, loading: Loading): Promise<Loaded> {
  const pool = connect(url, { max: 1, name: 'postern-restore' })
  try {
    return await withClient(pool, async (client) => {
      await client.query('begin')
      await client.query('set local idle_in_transaction_session_timeout = 0')
      const loaded = await loadWith(client, loading)
      await client.query('commit')
      return loaded
    })
  } catch (error) {
    throw toPosternError(error)
  } finally {
    await pool.end()
  }
}

async function loadWith(client: pg.PoolClient, loading: Loading): Promise<Loaded> {
  const { migrations, tables, rootKey, project, judge, finish } = loading
  await refuseFull(client)
  await applyWithin(client, migrations)
  for (const { table, columns, rows } of tables) await load(client, table, columns, rows)
  // What this version adds, on the rows as an older one left them.
  await applyWithin(client, 'all')
  const log = readerOn(client)
  await assertWhole(log, loading.log)
  const beyond = await judge(log)
  if (beyond !== undefined) await goOn(client, await log.head(), beyond)
  const before = await fingerprints(client)
  const rebuilt = await rebuildWith(client, rootKey, project, () => {})
  const after = await fingerprints(client)
  await finish(log)
  return { ...rebuilt, remade: projections.filter((table) => before.get(table) !== after.get(table)) }
}

async function load(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  const name = client.escapeIdentifier(table)
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  try {
    if (table !== 'log_head') return await copyIn(client, `copy ${name} (${list}) from stdin`, rows)
    // The one row that is there from the beginning, and that nobody may delete.
    await client.query('create temporary table restored_head (like log_head) on commit drop')
    await copyIn(client, `copy restored_head (${list}) from stdin`, rows)
    const set = columns.map((column) => client.escapeIdentifier(column)).map((column) => `${column} = r.${column}`)
    await client.query(`update log_head set ${set.join(', ')} from restored_head r`)
  } catch (error) {
    // The server's words quote rows.
    const state = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!/^(?:22|23|42)/.test(state)) throw error
    throw new PosternError(
      'ERR_BACKUP',
      'The rows of a table in this backup do not fit into the database of this version.',
      { table, sqlstate: state },
      { mend: 'Restore it with the version of Postern that wrote it; nothing was written.' },
    )
  }
}

/** That the entries give the root that stood in the backup, and the one that was kept while they were appended. */
async function assertWhole(log: LogReader, { size, root }: Loading['log']): Promise<void> {
  const head = await log.head()
  const hasher = new TreeHasher()
  for (let from = 0; from < head.size; from += pageLength) {
    for (const entry of await log.entries(from, Math.min(head.size, from + pageLength))) hasher.append(entry)
    // The tiles are written elsewhere; held, they would be as large as the log.
    hasher.takeFullTiles()
  }
  const found = hasher.root()
  if (head.size === size && equalBytes(found, root) && equalBytes(found, frontierRoot(head))) return
  throw new PosternError(
    'ERR_LOG_INCONSISTENT',
    'the entries in this backup do not give the root of its log',
    { size, found: head.size },
    { mend: 'Take another backup; nothing was written.' },
  )
}

const pageLength = 16_384

/** Entries that stand like padding: they keep their places in the tree, and what they committed to is gone. */
async function goOn(client: pg.ClientBase, head: Frontier, { entries, checkpoint, at }: Continuation): Promise<void> {
  for (let from = 0; from < entries.length; from += pageLength) {
    const page = entries.slice(from, from + pageLength)
    await client.query(
      'insert into event (seq, entry) select $1 + i - 1, entry from unnest($2::bytea[]) with ordinality as new (entry, i)',
      [head.size + from, page.map((entry) => Buffer.from(entry))],
    )
  }
  const grown = appendLeaves(head, entries.map(leafHash))
  if (!equalBytes(frontierRoot(grown), checkpoint.root)) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      'the published log does not continue the log of this backup',
      { backup: head.size, published: grown.size },
      { mend: 'Keep both, and find out which of them is this office’s; nothing was written.' },
    )
  }
  await client.query('update log_head set size = $1, frontier = $2', [grown.size, Buffer.from(concat(...grown.hashes))])
  await client.query('insert into checkpoint (size, root, claimed_at) values ($1, $2, $3)', [
    grown.size,
    Buffer.from(checkpoint.root),
    at,
  ])
  await client.query('insert into checkpoint_signature (size, note) values ($1, $2)', [grown.size, checkpoint.signed])
  await client.query('insert into checkpoint_publication (size, note, published_at) values ($1, $2, $3)', [
    grown.size,
    checkpoint.published,
    at,
  ])
}

const projections = ['timeline', 'queue', 'accounting', 'search', 'announcement', 'forgotten'] as const

/** Of each projection one number that does not depend on the order of its rows. */
async function fingerprints(client: pg.PoolClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const table of projections) {
    const { rows } = await client.query<{ print: string }>(
      `select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as print from ${table} as t`,
    )
    found.set(table, rows[0]?.print ?? '')
  }
  return found
}

/** Tables that came with no extension. */
async function refuseFull(db: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const { rows } = await db.query<{ count: number }>(`
    select count(*)::int as count from pg_class
    where relkind in ('r', 'p') and relpersistence <> 't'
      and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')`)
  const tables = rows[0]?.count ?? 0
  if (tables === 0) return
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    'A backup is restored into an empty database, and this one holds tables; nothing in it was changed.',
    { tables },
    { mend: 'Make a new database for it and name that in DATABASE_URL, or another POSTERN_DATA without it.' },
  )
}
