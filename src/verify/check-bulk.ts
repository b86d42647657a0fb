/**
 * What the receiver of a bulk release finds inside: the payload with its manifest, and the tables piece by piece. One
 * opened piece is held at a time, and of each person one number.
 *
 * INVARIANT: nothing of a row is quoted. A finding names files, rows and columns by their place.
 *
 * Which person has which grant is not in the package. So a field is held against all grants together: a row may be
 * filled as far as some grant allows, and an element for as many persons as have it.
 */
import { parseBulkManifest, type BulkManifest, type BulkTable, type Piece } from '#formats/bulk-manifest.ts'
import { formatError, toHex } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { csvRecords, type CsvField } from '#formats/csv.ts'
import type { PackageFiles } from '#formats/package.ts'
import { payloadName, sealedNames, tableOf } from '#formats/pieces.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Statement } from '#formats/statement.ts'
import type { TarMember } from '#formats/tar.ts'
import { openAge, type Identity } from './age.ts'
import { checkParts, openPayload } from './check-contents.ts'
import { checkPersons } from './check-outside.ts'
import { describedTables, DESCRIPTION, elementName } from './check-tables.ts'
import type { Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

export async function checkBulk(
  findings: Findings,
  statement: Statement,
  { payload, pieces }: Required<Pick<PackageFiles, 'payload' | 'pieces'>>,
  identities: readonly Identity[],
): Promise<void> {
  const inside = await openPayload(findings, statement, payload, identities, parseBulkManifest)
  if (inside === undefined) return
  const { manifest, members } = inside
  checkPersons(findings, statement, manifest.persons)
  checkParts(findings, manifest, members)
  const names = sealedNames(manifest.tables.map((table) => ({ name: table.name, pieces: table.pieces.length })))
  const there = [payloadName, ...pieces.map(({ name }) => name)]
  if (names.length !== there.length || names.some((name, at) => there[at] !== name)) {
    findings.fails('tables', 'The manifest has other pieces than the package.', {
      inManifest: names.length - 1,
      inPackage: pieces.length,
    })
    return
  }
  const described = await findings.read('tables', `${DESCRIPTION} cannot be read`, () =>
    checkDescription(findings, manifest, members),
  )
  if (described !== true) return
  const seen = new Seen()
  let at = 0
  for (const table of manifest.tables) {
    const reader = await findings.read('tables', `${table.name} does not follow from the manifest`, () =>
      readerOf(table, manifest, seen),
    )
    if (reader === undefined) return
    for (const piece of table.pieces) {
      const file = pieces[at]
      at += 1
      if (file === undefined || !(await checkPiece(findings, file, piece, reader, identities))) return
    }
    if (!(await closes(findings, table, reader))) return
  }
  if (seen.size > manifest.persons) {
    findings.fails('tables', 'There are more persons in the tables than the manifest says.', {
      persons: seen.size,
      said: manifest.persons,
    })
    return
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  findings.holds(
    'tables',
    `The tables are the pieces of the manifest and nothing beside them: ${count(rows, 'row')} about ${count(seen.size, 'person')}, in ${count(pieces.length, 'piece')}; no row holds more than the manifest releases to somebody.`,
    { tables: manifest.tables.map(({ name }) => name), rows, persons: seen.size, said: manifest.persons },
  )
}

/**
 * Each table is described, with its columns, and no other. A hash of a whole table would be nobody's to check, since
 * the manifest has those of the pieces; so there is none.
 */
function checkDescription(findings: Findings, { tables }: BulkManifest, members: readonly TarMember[]): boolean {
  const file = members.find(({ name }) => name === DESCRIPTION)
  if (file === undefined) return findings.fails('tables', `There is no ${DESCRIPTION} in the sealed file.`)
  const described = describedTables(parseJson(file.bytes, DESCRIPTION))
  const absent = [...described.keys()].filter((path) => !tables.some(({ name }) => name === path))
  const undescribed = tables.filter(({ name }) => !described.has(name)).map(({ name }) => name)
  const differing = tables
    .filter(({ name, columns }) => {
      const one = described.get(name)
      if (one === undefined) return false
      const { fields, hash } = one
      return hash !== undefined || fields.length !== columns.length || fields.some((field, at) => field !== columns[at])
    })
    .map(({ name }) => name)
  if (absent.length + undescribed.length + differing.length === 0) return true
  return findings.fails('tables', `${DESCRIPTION} does not describe the tables that are there.`, {
    absent,
    undescribed,
    differing,
  })
}

/** Opens, is what the manifest says, and reads as what it has to be. */
async function checkPiece(
  findings: Findings,
  { name, bytes }: TarMember,
  piece: Piece,
  reader: TableReader,
  identities: readonly Identity[],
): Promise<boolean> {
  const plain = await findings.read('opening', `${name} does not open`, () => openAge(bytes, identities))
  if (plain === undefined) return false
  if (plain.length !== piece.bytes || toHex(sha256(plain)) !== piece.sha256) {
    return findings.fails('tables', `What is sealed in ${name} is not what the manifest says.`, {
      file: name,
      bytes: plain.length,
      said: piece.bytes,
    })
  }
  const read = await findings.read('tables', `${name} cannot be read`, () => reader.read(plain, piece.rows))
  return read !== undefined
}

/** With its last piece a table has told for how many persons it holds something. */
async function closes(findings: Findings, table: BulkTable, reader: TableReader): Promise<boolean> {
  const over = reader.surplus()
  if (over.length === 0) return true
  return findings.fails(
    'tables',
    `${table.name} holds ${sentenceList(over)} of more persons than the manifest releases it of.`,
    { file: table.name, surplus: over },
  )
}

interface TableReader {
  /** @throws PosternError ERR_FORMAT naming the row, for anything that this table may not hold */
  read(plain: Uint8Array, rows: number): true
  /** What is there for more persons than have it: elements, or rows where anything at all is. */
  surplus(): readonly string[]
}

/** @throws PosternError ERR_FORMAT where the columns are not those of elements that are released under the program */
function readerOf({ name, columns }: BulkTable, { grants }: BulkManifest, seen: Seen): TableReader {
  const of = tableOf(name)
  if (of === undefined) throw formatError('its name is none of a table', { file: name })
  const fixed = of.element === undefined ? 1 : 2
  const elements = columns.slice(fixed).map(elementName)
  const released = grants
    .map(({ persons, cells }) => ({
      persons,
      elements: new Set(cells.filter(({ program }) => program === of.program).map(({ element }) => element)),
    }))
    .filter((grant) => grant.elements.size > 0)
  const surplus = elements.filter(
    (element) =>
      (of.element !== undefined && element !== of.element) || !released.some((grant) => grant.elements.has(element)),
  )
  if (surplus.length > 0) {
    throw formatError(`it has columns of what is not released in it: ${sentenceList([...new Set(surplus)])}`, {
      file: name,
      elements: [...new Set(surplus)],
    })
  }
  const counting = of.element === undefined ? onePerPerson() : manyPerPerson()
  const filled = new Map(elements.map((element) => [element, new Count()]))
  const persons = new Count()
  const allowed = new Map<string, boolean>()
  let first = true
  let row = 0

  function checkRow(record: readonly CsvField[]): void {
    row += 1
    if (record.length !== columns.length) throw wrong('another number of fields than it has columns')
    const [subject, index] = record
    const person = numberIn(subject)
    if (person === undefined) throw wrong('no number of a person')
    const fault = counting(person, index)
    if (fault !== undefined) throw wrong(fault)
    seen.add(person)
    persons.add(person)
    const mine = elements.filter((_, at) => record[at + fixed] !== null)
    // Few patterns and many rows: each is looked at once.
    const pattern = mine.join(' ')
    const fits = allowed.get(pattern) ?? released.some((grant) => mine.every((element) => grant.elements.has(element)))
    allowed.set(pattern, fits)
    if (!fits) throw wrong('more than is released to anybody')
    for (const element of mine) filled.get(element)?.add(person)
  }

  const wrong = (has: string) => formatError(`row ${row} has ${has}`, { file: name, row })

  return {
    read(plain, rows) {
      let records = 0
      for (const record of csvRecords(plain)) {
        if (first) {
          first = false
          if (record.length !== columns.length || record.some((field, at) => field !== columns[at])) {
            throw formatError('its header is not the columns of the manifest', { file: name })
          }
          continue
        }
        records += 1
        checkRow(record)
      }
      if (first) throw formatError('it has no header', { file: name })
      if (records !== rows)
        throw formatError(`it has ${records} rows, and the manifest says ${rows}`, { records, rows })
      return true
    },
    surplus() {
      if (persons.of > personsWith(released, elements)) return ['rows']
      return [...filled].filter(([element, { of: some }]) => some > personsWith(released, [element])).map(([it]) => it)
    },
  }
}

function personsWith(
  released: readonly { readonly persons: number; readonly elements: ReadonlySet<string> }[],
  any: readonly string[],
): number {
  const having = released.filter((grant) => any.some((element) => grant.elements.has(element)))
  return having.reduce((sum, { persons }) => sum + persons, 0)
}

/** Each person once, in order. */
function onePerPerson() {
  let last = 0
  return (person: number): string | undefined => {
    if (person <= last) return 'a person who stands there already, or out of order'
    last = person
    return undefined
  }
}

/** Persons in order, the rows of each numbered from 1. */
function manyPerPerson() {
  let [last, row] = [0, 0]
  return (person: number, index: CsvField | undefined): string | undefined => {
    if (person < last) return 'a person out of order'
    row = person === last ? row + 1 : 1
    last = person
    return index === String(row) ? undefined : 'another number than the next'
  }
}

/** A whole number from 1 in its one writing. */
function numberIn(field: CsvField | undefined): number | undefined {
  if (typeof field !== 'string' || !/^[1-9][0-9]{0,15}$/.test(field)) return undefined
  const number = Number(field)
  return Number.isSafeInteger(number) ? number : undefined
}

/** How many persons, who come in order and each perhaps several times in a row. */
class Count {
  of = 0
  #last = 0

  add(person: number): void {
    if (person !== this.#last) this.of += 1
    this.#last = person
  }
}

/** Distinct numbers, more of them than one set can hold. */
class Seen {
  readonly #shards = Array.from({ length: 64 }, () => new Set<number>())

  add(number: number): void {
    this.#shards[number % this.#shards.length]?.add(number)
  }

  get size(): number {
    return this.#shards.reduce((sum, { size }) => sum + size, 0)
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
