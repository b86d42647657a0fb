/** A release of listed members on its way out: one package of many sealed files, none of them left behind. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { receiptHash } from '#case/receipt.ts'
import { bulkManifestBytes, type BulkManifest } from '#formats/bulk-manifest.ts'
import { fromUtf8, toBase64, toBase64url, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { bulkContentRoot, opened } from '#formats/content-root.ts'
import { readPackage } from '#formats/package.ts'
import { sealedNames } from '#formats/pieces.ts'
import { sha256 } from '#formats/sha256.ts'
import { parseStatement } from '#formats/statement.ts'
import { writeTar } from '#formats/tar.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import {
  answeredWarrant,
  approveAs,
  days,
  officer,
  ok,
  packageOf,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { copyIndex, preparedContent } from './content.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase, move, newest, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'
import { clearShelf } from './shelved.ts'
import { tick } from './tick.ts'

const courier = { id: 'system:courier', roles: ['system'] } as const
const throws = (_: string, error: unknown): never => {
  throw error
}
const pieces = ['subject,application.id\r\n1,A-1\r\n2,A-2\r\n', '3,A-3\r\n'].map(utf8)
const part = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: toHex(sha256(bytes)) })

let office: TestOffice
beforeAll(async () => {
  office = await testOffice({ people: 20 })
})
afterAll(() => office.close())

/** What the agency keeps of what it sealed: the payload, and where each piece is. */
async function keepIndex(payload: Uint8Array, first = pieces[0] ?? new Uint8Array()): Promise<string> {
  const { papers } = office.ports
  const place = { table: 'data/snap.csv', sha256: part(pieces[0] ?? first).sha256, copy: await papers.keep(first) }
  return papers.keep(utf8(canonicalJson({ payload: await papers.keep(payload), pieces: [place] })))
}

/** The same content each time it is prepared, sealed anew. */
const salt = new Uint8Array(32).fill(9)
async function prepareBulk(stream: string): Promise<readonly string[]> {
  const { ports } = office
  const { state } = await loadCase(ports, stream)
  const { decision, recipient = '', request, prepared } = state
  if (decision === undefined || request === undefined || prepared === undefined) expect.unreachable()
  const terms = utf8('For this case and no other purpose.\n')
  const columns = ['subject', 'application.id']
  const resource = { path: 'data/snap.csv', schema: { fields: columns.map((name) => ({ name })) } }
  const description = utf8(canonicalJson({ name: 'release', resources: [resource] }))
  const bulk = { persons: 3, grants: [{ persons: 3, cells: [{ program: 'snap', element: 'application' }] }] }
  const members = { set: '0a'.repeat(16), root: 'ab'.repeat(32), bits: 0, count: 3, classes: 'cd'.repeat(32) }
  const manifest: BulkManifest = {
    manifest: 'postern/manifest/v2',
    case: state.number,
    agency: request.agency,
    receiver: { organization: request.requester.organization, recipient },
    synthetic: true,
    salt: toBase64(salt),
    parts: [
      { name: 'datapackage.json', ...part(description) },
      { name: 'terms.txt', ...part(terms) },
    ],
    ...bulk,
    tables: [
      {
        name: 'data/snap.csv',
        columns,
        rows: 3,
        pieces: pieces.map((bytes, at) => ({ rows: 2 - at, ...part(bytes) })),
      },
    ],
    terms: part(terms).sha256,
    receiptCode: toBase64url(new Uint8Array(16).fill(8)),
  }
  const payload = writeTar([
    { name: 'datapackage.json', bytes: description },
    { name: 'manifest.json', bytes: bulkManifestBytes(manifest) },
    { name: 'terms.txt', bytes: terms },
  ])
  const names = sealedNames([{ name: 'data/snap.csv', pieces: 2 }])
  const sealed = []
  for (const [at, plain] of [payload, ...pieces].entries()) {
    const bytes = await seal(plain, parseRecipient(recipient))
    const entry = { name: names[at] ?? '', ...part(bytes) }
    await ports.shelf.put(entry.sha256, bytes)
    sealed.push(entry)
  }
  const content = { opened: opened(manifest), sealed, terms: manifest.terms }
  const appended = await ports.ledger.append({
    stream,
    after: state.n,
    events: [
      {
        type: 'release.prepared',
        at: ports.clock.now(),
        actor: 'demo-officer',
        body: {
          ...content,
          contentRoot: bulkContentRoot(content),
          decision: decision.decision,
          recipient,
          receipt: receiptHash(manifest.receiptCode) ?? '',
          expiresAt: prepared.expiresAt,
          synthetic: true,
          copy: await keepIndex(payload),
          above: 200,
          bulk: { ...bulk, classes: { p1: 6021 }, members },
        },
        people: Object.fromEntries(Object.entries(prepared.cells).map(([ref, mine]) => [ref, { cells: mine }])),
      },
    ],
  })
  expect(appended).toMatchObject({ outcome: 'appended' })
  return sealed.map((one) => one.sha256)
}

const onShelf = async (keys: readonly string[]): Promise<number> => {
  const there = await readdir(join(office.directory, 'shelf'))
  return keys.filter((key) => there.includes(`${key}.age`)).length
}
const rootOf = async (stream: string) => (await loadCase(office.ports, stream)).state.prepared?.contentRoot ?? ''

describe('a release of listed members', () => {
  let stream: string
  let keys: readonly string[]

  beforeEach(async () => {
    const { ports } = office
    const warrant = await answeredWarrant(office)
    stream = warrant.stream
    ok(await prepare(ports, await officer(ports), stream))
    keys = await prepareBulk(stream)
  })

  async function released(): Promise<void> {
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
    ok(await release(office.ports, await officer(office.ports), stream))
    await office.ports.log.publish()
  }

  it('leaves as one package, its pieces in their order, and nothing stays on the shelf', async () => {
    await released()
    expect(await onShelf(keys)).toBe(3)
    expect(await deliver(office.ports, courier, stream)).toMatchObject({ delivered: true })
    expect(await onShelf(keys)).toBe(0)

    const files = readPackage(await packageOf(office, stream))
    const statement = parseStatement(files.statement)
    expect(statement).toMatchObject({ statement: 'postern/statement/v2', bulk: { above: 200 } })
    expect(statement.content.sealed.map((one) => one.sha256)).toEqual(keys)
    const identities = await parseIdentities(await readFile(office.cast.receiver.file, 'utf8'))
    const plain = await Promise.all((files.pieces ?? []).map(({ bytes }) => openAge(bytes, identities)))
    expect(plain.map((bytes) => fromUtf8(bytes))).toEqual(pieces.map((bytes) => fromUtf8(bytes)))

    const report = await verifyPackage(await packageOf(office, stream), { identities })
    expect(report.findings.filter(({ ok: held }) => !held)).toEqual([])
    expect(report.findings.at(-1)?.words).toContain('3 rows about 3 persons, in 2 pieces')
  })

  it('shows its approver the small files and a first piece, and nothing that the content root does not cover', async () => {
    const { ports } = office
    const content = await preparedContent(ports, stream)
    expect(content?.files.map(({ name }) => name)).toEqual(['datapackage.json', 'terms.txt', 'data/snap.csv'])
    const inconsistent = { code: 'ERR_LOG_INCONSISTENT' }
    const given = (key: string): Pick<Ports, 'ledger' | 'papers'> => ({
      ...ports,
      papers: { ...ports.papers, open: (asked) => ports.papers.open(asked === copy ? key : asked) },
    })
    const record = newest((await loadCase(ports, stream)).events, 'release.prepared')?.record
    const event = record && toCaseEvent(record)
    if (event?.type !== 'release.prepared' || event.body.copy === undefined) expect.unreachable()
    const { copy } = event.body
    const other = await keepIndex(writeTar([{ name: 'terms.txt', bytes: utf8('other') }]))
    await expect(preparedContent(given(other), stream)).rejects.toMatchObject(inconsistent)
    const index = copyIndex((await ports.papers.open(copy)) ?? new Uint8Array())
    const payload = (await ports.papers.open(index.payload)) ?? new Uint8Array()
    const piece = await keepIndex(payload, utf8('subject,application.id\r\n1,A-9\r\n'))
    await expect(preparedContent(given(piece), stream)).rejects.toMatchObject(inconsistent)
  })

  it('is not delivered with a piece that is gone or another, says which, and goes once it is back', async () => {
    await released()
    const [, , last = ''] = keys
    const piece = (await office.ports.shelf.get(last)) ?? expect.unreachable()
    const { number } = (await loadCase(office.ports, stream)).state
    const refused = {
      code: 'ERR_DATA_DIRECTORY',
      evidence: { case: number, contentRoot: await rootOf(stream), file: 'data/snap.csv.00002.age' },
    }
    await office.ports.shelf.remove(last)
    await expect(deliver(office.ports, courier, stream)).rejects.toMatchObject(refused)
    const altered = Uint8Array.from(piece)
    altered[piece.length - 1] = (altered.at(-1) ?? 0) ^ 1
    await office.ports.shelf.put(last, altered)
    await expect(deliver(office.ports, courier, stream)).rejects.toMatchObject(refused)
    expect(await office.ports.courier.placed(await rootOf(stream))).toBeUndefined()
    expect((await readdir(join(office.directory, 'outbox'))).filter((name) => name.endsWith('.partial'))).toEqual([])

    await office.ports.shelf.put(last, piece)
    expect(await deliver(office.ports, courier, stream)).toMatchObject({ delivered: true })
  })

  it('leaves nothing on the shelf once it is made void', async () => {
    const privacy = await actor(office.ports, 'demo-approver-2')
    const on = days(office.ports, 0)
    ok(await move(office.ports, privacy, stream, () => ({ command: 'record-objection', person: 'p1', on })))
    await tick(office.ports, throws)
    expect(await onShelf(keys)).toBe(0)
  })

  it('keeps what was sealed last for the same content, and nothing of what was sealed before', async () => {
    const root = await rootOf(stream)
    const again = await prepareBulk(stream)
    expect(await rootOf(stream)).toBe(root)
    await clearShelf(office.ports, stream, root)
    expect([await onShelf(keys), await onShelf(again)]).toEqual([0, 3])
    await released()
    expect(await deliver(office.ports, courier, stream)).toMatchObject({ delivered: true })
    await office.ports.shelf.put(again[0] ?? '', new Uint8Array(1))
    await clearShelf(office.ports, stream, root)
    expect(await onShelf(again)).toBe(0)
  })

  it('has nothing to clear of a case that there is not', async () => {
    await office.ports.shelf.put('ab'.repeat(32), new Uint8Array(1))
    await clearShelf(office.ports, '6d2f7d3c-0000-4000-8000-000000000001', 'ab'.repeat(32))
    expect(await onShelf(['ab'.repeat(32)])).toBe(0)
  })
})
