/**
 * Put together what will leave: tables, their description, terms, and the manifest that binds them.
 *
 * The same decision over the same data, with the same salt and receipt code, gives the same bytes.
 */
import { toBase64, toBase64url, toHex, utf8 } from '#formats/bytes.ts'
import { opened } from '#formats/content-root.ts'
import { compareCells, manifestBytes, type Manifest, type Part, type ReleasedCell } from '#formats/manifest.ts'
import { sha256 } from '#formats/sha256.ts'
import { writeTar, type TarMember } from '#formats/tar.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import type { SourceRow } from './compile.ts'
import { dataPackageJson, type DescribedTable } from './data-package.ts'
import { gate, gateFiles } from './gate.ts'
import { linesOf, type PlanPerson, type ReleasePlan } from './plan.ts'
import { writeTables, type ReleaseTable } from './tables.ts'
import { MEDICAID_RULES_FILE, medicaidRulesText, termsText } from './terms.ts'

export interface Preparation {
  readonly decision: Decision
  readonly people: readonly PlanPerson[]
  readonly mapping: SourceMapping
  readonly plan: ReleasePlan
  /** As the source gave them, and as a worker filled them in; they pass the gate here. */
  readonly rows: readonly SourceRow[]
  readonly receiver: Manifest['receiver']
  /** 32 random bytes: keeps anybody from guessing at what `opened` commits to. */
  readonly salt: Uint8Array
  /** 16 random bytes: whoever names them has opened the payload. */
  readonly receiptCode: Uint8Array
}

export interface Prepared {
  /** The archive to be sealed. */
  readonly payload: Uint8Array
  /** Its files, in order. */
  readonly files: readonly TarMember[]
  readonly manifest: Manifest
  /** Commitment to the manifest, 64 hex digits. */
  readonly opened: string
  /** SHA-256 of terms.txt, 64 hex digits. */
  readonly terms: string
  /** What is released, in order. */
  readonly cells: readonly ReleasedCell[]
}

/**
 * Let the rows through the gate and write the payload.
 *
 * @throws PosternError ERR_GATE when a row or a written file holds a cell too many; ERR_SOURCE when a value
 *   is not of its type. Nothing has been written anywhere in either case.
 */
export function prepare(preparation: Preparation): Prepared {
  const { decision, people, mapping, plan, receiver } = preparation
  const tables = writeTables(plan, gate(preparation.rows, decision, people, mapping))
  gateFiles(tables, decision)
  const about = { caseNumber: decision.case, agency: mapping.agency, synthetic: mapping.synthetic }
  const terms = utf8(termsText(decision, about))
  const describing = [{ name: 'datapackage.json', bytes: dataPackageJson(tables.map(described), about) }]
  const data = tables.map(({ name, bytes }) => ({ name, bytes }))
  const binding = [{ name: 'terms.txt', bytes: terms }, ...confidentialityRules(decision, mapping.agency)]
  const manifest: Manifest = {
    manifest: 'postern/manifest/v1',
    case: decision.case,
    agency: mapping.agency,
    receiver,
    synthetic: mapping.synthetic,
    salt: toBase64(preparation.salt),
    parts: [...describing, ...data, ...binding].map(part).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    cells: linesOf(plan)
      .flatMap(({ program, element, people: who }) => who.map(({ ref }) => ({ subject: ref, program, element })))
      .toSorted(compareCells),
    terms: toHex(sha256(terms)),
    receiptCode: toBase64url(preparation.receiptCode),
  }
  const files = [...describing, ...data, { name: 'manifest.json', bytes: manifestBytes(manifest) }, ...binding]
  return {
    payload: writeTar(files),
    files,
    manifest,
    opened: opened(manifest),
    terms: manifest.terms,
    cells: manifest.cells,
  }
}

export function confidentialityRules({ duties }: Decision, agency: string): TarMember[] {
  if (!duties.includes('give-confidentiality-rules')) return []
  return [{ name: MEDICAID_RULES_FILE, bytes: utf8(medicaidRulesText(agency)) }]
}

function described({ bytes, ...table }: ReleaseTable): DescribedTable {
  return { ...table, bytes: bytes.length, sha256: toHex(sha256(bytes)) }
}

export function part({ name, bytes }: TarMember): Part {
  return { name, bytes: bytes.length, sha256: toHex(sha256(bytes)) }
}
