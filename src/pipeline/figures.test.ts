import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OpenLedger } from '#adapters/postgres/ledger.ts'
import type { NewEvent } from '#log/ledger.ts'
import { testDatabase } from '#testing/database.ts'
import { decided, event, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { officeStream } from '#vocabulary/office.ts'
import { publishedFigures, publishFigures, recountFigures } from './figures.ts'

let ledger: OpenLedger
let now = '2026-08-15T12:00:00.000Z'
beforeAll(async () => {
  const { url } = await testDatabase()
  ledger = await testLedger(url, testRootKey())
})
afterAll(() => ledger.close())

const checkpoint = { size: 64, root: 'ab'.repeat(32) }
const ports = () => ({
  ledger,
  clock: { now: () => now },
  office: { timeZone: 'America/New_York' },
  log: { published: async () => checkpoint },
})

/** A stream of its own, every event at this moment. */
async function happened(at: string, events: readonly NewEvent[]): Promise<void> {
  const dated = events.map((one) => ({ ...one, at }))
  const result = await ledger.append({ stream: randomUUID(), after: 0, events: dated })
  if (result.outcome !== 'appended') throw new Error('a stream of its own was taken')
}

const refused = event('request.refused', { letter: 'refusal', decision: 'cd'.repeat(32) })
const mendable = event('request.refused', { letter: 'mend', decision: 'cd'.repeat(32) })

it('publishes nothing before a month has closed, and nothing twice', async () => {
  expect(await publishFigures(ports())).toEqual([])
  for (let n = 0; n < 14; n += 1) await happened('2026-08-10T12:00:00.000Z', [received(), decided(['p1']), refused])
  for (let n = 0; n < 3; n += 1) await happened('2026-08-11T12:00:00.000Z', [received(['p1', 'p2']), mendable])
  for (let n = 0; n < 40; n += 1) await happened('2026-08-12T12:00:00.000Z', [received([], undefined, 'me-dhhs-ofi')])
  const objection = event(
    'objection.made',
    { agency: 'ma-dta', number: 'X', channel: 'page', programs: [] },
    { p1: {} },
  )
  for (let n = 0; n < 12; n += 1) await happened('2026-08-12T12:00:00.000Z', [objection])
  expect(await publishFigures(ports())).toEqual([])

  // In New York it is still August.
  now = '2026-09-01T03:00:00.000Z'
  expect(await publishFigures(ports())).toEqual([])
  now = '2026-09-01T05:00:00.000Z'
  expect(await publishFigures(ports())).toEqual(['2026-08'])
  expect(await publishFigures(ports())).toEqual([])
})

it('shows what may be seen of the month, with its day and the log behind it', async () => {
  const [august] = await publishedFigures(ports())
  expect(august).toMatchObject({ month: '2026-08', at: now, threshold: 11, checkpoint })
  expect(august?.shown).toMatchObject({
    'requests/ma-dta': 17,
    'requests/me-dhhs-ofi': 40,
    'requests/*': 57,
    'asked/ma-dta': 20,
    'refused/ma-dta': 14,
    'refused/*': 14,
    'ground/US-SNAP-01': 14,
    'releases/*': 0,
    'persons/*': 0,
    'objections/ma-dta': 12,
  })
})

it('keeps no small count, in the log neither', async () => {
  for (let n = 0; n < 4; n += 1) await happened('2026-09-10T12:00:00.000Z', [received(), decided(['p1']), refused])
  for (let n = 0; n < 30; n += 1) await happened('2026-09-10T12:00:00.000Z', [received([], undefined, 'me-dhhs-ofi')])
  now = '2026-10-02T12:00:00.000Z'
  expect(await publishFigures(ports())).toEqual(['2026-09'])
  const [september] = await publishedFigures(ports())
  expect(september?.shown).toMatchObject({
    'requests/ma-dta': null,
    'requests/me-dhhs-ofi': null,
    'requests/*': 34,
    'refused/ma-dta': null,
    'refused/*': null,
    'refused/me-dhhs-ofi': 0,
    'ground/US-SNAP-01': null,
  })
  const office = await ledger.load(officeStream)
  expect(JSON.stringify(office.map(({ record }) => record.body))).not.toMatch(/"requests\/ma-dta":4\b/)
})

it('makes up for months in which nobody asked, and changes none that was published', async () => {
  await happened('2026-09-20T12:00:00.000Z', [received()])
  now = '2026-12-03T12:00:00.000Z'
  expect(await publishFigures(ports())).toEqual(['2026-10', '2026-11'])
  const months = await publishedFigures(ports())
  expect(months.map(({ month }) => month)).toEqual(['2026-11', '2026-10', '2026-09', '2026-08'])
  expect(months[0]?.shown['requests/*']).toBe(0)
  expect(months[2]?.shown['requests/*']).toBe(34)
})

it('counts again what was published, and names what does not agree', async () => {
  // One request was dated back into September after it was published, above.
  expect(await recountFigures(ports())).toEqual([
    { month: '2026-11', differs: [] },
    { month: '2026-10', differs: [] },
    { month: '2026-09', differs: ['requests/*'] },
    { month: '2026-08', differs: [] },
  ])
})

it('counts of a release to listed members each person of whom something was in it, and not their classes', async () => {
  const contentRoot = 'ab'.repeat(32)
  await happened('2026-12-10T12:00:00.000Z', [
    received([]),
    event('release.prepared', { contentRoot, bulk: { persons: 1200 } }, { p1: { cells: [] }, p2: { cells: [] } }),
    event('package.delivered', { contentRoot }),
    event('package.collected', { contentRoot }),
  ])
  for (let n = 0; n < 20; n += 1) {
    await happened('2026-12-11T12:00:00.000Z', [
      received(),
      event('package.delivered', { contentRoot }, { p1: { cells: [] } }),
      event('package.collected', { contentRoot }),
    ])
  }
  now = '2027-01-03T12:00:00.000Z'
  expect(await publishFigures(ports())).toEqual(['2026-12'])
  expect((await publishedFigures(ports()))[0]?.shown).toMatchObject({ 'releases/*': 21, 'persons/*': 1220 })
})
