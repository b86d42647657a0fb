/**
 * What the requester's door keeps in PostgreSQL: own cases, drafts, keys not confirmed yet, nonces, and pace.
 *
 * Trust: high for whose a case is on a list, none for whose it is: the case's own events say that again before
 * anything is shown. Whoever can write here can lose drafts and let a signature be replayed within its minutes.
 */
import type pg from 'pg'
import type { Day, Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors } from './connect.ts'

interface Line {
  readonly number: string
  readonly stream: string
  readonly receivedOn: Day
  readonly programs: string
}

interface Draft {
  readonly id: string
  readonly sealed: Uint8Array
  readonly savedAt: Instant
}

interface Challenge {
  readonly recipient: string
  readonly code: Uint8Array
  readonly sealed: string
  readonly tries: number
  readonly expiresAt: Instant
}

const at = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const draftColumns = `id, sealed, ${at('saved_at')} as "savedAt"`
const challengeColumns = `recipient, code, sealed, tries, ${at('expires_at')} as "expiresAt"`

/** @param pool connections to the product's database, migrated, as `postern_app` */
export function requesterStore(pool: pg.Pool) {
  const rows = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    withDatabaseErrors(async () => (await pool.query<Row>(text, [...values])).rows)

  return {
    cases: {
      list: (account: string, agency: string) =>
        rows<Line>(
          `select number, stream, received_on::text as "receivedOn", programs from queue
           where account = $1 and agency = $2 order by received_on desc, number limit 200`,
          [account, agency],
        ),
      find: async (account: string, agency: string, number: string): Promise<string | undefined> => {
        const [found] = await rows<{ stream: string }>(
          'select stream from queue where account = $1 and agency = $2 and number = $3',
          [account, agency, number],
        )
        return found?.stream
      },
    },

    drafts: {
      list: (member: string) =>
        rows<Draft>(`select ${draftColumns} from request_draft where member = $1 order by saved_at desc`, [member]),
      get: async (member: string, id: string): Promise<Draft | undefined> =>
        isUuid(id)
          ? (
              await rows<Draft>(`select ${draftColumns} from request_draft where member = $1 and id = $2`, [member, id])
            )[0]
          : undefined,
      put: async (member: string, { id, sealed, savedAt }: Draft): Promise<boolean> => {
        if (!isUuid(id)) return false
        const stored = await rows(
          `insert into request_draft (id, member, sealed, saved_at) values ($1, $2, $3, $4)
           on conflict (id) do update set sealed = excluded.sealed, saved_at = excluded.saved_at
           where request_draft.member = excluded.member returning id`,
          [id, member, Buffer.from(sealed), savedAt],
        )
        return stored.length > 0
      },
      remove: async (member: string, id: string): Promise<void> => {
        if (isUuid(id)) await rows('delete from request_draft where member = $1 and id = $2', [member, id])
      },
      sweep: (before: Instant) =>
        rows<Draft & { member: string }>(
          `delete from request_draft where saved_at < $1 returning member, ${draftColumns}`,
          [before],
        ),
    },

    challenges: {
      put: async (member: string, { recipient, code, sealed, expiresAt }: Omit<Challenge, 'tries'>): Promise<void> => {
        await rows(
          `insert into key_challenge (member, recipient, code, sealed, expires_at) values ($1, $2, $3, $4, $5)
           on conflict (member) do update set recipient = excluded.recipient, code = excluded.code,
             sealed = excluded.sealed, tries = 0, expires_at = excluded.expires_at`,
          [member, recipient, Buffer.from(code), sealed, expiresAt],
        )
      },
      get: async (member: string): Promise<Challenge | undefined> =>
        (await rows<Challenge>(`select ${challengeColumns} from key_challenge where member = $1`, [member]))[0],
      try: async (member: string): Promise<Challenge | undefined> =>
        (
          await rows<Challenge>(
            `update key_challenge set tries = tries + 1 where member = $1 returning ${challengeColumns}`,
            [member],
          )
        )[0],
      remove: async (member: string): Promise<void> => {
        await rows('delete from key_challenge where member = $1', [member])
      },
    },

    nonces: {
      first: async (nonce: Uint8Array, expiresAt: Instant, now: Instant): Promise<boolean> => {
        // What nobody could use any more makes room; never the one that is asked about.
        await rows('delete from seen_nonce where expires_at < $1', [now])
        const kept = await rows(
          'insert into seen_nonce (nonce, expires_at) values ($1, $2) on conflict do nothing returning nonce',
          [Buffer.from(nonce), expiresAt],
        )
        return kept.length > 0
      },
    },

    pace: {
      take: async (who: string, most: number, seconds: number, now: Instant): Promise<number> => {
        const begun = Math.floor(Date.parse(now) / 1000 / seconds) * seconds
        await rows('delete from pace where since < $1', [new Date(Date.parse(now) - 86_400_000).toISOString()])
        const [counted] = await rows<{ count: number }>(
          `insert into pace (who, since, count) values ($1, $2, 1)
           on conflict (who, since) do update set count = pace.count + 1 returning count`,
          [who, new Date(begun * 1000).toISOString()],
        )
        return (counted?.count ?? 0) > most ? Math.max(1, Math.ceil(begun + seconds - Date.parse(now) / 1000)) : 0
      },
    },
  }
}

/** What is not the form of an id would be an error of the database, and an answer of its own. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
