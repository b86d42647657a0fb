/** datapackage.json: what the tables are, for a person and for any Data Package v2 tool (datapackage.org). */
import { canonicalJson } from '#formats/canonical-json.ts'
import { utf8 } from '#formats/bytes.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import type { Json } from '#vocabulary/json.ts'
import type { ReleaseTable, TableColumn } from './tables.ts'

export interface DataPackageFor {
  readonly caseNumber: string
  readonly agency: string
  readonly synthetic: boolean
}

/** A table as it is described: of one in pieces the hashes are the manifest's. */
export type DescribedTable = Pick<ReleaseTable, 'name' | 'columns' | 'primaryKey'> & {
  readonly bytes: number
  /** 64 hex digits. */
  readonly sha256?: string
}

/** Canonical JSON and a line feed. It names no moment, so that the same release has the same bytes. */
export function dataPackageJson(
  tables: readonly DescribedTable[],
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

function resource({ name, bytes, sha256, columns, primaryKey }: DescribedTable): Json {
  return {
    name: name.replace(/^data\//, '').replace(/\.csv$/, ''),
    path: name,
    type: 'table',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes,
    ...(sha256 === undefined ? {} : { hash: `sha256:${sha256}` }),
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
