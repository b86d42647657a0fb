/** Which tables and columns a mapping names, and which types of a file fit what it says of them. */
import type { SourceField, SourceKeyType } from '#formats/sql.ts'
import type { RowsMapping, SourceMapping } from '#match/mapping.ts'
import type { Descriptor, Field } from './descriptor.ts'
import { refused } from './errors.ts'

/** What a column is read as. A column may be read in several ways; its type has to fit all. */
export type Use =
  | { readonly as: 'key'; readonly type: SourceKeyType }
  /** Its text is compared with words of the mapping. */
  | { readonly as: 'compared' }
  | { readonly as: 'field'; readonly field: SourceField }

/** What a column of the loaded table holds. Decimals are kept as the text that PostgreSQL would print. */
export type Kind = 'text' | 'binary' | 'uuid' | 'decimal' | 'integer' | 'boolean' | 'date' | 'timestamp'

/** Table → column → how the mapping reads it. */
export function usesOf(mapping: SourceMapping): Map<string, Map<string, Use[]>> {
  const tables = new Map<string, Map<string, Use[]>>()
  const add = (table: string, column: string, use: Use): void => {
    const columns = tables.get(table) ?? new Map<string, Use[]>()
    tables.set(table, columns.set(column, [...(columns.get(column) ?? []), use]))
  }
  const keyType = (key: string): SourceKeyType => mapping.keys[key]?.type ?? 'text'
  const rows = ({ table, key, by, where = [] }: RowsMapping): void => {
    add(table, by, { as: 'key', type: keyType(key) })
    for (const { column } of where) add(table, column, { as: 'compared' })
  }
  for (const { table, person, column, type, program } of Object.values(mapping.keys)) {
    add(table, person, { as: 'key', type: keyType('person') })
    add(table, column, { as: 'key', type })
    if (program !== undefined) add(table, program, { as: 'compared' })
  }
  const { programs } = mapping
  rows(programs)
  for (const column of [programs.program, programs.role.column]) add(programs.table, column, { as: 'compared' })
  for (const marker of Object.values(mapping.markers)) rows(marker)
  for (const element of Object.values(mapping.elements)) {
    if (element.program !== undefined) add(element.table, element.program, { as: 'compared' })
    for (const held of [element, ...(element.substitute === undefined ? [] : [element.substitute])]) {
      rows(held)
      for (const field of held.fields) add(held.table, field.column, { as: 'field', field })
    }
  }
  return tables
}

export function kindOf({ type, format = 'default' }: Field): Kind | undefined {
  if (type === 'string') return format === 'default' ? 'text' : format === 'binary' ? 'binary' : 'uuid'
  if (format !== 'default') return undefined
  if (type === 'number') return 'decimal'
  return type === 'datetime' ? 'timestamp' : type
}

/** Kinds whose text is the same in every engine. */
const written: readonly Kind[] = ['text', 'uuid', 'decimal', 'integer', 'boolean', 'date']

/** The kinds that fit a use. */
export function fitting(use: Use): readonly Kind[] {
  if (use.as === 'key') return [use.type]
  if (use.as === 'compared') return written
  const { type, stored, before, after } = use.field
  if (stored === 'cents') return ['integer']
  if (stored !== undefined || before !== undefined || after !== undefined) return ['text']
  if (type === 'text') return written
  return type === 'decimal' ? ['decimal', 'integer'] : [type]
}

/**
 * That the drop has every table and column that the mapping names, of types that fit, and nothing besides.
 *
 * @throws PosternError ERR_DROP naming table and column
 */
export function checkColumns({ resources }: Descriptor, mapping: SourceMapping): void {
  const uses = usesOf(mapping)
  assertDistinct(
    resources.map(({ name }) => name),
    'table',
    {},
  )
  assertDistinct(
    resources.map(({ path }) => path),
    'file',
    {},
  )
  for (const { name: table, schema } of resources) {
    const columns = uses.get(table)
    if (columns === undefined) throw refused('the drop has a table that the mapping does not name', { table })
    assertDistinct(
      schema.fields.map(({ name }) => name),
      'column',
      { table },
    )
    for (const field of schema.fields) checkField(table, field, columns.get(field.name))
    const held = new Set(schema.fields.map(({ name }) => name))
    const missing = [...columns.keys()].find((column) => !held.has(column))
    if (missing !== undefined) {
      throw refused('a column that the mapping names is not in the drop', { table, column: missing })
    }
  }
  const missing = [...uses.keys()].find((table) => !resources.some(({ name }) => name === table))
  if (missing !== undefined) throw refused('a table that the mapping names is not in the drop', { table: missing })
}

function checkField(table: string, field: Field, uses: readonly Use[] | undefined): void {
  const column = field.name
  if (uses === undefined) throw refused('the drop has a column that the mapping does not name', { table, column })
  const kind = kindOf(field)
  for (const use of uses) {
    const fits = fitting(use)
    if (kind !== undefined && fits.includes(kind)) continue
    throw refused('the type of a column does not fit what the mapping says of it', {
      table,
      column,
      type: field.type,
      ...(field.format === undefined ? {} : { format: field.format }),
      fits: [...fits],
    })
  }
}

/** DuckDB does not tell names apart by their case alone, so two such names would be one. */
function assertDistinct(names: readonly string[], what: string, where: { readonly table?: string }): void {
  const seen = new Set<string>()
  for (const name of names) {
    const folded = name.toLowerCase()
    if (seen.has(folded))
      throw refused(`the drop has two of one name, or of names that differ in case alone`, { ...where, [what]: name })
    seen.add(folded)
  }
}
