/**
 * Publication's memory in PostgreSQL: the sequence, and what was signed of it.
 *
 * Trust: high, but watched. Whoever can write here can append entries and can keep a checkpoint from being
 * published. They cannot take an entry back unseen: the next checkpoint would not continue the last one,
 * and neither the publisher, which compares with the tiles, nor a witness would sign it.
 */
import type pg from 'pg'
import { PosternError } from '#errors.ts'
import { concat, equalBytes } from '#formats/bytes.ts'
import { appendLeaf, type Frontier } from '#formats/frontier.ts'
import { leafHash } from '#formats/merkle.ts'
import type {
  Claim,
  LogReader,
  LogStore,
  Padding,
  PublishedCheckpoint,
  PublisherDesk,
  WitnessContact,
} from '#log/log-store.ts'
import { withDatabaseErrors } from './connect.ts'

/** "post" and "pub" as two numbers: the advisory lock of the one publisher. */
const publisherLock = [0x706f7374, 0x707562] as const

const entryLength = 32

/** A connection that breaks while nothing is asked of it would otherwise end the process; the next query says so. */
function ignore(): void {}

type Queryable = Pick<pg.ClientBase, 'query'>

/** @param pool connections to the product's database; one of them is kept for as long as a publication takes */
export function postgresLogStore(pool: pg.Pool): LogStore {
  return {
    ...readerOn(pool),

    asPublisher: (work) =>
      withDatabaseErrors(async () => {
        const client = await pool.connect()
        client.on('error', ignore)
        let broken = true
        try {
          const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, $2) as locked', [
            ...publisherLock,
          ])
          const locked = rows[0]?.locked === true
          try {
            return locked ? await work(deskOn(client)) : undefined
          } finally {
            if (locked) await client.query('select pg_advisory_unlock($1, $2)', [...publisherLock])
            broken = false
          }
        } finally {
          client.off('error', ignore)
          // The lock goes with the connection, so one that could not be unlocked is not handed on.
          client.release(broken)
        }
      }),
  }
}

/** Publication’s memory as this connection sees it, inside a transaction of its owner’s too. */
export function readerOn(db: Queryable): LogReader {
  const one = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row | undefined> =>
    withDatabaseErrors(async () => (await db.query<Row>(sql, values)).rows[0])

  return {
    head: async () => {
      const row = await one<HeadRow>('select size, frontier from log_head')
      return frontierOf(row)
    },

    entries: (from, to) =>
      withDatabaseErrors(async () => {
        const { rows } = await db.query<{ entry: Buffer }>(
          'select entry from event where seq >= $1 and seq < $2 order by seq',
          [from, to],
        )
        if (rows.length === to - from) return rows.map(({ entry }) => entry)
        throw new PosternError(
          'ERR_LOG_INCONSISTENT',
          'the sequence of events has a gap',
          { from, to, found: rows.length },
          { mend: 'Restore the database from a backup that is whole; nothing is published before.' },
        )
      }),

    claimed: async (size) => {
      const row = await one<ClaimRow>(
        `select size, root, claimed_at from checkpoint ${size === undefined ? 'order by size desc limit 1' : 'where size = $1'}`,
        size === undefined ? [] : [size],
      )
      return row && claimOf(row)
    },

    newestSigned: async () => {
      const row = await one<ClaimRow & { note: string }>(
        `select size, root, claimed_at, note from checkpoint join checkpoint_signature using (size)
         order by size desc limit 1`,
      )
      return row && { ...claimOf(row), note: row.note }
    },

    published: async (size) => {
      const row = await one<{ size: string; note: string; published_at: string }>(
        size === undefined
          ? 'select * from checkpoint_publication order by size desc limit 1'
          : 'select * from checkpoint_publication where size >= $1 order by size limit 1',
        size === undefined ? [] : [size],
      )
      return row && { size: Number(row.size), note: row.note, publishedAt: row.published_at }
    },

    waitingSince: async () => {
      const row = await one<{ claimed_at: string }>(
        `select claimed_at from checkpoint
         where size > coalesce((select max(size) from checkpoint_publication), -1) order by size limit 1`,
      )
      return row?.claimed_at ?? null
    },

    cosigners: (size) =>
      withDatabaseErrors(async () => {
        const { rows } = await db.query<{ witness: string }>(
          'select witness from checkpoint_cosignature where size = $1',
          [size],
        )
        return rows.map(({ witness }) => witness)
      }),

    contacts: () =>
      withDatabaseErrors(async () => {
        const { rows } = await db.query<{
          witness: string
          asked_at: string
          answer: string
          failing_since: string | null
        }>('select * from witness_contact order by witness')
        return rows.map(({ witness, asked_at: askedAt, answer, failing_since: failingSince }): WitnessContact => ({
          witness,
          askedAt,
          answer,
          failingSince,
        }))
      }),
  }
}

function deskOn(client: pg.ClientBase): PublisherDesk {
  const reader = readerOn(client)
  const run = (sql: string, values: unknown[]) => withDatabaseErrors(async () => client.query(sql, values))

  return {
    ...reader,

    pad: (padding) =>
      withDatabaseErrors(async () => {
        await client.query('begin')
        try {
          const head = await appendPadding(client, padding)
          await client.query('commit')
          return head
        } catch (error) {
          await client.query('rollback').catch(() => {})
          throw error
        }
      }),

    claim: async ({ size, root, claimedAt }) => {
      await run('insert into checkpoint (size, root, claimed_at) values ($1, $2, $3) on conflict do nothing', [
        size,
        root,
        claimedAt,
      ])
      const settled = await reader.claimed(size)
      if (settled !== undefined && equalBytes(settled.root, root)) return
      throw new PosternError(
        'ERR_LOG_INCONSISTENT',
        'another root was settled for this size, so this one is not signed',
        { size },
        { mend: 'Somebody changed the events or the checkpoints: compare the database with its backups.' },
      )
    },

    sign: async (size, note) => {
      await run('insert into checkpoint_signature (size, note) values ($1, $2) on conflict do nothing', [size, note])
    },

    cosignatures: async (size) => {
      const { rows } = await withDatabaseErrors(() =>
        client.query<{ witness: string; line: string }>(
          'select witness, line from checkpoint_cosignature where size = $1',
          [size],
        ),
      )
      return new Map(rows.map(({ witness, line }) => [witness, line]))
    },

    cosign: async (size, witness, line) => {
      await run('insert into checkpoint_cosignature (size, witness, line) values ($1, $2, $3) on conflict do nothing', [
        size,
        witness,
        line,
      ])
    },

    cosignedUpTo: async (witness) => {
      const { rows } = await withDatabaseErrors(() =>
        client.query<{ size: string | null }>(
          'select max(size) as size from checkpoint_cosignature where witness = $1',
          [witness],
        ),
      )
      return Number(rows[0]?.size ?? 0)
    },

    publish: async ({ size, note, publishedAt }: PublishedCheckpoint) => {
      await run(
        'insert into checkpoint_publication (size, note, published_at) values ($1, $2, $3) on conflict do nothing',
        [size, note, publishedAt],
      )
    },

    contact: async ({ witness, askedAt, answer }, good) => {
      await run(
        `insert into witness_contact as known (witness, asked_at, answer, failing_since)
         values ($1, $2, $3, case when $4 then null else $2 end)
         on conflict (witness) do update set asked_at = excluded.asked_at, answer = excluded.answer,
           failing_since = case when $4 then null else coalesce(known.failing_since, excluded.asked_at) end`,
        [witness, askedAt, answer, good],
      )
    },
  }
}

/** Under the row lock that every append takes, so that padding and events share one gapless sequence. */
async function appendPadding(
  client: pg.ClientBase,
  { batch, since, whenSilent, randomness }: Padding,
): Promise<Frontier> {
  const { rows } = await client.query<HeadRow>('select size, frontier from log_head for update')
  let head = frontierOf(rows[0])
  const silent = head.size <= since
  const target = silent && whenSilent ? head.size + batch : head.size
  const count = Math.ceil(target / batch) * batch - head.size
  if (count === 0 || (silent && !whenSilent)) return head

  const bytes = randomness.bytes(count * entryLength)
  const first = head.size
  const entries = Array.from({ length: count }, (_, i) => bytes.slice(i * entryLength, (i + 1) * entryLength))
  for (const entry of entries) head = appendLeaf(head, leafHash(entry))
  await client.query(
    'insert into event (seq, entry) select $1 + i - 1, entry from unnest($2::bytea[]) with ordinality as new (entry, i)',
    [first, entries.map((entry) => Buffer.from(entry))],
  )
  await client.query('update log_head set size = $1, frontier = $2', [head.size, Buffer.from(concat(...head.hashes))])
  return head
}

interface HeadRow {
  readonly size: string
  readonly frontier: Buffer
}

function frontierOf(row: HeadRow | undefined): Frontier {
  if (row === undefined) throw new Error('log_head has one row')
  const bytes = new Uint8Array(row.frontier)
  const hashes = Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(32 * i, 32 * (i + 1)))
  return { size: Number(row.size), hashes }
}

interface ClaimRow {
  readonly size: string
  readonly root: Buffer
  readonly claimed_at: string
}

function claimOf({ size, root, claimed_at: claimedAt }: ClaimRow): Claim {
  return { size: Number(size), root: new Uint8Array(root), claimedAt }
}
