/**
 * A whole database as it stood at one moment, read while others go on writing.
 *
 * One transaction with one snapshot (REPEATABLE READ, read only) and one COPY for each table: it needs no program
 * beside the server, works with any that speaks PostgreSQL, and gives text that another version reads.
 */
import { Client } from 'pg'
import { PosternError } from '#errors.ts'
import { frontierRoot } from '#formats/frontier.ts'
import type { Hash } from '#formats/merkle.ts'
import { toPosternError } from './connect.ts'
import { copyOut } from './copy.ts'
import { readerOn } from './log-store.ts'
import type { AppliedMigration } from './migrate.ts'

/** What lets somebody in, or is on its way to: nobody is signed in by a backup. Whoever was, signs in again. */
const leftOut = new Set(['schema_migration', 'session', 'sign_in_attempt', 'kept_form', 'looked'])

export interface SnapshotTable {
  readonly name: string
  /** Without those that the server computes. */
  readonly columns: readonly string[]
}

export interface Snapshot {
  readonly migrations: readonly AppliedMigration[]
  /** In the order in which they were made, so that what is referred to comes first. */
  readonly tables: readonly SnapshotTable[]
  readonly log: { readonly size: number; readonly root: Hash }
  /** The size of the newest checkpoint that the log key has signed; 0 where there is none. */
  readonly signed: number
  /** The newest published checkpoint. */
  readonly published: { readonly size: number; readonly note: string } | undefined
  /** Oldest generation of the root key that a key in here is wrapped under. */
  readonly generation: number
  /** Its rows in PostgreSQL's text form. One at a time. */
  copy(table: SnapshotTable): AsyncIterable<Uint8Array>
}

/**
 * Work on one snapshot; nobody waits for it.
 *
 * @throws PosternError ERR_DATABASE_UNAVAILABLE, ERR_BACKUP where the root key was rotated meanwhile, so that
 *   nothing could open what was copied; what `work` throws
 */
export async function withSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = await open(url)
  try {
    await client.query('begin isolation level repeatable read, read only')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    const snapshot = await look(client)
    const result = await work(snapshot)
    await client.query('commit')
    // Another look, at the database as it is now: a key that was destroyed since opens nothing of the copy.
    if ((await generationIn(client)) > snapshot.generation) throw rotated()
    return result
  } catch (error) {
    throw toPosternError(error)
  } finally {
    await client.end().catch(() => {})
  }
}

async function open(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'postern-backup',
  })
  // A connection lost between two queries shows at the next one; unheard, it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    throw toPosternError(error)
  }
}

async function look(client: Client): Promise<Snapshot> {
  const { rows: migrations } = await client.query<AppliedMigration>(
    'select name, sha256 from schema_migration order by name',
  )
  const { rows: tables } = await client.query<{ name: string; columns: string[] }>(`
    select relname as name, array_agg(attname::text order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relkind = 'r' and relnamespace = 'public'::regnamespace
      and attnum > 0 and not attisdropped and attgenerated = ''
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
    group by pg_class.oid, relname order by pg_class.oid`)
  const log = readerOn(client)
  const head = await log.head()
  return {
    migrations,
    tables: tables.filter(({ name }) => !leftOut.has(name)),
    log: { size: head.size, root: frontierRoot(head) },
    signed: (await log.newestSigned())?.size ?? 0,
    published: await log.published(),
    generation: await generationIn(client),
    copy: ({ name, columns }) =>
      copyOut(client, `copy ${quoted(client, name)} (${columns.map((c) => quoted(client, c)).join(', ')}) to stdout`),
  }
}

async function generationIn(client: Client): Promise<number> {
  const { rows } = await client.query<{ generation: number | null }>(
    'select min(generation) as generation from (select generation from case_key union all select generation from person_key) as k',
  )
  return rows[0]?.generation ?? 0
}

function quoted(client: Client, name: string): string {
  return client.escapeIdentifier(name)
}

function rotated(): PosternError {
  return new PosternError(
    'ERR_BACKUP',
    'the root key was rotated while the backup was made, so nothing could open it; it was thrown away',
    {},
    { mend: 'Run the same command again, when no rotation and no forgetting is under way.' },
  )
}
