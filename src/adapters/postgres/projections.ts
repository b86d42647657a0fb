/**
 * The tables that people read, written from what the projections say.
 *
 * Trust: none for what is proved. Whoever can write here can mislead staff until the next `postern rebuild`;
 * what may leave is decided from the events.
 */
import type pg from 'pg'
import type { Changes } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'

export interface Projected {
  readonly seq: number
  readonly stream: string
  readonly n: number
  /** Undefined for an event that nobody can open any more. */
  readonly changes: Changes | undefined
}

type Column = readonly [name: string, type: string, field: keyof QueueRow]

const queueColumns: readonly Column[] = [
  ['stream', 'uuid', 'stream'],
  ['number', 'text', 'number'],
  ['agency', 'text', 'agency'],
  ['status', 'text', 'status'],
  ['received_on', 'date', 'receivedOn'],
  ['requester_kind', 'text', 'requesterKind'],
  ['organization', 'text', 'organization'],
  ['purposes', 'text', 'purposes'],
  ['programs', 'text', 'programs'],
  ['people', 'integer', 'people'],
  ['disposition', 'text', 'disposition'],
  ['released', 'integer', 'released'],
  ['held', 'integer', 'held'],
  ['denied', 'integer', 'denied'],
  ['due_on', 'date', 'dueOn'],
  ['closed_on', 'date', 'closedOn'],
  ['n', 'integer', 'n'],
  ['last_at', 'text', 'lastAt'],
]

/** The line of the queue as `QueueRow` has it; days as text, since the driver would make them a local midnight. */
export const queueFields = queueColumns
  .map(([name, type, field]) => `${type === 'date' ? `${name}::text` : name} as "${field}"`)
  .join(', ')

const names = queueColumns.map(([name]) => name).join(', ')
const writeQueue = {
  name: 'write-queue',
  text: `insert into queue (${names})
    select ${names} from unnest(${queueColumns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) as row (${names})
    on conflict (stream) do update set (${names}) = row (${queueColumns.map(([name]) => `excluded.${name}`).join(', ')})`,
}
const writeTimeline = {
  name: 'write-timeline',
  text: `insert into timeline (seq, stream, n, type, at, actor)
    select * from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[])`,
}
const writeAccounting = {
  name: 'write-accounting',
  text: `insert into accounting (token, stream, seq) select * from unnest($1::bytea[], $2::uuid[], $3::bigint[])
    on conflict do nothing`,
}
const writeForgotten = {
  name: 'write-forgotten',
  text: `insert into forgotten (stream, seq) select * from unnest($1::uuid[], $2::bigint[]) on conflict do nothing`,
}

/**
 * The statements that bring the tables up to date with these events, in the order of the sequence. On a
 * connection that pipelines they all travel at once.
 */
export function writeProjections(client: pg.PoolClient, events: readonly Projected[]): Promise<unknown>[] {
  if (events.length === 0) return []
  const timeline = [
    events.map(({ seq }) => seq),
    events.map(({ stream }) => stream),
    events.map(({ n }) => n),
    events.map(({ changes }) => changes?.timeline.type ?? null),
    events.map(({ changes }) => changes?.timeline.at ?? null),
    events.map(({ changes }) => changes?.timeline.actor ?? null),
  ]
  const sent: Promise<unknown>[] = [client.query({ ...writeTimeline, values: timeline })]

  // One statement cannot write a row twice; the last line of a case is the one that stands.
  const lines = new Map<string, QueueRow>()
  for (const { changes } of events) if (changes?.queue) lines.set(changes.queue.stream, changes.queue)
  if (lines.size > 0) {
    const rows = [...lines.values()]
    sent.push(client.query({ ...writeQueue, values: queueColumns.map(([, , field]) => rows.map((row) => row[field])) }))
  }

  const tokens = events.flatMap(({ seq, stream, changes }) =>
    (changes?.accounting ?? []).map((token) => ({ token, stream, seq })),
  )
  if (tokens.length > 0) {
    const values = [tokens.map((row) => row.token), tokens.map((row) => row.stream), tokens.map((row) => row.seq)]
    sent.push(client.query({ ...writeAccounting, values }))
  }

  const forgotten = events.filter(({ changes }) => changes?.forgotten !== undefined)
  if (forgotten.length > 0) {
    const values = [forgotten.map(({ changes }) => changes?.forgotten), forgotten.map(({ seq }) => seq)]
    sent.push(client.query({ ...writeForgotten, values }))
  }
  return sent
}
