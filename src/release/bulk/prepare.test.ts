import { expect, it } from 'vitest'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { fromUtf8, toHex } from '#formats/bytes.ts'
import { opened } from '#formats/content-root.ts'
import { sha256 } from '#formats/sha256.ts'
import { readTar } from '#formats/tar.ts'
import { aDecision } from '#testing/decision.ts'
import { fails, mapping } from '#testing/release.ts'
import { planBulk } from './plan.ts'
import { headerOf, prepareBulk, type BulkPreparation } from './prepare.ts'

const decision = aDecision([
  ['p1', 'snap', 'name'],
  ['p1', 'snap', 'income'],
  ['p2', 'snap', 'name'],
])
const plan = planBulk(
  decision,
  [
    { ref: 'p1', mask: '3', persons: 3, markers: [] },
    { ref: 'p2', mask: '5', persons: 2, markers: [] },
  ],
  mapping,
)
const piece = (rows: number, letter: string) => ({ rows, bytes: 10 * rows, sha256: letter.repeat(64) })
const preparation: BulkPreparation = {
  decision,
  mapping,
  plan,
  pieces: new Map([
    ['data/snap.csv', [piece(4, 'a'), piece(1, 'b')]],
    ['data/snap.income.csv', [piece(7, 'c')]],
  ]),
  receiver: { organization: 'usda-fns', recipient: `age1${'q'.repeat(58)}` },
  salt: new Uint8Array(32).fill(1),
  receiptCode: new Uint8Array(16).fill(2),
}

it('what goes with the pieces counts persons and rows, names nobody, and binds every byte', () => {
  const prepared = prepareBulk(preparation)
  expect(prepared.manifest).toMatchObject({
    manifest: 'postern/manifest/v2',
    case: 'MA-DTA-2026-7K3Q9F2M',
    agency: 'ma-dta',
    receiver: preparation.receiver,
    synthetic: true,
    persons: 5,
    grants: plan.grants,
    tables: [
      {
        name: 'data/snap.csv',
        columns: ['subject', 'name.family', 'name.given'],
        rows: 5,
        pieces: [piece(4, 'a'), piece(1, 'b')],
      },
      { name: 'data/snap.income.csv', columns: ['subject', 'row', 'income.amount'], rows: 7, pieces: [piece(7, 'c')] },
    ],
  })
  const files = readTar(prepared.payload)
  expect(files.map(({ name }) => name)).toEqual(['datapackage.json', 'manifest.json', 'terms.txt'])
  const [described, manifest, terms] = files.map(({ bytes }) => bytes)
  if (described === undefined || manifest === undefined || terms === undefined) expect.unreachable()
  expect(parseBulkManifest(manifest)).toEqual(prepared.manifest)
  expect(prepared.opened).toBe(opened(prepared.manifest))
  expect(prepared.terms).toBe(toHex(sha256(terms)))
  expect(prepared.manifest.terms).toBe(prepared.terms)
  expect(prepared.manifest.parts).toEqual([
    { name: 'datapackage.json', bytes: described.length, sha256: toHex(sha256(described)) },
    { name: 'terms.txt', bytes: terms.length, sha256: toHex(sha256(terms)) },
  ])
  const { resources } = JSON.parse(fromUtf8(described))
  expect(resources).toMatchObject([
    {
      path: 'data/snap.csv',
      bytes: 50,
      schema: { fields: [{ name: 'subject', type: 'string' }, {}, {}], primaryKey: ['subject'] },
    },
    {
      path: 'data/snap.income.csv',
      bytes: 70,
      schema: {
        fields: [{ name: 'subject' }, { name: 'row', type: 'integer' }, { name: 'income.amount', type: 'number' }],
        primaryKey: ['subject', 'row'],
      },
    },
  ])
})

it('the same pieces give the same bytes, and another salt or another piece another commitment', () => {
  const { opened: first, payload } = prepareBulk(preparation)
  const again = prepareBulk({ ...preparation, pieces: new Map([...preparation.pieces].toReversed()) })
  expect(again.payload).toEqual(payload)
  const changed = new Map([...preparation.pieces, ['data/snap.csv', [piece(5, 'a')]]])
  for (const other of [{ salt: new Uint8Array(32) }, { receiptCode: new Uint8Array(16) }, { pieces: changed }])
    expect(prepareBulk({ ...preparation, ...other }).opened).not.toBe(first)
})

it('a table without a piece makes no manifest', () => {
  const error = fails('ERR_FORMAT', () => prepareBulk({ ...preparation, pieces: new Map() }))
  expect(error.message).toContain('/tables/0/pieces')
})

it('a header names whose a row is, and which of theirs, before the columns', () => {
  expect(plan.tables.map((table) => fromUtf8(headerOf(table)))).toEqual([
    'subject,name.family,name.given\r\n',
    'subject,row,income.amount\r\n',
  ])
})
