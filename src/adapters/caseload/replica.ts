/**
 * Reading listed members from a replica of the source, never from an older state than the role was made in.
 *
 * The role and its schema are made on the primary, after the decision. Whoever sees the schema has replayed its commit,
 * and with it everything that was committed before; a replica of another system, or another database of this one, never
 * sees it. A position in the log alone would not tell those apart; it says how far behind a replica is. It is asked for
 * on every connection anew: behind one address there may be several replicas.
 *
 * Trust: as of the primary. A replica says whatever whoever holds its files wants.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { PosternError } from '#errors.ts'
import { isLost, sqlstateOf } from './errors.ts'
import { onConnection } from './release.ts'

export interface Replica {
  readonly pool: Pool
  /** Milliseconds for which it is waited for; ten seconds unless told. */
  readonly patience?: number
}

/** Work on one connection to the replica, which stands past the mark. */
export type OnReplica = <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>

/**
 * Wait until the replica has come to where its primary is now.
 *
 * @param primary a connection on which the schema was made and committed
 * @throws PosternError ERR_SOURCE where it does not come in time, is no replica, or is one of another database, and
 *   later where it gave up a reading to keep up; ERR_DATABASE_UNAVAILABLE where it does not answer. All can be tried again
 */
export async function replicaPast(
  { pool, patience = 10_000 }: Replica,
  primary: PoolClient,
  { agency, schema }: { readonly agency: string; readonly schema: string },
): Promise<OnReplica> {
  const { rows } = await primary.query<{ position: string }>(
    'SELECT pg_catalog.pg_current_wal_insert_lsn()::text AS position',
  )
  const mark: Mark = { agency, schema, position: rows[0]?.position ?? '', patience }
  const past: OnReplica = (work) =>
    withReplicaErrors(agency, () =>
      onConnection(pool, async (client) => {
        await waitFor(client, mark)
        return work(client)
      }),
    )
  // Before anything is read, and where a caller would read nothing at all.
  await past(async () => {})
  return past
}

interface Mark {
  readonly agency: string
  readonly schema: string
  /** Of the primary, when the schema stood there. */
  readonly position: string
  readonly patience: number
}

async function waitFor(client: PoolClient, { agency, schema, position, patience }: Mark): Promise<void> {
  const began = performance.now()
  for (;;) {
    const { replica, behind } = await standing(client, position)
    if (!replica) {
      throw new PosternError(
        'ERR_SOURCE',
        'what is named as the replica of the source is none',
        { agency, replica: 'none' },
        { mend: 'Name a standby in POSTERN_SOURCE_REPLICA_URL, or unset it to read from the source itself.' },
      )
    }
    // Asked after the position, so that a schema that is missing there is missing for good.
    if (await sees(client, schema)) return
    if (behind === 0) {
      throw new PosternError(
        'ERR_SOURCE',
        'what is named as the replica of the source is one of another database',
        { agency, replica: 'other' },
        { mend: 'Name in POSTERN_SOURCE_REPLICA_URL a standby of the server and database of POSTERN_SOURCE_URL.' },
      )
    }
    const waited = performance.now() - began
    if (waited >= patience) {
      throw new PosternError(
        'ERR_SOURCE',
        'the replica of the source is behind',
        { agency, replica: 'behind', bytesBehind: behind, secondsWaited: Math.round(waited / 100) / 10 },
        {
          mend: 'Try again when it has caught up. Where it never does, see whether its replay is paused, and that POSTERN_SOURCE_REPLICA_URL names a standby of this source.',
        },
      )
    }
    await sleep(Math.min(50, patience - waited))
  }
}

/** `behind` is null where it has replayed nothing yet. */
async function standing(
  client: PoolClient,
  position: string,
): Promise<{ readonly replica: boolean; readonly behind: number | null }> {
  const { rows } = await client.query<{ replica: boolean; behind: string | null }>(
    `SELECT pg_catalog.pg_is_in_recovery() AS replica,
       pg_catalog.pg_wal_lsn_diff($1::pg_lsn, pg_catalog.pg_last_wal_replay_lsn())::text AS behind`,
    [position],
  )
  const { replica = false, behind = null } = rows[0] ?? {}
  return { replica, behind: behind === null ? null : Math.max(0, Number(behind)) }
}

async function sees(client: PoolClient, schema: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema])
  return rowCount === 1
}

async function withReplicaErrors<T>(agency: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toReplicaError(error, agency)
  }
}

/** What happens to a replica alone; the rest is a failure of the source, as errors.ts has it. */
function toReplicaError(error: unknown, agency: string): unknown {
  if (error instanceof PosternError || !(error instanceof Error)) return error
  const sqlstate = sqlstateOf(error)
  // A reading changes nothing, so only replay can have been in its way (PostgreSQL 18, 26.4.2).
  if (sqlstate === '40001' || sqlstate === '40P01') {
    return new PosternError(
      'ERR_SOURCE',
      'the replica of the source gave up a reading to keep up with its primary',
      { agency, sqlstate },
      {
        mend: 'Try again. Where it comes back, turn hot_standby_feedback on there and raise max_standby_streaming_delay.',
        cause: error,
      },
    )
  }
  // 28: it does not let this account in; 3D000: it has no such database.
  if (isLost(error) || /^(?:28|3D000)/.test(sqlstate)) {
    return new PosternError(
      'ERR_DATABASE_UNAVAILABLE',
      'the replica of the source does not answer',
      { agency, sqlstate },
      { mend: 'Check that it runs and that POSTERN_SOURCE_REPLICA_URL names it, then try again.', cause: error },
    )
  }
  return error
}
