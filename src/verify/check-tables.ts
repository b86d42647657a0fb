/**
 * The tables hold the cells of the manifest and nothing beside them.
 *
 * `data/<program>.csv` has a row for each person and a column for each element, or several that begin with the
 * element's name and a dot; `data/<program>.<element>.csv` has many rows for one element, numbered in a column
 * "row". The first column is always "subject".
 */
import { toHex } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { parseCsv, type CsvTable } from '#formats/csv.ts'
import type { Manifest } from '#formats/manifest.ts'
import { sha256 } from '#formats/sha256.ts'
import type { TarMember } from '#formats/tar.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

export const DESCRIPTION = 'datapackage.json'
const DATA = /^data\/([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?\.csv$/

interface Table extends CsvTable {
  readonly name: string
  readonly bytes: Uint8Array
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
    tables.push({ name, bytes, program, only, ...parseCsv(bytes) })
  }
  const description = members.find(({ name }) => name === DESCRIPTION)
  if (description === undefined) return findings.fails('tables', `There is no ${DESCRIPTION} in the sealed file.`)
  const described = describedTables(parseJson(description.bytes, DESCRIPTION))
  return checkDescription(findings, described, tables) && checkCells(findings, manifest, tables)
}

export interface Described {
  readonly fields: readonly string[]
  /** `sha256:` and hex, where the description has one. */
  readonly hash: string | undefined
}

/** The resources of the Data Package by their paths. */
export function describedTables(description: Json): Map<string, Described> {
  return new Map(
    list(member(description, 'resources')).map((resource) => {
      const hash = member(resource, 'hash')
      const fields = list(member(member(resource, 'schema'), 'fields'))
      return [
        text(member(resource, 'path')),
        { fields: fields.map((field) => text(member(field, 'name'))), hash: hash === undefined ? hash : text(hash) },
      ]
    }),
  )
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
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

function checkDescription(findings: Findings, described: Map<string, Described>, tables: readonly Table[]): boolean {
  const absent = [...described.keys()].filter((path) => !tables.some(({ name }) => name === path))
  const undescribed = tables.filter(({ name }) => !described.has(name)).map(({ name }) => name)
  const differing = tables.filter((table) => !isDescribedBy(table, described.get(table.name))).map(({ name }) => name)
  if (absent.length + undescribed.length + differing.length === 0) return true
  return findings.fails('tables', `${DESCRIPTION} does not describe the tables that are there.`, {
    absent,
    undescribed,
    differing,
  })
}

function isDescribedBy({ header, bytes }: Table, description: Described | undefined): boolean {
  if (description === undefined) return true
  const { fields, hash } = description
  return (
    fields.length === header.length &&
    fields.every((name, at) => name === header[at]) &&
    (hash === undefined || hash === `sha256:${toHex(sha256(bytes))}`)
  )
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
      at === 0 || (at === 1 && column === 'row' && table.only !== undefined) ? '' : elementName(column),
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

/** A column is its element, or begins with it and a dot. */
export function elementName(column: string): string {
  return column.replace(/\..*$/, '')
}
