/**
 * The little SQL that is needed to read a value from a source in one written form: names and literals
 * quoted for PostgreSQL, and for each type of field the expression that gives its canonical text.
 *
 * | type      | canonical text                                             |
 * |-----------|------------------------------------------------------------|
 * | text      | as it stands                                               |
 * | date      | YYYY-MM-DD                                                 |
 * | timestamp | YYYY-MM-DDThh:mm:ssZ, in UTC                               |
 * | integer   | digits, no leading zero, "-" before a negative             |
 * | decimal   | as integer, then "." and digits as the source holds them   |
 * | boolean   | true, false                                                |
 * | binary    | base64 with padding (RFC 4648 section 4), no line breaks   |
 *
 * DateStyle and bytea_output do not change the result. A timestamp that the source holds without its zone
 * is read in the session's, which whoever runs the statement sets to UTC.
 */
import { PosternError } from '#errors.ts'

export type SourceFieldType = 'text' | 'date' | 'timestamp' | 'integer' | 'decimal' | 'boolean' | 'binary'
export type SourceKeyType = 'text' | 'integer' | 'uuid'

export interface SourceField {
  /** Name in the release. */
  readonly name: string
  /** Column in the source. */
  readonly column: string
  readonly type: SourceFieldType
  /** How a date is written in a text column, or money in an integer one; without it, in the column's own type. */
  readonly stored?: 'YYYYMMDD' | 'MM/DD/YYYY' | 'cents'
  /** Only what stands before, or after, the first such text: for a column such as "FAMILY, GIVEN". */
  readonly before?: string
  readonly after?: string
}

/** A column holds one of these values (compared as text), or, with no list, any value at all. */
export interface Condition {
  readonly column: string
  readonly in?: readonly string[]
}

/**
 * `"name"`, safe to stand in a statement.
 *
 * @throws PosternError ERR_SOURCE_MAPPING for what PostgreSQL would cut or refuse: an empty name, NUL, or
 *   more than 63 bytes
 */
export function quoteName(name: string): string {
  if (name === '' || name.includes('\0') || new TextEncoder().encode(name).length > 63) {
    throw new PosternError('ERR_SOURCE_MAPPING', 'this cannot be the name of a table or a column', { name })
  }
  return `"${name.replaceAll('"', '""')}"`
}

/** `'text'`, safe to stand in a statement whatever `standard_conforming_strings` says. */
export function quoteText(text: string): string {
  if (text.includes('\0')) throw new PosternError('ERR_SOURCE_MAPPING', 'PostgreSQL holds no text with a NUL')
  const doubled = text.replaceAll("'", "''")
  return text.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}

/** PostgreSQL's name for the type of a key. */
export function keyCast(type: SourceKeyType): 'text' | 'bigint' | 'uuid' {
  return type === 'integer' ? 'bigint' : type
}

/** The expression that gives the field's canonical text, reading from the relation called `from`. */
export function fieldSql(field: SourceField, from: string): string {
  return canonical[field.type](part(field, `${from}.${quoteName(field.column)}`), field.stored)
}

/** Whether the field's canonical text comes after that of a day, byte for byte; not true where there is none. */
export function afterSql(field: SourceField, from: string, day: string): string {
  const { type, stored, before, after, column } = field
  if (type !== 'date' || stored !== undefined || before !== undefined || after !== undefined)
    return `${fieldSql(field, from)} COLLATE "C" > ${quoteText(day)}`
  // The same, with no text made of each of a million dates. As a text the year 10000 comes before 2000.
  const date = `${from}.${quoteName(column)}::date`
  return `${date} > ${quoteText(day)}::date AND ${date} <= '9999-12-31'::date`
}

const canonical: Record<SourceFieldType, (column: string, stored: SourceField['stored']) => string> = {
  text: (column) => `${column}::text`,
  date: (column, stored) => `to_char(${stored === undefined ? column : dateFromText(column, stored)}, 'YYYY-MM-DD')`,
  timestamp: (column) => `to_char(${column}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  integer: (column) => `${column}::bigint::text`,
  decimal: (column, stored) =>
    stored === 'cents' ? `round(${column}::numeric * 0.01, 2)::text` : `${column}::numeric::text`,
  boolean: (column) => `${column}::boolean::text`,
  // encode() breaks base64 into lines of 76 as MIME does.
  binary: (column) => `replace(encode(${column}, 'base64'), chr(10), '')`,
}

function part({ before, after }: SourceField, column: string): string {
  if (before !== undefined) return `nullif(trim(split_part(${column}, ${quoteText(before)}, 1)), '')`
  if (after !== undefined) return `nullif(trim(split_part(${column}, ${quoteText(after)}, 2)), '')`
  return column
}

/** Old systems write "no date" as blanks or zeros. */
function dateFromText(column: string, stored: string): string {
  return `to_date(nullif(nullif(trim(${column}), ''), '00000000'), ${quoteText(stored)})`
}

/** The condition on a row of `from`; compared as text, so that a mapping can say 'true', '7' or 'A' alike. */
export function conditionSql({ column, in: values }: Condition, from?: string): string {
  const name = from === undefined ? quoteName(column) : `${from}.${quoteName(column)}`
  if (values === undefined) return `${name} IS NOT NULL`
  return values.length === 0 ? 'false' : `${name}::text IN (${values.map(quoteText).join(', ')})`
}

/** Rows of one table, and how they lead to a person: by a column of their own, or through the table of another key. */
export interface RowsRelation {
  readonly schema: string
  readonly table: string
  readonly by: string
  /** Where `by` is another key than the person's: the table that holds both. */
  readonly through?: { readonly table: string; readonly column: string; readonly person: string }
}

/** `FROM …` giving the rows as `t`; {@link personSql} writes whose they are. */
export function fromSql({ schema, table, by, through }: RowsRelation): string {
  const from = `FROM ${quoteName(schema)}.${quoteName(table)} AS t`
  if (through === undefined) return from
  return `${from} JOIN ${quoteName(schema)}.${quoteName(through.table)} AS k ON k.${quoteName(through.column)} = t.${quoteName(by)}`
}

/** The key of the person whom a row of {@link fromSql} is about. */
export function personSql({ by, through }: RowsRelation): string {
  return through === undefined ? `t.${quoteName(by)}` : `k.${quoteName(through.person)}`
}
