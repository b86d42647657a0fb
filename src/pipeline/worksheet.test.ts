import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { parseCsv } from '#formats/csv.ts'
import { readPackage } from '#formats/package.ts'
import { readTar } from '#formats/tar.ts'
import {
  answer,
  answeredWarrant,
  applicationsOnPaper,
  approveAs,
  officer,
  ok,
  packageOf,
  reader,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { toApprove } from './approving.ts'
import { preparedContent } from './content.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase, newest, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'
import { calledFor, emptySheet, fillWorksheet, recordOf, worksheetsMissing } from './worksheet.ts'

let real: TestOffice
let office: Pick<TestOffice, 'ports' | 'cast'>
let ports: Ports

beforeAll(async () => {
  real = await testOffice()
  ports = applicationsOnPaper(real.ports)
  office = { ports, cast: real.cast }
})
afterAll(() => real.close())

async function empty(stream: string): Promise<string> {
  const { state } = await loadCase(ports, stream)
  const [called] = calledFor(ports, state)
  if (called === undefined) throw new Error('no worksheet is called for')
  return fromUtf8(emptySheet(state, called).bytes)
}

/** The one row of p1, filled in; and a second one of the same person. */
async function filled(stream: string): Promise<string> {
  const [header = '', first = ''] = (await empty(stream)).split('\r\n')
  const [id = ''] = first.split(',')
  return `${header}\n${id},p1,1,2026-01-31,in-person\n${id},p1,2,2026-03-01,"mail, twice"\n`
}

async function hand(stream: string, text?: string, to: Ports = ports) {
  return fillWorksheet(to, await reader(to), stream, utf8(text ?? (await filled(stream))))
}

async function papers(): Promise<number> {
  return (await readdir(join(real.directory, 'papers'), { recursive: true })).length
}

const notRead = () => Promise.reject(new Error('the source was read'))

const courier = { id: 'system:courier', roles: ['system'] } as const

describe('a release of what no query reaches', () => {
  it('goes from an empty sheet to a package that a stranger proves, and holds what was filled in', async () => {
    const { stream, number } = await answeredWarrant(office)
    const { state } = await loadCase(ports, stream)
    const [called] = calledFor(ports, state)
    expect(called).toMatchObject({ filled: undefined, sheet: { name: 'snap.application', rows: 'many' } })
    expect(emptySheet(state, called ?? expect.unreachable()).file).toBe(`${number}.snap.application.csv`)
    expect(await empty(stream)).toMatch(/^worksheet,subject,row,application\.filed-on,application\.channel\r\n/)
    expect(await empty(stream)).not.toMatch(/Samplewright|Ana|SYN-PLANTED/)
    expect(recordOf(state, 'p1')).toEqual([expect.stringContaining('SYN-PLANTED')])

    expect(refusal(await prepare(ports, await officer(ports), stream))).toEqual(['worksheet-missing'])
    ok(await hand(stream))
    ok(await prepare(ports, await officer(ports), stream))
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
    ok(await release(ports, await officer(ports), stream))
    await ports.log.publish()
    expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: true })
    const bytes = await packageOf(real, stream)

    const identities = await parseIdentities(await readFile(real.cast.receiver.file, 'utf8'))
    expect((await verifyPackage(bytes, { identities })).verdict).toBe('proved')
    const files = readTar(await openAge(readPackage(bytes).payload, identities))
    const table = files.find(({ name }) => name === 'data/snap.application.csv')
    expect(parseCsv(table?.bytes ?? new Uint8Array()).rows).toEqual([
      ['p1', '1', '2026-01-31', 'in-person'],
      ['p1', '2', '2026-03-01', 'mail, twice'],
    ])
    // What the source gave stands beside it.
    expect(files.map(({ name }) => name)).toContain('data/snap.ebt-transactions.csv')
    for (const word of ['in-person', 'twice']) expect(fromUtf8(readPackage(bytes).statement)).not.toContain(word)
  })

  it('reads nothing of the source before the sheet is there', async () => {
    const { stream } = await answeredWarrant(office)
    const source = ports.sources['ma-dta'] ?? expect.unreachable()
    const watched = { ...ports, sources: { 'ma-dta': { ...source, read: notRead } } }
    expect(refusal(await prepare(watched, await officer(ports), stream))).toEqual(['worksheet-missing'])
    expect(worksheetsMissing(ports, (await loadCase(ports, stream)).state)).toHaveLength(1)
  })

  it('holds nothing where nothing stood on paper, and says no more of it than of what the source does not hold', async () => {
    const { stream } = await answeredWarrant(office)
    ok(await hand(stream, await empty(stream)))
    ok(await prepare(ports, await officer(ports), stream))
    const content = await preparedContent(ports, stream)
    const table = content?.files.find(({ name }) => name === 'data/snap.application.csv')
    expect(parseCsv(table?.bytes ?? new Uint8Array()).rows).toEqual([])
  })

  it('shows whoever approves whose hand it was, and is signed by none of them', async () => {
    const { stream } = await answeredWarrant(office)
    ok(await hand(stream))
    ok(await prepare(ports, await officer(ports), stream))
    const { state } = await toApprove(ports, await actor(ports, 'demo-approver-1'), stream)
    expect(state.worksheets['snap.application']).toMatchObject({ by: ['demo-intake'], rows: 2 })
  })
})

describe('a sheet that was handed in', () => {
  it('is kept under a key of its own, by its hash in the log', async () => {
    const { stream } = await answeredWarrant(office)
    const before = await papers()
    ok(await hand(stream))
    const { events } = await loadCase(ports, stream)
    const record = newest(events, 'worksheet.filled')?.record
    const event = record && toCaseEvent(record)
    if (event?.type !== 'worksheet.filled') expect.unreachable()
    expect(event.actor).toBe('demo-intake')
    expect(JSON.stringify(event.body)).not.toMatch(/in-person|2026-01-31/)
    expect(fromUtf8((await ports.papers.open(event.body.key)) ?? new Uint8Array())).toContain('in-person')
    expect(await papers()).toBeGreaterThan(before)
  })

  it('is void with a new decision: an earlier sheet is not taken any more', async () => {
    const { stream } = await answeredWarrant(office)
    const old = await filled(stream)
    ok(await hand(stream, old))
    await answer(office, stream)
    expect(refusal(await prepare(ports, await officer(ports), stream))).toEqual(['worksheet-missing'])
    expect(refusal(await hand(stream, old))).toEqual(['worksheet-stale', 'worksheet-stale'])
    ok(await hand(stream))
    ok(await prepare(ports, await officer(ports), stream))
  })

  it('is handed in anew over what was prepared, and that becomes void', async () => {
    const { stream } = await answeredWarrant(office)
    ok(await hand(stream))
    const first = ok(await prepare(ports, await officer(ports), stream)).state.prepared?.contentRoot
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    const { state } = ok(await hand(stream, (await filled(stream)).replace('in-person', 'online')))
    expect(state).toMatchObject({ status: 'decided', prepared: undefined, approvals: [] })
    expect(ok(await prepare(ports, await officer(ports), stream)).state.prepared?.contentRoot).not.toBe(first)
    const content = await preparedContent(ports, stream)
    expect(JSON.stringify(content?.files.map(({ bytes }) => fromUtf8(bytes)))).toContain('online')
  })

  it('that is not the one in the log any more stops everything', async () => {
    const { stream } = await answeredWarrant(office)
    ok(await hand(stream))
    for (const open of [async () => undefined, async () => utf8('worksheet,subject\r\n')]) {
      const other = { ...ports, papers: { ...ports.papers, open } }
      await expect(prepare(other, await officer(ports), stream)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    }
    expect((await loadCase(ports, stream)).state.prepared).toBeUndefined()
  })

  it('that does not fit a mapping of today is asked for again', async () => {
    const { stream } = await answeredWarrant(office)
    ok(await hand(stream))
    const source = ports.sources['ma-dta'] ?? expect.unreachable()
    const application = { rows: 'many', fields: [{ name: 'filed-on', type: 'date' }] } as const
    const mapping = { ...source.mapping, worksheet: { application } }
    const narrower = { ...ports, sources: { 'ma-dta': { ...source, mapping } } }
    expect(refusal(await prepare(narrower, await officer(ports), stream))).toEqual(['worksheet-missing'])
  })
})

describe('a sheet that is not taken', () => {
  it('leaves nothing behind, and says what is wrong by row and column and never with a value', async () => {
    const { stream } = await answeredWarrant(office)
    const good = await filled(stream)
    const before = [await papers(), (await loadCase(ports, stream)).state.n]
    const [header = '', ...rows] = good.split('\n')
    const bad = `${header},SECRET-COLUMN\n${rows.join('\n').replace('2026-01-31', 'SECRET-VALUE').replace('p1,2', 'SECRET-REF,2')}`
    const moved = await hand(stream, bad)
    expect(refusal(moved).toSorted()).toEqual(
      ['worksheet-column', 'worksheet-subject', 'worksheet-cell', 'worksheet-cell', 'worksheet-type'].toSorted(),
    )
    if (moved.moved) expect.unreachable()
    const said = JSON.stringify(moved.refusal)
    expect(said).toContain('row 2, column application.filed-on: ')
    expect(said).toContain('row 1, column number 6: ')
    expect(said).not.toContain('SECRET')
    expect([await papers(), (await loadCase(ports, stream)).state.n]).toEqual(before)
  })

  it('is not looked into for whoever may not fill one in, or while the case may not be prepared', async () => {
    const { stream } = await answeredWarrant(office)
    const before = await papers()
    const text = utf8(await filled(stream))
    expect(refusal(await fillWorksheet(ports, await actor(ports, 'demo-approver-1'), stream, text))).toEqual([
      'not-your-role',
    ])
    expect(await papers()).toBe(before)
  })

  it('is not kept where it does not come into the log', async () => {
    const { stream } = await answeredWarrant(office)
    const before = await papers()
    const text = await filled(stream)
    const broken: Ports = {
      ...ports,
      observe: async (step) => {
        if (step === 'fill-worksheet: before the log') throw new Error('the disk is full')
      },
    }
    await expect(hand(stream, text, broken)).rejects.toThrow('the disk is full')
    expect(await papers()).toBe(before)
  })

  it('is not called for where everything can be queried', async () => {
    const { stream } = await answeredWarrant(real)
    const moved = await fillWorksheet(real.ports, await reader(real.ports), stream, utf8('worksheet\n'))
    expect(refusal(moved)).toEqual(['worksheet-not-called-for'])
    expect(calledFor(real.ports, (await loadCase(real.ports, stream)).state)).toEqual([])
  })
})
