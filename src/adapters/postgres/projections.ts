/**
 * The tables that people read, written from what the projections say.
 *
 * Trust: none for what is proved. Whoever can write here can mislead staff until the next `postern rebuild`;
 * what may leave is decided from the events.
 */
import type pg from 'pg'
import type { AnnouncementRow } from '#accounting/announcements.ts'
import type { Changes } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { bigints, byteas, integers, texts, uuids } from './binary-array.ts'

export interface Projected {
  readonly seq: number
  readonly stream: string
  readonly n: number
  /** Undefined for an event that nobody can open any more. */
  readonly changes: Changes | undefined
}

/** A column of the queue, and its values in these lines. Days travel as text, which the server takes apart. */
type Column = readonly [
  name: string,
  type: string,
  field: keyof QueueRow,
  values: (rows: readonly QueueRow[]) => Buffer,
]

type Fields<Type> = { [Field in keyof QueueRow]: QueueRow[Field] extends Type ? Field : never }[keyof QueueRow]

function text(name: string, field: Fields<string | null>, type = 'text'): Column {
  return [name, type, field, (rows) => texts(rows.map((row) => row[field]))]
}

function integer(name: string, field: Fields<number | null>): Column {
  return [name, 'integer', field, (rows) => integers(rows.map((row) => row[field]))]
}

const queueColumns: readonly Column[] = [
  ['stream', 'uuid', 'stream', (rows) => uuids(rows.map(({ stream }) => stream))],
  text('number', 'number'),
  text('agency', 'agency'),
  text('status', 'status'),
  text('received_on', 'receivedOn', 'date'),
  text('requester_kind', 'requesterKind'),
  text('organization', 'organization'),
  text('purposes', 'purposes'),
  text('programs', 'programs'),
  integer('people', 'people'),
  text('disposition', 'disposition'),
  integer('released', 'released'),
  integer('held', 'held'),
  integer('denied', 'denied'),
  text('due_on', 'dueOn', 'date'),
  text('due_what', 'dueWhat'),
  text('deadlines', 'deadlines'),
  text('closed_on', 'closedOn', 'date'),
  text('assignee', 'assignee'),
  text('account', 'account'),
  text('waiting_for', 'waitingFor'),
  integer('holds', 'holds'),
  integer('n', 'n'),
  text('last_at', 'lastAt'),
  text('last_type', 'lastType'),
]

/** The line of the queue as `QueueRow` has it; days as text, since the driver would make them a local midnight. */
export const queueFields = queueColumns
  .map(([name, type, field]) => `${type === 'date' ? `${name}::text` : name} as "${field}"`)
  .join(', ')

const names = queueColumns.map(([name]) => name).join(', ')
const writeQueue = {
  name: 'write-queue',
  text: `insert into queue (${names})
    select ${queueColumns.map(([name, type]) => (type === 'date' ? `${name}::date` : name)).join(', ')}
    from unnest(${queueColumns.map(([, type], i) => `$${i + 1}::${type === 'date' ? 'text' : type}[]`).join(', ')})
      as row (${names})
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
const writeSearch = {
  name: 'write-search',
  text: `insert into search (token, stream) select * from unnest($1::bytea[], $2::uuid[]) on conflict do nothing`,
}
const writeAnnouncements = {
  name: 'write-announcements',
  text: `insert into announcement (seq, stream, agency, persons, elements, basis, announced_on, stands_until, court,
      docket, ordered_on, leaves_from)
    select seq, stream, agency, persons, elements, basis, announced_on::date, stands_until::date, court, docket,
      ordered_on::date, leaves_from::date
    from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::text[], $12::text[])
      as row (seq, stream, persons, agency, elements, basis, announced_on, stands_until, court, docket, ordered_on,
        leaves_from)`,
}
const announcementTexts: readonly Exclude<keyof AnnouncementRow, 'persons'>[] = [
  'agency',
  'elements',
  'basis',
  'announcedOn',
  'standsUntil',
  'court',
  'docket',
  'orderedOn',
  'leavesFrom',
]
const writeForgotten = {
  name: 'write-forgotten',
  text: `insert into forgotten (stream, seq) select * from unnest($1::uuid[], $2::bigint[]) on conflict do nothing`,
}

/**
 * The statements that bring the tables up to date with these events, in the order of the sequence.
 * They do not depend on each other, so a connection that pipelines may send them at once.
 */
export function projectionStatements(events: readonly Projected[]): pg.QueryConfig[] {
  if (events.length === 0) return []
  const timeline = [
    bigints(events.map(({ seq }) => seq)),
    uuids(events.map(({ stream }) => stream)),
    integers(events.map(({ n }) => n)),
    texts(events.map(({ changes }) => changes?.timeline.type ?? null)),
    texts(events.map(({ changes }) => changes?.timeline.at ?? null)),
    texts(events.map(({ changes }) => changes?.timeline.actor ?? null)),
  ]
  const statements: pg.QueryConfig[] = [{ ...writeTimeline, values: timeline }]

  // One statement cannot write a row twice; the last line of a case is the one that stands.
  const lines = new Map<string, QueueRow>()
  for (const { changes } of events) if (changes?.queue) lines.set(changes.queue.stream, changes.queue)
  if (lines.size > 0) {
    const rows = [...lines.values()]
    statements.push({ ...writeQueue, values: queueColumns.map(([, , , values]) => values(rows)) })
  }

  const tokens = events.flatMap(({ seq, stream, changes }) =>
    (changes?.accounting ?? []).map((token) => ({ token, stream, seq })),
  )
  if (tokens.length > 0) {
    const values = [
      byteas(tokens.map(({ token }) => token)),
      uuids(tokens.map(({ stream }) => stream)),
      bigints(tokens.map(({ seq }) => seq)),
    ]
    statements.push({ ...writeAccounting, values })
  }

  const words = events.flatMap(({ stream, changes }) => (changes?.search ?? []).map((token) => ({ token, stream })))
  if (words.length > 0) {
    const values = [byteas(words.map(({ token }) => token)), uuids(words.map(({ stream }) => stream))]
    statements.push({ ...writeSearch, values })
  }

  const announced = events.flatMap(({ seq, stream, changes }) =>
    changes?.announcement === undefined ? [] : [{ seq, stream, row: changes.announcement }],
  )
  if (announced.length > 0) {
    const values = [
      bigints(announced.map(({ seq }) => seq)),
      uuids(announced.map(({ stream }) => stream)),
      integers(announced.map(({ row }) => row.persons)),
      ...announcementTexts.map((field) => texts(announced.map(({ row }) => row[field]))),
    ]
    statements.push({ ...writeAnnouncements, values })
  }

  const forgotten = events.flatMap(({ seq, changes }) =>
    changes?.forgotten === undefined ? [] : [{ stream: changes.forgotten, seq }],
  )
  if (forgotten.length > 0) {
    const values = [uuids(forgotten.map(({ stream }) => stream)), bigints(forgotten.map(({ seq }) => seq))]
    statements.push({ ...writeForgotten, values })
  }
  return statements
}
