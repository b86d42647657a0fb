/**
 * The worksheet: what no query reaches, filled in by hand.
 *
 * The decision fixes everything about it: which tables, which columns, which people, and for whom which cell may be
 * filled. A worker hands the table back, and either all of it is taken or nothing of it. What is taken becomes rows of
 * the shape that the source gives, and these pass the same gate.
 *
 * Its first column says in every row which worksheet it is: case, table, and the decision that it was made for. A file
 * name is lost when somebody saves a copy, and a hash of an empty sheet says nothing about a filled one.
 */
import { toHex } from '#formats/bytes.ts'
import { parseCsv, writeCsv, type CsvField } from '#formats/csv.ts'
import { readByHand, type HandRecord } from '#formats/csv-by-hand.ts'
import { sha256 } from '#formats/sha256.ts'
import { keyValues, parseSourceKey } from '#formats/source-key.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import { isPosternError } from '#errors.ts'
import type { SourceRow } from './compile.ts'
import type { PlanPerson, ReleasePlan, TableLine } from './plan.ts'
import { columnsOf, forms } from './tables.ts'

export interface Worksheet {
  /** `snap`, or `snap.income` for an element of which a person may have many; unique in its case. */
  readonly name: string
  /** What stands in its first column, in every row. */
  readonly id: string
  readonly program: string
  readonly rows: 'one' | 'many'
  readonly columns: readonly SheetColumn[]
  /** Everybody of whom something in it is released, in order of ref, with the elements to fill in. */
  readonly people: readonly SheetPerson[]
}

export interface SheetColumn {
  /** As in the release: `income.amount`. */
  readonly name: string
  readonly element: string
  /** Name of the element's field. */
  readonly field: string
  readonly type: SourceFieldType
}

export interface SheetPerson {
  readonly ref: string
  readonly elements: readonly string[]
}

/** What is wrong with a sheet that was handed back. It holds no value of the sheet. */
export interface SheetProblem {
  readonly code: string
  /** As a spreadsheet counts them: the header is row 1. */
  readonly row?: number
  /** By its name where it is ours, else by its place: what a stranger's header says may be anything. */
  readonly column?: string
  readonly words: string
}

/** A filled sheet that can be kept, in our own form of CSV; or everything that is wrong with it. */
export type HandedBack =
  | {
      readonly taken: true
      readonly sheet: Worksheet
      readonly csv: Uint8Array
      readonly sha256: string
      /** Rows in which something stands. */
      readonly rows: number
    }
  | { readonly taken: false; readonly problems: readonly SheetProblem[] }

/** More than this is no worksheet that somebody filled in. */
export const largestWorksheet = 1_048_576

/**
 * The worksheets that a decision calls for; none where everything can be asked of the source.
 *
 * @param of the case by its number, and its standing decision by its commitment
 */
export function worksheets(
  { worksheet }: Pick<ReleasePlan, 'worksheet'>,
  of: { readonly caseNumber: string; readonly decision: string },
): Worksheet[] {
  return [...Map.groupBy(worksheet, ({ program }) => program)].flatMap(([program, lines]) => {
    const single = lines.filter(({ rows }) => rows === 'one')
    const many = lines.filter(({ rows }) => rows === 'many')
    return [
      ...(single.length === 0 ? [] : [toSheet(program, program, 'one', single, of)]),
      ...many.map((line) => toSheet(`${program}.${line.element}`, program, 'many', [line], of)),
    ]
  })
}

function toSheet(
  name: string,
  program: string,
  rows: Worksheet['rows'],
  lines: readonly TableLine[],
  { caseNumber, decision }: { readonly caseNumber: string; readonly decision: string },
): Worksheet {
  const people = new Map<string, string[]>()
  for (const line of lines)
    for (const { ref } of line.people) people.set(ref, [...(people.get(ref) ?? []), line.element])
  return {
    name,
    id: `${caseNumber}/${name}/${decision.slice(0, 16)}`,
    program,
    rows,
    columns: lines.flatMap((line) =>
      columnsOf([line]).map((column, at) => ({
        ...column,
        element: line.element,
        field: line.fields[at]?.name ?? '',
      })),
    ),
    people: [...people].map(([ref, elements]) => ({ ref, elements })).toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
  }
}

const SHEET = 'worksheet'
const SUBJECT = 'subject'
const ROW = 'row'

function headerOf({ rows, columns }: Worksheet): string[] {
  return [SHEET, SUBJECT, ...(rows === 'many' ? [ROW] : []), ...columns.map(({ name }) => name)]
}

/** The sheet to be filled in: a row for each person, and nothing in it. It says of nobody who they are. */
export function blankSheet(sheet: Worksheet): Uint8Array {
  const empty = sheet.columns.map(() => null)
  return writeCsv({
    header: headerOf(sheet),
    rows: sheet.people.map(({ ref }) => [sheet.id, ref, ...(sheet.rows === 'many' ? ['1'] : []), ...empty]),
  })
}

/**
 * Check a sheet that was handed back against the worksheets that the decision calls for: every problem at once, by row
 * and column and never with a value.
 *
 * @param bytes from anybody; read as a spreadsheet saves them, and kept in our own form
 */
export function handedBack(sheets: readonly Worksheet[], bytes: Uint8Array): HandedBack {
  if (bytes.length > largestWorksheet)
    return notTaken(problem('worksheet-too-large', 'a worksheet has 1 MB at the most'))
  let records: HandRecord[]
  try {
    records = readByHand(bytes)
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    const row = Number(error.evidence['row'])
    return notTaken({
      code: 'worksheet-unreadable',
      ...(Number.isNaN(row) ? {} : { row }),
      words: 'this is no table as CSV in UTF-8: save it in that form from the spreadsheet',
    })
  }
  const [header, ...rows] = records
  const sheet = sheetMeant(sheets, header, rows)
  if (header === undefined || sheet === undefined) {
    return notTaken(
      problem(
        'worksheet-unknown',
        `its first column, ${SHEET}, names no worksheet that this decision calls for: take a new one and fill that in`,
      ),
    )
  }
  return check(sheet, header, rows)
}

function problem(code: string, words: string): SheetProblem {
  return { code, words }
}

function notTaken(...problems: readonly SheetProblem[]): HandedBack {
  return { taken: false, problems }
}

/** By what its rows say of themselves, even where they say it of an earlier decision; else the only one there is. */
function sheetMeant(
  sheets: readonly Worksheet[],
  header: HandRecord | undefined,
  rows: readonly HandRecord[],
): Worksheet | undefined {
  const at = header?.fields.indexOf(SHEET) ?? -1
  const ids = new Set(at === -1 ? [] : rows.map(({ fields }) => fields[at] ?? ''))
  const named =
    sheets.find(({ id }) => ids.has(id)) ?? sheets.find(({ id }) => [...ids].some((one) => sameTable(id, one)))
  return named ?? (sheets.length === 1 ? sheets[0] : undefined)
}

/** The same table of the same case, whatever the decision. */
function sameTable(id: string, other: string): boolean {
  return id.slice(0, id.lastIndexOf('/') + 1) === other.slice(0, other.lastIndexOf('/') + 1)
}

function check(sheet: Worksheet, header: HandRecord, rows: readonly HandRecord[]): HandedBack {
  const wanted = headerOf(sheet)
  const places = new Map(wanted.map((name) => [name, header.fields.indexOf(name)]))
  const inHeader = headerProblems(wanted, header)
  const read = rows.map(({ row, fields }) => {
    const of = (name: string): CsvField => fields[places.get(name) ?? -1] ?? null
    return { row, of, beyond: fields.slice(header.fields.length).some((field) => field !== null) }
  })
  const problems = [
    ...inHeader,
    ...(inHeader.some(({ column }) => column === SUBJECT || column === SHEET) ? [] : whoProblems(sheet, read)),
    ...read.flatMap((one) => rowProblems(sheet, one)),
  ]
  if (problems.length > 0) return { taken: false, problems }
  const ordered = read
    .map(({ of }) => wanted.map((name) => inOurForm(sheet, name, of(name))))
    .toSorted((a, b) => compare(a[1] ?? '', b[1] ?? '') || (sheet.rows === 'many' ? Number(a[2]) - Number(b[2]) : 0))
  const csv = writeCsv({ header: wanted, rows: ordered })
  const first = wanted.length - sheet.columns.length
  const filled = ordered.filter((fields) => fields.slice(first).some((field) => field !== null)).length
  return { taken: true, sheet, csv, sha256: toHex(sha256(csv)), rows: filled }
}

interface ReadRow {
  readonly row: number
  readonly of: (name: string) => CsvField
  /** Something stands to the right of the last column. */
  readonly beyond: boolean
}

function headerProblems(wanted: readonly string[], { row, fields }: HandRecord): SheetProblem[] {
  const strange = fields.flatMap((name, at): SheetProblem[] => {
    if (name !== null && wanted.includes(name) && fields.indexOf(name) === at) return []
    const words = 'the decision calls for no such column, or has it already: take it out'
    return [{ code: 'worksheet-column', row, column: `number ${at + 1}`, words }]
  })
  const missing = wanted.flatMap((name): SheetProblem[] =>
    fields.includes(name) ? [] : [{ code: 'worksheet-column-missing', column: name, words: 'this column is missing' }],
  )
  return [...strange, ...missing]
}

/** Each row is this sheet's and about somebody in it; each person has a row, and one where there is one. */
function whoProblems({ id, rows, people }: Worksheet, read: readonly ReadRow[]): SheetProblem[] {
  const seen = new Set<string>()
  const inRows = read.flatMap(({ row, of }): SheetProblem[] => {
    const [said, subject, number] = [of(SHEET), of(SUBJECT) ?? '', of(ROW) ?? '']
    const place = rows === 'many' ? `${subject}\0${number}` : subject
    const again = seen.has(place)
    seen.add(place)
    return [
      ...(said === id ? [] : [notThisOne(id, said, row)]),
      ...(people.some(({ ref }) => ref === subject)
        ? []
        : [
            {
              code: 'worksheet-subject',
              row,
              column: SUBJECT,
              words: 'the decision releases nothing here of such a person',
            },
          ]),
      ...(rows === 'one' || /^[1-9]\d{0,5}$/.test(number)
        ? []
        : [{ code: 'worksheet-row', row, column: ROW, words: 'each row of a person has a number: 1, 2, 3 and so on' }]),
      ...(again
        ? [{ code: 'worksheet-second-row', row, column: rows === 'many' ? ROW : SUBJECT, words: secondRow(rows) }]
        : []),
    ]
  })
  const without = people.flatMap(({ ref }): SheetProblem[] =>
    read.some(({ of }) => of(SUBJECT) === ref)
      ? []
      : [
          {
            code: 'worksheet-person-missing',
            column: SUBJECT,
            words: `${ref} has no row: leave one, empty where there is nothing`,
          },
        ],
  )
  return [...inRows, ...without]
}

function secondRow(rows: Worksheet['rows']): string {
  return rows === 'one'
    ? 'a person has one row here, and this is another'
    : 'this person has a row of this number already'
}

function notThisOne(id: string, said: CsvField, row: number): SheetProblem {
  return said !== null && sameTable(id, said)
    ? {
        code: 'worksheet-stale',
        row,
        column: SHEET,
        words: 'this worksheet was made for another decision: take the new one and fill that in',
      }
    : { code: 'worksheet-unknown', row, column: SHEET, words: `every row says here which worksheet it is: ${id}` }
}

function rowProblems({ columns, people }: Worksheet, { row, of, beyond }: ReadRow): SheetProblem[] {
  const open = new Set(people.find(({ ref }) => ref === of(SUBJECT))?.elements)
  const cells = columns.flatMap(({ name, element, type }): SheetProblem[] => {
    const value = of(name)
    if (value === null) return []
    if (!open.has(element)) {
      return [
        {
          code: 'worksheet-cell',
          row,
          column: name,
          words: 'the decision does not release this of this person: leave it empty',
        },
      ]
    }
    return fits(type, inOneWriting(type, value))
      ? []
      : [{ code: 'worksheet-type', row, column: name, words: `this must be ${typeWords[type]}` }]
  })
  if (!beyond) return cells
  return [
    ...cells,
    { code: 'worksheet-column', row, words: 'something stands to the right of the last column: take it out' },
  ]
}

function inOurForm({ columns }: Worksheet, name: string, value: CsvField): CsvField {
  const column = columns.find((one) => one.name === name)
  return column === undefined || value === null ? value : inOneWriting(column.type, value)
}

/** A spreadsheet writes TRUE where it was told true. */
function inOneWriting(type: SourceFieldType, value: string): string {
  return type === 'boolean' ? value.toLowerCase() : value
}

function fits(type: SourceFieldType, value: string): boolean {
  return forms[type].test(value) && ((type !== 'date' && type !== 'timestamp') || isOnTheCalendar(value))
}

/** 2026-02-30 has the form of a day and is none. */
function isOnTheCalendar(value: string): boolean {
  const day = value.slice(0, 10)
  const time = Date.parse(value.length === 10 ? `${value}T00:00:00Z` : value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

const typeWords: Readonly<Record<SourceFieldType, string>> = {
  text: 'a text',
  date: 'a day, such as 2026-11-22',
  timestamp: 'a moment in UTC, such as 2026-11-22T14:05:00Z',
  integer: 'a whole number, such as 12',
  decimal: 'a number with a point and no other sign, such as 1250.50',
  boolean: 'true or false',
  binary: 'base64',
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The rows of a filled sheet, as the source would have given them. They have passed no gate.
 *
 * @param csv as {@link handedBack} made it
 * @throws PosternError ERR_FORMAT for other bytes
 */
export function sheetRows(sheet: Worksheet, csv: Uint8Array, people: readonly PlanPerson[]): SourceRow[] {
  const { header, rows } = parseCsv(csv)
  const elements = [...Map.groupBy(sheet.columns, ({ element }) => element)]
  return rows.flatMap((fields) => {
    const of = (name: string): CsvField => fields[header.indexOf(name)] ?? null
    const subject = of(SUBJECT) ?? ''
    const key = ownKey(
      people.find(({ ref }) => ref === subject),
      sheet.program,
    )
    return elements.flatMap(([element, columns]): SourceRow[] => {
      const values = columns.map(({ name }) => of(name))
      if (values.every((value) => value === null)) return []
      const names = columns.map(({ field }) => field)
      return [{ subject, program: sheet.program, element, key, columns: names, fields: values }]
    })
  })
}

/** A sheet has no keys of its own: its rows are the person's, by the record that was matched. */
function ownKey(person: PlanPerson | undefined, program: string): string {
  return person === undefined ? '' : (keyValues(parseSourceKey(person.sourceKey), 'person', program)[0] ?? '')
}
