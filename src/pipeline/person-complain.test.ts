/** A complaint, from the page to its answer; and what staff see of what people send. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenLedger } from '#adapters/postgres/ledger.ts'
import { rebuild } from '#adapters/postgres/rebuild.ts'
import { complaintState } from '#person/complaint.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { dump, query, testLedger, testRootKey } from '#testing/ledger.ts'
import { keyOf, personOffice, type PersonOffice } from '#testing/person.ts'
import { actWithNumber } from './person-acts.ts'
import { enterCode } from './person-code.ts'
import { acknowledge, answerComplaint, complain, complaintOf, readingTicket, staffTasks } from './person-complain.ts'
import { object, settle } from './person-object.ts'
import { project } from './project.ts'

const agency = 'ma-dta'
const languages = { written: 'en', spoken: 'en' }
const twin = { given: 'Jordan', family: 'Twinning', dateOfBirth: '1999-05-05' }
const words = 'Plantedsyn: somebody told my neighbor'

const rootKey = testRootKey()
let database: TestDatabase
let ledger: OpenLedger
let office: PersonOffice
beforeAll(async () => {
  database = await testDatabase()
  ledger = await testLedger(database.url, rootKey)
  office = personOffice(ledger, [
    { id: 'ana', given: 'Ana', family: 'Samplewright', birthDate: '1984-03-07', street: '1 Example Street' },
    { id: 'twin-1', given: 'Jordan', family: 'Twinning', birthDate: '1999-05-05', street: '2 Example Street' },
    { id: 'twin-2', given: 'Jordan', family: 'Twinning', birthDate: '1999-05-05', street: '3 Example Street' },
  ])
})
afterAll(async () => {
  await ledger.close()
  await database.drop()
})

const streamOf = async (number: string) => (await actWithNumber(office.ports, agency, number))?.stream ?? ''

describe('a complaint', () => {
  it('has a number, a code, a clock and an office; its answer is read with both', async () => {
    const made = await complain(office.ports, 'person', agency, { words, languages, channel: 'page' })
    expect(made).toMatchObject({ acknowledgeBy: '2026-11-29', answerBy: '2026-12-22' })
    await office.tick()
    expect(office.sent, 'nobody is named, so nobody is written to').toEqual([])
    const status = async () => {
      const opened = await enterCode(office.ports, agency, 'complaint', made)
      return opened.opened ? opened.act : expect.unreachable()
    }
    expect(complaintState(await status())).toBe('received')
    expect((await staffTasks(office.ports, agency)).map(({ act }) => act.number)).toContain(made.number)
    const stream = await streamOf(made.number)
    await acknowledge(office.ports, 'demo-privacy', stream)
    expect(complaintState(await status())).toBe('acknowledged')
    const answer = { outcome: 'upheld', words: 'We spoke with the office.' } as const
    expect(await answerComplaint(office.ports, 'demo-privacy', stream, answer)).toBe(true)
    expect(await answerComplaint(office.ports, 'demo-privacy', stream, answer)).toBe(false)
    expect(await status()).toMatchObject({ complaint: { answer } })
    expect((await staffTasks(office.ports, agency)).map(({ act }) => act.number)).not.toContain(made.number)
  })

  it('with a name is acknowledged and answered by letter', async () => {
    const identity = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
    const { number } = await complain(office.ports, 'person', agency, { words, languages, channel: 'page', identity })
    await office.tick()
    expect(office.sent.at(-1)).toMatchObject({ kind: 'complaint-acknowledgement', number })
    const stream = await streamOf(number)
    await answerComplaint(office.ports, 'demo-privacy', stream, { outcome: 'not-upheld', words: 'We looked.' })
    await office.tick()
    expect(office.sent.at(-1)).toMatchObject({ kind: 'complaint-answer', number, says: { words: 'We looked.' } })
  })

  it('is not opened by guessing, and not by the code of a list', async () => {
    const { number, code } = await complain(office.ports, 'person', agency, { words, languages, channel: 'page' })
    expect(await enterCode(office.ports, agency, 'code', { number, code })).toMatchObject({ opened: false })
    for (let i = 0; i < 5; i++) await enterCode(office.ports, agency, 'complaint', { number, code: 'AAAAA-AAAAA' })
    expect(await enterCode(office.ports, agency, 'complaint', { number, code })).toEqual({ opened: false, left: 0 })
  })

  it('is opened by a ticket for a minute, and by none that was changed', async () => {
    const { number, code } = await complain(office.ports, 'person', agency, { words, languages, channel: 'page' })
    const tried = await enterCode(office.ports, agency, 'complaint', { number, code })
    if (!tried.opened) throw new Error('the code is right')
    const ticket = readingTicket(office.ports, tried.act)
    expect(await complaintOf(office.ports, ticket)).toMatchObject({ number })
    const later = {
      ...office.ports,
      clock: { now: () => new Date(Date.parse(office.ports.clock.now()) + 61_000).toISOString() },
    }
    expect(await complaintOf(later, ticket)).toBeUndefined()
    const [where, stream, until, mark] = ticket.split('.')
    expect(await complaintOf(later, [where, stream, Number(until) + 100_000, mark].join('.'))).toBeUndefined()
    expect(await complaintOf(office.ports, ['me-dhhs-ofi', stream, until, mark].join('.'))).toBeUndefined()
  })
})

describe('an objection that may mean several people', () => {
  it('protects all of them until staff have looked, and then the one who was meant', async () => {
    const said = { identity: twin, languages, programs: ['snap'], channel: 'paper' } as const
    const number = await object(office.ports, 'demo-intake', agency, said)
    await office.tick()
    const facts = (id: string) => office.source.facts(keyOf(id), '2026-11-22')
    expect(await facts('twin-1')).toHaveProperty('objection')
    expect(await facts('twin-2')).toHaveProperty('objection')
    const task = (await staffTasks(office.ports, agency)).find(({ act }) => act.number === number)
    expect(task).toMatchObject({ task: 'look', act: { by: 'demo-intake', found: { found: 'several' } } })
    await settle(office.ports, 'demo-intake', await streamOf(number), keyOf('twin-2'))
    expect(await facts('twin-1')).not.toHaveProperty('objection')
    expect(await facts('twin-2')).toHaveProperty('objection')
    await office.tick()
    expect(office.sent.at(-1)).toMatchObject({
      kind: 'objection-confirmation',
      to: { address: { street: '3 Example Street' } },
    })
    expect((await staffTasks(office.ports, agency)).some(({ act }) => act.number === number)).toBe(false)
  })
})

describe('the tables', () => {
  it('are made again from the log, byte for byte', async () => {
    const before = await dump(database.url)
    await rebuild(database.url, rootKey, project)
    expect(await dump(database.url)).toEqual(before)
  })

  it('tell no objection from a complaint, and nobody from anybody', async () => {
    const rows = await query<{ row: string }>(
      database.url,
      `select timeline::text as row from timeline where actor is not null and type <> 'office.opened'
       union all select job::text from job union all select accounting::text from accounting`,
    )
    const text = rows.map(({ row }) => row).join('\n')
    expect(rows.length).toBeGreaterThan(10)
    expect(text).toContain('person.acted')
    for (const telling of ['objection', 'complaint', 'consent', 'code', 'Plantedsyn', 'Twinning', 'twin-', 'Ana'])
      expect(text).not.toContain(telling)
  })
})
