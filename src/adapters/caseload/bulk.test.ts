import { fileURLToPath } from 'node:url'
import { Client, Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { parseCsv } from '#formats/csv.ts'
import { afterSql, fieldSql } from '#formats/sql.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { classMask, distinctSaid, factColumns } from '#match/mask.ts'
import { rangesOf, readMembers, type MemberSource, type Said } from '#match/members.ts'
import { compile, type ReleaseSource } from '#release/compile.ts'
import {
  compileBulk,
  type BulkReader,
  type BulkSource,
  type BulkStatement,
  type CompiledBulk,
  type RangeRows,
} from '#release/bulk/compile.ts'
import { bulkGate } from '#release/bulk/gate.ts'
import { planBulk, type DecidedClass } from '#release/bulk/plan.ts'
import { plan } from '#release/plan.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { collecting, masksOf, rangeOf } from '#testing/members.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { memberSource } from './bulk.ts'
import { caseloadSearch } from './find.ts'
import { readMapping } from './mapping.ts'
import { releaseSource, sweepReleaseRoles } from './release.ts'
import { seedCaseload } from './seed.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
const today = '2026-11-23'
const asked = [
  'name',
  'date-of-birth',
  'case-number',
  'home-address',
  'mailing-address',
  'income',
  'enrollment-dates',
  'benefit-amount',
]

let database: TestDatabase
let pool: Pool
let source: MemberSource & BulkSource
let single: ReleaseSource
let keys: string[]

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 500, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 6 })
  source = memberSource(pool, mapping)
  single = releaseSource(pool)
  const { rows } = await pool.query<{ key: string }>('select person_id as key from ma_dta.person order by 1')
  keys = rows.map(({ key }) => key)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const listOf = (some: readonly string[]) => readMembers(utf8(some.join('\n')), 'text')

function question(said: readonly Said[] = [], day = today) {
  const { words, of } = distinctSaid(said)
  return { mask: classMask(mapping, { today: day, said: words, holds: asked }), said: of }
}

async function classesFor(some: readonly string[], said: readonly Said[] = [], day = today) {
  const asking = question(said, day)
  const found = await source.classes(rangesOf(listOf(some), 700), asking.said, asking.mask.query)
  return { ...asking, found }
}

describe('the classes of members', () => {
  it.each(['2008-11-23', '2007-02-28', '1900-01-01'])('compare a date with %s as its text compares', async (day) => {
    const field = { name: 'value', column: 'c', type: 'date' } as const
    const dates = [
      null,
      day,
      `${day} BC`,
      '2008-11-24',
      '2007-03-01',
      '9999-12-31',
      '10000-01-01',
      'infinity',
      '-infinity',
    ]
    const { rows } = await pool.query<{ c: string | null; date: boolean; text: boolean }>(
      `select c::text, coalesce(${afterSql(field, 't', day)}, false) as date,
         coalesce(${fieldSql(field, 't')} collate "C" > $2, false) as text
       from unnest($1::date[]) as t (c)`,
      [dates, day],
    )
    expect(rows).toHaveLength(dates.length)
    expect(rows.filter(({ date, text }) => date !== text)).toEqual([])
    expect(rows.some(({ date }) => date) && rows.some(({ date }) => !date)).toBe(true)
  })

  it('tell apart what somebody has said, and the day on which somebody comes of age', async () => {
    const [first = '', second = ''] = keys
    const { mask, found } = await classesFor(keys.slice(0, 20), [
      { person: first, objection: '2026-01-05' },
      { person: second, objection: '2026-01-05', consentWithdrawn: '2026-02-01' },
    ])
    const objecting = found.filter(({ mask: one }) => mask.factsOf(one)?.objection !== undefined)
    expect(objecting.map(({ persons }) => persons)).toEqual([1, 1])
    expect(objecting.map(({ mask: one }) => mask.factsOf(one)?.consentWithdrawn ?? '').toSorted()).toEqual([
      '',
      '2026-02-01',
    ])

    const { rows } = await pool.query<{ key: string; birthday: string }>(
      `select person_id as key, to_char(birth_date + interval '18 years', 'YYYY-MM-DD') as birthday from ma_dta.person
       where birth_date > '2010-01-01' and to_char(birth_date, 'MM-DD') <> '02-29' limit 1`,
    )
    const { key = '', birthday = '' } = rows[0] ?? {}
    const eve = new Date(Date.parse(`${birthday}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
    for (const [day, minor] of [
      [eve, true],
      [birthday, false],
    ] as const) {
      const asOf = await classesFor([key], [], day)
      expect(asOf.mask.factsOf(asOf.found[0]?.mask ?? '')?.markers.includes('minor')).toBe(minor)
    }
  })

  it('say of somebody who has no record that they have none', async () => {
    const { mask, found } = await classesFor([...keys.slice(0, 5), 'SYN-NOBODY'])
    const unknown = found.filter(({ mask: one }) => mask.factsOf(one) === undefined)
    expect(unknown).toMatchObject([{ persons: 1 }])
  })

  it('have another digest as soon as other members are in them', async () => {
    expect(await digests(keys.slice(0, 50))).toBe(await digests(keys.slice(0, 50).toReversed()))
    expect(await digests(keys.slice(0, 50))).not.toBe(await digests(keys.slice(0, 51)))
  })
})

async function digests(some: readonly string[]): Promise<string> {
  return (await classesFor(some)).found.map(({ digest }) => digest).join()
}

/** A decision by hand: who is marked with a protected address loses the home address, the deceased everything. */
async function planned(some: readonly string[], elements: readonly string[]) {
  const { mask, found, said } = await classesFor(some)
  const classes: DecidedClass[] = found.map(({ mask: one, persons }, at) => ({
    ref: `p${at + 1}`,
    mask: one,
    persons,
    markers: mask.factsOf(one)?.markers ?? [],
  }))
  const cells = classes.flatMap(({ ref, mask: one, markers }) =>
    elements.map((element) => {
      const inSnap = mask.factsOf(one)?.programs.includes('snap') === true
      const closed =
        !inSnap ||
        markers.includes('deceased') ||
        (element === 'home-address' && markers.includes('address-confidentiality'))
      return {
        subject: ref,
        program: 'snap',
        element,
        outcome: closed ? ('deny' as const) : ('release' as const),
        needs: [],
        basis: ['GEN-01'],
        why: '',
      }
    }),
  )
  const decision: Decision = {
    case: 'MA-DTA-2026-7K3Q9F2M',
    disposition: 'release-in-part',
    cells,
    duties: [],
    missing: [],
    deadlines: [],
    rules: { digest: '0'.repeat(64) },
  }
  const made = planBulk(decision, classes, mapping)
  const compiled = compileBulk(made, mask.query, factColumns(mapping))
  const gate = bulkGate({ decision, classes, mapping, bits: mask.bits, said })
  return { classes, decision, compiled, gate, made, mask }
}

async function readAll(
  some: readonly string[],
  { compiled, gate }: { compiled: CompiledBulk; gate: ReturnType<typeof bulkGate> },
  size = 400,
) {
  const tables = new Map<string, string>()
  const seen = new Map<string, number>()
  await source.withBulk(compiled, new Map(), async (reader) => {
    for (const statement of compiled.statements) {
      for (const range of rangesOf(listOf(some), size)) {
        const { into, pieces } = collecting(size / 2)
        const passing = gate.range(statement.table, range, into)
        await reader.read(range, (rows) =>
          rows(statement, (bytes) => {
            passing.rows(bytes)
            return undefined
          }),
        )
        const came = passing.finish()
        const text = pieces.map(({ bytes }) => fromUtf8(bytes)).join('')
        tables.set(statement.table.name, (tables.get(statement.table.name) ?? '') + text)
        if (statement.table.rows === 'one')
          for (const [mask, count] of came) seen.set(mask, (seen.get(mask) ?? 0) + count)
      }
    }
  })
  return { tables, seen }
}

describe('reading members', () => {
  it('gives each person what reading them alone gives, and nothing else', async () => {
    const elements = asked
    const { classes, decision, compiled, gate, mask } = await planned(keys, elements)
    const { tables, seen } = await readAll(keys, { compiled, gate })
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(classes.map((one) => [one.mask, one.persons])))
    const one = rowsOf(
      tables.get('data/snap.csv') ?? '',
      compiled.statements.find(({ table }) => table.rows === 'one')?.table.columns.length ?? 0,
    )

    const search = caseloadSearch(pool, mapping)
    const own = await masksOf(source, mapping, keys, question())
    const sample = [...keys.slice(0, 20), ...keys.filter((key) => key.startsWith('SYN-PLANTED'))]
    for (const key of new Set(sample)) {
      const ref = classes.find((found) => found.mask === own.get(key))?.ref ?? ''
      const candidate = (await search.find(await identityOf(key))).find(
        ({ sourceKey }) => parseSourceKey(sourceKey).keys['person']?.[0]?.value === key,
      )
      if (candidate === undefined) assert.fail(`${key} is not found`)
      const markers = mask.factsOf(own.get(key) ?? '')?.markers ?? []
      const person = { ref, sourceKey: candidate.sourceKey, markers }
      const theirs = { ...decision, cells: decision.cells.filter(({ subject }) => subject === ref) }
      const alone = await single.read(compile(plan(theirs, [person], mapping)))
      const expected = new Map(
        alone
          .filter(({ element }) => mapping.elements[element]?.rows === 'one')
          .map(({ element, fields }) => [element, fields]),
      )
      const row = one.get(String(keys.indexOf(key) + 1))
      const columns = compiled.statements.find(({ table }) => table.rows === 'one')?.table.columns ?? []
      const given = new Map(
        [
          ...Map.groupBy(
            columns.map((column, at) => ({ column, value: row?.[at] ?? null })),
            ({ column }) => column.element,
          ),
        ].map(([element, some]) => [element, some.map(({ value }) => value)]),
      )
      for (const [element, fields] of given) {
        expect([key, element, expected.get(element) ?? fields.map(() => null)]).toEqual([key, element, fields])
      }
      for (const element of ['income', 'benefit-amount']) {
        const many = alone.filter((found) => found.element === element).map(({ fields }) => fields.join('|'))
        const table = compiled.statements.find(({ table: found }) => found.name === `data/snap.${element}.csv`)?.table
        const mine = linesOf(tables.get(`data/snap.${element}.csv`) ?? '', (table?.columns.length ?? 0) + 1).filter(
          ([subject]) => subject === String(keys.indexOf(key) + 1),
        )
        expect(mine.map((fields) => fields.slice(2).join('|'))).toEqual(many)
      }
    }
  })

  it('gives the same whatever the ranges are, and for a few scattered members what it gives for all', async () => {
    const { compiled, gate } = await planned(keys, asked)
    const whole = await readAll(keys, { compiled, gate }, 1000)
    const cut = await readAll(keys, { compiled, gate }, 111)
    expect(cut).toEqual(whole)
    const few = keys.filter((_, at) => at % 97 === 0)
    const some = await planned(few, asked)
    const { tables } = await readAll(few, some)
    const columns = some.compiled.statements[0]?.table.columns.length ?? 0
    const [all, theirs] = [
      rowsOf(whole.tables.get('data/snap.csv') ?? '', columns),
      rowsOf(tables.get('data/snap.csv') ?? '', columns),
    ]
    for (const [at, key] of few.entries())
      expect(theirs.get(String(at + 1))).toEqual(all.get(String(keys.indexOf(key) + 1)))
  })

  it('reads under a role that may see the columns it needs and no other, and leaves no role behind', async () => {
    const { compiled } = await planned(keys.slice(0, 5), ['name'])
    const [statement] = compiled.statements
    if (statement === undefined) assert.fail('there is no statement')
    const denied = { code: 'ERR_SOURCE', evidence: { sqlstate: '42501' } }
    const curious = (sql: string) => ({ ...statement, text: () => sql, order: '1' })
    // Roles belong to the server, on which other tests read too.
    const names: string[] = []
    await source.withBulk(compiled, new Map(), async (reader) => {
      const made = await pool.query<{ name: string }>(
        `select nspname as name from pg_namespace where nspname like 'postern_release_%'`,
      )
      names.push(...made.rows.map(({ name }) => name))
      const range = rangeOf(keys.slice(0, 5))
      const rows: string[] = []
      const attempt = (of: BulkStatement) => reader.read(range, (read) => read(of, () => {}))
      const known = curious('SELECT max(last_name) FROM ma_dta.person')
      await reader.read(range, (read) => read(known, (bytes) => void rows.push(fromUtf8(bytes))))
      expect(rows).toHaveLength(1)
      for (const column of ['ssn', 'phone', 'email']) {
        const attempted = attempt(curious(`SELECT ${column} FROM ma_dta.person`))
        await expect(attempted).rejects.toMatchObject(denied)
      }
      await expect(attempt(curious('SELECT street FROM ma_dta.address'))).rejects.toMatchObject(denied)
    })
    expect(names).toHaveLength(1)
    const { rows } = await pool.query('select rolname from pg_roles where rolname = any ($1)', [names])
    expect(rows).toEqual([])
  })

  it('says that the source is away when what keeps its role was cut off, also to who reads from outside', async () => {
    const { compiled } = await planned(keys.slice(0, 5), ['name'])
    const [statement] = compiled.statements
    if (statement === undefined) assert.fail('there is no statement')
    const range = rangeOf(keys.slice(0, 5))
    const [inside, over] = [Promise.withResolvers<BulkReader>(), Promise.withResolvers<void>()]
    const held = source.withBulk(compiled, new Map(), async (reader) => {
      inside.resolve(reader)
      await over.promise
    })
    held.catch(() => {})
    const reader = await inside.promise
    await reader.read(range, (read) => read(statement, () => {}))
    const { rows } = await pool.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid, 5000) as ended from pg_locks
       where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = $1)`,
      [database.name],
    )
    expect(rows).toEqual([{ ended: true }])
    // Another release begins: it sweeps what nobody keeps.
    expect(await sweepReleaseRoles(pool)).toBe(1)
    await expect(reader.read(range, (read) => read(statement, () => {}))).rejects.toMatchObject({
      code: 'ERR_DATABASE_UNAVAILABLE',
    })
    over.resolve()
    await expect(held).rejects.toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
  })

  it('says of a source that takes no changes that it is a replica, and that it can be tried again', async () => {
    const { compiled } = await planned(keys.slice(0, 5), ['name'])
    const standby = new Pool({ connectionString: database.url, options: '-c default_transaction_read_only=on' })
    try {
      await expect(memberSource(standby, mapping).withBulk(compiled, new Map(), async () => {})).rejects.toMatchObject({
        code: 'ERR_DATABASE_UNAVAILABLE',
        message: 'the source that answers is a replica',
        evidence: { sqlstate: '25006' },
      })
    } finally {
      await standby.end()
    }
  })

  it('stops where the source has other facts of a member than were decided on, and where one is gone', async () => {
    const few = keys.slice(100, 140)
    const { compiled, gate } = await planned(few, asked)
    const reading = () => readAll(few, { compiled, gate })
    const foster = 'update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1'
    await meanwhile(foster, foster, [few[20]], async () => {
      await expect(reading()).rejects.toThrow('nobody has decided on')
    })
    await reading()
    // Whoever has left the caseload: their rows stand under another key, and theirs finds nobody.
    const gone = 'update ma_dta.person set person_id = $2 where person_id = $1'
    await meanwhile(gone, 'update ma_dta.person set person_id = $1 where person_id = $2', [few[20], 'SYN-GONE'], () =>
      expect(reading()).rejects.toMatchObject({
        code: 'ERR_SOURCE',
        message: 'the source has facts about a member that nobody has decided on',
        evidence: { member: 21 },
      }),
    )
    await reading()
  })

  it('reads all tables of a range as they were at one moment, and the next range as they are then', async () => {
    const few = keys.slice(100, 120)
    const { compiled } = await planned(few, ['name'])
    const [statement] = compiled.statements
    if (statement === undefined) assert.fail('there is no statement')
    const textOf = async (read: RangeRows): Promise<string> => {
      let text = ''
      await read(statement, (bytes) => void (text += fromUtf8(bytes)))
      return text
    }
    const rename = 'update ma_dta.person set last_name = $2 || last_name where person_id = $1'
    const back = 'update ma_dta.person set last_name = substr(last_name, length($2) + 1) where person_id = $1'
    await source.withBulk(compiled, new Map(), async (reader) => {
      const range = rangeOf(few)
      const { before, after } = await reader.read(range, async (read) => {
        const first = await textOf(read)
        return meanwhile(rename, back, [few[3], 'Meanwhile'], async () => ({
          before: first,
          after: await textOf(read),
        }))
      })
      expect(after).toBe(before)
      await meanwhile(rename, back, [few[3], 'Meanwhile'], async () => {
        const next = await reader.read(range, textOf)
        expect(next).not.toBe(before)
        expect(next.replace('Meanwhile', '')).toBe(before)
      })
    })
  })
})

/** While somebody else has changed the source, and until it is as it was. */
async function meanwhile<T>(
  change: string,
  undo: string,
  values: readonly unknown[],
  doing: () => Promise<T>,
): Promise<T> {
  const changing = new Client({ connectionString: database.url })
  await changing.connect()
  const one = (text: string) => changing.query(text, values.slice(0, text.includes('$2') ? 2 : 1))
  try {
    await one(change)
    try {
      return await doing()
    } finally {
      await one(undo)
    }
  } finally {
    await changing.end()
  }
}

async function identityOf(key: string) {
  const { rows } = await pool.query<{ family: string; given: string; birth: string }>(
    `select last_name as family, first_name as given, to_char(birth_date, 'YYYY-MM-DD') as birth from ma_dta.person where person_id = $1`,
    [key],
  )
  const { family = '', given = '', birth = '' } = rows[0] ?? {}
  return { family, given, birthDate: birth }
}

function linesOf(text: string, columns: number): (string | null)[][] {
  const header = Array.from({ length: columns + 1 }, (_, at) => `c${at}`).join(',')
  return parseCsv(utf8(`${header}\r\n${text}`)).rows.map((row) => [...row])
}

/** Of a table with one row each: fields by the member's number. */
function rowsOf(text: string, columns: number): Map<string, (string | null)[]> {
  return new Map(linesOf(text, columns).map(([subject, ...fields]) => [subject ?? '', fields]))
}
