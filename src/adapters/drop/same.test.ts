/** One agency's records in PostgreSQL, and laid down as CSV and as Parquet: the same answers, byte for byte. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, it } from 'vitest'
import { memberSource } from '#adapters/caseload/bulk.ts'
import { caseloadSearch } from '#adapters/caseload/find.ts'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { planted } from '#adapters/caseload/planted.ts'
import { releaseSource } from '#adapters/caseload/release.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { AskedIdentity, CaseloadSearch } from '#match/identity.ts'
import { classMask, distinctSaid, factColumns } from '#match/mask.ts'
import { match } from '#match/match.ts'
import { membersInPiece, rangesOf, readMembers, type MemberSource } from '#match/members.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { compileBulk, type BulkSource } from '#release/bulk/compile.ts'
import { bulkGate } from '#release/bulk/gate.ts'
import { planBulk } from '#release/bulk/plan.ts'
import { compile, type ReleaseSource } from '#release/compile.ts'
import { plan, type PlanPerson } from '#release/plan.ts'
import { prepare } from '#release/prepare.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dropKey, exportDrop, sign } from '#testing/drop.ts'
import { collecting } from '#testing/members.ts'
import { dropMembers } from './bulk.ts'
import { dropSource, type DropSource } from './source.ts'
import { currentFile, takeDrops } from './take.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
const dropped: SourceMapping = { ...mapping, access: { mode: 'drop' } }

interface Tried extends CaseloadSearch, ReleaseSource {
  readonly mapping: SourceMapping
  readonly bulk: MemberSource & BulkSource
}

let database: TestDatabase
let pool: Pool
const opened: DropSource[] = []
const sources: Record<string, Tried> = {}

/** Values that engines like to write each in its own way, in the record of a planted person and their household. */
const odd = (person: string) => `
  SET search_path = ma_dta;
  UPDATE person SET middle_name = '', suffix = NULL, email = E'a"b,c\\\\d''e\\r\\nf\\tg\\b\\f\\x0B', phone = ' 555-0100 ',
    birth_place = E'Ω — Łódź \\U0001F600 e\\u0301 \\u00A0' WHERE person_id = '${person}';
  UPDATE address_confidentiality SET street = E'P.O. Box\\t' || participant_no;
  INSERT INTO income (person_id, kind, employer, monthly, since) VALUES
    ('${person}', 'WAGES', NULL, -0.05, '0001-01-01'), ('${person}', 'WAGES', '', 1234567.10, '9999-12-30'),
    ('${person}', 'WAGES', 'NULL', 0, '2024-02-29'), ('${person}', 'wages', '\\N', 100, '2024-02-29');
  INSERT INTO asset (person_id, kind, value) VALUES ('${person}', 'é', 1.00), ('${person}', 'z', 1.00), ('${person}', 'Z', 1.00);
  INSERT INTO tax_record (person_id, tax_year, adjusted_gross_income) VALUES ('${person}', -1, 999999999.99);
  INSERT INTO case_note (case_id, written_at, author, body)
    SELECT case_id, '2025-03-09 23:59:59.999999-05', 'A, "B"', E'\\n\\nline\\n' FROM enrollment WHERE person_id = '${person}';
  RESET search_path`

const asked = (key: string): AskedIdentity => {
  const one = planted.find((person) => person.key === key && person.agency === 'ma-dta')
  if (one === undefined) assert.fail(`nobody is planted as ${key}`)
  return { family: one.family, given: one.given, birthDate: one.birthDate, ssn: one.ssn }
}
const everybody = planted.filter(({ agency }) => agency === 'ma-dta').map(({ key }) => key)
const some = everybody.filter((_, at) => at % 3 === 0)

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 120, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 4 })
  const bulk = memberSource(pool, mapping)
  const inPostgres = { mapping, ...caseloadSearch(pool, mapping), ...releaseSource(pool), bulk }
  sources['PostgreSQL'] = inPostgres
  const ana = match(asked('ana'), await inPostgres.find(asked('ana')))
  if (ana.match !== 'one') assert.fail('ana is not found')
  const keys: { keys: { person: { value: string }[] } } = JSON.parse(ana.found.sourceKey)
  await pool.query(odd(keys.keys.person[0]?.value ?? ''))
  const key = dropKey()
  for (const [name, format, missing] of [
    ['CSV', 'csv', undefined],
    ['CSV with a word for no value', 'csv', 'NULL'],
    ['Parquet', 'parquet', undefined],
  ] as const) {
    const folder = makeTestDirectory()
    const incoming = join(folder, 'incoming', 'night')
    mkdirSync(incoming, { recursive: true })
    const options = { format, created: '2026-11-22T02:00:00Z', ...(missing === undefined ? {} : { missing }) }
    sign(incoming, await exportDrop(pool, mapping, incoming, options), key)
    const [taken] = await takeDrops({ folder, mapping: dropped, vkey: key.vkey })
    if (taken?.taken !== true) assert.fail(JSON.stringify([taken?.why.message, taken?.why.evidence]))
    const drop = dropSource(currentFile(folder))
    opened.push(drop)
    sources[name] = {
      mapping: dropped,
      ...caseloadSearch(drop, dropped),
      read: (compiled) => drop.read(compiled),
      bulk: dropMembers(currentFile(folder), dropped, 30),
    }
  }
}, 60_000)
afterAll(async () => {
  for (const one of opened) await one.close()
  await pool.end()
  await database.drop()
})

/** The same question to each; PostgreSQL's answer first. */
async function answers<T>(ask: (source: Tried) => Promise<T>): Promise<{ first: T; others: [string, T][] }> {
  const all = await Promise.all(
    Object.entries(sources).map(async ([name, source]): Promise<[string, T]> => [name, await ask(source)]),
  )
  const [first, ...others] = all
  if (first === undefined || others.length !== 3) assert.fail('four sources')
  return { first: first[1], others }
}

describe('CSV and Parquet drops, and PostgreSQL', () => {
  it('find the same candidates, by number, by date and by a name with its accents', async () => {
    const questions: AskedIdentity[] = [
      ...everybody.map(asked),
      { birthDate: asked('ana').birthDate ?? '' },
      { ssn: asked('ana').ssn ?? '' },
      { family: 'Sàmplewrïght', given: 'Anà' },
      { caseNumber: 'no such case' },
    ]
    let found = 0
    for (const question of questions) {
      const { first, others } = await answers(async (source) =>
        (await source.find(question)).toSorted((a, b) => (a.sourceKey < b.sourceKey ? -1 : 1)),
      )
      found += first.length
      for (const [name, other] of others) assert.deepEqual(sorted(other), sorted(first), name)
    }
    assert.isAbove(found, everybody.length)
  })

  it('give the same facts, and the same address to write to', async () => {
    for (const key of some) {
      const { first, others } = await answers(async (source) => {
        const found = match(asked(key), await source.find(asked(key)))
        if (found.match !== 'one') return found.match
        const { sourceKey } = found.found
        return { facts: await source.facts(sourceKey, '2026-11-23'), onFile: await source.onFile(sourceKey) }
      })
      for (const [name, other] of others) assert.deepEqual(other, first, `${key}, ${name}`)
    }
  })

  it('give the same opened parts for every element, byte for byte', async () => {
    const { first, others } = await answers(async (source) => {
      const people: PlanPerson[] = []
      for (const [index, key] of some.entries()) {
        const found = match(asked(key), await source.find(asked(key)))
        if (found.match !== 'one') continue
        const { sourceKey } = found.found
        const { markers } = await source.facts(sourceKey, '2026-11-23')
        people.push({ ref: `p${index + 1}`, sourceKey, markers })
      }
      const cells = people.flatMap(({ ref }) =>
        Object.keys(mapping.elements).flatMap((element): CellSketch[] => [[ref, 'snap', element]]),
      )
      const decision = aDecision(cells)
      const what = plan(decision, people, source.mapping)
      const rows = await source.read(compile(what))
      const receiver = { organization: 'Receiver', recipient: `age1${'q'.repeat(58)}` }
      const fixed = { receiver, salt: new Uint8Array(32), receiptCode: new Uint8Array(16) }
      return { rows, prepared: prepare({ decision, people, mapping: source.mapping, plan: what, rows, ...fixed }) }
    })
    assert.isAbove(first.rows.length, 200)
    for (const [name, other] of others) {
      assert.deepEqual(other.rows, first.rows, name)
      assert.equal(other.prepared.opened, first.prepared.opened, name)
      assert.equal(toHex(other.prepared.payload), toHex(first.prepared.payload), name)
    }
    const fields = first.rows.flatMap((row) => row.fields)
    for (const told of [
      '',
      '-0.05',
      '1234567.10',
      '0.00',
      '0001-01-01',
      '2025-03-10T04:59:59Z',
      'a"b,c\\d\'e\r\nf\tg\b\f\v',
      'NULL',
      '\\N',
    ]) {
      assert.include(fields, told)
    }
    assert.include(fields, null)
  })

  it('read whole pieces at once, of the size that is everybody’s', () => {
    const sizes = [memberSource(pool, mapping), dropMembers('', dropped)].map(({ perRange }) => perRange)
    assert.deepEqual(sizes, [membersInPiece, 5 * membersInPiece])
  })

  it('give the same classes of listed members, and the same rows of every table, range by range', async () => {
    const keys = await pool.query<{ key: string }>('SELECT person_id AS key FROM ma_dta.person')
    const listed = keys.rows.map(({ key }) => key)
    const list = readMembers(utf8(`${listed.join('\n')}\n`), 'text')
    const [one = '', other = '', third = ''] = listed
    const { words, of } = distinctSaid([
      { person: one, objection: '2026-01-01' },
      { person: other, objection: '2026-01-01' },
      { person: third, consentWithdrawn: '2026-02-02' },
    ])
    const people = ['name', 'date-of-birth', 'email', 'place-of-birth', 'home-address', 'mailing-address', 'photo']
    const elements = [...people, 'case-number', 'enrollment-dates', 'benefit-amount', 'case-notes', 'income', 'assets']
    const mask = classMask(mapping, { today: '2026-11-23', said: words, holds: elements })
    const { first, others } = await answers(async ({ bulk, mapping: from }) => {
      const found = await bulk.classes(rangesOf(list, 100), of, mask.query)
      const again = await bulk.classes(rangesOf(list, 70), of, mask.query)
      assert.deepEqual(again, found, 'the classes are the same however the list is cut')
      const classes = found.map(({ mask: bits, persons }, at) => {
        const { markers = [] } = mask.factsOf(bits) ?? {}
        return { ref: `p${at + 1}`, mask: bits, persons, markers }
      })
      // Not everything of everybody: what a class is not permitted comes as no value.
      const cells = classes.flatMap(({ ref }, at) =>
        elements.map((element, place): CellSketch => [
          ref,
          'snap',
          element,
          (at + place) % 5 === 0 ? 'deny' : 'release',
        ]),
      )
      const decision = aDecision(cells)
      const what = planBulk(decision, classes, from)
      const compiled = compileBulk(what, mask.query, factColumns(from))
      const gate = bulkGate({ decision, classes, mapping: from, bits: mask.bits, said: of })
      const pieces = async (perRange: number, pieceBytes?: number) =>
        bulk.withBulk(compiled, of, async (reader) => {
          const read: { table: string; rows: number; bytes: number; sha256: string }[] = []
          for (const statement of compiled.statements) {
            for (const range of rangesOf(list, perRange)) {
              const { into, pieces: ended } = collecting(50, pieceBytes)
              const passing = gate.range(statement.table, range, into)
              await reader.read(range, (rows) =>
                rows(statement, (bytes) => {
                  passing.rows(bytes)
                  return undefined
                }),
              )
              passing.finish()
              for (const { rows, bytes } of ended)
                read.push({ table: statement.table.name, rows, bytes: bytes.length, sha256: toHex(sha256(bytes)) })
            }
          }
          return read
        })
      const all = list.count + 50 - (list.count % 50)
      const whole = await pieces(all)
      const short = await pieces(all, 800)
      const cut = 'pieces are the same, however many are read at once'
      assert.deepEqual(await pieces(100), whole, cut)
      assert.deepEqual(await pieces(50, 800), short, cut)
      return { classes, pieces: whole, short }
    })
    assert.isAbove(first.classes.length, 5)
    assert.isAbove(first.pieces.length, 9)
    assert.isAbove(first.short.length, 2 * first.pieces.length)
    for (const { rows, bytes } of first.short) assert.isTrue(bytes <= 800 || rows === 1)
    assert.equal(rowsIn(first.short), rowsIn(first.pieces))
    for (const [name, found] of others) assert.deepEqual(found, first, name)
  })
})

function rowsIn(pieces: readonly { readonly rows: number }[]): number {
  return pieces.reduce((sum, { rows }) => sum + rows, 0)
}

/** In whatever order rows came; matching is blind to it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]))
}
