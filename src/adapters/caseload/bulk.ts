/**
 * Members of a class in PostgreSQL: found by one grouped query, read by COPY for one range after another.
 *
 * Every reading has a role of its own, as a release of few persons has: it may see the columns that the statements
 * read and nothing beside them. Which rows it may see is not the database's to say here: a list of a million keys in a
 * row policy would be gone through for every row. The statement joins the members and tells the classes apart, and the
 * gate holds each row against both again.
 *
 * Trust: high, as release.ts says.
 */
import { randomBytes } from 'node:crypto'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { keyCast, quoteName, quoteText, type SourceKeyType } from '#formats/sql.ts'
import { personKeyOf, type SourceMapping } from '#match/mapping.ts'
import { linesOf, membersInPiece, type FoundClass, type MemberRange, type MemberSource } from '#match/members.ts'
import type {
  BulkReader,
  BulkSource,
  BulkStatement,
  CompiledBulk,
  RangeRows,
  TableReads,
  TakeRows,
  Within,
} from '#release/bulk/compile.ts'
import { copyFrom } from './copy-out.ts'
import { withSourceErrors } from './errors.ts'
import { drop, inLockOrder, onConnection, ONE_AT_A_TIME, requireRowSecurity, sweepReleaseRoles } from './release.ts'
import { replicaPast, type OnReplica, type Replica } from './replica.ts'

/**
 * The pool needs two connections at least.
 *
 * @param replica where listed members are read, once it stands past the moment at which the reading's role was made.
 *   Classes are found on the primary, and roles are made and dropped there
 */
export function memberSource(pool: Pool, mapping: SourceMapping, replica?: Replica): MemberSource & BulkSource {
  return {
    // What comes is gated as it comes; of fewer the plan would take its time, of more the list.
    perRange: membersInPiece,
    atOnce: 2,
    classes: (ranges, said, query) => withSourceErrors(() => classes(pool, mapping, { ranges, said, query })),
    withBulk: (compiled, said, work) =>
      withSourceErrors(() => withReader({ pool, mapping, replica }, { compiled, said, work })),
  }
}

interface Question {
  readonly ranges: Iterable<MemberRange>
  readonly said: ReadonlyMap<string, number>
  readonly query: (within: Within) => string
}

interface Counted {
  readonly mask: string
  readonly persons: number
  readonly digest: string
}

/** The grouped query for one range after another on two connections, all in one snapshot. */
async function classes(pool: Pool, mapping: SourceMapping, { ranges, said, query }: Question): Promise<FoundClass[]> {
  const found = new Map<string, { persons: number; digest: bigint }>()
  // Both take from it, and neither what the other has taken.
  const left = ranges[Symbol.iterator]()
  const count = async (client: PoolClient): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) {
      for (const { mask, persons, digest } of await countRange(client, mapping, { range: next.value, said, query })) {
        const known = found.get(mask) ?? { persons: 0, digest: 0n }
        found.set(mask, { persons: known.persons + persons, digest: known.digest ^ BigInt(digest) })
      }
    }
  }
  await onConnection(pool, async (first) => {
    await beginReading(first)
    const { rows } = await first.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot')
    const second = onConnection(pool, async (client) => {
      await beginReading(client)
      await client.query(`SET TRANSACTION SNAPSHOT ${quoteText(rows[0]?.snapshot ?? '')}`)
      await count(client)
      await client.query('COMMIT')
    })
    // Neither is left behind where the other fails.
    const [one, other] = await Promise.allSettled([count(first), second])
    if (one.status === 'rejected') throw one.reason
    if (other.status === 'rejected') throw other.reason
    await first.query('COMMIT')
  })
  return [...found]
    .map(([mask, { persons, digest }]) => ({ mask, persons, digest: String(digest) }))
    .toSorted((a, b) => Number(a.mask) - Number(b.mask))
}

/** Nothing but the snapshot may come before the first query. */
async function beginReading(client: PoolClient): Promise<void> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
}

async function countRange(
  client: PoolClient,
  mapping: SourceMapping,
  { range, said, query }: Omit<Question, 'ranges'> & { readonly range: MemberRange },
): Promise<readonly Counted[]> {
  const { type } = personKeyOf(mapping)
  const keys = arrayText(linesOf(range.bytes), type)
  await client.query(`SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL TimeZone = 'UTC'`)
  const within = await withinRange(client, mapping, keys)
  const { rows } = await client.query<Counted>(
    `${withMembers(type, ['$1', '$2', '$3'])}
SELECT c.mask::text AS mask, count(*)::int AS persons, bit_xor(hashtextextended(c.key::text, 20))::text AS digest
FROM (
${query(within)}
) AS c GROUP BY c.mask`,
    [keys, ...saidArrays(saidOf(said, range), type)],
  )
  return rows
}

/** The relations that the statements read beside the source's own. */
function withMembers(type: SourceKeyType, [keys, saidKeys, saidAs]: readonly [string, string, string]): string {
  const array = `${keyCast(type)}[]`
  return `WITH members (n, key) AS (
  SELECT u.n, u.key FROM unnest(${keys}::${array}) WITH ORDINALITY AS u (key, n)
), said (key, i) AS (
  SELECT u.key, u.i FROM unnest(${saidKeys}::${array}, ${saidAs}::bigint[]) AS u (key, i)
)`
}

/**
 * Where the members lie close together in the source, a range of its index is read; else each of them is looked for.
 * First and last are asked of the source, whose order of texts is its own.
 */
async function withinRange(client: ClientBase, mapping: SourceMapping, keys: string): Promise<Within> {
  const { table, person, type } = personKeyOf(mapping)
  const array = `${keyCast(type)}[]`
  const { rows } = await client.query<{ low: string; high: string; count: number }>(
    `SELECT min(key)::text AS low, max(key)::text AS high, count(*)::int AS count FROM unnest($1::${array}) AS key`,
    [keys],
  )
  const { low, high, count } = rows[0] ?? { low: '', high: '', count: 0 }
  const between: Within = (column) =>
    ` AND ${column} BETWEEN ${quoteText(low)}::${keyCast(type)} AND ${quoteText(high)}::${keyCast(type)}`
  const rowsBetween = await estimated(
    client,
    `SELECT FROM ${quoteName(mapping.schema)}.${quoteName(table)} AS t WHERE true${between(`t.${quoteName(person)}`)}`,
  )
  return rowsBetween <= 4 * count ? between : (column) => ` AND ${column} IN (SELECT key FROM members)`
}

/** How many rows the source expects of a query. */
async function estimated(client: ClientBase, query: string): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${query}`,
  )
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? Infinity
}

/** PostgreSQL's text of an array of keys, which come with a line feed between them. */
function arrayText(lines: string, type: SourceKeyType): string {
  if (type !== 'text') return `{${lines.replaceAll('\n', ',')}}`
  if (lines === '') return '{}'
  return `{"${lines.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '","')}"}`
}

function saidArrays(said: ReadonlyMap<string, number>, type: SourceKeyType): [string, string] {
  return [arrayText([...said.keys()].join('\n'), type), `{${[...said.values()].join(',')}}`]
}

interface Reading<T> {
  readonly compiled: CompiledBulk
  readonly said: ReadonlyMap<string, number>
  readonly work: (reader: BulkReader) => Promise<T>
}

interface From {
  readonly pool: Pool
  readonly mapping: SourceMapping
  readonly replica: Replica | undefined
}

async function withReader<T>({ pool, mapping, replica }: From, { compiled, said, work }: Reading<T>): Promise<T> {
  await requireRowSecurity(pool, compiled.schema, compiled.reads)
  await sweepReleaseRoles(pool)
  const name = `postern_release_${randomBytes(8).toString('hex')}`
  return onConnection(pool, async (keeper) => {
    // As release.ts has it: whoever finds the roles and can take this lock knows that we crashed.
    await keeper.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name])
    try {
      await keeper.query(grantsSql(name, compiled))
      const connected: OnReplica =
        replica === undefined
          ? (read) => onConnection(pool, read)
          : await replicaPast(replica, keeper, { agency: mapping.agency, schema: name })
      return await work({
        read: (range, reading) =>
          readRange({ name, mapping, said, range, locks: tablesOf(compiled) }, { connected, keeper }, reading),
      })
    } finally {
      await keeper.query('ROLLBACK')
      await drop(keeper, name)
      await keeper.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
    }
  })
}

interface OneRange {
  /** Of the role. */
  readonly name: string
  readonly mapping: SourceMapping
  readonly said: ReadonlyMap<string, number>
  readonly range: MemberRange
  /** All tables of the reading, in the order in which everybody takes them. */
  readonly locks: string
}

interface Through {
  readonly connected: OnReplica
  /** Holds the roles. */
  readonly keeper: PoolClient
}

/** One range, in one snapshot. Whoever works with the reader may stand outside of `withBulk`. */
function readRange<T>(
  one: OneRange,
  { connected, keeper }: Through,
  work: (rows: RangeRows) => Promise<T>,
): Promise<T> {
  let own: unknown
  return withSourceErrors(async () => {
    try {
      return await connected((client) =>
        inOneMoment(client, one, async (rows) => {
          const ofSource = new Set<unknown>()
          try {
            return await work((statement, take) => copied(rows, statement, take, ofSource))
          } catch (error) {
            if (!ofSource.has(error)) own = error
            throw error
          }
        }),
      )
    } catch (error) {
      // Roles whose keeper is gone are swept: then that is what happened, whatever a server says of them. What was
      // found out about the rows stays what was found out.
      if (error !== own) await keeper.query('SELECT')
      throw error
    }
  })
}

/** @param ofSource is told of what went wrong, unless it was `take` that threw it */
async function copied(
  rows: RangeRows,
  statement: BulkStatement,
  take: TakeRows,
  ofSource: Set<unknown>,
): Promise<void> {
  let refused: unknown
  const refuse = (error: unknown): never => {
    refused = error
    throw error
  }
  const taking: TakeRows = (bytes) => {
    try {
      return take(bytes)?.catch(refuse)
    } catch (error) {
      return refuse(error)
    }
  }
  try {
    await rows(statement, taking)
  } catch (error) {
    if (error !== refused) ofSource.add(error)
    throw error
  }
}

async function inOneMoment<T>(
  client: PoolClient,
  { name, mapping, said, range, locks }: OneRange,
  work: (rows: RangeRows) => Promise<T>,
): Promise<T> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  // Before any of them is read: another worker that makes its role now waits for us, or we for it, and never both.
  await client.query(`LOCK TABLE ${locks} IN ACCESS SHARE MODE`)
  await client.query(`
    SET LOCAL search_path = pg_catalog, pg_temp;
    SET LOCAL client_encoding = 'UTF8';
    SET LOCAL TimeZone = 'UTC'`)
  const sql = await rangeSql(client, mapping, { said, range })
  await client.query(`SET LOCAL ROLE ${quoteName(name)}`)
  const done = await work((statement, take) => copyFrom(client, sql(statement), take))
  await client.query('COMMIT')
  return done
}

/**
 * The queries that are copied for one range. COPY takes no parameters; and by literals the source knows how many members
 * there are.
 */
export async function rangeSql(
  client: ClientBase,
  mapping: SourceMapping,
  { said, range }: Pick<OneRange, 'said' | 'range'>,
): Promise<(statement: Pick<BulkStatement, 'text' | 'order'>) => string> {
  const { type } = personKeyOf(mapping)
  const keys = arrayText(linesOf(range.bytes), type)
  const within = await withinRange(client, mapping, keys)
  const [saidKeys, saidAs] = saidArrays(saidOf(said, range), type)
  const members = withMembers(type, [quoteText(keys), quoteText(saidKeys), quoteText(saidAs)])
  return ({ text, order }) => `${members}\n${text(within)}\nORDER BY ${order}`
}

function saidOf(said: ReadonlyMap<string, number>, { keys }: MemberRange): ReadonlyMap<string, number> {
  if (said.size === 0) return said
  const listed = new Set(keys())
  return new Map([...said].filter(([key]) => listed.has(key)))
}

/** Every table that is read, in one order for whoever reads, makes roles or drops them: so nobody waits in a circle. */
function tablesOf({ schema, reads }: Pick<CompiledBulk, 'schema' | 'reads'>): string {
  return inLockOrder(reads.map(({ table }) => ({ schema, table })))
}

/** One transaction: the role is there with exactly these rights, or not at all. */
function grantsSql(name: string, { schema, reads }: CompiledBulk): string {
  const reader = quoteName(name)
  return `
BEGIN;
${ONE_AT_A_TIME}
LOCK TABLE ${tablesOf({ schema, reads })} IN ACCESS EXCLUSIVE MODE;
CREATE ROLE ${reader} NOLOGIN;
GRANT ${reader} TO CURRENT_USER;
CREATE SCHEMA ${reader};
GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${reader};
${reads.map((one) => grantSql(name, schema, one)).join('')}COMMIT`
}

function grantSql(name: string, schema: string, { table, columns }: TableReads): string {
  const reader = quoteName(name)
  const relation = `${quoteName(schema)}.${quoteName(table)}`
  return `GRANT SELECT (${columns.map(quoteName).join(', ')}) ON ${relation} TO ${reader};
CREATE POLICY ${reader} ON ${relation} FOR SELECT TO ${reader} USING (true);
`
}
