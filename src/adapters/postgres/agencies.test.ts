import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendLeaf, emptyFrontier, frontierRoot } from '#formats/frontier.ts'
import { leafHash } from '#formats/merkle.ts'
import { project } from '#pipeline/project.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import {
  announced,
  decided,
  dump,
  event,
  matched,
  noon,
  numberOf,
  query,
  received,
  testLedger,
  testRootKey,
} from '#testing/ledger.ts'
import { officeStream } from '#vocabulary/office.ts'
import { frontierOf, type HeadRow } from './commit.ts'
import { connect } from './connect.ts'
import { openVault } from './forget.ts'
import type { OpenLedger } from './ledger.ts'
import { rebuild } from './rebuild.ts'

let database: TestDatabase
let system: OpenLedger
let mass: OpenLedger
let maine: OpenLedger
const rootKey = testRootKey()
/** A case of Maine with a row in every table that a case has rows in, and one of Massachusetts. */
const theirs = randomUUID()
const ours = randomUUID()
const request = received(['p1'], noon.now(), 'me-dhhs-ofi')
const desks: Record<string, ReturnType<typeof connect>> = {}

beforeAll(async () => {
  database = await testDatabase()
  system = await testLedger(database.url, rootKey)
  mass = await testLedger(database.url, rootKey, 5000, 'ma-dta')
  maine = await testLedger(database.url, rootKey, 5000, 'me-dhhs-ofi')
  const jobs = [{ kind: 'deliver', key: 'x', dueAt: noon.now() }]
  await maine.append({
    stream: theirs,
    after: 0,
    events: [request, matched({ p1: 'SYN-1' }), decided(['p1']), announced()],
    jobs,
  })
  await mass.append({ stream: ours, after: 0, events: [received(['p1']), matched({ p1: 'SYN-2' }), announced()], jobs })
  const gone = randomUUID()
  await maine.append({
    stream: gone,
    after: 0,
    events: [received(['p1'], noon.now(), 'me-dhhs-ofi'), event('case.closed')],
  })
  const vault = await openVault({ url: database.url, rootKey, project, clock: noon })
  const by = ['demo-privacy', 'demo-counsel'] as const
  await vault.destroy({ stream: gone, n: 2, by, at: noon.now(), until: '2032-11-22' })
  await vault.close()
  for (const agency of ['ma-dta', 'me-dhhs-ofi', 'nonsense']) {
    desks[agency] = connect(database.url, { max: 1, role: 'postern_desk', agency })
  }
  desks['nobody'] = connect(database.url, { max: 1, role: 'postern_desk' })
})
afterAll(async () => {
  await Promise.all([system, mass, maine].map((ledger) => ledger.close()))
  await Promise.all(Object.values(desks).map((pool) => pool.end()))
  await database.drop()
})

interface Answer {
  readonly rows: readonly Record<string, unknown>[]
  readonly count: number
}

/** What the database answers at that desk: the rows, or the SQLSTATE of its refusal; whatever was done is undone. */
async function ask(agency: string, statement: string, values: unknown[] = []): Promise<Answer | string> {
  const client = await desks[agency]?.connect()
  if (client === undefined) throw new Error('no such desk')
  try {
    await client.query('begin')
    const { rows, rowCount } = await client.query<Record<string, unknown>>(statement, values)
    return { rows, count: rowCount ?? 0 }
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const denied = '42501'
/** Each table that has a case in it, with the columns of a row of the other agency's case. */
const tables: Readonly<Record<string, string>> = {
  event: `seq, stream, n, entry, envelope`,
  stream_agency: 'stream, agency',
  case_key: 'stream, generation, wrapped',
  person_key: 'stream, person, generation, wrapped',
  job: 'stream, kind, key, due_at',
  timeline: 'seq, stream, n, type, at, actor',
  queue:
    'stream, number, agency, status, received_on, requester_kind, organization, purposes, programs, people, holds, ' +
    'deadlines, n, last_at, last_type',
  accounting: 'token, stream, seq',
  search: 'token, stream',
  announcement: 'seq, stream, agency, persons, elements, basis, announced_on, stands_until',
  forgotten: 'stream, seq',
}

describe('at the desk of one agency, whatever the statement says', () => {
  it('meets a policy on every table that it may touch at all, but for the head of the log and the rules', async () => {
    const rows = await query<{ name: string; guarded: boolean }>(
      database.url,
      `select relname as name, relrowsecurity as guarded from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
          and has_any_column_privilege('postern_desk', oid, 'select, insert, update') order by relname`,
    )
    // No row of these is a case's, or anybody's: the end of the log, sets of rules, how often a device has signed.
    const open = ['log_head', 'passkey_count', 'rule_set']
    expect(rows.filter(({ guarded }) => !guarded).map(({ name }) => name)).toEqual(open)
    const policies = await query<{ name: string; says: string }>(
      database.url,
      `select tablename as name, concat(qual, with_check) as says from pg_policies where 'postern_desk' = any (roles)`,
    )
    expect(policies.filter(({ says }) => !says.includes('current_agency()'))).toEqual([])
    const guarded = rows.filter((row) => row.guarded).map(({ name }) => name)
    expect(guarded.filter((name) => !policies.some((policy) => policy.name === name))).toEqual([])
  })

  it.each(Object.keys(tables))('the other agency has no row in %s, and its own has', async (table) => {
    const whole = await query<{ count: string }>(database.url, `select count(*) from ${table} where stream = $1`, [
      theirs,
    ])
    if (table !== 'forgotten') expect(Number(whole[0]?.count)).toBeGreaterThan(0)
    const mine = await ask('ma-dta', `select stream from ${table}`)
    const others = await ask('me-dhhs-ofi', `select stream from ${table}`)
    if (typeof mine === 'string' || typeof others === 'string') throw new Error('a desk may read its own')
    const seen = new Set(mine.rows.map(({ stream }) => stream))
    seen.delete(officeStream)
    expect([...seen]).toEqual(table === 'forgotten' ? [] : [ours])
    expect(others.rows.map(({ stream }) => stream)).not.toContain(ours)
    expect(others.count).toBeGreaterThan(0)
  })

  it.each(Object.keys(tables))('nobody without an agency, or with another name, has a case in %s', async (table) => {
    expect(await ask('nobody', `select from ${table}`)).toMatchObject({ count: 0 })
    expect(await ask('nonsense', `select from ${table} where stream <> $1`, [officeStream])).toMatchObject({ count: 0 })
  })

  it.each(Object.keys(tables))('no row of the other agency in %s is changed or taken away', async (table) => {
    const change = await ask('ma-dta', `update ${table} set stream = stream where stream = $1`, [theirs])
    const removal = await ask('ma-dta', `delete from ${table} where stream = $1`, [theirs])
    expect(change === denied || (typeof change !== 'string' && change.count === 0)).toBe(true)
    expect(removal).toBe(denied)
  })

  it.each(Object.entries(tables))('no row for the other agency is put into %s', async (table, columns) => {
    const rows = await query<Record<string, unknown>>(
      database.url,
      `select ${columns} from ${table} where stream = $1`,
      [theirs],
    )
    const row = rows.at(-1) ?? { stream: theirs, seq: '99' }
    // As if it were a new one, so that nothing but the policy speaks against it.
    const fresh: Record<string, unknown> = { ...row }
    if ('seq' in row) fresh['seq'] = '1000'
    if ('n' in row && table === 'event') fresh['n'] = 77
    if ('token' in row) fresh['token'] = Buffer.alloc(table === 'search' ? 16 : 32, 7)
    if ('key' in row) fresh['key'] = 'another'
    if ('person' in row && table === 'person_key') fresh['person'] = Buffer.alloc(16, 7)
    if (table === 'queue') Object.assign(fresh, { stream: randomUUID(), number: 'ME-DHHS-2026-NEW' })
    if (table === 'stream_agency') fresh['stream'] = randomUUID()
    const names = Object.keys(fresh)
    const insert = `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`
    expect(await ask('ma-dta', insert, Object.values(fresh))).toBe(denied)
  })

  it('lets nobody move a case of their own to another agency, or take another one’s', async () => {
    expect(await ask('ma-dta', `update queue set agency = 'me-dhhs-ofi'`)).toBe(denied)
    const columns = tables['queue'] ?? ''
    const takeover = `insert into queue (${columns}) select ${columns.replace('stream', '$1')} from queue`
    expect(await ask('ma-dta', takeover, [theirs])).toBe('23505')
    expect(await ask('ma-dta', `insert into stream_agency values ($1, 'ma-dta')`, [theirs])).toBe('23505')
  })

  it('can write to the staff and the rules of the office, which every agency reads', async () => {
    for (const agency of ['ma-dta', 'me-dhhs-ofi']) {
      expect(await ask(agency, 'select from event where stream = $1', [officeStream])).toMatchObject({ count: 2 })
      expect(await ask(agency, 'select from case_key where stream = $1', [officeStream])).toMatchObject({ count: 1 })
    }
    await mass.appendToOffice(event('staff.enrolled', { id: 'demo-somebody' }))
    expect((await maine.load(officeStream)).at(-1)?.record.body).toEqual({ id: 'demo-somebody' })
    expect(await ask('ma-dta', `update case_key set wrapped = 'x'`)).toBe(denied)
  })

  it('stays one agency’s desk after RESET; only SET ROLE with the login’s own rights leaves it', async () => {
    await ask('ma-dta', 'select 1')
    const client = await desks['ma-dta']?.connect()
    try {
      await client?.query('reset role')
      await client?.query('reset postern.agency')
      await client?.query('reset all')
      const rows = await client?.query<{ who: string; agency: string }>(
        'select current_user as who, current_agency() as agency',
      )
      expect(rows?.rows).toEqual([{ who: 'postern_desk', agency: 'ma-dta' }])
    } finally {
      client?.release()
    }
  })

  it('a login that is granted this role alone gets no further than it', async () => {
    const login = `desk_${database.name}`
    await query(database.url, `create role ${login} login password 'for-a-test' in role postern_desk`)
    const url = new URL(database.url)
    url.username = login
    url.password = 'for-a-test'
    const client = new Client({ connectionString: url.href, options: '-c role=postern_desk -c postern.agency=ma-dta' })
    await client.connect()
    try {
      for (const role of ['postern_app', 'postern_keeper', 'pg_read_all_data']) {
        await expect(client.query(`set role ${role}`)).rejects.toMatchObject({ code: denied })
      }
      await client.query('set role none')
      const { rows } = await client.query<{ agency: string }>('select distinct agency from queue')
      expect(rows).toEqual([{ agency: 'ma-dta' }])
    } finally {
      await client.end()
      await query(database.url, `drop role ${login}`)
    }
  })

  it('changes nothing of the log but its end', async () => {
    expect(await ask('ma-dta', 'update log_head set root_generation = root_generation + 1')).toBe(denied)
    expect(await ask('ma-dta', 'update log_head set size = size - 1')).toBe('23001')
    expect(await ask('ma-dta', 'select from checkpoint_publication')).toBe(denied)
    expect(await ask('ma-dta', 'update event set n = n')).toBe(denied)
    expect(await ask('ma-dta', 'truncate queue')).toBe(denied)
  })
})

describe('a ledger of one agency', () => {
  it('knows nothing of the other agency’s case, by number, stream, person, place or word', async () => {
    const [first] = await maine.load(theirs)
    expect(first).toBeDefined()
    expect(await mass.load(theirs)).toEqual([])
    expect(await mass.streamOf(numberOf(request))).toBeUndefined()
    expect(await mass.matchesOf('me-dhhs-ofi', 'SYN-1')).toEqual([])
    expect(await mass.timeline(theirs)).toEqual([])
    await expect(mass.opening(first?.seq ?? -1)).rejects.toMatchObject({ code: 'ERR_CASE_UNKNOWN' })
    expect((await mass.queue()).map(({ agency }) => agency)).toEqual(['ma-dta'])
    expect((await mass.dueJobs(noon.now(), 10)).map(({ stream }) => stream)).toEqual([ours])
    expect(await mass.streams()).toEqual([ours])
    const words = ['name plantedsyn']
    expect(await mass.find('me-dhhs-ofi', words)).toEqual([])
    expect((await mass.find('ma-dta', words)).map(({ stream }) => stream)).toEqual([ours])
    expect((await maine.find('me-dhhs-ofi', words)).map(({ stream }) => stream)).toEqual([theirs])
  })

  it('appends nothing to the other agency’s case, and opens none for it', async () => {
    const before = await query(database.url, 'select size from log_head')
    expect(await mass.append({ stream: theirs, after: 3, events: [event('x.y')] })).toEqual({
      outcome: 'conflict',
      n: 0,
    })
    const theirRequest = received(['p1'], noon.now(), 'me-dhhs-ofi')
    await expect(mass.append({ stream: randomUUID(), after: 0, events: [theirRequest] })).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
    })
    const ofThePerson = { stream: randomUUID(), after: 0, events: [event('x.y')] }
    await expect(mass.append({ ...ofThePerson, agency: 'me-dhhs-ofi' })).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
    })
    await expect(mass.append({ stream: theirs, after: 0, events: [received()] })).rejects.toThrow()
    expect(await query(database.url, 'select size from log_head')).toEqual(before)
    // What was refused stops nobody after it.
    expect((await mass.append({ stream: ours, after: 3, events: [event('x.y')] })).outcome).toBe('appended')
  })

  it('keeps a stream that is no case to its agency, and the system’s to the system', async () => {
    const [own, given, silent] = [randomUUID(), randomUUID(), randomUUID()]
    await mass.append({ stream: own, after: 0, events: [event('x.y')] })
    await system.append({ stream: given, after: 0, events: [event('x.y')], agency: 'ma-dta' })
    await system.append({ stream: silent, after: 0, events: [event('x.y')] })
    const seen = async (ledger: OpenLedger) =>
      (await Promise.all([own, given, silent].map((stream) => ledger.load(stream)))).map(({ length }) => length)
    expect([await seen(mass), await seen(maine), await seen(system)]).toEqual([
      [1, 1, 0],
      [0, 0, 0],
      [1, 1, 1],
    ])
  })

  it('does not begin an office', async () => {
    const fresh = await testDatabase()
    await expect(testLedger(fresh.url, testRootKey(), 5000, 'ma-dta')).rejects.toMatchObject({
      code: 'ERR_KEY_MISSING',
    })
    await fresh.drop()
  })

  it('is one of several on one log in one process, each with all its appends, in one gapless sequence', async () => {
    const ledgers = [
      { ledger: system, agency: 'ma-dta' },
      { ledger: mass, agency: 'ma-dta' },
      { ledger: maine, agency: 'me-dhhs-ofi' },
    ]
    const shared = randomUUID()
    await system.append({ stream: shared, after: 0, events: [received()] })
    const [system2, mass2] = [system, mass].map(async (ledger) => {
      for (let done = 0, after = 1; done < 20;) {
        const result = await ledger.append({ stream: shared, after, events: [event('x.y')] })
        if (result.outcome === 'appended') done += 1
        after = result.outcome === 'appended' ? after + 1 : result.n
      }
    })
    const results = await Promise.all(
      ledgers.flatMap(({ ledger, agency }) =>
        Array.from({ length: 60 }, async () => {
          const stream = randomUUID()
          const first = await ledger.append({ stream, after: 0, events: [received(['p1'], noon.now(), agency)] })
          const then = await ledger.append({ stream, after: 1, events: [event('x.y')] })
          return [first.outcome, then.outcome]
        }),
      ),
    )
    await Promise.all([system2, mass2])
    expect(new Set(results.flat())).toEqual(new Set(['appended']))
    expect(await mass.load(shared)).toHaveLength(41)

    const rows = await query<{ seq: string; entry: Buffer }>(database.url, 'select seq, entry from event order by seq')
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i))
    const naive = rows.reduce((tree, { entry }) => appendLeaf(tree, leafHash(entry)), emptyFrontier)
    const [head] = await query<HeadRow>(database.url, 'select size, frontier, root_generation from log_head')
    if (head === undefined) throw new Error('the log has no head')
    expect(Buffer.from(frontierRoot(frontierOf(head)))).toEqual(Buffer.from(frontierRoot(naive)))
    const before = await dump(database.url)
    await rebuild(database.url, rootKey, project)
    expect(await dump(database.url)).toEqual(before)
  })
})
