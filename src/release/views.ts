/**
 * Where the source is not ours to alter: one view per element, made and granted beforehand by the source's own
 * administrator. A view shows rows only of the people whom the running transaction names for that view, so
 * a statement that names nobody reads nothing.
 */
import { conditionSql, keyCast, quoteName, quoteText } from '#formats/sql.ts'
import type { RowsMapping, SourceMapping } from '#match/mapping.ts'
import type { SourceField } from '#formats/sql.ts'

export function viewName(element: string, substitute: boolean): string {
  return substitute ? `${element}-substitute` : element
}

/** The setting that names the permitted people for a view, as PostgreSQL's text of an array. */
export function viewSetting(view: string): string {
  return `postern.${view.replaceAll('-', '_')}`
}

/**
 * The SQL that the administrator runs once, after reading it, as the owner of the tables. It alters no table.
 *
 * The role is made without a password and without the right to log in; the administrator grants it to the
 * login that Postern uses: `GRANT … TO … WITH INHERIT FALSE`.
 */
export function viewsSql(mapping: SourceMapping): string {
  const { access } = mapping
  if (access.mode !== 'views') return ''
  const schema = quoteName(access.schema)
  const role = quoteName(access.role)
  const views = Object.entries(mapping.elements).flatMap(([element, held]) => [
    viewSql(mapping, access.schema, viewName(element, false), held, held.fields, held.program),
    ...(held.substitute === undefined
      ? []
      : [viewSql(mapping, access.schema, viewName(element, true), held.substitute, held.substitute.fields)]),
  ])
  return `CREATE SCHEMA ${schema};
CREATE ROLE ${role} NOLOGIN;
${views.join('\n')}
GRANT USAGE ON SCHEMA ${schema} TO ${role};
GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};
`
}

function viewSql(
  mapping: SourceMapping,
  schema: string,
  view: string,
  rows: RowsMapping,
  fields: readonly SourceField[],
  program?: string,
): string {
  const columns = new Set([rows.by, ...(program === undefined ? [] : [program]), ...fields.map(({ column }) => column)])
  const type = keyCast(mapping.keys[rows.key]?.type ?? 'text')
  const named = `nullif(current_setting(${quoteText(viewSetting(view))}, true), '')`
  const where = [
    `${quoteName(rows.by)} = ANY (${named}::${type}[])`,
    ...(rows.where ?? []).map((one) => conditionSql(one)),
  ]
  return `CREATE VIEW ${quoteName(schema)}.${quoteName(view)} WITH (security_barrier) AS
  SELECT ${[...columns].map(quoteName).join(', ')}
  FROM ${quoteName(mapping.schema)}.${quoteName(rows.table)}
  WHERE ${where.join('\n    AND ')};`
}
