/**
 * What is inside the sealed payload: which cells were released, which files carry them, byte for byte.
 *
 * Only the receiver reads it. It is committed to by {@link opened} with a random salt, so that the public
 * statement can bind it without letting anybody guess at it.
 */
import { formatError } from './bytes.ts'
import { canonicalFile, parseCanonicalFile } from './canonical-file.ts'
import { ascending, code, count, flag, hash, line, list, object, text, word, type Shape } from './shape.ts'
import { isTarName } from './tar.ts'

export type Part = {
  readonly name: string
  readonly bytes: number
  /** 64 lower-case hex digits. */
  readonly sha256: string
}

/** One thing about one person under one program; the words are the contract's, the subject is the case's ref. */
export type ReleasedCell = {
  readonly subject: string
  readonly program: string
  readonly element: string
}

export type Manifest = {
  readonly manifest: 'postern/manifest/v1'
  readonly case: string
  readonly agency: string
  readonly receiver: { readonly organization: string; readonly recipient: string }
  /** True where no real person is in the payload. */
  readonly synthetic: boolean
  /** 32 random bytes, base64. */
  readonly salt: string
  /** Every file of the payload but the manifest, by name. */
  readonly parts: readonly Part[]
  /** Every released cell, by subject, program and element. */
  readonly cells: readonly ReleasedCell[]
  /** SHA-256 of terms.txt in hex. */
  readonly terms: string
  /** 16 random bytes, base64url: who can say it has opened the payload. */
  readonly receiptCode: string
}

const part = object<Part>({
  name: text(/^.{1,100}$/, 'a name'),
  bytes: count,
  sha256: hash,
})

export const partList = (least: number, most: number) => list(part, least, most)
export const receiver = object<Manifest['receiver']>({
  organization: code,
  recipient: text(/^age1[ac-hj-np-z02-9]{10,2000}$/, 'an age recipient'),
})
export const caseNumber = text(/^[A-Z][A-Z0-9-]{0,63}$/, 'a case number such as MA-DTA-2026-7K3Q9F2M')

export const salt = text(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, '32 bytes in base64')
export const receiptCode = text(/^[A-Za-z0-9_-]{21}[AQgw]$/, '16 bytes in base64url')

const shape = object<Manifest>({
  manifest: word('postern/manifest/v1'),
  case: caseNumber,
  agency: code,
  receiver,
  synthetic: flag,
  salt,
  parts: partList(1, 4096),
  cells: list(object<ReleasedCell>({ subject: line, program: code, element: code }), 0, 50_000_000),
  terms: hash,
  receiptCode,
})

const cellKey = (cell: ReleasedCell) => `${cell.subject}\u0000${cell.program}\u0000${cell.element}`

/** The shape, and what a shape cannot say: order, each once, names that an archive may hold. */
const isManifest: Shape<Manifest> = (value, at): value is Manifest => {
  if (!shape(value, at)) return false
  checkPartNames(value.parts)
  ascending(value.cells.map(cellKey), '/cells')
  return true
}

/** @throws PosternError ERR_FORMAT for parts out of order or given twice, or a name that no archive may hold */
export function checkPartNames(parts: readonly Part[]): void {
  ascending(
    parts.map(({ name }) => name),
    '/parts',
  )
  const bad = parts.findIndex(({ name }) => !isTarName(name))
  if (bad !== -1) {
    throw formatError('a part has a name that no archive may hold', { pointer: `/parts/${bad}/name` })
  }
}

/**
 * The bytes of manifest.json: canonical JSON and a line feed.
 *
 * @throws PosternError ERR_FORMAT for a manifest that {@link parseManifest} would refuse, so that nothing is
 *   sealed that cannot be opened
 */
export function manifestBytes(manifest: Manifest): Uint8Array {
  isManifest(manifest, '')
  return canonicalFile(manifest)
}

/** @throws PosternError ERR_FORMAT naming the pointer, when a field is missing, unknown, out of order or not canonical */
export function parseManifest(bytes: Uint8Array): Manifest {
  return parseCanonicalFile(bytes, isManifest)
}

/** Order by subject, program and element in UTF-16 code units: the one order of cells in a manifest. */
export function compareCells(a: ReleasedCell, b: ReleasedCell): number {
  const [left, right] = [cellKey(a), cellKey(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}
