/**
 * A person's whole list of disclosures at an office that has made 100 large releases and had that person in each,
 * against one look at one indexed row for each of them, on the same server.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startServer } from '#adapters/embedded/server.ts'
import { toBase64 } from '#formats/bytes.ts'
import { bitsFor, memberSetBuilder } from '#formats/member-set.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import type { NewEvent } from '#log/ledger.ts'
import { openInstallation } from '#parts.ts'
import { accountingOf } from '#pipeline/accounting.ts'
import { classesIn, keepMembers, numbersOf } from '#pipeline/member-sets.ts'
import type { Ports } from '#pipeline/ports.ts'
import { flushed } from './flushed.ts'
import { benchSettings } from './office.ts'
import type { BenchResult } from './result.ts'

const releases = 100
/** In each release; what a look costs grows with the logarithm of it, and building a hundred sets of a state takes minutes. */
const persons = 110_000
/** In the table beside: of each release a tenth, for which there is room in memory. */
const besidePersons = 11_000
const pairs = 5
const agency = 'ma-dta'
const elements = [
  'name',
  'date-of-birth',
  'home-address',
  'mailing-address',
  'household-members',
  'case-number',
  'member-id',
  'phone',
  'language',
  'benefit-amount',
  'benefit-period',
  'application',
]

/** `person_lookup`: goal 3 or less. @throws Error where the list is not the whole */
export async function personLookup(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // As root the database runs under another account, which must pass through here.
  chmodSync(directory, 0o711)
  const server = await startServer(directory, process.env)
  try {
    const admin = new Client({ connectionString: server.url('postgres') })
    await admin.connect()
    await admin.query('create database postern')
    await admin.end()
    const env = { DATABASE_URL: server.url('postern'), POSTERN_DATA: directory }
    const installation = await openInstallation(env, { settings: await benchSettings(directory) })
    const beside = new Client({ connectionString: server.url('postern') })
    beside.on('error', () => {})
    await beside.connect()
    const built: number[] = []
    for (let release = 0; release < releases; release++) {
      built.push(await releaseMany(installation.ports))
      process.stderr.write(`\r  ${release + 1} of ${releases} releases`)
    }
    process.stderr.write('\n')
    await plainTable(beside)
    await beside.query('vacuum analyze')

    const ports = await installation.at(agency)
    const begun = performance.now()
    await wholeList(ports)
    const cold = performance.now() - begun
    await wholeRows(beside)
    const ratios: { readonly ratio: number; readonly ours: number; readonly other: number }[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const ours = await timed(() => wholeList(ports))
      const other = await timed(() => wholeRows(beside))
      ratios.push({ ratio: ours / other, ours, other })
    }
    const median = ratios.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(pairs / 2)]
    if (median === undefined) throw new Error('no pair was measured')
    const { rows } = await beside.query<{ bytes: string }>(`select pg_total_relation_size('member_bucket') as bytes`)
    const each = Number(rows[0]?.bytes) / (releases * persons)
    await beside.end()
    await installation.close()
    return {
      name: 'person_lookup',
      ratio: median.ratio,
      better: 'lower',
      goal: 3,
      ours: median.ours,
      beside: median.other,
      unit: 'ms for the whole list',
      runs: pairs,
      notes:
        `median of ${pairs} interleaved pairs, as the desk's role; ${releases} releases of ${persons.toLocaleString('en-US')} persons, ` +
        `beside them ${(releases * besidePersons).toLocaleString('en-US')} rows under one primary key, ${releases} prepared queries one after another; ` +
        `${(median.ours / releases).toFixed(2)} ms for each release; the first list of all, which opens each case once, ${cold.toFixed(0)} ms; ` +
        `${each.toFixed(1)} bytes a person on disk; build, seal and store a set ${middle(built).toFixed(0)} ms; fdatasync ${flushed(directory).toFixed(2)} ms`,
    }
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const personIn = (release: number, i: number): string => (i === 0 ? 'SYN-ANA' : `SYN-${release}-${i}`)
let made = 0

/** A case of which a package to many was delivered. @returns milliseconds for its set */
async function releaseMany(ports: Ports): Promise<number> {
  const release = made++
  const stream = randomUUID()
  const cells = elements.map((element) => ({ program: 'snap', element }))
  await ports.ledger.append({ stream, after: 0, events: [requestOf(release)] })
  const setId = new Uint8Array(randomBytes(16))
  const beginning = { setId: toBase64(setId), workKey: toBase64(new Uint8Array(randomBytes(32))) }
  const grants = [cells, cells.slice(0, 11), cells.slice(0, 6), cells.slice(0, 1)]
  const released = grants.map((some, i) => [`k${i + 1}`, some] as const)
  const numbers = numbersOf(
    beginning,
    released.map(([ref]) => ref),
  )
  const places = [...numbers.values()]
  const begun = performance.now()
  const building = memberSetBuilder({ setId, membersKey: ports.membersKey, agency, bits: bitsFor(persons) })
  for (let i = 0; i < persons; i++) building.add(personIn(release, i), places[i % 4] ?? 0)
  const tree = classesIn(beginning, numbers, new Map(released))
  const members = await keepMembers(ports, { stream, agency, setId, set: building.finish(), classes: tree })
  const took = performance.now() - begun
  const classes = released.map(([ref, some]) => [ref, { cells: some }] as const)
  const decided = classes.map(
    ([ref, part]) =>
      [
        ref,
        {
          cells: part.cells.map((cell) => ({
            ...cell,
            outcome: 'release',
            needs: [],
            basis: ['US-SNAP-06'],
            why: 'Synthetic: an audit of the program may see this.',
          })),
        },
      ] as const,
  )
  const checkpoint = { size: 1, root: '00'.repeat(32) }
  const bulk = { persons, grants: [], classes: Object.fromEntries(numbers), members }
  await ports.ledger.append({
    stream,
    after: 1,
    events: [
      event(
        'decision.made',
        { classCells: [], deadlines: [], duties: [], missing: [], disposition: 'release' },
        Object.fromEntries(decided),
      ),
      event('preparation.begun', beginning),
      event('release.prepared', { bulk }, Object.fromEntries(classes)),
      event('package.delivered', { contentRoot: 'ab'.repeat(32), checkpoint, leafIndex: 0, members }),
      event('package.collected', { contentRoot: 'ab'.repeat(32) }),
    ],
  })
  return took
}

function event(type: string, body: NewEvent['body'], people: NewEvent['people'] = {}): NewEvent {
  return { type, at: '2026-11-22T12:00:00.000Z', actor: 'demo-officer', body, people }
}

function requestOf(release: number): NewEvent {
  return event('request.received', {
    number: `MA-DTA-2026-B${release}`,
    agency,
    requester: { kind: 'federal-benefit-agency', organization: 'usda-fns' },
    purposes: ['audit'],
    programs: ['snap'],
    instruments: [],
    statements: [],
    elements: 'all',
    channel: 'letter',
    form: 'written',
    suppliesSsn: false,
    artifact: { sha256: 'ab'.repeat(32), bytes: 1234, type: 'application/pdf' },
  })
}

/** One row for each person of each release, found by both. */
async function plainTable(client: Client): Promise<void> {
  await client.query(
    'create table disclosure (release integer, person text, at text, receiver text, elements text, basis text, primary key (release, person))',
  )
  await client.query(
    `insert into disclosure select release, case when i = 0 then 'SYN-ANA' else 'SYN-' || release || '-' || i end,
      '2026-11-22T12:00:00.000Z', 'usda-fns', $3, 'US-SNAP-06'
     from generate_series(0, $1::integer - 1) release, generate_series(0, $2::integer - 1) i`,
    [releases, besidePersons, elements.join(' ')],
  )
}

async function wholeList(ports: Ports): Promise<void> {
  const key = formatSourceKey({ agency, keys: { person: [{ value: personIn(0, 0) }] } })
  const entries = await accountingOf(ports, agency, key, '2026-11-25')
  const whole = entries.filter(({ disclosed }) => disclosed[0]?.cells.length === elements.length)
  if (whole.length !== releases) throw new Error(`the list has ${whole.length} of ${releases} disclosures`)
}

async function wholeRows(client: Client): Promise<void> {
  for (let release = 0; release < releases; release++) {
    const { rows } = await client.query({
      name: 'one-row',
      text: 'select at, receiver, elements, basis from disclosure where release = $1 and person = $2',
      values: [release, personIn(release, 0)],
    })
    if (rows.length !== 1) throw new Error('a row is missing')
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}
