/**
 * Members of a class in a drop: found by the same grouped query as in PostgreSQL, read by the same statements for one
 * range after another, in the text form of PostgreSQL's COPY.
 *
 * A reader sees the columns that the statements read and nothing beside them (tables.ts). Which rows come is the
 * statement's to say; the gate holds each against the members and the classes again.
 *
 * Everything that one reader reads is of one drop, whatever is put in place meanwhile.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { giveBack } from '#formats/bytes.ts'
import { keyCast, quoteText } from '#formats/sql.ts'
import { personKeyOf, type SourceMapping } from '#match/mapping.ts'
import {
  linesOf,
  membersInPiece,
  rangesOf,
  type FoundClass,
  type MemberRange,
  type MemberSource,
} from '#match/members.ts'
import type { BulkReader, BulkSource, BulkStatement, CompiledBulk, TakeRows, Within } from '#release/bulk/compile.ts'
import { inDuckDb } from './dialect.ts'
import { rowsOf, type Engine } from './duckdb.ts'
import { aboutCurrent, requireDrop, withDropErrors } from './source.ts'
import { openTables, type MeasuredColumn, type OpenTables } from './tables.ts'

/**
 * @param file the drop in use; see `currentFile`
 * @param few members of whom the engine's memory holds all rows, however many each of them has
 */
export function dropMembers(file: string, mapping: SourceMapping, few = membersInPiece): MemberSource & BulkSource {
  return {
    // A statement takes its time to be planned, and to pass over the blocks in which none of the members is.
    perRange: 5 * few,
    // Its engine works in this process: one range more, for when both others wait to be gated.
    atOnce: 3,
    edition: () =>
      withDropErrors(async () => {
        await requireDrop(file)
        return (await aboutCurrent(file))?.sha256 ?? ''
      }),
    classes: (ranges, said, query) =>
      withDropErrors(() => withTables(file, undefined, (engine) => classes(engine, mapping, ranges, said, query))),
    withBulk: (compiled, said, work) =>
      withDropErrors(() => withTables(file, compiled, (engine) => reading(engine, mapping, { said, work, few }))),
  }
}

/** @throws PosternError ERR_SOURCE where no drop was taken yet */
async function withTables<T>(
  file: string,
  compiled: CompiledBulk | undefined,
  work: (engine: OpenTables) => Promise<T>,
): Promise<T> {
  await requireDrop(file)
  const engine = await openTables(
    file,
    compiled?.reads.map((reads) => ({ schema: compiled.schema, ...reads })),
  )
  try {
    return await work(engine)
  } finally {
    engine.close()
  }
}

/** The grouped query for one range after another; the file that was opened is the snapshot. */
async function classes(
  { connection }: Engine,
  mapping: SourceMapping,
  ranges: Iterable<MemberRange>,
  said: ReadonlyMap<string, number>,
  query: (within: Within) => string,
): Promise<FoundClass[]> {
  const found = new Map<string, { persons: number; digest: bigint }>()
  const listing = await listingOn(connection, mapping)
  for (const range of ranges) {
    const within = await listMembers(listing, range, said)
    const rows = await rowsOf(
      connection,
      `SELECT c.mask::VARCHAR AS mask, count(*)::VARCHAR AS persons, bit_xor(md5_number_lower(c.key::VARCHAR))::VARCHAR AS digest
FROM (${inDuckDb(query(within))}) AS c GROUP BY c.mask`,
    )
    for (const row of rows) {
      const mask = String(row['mask'])
      const known = found.get(mask) ?? { persons: 0, digest: 0n }
      const persons = known.persons + Number(row['persons'])
      found.set(mask, { persons, digest: known.digest ^ BigInt(String(row['digest'])) })
    }
  }
  return [...found]
    .map(([mask, { persons, digest }]) => ({ mask, persons, digest: String(digest) }))
    .toSorted((a, b) => Number(a.mask) - Number(b.mask))
}

interface Reading<T> {
  readonly said: ReadonlyMap<string, number>
  readonly work: (reader: BulkReader) => Promise<T>
  readonly few: number
}

/** Several ranges may be read at once: each on a connection, and with it members, of its own. */
async function reading<T>(engine: OpenTables, mapping: SourceMapping, { said, work, few }: Reading<T>): Promise<T> {
  const idle: Listing[] = []
  try {
    return await work({
      edition: engine.edition,
      // The file that was opened is the one moment.
      read: (range, doing) =>
        withDropErrors(async () => {
          const listing = idle.pop() ?? (await listingOn(await engine.connect(), mapping))
          const all = { ...range, first: 1 }
          let listed: { readonly part: MemberRange; readonly within: Within } | undefined
          try {
            return await doing(async (statement, take) => {
              // Their places are those in the range.
              const most = membersAtOnce(statement, range, engine, few)
              for (const part of range.count > most ? rangesOf(range, most) : [all]) {
                if (listed?.part !== part) listed = { part, within: await listMembers(listing, part, said) }
                await copyRows(listing, statement, listed.within, { measured: engine.measured, take })
              }
            })
          } finally {
            idle.push(listing)
          }
        }),
    })
  } finally {
    for (const { connection } of idle) connection.closeSync()
  }
}

/**
 * All rows of a statement are one value, and the engine has it several times while it is made: so it is of no more
 * members than whose longest rows would fit into this. It holds a whole range of usual rows.
 */
const bytesAtOnce = 32 * 2 ** 20

/** Of how many members the rows are read at once: fewer where each has many rows, or where some are long. */
function membersAtOnce(
  { table: { rows, columns } }: BulkStatement,
  { count }: MemberRange,
  { measured }: OpenTables,
  few: number,
): number {
  const longest = columns.map(({ reads }) =>
    Math.max(0, ...reads.map(({ rows: { table: name }, field }) => copiedLength(measured(name, field.column)))),
  )
  const fitting = Math.floor(bytesAtOnce / longest.reduce((sum, one) => sum + one, lineAtLeast))
  return Math.max(1, Math.min(rows === 'many' ? few : count, fitting))
}

/** What is escaped takes two bytes for one. */
function copiedLength({ escaped, longest }: MeasuredColumn): number {
  return escaped ? 2 * longest : longest
}

/** Place, key and facts, which stand before the fields. */
const lineAtLeast = 100

/** A connection on which members can be listed, one range after another. */
interface Listing {
  readonly connection: DuckDBConnection
  /** The type of their keys. */
  readonly cast: string
}

/** One text is a value that is made at once; a list would be one for each. No key has a line feed in it. */
const lines = (value: string): string => `unnest(string_split(${value}, chr(10)))`

const noneSaid = (cast: string): string => `CREATE OR REPLACE TEMP TABLE said (key ${cast}, i BIGINT)`

async function listingOn(connection: DuckDBConnection, mapping: SourceMapping): Promise<Listing> {
  const cast = keyCast(personKeyOf(mapping).type)
  try {
    await connection.run(noneSaid(cast))
    return { connection, cast }
  } catch (error) {
    connection.closeSync()
    throw error
  }
}

/**
 * The relations `members` and `said` that the statements read, and the borders between which the members lie.
 *
 * In as few calls as can be: after each the engine waits for whatever is done here meanwhile.
 */
async function listMembers(
  { connection, cast }: Listing,
  range: MemberRange,
  said: ReadonlyMap<string, number>,
): Promise<Within> {
  const keys = linesOf(range.bytes)
  // Prepared for each range: run a second time, such a statement makes a table without columns (DuckDB 1.5).
  const members = await connection.prepare(
    `CREATE OR REPLACE TEMP TABLE members AS
SELECT row_number() OVER () + ${range.first - 1} AS n, key FROM (SELECT ${lines('$1')}::${cast} AS key)`,
  )
  try {
    members.bindVarchar(1, keys)
    await members.run()
  } finally {
    members.destroySync()
  }
  if (said.size > 0) {
    const listed = new Set(range.keys())
    const spoken = [...said].filter(([key]) => listed.has(key))
    // Made anew: what is deleted from a table in memory keeps its place there.
    await connection.run(noneSaid(cast))
    if (spoken.length > 0) {
      await rowsOf(connection, `INSERT INTO temp.said SELECT ${lines('$1')}::${cast}, ${lines('$2')}::BIGINT`, [
        spoken.map(([key]) => key).join('\n'),
        spoken.map(([, place]) => place).join('\n'),
      ])
    }
  }
  // The list is in the engine's own order (match/members.ts).
  const [low = ''] = keys.split('\n', 1)
  const high = keys.slice(keys.lastIndexOf('\n') + 1)
  const between = `BETWEEN ${quoteText(low)}::${cast} AND ${quoteText(high)}::${cast}`
  // Blocks of rows that hold none of the members are passed over.
  return (column) => ` AND ${column} ${between}`
}

/**
 * Rows as COPY … TO STDOUT would write them, in the order of the statement.
 *
 * Hardly a text has a byte that COPY writes otherwise than it stands. Which columns have one was found out when the drop
 * was taken (load.ts), as to look at each text takes longer than to read it.
 */
async function copyRows(
  { connection }: Listing,
  { table: { columns }, text, order }: BulkStatement,
  within: Within,
  { measured, take }: Pick<OpenTables, 'measured'> & { readonly take: TakeRows },
): Promise<void> {
  const names = columns.map((_, at) => `c${at}`)
  const fields = columns.map(({ reads }, at) => {
    const looked = reads.some(({ rows, field }) => measured(rows.table, field.column).escaped)
    return looked ? `copied(c${at}::VARCHAR)` : `coalesce(c${at}::VARCHAR, '\\N')`
  })
  const line = `concat(${['n::VARCHAR', 'key::VARCHAR', 'mask::VARCHAR', ...fields].join(', chr(9), ')}, chr(10))`
  // One value for the whole range: a call for each of a million rows would take longer than the engine. The engine has
  // one thread (tables.ts), so what is put together is in the order of what it is put together from.
  const result = await connection.runAndReadAll(
    `SELECT system.main.encode(coalesce(string_agg(line, ''), ''))
FROM (
SELECT ${line} AS line
FROM (${inDuckDb(text(within))}) AS r (${['n', 'key', 'mask', ...names].join(', ')})
ORDER BY ${inDuckDb(order)}
)`,
  )
  const { DuckDBBlobValue } = await import('@duckdb/node-api')
  const [rows] = result.getRows()[0] ?? []
  if (!(rows instanceof DuckDBBlobValue)) throw new TypeError('rows are bytes')
  const { bytes } = rows
  const working = bytes.length > 0 ? take(bytes) : undefined
  giveBack(bytes)
  await working
}
