/** Every table that people read, made again from the log. */
import type pg from 'pg'
import type { Project } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { PosternError } from '#errors.ts'
import { openEvent } from '#formats/envelope.ts'
import type { RootKey } from '#log/root-key.ts'
import { officeStream } from '#vocabulary/office.ts'
import { withClient } from './client.ts'
import { connect, withDatabaseErrors } from './connect.ts'
import { loadKeys, tokensUnder, type StreamKeys } from './keys.ts'
import { projectionStatements, type Projected } from './projections.ts'

export interface Rebuilt {
  readonly events: number
  readonly cases: number
  /** Cases whose entries stand and whose events nobody can open. */
  readonly forgotten: number
}

interface EventRow {
  readonly seq: string
  readonly stream: string
  readonly n: number
  readonly entry: Buffer
  readonly envelope: Buffer
}

const pageLength = 2000

/**
 * Make the projections again, in one transaction: whoever reads sees the tables as they were, or as they
 * are. Appends wait meanwhile. Every event is checked against its entry on the way.
 *
 * @throws PosternError ERR_LOG_INCONSISTENT where an event is not what was committed to, ERR_KEY_MISSING
 * where a case has no key though it was not forgotten; then the tables stay as they were
 */
export async function rebuild(
  url: string,
  rootKey: RootKey,
  project: Project,
  progress: (events: number) => void = () => {},
): Promise<Rebuilt> {
  const pool = connect(url, { max: 1, name: 'postern-rebuild', role: 'postern_keeper', pipeline: true })
  try {
    return await withDatabaseErrors(() =>
      withClient(pool, async (client) => {
        await client.query('begin')
        const rebuilt = await rebuildWith(client, rootKey, project, progress)
        await client.query('commit')
        return rebuilt
      }),
    )
  } finally {
    await pool.end()
  }
}

/** The same on a connection of the caller's, in whose transaction it happens. @throws as `rebuild` */
export async function rebuildWith(
  client: pg.PoolClient,
  rootKey: RootKey,
  project: Project,
  progress: (events: number) => void,
): Promise<Rebuilt> {
  await client.query('select from log_head for update')
  await client.query('truncate timeline, queue, accounting, search, announcement, forgotten')
  const office = (await loadKeys(client, rootKey, [officeStream])).get(officeStream)
  if (office === undefined) throw keyless(officeStream)
  const tokens = tokensUnder(office)

  const unopened = new Set<string>()
  const forgotten = new Set<string>()
  let cases = 0
  let events = 0
  let line: QueueRow | undefined
  let last: EventRow | undefined
  for await (const page of pagesOf(client)) {
    const keys = await loadKeys(client, rootKey, [...new Set(page.map(({ stream }) => stream))])
    const projected = page.map((row): Projected => {
      const begins = row.stream !== last?.stream
      if (row.n !== (begins ? 1 : (last?.n ?? 0) + 1)) throw gap(row)
      if (begins) {
        line = undefined
        if (row.stream !== officeStream) cases += 1
      }
      last = row
      const changes = openWith(keys.get(row.stream), row, (record) => project(line, record, tokens))
      if (changes === undefined) unopened.add(row.stream)
      line = changes?.queue
      if (changes?.forgotten !== undefined) forgotten.add(changes.forgotten)
      return { seq: Number(row.seq), stream: row.stream, n: row.n, changes }
    })
    for (const statement of projectionStatements(projected)) await client.query(statement)
    events += page.length
    progress(events)
  }
  for (const stream of unopened) if (!forgotten.has(stream)) throw keyless(stream)
  return { events, cases, forgotten: forgotten.size }
}

function openWith<T>(
  keys: StreamKeys | undefined,
  row: EventRow,
  then: (record: ReturnType<typeof openEvent>['record']) => T,
): T | undefined {
  return keys && then(openEvent(row.envelope, row.entry, row, keys).record)
}

/** Case by case, so that only one line of the queue is held at a time, however long the log is. */
async function* pagesOf(client: pg.PoolClient): AsyncGenerator<EventRow[]> {
  let last: [stream: string, n: number] = ['00000000-0000-0000-0000-000000000000', 0]
  for (;;) {
    const { rows } = await client.query<EventRow>({
      name: 'read-page',
      text: `select seq, stream, n, entry, envelope from event where (stream, n) > ($1::uuid, $2::integer)
        order by stream, n limit ${pageLength}`,
      values: last,
    })
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    last = [end.stream, end.n]
  }
}

function keyless(stream: string): PosternError {
  return new PosternError(
    'ERR_KEY_MISSING',
    'a case has events and no key, though nobody has forgotten it',
    { stream },
    { mend: 'Restore the tables case_key and person_key from a backup, with the root key of that time.' },
  )
}

function gap({ stream, n }: EventRow): PosternError {
  return new PosternError('ERR_LOG_INCONSISTENT', 'the events of a case are not its 1, 2, 3 …', { stream, n })
}
