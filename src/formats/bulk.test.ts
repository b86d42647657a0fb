import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gathered } from '#testing/chunks.ts'
import { bulkManifestBytes, parseBulkManifest, type BulkManifest } from './bulk-manifest.ts'
import { concat, fromUtf8, toHex, utf8 } from './bytes.ts'
import { bulkContentRoot, contentRoot, opened } from './content-root.ts'
import { csvRecords, parseCsv, writeCsv } from './csv.ts'
import { grantsOf, personsGranted } from './grants.ts'
import { buildPackage, packageStream, readPackage, type PackageFiles } from './package.ts'
import { misplaced, mostSealed, pieceName, sealedNames, tableOf } from './pieces.ts'
import { sha256 } from './sha256.ts'
import { parseStatement, statedRoot, statementBytes, type Statement } from './statement.ts'
import { writeTar, type TarMember } from './tar.ts'

const hash = (digit: string) => digit.repeat(64)
const recipient = `age1${'q'.repeat(58)}`
const cell = (program: string, element: string) => ({ program, element })
const piece = (rows: number) => ({ rows, bytes: 10 * rows, sha256: hash('4') })

const manifest: BulkManifest = {
  manifest: 'postern/manifest/v2',
  case: 'MA-DTA-2026-7K3Q9F2M',
  agency: 'ma-dta',
  receiver: { organization: 'usda-oig', recipient },
  synthetic: true,
  salt: `${'A'.repeat(43)}=`,
  parts: [
    { name: 'datapackage.json', bytes: 10, sha256: hash('1') },
    { name: 'terms.txt', bytes: 5, sha256: hash('2') },
  ],
  persons: 5,
  grants: [
    { persons: 2, cells: [cell('snap', 'case-number'), cell('snap', 'income')] },
    { persons: 3, cells: [cell('snap', 'case-number')] },
  ],
  tables: [
    { name: 'data/snap.csv', columns: ['subject', 'case-number'], rows: 5, pieces: [piece(3), piece(0), piece(2)] },
    { name: 'data/snap.income.csv', columns: ['subject', 'row', 'income.amount'], rows: 7, pieces: [piece(7)] },
  ],
  terms: hash('2'),
  receiptCode: 'A'.repeat(22),
}

const note = 'text\n\n— name c2lnbmF0dXJl\n'
const approver = { id: 'demo-approver-1', role: 'approver', key: 'demo-approver-1+01234567+AQID', demo: true }
const sealedPart = (name: string, text = name) => ({
  name,
  bytes: utf8(text).length,
  sha256: toHex(sha256(utf8(text))),
})
const names = ['payload.age', 'data/snap.csv.00001.age', 'data/snap.csv.00002.age', 'data/snap.income.csv.00001.age']
const content = { opened: hash('a'), sealed: names.map((name) => sealedPart(name)), terms: hash('c') }

const statement: Statement = {
  statement: 'postern/statement/v2',
  case: 'MA-DTA-2026-7K3Q9F2M',
  agency: { code: 'ma-dta', name: 'Department of Transitional Assistance' },
  receiver: { organization: 'usda-oig', recipient },
  preparedAt: '2026-11-22T13:00:00.000Z',
  preparedBy: 'demo-officer',
  rules: { digest: hash('d'), version: '2026.1' },
  decision: hash('e'),
  content,
  contentRoot: bulkContentRoot(content),
  approvals: [note, note],
  approvers: [approver, { ...approver, id: 'demo-approver-2' }],
  log: { origin: 'log.example/postern', policy: hash('f') },
  synthetic: true,
  bulk: { above: 200 },
}

const refused = (pointer: string) =>
  expect.objectContaining({ code: 'ERR_FORMAT', evidence: expect.objectContaining({ pointer }) })

describe('the name of a table', () => {
  it('says the program, and of a table of many rows the element', () => {
    expect(tableOf('data/snap.csv')).toEqual({ program: 'snap', element: undefined })
    expect(tableOf('data/snap.income.csv')).toEqual({ program: 'snap', element: 'income' })
  })

  it.each([
    'snap.csv',
    'data/Snap.csv',
    'data/.csv',
    'data/../snap.csv',
    'data/snap.csv.00001.age',
    'data/a.b.c.csv',
    'data/1.csv',
    'xdata/snap.csv',
    `data/${'a'.repeat(62)}.csv`,
  ])('is none: %s', (name) => expect(tableOf(name)).toBeUndefined())

  it('has at most 70 letters', () => {
    expect(tableOf(`data/${'a'.repeat(61)}.csv`)).toBeDefined()
  })
})

describe('the names of the sealed files of a package', () => {
  it('are the payload, then the pieces of each table from 1 on', () => {
    expect(
      sealedNames([
        { name: 'data/snap.csv', pieces: 2 },
        { name: 'data/snap.income.csv', pieces: 1 },
      ]),
    ).toEqual(names)
    expect(misplaced(names)).toBe(-1)
    expect(misplaced(['payload.age'])).toBe(-1)
  })

  it.each([
    ['no payload', [], 0],
    ['another first', names.slice(1), 0],
    ['a second payload', ['payload.age', 'payload.age'], 1],
    ['a number that is left out', [names[0], names[1], 'data/snap.csv.00003.age'], 2],
    ['a number that begins at 0', [names[0], 'data/snap.csv.00000.age'], 1],
    ['a number that begins at 2', [names[0], 'data/snap.csv.00002.age'], 1],
    ['a piece twice', [names[0], names[1], names[1]], 2],
    ['tables in another order', [names[0], names[3], names[1]], 2],
    ['a table that comes again', [names[0], names[1], names[3], names[2]], 3],
    ['a number with four digits', [names[0], 'data/snap.csv.0001.age'], 1],
    ['a name that no table has', [names[0], 'data/a.b.c.csv.00001.age'], 1],
    ['a piece that is not sealed', [names[0], 'data/snap.csv.00001'], 1],
    ['something after the name', [names[0], 'data/snap.csv.00001.age\n'], 1],
  ] as const)('are refused with %s', (_, list, at) => expect(misplaced(list.map((name) => name ?? ''))).toBe(at))

  it('are taken back as they were given, however many tables and pieces', () => {
    const table = fc.tuple(
      fc.stringMatching(/^data\/[a-z][a-z0-9-]{0,3}(\.[a-z][a-z0-9-]{0,3})?\.csv$/),
      fc.integer({ min: 1, max: 4 }),
    )
    fc.assert(
      fc.property(fc.uniqueArray(table, { selector: ([name]) => name, maxLength: 6 }), (tables) => {
        const sorted = tables.map(([name, pieces]) => ({ name, pieces })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
        expect(misplaced(sealedNames(sorted))).toBe(-1)
        if (sorted.length > 1) expect(misplaced(sealedNames(sorted.toReversed()))).toBeGreaterThan(0)
      }),
    )
  })

  it.each([0, -1, 1.5, mostSealed, Number.NaN])('have no number %s', (number) => {
    expect(() => pieceName('data/snap.csv', number)).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
  })

  it('have no name for what is no table', () => {
    expect(pieceName('data/snap.csv', mostSealed - 1)).toBe('data/snap.csv.04095.age')
    expect(() => pieceName('terms.txt', 1)).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
  })
})

describe('the manifest of a bulk release', () => {
  it('reads back as what was released', () => {
    expect(parseBulkManifest(bulkManifestBytes(manifest))).toEqual(manifest)
    const none = { ...manifest, tables: [] }
    expect(parseBulkManifest(bulkManifestBytes(none))).toEqual(none)
  })

  const [first, second] = manifest.tables
  const [one, other] = manifest.grants
  if (!first || !second || !one || !other) throw new Error('the sample has two of each')
  const terms = manifest.parts.slice(1)
  it.each<[string, Partial<BulkManifest>, string]>([
    ['parts out of order', { parts: manifest.parts.toReversed() }, '/parts'],
    ['no parts', { parts: [] }, '/parts'],
    ['a part that climbs out', { parts: [{ name: '../x', bytes: 1, sha256: hash('1') }] }, '/parts/0/name'],
    [
      'a table among the parts, which no piece would account for',
      { parts: [{ name: 'data/snap.csv', bytes: 1, sha256: hash('1') }, ...terms] },
      '/parts/0/name',
    ],
    ['nobody', { persons: 0 }, '/persons'],
    ['a person more than its grants have', { persons: 6 }, '/persons'],
    ['a person fewer than its grants have', { persons: 4 }, '/persons'],
    ['half a person', { persons: 4.5 }, '/persons'],
    ['no grants', { grants: [] }, '/grants'],
    [
      'a grant of nobody',
      {
        grants: [
          { ...one, persons: 0 },
          { ...other, persons: 5 },
        ],
      },
      '/grants/0/persons',
    ],
    ['a grant of nothing', { grants: [{ ...one, cells: [] }, other] }, '/grants/0/cells'],
    ['a grant twice', { grants: [one, { ...one, persons: 3 }] }, '/grants'],
    ['grants out of order', { grants: [other, one] }, '/grants'],
    ['cells out of order', { grants: [{ ...one, cells: one.cells.toReversed() }, other] }, '/grants/0/cells'],
    ['a cell twice', { grants: [one, { ...other, cells: [...other.cells, ...other.cells] }] }, '/grants/1/cells'],
    ['tables out of order', { tables: [second, first] }, '/tables'],
    ['a table twice', { tables: [first, first] }, '/tables'],
    ['a table with the name of none', { tables: [{ ...first, name: 'data/Snap.csv' }] }, '/tables/0/name'],
    ['a table outside its folder', { tables: [{ ...first, name: 'snap.csv' }] }, '/tables/0/name'],
    ['a table without pieces', { tables: [{ ...first, pieces: [], rows: 0 }] }, '/tables/0/pieces'],
    ['more rows than its pieces have', { tables: [{ ...first, rows: 6 }] }, '/tables/0/rows'],
    ['a table without subjects', { tables: [{ ...first, columns: ['name', 'subject'] }] }, '/tables/0/columns'],
    ['a table of subjects alone', { tables: [{ ...first, columns: ['subject'] }] }, '/tables/0/columns'],
    ['a column twice', { tables: [{ ...first, columns: ['subject', 'a', 'a'] }] }, '/tables/0/columns'],
    [
      'rows that are not numbered',
      { tables: [{ ...second, columns: ['subject', 'income.a', 'row'] }] },
      '/tables/0/columns',
    ],
    ['rows with numbers alone', { tables: [{ ...second, columns: ['subject', 'row'] }] }, '/tables/0/columns'],
    [
      'a piece that no archive may hold',
      { tables: [{ ...first, rows: 1, pieces: [{ rows: 1, bytes: 2 ** 33, sha256: hash('4') }] }] },
      '/tables/0/pieces/0/bytes',
    ],
    [
      'more pieces than a package may hold',
      {
        tables: [
          { ...first, pieces: Array.from({ length: mostSealed - 3 }, () => piece(0)), rows: 0 },
          { ...second, rows: 0, pieces: [piece(0), piece(0), piece(0)] },
        ],
      },
      '/tables',
    ],
    ['a salt of another length', { salt: 'AAAA' }, '/salt'],
    ['a receipt code of another length', { receiptCode: 'AAAA' }, '/receiptCode'],
  ])('is refused with %s', (_, change, pointer) => {
    expect(() => bulkManifestBytes({ ...manifest, ...change })).toThrow(refused(pointer))
  })

  it('holds as many pieces as a package does', () => {
    const most = { ...first, pieces: Array.from({ length: mostSealed - 2 }, () => piece(0)), rows: 0 }
    expect(() => bulkManifestBytes({ ...manifest, tables: [most, second] })).not.toThrow()
  })

  it.each(['cells', 'subjects', 'people'])('is refused with %s, since it names nobody', (name) => {
    const bytes = utf8(fromUtf8(bulkManifestBytes(manifest)).replace('"case":', `"${name}":["S1"],"case":`))
    expect(() => parseBulkManifest(bytes)).toThrow(refused(`/${name}`))
  })

  it('takes whatever grants there are of drawn classes, and reads back', () => {
    const cells = fc.uniqueArray(
      fc.record({
        program: fc.constantFrom('snap', 'tanf', 'wic'),
        element: fc.stringMatching(/^[a-z][a-z-]{0,6}$/),
      }),
      { selector: ({ program, element }) => `${program} ${element}`, minLength: 1, maxLength: 6 },
    )
    const classes = fc.array(fc.record({ persons: fc.integer({ min: 1, max: 1_000_000 }), cells }), { minLength: 1 })
    fc.assert(
      fc.property(classes, (drawn) => {
        const grants = grantsOf(drawn)
        const made = { ...manifest, grants, persons: personsGranted(grants) }
        expect(parseBulkManifest(bulkManifestBytes(made))).toEqual(made)
        expect(opened(made)).not.toBe(opened(manifest))
      }),
    )
  })
})

describe('the content root of a bulk release', () => {
  it('is the hash that its definition gives', () => {
    const json = `{"opened":"${hash('a')}","terms":"${hash('c')}"}`
    expect(bulkContentRoot(content)).toBe(toHex(sha256(utf8(`postern.content-root.v2\0${json}`))))
    expect(opened(manifest)).toBe(toHex(sha256(utf8('postern.opened.v2\0'), bulkManifestBytes(manifest).slice(0, -1))))
  })

  it('is the same however it was sealed, changes with what is inside, and is never the other kind’s', () => {
    expect(statedRoot({ ...statement, content: { ...content, sealed: [sealedPart('payload.age')] } })).toBe(
      bulkContentRoot(content),
    )
    expect(bulkContentRoot({ ...content, opened: hash('0') })).not.toBe(bulkContentRoot(content))
    expect(bulkContentRoot({ ...content, terms: hash('0') })).not.toBe(bulkContentRoot(content))
    const v1 = { ...content, sealed: [sealedPart('payload.age')] }
    expect(statedRoot({ statement: 'postern/statement/v1', content: v1 })).toBe(contentRoot(v1))
  })
})

describe('the statement of a bulk release', () => {
  it('reads back as what was stated', () => {
    expect(parseStatement(statementBytes(statement))).toEqual(statement)
    const lone = { ...statement, content: { ...content, sealed: content.sealed.slice(0, 1) } }
    expect(parseStatement(statementBytes(lone))).toEqual(lone)
  })

  it.each<[string, Partial<Statement>, string]>([
    [
      'sealed files in another order',
      { content: { ...content, sealed: content.sealed.toReversed() } },
      '/content/sealed/0/name',
    ],
    [
      'a piece left out',
      { content: { ...content, sealed: content.sealed.filter((_, at) => at !== 1) } },
      '/content/sealed/1/name',
    ],
    ['no sealed file', { content: { ...content, sealed: [] } }, '/content/sealed'],
    [
      'more sealed files than a package may hold',
      {
        content: {
          ...content,
          sealed: sealedNames([{ name: 'data/snap.csv', pieces: mostSealed - 1 }])
            .map((name) => sealedPart(name))
            .concat(sealedPart('data/tanf.csv.00001.age')),
        },
      },
      '/content/sealed',
    ],
    ['the word of another version', { statement: 'postern/statement/v1' }, '/content/sealed'],
    ['a limit above which nobody outside signs of more than 200', { bulk: { above: 201 } }, '/bulk/above'],
  ])('is refused with %s', (_, change, pointer) => {
    expect(() => statementBytes({ ...statement, ...change })).toThrow(refused(pointer))
  })

  it('is refused without the limit above which somebody outside signs', () => {
    const { bulk: _, ...bare } = statement
    expect(() => statementBytes(bare)).toThrow(refused('/bulk'))
  })
})

const members = names.slice(1).map((name): TarMember => ({ name, bytes: utf8(name) }))
const files: PackageFiles = {
  statement: statementBytes(statement),
  payload: utf8('payload.age'),
  pieces: members,
  proof: utf8('proof'),
  policy: utf8('quorum none\n'),
}
const onShelf = (part: { name: string }) => Promise.resolve(utf8(part.name))

describe('the package of a bulk release', () => {
  it('gives back its files, the pieces in their order', () => {
    expect(readPackage(buildPackage(files))).toEqual(files)
  })

  it('is the same when it is streamed, and its size is known beforehand', async () => {
    const { bytes, chunks } = packageStream(files, onShelf)
    const built = buildPackage(files)
    expect(bytes).toBe(built.length)
    expect(await gathered(chunks)).toEqual(built)
    // A second time too: nobody has to keep what was streamed.
    expect(await gathered(chunks)).toEqual(built)
  })

  it('holds one sealed file at a time', async () => {
    const asked: string[] = []
    const { chunks } = packageStream(files, (part) => {
      asked.push(part.name)
      return onShelf(part)
    })
    const seen: number[] = []
    for await (const chunk of chunks) if (chunk.length > 0) seen.push(asked.length)
    expect(asked).toEqual(names)
    expect(seen[0]).toBe(0)
    expect(new Set(seen).size).toBe(names.length + 1)
  })

  it.each([
    ['longer', 'payload.age '],
    ['of the same length and another content', 'Payload.age'],
    ['empty', ''],
  ])('is broken off where a sealed file is %s than the statement says', async (_, text) => {
    const { chunks } = packageStream(files, () => Promise.resolve(utf8(text)))
    await expect(gathered(chunks)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_FORMAT', evidence: expect.objectContaining({ member: 'payload.age' }) }),
    )
  })

  it('is not begun for a statement that cannot be read', () => {
    expect(() => packageStream({ ...files, statement: utf8('{}\n') }, onShelf)).toThrow(
      expect.objectContaining({ code: 'ERR_FORMAT' }),
    )
  })

  it('of a release with one sealed file is the same as ever', async () => {
    const { bulk: _, ...rest } = statement
    const single: Statement = {
      ...rest,
      statement: 'postern/statement/v1',
      content: { ...content, sealed: content.sealed.slice(0, 1) },
    }
    const { pieces: __, ...four } = { ...files, statement: statementBytes(single) }
    expect(await gathered(packageStream(four, onShelf).chunks)).toEqual(buildPackage(four))
  })

  it.each<[string, readonly string[]]>([
    ['a piece before the payload', ['statement.json', ...names.slice(1), 'payload.age', 'proof.tlog-proof', 'policy']],
    ['a piece after the proof', ['statement.json', 'payload.age', 'proof.tlog-proof', ...names.slice(1), 'policy']],
    ['a piece too early', ['statement.json', 'payload.age', 'data/snap.csv.00002.age', 'proof.tlog-proof', 'policy']],
    ['a file that is no piece', ['statement.json', 'payload.age', 'more.txt', 'proof.tlog-proof', 'policy']],
    ['no proof', ['statement.json', ...names, 'policy']],
    ['no policy', ['statement.json', ...names, 'proof.tlog-proof']],
    ['no statement', [...names, 'proof.tlog-proof', 'policy']],
  ])('is refused with %s', (_, list) => {
    const archive = writeTar(list.map((name) => ({ name, bytes: utf8('x') })))
    expect(() => readPackage(archive)).toThrow('in this order')
  })

  it('has room for 4,096 sealed files, their statement and their proof', () => {
    const all = sealedNames([{ name: `data/${'a'.repeat(61)}.csv`, pieces: mostSealed - 1 }])
    const sealed = all.map((name) => ({ name, bytes: 9_999_999_999, sha256: hash('1') }))
    const text = statementBytes({ ...statement, content: { ...content, sealed } })
    expect(Math.ceil((text.length * 4) / 3)).toBeLessThan(1 << 20)
    const archive = writeTar(
      ['statement.json', ...all, 'proof.tlog-proof', 'policy'].map((name) => ({ name, bytes: new Uint8Array(0) })),
    )
    expect(readPackage(archive).pieces).toHaveLength(mostSealed - 1)
  })
})

describe('the pieces of a table', () => {
  it('are one table when they are joined, wherever it was cut', () => {
    const field = fc.option(
      fc.oneof(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.constantFrom('\r\n', '"', ','),
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { maxLength: 8 }), fc.nat(8), (rows, at) => {
        const header = ['subject', 'a']
        const start = writeCsv({ header, rows: [] })
        const pieceOf = (some: typeof rows) => writeCsv({ header, rows: some }).slice(start.length)
        const [head, tail] = [concat(start, pieceOf(rows.slice(0, at))), pieceOf(rows.slice(at))]
        expect(parseCsv(concat(head, tail))).toEqual({ header, rows })
        expect([...csvRecords(head), ...csvRecords(tail)]).toEqual([header, ...rows])
      }),
    )
  })

  it('are refused where one ends inside a record', () => {
    expect(() => [...csvRecords(utf8('1,a\r\n2'))]).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
  })
})

/** An archive of so many pieces, all empty. */
const archive = (sizes: { readonly statement?: number; readonly pieces?: number }) => {
  const table = sealedNames([{ name: 'data/snap.csv', pieces: mostSealed - 1 }])
  const more = Array.from({ length: (sizes.pieces ?? 0) - (mostSealed - 1) }, (_, at) => `data/tanf${at}.csv.00001.age`)
  const list = [
    'statement.json',
    ...[...table, ...more].slice(0, (sizes.pieces ?? 0) + 1),
    'proof.tlog-proof',
    'policy',
  ]
  return writeTar(list.map((name, at) => ({ name, bytes: new Uint8Array(at === 0 ? (sizes.statement ?? 0) : 0) })))
}

/** Files whose second sealed one is said to have so many bytes. */
const stating = (bytes: number) => {
  const sealed = content.sealed.map((part, at) => (at === 1 ? { ...part, bytes } : part))
  return { ...files, statement: statementBytes({ ...statement, content: { ...content, sealed } }) }
}

describe('the limits of a package', () => {
  it('are 4,096 sealed files, and one more is refused', () => {
    expect(readPackage(archive({ pieces: mostSealed - 1 })).pieces).toHaveLength(mostSealed - 1)
    expect(() => readPackage(archive({ pieces: mostSealed }))).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_TOO_LARGE' }),
    )
  })

  it('are a mebibyte of text, and one byte more is refused by name', () => {
    expect(readPackage(archive({ statement: 1 << 20 })).statement).toHaveLength(1 << 20)
    expect(() => readPackage(archive({ statement: (1 << 20) + 1 }))).toThrow(
      expect.objectContaining({
        code: 'ERR_INPUT_TOO_LARGE',
        evidence: { member: 'statement.json', bytes: (1 << 20) + 1, most: 1 << 20 },
      }),
    )
  })

  it('are 8 GiB for one sealed file, and nothing is begun of a larger one', () => {
    expect(packageStream(stating(2 ** 33 - 1), onShelf).bytes).toBeGreaterThan(2 ** 33)
    expect(() => packageStream(stating(2 ** 33), onShelf)).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_TOO_LARGE' }),
    )
  })

  it('are the bytes that the statement says, be the hash right or not', async () => {
    const sealed = content.sealed.map((part, at) => (at === 1 ? { ...part, bytes: part.bytes + 1 } : part))
    const wrong = { ...files, statement: statementBytes({ ...statement, content: { ...content, sealed } }) }
    await expect(gathered(packageStream(wrong, onShelf).chunks)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_FORMAT', evidence: expect.objectContaining({ member: names[1] }) }),
    )
  })

  it('are said with what was found instead, of which not more than twenty names', () => {
    const list = Array.from({ length: 30 }, (_, at) => ({ name: `file-${at}`, bytes: new Uint8Array() }))
    expect(() => readPackage(writeTar(list))).toThrow(
      expect.objectContaining({
        code: 'ERR_FORMAT',
        evidence: { found: list.slice(0, 20).map(({ name }) => name) },
      }),
    )
  })
})
