/** Where the mapping's tables stand, and how their rows lead to a person. */
import { conditionSql, fieldSql, fromSql, keyCast, personSql, quoteName, type SourceField } from '#formats/sql.ts'
import { personKeyOf, type ElementMapping, type RowsMapping, type SourceMapping } from '#match/mapping.ts'
import { relationOf } from '#match/mask.ts'

export function table(mapping: SourceMapping, name: string): string {
  return `${quoteName(mapping.schema)}.${quoteName(name)}`
}

/** {@link fromSql} of rows of the mapping. */
export function fromRows(mapping: SourceMapping, rows: RowsMapping): string {
  return fromSql(relationOf(mapping, rows))
}

/** {@link personSql} of rows of the mapping. */
export function personColumn(mapping: SourceMapping, rows: RowsMapping): string {
  return personSql(relationOf(mapping, rows))
}

/** The rows' own conditions, each after AND. */
export function andConditions({ where = [] }: RowsMapping): string {
  return where.map((condition) => ` AND ${conditionSql(condition, 't')}`).join('')
}

/** PostgreSQL's array type of the person's key. */
export function personCast(mapping: SourceMapping): string {
  return `${keyCast(personKeyOf(mapping).type)}[]`
}

/** The canonical text of the field with this name, or NULL where the mapping has none. */
export function namedField(fields: readonly SourceField[], name: string): string {
  const field = fields.find((one) => one.name === name)
  return field === undefined ? 'NULL' : fieldSql(field, 't')
}

export function mappedElement(mapping: SourceMapping, element: string): ElementMapping | undefined {
  return Object.hasOwn(mapping.elements, element) ? mapping.elements[element] : undefined
}
