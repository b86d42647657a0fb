/** One transaction of the ledger: what waits is checked, given its place in the sequence, and written whole. */
import type pg from 'pg'
import type { Changes } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { PosternError } from '#errors.ts'
import { appendLeaf, type Frontier } from '#formats/frontier.ts'
import type { Append, Appended } from '#log/ledger.ts'
import type { StreamKeys } from './keys.ts'
import { writeProjections } from './projections.ts'

export interface SealedRow {
  readonly n: number
  readonly entry: Uint8Array
  readonly leafHash: Uint8Array
  readonly envelope: Buffer
  readonly changes: Changes
}

/** An append that is encrypted and computed, and has no place yet. */
export interface Ready {
  readonly asked: Append
  readonly rows: readonly SealedRow[]
  readonly keys: StreamKeys
  readonly queue: QueueRow | undefined
  /** Generation of the root key under which the new keys are wrapped. */
  readonly generation: number
  /** The case's own key where the case is new. */
  readonly caseKey: Uint8Array | undefined
  readonly personKeys: readonly { readonly tag: string; readonly wrapped: Uint8Array }[]
  readonly also: Also | undefined
}

/** What else is to be written with an append, as long as another case still stands where it stood. */
export interface Also {
  readonly stream: string
  readonly n: number
  readonly statements: readonly { readonly text: string; readonly values: readonly unknown[] }[]
}

export type Verdict =
  | { readonly outcome: 'appended'; readonly events: readonly Appended[] }
  | { readonly outcome: 'conflict'; readonly n: number }
  /** The case has no key any more. */
  | { readonly outcome: 'forgotten' }
  /** The case that `also` speaks of has moved on. */
  | { readonly outcome: 'overtaken' }
  /** Made with keys that are not the newest: to be made again under `generation`. */
  | { readonly outcome: 'stale-keys'; readonly generation: number }

const lockHead = { name: 'lock-head', text: 'select size, frontier, root_generation from log_head for update' }
const readStreams = {
  name: 'read-streams',
  text: `select asked.stream, coalesce((select max(n) from event where event.stream = asked.stream), 0) as n,
      exists (select from case_key where case_key.stream = asked.stream) as keyed
    from unnest($1::uuid[]) as asked (stream)`,
}
const readPeople = {
  name: 'read-people',
  text: `select stream, encode(person, 'hex') as tag from person_key
    where (stream, person) in (select * from unnest($1::uuid[], $2::bytea[]))`,
}
const insertEvents = {
  name: 'insert-events',
  text: `insert into event (seq, stream, n, entry, envelope)
    select $1::bigint + place - 1, stream, n, entry, envelope
    from unnest($2::uuid[], $3::integer[], $4::bytea[], $5::bytea[]) with ordinality
      as row (stream, n, entry, envelope, place)`,
}
const insertCaseKeys = {
  name: 'insert-case-keys',
  text: 'insert into case_key (stream, generation, wrapped) select * from unnest($1::uuid[], $2::integer[], $3::bytea[])',
}
const insertPersonKeys = {
  name: 'insert-person-keys',
  text: `insert into person_key (stream, person, generation, wrapped)
    select * from unnest($1::uuid[], $2::bytea[], $3::integer[], $4::bytea[])`,
}
const insertJobs = {
  name: 'insert-jobs',
  text: `insert into job (stream, kind, key, due_at) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
    on conflict do nothing`,
}
const writeHead = { name: 'write-head', text: 'update log_head set size = $1, frontier = $2' }

export interface HeadRow {
  readonly size: string
  readonly frontier: Buffer
  readonly root_generation: number
}

export function frontierOf({ size, frontier }: HeadRow): Frontier {
  const hashes: Uint8Array[] = []
  for (let at = 0; at < frontier.length; at += 32) hashes.push(frontier.subarray(at, at + 32))
  return { size: Number(size), hashes }
}

/**
 * Append what of this batch can be appended; a conflict of one is no failure of another. The connection
 * must pipeline: the transaction is two round trips, whatever its size.
 *
 * When it throws, nothing of the batch is stored, unless the connection was lost (`isConnectionLoss`) after
 * `committing` was called: then only `whatBecameOf` knows.
 */
export async function commit(
  client: pg.PoolClient,
  batch: readonly Ready[],
  committing: () => void = () => {},
): Promise<Verdict[]> {
  const streams = [...new Set(batch.flatMap(({ asked, also }) => (also ? [asked.stream, also.stream] : asked.stream)))]
  // The statements after the lock each see what was committed before it was granted (READ COMMITTED).
  const [, head, standing, clashes] = await Promise.all([
    client.query('begin'),
    client.query<HeadRow>(lockHead),
    client.query<{ stream: string; n: number; keyed: boolean }>({ ...readStreams, values: [streams] }),
    readClashes(client, batch),
  ])
  const [headRow] = head.rows
  if (headRow === undefined) throw new PosternError('ERR_LOG_INCONSISTENT', 'the log has no head')
  const stands = new Map(standing.rows.map((row) => [row.stream, row]))

  let frontier = frontierOf(headRow)
  const first = frontier.size
  const accepted: Ready[] = []
  const verdicts = batch.map((ready): Verdict => {
    const { also } = ready
    const { stream, after } = ready.asked
    const at = stands.get(stream) ?? { stream, n: 0, keyed: false }
    if (at.n !== after) return { outcome: 'conflict', n: at.n }
    if (also !== undefined && stands.get(also.stream)?.n !== also.n) return { outcome: 'overtaken' }
    if (after > 0 && !at.keyed) return { outcome: 'forgotten' }
    const makesKeys = ready.caseKey !== undefined || ready.personKeys.length > 0
    const stale = makesKeys && ready.generation !== headRow.root_generation
    if (stale || ready.personKeys.some(({ tag }) => clashes.has(`${stream}/${tag}`))) {
      return { outcome: 'stale-keys', generation: headRow.root_generation }
    }
    // A later append of this batch to the same case finds this one before it.
    stands.set(stream, { stream, n: at.n + ready.rows.length, keyed: true })
    accepted.push(ready)
    const events = ready.rows.map(({ n, entry, leafHash }) => {
      const seq = frontier.size
      frontier = appendLeaf(frontier, leafHash)
      return { seq, n, entry }
    })
    return { outcome: 'appended', events }
  })

  committing()
  const sent = accepted.length > 0 ? write(client, first, frontier, accepted) : []
  const [done] = await Promise.all([client.query('commit'), ...sent])
  // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error.
  if (done.command !== 'COMMIT') throw new Error('the transaction of the ledger was rolled back')
  return verdicts
}

/** Keys that somebody else made since for the same people of the same cases. */
async function readClashes(client: pg.PoolClient, batch: readonly Ready[]): Promise<Set<string>> {
  const made = batch
    .filter(({ asked }) => asked.after > 0)
    .flatMap(({ asked, personKeys }) => personKeys.map(({ tag }) => ({ stream: asked.stream, tag })))
  if (made.length === 0) return new Set()
  const values = [made.map(({ stream }) => stream), made.map(({ tag }) => Buffer.from(tag, 'hex'))]
  const { rows } = await client.query<{ stream: string; tag: string }>({ ...readPeople, values })
  return new Set(rows.map(({ stream, tag }) => `${stream}/${tag}`))
}

function write(client: pg.PoolClient, first: number, head: Frontier, accepted: readonly Ready[]): Promise<unknown>[] {
  const events = accepted.flatMap(({ asked, rows }) => rows.map((row) => ({ stream: asked.stream, ...row })))
  const sent: Promise<unknown>[] = [
    client.query({
      ...insertEvents,
      values: [
        first,
        events.map(({ stream }) => stream),
        events.map(({ n }) => n),
        events.map(({ entry }) => entry),
        events.map(({ envelope }) => envelope),
      ],
    }),
  ]

  const begun = accepted.filter(({ caseKey }) => caseKey !== undefined)
  if (begun.length > 0) {
    const values = [
      begun.map(({ asked }) => asked.stream),
      begun.map(({ generation }) => generation),
      begun.map(({ caseKey }) => caseKey),
    ]
    sent.push(client.query({ ...insertCaseKeys, values }))
  }

  const people = accepted.flatMap(({ asked, generation, personKeys }) =>
    personKeys.map(({ tag, wrapped }) => ({
      stream: asked.stream,
      person: Buffer.from(tag, 'hex'),
      generation,
      wrapped,
    })),
  )
  if (people.length > 0) {
    const values = [
      people.map(({ stream }) => stream),
      people.map(({ person }) => person),
      people.map(({ generation }) => generation),
      people.map(({ wrapped }) => wrapped),
    ]
    sent.push(client.query({ ...insertPersonKeys, values }))
  }

  const jobs = accepted.flatMap(({ asked }) => (asked.jobs ?? []).map((job) => ({ stream: asked.stream, ...job })))
  if (jobs.length > 0) {
    const values = [
      jobs.map(({ stream }) => stream),
      jobs.map(({ kind }) => kind),
      jobs.map(({ key }) => key),
      jobs.map(({ dueAt }) => dueAt),
    ]
    sent.push(client.query({ ...insertJobs, values }))
  }

  sent.push(
    ...writeProjections(
      client,
      events.map(({ stream, n, changes }, i) => ({ seq: first + i, stream, n, changes })),
    ),
  )
  for (const { text, values } of accepted.flatMap(({ also }) => also?.statements ?? [])) {
    sent.push(client.query(text, [...values]))
  }
  sent.push(client.query({ ...writeHead, values: [head.size, Buffer.concat(head.hashes)] }))
  return sent
}

const readPlaces = {
  name: 'read-places',
  text: `select stream, seq, entry from event
    where (stream, n) in (select * from unnest($1::uuid[], $2::integer[]))`,
}

/**
 * What became of a batch whose connection was lost under it: for each append its events where it was
 * stored, undefined where it was not and never will be.
 *
 * Takes the lock that the lost transaction held, so that the server has made up its mind. Entries are
 * salted: an entry that stands is this append and no other.
 */
export async function whatBecameOf(
  client: pg.PoolClient,
  batch: readonly Ready[],
): Promise<(readonly Appended[] | undefined)[]> {
  const values = [batch.map(({ asked }) => asked.stream), batch.map(({ asked }) => asked.after + 1)]
  const [, , found] = await Promise.all([
    client.query('begin'),
    client.query(lockHead),
    client.query<{ stream: string; seq: string; entry: Buffer }>({ ...readPlaces, values }),
    client.query('commit'),
  ])
  const byEntry = new Map(found.rows.map(({ seq, entry }) => [entry.toString('hex'), Number(seq)]))
  return batch.map(({ rows }) => {
    const [firstRow] = rows
    const seq = firstRow && byEntry.get(Buffer.from(firstRow.entry).toString('hex'))
    // The events of one append stand one after another.
    return seq === undefined ? undefined : rows.map(({ n, entry }, i) => ({ seq: seq + i, n, entry }))
  })
}
