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
import { keyCast, quoteText, type SourceKeyType } from '#formats/sql.ts'
import { personKeyOf, type SourceMapping } from '#match/mapping.ts'
import type { FoundClass, MemberRange, MemberSource } from '#match/members.ts'
import type { BulkReader, BulkSource, BulkStatement, CompiledBulk, Within } from '#release/bulk/compile.ts'
import { inDuckDb } from './dialect.ts'
import { rowsOf, type Engine } from './duckdb.ts'
import { requireDrop, withDropErrors } from './source.ts'
import { openTables } from './tables.ts'

/** @param file the drop in use; see `currentFile` */
export function dropMembers(file: string, mapping: SourceMapping): MemberSource & BulkSource {
  return {
    classes: (ranges, said, query) =>
      withDropErrors(() => withTables(file, undefined, (engine) => classes(engine, mapping, ranges, said, query))),
    withBulk: (compiled, said, work) =>
      withDropErrors(() => withTables(file, compiled, (engine) => work(reader(engine, mapping, said)))),
  }
}

/** @throws PosternError ERR_SOURCE where no drop was taken yet */
async function withTables<T>(
  file: string,
  compiled: CompiledBulk | undefined,
  work: (engine: Engine) => Promise<T>,
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
  for (const range of ranges) {
    const within = await listMembers(connection, mapping, range, said)
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

function reader(engine: Engine, mapping: SourceMapping, said: ReadonlyMap<string, number>): BulkReader {
  return {
    read: async (statement, range, take) => {
      // Members are of one range, and several may be read at once: a connection has tables of its own.
      const connection = await engine.connect()
      try {
        const within = await listMembers(connection, mapping, range, said)
        await copyRows(connection, statement, within, take)
      } finally {
        connection.closeSync()
      }
    },
  }
}

/** The relations `members` and `said` that the statements read, and the borders between which the members lie. */
async function listMembers(
  connection: DuckDBConnection,
  mapping: SourceMapping,
  { keys }: MemberRange,
  said: ReadonlyMap<string, number>,
): Promise<Within> {
  const type = personType(mapping)
  const cast = keyCast(type)
  // One text is a value that is made at once; a list would be one for each. No key has a line feed in it.
  const lines = `unnest(string_split($1, chr(10)))`
  const listed = new Set(said.size === 0 ? [] : keys)
  const spoken = [...said].filter(([key]) => listed.has(key))
  await connection.run('DROP TABLE IF EXISTS temp.members')
  await connection.run('DROP TABLE IF EXISTS temp.said')
  await rowsOf(
    connection,
    `CREATE TEMP TABLE members AS SELECT unnest(range(1, ${keys.length + 1})) AS n, ${lines}::${cast} AS key`,
    [keys.join('\n')],
  )
  await connection.run(`CREATE TEMP TABLE said (key ${cast}, i BIGINT)`)
  if (spoken.length > 0) {
    await rowsOf(
      connection,
      `INSERT INTO temp.said SELECT ${lines}::${cast}, unnest(string_split($2, chr(10)))::BIGINT`,
      [spoken.map(([key]) => key).join('\n'), spoken.map(([, place]) => place).join('\n')],
    )
  }
  const [border] = await rowsOf(
    connection,
    'SELECT min(key)::VARCHAR AS low, max(key)::VARCHAR AS high FROM temp.members',
  )
  const between = `BETWEEN ${quoteText(String(border?.['low']))}::${cast} AND ${quoteText(String(border?.['high']))}::${cast}`
  // Blocks of rows that hold none of the members are passed over.
  return (column) => ` AND ${column} ${between}`
}

function personType(mapping: SourceMapping): SourceKeyType {
  return personKeyOf(mapping).type
}

const plain = (value: string): string => `coalesce(${value}, '\\N')`

/** Rows as COPY … TO STDOUT would write them, in the order of the statement. */
async function copyRows(
  connection: DuckDBConnection,
  { table: { rows, columns }, text }: BulkStatement,
  within: Within,
  take: (rows: Uint8Array) => void,
): Promise<void> {
  const names = ['n', 'key', 'mask', ...columns.map((_, at) => `f${at}`)]
  // Of a text alone a byte may have to be written otherwise: numbers, dates and the keys of a list have none such.
  const texts = columns.flatMap(({ type }, at) => (type === 'text' ? [`r.f${at}::VARCHAR`] : []))
  const lineOf = (ofText: (value: string) => string): string => {
    const fields = columns.map(({ type }, at) => (type === 'text' ? ofText : plain)(`r.f${at}::VARCHAR`))
    return `concat(${['r.n::VARCHAR', 'r.key::VARCHAR', 'r.mask::VARCHAR', ...fields].join(', chr(9), ')}, chr(10))`
  }
  const asItStands = lineOf(plain)
  // Looked for in all texts of a row at once: hardly one has such a byte, and a search for each takes its time.
  const line =
    texts.length === 0
      ? asItStands
      : `CASE WHEN as_it_stands(concat(${texts.join(', ')})) THEN ${asItStands} ELSE ${lineOf((value) => `copied(${value})`)} END`
  // The statement's own order, said again: an aggregate need not keep that of what it is given.
  const order = rows === 'one' ? 'r.n' : ['r.n', ...columns.map((_, at) => `r.f${at} NULLS LAST`)].join(', ')
  // One value for the whole range: a call for each of a million rows would take longer than the engine.
  const result = await connection.runAndReadAll(
    `SELECT system.main.encode(string_agg(${line}, '' ORDER BY ${order}))
FROM (${inDuckDb(text(within))}) AS r (${names.join(', ')})`,
  )
  const { DuckDBBlobValue } = await import('@duckdb/node-api')
  const [copied] = result.getRows()[0] ?? []
  if (copied instanceof DuckDBBlobValue) take(copied.bytes)
}
