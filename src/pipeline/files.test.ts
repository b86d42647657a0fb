/** What a case leaves in files: the shelf, the counter, the papers. */
import { readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openVault } from '#adapters/postgres/forget.ts'
import { inHand } from '#testing/chunks.ts'
import {
  answeredWarrant,
  applicationsOnPaper,
  approvedWarrant,
  approveWarrant,
  officer,
  ok,
  reader,
  refusal,
  testOffice,
  warrantReading,
  type TestOffice,
} from '#testing/office.ts'
import { asOfIn } from './as-of.ts'
import { collect } from './collect.ts'
import { forget } from './forget.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { read, receive } from './intake.ts'
import { loadCase, move } from './move.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'
import { tick } from './tick.ts'
import { calledFor, emptySheet, fillWorksheet } from './worksheet.ts'

let office: TestOffice
const courier = { id: 'system:courier', roles: ['system'] } as const

beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const example = join(import.meta.dirname, '..', '..', 'examples', 'search-warrant')
const warrantPdf = join(example, 'search-warrant.pdf')
const warrantRequest = join(example, 'request.json')
const filesIn = (folder: string) => readdir(join(office.directory, folder), { recursive: true }).catch(() => [])
const contentRootOf = async (stream: string) =>
  (await loadCase(office.ports, stream)).state.prepared?.contentRoot ?? expect.unreachable()
const tickNow = () =>
  tick(office.ports, (_, error) => {
    throw error
  })

it('takes off the shelf what was made void, and keeps what stands prepared', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const before = await contentRootOf(stream)
  ok(await prepare(ports, await officer(ports), stream))
  const after = await contentRootOf(stream)
  await tickNow()
  expect(await filesIn('shelf')).toContain(`${after}.age`)
  expect(await filesIn('shelf')).not.toContain(`${before}.age`)
  ok(await move(ports, await officer(ports), stream, () => ({ command: 'withdraw', reason: 'a test is over' })))
  await tickNow()
  expect(await filesIn('shelf')).not.toContain(`${after}.age`)
})

it('takes off the shelf what a courier delivered who died before he tidied up', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const root = await contentRootOf(stream)
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  const dying: Ports = {
    ...ports,
    observe: async (step) => {
      if (step === 'deliver: in the log') throw new Error('killed')
    },
  }
  await expect(deliver(dying, courier, stream)).rejects.toThrow('killed')
  expect(await filesIn('shelf')).toContain(`${root}.age`)
  await tickNow()
  expect(await filesIn('shelf')).not.toContain(`${root}.age`)
  expect(await ports.courier.placed(root)).toBeDefined()
})

it('keeps nothing of a preparation that was refused, or overtaken while it was made', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const by = await officer(ports)
  const before = { shelf: await filesIn('shelf'), papers: await filesIn('papers') }
  let objected = false
  const overtaken: Ports = {
    ...ports,
    observe: async (step) => {
      if (step !== 'prepare: before the log' || objected) return
      objected = true
      ok(await move(ports, by, stream, () => ({ command: 'record-objection', person: 'p1', on: '2026-01-01' })))
    },
  }
  expect(refusal(await prepare(overtaken, by, stream))).toContain('not-open')
  expect(objected).toBe(true)
  expect({ shelf: await filesIn('shelf'), papers: await filesIn('papers') }).toEqual(before)
})

it('keeps no paper of a request or a reading that was refused', async () => {
  const { ports } = office
  const by = await officer(ports)
  const { stream } = await answeredWarrant(office)
  const before = await filesIn('papers')
  const paper = { name: 'x.pdf', bytes: await readFile(warrantPdf) }
  const reading = warrantReading(ports, { id: 'i9', subjects: ['p7'] })
  expect(refusal(await read(ports, by, stream, reading, paper))).toContain('person-unknown')
  const approver = await actor(ports, 'demo-approver-1')
  const request = { name: 'request.json', bytes: await readFile(warrantRequest) }
  const received = await receive(ports, approver, request, [{ name: 'search-warrant.pdf', bytes: paper.bytes }])
  expect(received).toMatchObject({ received: false, refusal: { reasons: [{ code: 'not-your-role' }] } })
  expect(await filesIn('papers')).toEqual(before)
})

it('takes off the shelf what was sealed a year ago and is nobody’s', async () => {
  const { ports } = office
  await ports.shelf.put('ab'.repeat(32), new Uint8Array(1))
  await ports.shelf.put('cd'.repeat(32), new Uint8Array(1))
  const longAgo = new Date(Date.parse(ports.clock.now()) - 400 * 86_400_000)
  await utimes(join(office.directory, 'shelf', `${'ab'.repeat(32)}.age`), longAgo, longAgo)
  await tickNow()
  expect(await filesIn('shelf')).not.toContain(`${'ab'.repeat(32)}.age`)
  expect(await filesIn('shelf')).toContain(`${'cd'.repeat(32)}.age`)
})

it('leaves no file of a case that is forgotten, nor its number in any, and every file of the others', async () => {
  const { ports } = office
  const others = { papers: await filesIn('papers'), shelf: await filesIn('shelf'), outbox: await filesIn('outbox') }
  const { stream, number } = await answeredWarrant(office)
  const byHand = applicationsOnPaper(ports)
  const [called] = calledFor(byHand, (await loadCase(ports, stream)).state)
  const sheet = emptySheet({ number }, called ?? expect.unreachable()).bytes
  ok(await fillWorksheet(byHand, await reader(ports), stream, sheet))
  await approveWarrant(office, { stream, number })
  const by = await officer(ports)
  ok(await release(ports, by, stream))
  await ports.log.publish()
  const done = await deliver(ports, courier, stream)
  const pickupCode = done.delivered ? done.placed.pickupCode : expect.unreachable()
  expect(await collect(ports, await contentRootOf(stream), pickupCode, inHand)).toMatchObject({
    recorded: true,
  })
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  const people = { p1: { servedOn: today } }
  ok(await move(ports, by, stream, () => ({ command: 'serve-notice', instruments: ['i1'], people })))
  ok(await move(ports, by, stream, () => ({ command: 'close' })))
  expect(await filesNaming(number)).not.toEqual([])
  expect((await filesIn('papers')).length).toBeGreaterThan(others.papers.length)

  const vault = await openVault(office.installation.ledgerOptions)
  const at = new Date(Date.parse(ports.clock.now()) + 7 * 366 * 86_400_000).toISOString()
  const ended = await forget({ ...ports, vault }, { by: ['demo-approver-2', 'demo-counsel'], at, years: 6 }, [
    { stream, number },
  ])
  await vault.close()
  expect(ended.forgotten).toEqual([{ stream, number }])
  expect({
    papers: await filesIn('papers'),
    shelf: await filesIn('shelf'),
    outbox: await filesIn('outbox'),
  }).toEqual(others)
  expect(await filesNaming(number)).toEqual([])
})

async function filesNaming(word: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(office.directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (path.includes(word) || (entry.isFile() && (await readFile(path, 'latin1')).includes(word))) found.push(path)
  }
  return found
}
