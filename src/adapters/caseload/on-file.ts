/**
 * What is on file to reach one person by letter, and to know them again by name.
 *
 * Whoever takes part in an address confidentiality program has one address here: the substitute.
 */
import { object } from '#formats/shape.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { quoteText } from '#formats/sql.ts'
import type { OnFile, PersonName, PostalAddress } from '#match/identity.ts'
import type { ElementMapping, RowsMapping, SourceMapping } from '#match/mapping.ts'
import { fieldTexts, rowsOf, sourceText, type Queryable } from './queryable.ts'
import { andConditions, fromRows, mappedElement, namedField, personCast, personColumn } from './relations.ts'

interface Piece {
  readonly what: string
  readonly fields: readonly (string | null)[]
}

const piece = object<Piece>({ what: sourceText, fields: fieldTexts })

const nameFields = ['family', 'given', 'middle', 'suffix']
const addressFields = ['street', 'unit', 'town', 'state', 'zip']

/** @returns undefined where the source has no such record any more */
export async function readOnFile(
  source: Queryable,
  mapping: SourceMapping,
  sourceKey: string,
): Promise<OnFile | undefined> {
  const [person] = parseSourceKey(sourceKey).keys['person'] ?? []
  if (person === undefined) return undefined
  const rows = await rowsOf(source, piece, onFileSql(mapping), [[person.value]])
  if (rows.length === 0) return undefined
  const of = (what: string) => rows.filter((row) => row.what === what).map(({ fields }) => fields)
  const [birthDate] = of('date-of-birth')[0] ?? []
  const [language] = of('language')[0] ?? []
  const address = isConfidential(rows)
    ? toAddress(of('substitute')[0])
    : (toAddress(of('mailing-address')[0]) ?? toAddress(of('home-address')[0]))
  return {
    names: [...of('name'), ...of('alias')].map(toName),
    ...(typeof birthDate === 'string' ? { birthDate } : {}),
    ...(typeof language === 'string' ? { language } : {}),
    ...(address === undefined ? {} : { address }),
  }
}

function isConfidential(rows: readonly Piece[]): boolean {
  return rows.some(({ what }) => what === 'confidential')
}

function onFileSql(mapping: SourceMapping): string {
  const cast = personCast(mapping)
  const about = (rows: RowsMapping) =>
    `${fromRows(mapping, rows)} WHERE ${personColumn(mapping, rows)} = ANY ($1::${cast})${andConditions(rows)}`
  const pieces = (what: string, rows: RowsMapping & Pick<ElementMapping, 'fields'>, names: readonly string[]) =>
    `SELECT ${quoteText(what)} AS what, ARRAY[${names.map((name) => namedField(rows.fields, name)).join(', ')}]::text[] AS fields ${about(rows)}`
  const element = (name: string, names: readonly string[]) => {
    const held = mappedElement(mapping, name)
    return held === undefined ? [] : [pieces(name, held, names)]
  }
  const substitute = mappedElement(mapping, 'mailing-address')?.substitute
  const marker = mapping.markers['address-confidentiality']
  return [
    ...element('name', nameFields),
    ...element('alias', nameFields),
    ...element('date-of-birth', ['value']),
    ...element('language', ['value']),
    ...element('mailing-address', addressFields),
    ...element('home-address', addressFields),
    ...(substitute === undefined ? [] : [pieces('substitute', substitute, addressFields)]),
    ...(marker === undefined ? [] : [`SELECT 'confidential', ARRAY[]::text[] ${about(marker)}`]),
  ].join('\nUNION ALL\n')
}

function toName([family, given, middle, suffix]: Piece['fields']): PersonName {
  return {
    family: family ?? '',
    given: given ?? '',
    ...(typeof middle === 'string' ? { middle } : {}),
    ...(typeof suffix === 'string' ? { suffix } : {}),
  }
}

function toAddress(fields: Piece['fields'] | undefined): PostalAddress | undefined {
  const [street, unit, town, state, zip] = fields ?? []
  if (typeof street !== 'string' || typeof town !== 'string' || typeof zip !== 'string') return undefined
  return { street, town, state: state ?? '', zip, ...(typeof unit === 'string' ? { unit } : {}) }
}
