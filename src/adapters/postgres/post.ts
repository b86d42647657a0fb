/**
 * Letters that go out on paper, in PostgreSQL.
 *
 * Trust: low. Whoever can write here can hide that a letter waits, and reads of none of them more than its kind, its
 * language and its number.
 */
import type pg from 'pg'
import type { LetterMark } from '#case/events.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors } from './connect.ts'

interface PostedRow {
  readonly id: string
  readonly agency: string
  readonly stream: string | null
  readonly number: string
  readonly kind: string
  readonly language: string
  readonly madeAt: Instant
  readonly state: 'made' | LetterMark
  readonly markedOn: Day | null
  readonly sealed: Uint8Array | null
}

const columns = `id, agency, stream, number, kind, language, state, sealed, marked_on::text as "markedOn",
  to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt"`

/** @param pool connections to the product's database, migrated, as `postern_app` */
export function postgresPost(pool: pg.Pool) {
  const rows = (text: string, values: readonly unknown[]): Promise<PostedRow[]> =>
    withDatabaseErrors(async () => (await pool.query<PostedRow>(text, [...values])).rows)

  return {
    /** The same letter again changes nothing. */
    put: async ({
      id,
      agency,
      stream,
      number,
      kind,
      language,
      madeAt,
      sealed,
    }: Omit<PostedRow, 'state' | 'markedOn'>) => {
      await rows(
        `insert into post (id, agency, stream, number, kind, language, made_at, sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
        [id, agency, stream, number, kind, language, madeAt, sealed === null ? null : Buffer.from(sealed)],
      )
    },
    find: async (agency: string, id: string): Promise<PostedRow | undefined> =>
      (await rows(`select ${columns} from post where agency = $1 and id = $2`, [agency, id]))[0],
    /** The newest first; what came back, and what waits, before what is done with. */
    list: (agency: string, states: readonly PostedRow['state'][], limit: number): Promise<PostedRow[]> =>
      rows(`select ${columns} from post where agency = $1 and state = any ($2) order by made_at desc, id limit $3`, [
        agency,
        [...states],
        limit,
      ]),
    ofCase: (agency: string, stream: string): Promise<PostedRow[]> =>
      rows(`select ${columns} from post where agency = $1 and stream = $2 order by made_at, id`, [agency, stream]),
    /** Take away the letters outside a case that went out before this day. */
    sweep: (before: Day): Promise<PostedRow[]> =>
      rows(
        `delete from post where stream is null and state in ('mailed', 'handed-over') and marked_on < $1
         returning ${columns}`,
        [before],
      ),
    mark: async (agency: string, id: string, as: LetterMark, on: Day): Promise<void> => {
      await rows('update post set state = $3, marked_on = $4 where agency = $1 and id = $2', [agency, id, as, on])
    },
  }
}
