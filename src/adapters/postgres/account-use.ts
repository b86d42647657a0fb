/**
 * When accounts were last used, and the end of what sign-in leaves behind.
 *
 * Trust: who can write here can keep an idle account open, or have it closed early; both show in the register's log.
 */
import type pg from 'pg'
import type { Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors } from './connect.ts'

/** Days for which it is known whose an ended session was. */
const remembered = 7

export function accountUse(pool: pg.Pool) {
  return {
    /** Member → when they last signed in. */
    lastUse: (): Promise<ReadonlyMap<string, Instant>> =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ member: string; last_at: string }>(
          'select member, last_at from account_use',
        )
        return new Map(rows.map((row) => [row.member, row.last_at]))
      }),

    /** Remove what is over. @returns how many sessions and forms */
    sweep: (now: Instant): Promise<number> =>
      withDatabaseErrors(async () => {
        const before = new Date(Date.parse(now) - remembered * 86_400_000).toISOString()
        await pool.query('delete from sign_in_attempt where expires_at < $1', [now])
        await pool.query('delete from looked where day < $1', [before.slice(0, 10)])
        const forms = await pool.query('delete from kept_form where expires_at < $1', [now])
        const sessions = await pool.query('delete from session where used_at < $1', [before])
        return (forms.rowCount ?? 0) + (sessions.rowCount ?? 0)
      }),
  }
}
