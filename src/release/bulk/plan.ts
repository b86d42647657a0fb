/**
 * From a decision over classes to what shall be read: for each table its columns, and for each column the classes for
 * whom it may be read.
 *
 * It is built up from nothing, as the plan of a few persons is: a cell that the decision does not release adds no
 * class to any column.
 */
import { grantsOf, personsGranted, type Grant, type GrantedCell } from '#formats/grants.ts'
import type { Condition, RowsRelation, SourceField, SourceFieldType } from '#formats/sql.ts'
import type { ElementMapping, RowsMapping, SourceMapping } from '#match/mapping.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { keyFor } from '../key-for.ts'

/** Members who were decided alike; `ref` stands for them in the decision. */
export interface DecidedClass {
  readonly ref: string
  /** Decimal digits, as the source makes them. */
  readonly mask: string
  readonly persons: number
  readonly markers: readonly string[]
}

export interface BulkPlan {
  readonly agency: string
  readonly schema: string
  readonly tables: readonly BulkTable[]
  /** Where no table has a row for each person: one without columns, by which the members are counted as they come. */
  readonly roll?: BulkTable
  readonly grants: readonly Grant[]
  /** What is released of each class and held in this source, by its `ref`. Who gets nothing is not in it. */
  readonly cells: ReadonlyMap<string, readonly GrantedCell[]>
  /** For whom something is released. */
  readonly persons: number
  /** What is released and this source does not hold. */
  readonly unmapped: readonly GrantedCell[]
}

/** One file: the elements of a program that a person has one of, or one element that they may have many of. */
export interface BulkTable {
  /** `data/snap.csv`, `data/snap.income.csv` */
  readonly name: string
  readonly program: string
  readonly rows: 'one' | 'many'
  readonly columns: readonly BulkColumn[]
}

export interface BulkColumn {
  readonly name: string
  readonly element: string
  readonly type: SourceFieldType
  /** Where it stands for which classes: for most people in one place, for some in that of their substitute address. */
  readonly reads: readonly BulkRead[]
}

export interface BulkRead {
  readonly rows: BulkRows
  readonly field: SourceField
  readonly masks: readonly string[]
}

/** Rows of the source, and which of them. */
export interface BulkRows extends RowsRelation {
  readonly where: readonly Condition[]
  /** Of the table that leads to the person, where that key differs from program to program. */
  readonly throughWhere: readonly Condition[]
}

/** @throws PosternError ERR_SOURCE_MAPPING where an element is found by a key that the mapping does not have */
export function planBulk(decision: Decision, classes: readonly DecidedClass[], mapping: SourceMapping): BulkPlan {
  const open = openTo(decision)
  const cells = [...new Map([...open.values()].flat().map((cell) => [place(cell), cell])).values()].toSorted(
    (a, b) => place(a) - place(b),
  )
  const held = cells.flatMap((cell) => {
    const element = keptFor(mapping, cell)
    return element === undefined ? [] : [{ cell, element }]
  })
  const kept = new Set(held.map(({ cell }) => place(cell)))
  const released = new Map(
    classes.flatMap(({ ref }) => {
      const there = (open.get(ref) ?? []).filter((cell) => kept.has(place(cell)))
      return there.length === 0 ? [] : [[ref, there] as const]
    }),
  )
  const grants = grantsOf(classes.map(({ ref, persons }) => ({ persons, cells: released.get(ref) ?? [] })))
  const tables = tablesOf(
    held,
    (cell) => classes.filter(({ ref }) => open.get(ref)?.some(same(cell)) === true),
    mapping,
  )
  const [first] = tables
  const counted = first === undefined || tables.some(({ rows }) => rows === 'one')
  return {
    agency: mapping.agency,
    schema: mapping.schema,
    tables,
    ...(counted
      ? {}
      : { roll: { name: `data/${first.program}.csv`, program: first.program, rows: 'one', columns: [] } }),
    grants,
    cells: released,
    persons: personsGranted(grants),
    unmapped: cells.filter((cell) => !kept.has(place(cell))),
  }
}

const programOrder = Object.keys(vocabulary.programs)
const place = ({ program, element }: GrantedCell) => programOrder.indexOf(program) * 1000 + elements.indexOf(element)
const same = (cell: GrantedCell) => (other: GrantedCell) => place(cell) === place(other)

/** What the decision releases, by class. What still needs something is not, whatever its outcome says. */
function openTo({ cells }: Decision): ReadonlyMap<string, GrantedCell[]> {
  const open = cells.filter(({ outcome, needs }) => outcome === 'release' && needs.length === 0)
  return new Map(
    [...Map.groupBy(open, ({ subject }) => subject)].map(([subject, of]) => [
      subject,
      of.map(({ program, element }) => ({ program, element })),
    ]),
  )
}

function keptFor({ elements: mapped }: SourceMapping, { program, element }: GrantedCell): ElementMapping | undefined {
  const held = Object.hasOwn(mapped, element) ? mapped[element] : undefined
  return held?.programs === undefined || held.programs.includes(program) ? held : undefined
}

interface Held {
  readonly cell: GrantedCell
  readonly element: ElementMapping
}

function tablesOf(
  held: readonly Held[],
  classesOf: (cell: GrantedCell) => readonly DecidedClass[],
  mapping: SourceMapping,
): BulkTable[] {
  const columns = (some: readonly Held[]) => some.flatMap((one) => columnsOf(one, classesOf(one.cell), mapping))
  return [...Map.groupBy(held, ({ cell }) => cell.program)].flatMap(([program, all]): BulkTable[] => {
    const single = all.filter(({ element }) => element.rows === 'one')
    const many = all.filter(({ element }) => element.rows === 'many')
    return [
      ...(single.length === 0
        ? []
        : [{ name: `data/${program}.csv`, program, rows: 'one' as const, columns: columns(single) }]),
      ...many.map((one) => ({
        name: `data/${program}.${one.cell.element}.csv`,
        program,
        rows: 'many' as const,
        columns: columns([one]),
      })),
    ]
  })
}

function columnsOf({ cell, element }: Held, classes: readonly DecidedClass[], mapping: SourceMapping): BulkColumn[] {
  const marked = classes.filter(({ markers }) => markers.includes('address-confidentiality'))
  const others = classes.filter((one) => !marked.includes(one))
  const { substitute } = element
  // For a participant of an address confidentiality program the mailing address is the substitute and nothing else.
  const own = substitute === undefined && cell.element !== 'mailing-address' ? [...others, ...marked] : others
  return element.fields.map((field) => {
    const substituted = substitute?.fields.find(({ name }) => name === field.name)
    const reads = [
      read(rowsOf(element, cell, mapping, false), field, own),
      ...(substitute === undefined || substituted === undefined
        ? []
        : [read(rowsOf(substitute, cell, mapping, true), substituted, marked)]),
    ]
    return {
      name: field.name === 'value' ? cell.element : `${cell.element}.${field.name}`,
      element: cell.element,
      type: field.type,
      reads: reads.filter(({ masks }) => masks.length > 0),
    }
  })
}

function read(rows: BulkRows, field: SourceField, classes: readonly DecidedClass[]): BulkRead {
  return { rows, field, masks: classes.map(({ mask }) => mask).toSorted((a, b) => Number(a) - Number(b)) }
}

function rowsOf(
  { table, key, by, where = [], ...rest }: RowsMapping & { readonly program?: string },
  { program, element }: GrantedCell,
  mapping: SourceMapping,
  substitute: boolean,
): BulkRows {
  const { schema, programs } = mapping
  const found = keyFor(mapping, element, key)
  const codes = Object.entries(programs.codes).flatMap(([code, name]) => (name === program ? [code] : []))
  const ofProgram = rest.program === undefined || substitute ? [] : [{ column: rest.program, in: codes.toSorted() }]
  return {
    schema,
    table,
    by,
    ...(key === 'person' ? {} : { through: { table: found.table, column: found.column, person: found.person } }),
    where: [...where, ...ofProgram],
    throughWhere:
      key === 'person' || found.program === undefined ? [] : [{ column: found.program, in: codes.toSorted() }],
  }
}
