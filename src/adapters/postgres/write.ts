/** The rows of a transaction of the ledger, a statement for each table. */
import type pg from 'pg'
import { byteas, integers, texts, uuids } from './binary-array.ts'
import { projectionStatements } from './projections.ts'
import type { Ready } from './ready.ts'

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
const insertAgencies = {
  name: 'insert-agencies',
  text: 'insert into stream_agency (stream, agency) select * from unnest($1::uuid[], $2::text[])',
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

/** The statements that store these appends from this place of the sequence on. They all travel at once. */
export function writeAppends(client: pg.PoolClient, first: number, accepted: readonly Ready[]): Promise<unknown>[] {
  const events = accepted.flatMap(({ asked, rows }) => rows.map((row) => ({ stream: asked.stream, ...row })))
  const sent: Promise<unknown>[] = []
  // First of all, since for `postern_desk` the rows of a stream may stand only where the stream is its agency's.
  const owned = accepted.flatMap(({ asked, agency }) =>
    agency === undefined ? [] : [{ stream: asked.stream, agency }],
  )
  if (owned.length > 0) {
    const values = [uuids(owned.map(({ stream }) => stream)), texts(owned.map(({ agency }) => agency))]
    sent.push(client.query({ ...insertAgencies, values }))
  }
  sent.push(
    client.query({
      ...insertEvents,
      values: [
        first,
        uuids(events.map(({ stream }) => stream)),
        integers(events.map(({ n }) => n)),
        byteas(events.map(({ entry }) => entry)),
        byteas(events.map(({ envelope }) => envelope)),
      ],
    }),
  )

  const begun = accepted.flatMap(({ asked, generation, caseKey }) =>
    caseKey === undefined ? [] : [{ stream: asked.stream, generation, caseKey }],
  )
  if (begun.length > 0) {
    const values = [
      uuids(begun.map(({ stream }) => stream)),
      integers(begun.map(({ generation }) => generation)),
      byteas(begun.map(({ caseKey }) => caseKey)),
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
      uuids(people.map(({ stream }) => stream)),
      byteas(people.map(({ person }) => person)),
      integers(people.map(({ generation }) => generation)),
      byteas(people.map(({ wrapped }) => wrapped)),
    ]
    sent.push(client.query({ ...insertPersonKeys, values }))
  }

  const jobs = accepted.flatMap(({ asked }) => (asked.jobs ?? []).map((job) => ({ stream: asked.stream, ...job })))
  if (jobs.length > 0) {
    const values = [
      uuids(jobs.map(({ stream }) => stream)),
      texts(jobs.map(({ kind }) => kind)),
      texts(jobs.map(({ key }) => key)),
      texts(jobs.map(({ dueAt }) => dueAt)),
    ]
    sent.push(client.query({ ...insertJobs, values }))
  }

  const projected = events.map(({ stream, n, changes }, i) => ({ seq: first + i, stream, n, changes }))
  for (const statement of projectionStatements(projected)) sent.push(client.query(statement))
  for (const { text, values } of accepted.flatMap(({ also }) => also?.statements ?? [])) {
    sent.push(client.query(text, [...values]))
  }
  return sent
}
