/**
 * The tables of a release: one for each program with a row for each person, and one for each element that a
 * person may have many of.
 *
 * A column is there when its element is released for somebody; a field that is withheld and a field that the
 * source does not hold are both NULL and look the same.
 */
import { PosternError } from '#errors.ts'
import { writeCsv, type CsvField } from '#formats/csv.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import type { SourceRow } from './compile.ts'
import { linesOf, type ReleasePlan, type TableLine } from './plan.ts'

export interface ReleaseTable {
  /** `data/snap.csv`, `data/snap.income.csv` */
  readonly name: string
  readonly bytes: Uint8Array
  readonly columns: readonly TableColumn[]
  readonly primaryKey: readonly string[]
}

export interface TableColumn {
  readonly name: string
  readonly type: SourceFieldType
}

/**
 * The tables, in the plan's order.
 *
 * @throws PosternError ERR_SOURCE when the source gives a text that is not of its field's type
 */
export function writeTables(plan: ReleasePlan, rows: readonly SourceRow[]): ReleaseTable[] {
  const byCell = Map.groupBy(rows, ({ program, element }) => cellId(program, element))
  const byProgram = Map.groupBy(linesOf(plan), ({ program }) => program)
  return [...byProgram].flatMap(([program, lines]) => {
    const byElement = [...Map.groupBy(lines, ({ element }) => element).values()]
    const single = byElement.filter(([line]) => line?.rows === 'one')
    const many = byElement.filter(([line]) => line?.rows === 'many')
    return [
      ...(single.length === 0 ? [] : [singleTable(program, single, byCell)]),
      ...many.map((some) => manyTable(program, some, byCell)),
    ]
  })
}

const SUBJECT: TableColumn = { name: 'subject', type: 'text' }
const ROW: TableColumn = { name: 'row', type: 'integer' }

/** The lines of one element: the element's own rows and, for some people, the substitute's. */
type ElementLines = readonly TableLine[]
type RowsByCell = ReadonlyMap<string, readonly SourceRow[]>

function singleTable(program: string, all: readonly ElementLines[], rows: RowsByCell): ReleaseTable {
  const fields = all.map((lines) => {
    const mine = new Map(rowsOf(program, lines, rows).map((row) => [row.subject, row.fields]))
    return { columns: columnsOf(lines), of: (subject: string) => mine.get(subject) }
  })
  const subjects = [...new Set(all.flat().flatMap(({ people }) => people.map(({ ref }) => ref)))].toSorted()
  const columns = [SUBJECT, ...fields.flatMap((one) => one.columns)]
  const records = subjects.map((subject) => [
    subject,
    ...fields.flatMap((one) => one.columns.map((_, at) => one.of(subject)?.[at] ?? null)),
  ])
  return table(`data/${program}.csv`, columns, ['subject'], records)
}

function manyTable(program: string, lines: ElementLines, rows: RowsByCell): ReleaseTable {
  const element = lines[0]?.element ?? ''
  const bySubject = Map.groupBy(rowsOf(program, lines, rows), ({ subject }) => subject)
  const records = [...bySubject]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([subject, some]) => some.map((row, at) => [subject, String(at + 1), ...row.fields]))
  return table(`data/${program}.${element}.csv`, [SUBJECT, ROW, ...columnsOf(lines)], ['subject', 'row'], records)
}

function rowsOf(program: string, lines: ElementLines, rows: RowsByCell): readonly SourceRow[] {
  return rows.get(cellId(program, lines[0]?.element ?? '')) ?? []
}

const cellId = (program: string, element: string) => `${program}\0${element}`

/** `income.amount`; an element with the one field "value" is its own column. */
export function columnsOf(lines: ElementLines): TableColumn[] {
  const [line] = lines
  if (line === undefined) return []
  return line.fields.map(({ name, type }) => ({
    name: name === 'value' ? line.element : `${line.element}.${name}`,
    type,
  }))
}

function table(
  name: string,
  columns: readonly TableColumn[],
  primaryKey: readonly string[],
  records: readonly (readonly CsvField[])[],
): ReleaseTable {
  for (const [index, record] of records.entries()) {
    for (const [at, field] of record.entries()) {
      const column = columns[at]
      if (field === null || (column !== undefined && forms[column.type].test(field))) continue
      throw new PosternError(
        'ERR_SOURCE',
        'the source gave a value that is not of its type',
        { file: name, row: index + 1, column: column?.name ?? null, type: column?.type ?? null },
        { mend: "Correct the field's type in the source mapping." },
      )
    }
  }
  return { name, columns, primaryKey, bytes: writeCsv({ header: columns.map((column) => column.name), rows: records }) }
}

/** The one text of each type; formats/sql.ts has the list. */
export const forms: Readonly<Record<SourceFieldType, RegExp>> = {
  text: /^/,
  date: /^\d{4,}-\d{2}-\d{2}$/,
  timestamp: /^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  integer: /^(?:0|-?[1-9]\d*)$/,
  decimal: /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/,
  boolean: /^(?:true|false)$/,
  binary: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
}
