/** An office whose agency lays down files each night, and has no database that could be asked. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { readSettings, writeSettings } from '#adapters/files/settings.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import {
  answer,
  answeredWarrant,
  approveAs,
  officer,
  ok,
  packageOf,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { cutBy } from '#testing/members.ts'
import { dropKey, exportDrop, sign } from '#testing/drop.ts'
import { parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { signDropIn, takeDropsOf } from './administer.ts'
import { openInstallation, places, type Installation } from './parts.ts'
import { againstReading, beginBulk, bulkJob, workBulk, workRange } from './pipeline/bulk.ts'
import { match } from './pipeline/determine.ts'
import { deliver, prepare, release } from './pipeline/fulfill.ts'
import { loadCase } from './pipeline/move.ts'
import type { Ports } from './pipeline/ports.ts'
import { tick } from './pipeline/tick.ts'

const caseload = join(import.meta.dirname, '..', 'caseload')
let office: TestOffice
let dropped: Installation
let incoming = ''
const key = dropKey()
const reported: [string, unknown][] = []
const tickNow = () => tick(dropped.ports, (what, error) => void reported.push([what, error]))

beforeAll(async () => {
  office = await testOffice()
  const mappings = makeTestDirectory()
  const text = readFileSync(join(caseload, 'ma-dta.mapping.yaml'), 'utf8')
  writeFileSync(join(mappings, 'ma-dta.mapping.yaml'), text.replace('access: role', 'access: drop'))
  const settings = await readSettings(office.directory)
  if (settings === undefined) expect.fail('an office has settings')
  await writeSettings(office.directory, { ...settings, drops: { 'ma-dta': { vkey: key.vkey } } })
  const { POSTERN_SOURCE_URL: _, ...env } = office.env
  dropped = await openInstallation(env, { mappings })
  incoming = join(places(office.directory).drops, 'ma-dta', 'incoming')
})
afterAll(async () => {
  await dropped.close()
  await office.close()
})

async function layDown(name: string, created: string): Promise<string> {
  const place = join(incoming, name)
  const pool = new Pool({ connectionString: office.env['POSTERN_SOURCE_URL'], max: 1 })
  try {
    const mapping = readMapping(join(caseload, 'ma-dta.mapping.yaml'))
    sign(place, await exportDrop(pool, mapping, place, { format: 'parquet', created }), key)
  } finally {
    await pool.end()
  }
  return place
}

it('answers nothing before a drop was taken, and a whole case afterwards', async () => {
  const on = { ports: dropped.ports, cast: office.cast }
  await expect(answeredWarrant(on)).rejects.toMatchObject({ code: 'ERR_SOURCE' })
  await layDown('night-1', '2026-11-21T02:00:00Z')
  expect((await tickNow()).drops).toEqual(['ma-dta night-1'])
  const { stream } = await answeredWarrant(on)
  const { state } = ok(await prepare(dropped.ports, await officer(dropped.ports), stream))
  expect(state.status).toBe('prepared')
  expect(state.prepared?.contentRoot).toMatch(/^[0-9a-f]{64}$/)
})

it('gives the release of listed members that the database gives, to a package that a stranger proves', async () => {
  const { ports } = dropped
  const on = { ...office, ports }
  const by = await officer(ports)
  const keys = (await memberKeys(office)).slice(0, 40)
  const { stream } = await answeredAudit(on, keys)
  // The same random bytes, so that what is prepared of the two can be compared.
  const rootFrom = async (from: Ports): Promise<string | undefined> => {
    const same: Ports = { ...from, randomness: { bytes: (count) => new Uint8Array(count).fill(7) } }
    ok(await beginBulk(same, by, stream))
    return ok(await prepare(from, by, stream)).state.prepared?.contentRoot
  }
  const root = await rootFrom(ports)
  await answer(on, stream)
  expect(await rootFrom(office.ports)).toBe(root)
  await answer(on, stream)
  expect(await rootFrom(ports)).toBe(root)

  ok(await approveAs(on, 'demo-approver-1', 'approver', stream))
  ok(await approveAs(on, 'demo-approver-2', 'privacy-officer', stream))
  ok(await release(ports, by, stream))
  await ports.log.publish()
  expect((await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)).delivered).toBe(true)
  const identities = await parseIdentities(readFileSync(office.cast.receiver.file, 'utf8'))
  const report = await verifyPackage(await packageOf(on, stream), { identities })
  expect(report.findings.filter(({ ok: holds }) => !holds)).toEqual([])
  expect(report.verdict).toBe('proved')
})

it('reads one release from one drop, and says so where another is taken meanwhile', async () => {
  const { ports } = dropped
  const by = await officer(ports)
  const { stream } = await answeredAudit({ ...office, ports }, (await memberKeys(office)).slice(0, 40))
  ok(await beginBulk(ports, by, stream, cutBy(10)))
  const job = await bulkJob(ports, stream)
  if (job === undefined) expect.fail('there is nothing to do')
  const { source, compiled, question } = job
  const read = (index: number) =>
    source.withBulk(compiled, question.said, (reader) => workRange(ports, job, reader, index))
  expect(await read(0)).toBe(true)
  // Whoever had it open before goes on with it.
  await source.withBulk(compiled, question.said, async (reader) => {
    await layDown('night-1b', '2026-11-21T03:00:00Z')
    expect((await tickNow()).drops).toEqual(['ma-dta night-1b'])
    expect(await workRange(ports, job, reader, 1)).toBe(true)
  })
  const statements = compiled.statements.map((one) => ({ ...one, text: () => 'SELECT gone FROM ma_dta.person' }))
  const broken = { ...job, preparing: { ...job.preparing, edition: (await source.edition?.()) ?? '' } }
  await expect(
    source.withBulk(compiled, question.said, (reader) =>
      workRange(ports, { ...broken, compiled: { ...compiled, statements } }, reader, 2),
    ),
  ).rejects.toMatchObject({
    code: 'ERR_SOURCE',
    evidence: { kind: 'Binder', file: statements[0]?.table.name, members: '21-30' },
  })
  await expect(read(2)).rejects.toMatchObject({
    code: 'ERR_SOURCE',
    message: 'another drop was taken since the members began to be read',
    evidence: { begun: job.preparing.edition, now: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  await workBulk(ports, stream)
  expect((await ports.bulkWork.done(job.preparing.preparation)).map(({ range }) => range)).toEqual([0, 1])
  expect((await againstReading(ports, (await loadCase(ports, stream)).state)).map(({ code }) => code)).toEqual([
    'drop-replaced',
  ])
  // Matched, decided and prepared again it is of the new one.
  ok((await match(ports, by, stream)).moved)
  await answer({ ports }, stream)
  expect(ok(await prepare(ports, by, stream)).state.prepared?.bulk?.persons).toBe(40)
})

it('says with each tick what was not taken, goes on with everything else, and keeps the drop before', async () => {
  const place = await layDown('night-2', '2026-11-22T02:00:00Z')
  copyFileSync(join(place, 'person.parquet'), join(place, 'enrollment.parquet'))
  reported.length = 0
  expect(await tickNow()).toMatchObject({ drops: [], published: { outcome: expect.any(String) } })
  expect(reported).toMatchObject([['ma-dta night-2', { code: 'ERR_DROP', evidence: { file: 'enrollment.parquet' } }]])
  const [source] = Object.values(dropped.ports.sources)
  expect(await source?.find({ caseNumber: 'no such case' })).toEqual([])
})

it('a drop is signed where it is made, by a key that is made there', async () => {
  const place = join(makeTestDirectory(), 'night')
  mkdirSync(place)
  await expect(signDropIn(place, join(place, 'key.json'))).rejects.toMatchObject({ code: 'ERR_INPUT_UNREADABLE' })
  const pool = new Pool({ connectionString: office.env['POSTERN_SOURCE_URL'], max: 1 })
  const mapping = readMapping(join(caseload, 'ma-dta.mapping.yaml'))
  const made = await exportDrop(pool, mapping, place, { format: 'csv', created: '2026-11-23T02:00:00Z' })
  await pool.end()
  sign(place, made, key)
  const signed = readFileSync(join(place, 'datapackage.json.sig'), 'utf8')
  const vkey = await signDropIn(place, join(place, 'key.json'))
  expect(vkey).toMatch(/^ma-dta-drop\+/)
  expect(await signDropIn(place, join(place, 'key.json'))).toBe(vkey)
  expect(readFileSync(join(place, 'datapackage.json.sig'), 'utf8')).not.toBe(signed)
  // The mapping that came with Postern says that a database is asked.
  await expect(takeDropsOf(office.env, 'ma-dta')).rejects.toMatchObject({ code: 'ERR_SOURCE_MAPPING' })
})
