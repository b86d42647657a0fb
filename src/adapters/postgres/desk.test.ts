import { createHash, randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueSorts, type QueueFilter, type QueuePlace, type QueueSort } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { wordsMeant } from '#accounting/search.ts'
import type { NewEvent } from '#log/ledger.ts'
import { project, spelling } from '#pipeline/project.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { decided, event, noon, numberOf, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { connect } from './connect.ts'
import { openDesk, postgresFeeds, type OpenDesk } from './desk.ts'
import type { OpenLedger } from './ledger.ts'

let database: TestDatabase
let system: OpenLedger
let mass: OpenDesk
let maine: OpenDesk
const rootKey = testRootKey()

beforeAll(async () => {
  database = await testDatabase()
  system = await testLedger(database.url, rootKey)
  const options = { url: database.url, rootKey, project, clock: noon }
  mass = await openDesk({ ...options, agency: 'ma-dta' })
  maine = await openDesk({ ...options, agency: 'me-dhhs-ofi' })
  for (let i = 0; i < 40; i++) {
    const stream = randomUUID()
    const at = `2026-11-${String(1 + (i % 9)).padStart(2, '0')}T12:00:00.000Z`
    const agency = i % 8 === 0 ? 'me-dhhs-ofi' : 'ma-dta'
    const events = [received(['p1'], at, agency)]
    if (i % 2 === 0) events.push(decided(['p1'], `2026-12-${String(1 + (i % 5)).padStart(2, '0')}`))
    if (i % 3 === 0) events.push(event('case.assigned', { to: i % 2 === 0 ? 'demo-officer' : 'demo-intake' }, {}, at))
    if (i % 5 === 0) events.push(event('hold.set', { matter: 'Example v. Synthetic' }, {}, at))
    if (i % 10 === 0) events.push(event('hold.lifted', { matter: 'Example v. Synthetic' }, {}, at))
    if (i % 7 === 0) events.push(event('case.closed', {}, {}, at))
    await system.append({ stream, after: 0, events })
  }
})
afterAll(async () => {
  await Promise.all([system.close(), mass.close(), maine.close()])
  await database.drop()
})

/** The same, slowly, over the whole queue. */
function naive(rows: readonly QueueRow[], filter: QueueFilter): QueueRow[] {
  const { which = 'open', status, program, purpose, assignee, held, dueFrom, dueTo, requesterKind, waitingFor } = filter
  return rows.filter(
    (row) =>
      (row.closedOn === null) === (which === 'open') &&
      (status === undefined || row.status === status) &&
      (requesterKind === undefined || row.requesterKind === requesterKind) &&
      (program === undefined || row.programs.split(' ').includes(program)) &&
      (purpose === undefined || row.purposes.split(' ').includes(purpose)) &&
      (assignee === undefined || row.assignee === assignee) &&
      (waitingFor === undefined || row.waitingFor === waitingFor) &&
      (held === undefined || row.holds > 0 || row.waitingFor === 'court') &&
      (dueFrom === undefined || (row.dueOn ?? '9999') >= dueFrom) &&
      (dueTo === undefined || (row.dueOn ?? '9999') <= dueTo),
  )
}

const keyOf: Record<QueueSort, (row: QueueRow) => string> = {
  due: ({ dueOn }) => dueOn ?? '9999',
  oldest: ({ receivedOn }) => receivedOn,
  newest: ({ receivedOn }) => receivedOn,
  moved: ({ lastAt }) => lastAt.slice(0, 10),
}

const day = fc.integer({ min: 1, max: 6 }).map((n) => `2026-12-0${n}`)
const filters: fc.Arbitrary<QueueFilter> = fc.record(
  {
    which: fc.constantFrom('open', 'closed'),
    status: fc.constantFrom('received', 'decided', 'closed'),
    program: fc.constantFrom('snap', 'medicaid'),
    purpose: fc.constantFrom('civil-immigration-enforcement', 'audit'),
    requesterKind: fc.constantFrom('immigration-enforcement', 'court'),
    waitingFor: fc.constantFrom('counsel', 'requester'),
    assignee: fc.constantFrom('demo-officer', null, 'nobody-here'),
    held: fc.constant(true),
    dueFrom: day,
    dueTo: day,
  },
  { requiredKeys: [] },
)

describe('the queue at the desk', () => {
  it('gives every case that the filters leave, once, in order, whatever the length of a page', async () => {
    const rows = await mass.ledger.queue()
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom(...queueSorts),
        fc.integer({ min: 1, max: 9 }),
        async (filter, sort, limit) => {
          const found: QueueRow[] = []
          let after: QueuePlace | undefined
          do {
            const page = await mass.desk.page(filter, sort, limit, after)
            found.push(...page.rows)
            after = page.next
          } while (after !== undefined)
          const down = sort === 'newest' || sort === 'moved'
          const expected = naive(rows, filter).toSorted((a, b) => {
            const [x, y] = [`${keyOf[sort](a)} ${a.number}`, `${keyOf[sort](b)} ${b.number}`]
            return (x < y ? -1 : 1) * (down ? -1 : 1)
          })
          expect(found.map(({ number }) => number)).toEqual(expected.map(({ number }) => number))
          expect(await mass.desk.counts([filter, { ...filter, status: 'nowhere' }], 1000)).toEqual([expected.length, 0])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('counts no further than it is told', async () => {
    expect(await mass.desk.counts([{}, { which: 'closed' }], 3)).toEqual([3, 3])
    expect(await mass.desk.counts([], 3)).toEqual([])
  })

  it('has nothing of another agency', async () => {
    const { rows } = await maine.desk.page({}, 'due', 100)
    expect(new Set(rows.map(({ agency }) => agency))).toEqual(new Set(['me-dhhs-ofi']))
    const theirs = rows.map(({ stream }) => stream)
    expect(await mass.desk.lines(theirs)).toEqual([])
    expect(await maine.desk.lines(theirs)).toHaveLength(theirs.length)
  })

  it('takes a filter as a value, whatever is in it', async () => {
    const sly = `' or true; drop table queue; --`
    expect(await mass.desk.counts([{ status: sly, program: sly, assignee: sly }], 10)).toEqual([0])
  })
})

const find = async (typed: string) => (await mass.desk.find(wordsMeant(typed, spelling))).map(({ number }) => number)
const named = (name: Record<string, string>, more: Record<string, string> = {}): NewEvent => {
  const request = received(['p1'])
  return { ...request, body: Object.assign({}, request.body, more), people: { p1: { name } } }
}

const hash = (text: string) => createHash('sha256').update(text).digest()

describe('a search at the desk', () => {
  const person = named({ given: 'Ana María', middle: 'Q.', family: 'Synthetic-García' }, { reference: 'HSI 26/0099-X' })
  const paper = event('instrument.read', { facts: { id: 'i1', kind: 'subpoena', docket: '1:26-mc-00417-SYN' } })
  let stream: string

  beforeAll(async () => {
    stream = randomUUID()
    await mass.ledger.append({ stream, after: 0, events: [person, paper] })
  })

  it.each([
    'synthetic-garcia',
    'GARCÍA',
    'Ana María Synthetic García',
    'ana garcia',
    'García, Ana María',
    'Ana Maria Q Synthetic-Garcia',
    'hsi 26-0099 x',
    '1:26-MC-417-SYN'.replace('417', '00417'),
    '126mc00417syn',
  ])('finds the case by "%s"', async (typed) => {
    expect(await find(typed)).toEqual([numberOf(person)])
  })

  it.each(['Ana', 'María', 'Garc', 'Garcías', 'Ana Otherwise', '26-0099', '', '%', 'Q'])(
    'finds none by "%s"',
    async (typed) => {
      expect(await find(typed)).toEqual([])
    },
  )

  it('finds nothing of another agency', async () => {
    expect(await maine.desk.find(wordsMeant('Synthetic-García', spelling))).toEqual([])
  })
})

describe('what a member of staff keeps', () => {
  it('is theirs: views, the switch for keys, and the cases that a search found, for a while', async () => {
    await mass.desk.keepView('demo-officer', { name: 'Courts', query: 'kind=court' })
    await mass.desk.keepView('demo-officer', { name: 'Courts', query: 'kind=court&sort=newest' })
    await mass.desk.keepView('demo-other', { name: 'Theirs', query: '' })
    expect(await mass.desk.views('demo-officer')).toEqual([{ name: 'Courts', query: 'kind=court&sort=newest' }])
    await mass.desk.dropView('demo-officer', 'Theirs')
    await mass.desk.dropView('demo-officer', 'Courts')
    expect(await mass.desk.views('demo-officer')).toEqual([])
    expect(await mass.desk.views('demo-other')).toHaveLength(1)

    expect(await mass.desk.settings('demo-officer')).toEqual({ keysOff: false, hasFeed: false })
    await mass.desk.setKeys('demo-officer', true)
    expect(await mass.desk.settings('demo-officer')).toEqual({ keysOff: true, hasFeed: false })

    const streams = [randomUUID(), randomUUID()]
    const [early, now, late] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:10:00.000Z', '2026-11-22T12:30:00.000Z']
    await mass.desk.keepSearch(hash('id'), 'demo-officer', streams, early, late)
    expect(await mass.desk.searched(hash('id'), 'demo-officer', now)).toEqual(streams)
    expect(await mass.desk.searched(hash('id'), 'demo-other', now)).toBeUndefined()
    expect(await mass.desk.searched(hash('id'), 'demo-officer', late)).toBeUndefined()
    expect(await mass.desk.searched(hash('other'), 'demo-officer', now)).toBeUndefined()
    expect(await maine.desk.searched(hash('id'), 'demo-officer', now)).toBeUndefined()
    await mass.desk.keepSearch(hash('next'), 'demo-officer', [], late, '2026-11-22T13:00:00.000Z')
    expect(await mass.desk.searched(hash('id'), 'demo-officer', now)).toBeUndefined()
  })

  it('is a feed by the hash of its secret, until another takes its place', async () => {
    const pool = connect(database.url, { max: 1, role: 'postern_app' })
    const feeds = postgresFeeds(pool)
    await mass.desk.setFeed('demo-officer', hash('first'))
    expect(await feeds.ownerOf(hash('first'))).toEqual({ member: 'demo-officer', agency: 'ma-dta' })
    await mass.desk.setFeed('demo-officer', hash('second'))
    expect(await feeds.ownerOf(hash('first'))).toBeUndefined()
    expect(await mass.desk.settings('demo-officer')).toMatchObject({ hasFeed: true })
    await mass.desk.setFeed('demo-officer', null)
    expect(await feeds.ownerOf(hash('second'))).toBeUndefined()
    await pool.end()
  })
})

it('a desk works by a login that is granted its role and nothing else', async () => {
  const login = `web_${database.name}`
  await query(database.url, `create role ${login} login password 'for-a-test' in role postern_desk`)
  const url = new URL(database.url)
  Object.assign(url, { username: login, password: 'for-a-test' })
  const own = await openDesk({ url: url.href, rootKey, project, clock: noon, agency: 'ma-dta' })
  try {
    const stream = randomUUID()
    const request = received(['p1'])
    expect((await own.ledger.append({ stream, after: 0, events: [request] })).outcome).toBe('appended')
    expect(await own.ledger.load(stream)).toHaveLength(1)
    expect(await own.ledger.streamOf(numberOf(request))).toBe(stream)
    expect((await own.desk.page({}, 'due', 100)).rows.every(({ agency }) => agency === 'ma-dta')).toBe(true)
    await own.desk.keepView('demo-officer', { name: 'By this login', query: 'from=fbi' })
  } finally {
    await own.close()
  }
  const other = connect(url.href, { max: 1, role: 'postern_app' })
  // Refused before it is connected: who this login is not it cannot say it is.
  await expect(other.query('select from event')).rejects.toThrow('postern_app')
  await other.end()
})
