/** A new generation of the root key: every key is wrapped anew, and the old generation is destroyed. */
import type pg from 'pg'
import { PosternError } from '#errors.ts'
import type { RootKey } from '#log/root-key.ts'
import { connect, withDatabaseErrors } from './connect.ts'
import { toWrapped } from './keys.ts'

export interface Rotation {
  readonly generation: number
  /** How many keys were wrapped anew. */
  readonly keys: number
}

interface Page {
  readonly stream: string
  readonly person: Buffer | null
  readonly generation: number
  readonly wrapped: Buffer
}

const pageLength = 1000

/** The two tables of keys, each read in the order of its primary key from behind the last row. */
const tables = [
  {
    read: `select stream, null::bytea as person, generation, wrapped from case_key where stream > $1 and $2::bytea is not null
      order by stream limit ${pageLength}`,
    write: `update case_key set generation = $1, wrapped = row.wrapped
      from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as row (stream, person, wrapped)
      where case_key.stream = row.stream and case_key.generation < $1`,
  },
  {
    read: `select stream, person, generation, wrapped from person_key where (stream, person) > ($1, $2)
      order by stream, person limit ${pageLength}`,
    write: `update person_key set generation = $1, wrapped = row.wrapped
      from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as row (stream, person, wrapped)
      where person_key.stream = row.stream and person_key.person = row.person and person_key.generation < $1`,
  },
]

/**
 * Rotate the root key while everything goes on.
 *
 * First appends are told to use the new generation, then what there is is wrapped anew page by page, and
 * only when nothing is left under an older generation are the older ones destroyed. Whatever interrupts
 * this, every key opens under a generation that exists, and doing it again finishes the work.
 *
 * @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG, ERR_DATABASE_UNAVAILABLE
 */
export async function rotateKeys(
  url: string,
  rootKey: RootKey,
  progress: (keys: number) => void = () => {},
): Promise<Rotation> {
  const pool = connect(url, { max: 1, name: 'postern-rotate', role: 'postern_keeper' })
  try {
    return await withDatabaseErrors(async () => {
      const generation = await rootKey.advance()
      await pool.query('update log_head set root_generation = $1', [generation])
      let keys = 0
      for (const { read, write } of tables) {
        for await (const page of pagesOf(pool, read)) {
          keys += await rewrap(pool, write, page, rootKey, generation)
          progress(keys)
        }
      }
      await refuseLeftovers(pool, generation)
      await rootKey.destroyBefore(generation)
      return { generation, keys }
    })
  } finally {
    await pool.end()
  }
}

async function* pagesOf(pool: pg.Pool, read: string): AsyncGenerator<Page[]> {
  let last: [stream: string, person: Buffer] = ['00000000-0000-0000-0000-000000000000', Buffer.alloc(0)]
  for (;;) {
    const { rows } = await pool.query<Page>(read, last)
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    last = [end.stream, end.person ?? Buffer.alloc(0)]
  }
}

async function rewrap(
  pool: pg.Pool,
  write: string,
  page: readonly Page[],
  rootKey: RootKey,
  generation: number,
): Promise<number> {
  let count = 0
  for (const [old, rows] of Map.groupBy(page, (row) => row.generation)) {
    if (old >= generation) continue
    const named = rows.map(toWrapped)
    const keys = await rootKey.unwrap(old, named)
    const wrapped = await rootKey.wrap(
      generation,
      named.map(({ id }, i) => ({ id, key: keys[i] ?? new Uint8Array() })),
    )
    const values = [generation, rows.map(({ stream }) => stream), rows.map(({ person }) => person), wrapped]
    count += (await pool.query(write, values)).rowCount ?? 0
  }
  return count
}

async function refuseLeftovers(pool: pg.Pool, generation: number): Promise<void> {
  const { rows } = await pool.query<{ left: string }>(
    `select (select count(*) from case_key where generation < $1) + (select count(*) from person_key where generation < $1)
      as left`,
    [generation],
  )
  const left = Number(rows[0]?.left ?? 0)
  if (left === 0) return
  throw new PosternError(
    'ERR_KEY_WRONG',
    'some keys are still wrapped under an older generation, which was therefore kept',
    { generation, left },
    { mend: 'Run the rotation again.' },
  )
}
