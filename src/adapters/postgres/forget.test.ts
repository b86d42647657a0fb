import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opens, type Opening } from '#formats/commitment.ts'
import { forget, type Forgetting } from '#pipeline/forget.ts'
import { askForCode } from '#pipeline/person-code.ts'
import { complain } from '#pipeline/person-complain.ts'
import { object } from '#pipeline/person-object.ts'
import { actsNamed } from '#pipeline/person-acts.ts'
import { project } from '#pipeline/project.ts'
import { testServer, type TestServer } from '#testing/database.ts'
import { keyOf, personOffice, type MadeUp } from '#testing/person.ts'
import {
  announced,
  decided,
  dump,
  event,
  matched,
  noon,
  numberOf,
  planted,
  query,
  received,
  testLedger,
  testRootKey,
} from '#testing/ledger.ts'
import { openVault, type OpenVault } from './forget.ts'
import type { OpenLedger } from './ledger.ts'
import { rebuild } from './rebuild.ts'

const rootKey = testRootKey()
const asked: Forgetting = { by: ['demo-privacy', 'demo-counsel'], at: '2033-01-02T09:00:00.000Z', years: 6 }

/** What stands in files is tried with real ones in src/pipeline/files.test.ts. */
const noFile = async (): Promise<void> => {}
const noFiles = {
  papers: { open: async () => undefined, destroy: noFile },
  shelf: { remove: noFile },
  courier: { clear: noFile },
}

let server: TestServer
let ledger: OpenLedger
let vault: OpenVault

beforeAll(async () => {
  server = await testServer()
  ledger = await testLedger(server.url, rootKey)
  vault = await openVault({ url: server.url, rootKey, project, clock: noon })
})
afterAll(async () => {
  await vault.close()
  await ledger.close()
  await server.remove()
})

/** A case that was closed in November 2026, with planted words in every kind of place. */
async function closedCase(closedAt = '2026-11-22T12:00:00.000Z', more = [event('x.y')]) {
  const stream = randomUUID()
  const request = received(['p1'])
  const events = [
    request,
    event('instrument.read', { facts: { id: 'i1', kind: 'subpoena', issuer: planted.street } }),
    matched({ p1: `SYN-${planted.family}` }),
    decided(['p1']),
    announced(),
    event('notice.served', { instruments: ['i1'] }, { p1: { address: planted.street } }),
    event('objection.recorded', {}, { p1: { words: planted.objection } }),
    ...more,
    event('case.closed', {}, {}, closedAt),
  ]
  await ledger.append({ stream, after: 0, events, jobs: [{ kind: 'deliver', key: 'x', dueAt: noon.now() }] })
  return { stream, number: numberOf(request), n: events.length }
}

/** Every file of the server, write-ahead log included, that holds these bytes. */
function filesWith(value: string | Buffer): string[] {
  const found = readdirSync(server.dataDirectory, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  return found
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => readFileSync(path).includes(typeof value === 'string' ? Buffer.from(value) : value))
}

const plantedWords = [...Object.values(planted), 'Synthea', 'Officer Synthetic', `SYN-${planted.family}`]

async function wrappedKeys(stream: string): Promise<Buffer[]> {
  const rows = await query<{ wrapped: Buffer }>(
    server.url,
    'select wrapped from case_key where stream = $1 union all select wrapped from person_key where stream = $1',
    [stream],
  )
  return rows.map(({ wrapped }) => wrapped)
}

describe('forget', () => {
  it('leaves nothing that can be read, every proof standing, and the tables as a rebuild gives them', async () => {
    const kept = await closedCase('2030-01-01T00:00:00.000Z')
    const gone = await closedCase()
    const openings = (await ledger.load(gone.stream)).map(({ opening, entry }) => ({ opening, entry }))
    const keys = await wrappedKeys(gone.stream)
    const entries = await query(server.url, 'select seq, entry from event order by seq')
    const oldRoot = await rootKey.current()
    await query(server.url, 'checkpoint')
    // The search finds what is there …
    expect(filesWith(gone.number)).not.toEqual([])
    expect(keys.map((key) => filesWith(key).length > 0)).toEqual([true, true])
    // … and no word of a case, even while the case is open to those entitled.
    expect(plantedWords.flatMap(filesWith)).toEqual([])

    const { forgotten, scrubbed } = await forget({ ledger, vault, ...noFiles }, asked)
    expect(forgotten.map(({ number }) => number)).toEqual([gone.number])
    expect(scrubbed).toEqual({ generation: oldRoot + 1, left: [] })

    expect(plantedWords.flatMap(filesWith)).toEqual([])
    expect(filesWith(gone.number)).toEqual([])
    expect(keys.flatMap(filesWith)).toEqual([])
    // A copy of the database from before is of no use either: what its keys were wrapped under is gone.
    const copies = keys.map((wrapped) => ({ id: `case/${gone.stream}`, wrapped }))
    await expect(rootKey.unwrap(oldRoot, copies)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })

    await expect(ledger.load(gone.stream)).rejects.toMatchObject({ code: 'ERR_CASE_UNKNOWN' })
    expect(await ledger.streamOf(gone.number)).toBeUndefined()
    expect(await ledger.load(kept.stream)).toHaveLength(kept.n)
    const late = ledger.append({ stream: gone.stream, after: gone.n, events: [event('x.y')] })
    await expect(late).rejects.toMatchObject({ code: 'ERR_CASE_UNKNOWN' })

    // Whoever holds an opening still proves with it that this is what happened.
    expect(openings.every((one: { opening: Opening; entry: Uint8Array }) => opens(one.opening, one.entry))).toBe(true)
    expect((await query(server.url, 'select seq, entry from event order by seq')).slice(0, entries.length)).toEqual(
      entries,
    )

    const tables = await dump(server.url)
    expect(tables['queue']?.join()).not.toContain(gone.stream)
    expect(tables['accounting']?.join()).not.toContain(gone.stream)
    expect(tables['announcement']?.filter((row) => row.includes(gone.stream))).toEqual([])
    expect(tables['announcement']?.join()).toContain(kept.stream)
    expect(tables['timeline']?.filter((row) => row.includes(gone.stream) && !row.endsWith(',,,)'))).toEqual([])
    expect(await rebuild(server.url, rootKey, project)).toMatchObject({ forgotten: 1 })
    expect(await dump(server.url)).toEqual(tables)
  })

  it('keeps a case until its last day has passed, and never one that is open or held', async () => {
    const held = await closedCase('2026-11-22T12:00:00.000Z', [event('hold.set', { matter: 'Example v. Synthetic' })])
    const twice = await closedCase('2026-11-22T12:00:00.000Z', [
      event('hold.set', { matter: 'one' }),
      event('hold.set', { matter: 'two' }),
      event('hold.lifted', { matter: 'one' }),
    ])
    const young = await closedCase('2027-01-02T00:00:00.000Z')
    const open = { stream: randomUUID(), number: 'MA-DTA-2026-OPEN0000' }
    await ledger.append({ stream: open.stream, after: 0, events: [received()] })
    const { forgotten, kept, scrubbed } = await forget({ ledger, vault, ...noFiles }, asked, [held, twice, young, open])
    expect(forgotten).toEqual([])
    expect(scrubbed).toBeUndefined()
    expect(kept.map(({ why }) => why)).toEqual([
      { state: 'held', holds: 1 },
      { state: 'held', holds: 1 },
      { state: 'closed', until: '2033-01-02' },
      { state: 'open' },
    ])
    const tomorrow = { ...asked, at: '2033-01-03T00:00:00.000Z' }
    expect((await forget({ ledger, vault, ...noFiles }, tomorrow, [young])).forgotten).toHaveLength(1)
  })

  it('lets a hold win that is set after the case was looked at', async () => {
    const one = await closedCase()
    const loads = {
      matchesOf: (agency: string, key: string) => ledger.matchesOf(agency, key),
      load: async (stream: string) => {
        const events = await ledger.load(stream)
        await ledger.append({ stream, after: events.length, events: [event('hold.set', { matter: 'late' })] })
        return events
      },
    }
    const { forgotten, kept } = await forget({ ledger: loads, vault, ...noFiles }, asked, [one])
    expect(forgotten).toEqual([])
    expect(kept.map(({ why }) => why.state)).toEqual(['moved-meanwhile'])
    expect(await ledger.load(one.stream)).toHaveLength(one.n + 1)
  })

  it('refuses one person in the place of two', async () => {
    const one = await closedCase()
    const alone = forget({ ledger, vault, ...noFiles }, { ...asked, by: ['demo-privacy', 'demo-privacy'] }, [one])
    await expect(alone).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
    expect(await ledger.load(one.stream)).toHaveLength(one.n)
  })

  it('finishes what an interrupted run has left', async () => {
    const one = await closedCase()
    const { n, stream } = one
    await vault.destroy({ stream, n, by: asked.by, at: asked.at, until: '2032-11-22' })
    expect(await vault.unscrubbed()).toBe(true)
    const before = await rootKey.current()
    expect((await forget({ ledger, vault, ...noFiles }, asked, [])).scrubbed?.generation).toBe(before + 1)
    expect(await vault.unscrubbed()).toBe(false)
  })

  it('forgets what people did once it has long had no effect, and never what protects or waits', async () => {
    const ana: MadeUp = {
      id: 'SYN-ANA',
      given: 'Ana',
      family: 'Samplewright',
      birthDate: '1984-03-07',
      street: '1 Invented Street',
    }
    const someOffice = personOffice(ledger, [ana])
    const { ports } = someOffice
    const identity = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
    const said = { identity, languages: { written: 'es', spoken: 'es' }, channel: 'page' } as const
    const before = (await actsNamed(ports, 'ma-dta', identity)).length
    await object(ports, 'person', 'ma-dta', { ...said, programs: ['snap'] })
    await askForCode(ports, 'ma-dta', identity, said.languages)
    await complain(ports, 'person', 'ma-dta', { ...said, words: 'Synthetic words' })
    await someOffice.tick()
    const kinds = async () => (await actsNamed(ports, 'ma-dta', identity)).slice(before).map(({ kind }) => kind)
    expect((await kinds()).toSorted()).toEqual(['code', 'complaint', 'objection'])

    const forgetAt = async (at: string) =>
      (await forget({ ledger, vault, ...noFiles }, { ...asked, at }, undefined)).acts
    expect(await forgetAt('2032-11-30T09:00:00.000Z')).toBe(0)
    // A case about her is held, and what she said may matter in it.
    const stream = randomUUID()
    const hold = event('hold.set', { matter: 'Example v. Synthetic' })
    await ledger.append({ stream, after: 0, events: [received(['p1']), matched({ p1: keyOf('SYN-ANA') }), hold] })
    expect(await forgetAt('2033-01-02T09:00:00.000Z')).toBe(0)
    const lifted = event('hold.lifted', { matter: 'Example v. Synthetic' })
    await ledger.append({ stream, after: 3, events: [lifted] })
    expect(await forgetAt('2033-01-02T09:00:00.000Z')).toBe(1)
    expect((await kinds()).toSorted()).toEqual(['complaint', 'objection'])
    const tables = await dump(server.url)
    expect(await rebuild(server.url, rootKey, project)).toBeDefined()
    expect(await dump(server.url)).toEqual(tables)
  })
})
