/**
 * Forgetting in PostgreSQL.
 *
 * Trust: high. Whoever acts as `postern_keeper` can destroy keys without this code. The log then has a case
 * without a key and without a `case.forgotten`, and `postern rebuild` says so.
 */
import type { PoolClient } from 'pg'
import type { DestructionOrder, Vault } from '#accounting/retention.ts'
import { PosternError } from '#errors.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Instant } from '#vocabulary/time.ts'
import { withClient } from './client.ts'
import { connect, withDatabaseErrors } from './connect.ts'
import { openLedger, type LedgerOptions, type OpenLedger } from './ledger.ts'
import { rotateKeys, type Rotation } from './rotate.ts'

export interface OpenVault extends Vault {
  /** Rotate the root key, and log it. @throws as `rotateKeys` */
  rotate(actor: string, at: Instant, progress?: (keys: number) => void): Promise<Rotation>
  close(): Promise<void>
}

/** In the order of dependence; the entries and the ciphertext stay, which nobody can open any more. */
const destruction = [
  'delete from person_key where stream = $1',
  'delete from case_key where stream = $1',
  'delete from queue where stream = $1',
  'delete from accounting where stream = $1',
  'delete from search where stream = $1',
  'delete from announcement where stream = $1',
  'delete from job where stream = $1',
  'delete from post where stream = $1',
  'delete from member_bucket where set_id in (select set_id from member_set where stream = $1)',
  'delete from member_set where stream = $1',
  `update timeline set type = null, at = null, actor = null
    where seq = any (array (select seq from event where stream = $1))`,
]

/** Opens the ledger as the role that may delete keys. @throws as `openLedger` */
export async function openVault(options: Omit<LedgerOptions, 'role'>): Promise<OpenVault> {
  const ledger = await openLedger({ ...options, role: 'postern_keeper' })
  const pool = connect(options.url, { max: 1, name: 'postern-vault', role: 'postern_keeper' })
  return {
    closedBefore: (day) =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ stream: string; number: string }>(
          'select stream, number from queue where closed_on < $1 order by closed_on, number',
          [day],
        )
        return rows
      }),
    actsBefore: (day) =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ stream: string }>(
          `select stream from timeline where type = 'person.acted' group by stream having max(at) < $1 order by max(at)`,
          [day],
        )
        return rows.map(({ stream }) => stream)
      }),
    destroy: (order) => destroy(ledger, order),
    unscrubbed: () =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ pending: boolean }>(
          `select exists (select from forgotten where seq > coalesce(
            (select max(seq) from timeline where stream = $1 and type = 'keys.rotated'), -1)) as pending`,
          [officeStream],
        )
        return rows[0]?.pending === true
      }),
    rotate: (actor, at, progress) => rotate(options, ledger, actor, at, progress),
    scrub: async (actor, at) => {
      const left = await clean(options.url)
      const { generation } = await rotate(options, ledger, actor, at)
      return { generation, left }
    },
    close: async () => {
      await ledger.close()
      await pool.end()
    },
  }
}

async function destroy(ledger: OpenLedger, { stream, n, by, at, until }: DestructionOrder) {
  const [first, second] = by
  if (first === second) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'forgetting takes two people',
      { stream, actor: first },
      { mend: 'Have somebody else sign too.' },
    )
  }
  const event = { type: 'case.forgotten', at, actor: first, body: { case: stream, with: second, until }, people: {} }
  const statements = destruction.map((text) => ({ text, values: [stream] }))
  const outcome = await ledger.appendToOffice(event, { stream, n, statements })
  return outcome === 'appended' ? 'destroyed' : 'overtaken'
}

async function rotate(
  { url, rootKey }: LedgerOptions,
  ledger: OpenLedger,
  actor: string,
  at: Instant,
  progress?: (keys: number) => void,
): Promise<Rotation> {
  const rotation = await rotateKeys(url, rootKey, progress)
  await ledger.appendToOffice({ type: 'keys.rotated', at, actor, body: { ...rotation }, people: {} })
  return rotation
}

interface Step {
  readonly does: readonly string[]
  /** What stays where the database does not let us do this. */
  readonly left: string
}

/** What still holds bytes of deleted rows. To drive them out takes more rights than `postern_keeper` has. */
const cleaning: readonly Step[] = [
  ...[
    'case_key',
    'person_key',
    'queue',
    'timeline',
    'accounting',
    'search',
    'announcement',
    'job',
    'post',
    'member_set',
    'member_bucket',
  ].map((table) => ({
    does: [`vacuum (full, analyze) ${table}`],
    left: `dead rows of ${table}, until PostgreSQL vacuums it`,
  })),
  {
    // A segment of the write-ahead log that is used again keeps its old bytes until they are written over.
    does: ['alter system set wal_recycle = off', 'select pg_reload_conf()'],
    left: 'segments of the write-ahead log that wait to be used again',
  },
]

const walSetAside = `select count(*)::integer as segments from pg_ls_waldir()
  where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_lsn())`

/**
 * Drive them out as far as the database lets us. What is left was wrapped under a generation of the root key
 * that the rotation destroys: dead rows, the write-ahead log, replicas and backups hold nothing that opens.
 */
async function clean(url: string): Promise<string[]> {
  const left: string[] = []
  const pool = connect(url, { max: 1, name: 'postern-scrub' })
  try {
    await withDatabaseErrors(() =>
      withClient(pool, async (client) => {
        // VACUUM passes over a table that is not its caller's with a warning, and no error.
        let warned = false
        client.on('notice', (notice) => (warned ||= notice.severity === 'WARNING'))
        const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
          warned = false
          return work().then(() => !warned, refusedFor(insufficientPrivilege))
        }
        for (const { does, left: otherwise } of cleaning) {
          const done = await attempt(async () => {
            for (const text of does) await client.query(text)
          })
          if (!done) left.push(otherwise)
        }
        if (!(await attempt(() => passWal(client)))) left.push('segments of the write-ahead log')
        await attempt(async () => {
          await client.query('alter system reset wal_recycle')
          await client.query('select pg_reload_conf()')
        })
      }),
    )
    return left
  } finally {
    await pool.end()
  }
}

/** Write past the segments that were set aside for use, with their old bytes in them, and have all of them removed. */
async function passWal(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ segments: number }>(walSetAside)
  for (let segments = rows[0]?.segments ?? 0; segments >= 0; segments--) {
    // Two switches with nothing between them are one.
    await client.query(`select pg_logical_emit_message(false, 'postern', '')`)
    await client.query('select pg_switch_wal()')
  }
  await client.query('checkpoint')
}

/** SQLSTATE, PostgreSQL's appendix A. */
const insufficientPrivilege = '42501'

function refusedFor(sqlstate: string): (error: unknown) => false {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === sqlstate) return false
    throw error
  }
}
