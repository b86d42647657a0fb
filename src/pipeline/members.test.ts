import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPackage } from '#formats/package.ts'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { readTar } from '#formats/tar.ts'
import { answeredAudit, listedAudit, memberKeys } from '#testing/audit.ts'
import { approveAs, officer, ok, packageOf, refusal, testOffice, type TestOffice } from '#testing/office.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { beginBulk, workBulk } from './bulk.ts'
import { finishBulk } from './bulk-finish.ts'
import { decide, match } from './determine.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase } from './move.ts'

let office: TestOffice
let keys: string[]

beforeAll(async () => {
  office = await testOffice({ people: 600 })
  keys = await memberKeys(office)
})
afterAll(() => office.close())

describe('a release of listed members', () => {
  it('is carried from the list to a package that a stranger can check', async () => {
    const { ports, cast } = office
    const { stream } = await answeredAudit(office, keys.slice(0, 150))
    const by = await officer(ports)
    ok(await prepare(ports, by, stream))
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
    ok(await release(ports, by, stream))
    await ports.log.publish()
    const delivered = await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)
    expect(delivered.delivered).toBe(true)
    const bytes = await packageOf(office, stream)
    const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
    const report = await verifyPackage(bytes, { identities })
    expect(report.findings.filter(({ ok: holds }) => !holds)).toEqual([])
    expect(report.verdict).toBe('proved')
    const files = readTar(await openAge(readPackage(bytes).payload, identities))
    const manifest = parseBulkManifest(files.find(({ name }) => name === 'manifest.json')?.bytes ?? new Uint8Array())
    expect(manifest.persons).toBe(150)
  })
})
