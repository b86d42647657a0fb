/**
 * What is inside a bulk release: a release of up to millions of persons, whose tables are sealed in pieces beside
 * the payload (see pieces.ts).
 *
 *     manifest, case, agency, receiver, synthetic, salt, terms, receiptCode     as in manifest.ts
 *     parts      every file of the payload but the manifest, by name
 *     persons    for how many persons something is released
 *     grants     each distinct set of released cells, once, and how many persons have exactly that set
 *     tables     each table, by name: its columns, its rows, and its pieces as they are before they are sealed
 *
 * INVARIANT: it names nobody. Which person has which grant is not in it; the receiver reads that from the tables, as
 * far as a released field is not empty.
 *
 * Only the receiver reads it. It is committed to by `opened` with a random salt, as that of every other release.
 */
import { formatError } from './bytes.ts'
import { canonicalFile, parseCanonicalFile } from './canonical-file.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Grant, GrantedCell } from './grants.ts'
import { caseNumber, checkPartNames, partList, receiptCode, receiver, salt, type Manifest } from './manifest.ts'
import { mostSealed, tableOf } from './pieces.ts'
import { ascending, code, count, flag, hash, line, list, object, text, word, type Shape } from './shape.ts'
import { TAR_LARGEST_MEMBER } from './tar.ts'

/** A run of whole rows of one table, as it is before it is sealed. */
export type Piece = {
  readonly rows: number
  readonly bytes: number
  /** 64 lower-case hex digits. */
  readonly sha256: string
}

export type BulkTable = {
  readonly name: string
  /** "subject" first; in a table of many rows "row" second. */
  readonly columns: readonly string[]
  /** In all its pieces, the header not counted. */
  readonly rows: number
  readonly pieces: readonly Piece[]
}

export type BulkManifest = Omit<Manifest, 'manifest' | 'cells'> & {
  readonly manifest: 'postern/manifest/v2'
  readonly persons: number
  readonly grants: readonly Grant[]
  readonly tables: readonly BulkTable[]
}

const mostGrants = 100_000
const mostColumns = 1000

const atLeastOne: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value >= 1) return true
  throw formatError(`${at} must be 1 or more`, { pointer: at })
}

const pieceBytes: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value <= TAR_LARGEST_MEMBER) return true
  throw formatError(`${at} must be ${TAR_LARGEST_MEMBER} or less`, { pointer: at })
}

const shape = object<BulkManifest>({
  manifest: word('postern/manifest/v2'),
  case: caseNumber,
  agency: code,
  receiver,
  synthetic: flag,
  salt,
  parts: partList(1, 4096),
  persons: atLeastOne,
  grants: list(
    object<Grant>({
      persons: atLeastOne,
      cells: list(object<GrantedCell>({ program: code, element: code }), 1, 10_000),
    }),
    1,
    mostGrants,
  ),
  tables: list(
    object<BulkTable>({
      name: text(/^data\/.{1,95}$/, 'the name of a table'),
      columns: list(line, 2, mostColumns),
      rows: count,
      pieces: list(object<Piece>({ rows: count, bytes: pieceBytes, sha256: hash }), 1, mostSealed - 1),
    }),
    0,
    mostSealed - 1,
  ),
  terms: hash,
  receiptCode,
})

/** The shape, and what a shape cannot say: order, each once, sums, and names that mean something. */
const isBulkManifest: Shape<BulkManifest> = (value, at): value is BulkManifest => {
  if (!shape(value, at)) return false
  const { parts, persons, grants, tables } = value
  checkPartNames(parts)
  const inData = parts.findIndex(({ name }) => name.startsWith('data/'))
  if (inData !== -1) {
    throw formatError('a table of a bulk release is not a part of the payload', { pointer: `/parts/${inData}/name` })
  }
  for (const [index, { cells }] of grants.entries()) ascending(cells.map(cellKey), `/grants/${index}/cells`)
  ascending(grants.map(grantKey), '/grants')
  sums(persons, grants, 'persons', '/persons')
  ascending(
    tables.map(({ name }) => name),
    '/tables',
  )
  for (const [index, table] of tables.entries()) checkTable(table, `/tables/${index}`)
  if (tables.reduce((sum, { pieces }) => sum + pieces.length, 1) > mostSealed) {
    throw formatError(`there are more than ${mostSealed - 1} pieces`, { pointer: '/tables' })
  }
  return true
}

function checkTable({ name, columns, rows, pieces }: BulkTable, at: string): void {
  const of = tableOf(name)
  if (of === undefined) throw formatError(`${at}/name is a name that no table has`, { pointer: `${at}/name` })
  const fixed = of.element === undefined ? ['subject'] : ['subject', 'row']
  if (fixed.some((column, index) => columns[index] !== column) || columns.length === fixed.length) {
    throw formatError(`${at}/columns must begin with ${fixed.join(' and ')}, and have more`, {
      pointer: `${at}/columns`,
    })
  }
  if (new Set(columns).size !== columns.length) {
    throw formatError(`${at}/columns has a name twice`, { pointer: `${at}/columns` })
  }
  sums(rows, pieces, 'rows', `${at}/rows`)
}

function sums<Name extends string>(
  whole: number,
  members: readonly Readonly<Record<Name, number>>[],
  name: Name,
  pointer: string,
): void {
  if (members.reduce((sum, one) => sum + one[name], 0) !== whole) {
    throw formatError(`${pointer} must be the sum of what it is made of`, { pointer })
  }
}

const cellKey = ({ program, element }: GrantedCell) => `${program}\u0000${element}`
const grantKey = ({ cells }: Grant) => canonicalJson(cells)

/**
 * The bytes of manifest.json: canonical JSON and a line feed.
 *
 * @throws PosternError ERR_FORMAT for a manifest that {@link parseBulkManifest} would refuse, so that nothing is
 *   sealed that cannot be opened
 */
export function bulkManifestBytes(manifest: BulkManifest): Uint8Array {
  isBulkManifest(manifest, '')
  return canonicalFile(manifest)
}

/**
 * @throws PosternError ERR_FORMAT naming the pointer, when a field is missing, unknown, out of order or not canonical,
 *   or a sum is not that of its parts
 */
export function parseBulkManifest(bytes: Uint8Array): BulkManifest {
  return parseCanonicalFile(bytes, isBulkManifest)
}
