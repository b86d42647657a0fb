import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendLeaf, emptyFrontier, frontierRoot } from '#formats/frontier.ts'
import { leafHash } from '#formats/merkle.ts'
import { opens } from '#formats/commitment.ts'
import type { AppendResult } from '#log/ledger.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { project } from '#pipeline/project.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { decided, event, matched, noon, numberOf, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { openVault } from './forget.ts'
import type { OpenLedger } from './ledger.ts'

let database: TestDatabase
let ledger: OpenLedger
const rootKey = testRootKey()

beforeAll(async () => {
  database = await testDatabase()
  ledger = await testLedger(database.url, rootKey)
})
afterAll(async () => {
  await ledger.close()
  await database.drop()
})

function seqs(result: AppendResult): number[] {
  return result.outcome === 'appended' ? result.events.map(({ seq }) => seq) : []
}

function said(ref: string) {
  return [event('x.y', {}, { [ref]: { said: 'SYNTHETIC' } })]
}

describe('the ledger', () => {
  it('gives back a case as it was appended, each event with an opening of its entry', async () => {
    const stream = randomUUID()
    const events = [received(['p1', 'p2']), matched({ p1: 'SYN-1' })]
    await ledger.append({ stream, after: 0, events })
    await ledger.append({ stream, after: 2, events: [decided(['p1', 'p2'])] })
    const found = await ledger.load(stream)
    expect(found.map(({ record: { type, n } }) => [type, n])).toEqual([
      ['request.received', 1],
      ['people.matched', 2],
      ['decision.made', 3],
    ])
    expect(found[0]?.record).toEqual({ ...events[0], stream, n: 1 })
    for (const { entry, opening, seq } of found) {
      expect(opens(opening, entry)).toBe(true)
      expect(await ledger.opening(seq)).toEqual(opening)
    }
  })

  it('refuses an append that was decided on an older state, and keeps nothing of it', async () => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received()] })
    const before = await query(database.url, 'select size from log_head')
    expect(await ledger.append({ stream, after: 0, events: [received()] })).toEqual({ outcome: 'conflict', n: 1 })
    expect(await ledger.append({ stream, after: 2, events: [event('case.closed')] })).toEqual({
      outcome: 'conflict',
      n: 1,
    })
    expect(await ledger.append({ stream: randomUUID(), after: 7, events: [event('case.closed')] })).toEqual({
      outcome: 'conflict',
      n: 0,
    })
    expect(await query(database.url, 'select size from log_head')).toEqual(before)
  })

  it('takes one of two appends that were decided on the same state, and everything else that waits', async () => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received()] })
    const results = await Promise.all([
      ledger.append({ stream, after: 1, events: [event('finding.recorded')] }),
      ledger.append({ stream, after: 1, events: [event('finding.recorded')] }),
      ...Array.from({ length: 20 }, () => ledger.append({ stream: randomUUID(), after: 0, events: [received()] })),
    ])
    expect(results.filter(({ outcome }) => outcome === 'conflict')).toEqual([{ outcome: 'conflict', n: 2 }])
    expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(21)
  })

  it('lets only the append fail that the database refuses', async () => {
    const twice = received()
    await ledger.append({ stream: randomUUID(), after: 0, events: [twice] })
    const results = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => ledger.append({ stream: randomUUID(), after: 0, events: [received()] })),
      // A case number is given once.
      ledger.append({ stream: randomUUID(), after: 0, events: [twice] }),
      ...Array.from({ length: 5 }, () => ledger.append({ stream: randomUUID(), after: 0, events: [received()] })),
    ])
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(results.map((_, i) => i !== 5))
  })

  it('keeps the sequence gapless and the frontier equal to the tree over all entries', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        ledger.append({
          stream: randomUUID(),
          after: 0,
          events: i % 3 === 0 ? [received(), event('x.y')] : [received()],
        }),
      ),
    )
    const rows = await query<{ seq: string; entry: Buffer }>(database.url, 'select seq, entry from event order by seq')
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i))
    const naive = rows.reduce((tree, { entry }) => appendLeaf(tree, leafHash(entry)), emptyFrontier)
    const [head] = await query<{ size: string; frontier: Buffer }>(database.url, 'select size, frontier from log_head')
    expect(Number(head?.size)).toBe(rows.length)
    const hashes = Array.from({ length: (head?.frontier.length ?? 0) / 32 }, (_, i) =>
      head?.frontier.subarray(32 * i, 32 * (i + 1)),
    ).filter((hash) => hash !== undefined)
    expect(Buffer.from(frontierRoot({ size: rows.length, hashes }))).toEqual(Buffer.from(frontierRoot(naive)))
  })

  it('puts the events of one append one after another', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        ledger.append({ stream: randomUUID(), after: 0, events: [received(), event('x.y'), event('x.z')] }),
      ),
    )
    for (const [a = -1, b, c] of results.map(seqs)) expect([b, c]).toEqual([a + 1, a + 2])
  })

  it('finds a case by its number and a person by what the source calls them, and by nothing else', async () => {
    const stream = randomUUID()
    const request = received()
    const result = await ledger.append({ stream, after: 0, events: [request, matched({ p1: 'SYN-77' })] })
    expect(await ledger.streamOf(numberOf(request))).toBe(stream)
    expect(await ledger.streamOf('MA-DTA-2026-NOSUCH00')).toBeUndefined()
    expect(await ledger.matchesOf('ma-dta', 'SYN-77')).toEqual([{ stream, seq: seqs(result)[1] }])
    expect(await ledger.matchesOf('me-dhhs-ofi', 'SYN-77')).toEqual([])
  })

  it('lists the cases, and what happened in each', async () => {
    const stream = randomUUID()
    const request = received()
    const result = await ledger.append({ stream, after: 0, events: [request, decided(['p1'])] })
    const line = (await ledger.queue()).find((row) => row.stream === stream)
    expect(line).toMatchObject({
      number: numberOf(request),
      receivedOn: '2026-11-22',
      dueOn: '2026-12-01',
      closedOn: null,
      n: 2,
    })
    expect(await ledger.timeline(stream)).toEqual([
      { seq: seqs(result)[0], n: 1, type: 'request.received', at: request.at, actor: 'demo-officer' },
      { seq: seqs(result)[1], n: 2, type: 'decision.made', at: request.at, actor: 'demo-officer' },
    ])
    expect(await ledger.timeline(randomUUID())).toEqual([])
  })

  it('commits the work that an event calls for with the event, once for each key', async () => {
    const stream = randomUUID()
    const job = { kind: 'deliver', key: 'root-1', dueAt: '2026-11-22T12:00:00.000Z' }
    await ledger.append({ stream, after: 0, events: [received()], jobs: [job] })
    await ledger.append({ stream, after: 1, events: [event('x.y')], jobs: [job] })
    expect(
      await ledger.append({ stream, after: 1, events: [event('x.y')], jobs: [{ ...job, key: 'root-2' }] }),
    ).toEqual({
      outcome: 'conflict',
      n: 2,
    })
    expect(await ledger.dueJobs('2026-11-22T11:59:59.000Z', 10)).toEqual([])
    const due = await ledger.dueJobs('2026-11-22T12:00:00.000Z', 10)
    expect(due).toEqual([{ stream, ...job }])
    for (const one of due) await ledger.finishJob(one, '2026-11-22T12:01:00.000Z')
    expect(await ledger.dueJobs('2026-11-22T12:02:00.000Z', 10)).toEqual([])
  })

  it('adds a person to a case who was not in the request', async () => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received(['p1'])] })
    const other = await testLedger(database.url, rootKey)
    try {
      await other.append({ stream, after: 1, events: [event('x.y', {}, { p9: { said: 'SYNTHETIC' } })] })
      // This process does not know yet that p9 has a key by now.
      await ledger.append({ stream, after: 2, events: [event('x.y', {}, { p9: { said: 'again' } })] })
      const found = await other.load(stream)
      expect(found.map(({ record }) => record.people['p9'])).toEqual([
        undefined,
        { said: 'SYNTHETIC' },
        { said: 'again' },
      ])
    } finally {
      await other.close()
    }
  })

  it('goes on from where another process left the case', async () => {
    const stream = randomUUID()
    const other = await testLedger(database.url, rootKey)
    try {
      await ledger.append({ stream, after: 0, events: [received()] })
      await other.append({ stream, after: 1, events: [decided(['p1'])] })
      expect((await ledger.append({ stream, after: 1, events: [event('x.y')] })).outcome).toBe('conflict')
      expect((await ledger.append({ stream, after: 2, events: [event('case.closed')] })).outcome).toBe('appended')
      expect(await other.load(stream)).toHaveLength(3)
    } finally {
      await other.close()
    }
  })

  it('holds its own against others where the server would show each transaction one moment only', async () => {
    await query(database.url, `alter database ${database.name} set default_transaction_isolation = 'repeatable read'`)
    const rivals = await Promise.all([1, 2].map(() => testLedger(database.url, rootKey)))
    const results = await Promise.all(
      rivals.flatMap((rival) =>
        Array.from({ length: 20 }, () => rival.append({ stream: randomUUID(), after: 0, events: [received()] })),
      ),
    )
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['appended']))
    await Promise.all(rivals.map((rival) => rival.close()))
    await query(database.url, `alter database ${database.name} reset default_transaction_isolation`)
  })

  it('tries again where the database ended a deadlock by undoing it', async () => {
    const another = await testLedger(database.url, rootKey)
    const other = new Client({ connectionString: database.url })
    await other.connect()
    try {
      await other.query('begin')
      await other.query('lock table case_key in access exclusive mode')
      const append = another.append({ stream: randomUUID(), after: 0, events: [received()] })
      const waiting = "select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'"
      await expect.poll(() => query(database.url, waiting, [database.name])).toHaveLength(1)
      // Each now waits for the other; whoever has waited longer is undone.
      await other.query('select from log_head for update')
      await other.query('commit')
      expect((await append).outcome).toBe('appended')
    } finally {
      await other.end()
      await another.close()
    }
  })

  it('is never mistaken about what others did, after any number of appends by itself', async () => {
    const directory = makeTestDirectory()
    const fresh = await testDatabase()
    const alone = await testLedger(fresh.url, testRootKey(directory))
    const other = await testLedger(fresh.url, testRootKey(directory))
    const vault = await openVault({ url: fresh.url, rootKey: testRootKey(directory), project, clock: noon })
    const [moving, doomed] = [randomUUID(), randomUUID()]
    const byItself = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) await alone.append({ stream: randomUUID(), after: 0, events: [received()] })
    }
    try {
      for (const stream of [moving, doomed]) await alone.append({ stream, after: 0, events: [received(['p1'])] })
      await byItself()
      await other.append({ stream: moving, after: 1, events: said('p2') })
      expect(await alone.append({ stream: moving, after: 1, events: said('p2') })).toEqual({
        outcome: 'conflict',
        n: 2,
      })

      await byItself()
      await other.append({ stream: moving, after: 2, events: said('p3') })
      expect((await alone.append({ stream: moving, after: 3, events: said('p3') })).outcome).toBe('appended')

      await byItself()
      await vault.rotate('demo-administrator', noon.now())
      expect((await alone.append({ stream: moving, after: 4, events: said('p4') })).outcome).toBe('appended')

      await byItself()
      const by = ['demo-privacy-officer', 'demo-administrator'] as const
      await vault.destroy({ stream: doomed, n: 1, by, at: noon.now(), until: '2032-11-22' })
      await expect(alone.append({ stream: doomed, after: 1, events: said('p2') })).rejects.toMatchObject({
        code: 'ERR_CASE_UNKNOWN',
      })

      await byItself()
      expect(await alone.load(moving)).toHaveLength(5)
      const rows = await query<{ seq: string }>(fresh.url, 'select seq from event order by seq')
      expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i))
    } finally {
      await Promise.all([alone.close(), other.close(), vault.close()])
      await fresh.drop()
    }
  })

  it.each([
    ['moved to another place', 'update event set n = 4 where stream = $1 and n = 3'],
    ['taken away', 'delete from event where stream = $1 and n = 2'],
    ['given another entry', `update event set entry = sha256('x') where stream = $1 and n = 2`],
    ['altered in one byte', 'update event set envelope = set_byte(envelope, 30, 1) where stream = $1 and n = 2'],
    [
      'exchanged for another of the same case',
      `update event set (entry, envelope) = (select entry, envelope from event other where other.stream = $1 and other.n = 3)
        where stream = $1 and n = 2`,
    ],
  ])('refuses a case in which an event was %s', async (_, change) => {
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received(), event('x.y'), event('x.z')] })
    await query(database.url, 'alter table event disable trigger event_is_append_only')
    await query(database.url, change, [stream])
    await expect(ledger.load(stream)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    // The other tests go on with the log as it was.
    await query(database.url, 'alter table event enable trigger event_is_append_only')
  })
})
