/** datapackage.json: what the tables are, for a person and for any Data Package v2 tool (datapackage.org). */
import { canonicalJson } from '#formats/canonical-json.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import type { Json } from '#vocabulary/json.ts'
import type { ReleaseTable, TableColumn } from './tables.ts'

export interface DataPackageFor {
  readonly caseNumber: string
  readonly agency: string
  readonly synthetic: boolean
}

/** Canonical JSON and a line feed. It names no moment, so that the same release has the same bytes. */
export function dataPackageJson(
  tables: readonly ReleaseTable[],
  { caseNumber, agency, synthetic }: DataPackageFor,
): Uint8Array {
  return utf8(
    `${canonicalJson({
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      name: caseNumber.toLowerCase(),
      title: `${synthetic ? 'SYNTHETIC DATA: ' : ''}Disclosure ${caseNumber}`,
      agency,
      synthetic,
      resources: tables.map(resource),
    })}\n`,
  )
}

function resource({ name, bytes, columns, primaryKey }: ReleaseTable): Json {
  return {
    name: name.replace(/^data\//, '').replace(/\.csv$/, ''),
    path: name,
    type: 'table',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes: bytes.length,
    hash: `sha256:${toHex(sha256(bytes))}`,
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    schema: {
      $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
      fields: columns.map(field),
      primaryKey: [...primaryKey],
      // Unquoted nothing is NULL; "" in quotes is the empty text, which most tools read as missing too.
      missingValues: [''],
    },
  }
}

function field({ name, type }: TableColumn): Json {
  return type === 'binary' ? { name, type: 'string', format: 'binary' } : { name, type: typeNames[type] }
}

/** Our types in the words of Table Schema. */
const typeNames: Readonly<Record<Exclude<SourceFieldType, 'binary'>, string>> = {
  text: 'string',
  date: 'date',
  timestamp: 'datetime',
  integer: 'integer',
  decimal: 'number',
  boolean: 'boolean',
}
