/** Where the mapping's tables stand, and how their rows lead to a person. */
import { conditionSql, fieldSql, keyCast, quoteName, type SourceField } from '#formats/sql.ts'
import type { ElementMapping, KeyMapping, RowsMapping, SourceMapping } from '#match/mapping.ts'
import { PosternError } from '#errors.ts'

export function table(mapping: SourceMapping, name: string): string {
  return `${quoteName(mapping.schema)}.${quoteName(name)}`
}

export function keyOf(mapping: SourceMapping, name: string): KeyMapping {
  const key = Object.hasOwn(mapping.keys, name) ? mapping.keys[name] : undefined
  if (key === undefined) throw new PosternError('ERR_SOURCE_MAPPING', 'the mapping has no such key', { key: name })
  return key
}

/**
 * `FROM …` giving rows of the mapping as `t` and the key of the person they are about as `person` in the
 * select list that {@link personColumn} writes.
 */
export function fromRows(mapping: SourceMapping, rows: RowsMapping): string {
  const from = `${table(mapping, rows.table)} AS t`
  if (rows.key === 'person') return `FROM ${from}`
  const key = keyOf(mapping, rows.key)
  return `FROM ${from} JOIN ${table(mapping, key.table)} AS k ON k.${quoteName(key.column)} = t.${quoteName(rows.by)}`
}

export function personColumn(mapping: SourceMapping, rows: RowsMapping): string {
  return rows.key === 'person' ? `t.${quoteName(rows.by)}` : `k.${quoteName(keyOf(mapping, rows.key).person)}`
}

/** The rows' own conditions, each after AND. */
export function andConditions({ where = [] }: RowsMapping): string {
  return where.map((condition) => ` AND ${conditionSql(condition, 't')}`).join('')
}

/** PostgreSQL's array type of the person's key. */
export function personCast(mapping: SourceMapping): string {
  return `${keyCast(keyOf(mapping, 'person').type)}[]`
}

/** The canonical text of the field with this name, or NULL where the mapping has none. */
export function namedField(fields: readonly SourceField[], name: string): string {
  const field = fields.find((one) => one.name === name)
  return field === undefined ? 'NULL' : fieldSql(field, 't')
}

export function mappedElement(mapping: SourceMapping, element: string): ElementMapping | undefined {
  return Object.hasOwn(mapping.elements, element) ? mapping.elements[element] : undefined
}
