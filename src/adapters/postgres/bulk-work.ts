/**
 * What is done of preparations that are under way, in PostgreSQL.
 *
 * Trust: low. What stands here is ciphertext; who can write here can have ranges read again.
 */
import type pg from 'pg'
import type { Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors, withRetryOnConnectionLoss } from './connect.ts'

/** Milliseconds for which a record is asked for again: another machine is primary within half a minute. */
const patience = 60_000

/** @param pool connections to the product's database, migrated, as `postern_app` */
export function postgresBulkWork(pool: pg.Pool) {
  return {
    record: (preparation: string, stream: string, range: number, sealed: Uint8Array): Promise<boolean> =>
      withRetryOnConnectionLoss(async () => {
        const { rowCount } = await pool.query(
          `insert into bulk_range (preparation, stream, range, sealed) values ($1, $2, $3, $4)
           on conflict (preparation, range) do nothing`,
          [preparation, stream, range, Buffer.from(sealed)],
        )
        if (rowCount === 1) return true
        // A statement of its own: the insert may have waited for the row, and would not see it.
        const { rows } = await pool.query<{ own: boolean }>(
          'select sealed = $3 as own from bulk_range where preparation = $1 and range = $2',
          [preparation, range, Buffer.from(sealed)],
        )
        // Where it came to its end meanwhile nobody knows whose stood, and what is in use may not be taken away.
        return rows[0]?.own ?? true
      }, patience),
    done: (preparation: string): Promise<{ range: number; at: Instant; sealed: Uint8Array }[]> =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ range: number; at: Instant; sealed: Uint8Array }>(
          `select range, sealed, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
           from bulk_range where preparation = $1 order by range`,
          [preparation],
        )
        return rows
      }),
    open: (): Promise<{ preparation: string; stream: string }[]> =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ preparation: string; stream: string }>(
          `select preparation::text, min(stream::text) as stream from bulk_range group by preparation`,
        )
        return rows
      }),
    forget: (preparation: string): Promise<void> =>
      withDatabaseErrors(async () => {
        await pool.query('delete from bulk_range where preparation = $1', [preparation])
      }),
  }
}
