/** Persons with images of some hundred kilobytes each: nowhere is more of them held at once than a little. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, it } from 'vitest'
import { memberSource } from '#adapters/caseload/bulk.ts'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { classMask, factColumns } from '#match/mask.ts'
import {
  bytesInPiece,
  membersInPiece,
  rangesOf,
  readMembers,
  type MemberList,
  type MemberSource,
} from '#match/members.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { compileBulk, type BulkSource } from '#release/bulk/compile.ts'
import { bulkGate } from '#release/bulk/gate.ts'
import { planBulk } from '#release/bulk/plan.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dropKey, exportDrop, sign } from '#testing/drop.ts'
import { collecting } from '#testing/members.ts'
import { dropMembers } from './bulk.ts'
import { currentFile, takeDrops } from './take.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
const dropped: SourceMapping = { ...mapping, access: { mode: 'drop' } }
const MiB = 2 ** 20
/** In base64 four thirds of it. */
const imageBytes = 300_000

let database: TestDatabase
let pool: Pool
let list: MemberList
let drop: string

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 120, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 4 })
  await pool.query('DELETE FROM ma_dta.person_image')
  await pool.query(
    `INSERT INTO ma_dta.person_image (person_id, kind, content)
     SELECT person_id, 'PHOTO', decode(repeat(md5(person_id), $1), 'hex') FROM ma_dta.person`,
    [imageBytes / 16],
  )
  const { rows } = await pool.query<{ key: string }>('SELECT person_id AS key FROM ma_dta.person')
  list = readMembers(utf8(`${rows.map(({ key }) => key).join('\n')}\n`), 'text')
  const folder = makeTestDirectory()
  const incoming = join(folder, 'incoming', 'night')
  mkdirSync(incoming, { recursive: true })
  const key = dropKey()
  const options = { format: 'parquet', created: '2026-11-22T02:00:00Z' } as const
  sign(incoming, await exportDrop(pool, mapping, incoming, options), key)
  const [taken] = await takeDrops({ folder, mapping: dropped, vkey: key.vkey })
  if (taken?.taken !== true) assert.fail(taken?.why.message)
  drop = currentFile(folder)
}, 60_000)
afterAll(async () => {
  await pool.end()
  await database.drop()
})

interface Read {
  readonly pieces: readonly { readonly rows: number; readonly bytes: number; readonly sha256: string }[]
  /** Bytes of what the source gave each time. */
  readonly given: readonly number[]
}

/** Some elements of everybody, by as many ranges as it takes. */
async function read(
  bulk: MemberSource & BulkSource,
  from: SourceMapping,
  elements: readonly string[],
  perRange = membersInPiece,
): Promise<Read> {
  const mask = classMask(from, { today: '2026-11-23', said: [], holds: elements })
  const found = await bulk.classes(rangesOf(list), new Map(), mask.query)
  const classes = found.map(({ mask: bits, persons }, at) => ({
    ref: `p${at + 1}`,
    mask: bits,
    persons,
    markers: mask.factsOf(bits)?.markers ?? [],
  }))
  const decision = aDecision(
    classes.flatMap(({ ref }) => elements.map((element): CellSketch => [ref, 'snap', element])),
  )
  const compiled = compileBulk(planBulk(decision, classes, from), mask.query, factColumns(from))
  const gate = bulkGate({ decision, classes, mapping: from, bits: mask.bits, said: new Map() })
  const given: number[] = []
  const pieces: Read['pieces'][number][] = []
  await bulk.withBulk(compiled, new Map(), async (reader) => {
    for (const statement of compiled.statements) {
      for (const range of rangesOf(list, perRange)) {
        const { into } = collecting(50)
        const passing = gate.range(statement.table, range, {
          ...into,
          take: ({ bytes, rows }) => pieces.push({ rows, bytes: bytes.length, sha256: toHex(sha256(bytes)) }),
        })
        await reader.read(range, (rows) =>
          rows(statement, (bytes) => {
            given.push(bytes.length)
            passing.rows(bytes)
            return undefined
          }),
        )
        passing.finish()
      }
    }
  })
  return { pieces, given }
}

describe('images of many members', () => {
  it('come in pieces of bounded size, the same from PostgreSQL and from a drop, however many are read at once', async () => {
    const { pieces } = await read(memberSource(pool, mapping), mapping, ['name', 'photo'])
    const all = (list.count * imageBytes * 4) / 3
    assert.isAbove(all, 2 * bytesInPiece)
    assert.isAbove(pieces.length, 4)
    for (const { bytes, rows } of pieces) assert.isTrue(bytes <= bytesInPiece && rows > 0, `${bytes}`)
    const bulk = dropMembers(drop, dropped)
    assert.deepEqual((await read(bulk, dropped, ['name', 'photo'])).pieces, pieces)
    assert.deepEqual((await read(bulk, dropped, ['name', 'photo'], 50)).pieces, pieces)
  })

  it('are given by a drop a few at a time, and members without any all at once', async () => {
    const bulk = dropMembers(drop, dropped)
    const { given } = await read(bulk, dropped, ['name', 'photo'])
    assert.lengthOf(given, 2)
    for (const bytes of given) assert.isAtMost(bytes, 32 * MiB)
    assert.lengthOf((await read(bulk, dropped, ['name', 'date-of-birth'])).given, 1)
  })
})
