import { generateIdentity, identityToRecipient } from 'age-encryption'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BulkManifest } from '#formats/bulk-manifest.ts'
import { concat, fromUtf8, utf8 } from '#formats/bytes.ts'
import { formatOpening, parseOpening } from '#formats/commitment.ts'
import { buildPackage } from '#formats/package.ts'
import { makeBulk, type BulkChanges, type PlainTable } from '#testing/made-bulk.ts'
import { makePackage, makeWorld, type MadePackage, type World } from '#testing/made-package.ts'
import type { Json } from '#vocabulary/json.ts'
import { parseIdentities, type Identity } from './age.ts'
import type { Report } from './report.ts'
import { verifyPackage } from './verify-package.ts'

let world: World
let made: MadePackage
let identities: Identity[]
const elsewhere = await identityToRecipient(await generateIdentity())

beforeAll(async () => {
  world = await makeWorld()
  made = await makeBulk(world)
  identities = await parseIdentities(world.secret)
})

function failures({ findings, verdict }: Report): string[] {
  const words = findings.filter(({ ok }) => !ok).map(({ check, words: sentence }) => `${check}: ${sentence}`)
  expect(verdict).toBe(words.length === 0 ? 'proved' : 'not proved')
  return words
}

async function outside(changes: BulkChanges): Promise<string[]> {
  return failures(await verifyPackage((await makeBulk(world, changes)).bytes))
}

async function inside(changes: BulkChanges): Promise<string[]> {
  return failures(await verifyPackage((await makeBulk(world, changes)).bytes, { identities }))
}

describe('the package of a bulk release as it was made', () => {
  it('is proved from outside alone, and says what that does not prove', async () => {
    const found = await verifyPackage(made.bytes)
    expect(failures(found)).toEqual([])
    expect(found.findings.map(({ words }) => words)).toEqual(
      expect.arrayContaining([
        'The archive holds its 9 files and nothing else.',
        'All 6 sealed files are, byte for byte, the files that the statement describes.',
        'Each of them is sealed to one key and no other.',
      ]),
    )
    const open = found.notProved.join(' ')
    expect(open).toContain('What is inside the sealed files, and whose key they open with')
    expect(open).toContain('That the sealed files hold what was approved')
    expect(open).not.toContain('Which person has which')
  })

  it('is proved to the last row with the identity of the receiver, and says what even that does not prove', async () => {
    const found = await verifyPackage(made.bytes, { identities })
    expect(failures(found)).toEqual([])
    const tables = found.findings.find(({ check }) => check === 'tables')
    expect(tables?.words).toContain('8 rows about 4 persons, in 5 pieces')
    expect(tables?.evidence).toMatchObject({ rows: 8, persons: 4, said: 4 })
    expect(found.proved.join(' ')).toContain('exactly the files, the terms and the rows that were approved')
    expect(found.notProved.join(' ')).toContain('Which person has which of the released cells')
    expect(found.notProved.join(' ')).not.toContain('That the sealed files hold what was approved')
  })

  it('quotes nothing from a sealed table in its report, be it right or wrong', async () => {
    const wrong = await makeBulk(world, { plain: changed('data/snap.csv', [[['01', '1 Invented Way', 'Boston']]]) })
    for (const { bytes } of [made, wrong]) {
      expect(JSON.stringify(await verifyPackage(bytes, { identities }))).not.toContain('Invented')
    }
  })

  it('is not proved with any one byte altered, from outside', async () => {
    for (let at = 0, bit = 0; at < made.bytes.length; at += 97, bit += 1) {
      const altered = made.bytes.slice()
      altered[at] = (altered[at] ?? 0) ^ (1 << (bit % 8))
      expect((await verifyPackage(altered)).verdict, `byte ${at}`).toBe('not proved')
    }
  })

  it('does not open with another identity, and the file is named', async () => {
    const stranger = await parseIdentities(await generateIdentity())
    expect(failures(await verifyPackage(made.bytes, { identities: stranger }))).toEqual([
      'opening: The sealed file does not open: the payload does not open with this identity.',
    ])
  })
})

const flipped = (bytes: Uint8Array) => {
  const altered = bytes.slice()
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
  return altered
}

describe('the sealed files', () => {
  it.each<[string, BulkChanges, string]>([
    [
      'with one left out',
      { sealed: (files) => files.slice(0, -1) },
      'payload: In the statement and not in the package: data/snap.income.csv.00002.age.',
    ],
    [
      'with one that the statement does not have',
      {
        sealed: (files) => [...files, { name: 'data/tanf.csv.00001.age', bytes: files[1]?.bytes ?? new Uint8Array() }],
      },
      'payload: In the package and not in the statement: data/tanf.csv.00001.age.',
    ],
    [
      'with one altered',
      { sealed: (files) => files.map((one, at) => (at === 3 ? { ...one, bytes: flipped(one.bytes) } : one)) },
      'payload: Not the file that the statement describes: data/snap.csv.00003.age.',
    ],
    [
      'with two exchanged',
      {
        sealed: (files) =>
          files.map((one, at) => ({ ...one, bytes: files[at === 1 ? 3 : at === 3 ? 1 : at]?.bytes ?? one.bytes })),
      },
      'payload: Not the file that the statement describes: data/snap.csv.00001.age and data/snap.csv.00003.age.',
    ],
    [
      'with one sealed to a second key',
      { sealTo: (name) => (name === 'data/snap.csv.00003.age' ? [world.recipient, world.recipient] : undefined) },
      'payload: data/snap.csv.00003.age is not sealed to exactly one X25519 key.',
    ],
    [
      'with one that is not sealed',
      {
        sealed: (files) => files.map((one, at) => (at === 2 ? { ...one, bytes: utf8('subject\n') } : one)),
      },
      'payload: data/snap.csv.00002.age is not a sealed file: the file does not begin as an age file.',
    ],
  ])('do not hold %s', async (_, changes, words) => {
    expect(await outside(changes)).toContain(words)
  })

  it('do not hold where one opens for somebody else alone, which only the receiver sees', async () => {
    const other = await identityToRecipient(await generateIdentity())
    const changes: BulkChanges = { sealTo: (name) => (name === 'data/snap.csv.00003.age' ? [other] : undefined) }
    expect(await outside(changes)).toEqual([])
    expect(await inside(changes)).toEqual([
      'opening: data/snap.csv.00003.age does not open: the payload does not open with this identity.',
    ])
  })

  it('may be sealed again: the approvals stay good, and the log has to have learned of the new ones', async () => {
    const older = await makeBulk(world, { manifest: () => manifestOf })
    const newer = await makeBulk(world, { manifest: () => manifestOf })
    expect(newer.statement.contentRoot).toBe(older.statement.contentRoot)
    expect(newer.statement.content.sealed).not.toEqual(older.statement.content.sealed)
    expect(newer.statement.approvals).toEqual(older.statement.approvals)
    expect(failures(await verifyPackage(newer.bytes, { identities }))).toEqual([])
    const mixed = buildPackage({ ...newer.files, statement: older.files.statement, proof: older.files.proof })
    expect(failures(await verifyPackage(mixed)).join()).toContain('payload: Not the file that the statement describes')
  })

  let manifestOf: BulkManifest
  beforeAll(async () => {
    await makeBulk(world, {
      manifest: (was) => {
        manifestOf = was
        return was
      },
    })
  })
})

const sealedInLog = (change: (sealed: readonly Json[]) => readonly Json[]): BulkChanges => ({
  opening: (was) => {
    const body: Record<string, Json> = Object.fromEntries(Object.entries(Object(was.record.body)))
    const sealed = Array.isArray(body['sealed']) ? body['sealed'] : []
    const record = { ...was.record, body: { ...body, sealed: change(sealed) } }
    return parseOpening(utf8(formatOpening({ ...was, record })))
  },
})

describe('the statement and the log', () => {
  it('do not hold with another content root', async () => {
    expect(await outside({ statement: (was) => ({ ...was, contentRoot: '00'.repeat(32) }) })).toContainEqual(
      expect.stringContaining('content-root: The content root in the statement is not'),
    )
    expect((await outside({ approvedRoot: () => '00'.repeat(32) })).join()).toContain('disagrees on the content root')
  })

  it.each<[string, (sealed: readonly Json[]) => readonly Json[]]>([
    ['one fewer', (sealed) => sealed.slice(0, -1)],
    ['one more', (sealed) => [...sealed, ...sealed.slice(-1)]],
    ['two exchanged', (sealed) => [...sealed.slice(0, -2), ...sealed.slice(-2).toReversed()]],
    ['another hash', (sealed) => [...sealed.slice(0, -1), { ...Object(sealed.at(-1)), sha256: '00'.repeat(32) }]],
    ['another size', (sealed) => [...sealed.slice(0, -1), { ...Object(sealed.at(-1)), bytes: 1 }]],
  ])('do not hold where the log learned of sealed files with %s', async (_, change) => {
    expect(await outside(sealedInLog(change))).toEqual([
      'entry: The log learned of another release: it disagrees on the sealed files.',
    ])
  })

  it('do not hold with pieces in a release that says it has one sealed file', async () => {
    const single = await makePackage(world)
    const { pieces = [] } = made.files
    const found = await verifyPackage(buildPackage({ ...single.files, pieces }))
    expect(failures(found)).toEqual(['payload: The package has more sealed files than the statement describes.'])
  })

  it('do not hold with the manifest of the other kind inside', async () => {
    const { files } = await makePackage(world, { manifest: (was) => was })
    expect(files.pieces).toBeUndefined()
    const changes: BulkChanges = {
      inside: (was) =>
        was.map((one) =>
          one.name === 'manifest.json' ? { ...one, bytes: utf8('{"manifest":"postern/manifest/v1"}\n') } : one,
        ),
    }
    expect((await inside(changes)).join()).toContain('manifest: The manifest is damaged')
  })

  it.each<[string, BulkChanges['statement'], string]>([
    [
      'above the number, without a signature from outside',
      (was) => ({ ...was, bulk: { above: 3 } }),
      'says no more than 3 persons, and there are 4',
    ],
    ['said to be more', (was) => ({ ...was, bulk: { above: 200, persons: 5 } }), 'says 5 persons, and there are 4'],
  ])('do not hold for persons %s', async (_, statement, words) => {
    expect((await inside(statement === undefined ? {} : { statement })).join()).toContain(words)
  })

  it('hold up to the number', async () => {
    expect(await inside({ statement: (was) => ({ ...was, bulk: { above: 4 } }) })).toEqual([])
  })
})

/** One table with other pieces. */
function changed(
  name: string,
  pieces: PlainTable['pieces'],
  columns?: readonly string[],
): NonNullable<BulkChanges['plain']> {
  return (tables) =>
    tables.map((one) => (one.name === name ? { ...one, pieces, ...(columns === undefined ? {} : { columns }) } : one))
}

const snap = (...elements: string[]) => elements.map((element) => ({ program: 'snap', element }))
const address = (...subjects: (string | null)[]) => subjects.map((subject) => [subject, 'x', null])
const income = (...rows: [string, string][]) => rows.map(([subject, row]) => [subject, row, '1.00'])
const byHand =
  (at: number, change: (text: string) => string): NonNullable<BulkChanges['pieces']> =>
  (all) =>
    all.map((bytes, index) => (index === at ? utf8(change(fromUtf8(bytes))) : bytes))

describe('the pieces', () => {
  it.each<[string, BulkChanges, string]>([
    [
      'another than the manifest has was sealed',
      { swapped: (all) => all.map((bytes, at) => (at === 2 ? concat(bytes, utf8('11,x,\r\n')) : bytes)) },
      'tables: What is sealed in data/snap.csv.00003.age is not what the manifest says.',
    ],
    [
      'one of the same size was sealed in its place',
      {
        swapped: (all) =>
          all.map((bytes, at) => (at === 2 ? utf8(fromUtf8(bytes).replace('10 Inv', '11 Inv')) : bytes)),
      },
      'tables: What is sealed in data/snap.csv.00003.age is not what the manifest says.',
    ],
    [
      'the manifest has a table that is not there',
      { manifest: (was) => ({ ...was, tables: was.tables.slice(0, 1) }) },
      'tables: The manifest has other pieces than the package.',
    ],
    [
      'the manifest cuts a table elsewhere',
      {
        manifest: (was) => ({
          ...was,
          tables: was.tables.map((one, at) =>
            at === 0 ? { ...one, pieces: [...one.pieces, { rows: 0, bytes: 0, sha256: '00'.repeat(32) }] } : one,
          ),
        }),
      },
      'tables: The manifest has other pieces than the package.',
    ],
    [
      'a piece has fewer rows than the manifest says',
      {
        manifest: (was) => ({
          ...was,
          tables: was.tables.map((one, at) =>
            at === 0
              ? {
                  ...one,
                  rows: 5,
                  pieces: one.pieces.map((piece, index) => (index === 1 ? { ...piece, rows: 1 } : piece)),
                }
              : one,
          ),
        }),
      },
      'tables: data/snap.csv.00002.age cannot be read: it has 0 rows, and the manifest says 1.',
    ],
    [
      'the lines end in another way',
      { pieces: byHand(2, (text) => text.replaceAll('\r\n', '\n')) },
      'data/snap.csv.00003.age cannot be read: a record is not written in the one form this table has.',
    ],
    [
      'there is no header',
      { pieces: byHand(0, () => '') },
      'data/snap.csv.00001.age cannot be read: it has no header.',
    ],
    [
      'the header has another column',
      { pieces: byHand(0, (text) => text.replace('home-address.town', 'home-address.city')) },
      'data/snap.csv.00001.age cannot be read: its header is not the columns of the manifest.',
    ],
    [
      'the header has a column more',
      { pieces: byHand(0, (text) => text.replace('home-address.town', 'home-address.town,more')) },
      'its header is not the columns of the manifest.',
    ],
    [
      'the header comes again',
      { pieces: byHand(1, () => 'subject,home-address.line,home-address.town\r\n') },
      'data/snap.csv.00002.age cannot be read: row 3 has no number of a person.',
    ],
    [
      'a row has a field too many',
      { plain: changed('data/snap.csv', [address('1')]), pieces: byHand(0, (text) => text.replace('x,', 'x,,')) },
      'row 1 has another number of fields than it has columns.',
    ],
    [
      'a person comes twice in one piece',
      { plain: changed('data/snap.csv', [address('1', '1')]) },
      'data/snap.csv.00001.age cannot be read: row 2 has a person who stands there already, or out of order.',
    ],
    [
      'a person comes twice in two',
      { plain: changed('data/snap.csv', [address('1'), address('1')]) },
      'data/snap.csv.00002.age cannot be read: row 2 has a person who stands there already',
    ],
    [
      'persons are out of order',
      { plain: changed('data/snap.csv', [address('2'), address('1')]) },
      'row 2 has a person who stands there already, or out of order.',
    ],
    ...['0', '01', 'S1', '-1', '1.0', '9007199254740993', '', null].map((subject): [string, BulkChanges, string] => [
      `a person is ${subject ?? 'missing'}`,
      { plain: changed('data/snap.csv', [address(subject)]) },
      'row 1 has no number of a person.',
    ]),
    [
      'the rows of a person do not begin at 1',
      { plain: changed('data/snap.income.csv', [income(['1', '2'])]) },
      'data/snap.income.csv.00001.age cannot be read: row 1 has another number than the next.',
    ],
    [
      'a row of a person is left out',
      { plain: changed('data/snap.income.csv', [income(['1', '1'], ['1', '3'])]) },
      'row 2 has another number than the next.',
    ],
    [
      'a row of a person comes twice in two pieces',
      { plain: changed('data/snap.income.csv', [income(['1', '1']), income(['1', '1'])]) },
      'row 2 has another number than the next.',
    ],
    [
      'persons with many rows are out of order',
      { plain: changed('data/snap.income.csv', [income(['2', '1'], ['1', '1'])]) },
      'row 2 has a person out of order.',
    ],
  ])('do not hold where %s', async (_, changes, words) => {
    const found = await inside(changes)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(words)
  })
})

/** The first piece without its last byte. */
const shortened: BulkChanges['swapped'] = (all) => all.map((bytes, at) => (at === 0 ? bytes.slice(0, -1) : bytes))

describe('what is released', () => {
  it.each<[string, BulkChanges, string]>([
    [
      'a column is of an element that nobody gets',
      { plain: changed('data/snap.csv', [[['1', 'x', 'y']]], ['subject', 'home-address.line', 'immigration-status']) },
      'tables: data/snap.csv does not follow from the manifest: it has columns of what is not released in it: immigration-status.',
    ],
    [
      'a column is of an element of another program',
      { grants: [{ persons: 4, cells: [...snap('home-address'), { program: 'tanf', element: 'income' }] }] },
      'tables: data/snap.income.csv does not follow from the manifest: it has columns of what is not released in it: income.',
    ],
    [
      'a table of one element has a column of another',
      { plain: changed('data/snap.income.csv', [[['1', '1', 'x']]], ['subject', 'row', 'home-address.line']) },
      'tables: data/snap.income.csv does not follow from the manifest: it has columns of what is not released in it: home-address.',
    ],
    [
      'a row is filled with more than any grant has',
      {
        grants: [
          { persons: 2, cells: snap('home-address') },
          { persons: 2, cells: snap('income') },
          { persons: 2, cells: snap('phone') },
        ],
        plain: changed(
          'data/snap.csv',
          [[['1', 'x', null]], [['2', 'x', '0']]],
          ['subject', 'home-address.line', 'phone'],
        ),
      },
      'tables: data/snap.csv.00002.age cannot be read: row 2 has more than is released to anybody.',
    ],
    [
      'an element is filled for more persons than have it',
      { plain: changed('data/snap.income.csv', [income(['1', '1'], ['2', '1'], ['7', '1'])]) },
      'tables: data/snap.income.csv holds rows of more persons than the manifest releases it of.',
    ],
    [
      'one of two elements is filled for more persons than have it',
      {
        grants: [
          { persons: 1, cells: snap('home-address', 'income', 'phone') },
          { persons: 3, cells: snap('income', 'phone') },
        ],
        plain: changed(
          'data/snap.csv',
          [
            [
              ['1', 'x', '0'],
              ['2', 'x', null],
            ],
          ],
          ['subject', 'home-address.line', 'phone'],
        ),
      },
      'tables: data/snap.csv holds home-address of more persons than the manifest releases it of.',
    ],
    [
      'a row is about somebody for whom nothing in it is released, be it empty',
      { plain: changed('data/snap.csv', [address('1', '2', '3', '4'), [['5', null, null]]]) },
      'tables: data/snap.csv holds rows of more persons than the manifest releases it of.',
    ],
    [
      'there are more persons in two tables together than in all',
      { plain: changed('data/snap.income.csv', [income(['1', '1'], ['11', '1'])]) },
      'tables: There are more persons in the tables than the manifest says.',
    ],
    [
      'the description has a column fewer',
      { described: (was) => was.map((one) => ({ ...one, schema: { fields: one.schema.fields.slice(0, -1) } })) },
      'tables: datapackage.json does not describe the tables that are there.',
    ],
    [
      'the description has a column under another name',
      {
        described: (was) =>
          was.map((one) => ({
            ...one,
            schema: { fields: one.schema.fields.map(({ name }) => ({ name: `${name}s` })) },
          })),
      },
      'tables: datapackage.json does not describe the tables that are there.',
    ],
    [
      'the description lacks a table',
      { described: (was) => was.slice(1) },
      'tables: datapackage.json does not describe the tables that are there.',
    ],
    [
      'the description has a table that is not there',
      { described: (was) => [...was, { path: 'data/tanf.csv', schema: { fields: [] } }] },
      'tables: datapackage.json does not describe the tables that are there.',
    ],
    [
      'the description has a hash that nobody can check piece by piece',
      { described: (was) => was.map((one) => ({ ...one, hash: 'sha256:00' })) },
      'tables: datapackage.json does not describe the tables that are there.',
    ],
  ])('does not hold where %s', async (_, changes, words) => {
    expect(await inside(changes)).toEqual([words])
  })

  it.each<[string, BulkChanges]>([
    [
      'each row is filled as far as one grant has it',
      {
        grants: [
          { persons: 1, cells: snap('home-address') },
          { persons: 2, cells: snap('income') },
          { persons: 1, cells: snap('phone') },
        ],
        plain: changed(
          'data/snap.csv',
          [[['1', 'x', null]], [['2', null, '0']]],
          ['subject', 'home-address.line', 'phone'],
        ),
      },
    ],
    ['nobody has an entry', { plain: (tables) => tables.map((one) => ({ ...one, pieces: [[]] })) }],
    ['there is no table at all', { plain: () => [] }],
    [
      'there is one person with many rows over many pieces',
      {
        plain: changed(
          'data/snap.income.csv',
          [income(['5', '1']), income(['5', '2']), [], income(['5', '3'])].slice(0, 4),
        ),
        grants: [
          { persons: 4, cells: snap('home-address') },
          { persons: 1, cells: snap('income') },
        ],
      },
    ],
  ])('holds where %s', async (_, changes) => {
    expect(await inside(changes)).toEqual([])
  })

  it('holds wherever the same table is cut, and never with a byte less', async () => {
    const rows = Array.from({ length: 6 }, (_, at) => [
      String(3 * at + 1),
      `${at} Invented Way`,
      at % 2 === 0 ? null : 'Boston',
    ])
    const grants = [
      { persons: 6, cells: snap('home-address') },
      { persons: 2, cells: snap('income') },
    ]
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 4 }), async (drawn) => {
        const cuts = [0, ...drawn.toSorted((a, b) => a - b), rows.length]
        const pieces = cuts.slice(1).map((end, at) => rows.slice(cuts[at], end))
        const plain = changed('data/snap.csv', pieces)
        expect(await inside({ grants, plain })).toEqual([])
        expect(await inside({ grants, plain, swapped: shortened })).not.toEqual([])
      }),
      { numRuns: 10 },
    )
  })
})

/** The evidence of the one finding that does not hold. */
async function evidence(changes: BulkChanges): Promise<unknown> {
  const { findings } = await verifyPackage((await makeBulk(world, changes)).bytes, { identities })
  const [first, ...more] = findings.filter(({ ok }) => !ok)
  expect(more).toEqual([])
  // What does not hold is not said to hold as well.
  expect(findings.some(({ check, ok }) => check === 'tables' && ok)).toBe(false)
  return first?.evidence
}

const only = (...columns: string[]) => ({ schema: { fields: columns.map((name) => ({ name })) } })

describe('what does not hold is shown by its place, and by nothing that stands there', () => {
  it.each<[string, BulkChanges, unknown]>([
    [
      'a row',
      { plain: changed('data/snap.csv', [address('1'), address('2', '01')]) },
      { code: 'ERR_FORMAT', file: 'data/snap.csv', row: 3 },
    ],
    [
      'a header',
      { pieces: byHand(0, (text) => text.replace('town', 'city')) },
      { code: 'ERR_FORMAT', file: 'data/snap.csv' },
    ],
    ['no header', { pieces: byHand(0, () => '') }, { code: 'ERR_FORMAT', file: 'data/snap.csv' }],
    [
      'columns',
      { plain: changed('data/snap.csv', [[]], ['subject', 'phone.home', 'phone.work']) },
      { code: 'ERR_FORMAT', file: 'data/snap.csv', elements: ['phone'] },
    ],
    [
      'a piece of another size than the manifest says, though its hash is right',
      {
        manifest: (was) => ({
          ...was,
          tables: was.tables.map((one) => ({
            ...one,
            pieces: one.pieces.map((piece, at) => (at === 0 ? { ...piece, bytes: piece.bytes + 1 } : piece)),
          })),
        }),
      },
      expect.objectContaining({ file: 'data/snap.csv.00001.age' }),
    ],
    [
      'surplus',
      { plain: changed('data/snap.income.csv', [income(['1', '1'], ['2', '1'], ['7', '1'])]) },
      { file: 'data/snap.income.csv', surplus: ['rows'] },
    ],
    [
      'a table described under another name',
      { described: (was) => was.map((one, at) => (at === 1 ? { ...one, path: 'data/snap.pay.csv' } : one)) },
      { absent: ['data/snap.pay.csv'], undescribed: ['data/snap.income.csv'], differing: [] },
    ],
    [
      'one table that is not described, and one that is described as another',
      { described: (was) => was.slice(1).map((one) => ({ ...one, ...only('subject', 'row', 'income.total') })) },
      { absent: [], undescribed: ['data/snap.csv'], differing: ['data/snap.income.csv'] },
    ],
    [
      'a piece that does not open',
      { sealTo: (name) => (name === 'data/snap.csv.00001.age' ? [elsewhere] : undefined) },
      expect.objectContaining({ code: 'ERR_KEY_WRONG' }),
    ],
  ])('%s', async (_, changes, found) => {
    expect(await evidence(changes)).toEqual(found)
  })

  it('a description that is missing altogether', async () => {
    const changes: BulkChanges = { inside: (was) => was.filter(({ name }) => name !== 'datapackage.json') }
    expect(await inside(changes)).toEqual([
      'parts: Missing from the sealed file: datapackage.json.',
      'tables: There is no datapackage.json in the sealed file.',
    ])
  })

  it('and what holds is counted, one as one', async () => {
    const changes: BulkChanges = {
      plain: (tables) => tables.slice(0, 1).map((one) => ({ ...one, pieces: [address('3')] })),
    }
    const { findings } = await verifyPackage((await makeBulk(world, changes)).bytes, { identities })
    expect(findings.at(-1)).toMatchObject({
      ok: true,
      words: expect.stringContaining('beside them: 1 row about 1 person, in 1 piece; no row') as unknown,
      evidence: { tables: ['data/snap.csv'], rows: 1, persons: 1, said: 4 },
    })
  })
})
