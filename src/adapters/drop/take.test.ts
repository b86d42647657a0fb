/** What an agency lays down is taken whole or not at all, and what is wrong with it is said. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PosternError } from '#errors.ts'
import { quoteText } from '#formats/sql.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dropKey, sign, signAsIs, type ExportedDescriptor, type ExportedResource } from '#testing/drop.ts'
import { mapping as small } from '#testing/release.ts'
import { attach, CATALOG, lock, withEngine } from './duckdb.ts'
import { dropSource, holdSlices } from './source.ts'
import { openTables } from './tables.ts'
import { currentFile, takeDrops, type TakenDrop } from './take.ts'

const dated = { name: 'value', column: 'seen', type: 'date', stored: 'YYYYMMDD' } as const
const mapping: SourceMapping = {
  ...small,
  access: { mode: 'drop' },
  elements: {
    name: small.elements['name'] ?? expect.fail(),
    'date-of-birth': small.elements['date-of-birth'] ?? expect.fail(),
    income: small.elements['income'] ?? expect.fail(),
    notice: { table: 'income', key: 'person', by: 'id', rows: 'many', fields: [dated] },
  },
}
const key = dropKey()

const tables = {
  person: 'id,last,first,born\r\n1,Sample,Ana,1984-03-07\r\n2,"Sample, Jr.",,2015-09-21\r\n',
  enrollment: 'id,code,case_id,s\r\n1,FS,c1,A\r\n2,FS,c1,A\r\n',
  income: 'id,amount,seen\r\n1,007.50,20250301\r\n1,-0.00,\r\n2,12.5,00000000\r\n',
}

const resource = (name: keyof typeof tables, types: Record<string, string>): ExportedResource => ({
  name,
  path: `${name}.csv`,
  format: 'csv',
  hash: '',
  schema: { fields: Object.entries(types).map(([column, type]) => ({ name: column, type })) },
})

function described(created: string): ExportedDescriptor {
  return {
    name: 'ma-dta',
    created,
    resources: [
      resource('person', { id: 'string', last: 'string', first: 'string', born: 'date' }),
      resource('enrollment', { id: 'string', code: 'string', case_id: 'string', s: 'string' }),
      resource('income', { id: 'string', amount: 'number', seen: 'string' }),
    ],
  }
}

let folder = ''
let night = 0
const vkey = key.vkey
const take = (): Promise<TakenDrop[]> => takeDrops({ folder, mapping, vkey })

/** Lay a drop down, after `spoil` has been at its files and its description. */
function layDown(spoil: (place: string, descriptor: ExportedDescriptor) => unknown = () => {}, signed = key): string {
  night += 1
  const name = `night-${night}`
  const place = join(folder, 'incoming', name)
  mkdirSync(place, { recursive: true })
  const descriptor = described(new Date(Date.UTC(2026, 0, night)).toISOString())
  for (const [table, text] of Object.entries(tables)) writeFileSync(join(place, `${table}.csv`), text)
  if (spoil(place, descriptor) !== 'signed') sign(place, descriptor, signed)
  return name
}

/** As a Parquet file instead, of what this query gives. */
async function asParquet(place: string, descriptor: ExportedDescriptor, table: string, query: string): Promise<void> {
  const path = `${table}.parquet`
  await withEngine(async (connection) => {
    await connection.run(`COPY (${query}) TO ${quoteText(join(place, path))} (FORMAT parquet)`)
  })
  const held = descriptor.resources.find(({ name }) => name === table)
  Object.assign(held ?? {}, { path, format: 'parquet' })
}

async function whyNot(): Promise<PosternError> {
  const [result] = await take()
  if (result?.taken !== false) return expect.fail('it was taken')
  return result.why
}

const lastNames = async (): Promise<unknown[]> => {
  const source = dropSource(currentFile(folder))
  try {
    const { rows } = await source.query('SELECT last FROM "src"."person" ORDER BY id', [])
    return rows.map((row) => row['last'])
  } finally {
    await source.close()
  }
}

beforeEach(() => {
  folder = makeTestDirectory()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a drop that is as it must be', () => {
  it('is loaded whole, with decimals as PostgreSQL prints them, and leaves no copy of its files', async () => {
    layDown()
    const [result] = await take()
    expect(result).toMatchObject({ taken: true, tables: [{ table: 'person', rows: 2 }, { rows: 2 }, { rows: 3 }] })
    const source = dropSource(currentFile(folder))
    const { rows } = await source.query('SELECT amount, seen FROM "src"."income" ORDER BY id, amount', [])
    expect(rows).toEqual([
      { amount: '0.00', seen: null },
      { amount: '7.50', seen: '20250301' },
      { amount: '12.5', seen: '00000000' },
    ])
    await source.close()
    expect(statSync(currentFile(folder)).mode & 0o777).toBe(0o600)
    for (const place of ['incoming', 'quarantine', 'loading']) expect(readdirSync(join(folder, place))).toEqual([])
  })

  it('is left alone until its signature, which is written last, is there', async () => {
    const name = layDown()
    const signature = join(folder, 'incoming', name, 'datapackage.json.sig')
    renameSync(signature, `${signature}.part`)
    expect(await take()).toEqual([])
    renameSync(`${signature}.part`, signature)
    expect(await take()).toMatchObject([{ taken: true }])
  })

  it('replaces the one before while somebody reads it, and never an older one by a newer', async () => {
    layDown()
    const older = layDown((place) => writeFileSync(join(place, 'person.csv'), 'id,last,first,born\r\n1,Older,,\r\n'))
    const keep = join(folder, 'kept')
    cpSync(join(folder, 'incoming', older), keep, { recursive: true })
    const source = dropSource(currentFile(folder))
    const names = async () => (await source.query('SELECT last FROM "src"."person" ORDER BY id', [])).rows
    expect(await take()).toMatchObject([{ taken: true }, { taken: true }])
    expect(await names()).toEqual([{ last: 'Older' }])
    layDown()
    expect(await take()).toMatchObject([{ taken: true }])
    expect(await names()).toEqual([{ last: 'Sample' }, { last: 'Sample, Jr.' }])
    renameSync(keep, join(folder, 'incoming', 'again'))
    expect(await whyNot()).toMatchObject({ code: 'ERR_DROP', evidence: { created: '2026-01-04T00:00:00.000Z' } })
    expect(await names()).toEqual([{ last: 'Sample' }, { last: 'Sample, Jr.' }])
    await source.close()
  })

  it('is taken up again where a run ended in the middle', async () => {
    const name = layDown()
    mkdirSync(join(folder, 'quarantine'))
    renameSync(join(folder, 'incoming', name), join(folder, 'quarantine', name))
    mkdirSync(join(folder, 'loading', 'half'), { recursive: true })
    writeFileSync(join(folder, 'loading', 'half', '0.csv'), 'id')
    expect(await take()).toMatchObject([{ taken: true, drop: name }])
    expect(readdirSync(join(folder, 'loading'))).toEqual([])
  })
})

type Spoil = (place: string, descriptor: ExportedDescriptor) => unknown
const person =
  (text: string): Spoil =>
  (place) =>
    writeFileSync(join(place, 'person.csv'), text)
const field = (descriptor: ExportedDescriptor, table: number, at: number) =>
  descriptor.resources[table]?.schema.fields[at] ?? expect.fail()

const wrong: [string, Spoil, object][] = [
  [
    'has a file that was altered after it was signed',
    (place, descriptor) => {
      sign(place, descriptor, key)
      writeFileSync(join(place, 'income.csv'), tables.income.replace('12.5', '92.5'))
      return 'signed'
    },
    { table: 'income', file: 'income.csv' },
  ],
  [
    'has a description that was altered after it was signed',
    (place, descriptor) => {
      sign(place, descriptor, key)
      const file = join(place, 'datapackage.json')
      writeFileSync(file, readFileSync(file, 'utf8').replace('2026', '2027'))
      return 'signed'
    },
    { file: 'datapackage.json.sig' },
  ],
  [
    'is signed by another key',
    (place, descriptor) => (sign(place, descriptor, dropKey()), 'signed'),
    { registered: 'nightly-export' },
  ],
  [
    'is another agency’s',
    (_, descriptor) => {
      descriptor.name = 'me-dhhs-ofi'
    },
    { agency: 'ma-dta' },
  ],
  [
    'lacks a column that the mapping names',
    (place, descriptor) => {
      descriptor.resources[0]?.schema.fields.pop()
      person('id,last,first\r\n')(place, descriptor)
    },
    { table: 'person', column: 'born' },
  ],
  [
    'has a column that the mapping does not name',
    (place, descriptor) => {
      descriptor.resources[0]?.schema.fields.push({ name: 'country_of_birth', type: 'string' })
      person('id,last,first,born,country_of_birth\r\n')(place, descriptor)
    },
    { table: 'person', column: 'country_of_birth' },
  ],
  [
    'has that column in the file alone',
    person('id,last,first,born,country_of_birth\r\n1,A,B,,X\r\n'),
    { table: 'person', line: 1 },
  ],
  ['lacks a table', (_, descriptor) => void descriptor.resources.pop(), { table: 'income' }],
  [
    'has a table that the mapping does not name',
    (place, descriptor) => {
      descriptor.resources.push({ ...(descriptor.resources[0] ?? expect.fail()), name: 'x', path: 'x.csv' })
      cpSync(join(place, 'person.csv'), join(place, 'x.csv'))
    },
    { table: 'x' },
  ],
  [
    'has columns in another order than it says',
    person('id,first,last,born\r\n'),
    { table: 'person', column: 'last', place: 2 },
  ],
  [
    'has a line that is short',
    person('id,last,first,born\r\n1,A,B,\r\n2,"A\r\nB",C\r\n'),
    { table: 'person', line: 4 },
  ],
  [
    'has a quote that never ends',
    person('id,last,first,born\r\n1,A,B,\r\n2,"A,B,\r\n'),
    { table: 'person', file: 'person.csv', line: 4 },
  ],
  ['has a quote in the middle of a value', person('id,last,first,born\r\n1,A"B,C,\r\n'), { line: 2 }],
  ['has something beside a quoted value', person('id,last,first,born\r\n1, "A" ,C,\r\n'), { line: 2 }],
  ['has a line that is long', person('id,last,first,born\r\n1,A,B,,\r\n'), { line: 2 }],
  ['has a line of nothing', person('id,last,first,born\r\n1,A,B,\r\n\r\n'), { line: 3 }],
  ['has lines that end in two ways', person('id,last,first,born\r\n1,A,B,\n2,A,B,\r\n'), { table: 'person' }],
  ['has a NUL in a text', person('id,last,first,born\r\n1,A\0,B,\r\n'), { column: 'last', row: 1 }],
  [
    'has bytes that are not UTF-8',
    (place) => writeFileSync(join(place, 'person.csv'), Buffer.from('id,last,first,born\r\n1,\xe9,,\r\n', 'latin1')),
    { table: 'person' },
  ],
  [
    'says a type that does not fit the mapping',
    (_, descriptor) => Object.assign(field(descriptor, 0, 3), { type: 'string' }),
    { table: 'person', column: 'born', type: 'string', fits: ['date'] },
  ],
  [
    'has a day that does not exist',
    person('id,last,first,born\r\n1,A,B,2024-02-29\r\n2,A,B,2025-02-29\r\n3,A,B,x\r\n'),
    { column: 'born', expected: 'date', row: 2, values: 2 },
  ],
  [
    'has a decimal that is none',
    (place) => writeFileSync(join(place, 'income.csv'), 'id,amount,seen\r\n1,1e3,\r\n'),
    { table: 'income', column: 'amount', row: 1, values: 1 },
  ],
  [
    'has a day in text that does not exist',
    (place) => writeFileSync(join(place, 'income.csv'), 'id,amount,seen\r\n1,1,20250230\r\n'),
    { table: 'income', column: 'seen', row: 1 },
  ],
  [
    'names a file that is not there',
    (place, descriptor) => (sign(place, descriptor, key), rmSync(join(place, 'income.csv')), 'signed'),
    { file: 'income.csv' },
  ],
  [
    'names a file elsewhere',
    (place, descriptor) => {
      Object.assign(descriptor.resources[0] ?? {}, { path: '../person.csv' })
      for (const one of descriptor.resources) one.hash = `sha256:${'0'.repeat(64)}`
      signAsIs(place, descriptor, key)
      return 'signed'
    },
    { pointer: '/resources/0/path' },
  ],
  [
    'has a link in place of a file',
    (place, descriptor) => {
      sign(place, descriptor, key)
      renameSync(join(place, 'income.csv'), join(place, 'elsewhere.csv'))
      symlinkSync('elsewhere.csv', join(place, 'income.csv'))
      return 'signed'
    },
    { file: 'income.csv' },
  ],
  [
    'asks to be read in another way than is supported',
    (_, descriptor) => Object.assign(descriptor.resources[0] ?? {}, { dialect: { delimiter: ';' } }),
    { pointer: '/resources/0/dialect' },
  ],
]

describe('a drop is refused, told why, and leaves the one before in use, where it', () => {
  let before = ''
  beforeAll(async () => {
    folder = before = makeTestDirectory()
    layDown()
    await take()
  })
  afterAll(() => rmSync(before, { recursive: true, force: true }))
  beforeEach(() => cpSync(before, folder, { recursive: true }))

  it.each(wrong)('%s', async (_, spoil, evidence) => {
    const name = layDown(spoil)
    const why = await whyNot()
    expect(why).toMatchObject({ code: 'ERR_DROP', evidence })
    const quarantined = join(folder, 'quarantine', name)
    expect(readFileSync(join(quarantined, 'reason.txt'), 'utf8')).toContain(why.message)
    expect(await lastNames()).toEqual(['Sample', 'Sample, Jr.'])
  })

  it('is anything of this; and the next good one is taken', async () => {
    const names = wrong.slice(0, 6).map(([, spoil]) => layDown(spoil))
    layDown(person('id,last,first,born\r\n9,Next,Night,\r\n'))
    expect((await take()).map(({ taken }) => taken)).toEqual([...names.map(() => false), true])
    expect(await lastNames()).toEqual(['Next'])
    expect(readdirSync(join(folder, 'quarantine'))).toEqual(names)
    expect(await take()).toEqual([])
  })

  it.each<[string, string, (file: string) => void, object]>([
    ['is Parquet cut off in the middle', '1', (file) => truncateSync(file, 300), { file: 'person.parquet' }],
    [
      'is Parquet cut off before its end',
      '1',
      (file) => truncateSync(file, statSync(file).size - 9),
      { file: 'person.parquet' },
    ],
    [
      'is Parquet with a byte changed',
      '1',
      (file) => {
        const bytes = readFileSync(file)
        bytes.fill(255, 4, 60)
        writeFileSync(file, bytes)
      },
      { file: 'person.parquet' },
    ],
    ['is Parquet with a column too many', "1, 'x' AS y", () => {}, { table: 'person', column: 'y' }],
  ])('%s', async (_, more, spoil, evidence) => {
    const place = join(folder, 'incoming', 'parquet')
    mkdirSync(place)
    const descriptor = described('2030-01-01T00:00:00Z')
    for (const [table, text] of Object.entries(tables)) writeFileSync(join(place, `${table}.csv`), text)
    const columns = more === '1' ? '' : `, 'x' AS y`
    await asParquet(
      place,
      descriptor,
      'person',
      `SELECT i::VARCHAR AS id, repeat('last', 9) || i AS last, 'b' AS first, DATE '2000-01-01' AS born${columns} FROM range(2000) t(i)`,
    )
    spoil(join(place, 'person.parquet'))
    sign(place, descriptor, key)
    expect(await whyNot()).toMatchObject({ code: 'ERR_DROP', evidence })
    expect(await lastNames()).toEqual(['Sample', 'Sample, Jr.'])
  })

  it('is Parquet that holds money as a binary fraction', async () => {
    const place = join(folder, 'incoming', 'parquet')
    mkdirSync(place, { recursive: true })
    const descriptor = described('2030-01-01T00:00:00Z')
    for (const [table, text] of Object.entries(tables)) writeFileSync(join(place, `${table}.csv`), text)
    await asParquet(place, descriptor, 'income', `SELECT '1' AS id, 0.1::DOUBLE AS amount, '' AS seen`)
    sign(place, descriptor, key)
    expect(await whyNot()).toMatchObject({
      code: 'ERR_DROP',
      evidence: { column: 'amount', type: 'DOUBLE', expected: 'decimal' },
    })
    expect(await lastNames()).toEqual(['Sample', 'Sample, Jr.'])
  })

  it('has no key that could have signed it', async () => {
    layDown()
    const [result] = await takeDrops({ folder, mapping })
    expect(result).toMatchObject({ taken: false, why: { code: 'ERR_DROP', evidence: { agency: 'ma-dta' } } })
  })
})

const mount = (...options: string[]): boolean => spawnSync('mount', options).status === 0

it.runIf(process.platform === 'linux' && process.getuid?.() === 0).each([
  ['our copies', 500],
  ['the database', 1600],
])(
  'a full disk stops at %s; the drop before stays in use, and this one is taken once there is room',
  async (_, room) => {
    if (!mount('-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder)) return
    try {
      layDown()
      expect(await take()).toMatchObject([{ taken: true }])
      const noise = Array.from({ length: 12_000 }, (__, at) => `${at},${Math.sin(at)}${Math.cos(at)}${Math.tan(at)},,`)
      layDown(person(['id,last,first,born', ...noise, ''].join('\r\n')))
      const { bsize, blocks, bfree } = statfsSync(folder)
      mount('-o', `remount,size=${((blocks - bfree) * bsize) / 1024 + room}k`, folder)
      await expect(take()).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
      expect(await lastNames()).toEqual(['Sample', 'Sample, Jr.'])
      mount('-o', 'remount,size=64m', folder)
      expect(await take()).toMatchObject([{ taken: true, tables: [{ rows: 12_000 }, {}, {}] }])
    } finally {
      spawnSync('umount', ['--lazy', folder])
    }
  },
)

describe('a text with a byte that COPY writes otherwise than it stands', () => {
  it.each([
    ['a tab', '\t', true],
    ['a line feed', '\n', true],
    ['a carriage return', '\r', true],
    ['a backspace', '\b', true],
    ['a vertical tab', '\v', true],
    ['a form feed', '\f', true],
    ['a backslash', '\\', true],
    ['the control below them', '\u0007', false],
    ['the control above them', '\u000E', false],
    ['a letter whose number ends like that of a backslash', 'Ŝ', false],
    ['a quote', '"', false],
  ])('is known by its column once the drop is taken, where one text has %s', async (_, odd, escaped) => {
    const last = `"Sam${odd.replace('"', '""')}ple"`
    layDown((place) =>
      writeFileSync(join(place, 'person.csv'), `id,last,first,born\r\n1,Sample,Ana,\r\n2,${last},,\r\n`),
    )
    expect(await take()).toMatchObject([{ taken: true }])
    const only = [{ schema: 'src', table: 'person', columns: ['id', 'last', 'first'] }]
    const engine = await openTables(currentFile(folder), only)
    expect(engine.measured('person', 'last').escaped).toBe(escaped)
    // A mapping may write a name otherwise than the files did; to the engine it is the same.
    expect(engine.measured('Person', 'LAST').escaped).toBe(escaped)
    expect(engine.measured('person', 'first').escaped).toBe(false)
    expect(engine.measured('enrollment', 'case_id').escaped).toBe(false)
    engine.close()
  })
})

describe('the longest value of a column', () => {
  const { 'date-of-birth': born = expect.fail() } = mapping.elements
  const photo = { ...born, fields: [{ name: 'value', column: 'born', type: 'binary' as const }] }
  const pictured: SourceMapping = { ...mapping, elements: { ...mapping.elements, 'date-of-birth': photo } }

  it.each(['CSV', 'Parquet'])('is known once the drop is taken from %s: of bytes as they are read', async (format) => {
    const place = join(folder, 'incoming', format)
    mkdirSync(place, { recursive: true })
    const descriptor = described('2030-01-01T00:00:00Z')
    Object.assign(descriptor.resources[0]?.schema.fields[3] ?? {}, { type: 'string', format: 'binary' })
    for (const [table, text] of Object.entries(tables)) writeFileSync(join(place, `${table}.csv`), text)
    if (format === 'CSV') {
      writeFileSync(join(place, 'person.csv'), 'id,last,first,born\r\n1,Sämple,,QUJDRA==\r\n2,Jr,,QQ==\r\n')
    } else {
      const rows = `('1', 'Sämple', NULL::VARCHAR, 'ABCD'::BLOB), ('2', 'Jr', NULL, 'A'::BLOB)`
      await asParquet(place, descriptor, 'person', `SELECT * FROM (VALUES ${rows}) AS t (id, last, first, born)`)
      rmSync(join(place, 'person.csv'))
    }
    sign(place, descriptor, key)
    expect(await takeDrops({ folder, mapping: pictured, vkey })).toMatchObject([{ taken: true }])
    const engine = await openTables(currentFile(folder), [{ schema: 'src', table: 'person', columns: ['id'] }])
    const longest = (table: string, column: string) => engine.measured(table, column).longest
    expect(['last', 'first', 'born'].map((column) => longest('person', column))).toEqual([7, 0, 8])
    expect(longest('Person', 'LAST')).toBe(7)
    expect(longest('income', 'amount')).toBe('007.50'.length)
    expect(engine.measured('person', 'born').escaped).toBe(false)
    engine.close()
  })
})

describe('an engine that was locked', () => {
  const outside = [
    `SELECT * FROM read_csv('/etc/passwd')`,
    `SELECT * FROM read_text('/etc/hostname')`,
    `SELECT * FROM '/etc/passwd.csv'`,
    `SELECT * FROM glob('/etc/*')`,
    `COPY (SELECT 1) TO '/tmp/postern-left-here.csv'`,
    `EXPORT DATABASE '/tmp/postern-left-here'`,
    `ATTACH '/tmp/postern-left-here.duckdb' AS other`,
    `SET enable_external_access = true`,
    `SET temp_directory = '/tmp'`,
    `RESET lock_configuration`,
    `INSTALL httpfs`,
    `LOAD httpfs`,
  ]
  it.each(outside)('refuses %s', async (statement) => {
    await withEngine(async (connection) => {
      await connection.run(statement.startsWith('SELECT') ? 'SELECT 1' : 'SELECT 2')
      await lock(connection)
      await expect(connection.run(statement)).rejects.toThrow(/Permission|locked|disabled/)
    })
  })

  it('reads the drop and changes nothing in it', async () => {
    layDown()
    await take()
    const source = dropSource(currentFile(folder))
    expect((await source.query('SELECT count(*) AS n FROM "src"."person"', [])).rows).toEqual([{ n: '2' }])
    for (const statement of [
      `DELETE FROM "src"."person"`,
      `INSERT INTO "src"."person" SELECT * FROM "src"."person"`,
      `COPY "src"."person" TO '/tmp/postern-left-here.csv'`,
      `DROP TABLE "src"."person"`,
    ]) {
      await expect(source.query(statement, [])).rejects.toMatchObject({ code: 'ERR_SOURCE' })
    }
    expect((await source.query('SELECT count(*) AS n FROM "src"."person"', [])).rows).toEqual([{ n: '2' }])
    await source.close()
  })

  it('holds of a release its own rows and columns, and cannot reach the drop again', async () => {
    layDown()
    await take()
    await withEngine(async (connection) => {
      const by = { column: 'id', type: 'text' } as const
      const slice = { name: 's1', table: 'person', by, columns: ['id', 'last'], conditions: [], keys: ['1'] }
      await holdSlices(connection, currentFile(folder), 'src', [slice])
      await lock(connection)
      expect((await connection.runAndReadAll('SELECT * FROM s1')).getRowObjectsJson()).toEqual([
        { id: '1', last: 'Sample' },
      ])
      const tablesHeld = await connection.runAndReadAll('SELECT table_name AS t FROM duckdb_tables()')
      expect(tablesHeld.getRowObjectsJson()).toEqual([{ t: 's1' }])
      await expect(attach(connection, currentFile(folder), 'read')).rejects.toThrow(/Permission/)
      await expect(connection.run(`SELECT * FROM ${CATALOG}.src.person`)).rejects.toThrow(/Catalog/)
    })
  })
})

it('a reader of listed members sees the columns that it may, and no others', async () => {
  layDown()
  await take()
  const engine = await openTables(currentFile(folder), [{ schema: 'src', table: 'person', columns: ['id', 'last'] }])
  const ask = async (text: string) => (await engine.connection.runAndReadAll(text)).getRowObjectsJson()
  expect(await ask('SELECT * FROM "src"."person" WHERE id = \'1\'')).toEqual([{ id: '1', last: 'Sample' }])
  await expect(ask('SELECT born FROM "src"."person"')).rejects.toThrow(/Binder/)
  await expect(ask('SELECT * FROM "src"."income"')).rejects.toThrow(/Catalog/)
  await expect(ask(`SELECT * FROM ${CATALOG}."src"."income"`)).rejects.toThrow(/Catalog/)
  engine.close()
})

it('says of a drop that was taken by a version which did not measure it that one is to be taken anew', async () => {
  layDown()
  await take()
  await withEngine(async (connection) => {
    await connection.run(`ATTACH ${quoteText(currentFile(folder))} AS earlier`)
    await connection.run('DROP TABLE earlier.main."postern measured"')
  })
  await expect(openTables(currentFile(folder), [])).rejects.toMatchObject({
    code: 'ERR_SOURCE',
    message: 'the drop was taken by another version, which did not measure it',
  })
  expect(await lastNames()).toEqual(['Sample', 'Sample, Jr.'])
})

it('says that no drop was taken yet', async () => {
  await expect(dropSource(currentFile(folder)).query('SELECT 1', [])).rejects.toMatchObject({ code: 'ERR_SOURCE' })
})
