/**
 * What the public page says of releases of many persons, read from its table.
 *
 * Trust: low. Whoever can write here can mislead the public until the next `postern rebuild`; what may leave is decided
 * from the events.
 */
import type pg from 'pg'
import type { Announced, Announcements, Later } from '#accounting/announcements.ts'
import { withDatabaseErrors } from './connect.ts'

type Row = Omit<Announced, 'seq' | 'later'> & { readonly seq: string; readonly later: readonly Later[] }

const list = `
  select seq, (select at from timeline where timeline.seq = a.seq) as at, agency, persons, elements, basis, announced_on::text as "announcedOn", stands_until::text as "standsUntil",
    court, docket, ordered_on::text as "orderedOn", leaves_from::text as "leavesFrom",
    coalesce((select json_agg(json_build_object('type', type, 'at', at) order by seq) from timeline
      where seq = any (array (select seq from event where event.stream = a.stream and event.seq > a.seq))
        and type = any ($1)), '[]'::json) as later
  from announcement as a order by announced_on desc, seq desc limit $2`

/**
 * @param pool connections to the product's database, migrated, as `postern_app`
 * @param types of the events that say what became of a notice
 */
export function postgresAnnouncements(pool: pg.Pool, types: readonly string[]): Announcements {
  return {
    list: (limit) =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<Row>(list, [[...types], limit])
        return rows.map(({ seq, ...row }) => ({ ...row, seq: Number(seq) }))
      }),
  }
}
