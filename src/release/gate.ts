/**
 * The gate: every cell on the way out is held against the decision once more.
 *
 * It shares nothing with the plan. It reads the decision, the keys of the people and what the mapping says an
 * element consists of, and stops everything at the first cell that is one too many. It checks twice: the
 * rows as the source gave them or a worker filled them in, and the files as they were written.
 */
import { PosternError, type Evidence } from '#errors.ts'
import { parseCsv } from '#formats/csv.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import type { SourceRow } from './compile.ts'
import type { PlanPerson } from './plan.ts'

/**
 * Let rows through, all of them or none.
 *
 * @throws PosternError ERR_GATE when a row is of a person, program or element that the decision does not
 *   release, lies under a key that is not that person's, has other columns than the element has, or is a
 *   second row of an element that has one. Evidence names ref, program and element, never a value.
 */
export function gate(
  rows: readonly SourceRow[],
  decision: Decision,
  people: readonly PlanPerson[],
  mapping: SourceMapping,
): readonly SourceRow[] {
  const open = openCells(decision)
  const keysOf = new Map(people.map(({ ref, sourceKey }) => [ref, ownKeys(sourceKey)]))
  const kept = { ...mapping.elements, ...mapping.worksheet }
  const seen = new Set<string>()
  for (const [index, { subject, program, element, key, columns, fields }] of rows.entries()) {
    const stop = (why: string) => stopped(why, { subject, program, element, row: index + 1 })
    if (!open.has(subject, program, element)) throw stop('the source gave a cell that the decision does not release')
    const held = Object.hasOwn(kept, element) ? kept[element] : undefined
    if (held === undefined) throw stop('the source gave an element that its mapping does not have')
    if (!keysOf.get(subject)?.has(key)) throw stop("the source gave a row that is not this person's")
    const names = held.fields.map(({ name }) => name)
    if (columns.length !== names.length || names.some((name, at) => columns[at] !== name)) {
      throw stop('the source gave other columns than the element has')
    }
    if (fields.length !== names.length) throw stop('the source gave another number of fields than the element has')
    if (held.rows === 'one' && seen.has(`${element}\0${personId(subject, program)}`)) {
      throw stop('the source gave two rows where the element has one')
    }
    seen.add(`${element}\0${personId(subject, program)}`)
  }
  return rows
}

/**
 * The same for the files as they were written: each is read back, and everything that stands in it must be
 * accounted for by a cell that the decision releases.
 *
 * @throws PosternError ERR_GATE for a field that is not, for a person, a column or a file that is not, and
 *   for a table that does not read back
 */
export function gateFiles(files: readonly TableFile[], decision: Decision): void {
  const open = openCells(decision)
  for (const file of files) gateFile(file, open)
}

interface TableFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** `data/snap.csv` holds the elements of SNAP with one row, `data/snap.income.csv` one with many. */
const FILE = /^data\/([a-z-]+)(?:\.([a-z-]+))?\.csv$/

function gateFile({ name, bytes }: TableFile, open: OpenCells): void {
  const [, program, only] = FILE.exec(name) ?? []
  if (program === undefined) throw stopped('a file has a name that no program has', { file: name })
  const { header, rows } = readBack(name, bytes)
  const elementOf = header.map((column) => (POSITION.has(column) ? undefined : column.replace(/\..*/s, '')))
  for (const [at, element] of elementOf.entries()) {
    if (element === undefined || ((only === undefined || only === element) && open.inProgram(program).has(element)))
      continue
    throw stopped('a file has a column that no released cell accounts for', { file: name, column: at + 1 })
  }
  for (const [index, [subject, ...fields]] of rows.entries()) {
    const row = { file: name, row: index + 1 }
    const released = open.ofPerson(subject ?? '', program)
    if (released.size === 0 || (only !== undefined && !released.has(only))) {
      throw stopped('a file has a row of somebody for whom nothing in it is released', row)
    }
    for (const [at, field] of fields.entries()) {
      const element = elementOf[at + 1]
      if (field === null || element === undefined || released.has(element)) continue
      throw stopped('a file holds a cell that the decision does not release', { ...row, program, element })
    }
  }
}

/** Columns that say whose row it is and which of theirs. */
const POSITION = new Set(['subject', 'row'])

function readBack(file: string, bytes: Uint8Array) {
  try {
    const table = parseCsv(bytes)
    if (table.header[0] === 'subject') return table
  } catch (error) {
    throw stopped('a file does not read back', { file }, error)
  }
  throw stopped('a file does not begin with whose rows they are', { file })
}

interface OpenCells {
  has(subject: string, program: string, element: string): boolean
  /** Elements released for somebody in this program. */
  inProgram(program: string): ReadonlySet<string>
  /** Elements released for this person in this program. */
  ofPerson(subject: string, program: string): ReadonlySet<string>
}

function openCells({ cells }: Decision): OpenCells {
  const byProgram = new Map<string, Set<string>>()
  const byPerson = new Map<string, Set<string>>()
  for (const { subject, program, element, outcome, needs } of cells) {
    // What still needs something is not released, whatever its outcome says.
    if (outcome !== 'release' || needs.length > 0) continue
    add(byProgram, program, element)
    add(byPerson, personId(subject, program), element)
  }
  const none = new Set<string>()
  return {
    has: (subject, program, element) => byPerson.get(personId(subject, program))?.has(element) ?? false,
    inProgram: (program) => byProgram.get(program) ?? none,
    ofPerson: (subject, program) => byPerson.get(personId(subject, program)) ?? none,
  }
}

function add(map: Map<string, Set<string>>, key: string, element: string): void {
  map.set(key, (map.get(key) ?? new Set<string>()).add(element))
}

const personId = (subject: string, program: string) => `${program}\0${subject}`

function ownKeys(sourceKey: string): Set<string> {
  return new Set(Object.values(parseSourceKey(sourceKey).keys).flatMap((some) => some.map(({ value }) => value)))
}

function stopped(why: string, evidence: Evidence, cause?: unknown): PosternError {
  return new PosternError('ERR_GATE', why, evidence, {
    mend: 'Nothing was written. Open an incident: compare the source with its mapping before anything is prepared again.',
    ...(cause === undefined ? {} : { cause }),
  })
}
