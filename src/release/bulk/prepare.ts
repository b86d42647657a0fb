/**
 * Put together what goes with the pieces of a large release: their description, the terms, and the manifest that binds
 * them.
 *
 * The same decision over the same members, with the same salt and receipt code, gives the same bytes, however many
 * worked on the pieces and however often.
 */
import { toBase64, toBase64url, toHex, utf8 } from '#formats/bytes.ts'
import { bulkManifestBytes, type BulkManifest, type Piece } from '#formats/bulk-manifest.ts'
import { opened } from '#formats/content-root.ts'
import { writeCsv } from '#formats/csv.ts'
import { sha256 } from '#formats/sha256.ts'
import { writeTar, type TarMember } from '#formats/tar.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { dataPackageJson } from '../data-package.ts'
import { confidentialityRules, part } from '../prepare.ts'
import { termsText } from '../terms.ts'
import type { BulkPlan, BulkTable } from './plan.ts'

export interface BulkPreparation {
  readonly decision: Decision
  readonly mapping: SourceMapping
  readonly plan: BulkPlan
  /** Name of a table → its pieces, in order. */
  readonly pieces: ReadonlyMap<string, readonly Piece[]>
  readonly receiver: BulkManifest['receiver']
  /** 32 random bytes: keeps anybody from guessing at what `opened` commits to. */
  readonly salt: Uint8Array
  /** 16 random bytes: whoever names them has opened the payload. */
  readonly receiptCode: Uint8Array
}

export interface BulkPrepared {
  /** The archive to be sealed beside the pieces. */
  readonly payload: Uint8Array
  readonly files: readonly TarMember[]
  readonly manifest: BulkManifest
  /** Commitment to the manifest, 64 hex digits. */
  readonly opened: string
  /** SHA-256 of terms.txt, 64 hex digits. */
  readonly terms: string
}

/** @throws PosternError ERR_FORMAT for pieces that make no manifest */
export function prepareBulk(preparation: BulkPreparation): BulkPrepared {
  const { decision, mapping, plan, pieces, receiver } = preparation
  const about = { caseNumber: decision.case, agency: mapping.agency, synthetic: mapping.synthetic }
  const tables = plan.tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const described = tables.map((table) => ({
    name: table.name,
    columns: [...positionOf(table), ...table.columns.map(({ name, type }) => ({ name, type }))],
    primaryKey: positionOf(table).map(({ name }) => name),
    bytes: sum(pieces.get(table.name) ?? [], 'bytes'),
  }))
  const describing = [{ name: 'datapackage.json', bytes: dataPackageJson(described, about) }]
  const terms = utf8(termsText(decision, about))
  const binding = [{ name: 'terms.txt', bytes: terms }, ...confidentialityRules(decision, mapping.agency)]
  const manifest: BulkManifest = {
    manifest: 'postern/manifest/v2',
    case: decision.case,
    agency: mapping.agency,
    receiver,
    synthetic: mapping.synthetic,
    salt: toBase64(preparation.salt),
    parts: [...describing, ...binding].map(part).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    persons: plan.persons,
    grants: plan.grants,
    tables: described.map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
      rows: sum(pieces.get(name) ?? [], 'rows'),
      pieces: pieces.get(name) ?? [],
    })),
    terms: toHex(sha256(terms)),
    receiptCode: toBase64url(preparation.receiptCode),
  }
  const files = [...describing, { name: 'manifest.json', bytes: bulkManifestBytes(manifest) }, ...binding]
  return { payload: writeTar(files), files, manifest, opened: opened(manifest), terms: manifest.terms }
}

/** The columns that say whose a row is. */
function positionOf({ rows }: Pick<BulkTable, 'rows'>) {
  const subject = { name: 'subject', type: 'text' } as const
  return rows === 'one' ? [subject] : [subject, { name: 'row', type: 'integer' } as const]
}

/** The header of a table, which stands in its first piece alone. */
export function headerOf(table: BulkTable): Uint8Array {
  return writeCsv({ header: [...positionOf(table), ...table.columns].map(({ name }) => name), rows: [] })
}

function sum(pieces: readonly Piece[], what: 'rows' | 'bytes'): number {
  return pieces.reduce((total, piece) => total + piece[what], 0)
}
