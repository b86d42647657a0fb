/** One transaction of the ledger: what waits is checked, given its place in the sequence, and written whole. */
import type pg from 'pg'
import { PosternError } from '#errors.ts'
import { appendLeaves, type Frontier } from '#formats/frontier.ts'
import type { Appended } from '#log/ledger.ts'
import { byteas, integers, uuids } from './binary-array.ts'
import type { Ready } from './ready.ts'
import { writeAppends } from './write.ts'

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
      (select true from case_key where case_key.stream = asked.stream) is not null as keyed
    from unnest($1::uuid[]) as asked (stream)`,
}
const readPeople = {
  name: 'read-people',
  text: `select stream, encode(person, 'hex') as tag from person_key
    where (stream, person) in (select * from unnest($1::uuid[], $2::bytea[]))`,
}
const takePlaces = { name: 'take-places', text: 'select take_places($1, $2, $3, $4, $5, $6, $7)' }
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

/** Where the log stands: its tree, and the generation under which new keys are wrapped. */
export interface Head {
  readonly tree: Frontier
  readonly generation: number
}

export interface Committed {
  readonly verdicts: readonly Verdict[]
  /** Entries in the log when this transaction had locked it. */
  readonly found: number
  readonly left: Head
}

/**
 * Append what of this batch can be appended; a conflict of one is no failure of another. The connection
 * must pipeline: the transaction is two round trips, whatever its size.
 *
 * When it throws, nothing of the batch is stored, unless the connection was lost (`isConnectionLoss`) after
 * `committing` was called: then nobody knows, until another `commit` that is told of the loss has looked.
 *
 * @param lost whether this batch was sent before and no answer came. What stands of it is not appended again; and
 *   what was still on its way comes too late from here on, for the log has moved or refuses it as we do.
 */
export async function commit(
  client: pg.PoolClient,
  batch: readonly Ready[],
  lost: boolean,
  committing: () => void,
): Promise<Committed> {
  const streams = uuids([
    ...new Set(batch.flatMap(({ asked, also }) => [asked.stream, ...(also ? [also.stream] : [])])),
  ])
  // The statements after the lock each see what was committed before it was granted (READ COMMITTED).
  const [, head, standing, clashes, stored] = await Promise.all([
    client.query('begin'),
    client.query<HeadRow>(lockHead),
    client.query<{ stream: string; n: number; keyed: boolean }>({ ...readStreams, values: [streams] }),
    readClashes(client, batch),
    lost ? readStored(client, batch) : new Map<Ready, Verdict>(),
  ])
  const [headRow] = head.rows
  if (headRow === undefined) throw new PosternError('ERR_LOG_INCONSISTENT', 'the log has no head')
  const generation = headRow.root_generation
  const stands = new Map(standing.rows.map((row) => [row.stream, row]))

  const accepted: Ready[] = []
  const settled = batch.map((ready): Verdict | undefined => {
    const before = stored.get(ready)
    if (before !== undefined) return before
    const { also } = ready
    const { stream, after } = ready.asked
    const at = stands.get(stream) ?? { stream, n: 0, keyed: false }
    if (at.n !== after) return { outcome: 'conflict', n: at.n }
    if (also !== undefined && stands.get(also.stream)?.n !== also.n) return { outcome: 'overtaken' }
    if (after > 0 && !at.keyed) return { outcome: 'forgotten' }
    const stale = makesKeys(ready) && ready.generation !== generation
    if (stale || ready.personKeys.some(({ tag }) => clashes.has(`${stream}/${tag}`))) {
      return { outcome: 'stale-keys', generation }
    }
    // A later append of this batch to the same case finds this one before it.
    stands.set(stream, { stream, n: at.n + ready.rows.length, keyed: true })
    accepted.push(ready)
    return undefined
  })

  const before = frontierOf(headRow)
  const tree = treeWith(before, accepted)
  committing()
  const sent = accepted.length > 0 ? writeAppends(client, before.size, accepted) : []
  if (sent.length > 0) sent.push(client.query({ ...writeHead, values: [tree.size, bytesOf(tree)] }))
  const [done] = await Promise.all([client.query('commit'), ...sent])
  // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error.
  if (done.command !== 'COMMIT') throw new Error('the transaction of the ledger was rolled back')
  const appended = placesFrom(before.size, accepted)
  const verdicts = settled.map((verdict, i) => verdict ?? appended.get(batch[i]))
  return {
    verdicts: verdicts.filter((verdict) => verdict !== undefined),
    found: before.size,
    left: { tree, generation },
  }
}

/**
 * Append the whole of this batch in one round trip, where the log stands at `head` and every case where its append
 * expects it; undefined, and nothing stored, where anything is otherwise. `commit` then finds out what it is.
 *
 * Throws as `commit` does.
 */
export async function commitAt(
  client: pg.PoolClient,
  head: Head,
  batch: readonly Ready[],
  committing: () => void,
): Promise<Committed | undefined> {
  const counters = countersOf(batch)
  if (counters === undefined || batch.some((ready) => ready.also !== undefined)) return undefined
  if (batch.some((ready) => makesKeys(ready) && ready.generation !== head.generation)) return undefined

  const first = head.tree.size
  const tree = treeWith(head.tree, batch)
  const places = [first, bytesOf(head.tree), head.generation, tree.size, bytesOf(tree)]
  committing()
  const cases = [uuids([...counters.keys()]), integers([...counters.values()])]
  const [done] = await together(client, () => {
    const sent = [
      client.query('begin'),
      client.query({ ...takePlaces, values: [...places, ...cases] }),
      ...writeAppends(client, first, batch),
    ]
    return Promise.all([client.query('commit'), Promise.allSettled(sent)])
  })
  if (done.command !== 'COMMIT') return undefined
  return { verdicts: [...placesFrom(first, batch).values()], found: first, left: { tree, generation: head.generation } }
}

/** What is sent here travels as one: otherwise each query is a call into the kernel, and wakes the server. */
function together<T>({ connection: { stream } }: pg.PoolClient, send: () => T): T {
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}

/** Where each case has to stand; undefined where two appends of the batch do not follow one another. */
function countersOf(batch: readonly Ready[]): Map<string, number> | undefined {
  const first = new Map<string, number>()
  const next = new Map<string, number>()
  for (const { asked, rows } of batch) {
    const { stream, after } = asked
    if (!first.has(stream)) first.set(stream, after)
    else if (next.get(stream) !== after) return undefined
    next.set(stream, after + rows.length)
  }
  return first
}

function makesKeys({ caseKey, personKeys }: Ready): boolean {
  return caseKey !== undefined || personKeys.length > 0
}

function treeWith(tree: Frontier, batch: readonly Ready[]): Frontier {
  return appendLeaves(
    tree,
    batch.flatMap(({ rows }) => rows.map(({ leafHash }) => leafHash)),
  )
}

function bytesOf({ hashes }: Frontier): Buffer {
  return Buffer.concat(hashes)
}

function placesFrom(first: number, batch: readonly Ready[]): Map<Ready | undefined, Verdict> {
  let seq = first
  return new Map(
    batch.map((ready) => [
      ready,
      { outcome: 'appended', events: ready.rows.map(({ n, entry }) => ({ seq: seq++, n, entry })) },
    ]),
  )
}

/** Keys that somebody else made since for the same people of the same cases. */
async function readClashes(client: pg.PoolClient, batch: readonly Ready[]): Promise<Set<string>> {
  const made = batch
    .filter(({ asked }) => asked.after > 0)
    .flatMap(({ asked, personKeys }) => personKeys.map(({ tag }) => ({ stream: asked.stream, tag })))
  if (made.length === 0) return new Set()
  const values = [uuids(made.map(({ stream }) => stream)), byteas(made.map(({ tag }) => Buffer.from(tag, 'hex')))]
  const { rows } = await client.query<{ stream: string; tag: string }>({ ...readPeople, values })
  return new Set(rows.map(({ stream, tag }) => `${stream}/${tag}`))
}

const readPlaces = {
  name: 'read-places',
  text: `select seq, entry from event
    where (stream, n) in (select * from unnest($1::uuid[], $2::integer[]))`,
}

/** What of this batch stands in the log. Entries are salted: one that stands is this append and no other. */
async function readStored(client: pg.PoolClient, batch: readonly Ready[]): Promise<Map<Ready, Verdict>> {
  const values = [uuids(batch.map(({ asked }) => asked.stream)), integers(batch.map(({ asked }) => asked.after + 1))]
  const found = await client.query<{ seq: string; entry: Buffer }>({ ...readPlaces, values })
  const seqOf = new Map(found.rows.map(({ seq, entry }) => [entry.toString('hex'), Number(seq)]))
  const stored = new Map<Ready, Verdict>()
  for (const ready of batch) {
    const [firstRow] = ready.rows
    const seq = firstRow && seqOf.get(Buffer.from(firstRow.entry).toString('hex'))
    if (seq === undefined) continue
    // The events of one append stand one after another.
    stored.set(ready, {
      outcome: 'appended',
      events: ready.rows.map(({ n, entry }, i) => ({ seq: seq + i, n, entry })),
    })
  }
  return stored
}
