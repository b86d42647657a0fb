/**
 * The desk of one agency in PostgreSQL: its queue, and what its people keep for themselves.
 *
 * Trust: every connection here is `postern_desk`, so that whatever is asked, another agency's rows are not there.
 */
import type { Pool } from 'pg'
import type { Desk, Feeds } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { connect, withRetryOnConnectionLoss } from './connect.ts'
import { randomDrawer } from './drawer.ts'
import { openLedger, type LedgerOptions, type OpenLedger } from './ledger.ts'
import { postgresMemberSets } from './member-sets.ts'
import { queueFields } from './projections.ts'
import { countStatement, pageStatement, placeOf } from './queue-sql.ts'

export interface OpenDesk {
  /** The agency's cases and the office's own stream, for `Ports`. */
  readonly ledger: OpenLedger
  readonly desk: Desk
  readonly memberSets: ReturnType<typeof postgresMemberSets>
  close(): Promise<void>
}

/** @throws as `openLedger`; the system's ledger must have begun the office */
export async function openDesk(options: Omit<LedgerOptions, 'role'> & { readonly agency: string }): Promise<OpenDesk> {
  const { url, agency, patience } = options
  const ledger = await openLedger(options)
  const pool = connect(url, { max: 5, name: 'postern-desk', role: 'postern_desk', agency, pipeline: true })
  return {
    ledger,
    desk: desk(pool, ledger, agency, patience),
    memberSets: postgresMemberSets(pool, options.rootKey, randomDrawer()),
    close: async () => {
      await ledger.close()
      await pool.end()
    },
  }
}

function desk(pool: Pool, ledger: OpenLedger, agency: string, patience?: number): Desk {
  /** All of these may be done twice. */
  const ask = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await withRetryOnConnectionLoss(() => pool.query<Row>(text, [...values]), patience)).rows

  return {
    async page(filter, sort, limit, after) {
      const { text, values } = pageStatement(filter, sort, limit, after)
      const found = await ask<QueueRow>(text, values)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last !== undefined ? placeOf(last, sort) : undefined }
    },

    async counts(filters, most) {
      if (filters.length === 0) return []
      const { text, values } = countStatement(filters, most)
      const [row] = await ask<{ counts: number[] }>(text, values)
      return row?.counts ?? []
    },

    find: (words) => ledger.find(agency, words),

    lines: (streams) =>
      ask<QueueRow>(
        `select ${queueFields} from queue where stream = any ($1::uuid[]) order by received_on desc, number`,
        [streams],
      ),

    views: (member) => ask('select name, query from desk_view where member = $1 order by name', [member]),

    async keepView(member, { name, query }) {
      await ask(
        `insert into desk_view (agency, member, name, query) values (current_agency(), $1, $2, $3)
          on conflict (member, name) do update set query = excluded.query`,
        [member, name, query],
      )
    },

    async dropView(member, name) {
      await ask('delete from desk_view where member = $1 and name = $2', [member, name])
    },

    async settings(member) {
      const [row] = await ask<{ keysOff: boolean; hasFeed: boolean }>(
        'select keys_off as "keysOff", feed is not null as "hasFeed" from desk_setting where member = $1',
        [member],
      )
      return row ?? { keysOff: false, hasFeed: false }
    },

    async setKeys(member, off) {
      await ask(
        `insert into desk_setting (member, agency, keys_off) values ($1, current_agency(), $2)
          on conflict (member) do update set keys_off = excluded.keys_off`,
        [member, off],
      )
    },

    async setFeed(member, hash) {
      await ask(
        `insert into desk_setting (member, agency, feed) values ($1, current_agency(), $2)
          on conflict (member) do update set feed = excluded.feed`,
        [member, hash],
      )
    },

    async keepSearch(hash, member, streams, now, until) {
      await ask('delete from desk_search where expires_at <= $1', [now])
      await ask(
        `insert into desk_search (id, agency, member, streams, expires_at) values ($1, current_agency(), $2, $3, $4)
          on conflict do nothing`,
        [hash, member, streams, until],
      )
    },

    async searched(hash, member, now) {
      const [row] = await ask<{ streams: string[] }>(
        'select streams from desk_search where id = $1 and member = $2 and expires_at > $3',
        [hash, member, now],
      )
      return row?.streams
    },
  }
}

/** @param pool connections of the system, which sees every agency */
export function postgresFeeds(pool: Pool): Feeds {
  return {
    ownerOf: (hash) =>
      withRetryOnConnectionLoss(async () => {
        const { rows } = await pool.query<{ member: string; agency: string }>(
          'select member, agency from desk_setting where feed = $1',
          [hash],
        )
        return rows[0]
      }),
  }
}
