/**
 * The tables hold the cells of the manifest and nothing beside them.
 *
 * `data/<program>.csv` has a row for each person and a column for each element, or several that begin with the
 * element's name and a dot; `data/<program>.<element>.csv` has many rows for one element, numbered in a column
 * "row". The first column is always "subject".
 */
import { parseJson } from '#formats/canonical-json.ts'
import { parseCsv, type CsvTable } from '#formats/csv.ts'
import type { Manifest } from '#formats/manifest.ts'
import type { TarMember } from '#formats/tar.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

const DESCRIPTION = 'datapackage.json'
const DATA = /^data\/([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?\.csv$/

interface Table extends CsvTable {
  readonly name: string
  readonly program: string
  /** For a file of one element. */
  readonly only: string | undefined
}

/** @throws PosternError ERR_FORMAT where a table or the description cannot be read */
export function checkTables(findings: Findings, manifest: Manifest, members: readonly TarMember[]): boolean {
  const tables: Table[] = []
  for (const { name, bytes } of members) {
    if (!name.startsWith('data/')) continue
    const [, program, only] = DATA.exec(name) ?? []
    if (program === undefined) {
      return findings.fails('tables', 'A file of data has a name that no program has.', { file: name })
    }
    tables.push({ name, program, only, ...parseCsv(bytes) })
  }
  const description = members.find(({ name }) => name === DESCRIPTION)
  if (description === undefined) return findings.fails('tables', `There is no ${DESCRIPTION} in the sealed file.`)
  const described = describedTables(parseJson(description.bytes, DESCRIPTION))
  return checkDescription(findings, described, tables) && checkCells(findings, manifest, tables)
}

/** Path of each resource of the Data Package, and the names of its fields. */
function describedTables(description: Json): Map<string, readonly string[]> {
  const resources = list(member(description, 'resources'))
  return new Map(
    resources.map((resource) => {
      const path = member(resource, 'path')
      const fields = list(member(member(resource, 'schema'), 'fields')).map((field) => member(field, 'name'))
      return [typeof path === 'string' ? path : '', fields.map((name) => (typeof name === 'string' ? name : ''))]
    }),
  )
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function list(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : []
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function checkDescription(
  findings: Findings,
  described: Map<string, readonly string[]>,
  tables: readonly Table[],
): boolean {
  const undescribed = tables.filter(({ name }) => !described.has(name)).map(({ name }) => name)
  const absent = [...described.keys()].filter((path) => !tables.some(({ name }) => name === path))
  const differing = tables
    .filter(({ name, header }) => described.has(name) && described.get(name)?.join('\n') !== header.join('\n'))
    .map(({ name }) => name)
  if (undescribed.length + absent.length + differing.length === 0) return true
  return findings.fails('tables', `${DESCRIPTION} does not describe the tables that are there.`, {
    undescribed,
    absent,
    otherColumns: differing,
  })
}

function checkCells(findings: Findings, { cells }: Manifest, tables: readonly Table[]): boolean {
  const open = new Map<string, Set<string>>()
  for (const { subject, program, element } of cells) {
    const key = `${program}\0${subject}`
    open.set(key, (open.get(key) ?? new Set()).add(element))
  }
  const surplus: string[] = []
  const found = new Set<string>()
  for (const table of tables) {
    const elementOf = table.header.map((column, at) =>
      at === 0 || (at === 1 && column === 'row') ? '' : elementName(column),
    )
    if (
      table.header[0] !== 'subject' ||
      (table.only !== undefined && elementOf.some((it) => it !== '' && it !== table.only))
    ) {
      return findings.fails('tables', 'A table does not have the columns that its name says.', { file: table.name })
    }
    for (const [row, [subject, ...fields]] of table.rows.entries()) {
      const released = open.get(`${table.program}\0${subject ?? ''}`)
      if (released === undefined) surplus.push(`${table.name} row ${row + 1}`)
      for (const [at, field] of fields.entries()) {
        const element = elementOf[at + 1] ?? ''
        if (element === '') continue
        if (released?.has(element) === true) found.add(`${table.program}\0${subject ?? ''}\0${element}`)
        else if (field !== null) surplus.push(`${table.name} row ${row + 1} column ${at + 2}`)
      }
    }
    const released = new Set(cells.filter(({ program }) => program === table.program).map(({ element }) => element))
    const idle = elementOf.filter((element) => element !== '' && !released.has(element))
    surplus.push(...idle.map((element) => `${table.name} column ${element}`))
  }
  if (surplus.length > 0) {
    return findings.fails(
      'tables',
      `The tables hold ${surplus.length} cells or rows that the manifest does not release.`,
      {
        surplus: surplus.slice(0, 20),
      },
    )
  }
  const programs = sentenceList([...new Set(cells.map(({ program }) => program))])
  const empty = cells.length - found.size
  return findings.holds(
    'tables',
    `The tables hold the released cells and nothing beside them: ${cells.length} cells (${programs})${empty === 0 ? '' : `, ${empty} of them without an entry`}.`,
    { cells: cells.length, withoutEntry: empty, tables: tables.map(({ name }) => name) },
  )
}

function elementName(column: string): string {
  return column.replace(/\..*$/, '')
}
