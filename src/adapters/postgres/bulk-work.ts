/**
 * What is done of preparations that are under way, in PostgreSQL.
 *
 * Trust: low. What stands here is ciphertext; who can write here can have ranges read again.
 */
import type pg from 'pg'
import type { Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors } from './connect.ts'

/** @param pool connections to the product's database, migrated, as `postern_app` */
export function postgresBulkWork(pool: pg.Pool) {
  return {
    record: (preparation: string, stream: string, range: number, sealed: Uint8Array): Promise<boolean> =>
      withDatabaseErrors(async () => {
        const { rowCount } = await pool.query(
          `insert into bulk_range (preparation, stream, range, sealed) values ($1, $2, $3, $4)
           on conflict (preparation, range) do nothing`,
          [preparation, stream, range, Buffer.from(sealed)],
        )
        return rowCount === 1
      }),
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
