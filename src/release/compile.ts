/**
 * From a plan to one SQL statement for PostgreSQL, and to what the role that runs it may see.
 *
 * The statement names its relations without a schema. Under `role` and `drop` they are slices made for this
 * release, under `views` the views that the source's administrator granted beforehand; the adapter sets the
 * search path. Everything that came from outside (keys, refs) is a parameter.
 */
import {
  conditionSql,
  fieldSql,
  keyCast,
  quoteName,
  quoteText,
  type Condition,
  type SourceKeyType,
} from '#formats/sql.ts'
import type { PlanLine, ReleasePlan } from './plan.ts'
import { viewName, viewSetting } from './views.ts'

export interface CompiledRelease {
  readonly agency: string
  readonly statement: ReleaseStatement
  readonly access: ReleaseAccess
}

/** Gives rows of (subject, program, element, key, columns text[], fields text[]), see {@link SourceRow}. */
export interface ReleaseStatement {
  readonly text: string
  readonly values: readonly (readonly string[])[]
}

export type ReleaseAccess =
  | { readonly mode: 'role' | 'drop'; readonly schema: string; readonly slices: readonly Slice[] }
  | {
      readonly mode: 'views'
      readonly schema: string
      readonly role: string
      /** Settings of the transaction that open each view for the permitted people, and for nobody else. */
      readonly settings: readonly { readonly name: string; readonly value: string }[]
    }

/**
 * A piece of one table: these columns of these rows. People who may be read to a different extent are in
 * different slices, each with a role (or, of a drop, a table) of its own, because a row policy holds for all columns
 * alike.
 */
export interface Slice {
  readonly name: string
  readonly table: string
  readonly by: { readonly column: string; readonly type: SourceKeyType }
  /** The key column among them; in order. */
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
  /** In order, each once. */
  readonly keys: readonly string[]
}

/** A row as the statement gives it: whose it is, what it is, and the fields in canonical text. */
export interface SourceRow {
  readonly subject: string
  readonly program: string
  readonly element: string
  /** The key under which the source holds the row, in text. */
  readonly key: string
  /** Names of the fields, in the mapping's order. */
  readonly columns: readonly string[]
  readonly fields: readonly (string | null)[]
}

/** The source, as the release needs it. */
export interface ReleaseSource {
  /**
   * Run the statement where nothing but the permitted columns of the permitted people can be read.
   *
   * @throws PosternError ERR_SOURCE when the source refuses, lacks what the mapping names, or is busy;
   *   ERR_DATABASE_UNAVAILABLE when it cannot be reached
   */
  read(compiled: CompiledRelease): Promise<SourceRow[]>
}

export function compile(plan: ReleasePlan): CompiledRelease {
  const slices = plan.access.mode === 'views' ? new Map<PlanLine, Slice>() : sliced(plan.lines)
  const parameters = new Parameters()
  const selects = plan.lines.map((line, index) => {
    const relation = slices.get(line)?.name ?? viewName(line.element, line.substitute)
    return select(line, index, relation, plan.access.mode === 'views', parameters)
  })
  const access: ReleaseAccess =
    plan.access.mode === 'views'
      ? { ...plan.access, settings: settings(plan.lines) }
      : { mode: plan.access.mode, schema: plan.schema, slices: [...new Set(slices.values())] }
  return { agency: plan.agency, statement: { text: statementText(selects), values: parameters.values }, access }
}

const NOTHING = `SELECT 0, '', '', '', '', '{}'::text[], '{}'::text[] WHERE false`

/** The order is fixed by what is read and by nothing that the source may change, such as where a row lies. */
function statementText(selects: readonly string[]): string {
  return `SELECT subject, program, element, key, columns, fields
FROM (
${selects.length === 0 ? NOTHING : selects.join('\nUNION ALL\n')}
) AS cells (line, subject, program, element, key, columns, fields)
ORDER BY line, subject COLLATE "C", fields COLLATE "C", key COLLATE "C"`
}

function select(line: PlanLine, index: number, relation: string, filter: boolean, parameters: Parameters): string {
  const pairs = line.people.flatMap(({ ref, keys }) => keys.map((key) => ({ ref, key })))
  const refs = parameters.add(pairs.map(({ ref }) => ref))
  const keys = parameters.add(pairs.map(({ key }) => key))
  const by = `t.${quoteName(line.by.column)}`
  const names = line.fields.map(({ name }) => quoteText(name)).join(', ')
  const fields = line.fields.map((field) => fieldSql(field, 't')).join(', ')
  // In a slice the row policy has done this already, and the column may not be seen.
  const where = filter && line.ofProgram !== undefined ? `\nWHERE ${conditionSql(line.ofProgram, 't')}` : ''
  return `SELECT ${index}, k.ref, ${quoteText(line.program)}, ${quoteText(line.element)}, ${by}::text, ARRAY[${names}]::text[], ARRAY[${fields}]::text[]
FROM ${quoteName(relation)} AS t JOIN unnest(${refs}::text[], ${keys}::${keyCast(line.by.type)}[]) AS k (ref, key) ON ${by} = k.key${where}`
}

/** Equal lists share one parameter; most releases have one list of people. */
class Parameters {
  readonly values: (readonly string[])[] = []
  readonly #places = new Map<string, number>()

  add(list: readonly string[]): string {
    const id = JSON.stringify(list)
    const place = this.#places.get(id) ?? this.values.push(list)
    this.#places.set(id, place)
    return `$${place}`
  }
}

/** A slice for each line; lines that may read the same rows share one, with the columns of all. */
function sliced(lines: readonly PlanLine[]): Map<PlanLine, Slice> {
  const groups = Map.groupBy(lines, (line) =>
    JSON.stringify([line.table, line.by.column, conditions(line), keysOf([line])]),
  )
  const slices = new Map<PlanLine, Slice>()
  for (const group of groups.values()) {
    const one = slice(`s${new Set(slices.values()).size + 1}`, group)
    if (one !== undefined) for (const line of group) slices.set(line, one)
  }
  return slices
}

function slice(name: string, group: readonly PlanLine[]): Slice | undefined {
  const [first] = group
  if (first === undefined) return undefined
  const { table, by } = first
  const columns = new Set([by.column, ...group.flatMap(({ fields }) => fields.map(({ column }) => column))])
  return { name, table, by, columns: [...columns].toSorted(), conditions: conditions(first), keys: keysOf(group) }
}

function conditions({ where, ofProgram }: PlanLine): Condition[] {
  return ofProgram === undefined ? [...where] : [...where, ofProgram]
}

function keysOf(lines: readonly PlanLine[]): string[] {
  return [...new Set(lines.flatMap(({ people }) => people.flatMap(({ keys }) => keys)))].toSorted()
}

function settings(lines: readonly PlanLine[]): { name: string; value: string }[] {
  const views = Map.groupBy(lines, ({ element, substitute }) => viewName(element, substitute))
  return [...views].map(([view, group]) => ({ name: viewSetting(view), value: arrayText(keysOf(group)) }))
}

/** PostgreSQL's text of an array of texts. */
function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
}
