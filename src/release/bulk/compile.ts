/**
 * From a plan to one statement for each table, which a source runs for one range of members after another.
 *
 * A statement gives rows (n, key, mask, c0, c1 …): the member's place in the range, the key under which they were found,
 * the facts that the source has of them at this moment, and each field in canonical text, NULL where the class is not
 * permitted it. Rows are read in order of n, and those of one member in order of their fields. A statement reads no
 * column that is released to nobody. The relations `members` (n, key) and `said` (key, i) are put before it by whoever
 * runs it.
 */
import { conditionSql, fieldSql, fromSql, personSql } from '#formats/sql.ts'
import type { MemberRange } from '#match/members.ts'
import type { BulkColumn, BulkPlan, BulkRows, BulkTable } from './plan.ts'

/** SQL after AND that keeps a column to the members at hand. It only saves work: what is joined decides. */
export type Within = (column: string) => string

export interface BulkStatement {
  readonly table: BulkTable
  /** In no order. */
  readonly text: (within: Within) => string
  /** SQL after ORDER BY, by the names of the statement's columns. */
  readonly order: string
}

export interface CompiledBulk {
  readonly agency: string
  readonly schema: string
  readonly statements: readonly BulkStatement[]
  /** Every column that a statement reads for a field or a condition, by table: the reader may see nothing else. */
  readonly reads: readonly TableReads[]
}

/** The source, as a large release needs it. */
export interface BulkSource {
  /** Members that it reads best by one statement: whole pieces of them. What comes out does not depend on it. */
  readonly perRange: number
  /** Ranges that one process reads best side by side: while one is gated and sealed, the source works on the next. */
  readonly atOnce: number
  /**
   * Hash of what stands there now, hex; absent for a source that is not laid down as a whole.
   *
   * @throws as `withBulk`
   */
  readonly edition?: () => Promise<string>
  /**
   * Work with a reader that can see what the statements read and nothing else.
   *
   * @param said what people have said, by their key, as a mask counts it
   * @throws PosternError ERR_SOURCE when the source refuses or lacks what the mapping names; ERR_DATABASE_UNAVAILABLE
   *   when it cannot be reached; ERR_SOURCE_MAPPING where it cannot be read so at all
   */
  withBulk<T>(
    compiled: CompiledBulk,
    said: ReadonlyMap<string, number>,
    work: (reader: BulkReader) => Promise<T>,
  ): Promise<T>
}

export interface BulkReader {
  /** Of what is read, whatever is laid down meanwhile. */
  readonly edition?: string
  /**
   * Read one range of members. Whatever is read of it, by however many statements, is of one moment of the source.
   *
   * @param work reads one statement after another; what it throws is thrown
   */
  read<T>(range: MemberRange, work: (rows: RangeRows) => Promise<T>): Promise<T>
}

/**
 * The rows of one statement, as {@link BulkStatement} says, in the text form of PostgreSQL's COPY.
 *
 * @param take given whole rows, again and again; what it throws is thrown. The bytes are nobody's once it returns
 */
export type RangeRows = (statement: BulkStatement, take: TakeRows) => Promise<void>

/** Where it returns a promise the source waits for it, but for rows that are there already: a few, and they come now. */
export type TakeRows = (rows: Uint8Array) => Promise<void> | undefined

export interface TableReads {
  readonly table: string
  /** Not quoted; in order. */
  readonly columns: readonly string[]
}

/**
 * @param mask the query that gives (n, key, mask) for the members
 * @param facts what that query reads
 *
 * @returns a statement for each table, in the plan's order, and one for the roll where the plan has one
 */
export function compileBulk(
  { agency, schema, tables, roll }: Pick<BulkPlan, 'agency' | 'schema' | 'tables' | 'roll'>,
  mask: (within: Within) => string,
  facts: readonly TableReads[],
): CompiledBulk {
  return {
    agency,
    schema,
    statements: [...tables, ...(roll === undefined ? [] : [roll])].map((table) => ({
      table,
      text: (within) => statement(table, mask(within), within),
      order: orderOf(table),
    })),
    reads: together([...facts, ...tables.flatMap(readsOf)]),
  }
}

function statement(table: BulkTable, mask: string, within: Within): string {
  return table.rows === 'one' ? oneRowEach(table, mask, within) : manyRows(table, mask, within)
}

function orderOf({ rows, columns }: BulkTable): string {
  const fields = rows === 'one' ? [] : columns.map((_, at) => `c${at} COLLATE "C" NULLS LAST`)
  return ['n', ...fields].join(', ')
}

function oneRowEach({ columns }: BulkTable, mask: string, within: Within): string {
  const relations = relationsOf(columns)
  const fields = columns.map((column, name) => {
    const cases = column.reads.map(({ rows, field, masks }) => {
      const at = relations.findIndex((one) => one.id === idOf(rows))
      const place = relations[at]?.fields.indexOf(fieldSql(field, 't')) ?? -1
      return `WHEN m.mask IN (${masks.join(', ')}) THEN r${at}.c${place}`
    })
    return `${cases.length === 0 ? 'NULL' : `CASE ${cases.join(' ')} END`} AS c${name}`
  })
  const joins = relations.map(
    ({ rows, fields: some }, at) =>
      `LEFT JOIN (\n${relationSql(rows, some, within)}\n) AS r${at} ON r${at}.key = m.key`,
  )
  return `SELECT ${['m.n', 'm.key', 'm.mask', ...fields].join(', ')}
FROM (
${mask}
) AS m
${joins.join('\n')}`
}

function manyRows({ columns }: BulkTable, mask: string, within: Within): string {
  const reads = columns[0]?.reads ?? []
  const parts = reads.map(({ rows, masks }, at) => {
    const fields = columns.flatMap(({ reads: some }) => {
      const own = some[at]
      return own === undefined ? [] : [fieldSql(own.field, 't')]
    })
    const names = fields.map((_, place) => `r.c${place}`).join(', ')
    return `SELECT m.n, m.key, m.mask, ${names} FROM m JOIN (\n${relationSql(rows, fields, within)}\n) AS r ON r.key = m.key
WHERE m.mask IN (${masks.join(', ')})`
  })
  const names = columns.map((_, at) => `c${at}`)
  return `SELECT * FROM (
WITH m AS MATERIALIZED (
${mask}
)
${parts.join('\nUNION ALL\n')}
) AS every (n, key, mask, ${names.join(', ')})`
}

interface Relation {
  readonly id: string
  readonly rows: BulkRows
  readonly fields: string[]
}

/** Elements that stand in the same rows are read together. */
function relationsOf(columns: readonly BulkColumn[]): Relation[] {
  const relations = new Map<string, Relation>()
  for (const { rows, field } of columns.flatMap(({ reads }) => reads)) {
    const id = idOf(rows)
    const relation = relations.get(id) ?? { id, rows, fields: [] }
    const sql = fieldSql(field, 't')
    if (!relation.fields.includes(sql)) relation.fields.push(sql)
    relations.set(id, relation)
  }
  return [...relations.values()]
}

function idOf({ table, by, through, where, throughWhere }: BulkRows): string {
  return JSON.stringify([table, by, through ?? null, where, throughWhere])
}

function relationSql(rows: BulkRows, fields: readonly string[], within: Within): string {
  const person = personSql(rows)
  const where = [
    ...rows.where.map((one) => conditionSql(one, 't')),
    ...rows.throughWhere.map((one) => conditionSql(one, 'k')),
    `${person} IS NOT NULL`,
  ]
  const names = fields.map((sql, at) => `${sql} AS c${at}`)
  return `  SELECT ${[`${person} AS key`, ...names].join(', ')}
  ${fromSql(rows)}
  WHERE ${where.join(' AND ')}${within(person)}`
}

function readsOf({ columns }: BulkTable): TableReads[] {
  return columns.flatMap(({ reads }) =>
    reads.flatMap(({ rows: { table, by, through, where, throughWhere }, field }) => [
      { table, columns: [by, field.column, ...where.map(({ column }) => column)] },
      ...(through === undefined
        ? []
        : [
            {
              table: through.table,
              columns: [through.column, through.person, ...throughWhere.map(({ column }) => column)],
            },
          ]),
    ]),
  )
}

function together(reads: readonly TableReads[]): TableReads[] {
  return [...Map.groupBy(reads, ({ table }) => table)]
    .map(([table, some]) => ({ table, columns: [...new Set(some.flatMap(({ columns }) => columns))].toSorted() }))
    .toSorted((a, b) => (a.table < b.table ? -1 : 1))
}
