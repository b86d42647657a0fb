/**
 * The counts of passkeys in PostgreSQL.
 *
 * Trust: none. Whoever can write here can make a copied key go unnoticed, or an honest one look copied.
 */
import type pg from 'pg'
import { withDatabaseErrors } from './connect.ts'

interface SignCounts {
  /** Take note of a count, and say the most that this key's device had said before; 0 where it had said nothing. */
  seen(key: string, count: number): Promise<number>
}

/** @param pool connections to the product's database, migrated */
export function postgresSignCounts(pool: pg.Pool): SignCounts {
  return {
    seen: (key, count) =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ highest: string }>(
          `with before as (select highest from passkey_count where key = $1),
            noted as (
              insert into passkey_count as known (key, highest) values ($1, $2)
              on conflict (key) do update set highest = greatest(known.highest, excluded.highest)
            )
          select highest from before`,
          [key, count],
        )
        return Number(rows[0]?.highest ?? 0)
      }),
  }
}
