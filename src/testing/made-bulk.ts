/** Packages of a bulk release for tests of the verifier, sealed as the product seals; each part can be exchanged. */
import { Encrypter } from 'age-encryption'
import { bulkManifestBytes, type BulkManifest } from '#formats/bulk-manifest.ts'
import { toBase64, toBase64url, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { opened } from '#formats/content-root.ts'
import { writeCsv, type CsvField } from '#formats/csv.ts'
import { grantsOf } from '#formats/grants.ts'
import type { Part } from '#formats/manifest.ts'
import { buildPackage } from '#formats/package.ts'
import { sealedNames } from '#formats/pieces.ts'
import { formatPolicy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { statementBytes } from '#formats/statement.ts'
import { writeTar, type TarMember } from '#formats/tar.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import { caseNumber, makeProof, makeStatement, type Around, type MadePackage, type World } from './made-package.ts'

/** A table as it is before it is cut and sealed. */
export interface PlainTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Rows of each piece. */
  readonly pieces: readonly (readonly (readonly CsvField[])[])[]
}

export type Described = {
  readonly path: string
  readonly hash?: string
  readonly schema: { readonly fields: readonly { readonly name: string }[] }
}

export interface BulkChanges extends Around {
  readonly plain?: (tables: readonly PlainTable[]) => readonly PlainTable[]
  readonly grants?: BulkManifest['grants']
  /** The resources of datapackage.json. */
  readonly described?: (resources: readonly Described[]) => readonly Described[]
  /** Each piece as bytes, before the manifest is made over them. */
  readonly pieces?: (bytes: readonly Uint8Array[]) => readonly Uint8Array[]
  readonly manifest?: (manifest: BulkManifest) => BulkManifest
  /** Each piece as bytes, after the manifest was made over them. */
  readonly swapped?: (bytes: readonly Uint8Array[]) => readonly Uint8Array[]
  /** Keys that a sealed file is sealed to, in place of the receiver's. */
  readonly sealTo?: (name: string) => readonly string[] | undefined
  /** The sealed files after the statement was made over them. */
  readonly sealed?: (files: readonly TarMember[]) => readonly TarMember[]
}

const same = <T>(value: T): T => value
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const measure = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: toHex(sha256(bytes)) })

const snap = (element: string) => ({ program: 'snap', element })
const standardGrants: BulkManifest['grants'] = [
  { persons: 2, cells: [snap('home-address')] },
  { persons: 2, cells: [snap('home-address'), snap('income')] },
]
const standardTables: readonly PlainTable[] = [
  {
    name: 'data/snap.csv',
    columns: ['subject', 'home-address.line', 'home-address.town'],
    pieces: [
      [
        ['1', '1 Invented Way', 'Boston'],
        ['2', '2 Invented Way', null],
      ],
      [],
      [
        ['7', null, null],
        ['10', '10 Invented Way', ''],
      ],
    ],
  },
  {
    name: 'data/snap.income.csv',
    columns: ['subject', 'row', 'income.amount'],
    pieces: [
      [
        ['1', '1', '100.00'],
        ['1', '2', '200.00'],
      ],
      [
        ['1', '3', '300.00'],
        ['10', '1', '400.00'],
      ],
    ],
  },
]

function bytesOf({ columns, pieces }: PlainTable): Uint8Array[] {
  const header = writeCsv({ header: columns, rows: [] }).length
  return pieces.map((rows, at) => writeCsv({ header: columns, rows }).slice(at === 0 ? 0 : header))
}

/** A release of four people's address, two of them with income; whole and right but for the changes asked for. */
export async function makeBulk(world: World, changes: BulkChanges = {}): Promise<MadePackage> {
  const tables = (changes.plain ?? same)(standardTables)
  const bytes = (changes.pieces ?? same)(tables.flatMap(bytesOf))
  const { payload, manifest } = makePayload(world, tables, bytes, changes)
  const names = sealedNames(tables.map(({ name, pieces }) => ({ name, pieces: pieces.length })))
  const plain = [payload, ...(changes.swapped ?? same)(bytes)]
  const sealed: TarMember[] = []
  for (const [at, one] of plain.entries()) {
    const name = names[at] ?? ''
    sealed.push({ name, bytes: await sealTo(one, changes.sealTo?.(name), world) })
  }
  const parts: Part[] = sealed.map((file) => ({ name: file.name, ...measure(file.bytes) }))
  const content = (changes.content ?? same)({ opened: opened(manifest), sealed: parts, terms: manifest.terms })
  const policy = utf8(formatPolicy(changes.policy ?? world.policy))
  const statement = makeStatement(world, content, toHex(sha256(policy)), changes, 'postern/statement/v2')
  const text = statementBytes(statement)
  const proof = utf8(makeProof(world, statement, text, changes))
  const [first, ...pieces] = (changes.sealed ?? same)(sealed)
  const files = (changes.files ?? same)({
    statement: text,
    payload: first?.bytes ?? new Uint8Array(),
    pieces,
    proof,
    policy,
  })
  return { bytes: buildPackage(files), files, statement }
}

function makePayload(
  world: World,
  tables: readonly PlainTable[],
  bytes: readonly Uint8Array[],
  changes: BulkChanges,
): { payload: Uint8Array; manifest: BulkManifest } {
  const terms = { name: 'terms.txt', bytes: utf8('For this case and no other purpose. Destroy within 90 days.\n') }
  const resources = (changes.described ?? same)(
    tables.map(({ name: path, columns }) => ({ path, schema: { fields: columns.map((name) => ({ name })) } })),
  )
  const description = { name: 'release', resources: [...resources] }
  const parts = [{ name: 'datapackage.json', bytes: utf8(canonicalJson(description)) }, terms]
  const grants = grantsOf(changes.grants ?? standardGrants)
  let at = 0
  const manifest = (changes.manifest ?? same)({
    manifest: 'postern/manifest/v2',
    case: caseNumber,
    agency: 'ma-dta',
    receiver: { organization: 'usda-oig', recipient: world.recipient },
    synthetic: true,
    salt: toBase64(random(32)),
    parts: parts.map((part) => ({ name: part.name, ...measure(part.bytes) })),
    persons: grants.reduce((sum, { persons }) => sum + persons, 0),
    grants,
    tables: tables.map(({ name, columns: names, pieces }) => ({
      name,
      columns: names,
      rows: pieces.reduce((sum, rows) => sum + rows.length, 0),
      pieces: pieces.map((rows) => ({ rows: rows.length, ...measure(bytes[at++] ?? new Uint8Array()) })),
    })),
    terms: toHex(sha256(terms.bytes)),
    receiptCode: toBase64url(random(16)),
  })
  const members = [...parts.slice(0, -1), { name: 'manifest.json', bytes: bulkManifestBytes(manifest) }, terms]
  return { payload: writeTar((changes.inside ?? same)(members)), manifest }
}

async function sealTo(bytes: Uint8Array, keys: readonly string[] | undefined, world: World): Promise<Uint8Array> {
  if (keys === undefined) return seal(bytes, parseRecipient(world.recipient))
  const encrypter = new Encrypter()
  for (const key of keys) encrypter.addRecipient(key)
  return encrypter.encrypt(bytes)
}
