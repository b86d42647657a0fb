/** A ledger for tests, and cases to put into it. Every person in here is made up, and says so. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { Client, type QueryResultRow } from 'pg'
import { fileRootKey } from '#adapters/keys/file.ts'
import { openLedger, type OpenLedger } from '#adapters/postgres/ledger.ts'
import type { NewEvent } from '#log/ledger.ts'
import type { RootKey } from '#log/root-key.ts'
import { project } from '#pipeline/project.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Clock } from '#vocabulary/time.ts'
import { makeTestDirectory } from './directory.ts'

export const noon: Clock = { now: () => '2026-11-22T12:00:00.000Z' }

export function testRootKey(directory: string = makeTestDirectory()): RootKey {
  return fileRootKey(join(directory, 'keys'))
}

export function testLedger(url: string, rootKey: RootKey, patience = 5000, agency?: string): Promise<OpenLedger> {
  return openLedger({ url, rootKey, project, clock: noon, patience, ...(agency === undefined ? {} : { agency }) })
}

/** Values that must be found nowhere but in what is opened. */
export const planted = {
  family: 'Plantedsyn',
  ssn: '000-12-3456',
  street: '17 Invented Synthetic Lane',
  objection: 'please tell nobody, SYNTHETIC',
}

export function event(type: string, body: Json = {}, people: NewEvent['people'] = {}, at = noon.now()): NewEvent {
  return { type, at, actor: 'demo-officer', body, people }
}

let cases = 0

export function received(refs: readonly string[] = ['p1'], at = noon.now(), agency = 'ma-dta'): NewEvent {
  cases += 1
  return event(
    'request.received',
    {
      number: `MA-DTA-2026-${randomUUID().slice(0, 8).toUpperCase()}${cases}`,
      agency,
      channel: 'letter',
      form: 'written',
      requester: { kind: 'immigration-enforcement', organization: 'ice-ero', name: 'Officer Synthetic Example' },
      purposes: ['civil-immigration-enforcement'],
      statements: [],
      suppliesSsn: true,
      programs: ['snap', 'tanf'],
      elements: 'all',
      instruments: [],
      artifact: { sha256: 'ab'.repeat(32), bytes: 1234, type: 'application/pdf' },
    },
    Object.fromEntries(
      refs.map((ref) => [
        ref,
        { name: { given: 'Synthea', family: planted.family }, ssn: planted.ssn, address: { line1: planted.street } },
      ]),
    ),
    at,
  )
}

export function numberOf({ body }: NewEvent): string {
  const number = typeof body === 'object' && body !== null && 'number' in body ? body.number : undefined
  if (typeof number !== 'string') throw new Error('only a request has a number')
  return number
}

export function matched(keys: Readonly<Record<string, string>>): NewEvent {
  const people = Object.entries(keys).map(([ref, key]) => [
    ref,
    { match: 'one', key, programs: ['snap'], holds: ['name', 'home-address'], markers: [] },
  ])
  return event('people.matched', {}, Object.fromEntries(people))
}

function cell(element: string, outcome: string) {
  return { program: 'snap', element, outcome, needs: [], basis: ['US-SNAP-01'], why: 'Synthetic.' }
}

export function decided(refs: readonly string[], on = '2026-12-01'): NewEvent {
  return event(
    'decision.made',
    {
      decision: 'cd'.repeat(32),
      sealed: '',
      asOf: noon.now(),
      disposition: 'deny',
      duties: ['record-request'],
      missing: [],
      deadlines: [{ what: 'answer', on }],
      rules: { digest: 'ef'.repeat(32) },
      classCells: [],
    },
    Object.fromEntries(refs.map((ref) => [ref, { cells: [cell('name', 'release'), cell('home-address', 'deny')] }])),
  )
}

/** A notice on the public page. */
export function announced(): NewEvent {
  return event('release.announced', {
    persons: 201,
    elements: [
      { program: 'snap', element: 'home-address' },
      { program: 'snap', element: 'phone' },
    ],
    basis: ['US-SNAP-01', 'US-SNAP-07'],
    announcedOn: '2026-11-22',
    standsUntil: '2026-12-07',
    courtOrder: {
      order: 'o1',
      court: 'A court (synthetic)',
      docket: 'SYN-7',
      issuedOn: '2026-11-20',
      from: '2026-11-30',
    },
  })
}

/** What a case may go through, closed or not, with events that no projection knows. */
export const histories = fc.record({
  refs: fc.uniqueArray(fc.constantFrom('p1', 'p2', 'p3'), { maxLength: 3 }),
  steps: fc.array(
    fc.constantFrom(
      'matched',
      'decided',
      'objection',
      'hold.set',
      'hold.lifted',
      'release.announced',
      'unheard.of',
      'case.closed',
    ),
    { maxLength: 8 },
  ),
})

export function eventsOf({ refs, steps }: { refs: readonly string[]; steps: readonly string[] }): NewEvent[] {
  return [
    received(refs),
    ...steps.map((step): NewEvent => {
      if (step === 'matched') return matched(Object.fromEntries(refs.map((ref) => [ref, `SYN-${ref}`])))
      if (step === 'decided') return decided(refs)
      if (step === 'release.announced') return announced()
      if (step === 'objection') {
        return event(
          'objection.recorded',
          {},
          Object.fromEntries(refs.map((ref) => [ref, { words: planted.objection }])),
        )
      }
      return event(step, step.startsWith('hold') ? { matter: 'Example v. Synthetic' } : {})
    }),
  ]
}

/** Every projection as PostgreSQL writes it out, in the order of its key. */
export async function dump(url: string): Promise<Record<string, string[]>> {
  const tables = {
    timeline: 'seq',
    queue: 'stream',
    accounting: 'token, stream',
    search: 'token, stream',
    announcement: 'seq',
    forgotten: 'stream',
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const found: Record<string, string[]> = {}
    for (const [table, key] of Object.entries(tables)) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${table} t order by ${key}`)
      found[table] = rows.map(({ row }) => row)
    }
    return found
  } finally {
    await client.end()
  }
}

export async function query<Row extends QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
