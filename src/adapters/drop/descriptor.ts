/**
 * datapackage.json of a drop (Data Package, tabular): which files there are, their hashes, and what each column
 * holds. What would change how a file is read and is not supported here is refused and never passed over.
 */
import { isPosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { count, list, object, text, word, type Shape } from '#formats/shape.ts'
import { refused } from './errors.ts'

export interface Descriptor {
  /** The agency's code. */
  readonly name: string
  /** When the caseload was as these files say, RFC 3339. A drop never replaces a later one. */
  readonly created: string
  readonly resources: readonly Resource[]
}

export interface Resource {
  /** Table of the mapping. */
  readonly name: string
  /** A file beside datapackage.json. */
  readonly path: string
  readonly format: 'csv' | 'parquet'
  readonly hash: string
  readonly bytes?: number
  readonly schema: {
    readonly fields: readonly Field[]
    /** The one text that, unquoted, stands for no value in a CSV file; an empty one where nothing is said. */
    readonly missingValues?: readonly string[]
  }
}

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly format?: string
}

const fieldTypes = ['string', 'number', 'integer', 'boolean', 'date', 'datetime'] as const
export type FieldType = (typeof fieldTypes)[number]

const anyName = text(/^[^\p{Cc}]{1,63}$/u, 'a name of 1 to 63 characters')
const said: Shape<unknown> = (value, at): value is unknown => at !== '' && value !== undefined
/** What says something for people, or what the mapping says here: it changes nothing in how a file is read. */
const described = { title: said, description: said, $schema: said, sources: said, licenses: said, profile: said }
const ofFields = { ...described, constraints: said, example: said, rdfType: said }
const ofSchemas = { ...described, primaryKey: said, foreignKeys: said, uniqueKeys: said }
const ofResources = { ...described, mediatype: said, type: word('table') }

const type: Shape<FieldType> = (value, at): value is FieldType =>
  text(new RegExp(`^(?:${fieldTypes.join('|')})$`), `one of ${fieldTypes.join(', ')}`)(value, at)

const format: Shape<'csv' | 'parquet'> = (value, at): value is 'csv' | 'parquet' =>
  text(/^(?:csv|parquet)$/, '"csv" or "parquet"')(value, at)

const field = object<{ name: string; type: FieldType }, { format: string }>(
  { name: anyName, type },
  {
    format: text(/^(?:default|binary|uuid)$/, '"default", "binary" or "uuid"'),
    ...ofFields,
  },
)

const resource = object<
  Pick<Resource, 'name' | 'path' | 'format' | 'hash' | 'schema'>,
  { bytes: number; encoding: string }
>(
  {
    name: anyName,
    path: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'the name of a file beside datapackage.json'),
    format,
    hash: text(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 hex digits'),
    schema: object<Pick<Resource['schema'], 'fields'>, { missingValues: readonly string[] }>(
      { fields: list(field, 1, 2000) },
      {
        missingValues: list(text(/^[^\p{Cc}",]{0,20}$/u, 'a short text'), 1, 1),
        ...ofSchemas,
      },
    ),
  },
  {
    bytes: count,
    encoding: text(/^utf-?8$/i, '"utf-8"'),
    ...ofResources,
  },
)

const descriptor = object<Descriptor, object>(
  {
    name: anyName,
    created: (value, at): value is string =>
      text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/, 'a moment with its zone')(value, at) &&
      (!Number.isNaN(Date.parse(value)) || text(/^$/, 'a moment that exists')(value, at)),
    resources: list(resource, 1, 500),
  },
  {
    ...described,
    id: said,
    version: said,
    homepage: said,
    contributors: said,
    keywords: said,
    image: said,
  },
)

/** @throws PosternError ERR_DROP with the JSON pointer of what is not as it must be */
export function readDescriptor(bytes: Uint8Array): Descriptor {
  const file = 'datapackage.json'
  try {
    const value: unknown = parseJson(fromUtf8(bytes, file), file)
    if (descriptor(value, '')) return value
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    throw refused(`${file}: ${error.message}`, { file, ...error.evidence })
  }
  throw new TypeError('a shape answers true or throws')
}
