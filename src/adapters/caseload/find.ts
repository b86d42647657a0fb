/**
 * Look for a person in the agency's records, and read the facts that a decision looks at.
 *
 * Trust: high. Whoever can write these tables decides who is found and what marks them; what was decided and
 * released by it stands in the log. Matching has to look at everybody's identifying columns, so the account
 * of POSTERN_SOURCE_URL may read those; values are parameters and names are quoted.
 */
import { object } from '#formats/shape.ts'
import { formatSourceKey, type SourceKeyValue } from '#formats/source-key.ts'
import { quoteName, quoteText } from '#formats/sql.ts'
import type { AskedIdentity, Candidate, CaseloadSearch, PersonAddress, PersonName } from '#match/identity.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { candidateKeys } from './candidates.ts'
import { withSourceErrors } from './errors.ts'
import { readFacts } from './facts.ts'
import { readOnFile } from './on-file.ts'
import { fieldTexts, rowsOf, sourceText, type Queryable } from './queryable.ts'
import { andConditions, fromRows, mappedElement, namedField, personCast, personColumn, table } from './relations.ts'

/** The agency's records behind its mapping. */
export function caseloadSearch(source: Queryable, mapping: SourceMapping): CaseloadSearch {
  return {
    find: (asked) => withSourceErrors(() => find(source, mapping, asked)),
    facts: (sourceKey, asOf) => withSourceErrors(() => readFacts(source, mapping, sourceKey, asOf)),
    onFile: (sourceKey) => withSourceErrors(() => readOnFile(source, mapping, sourceKey)),
  }
}

/** A piece of a record: what it is, a word beside it, and its fields. */
interface Piece {
  readonly person: string
  readonly what: string
  readonly detail: string
  readonly fields: readonly (string | null)[]
}

const piece = object<Piece>({ person: sourceText, what: sourceText, detail: sourceText, fields: fieldTexts })

/** Fields of the elements by which people are told apart. */
const identifying: readonly (readonly [element: string, fields: readonly string[]])[] = [
  ['name', ['family', 'given', 'middle', 'suffix']],
  ['alias', ['family', 'given', 'middle', 'suffix']],
  ['date-of-birth', ['value']],
  ['ssn', ['value']],
  ['case-number', ['value']],
  ['member-id', ['value']],
  ['home-address', ['street', 'town', 'zip']],
  ['mailing-address', ['street', 'town', 'zip']],
]

async function find(source: Queryable, mapping: SourceMapping, asked: AskedIdentity): Promise<Candidate[]> {
  const keys = await candidateKeys(source, mapping, asked)
  if (keys.length === 0) return []
  const rows = await rowsOf(source, piece, piecesSql(mapping), [keys])
  return [...Map.groupBy(rows, ({ person }) => person).values()].map((pieces) => toCandidate(mapping, pieces))
}

/** One statement for all that tells the people apart, and all keys that lead to their rows. */
function piecesSql(mapping: SourceMapping): string {
  const cast = personCast(mapping)
  const traits = identifying.flatMap(([element, names]) => {
    const held = mappedElement(mapping, element)
    if (held === undefined) return []
    const fields = names.map((name) => namedField(held.fields, name)).join(', ')
    const person = personColumn(mapping, held)
    return [
      `SELECT ${person}::text AS person, 'trait' AS what, ${quoteText(element)} AS detail, ARRAY[${fields}]::text[] AS fields
       ${fromRows(mapping, held)} WHERE ${person} = ANY ($1::${cast})${andConditions(held)}`,
    ]
  })
  const keys = Object.entries(mapping.keys).map(([name, key]) => {
    const person = `k.${quoteName(key.person)}`
    const program = key.program === undefined ? 'NULL' : `k.${quoteName(key.program)}::text`
    return `SELECT ${person}::text, 'key', ${quoteText(name)}, ARRAY[k.${quoteName(key.column)}::text, ${program}]::text[]
       FROM ${table(mapping, key.table)} AS k WHERE ${person} = ANY ($1::${cast}) AND k.${quoteName(key.column)} IS NOT NULL`
  })
  return [...traits, ...keys].join('\nUNION ALL\n')
}

function toCandidate(mapping: SourceMapping, pieces: readonly Piece[]): Candidate {
  const of = (element: string) => pieces.filter(({ what, detail }) => what === 'trait' && detail === element)
  const values = (element: string) => of(element).flatMap(({ fields }) => fields[0] ?? [])
  const [birthDate] = values('date-of-birth')
  return {
    sourceKey: formatSourceKey({ agency: mapping.agency, keys: keysOf(mapping, pieces) }),
    names: [...of('name'), ...of('alias')].map(toName),
    ...(birthDate === undefined ? {} : { birthDate }),
    ssns: values('ssn'),
    caseNumbers: values('case-number'),
    memberIds: values('member-id'),
    addresses: [...of('home-address'), ...of('mailing-address')].map(toAddress),
  }
}

function keysOf(mapping: SourceMapping, pieces: readonly Piece[]): Record<string, SourceKeyValue[]> {
  const keys: Record<string, SourceKeyValue[]> = {}
  for (const { what, detail, fields } of pieces) {
    const [value, code] = fields
    if (what !== 'key' || value === null || value === undefined) continue
    const byProgram = mapping.keys[detail]?.program !== undefined
    const program = code === null || code === undefined ? undefined : mapping.programs.codes[code]
    // A key of a program that the mapping does not know leads to nothing that may be asked for.
    if (byProgram && program === undefined) continue
    ;(keys[detail] ??= []).push(program === undefined ? { value } : { value, program })
  }
  return keys
}

function toName({ fields: [family, given, middle, suffix] }: Piece): PersonName {
  return {
    family: family ?? '',
    given: given ?? '',
    ...(typeof middle === 'string' ? { middle } : {}),
    ...(typeof suffix === 'string' ? { suffix } : {}),
  }
}

function toAddress({ fields: [street, town, zip] }: Piece): PersonAddress {
  return {
    ...(typeof street === 'string' ? { street } : {}),
    ...(typeof town === 'string' ? { town } : {}),
    ...(typeof zip === 'string' ? { zip } : {}),
  }
}
