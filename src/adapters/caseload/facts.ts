/** The facts of one record that a decision looks at. */
import { PosternError } from '#errors.ts'
import { object, text } from '#formats/shape.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { quoteName, quoteText } from '#formats/sql.ts'
import type { SubjectFacts } from '#match/identity.ts'
import type { RowsMapping, SourceMapping } from '#match/mapping.ts'
import { eighteenYearsBefore, rolesByWeight } from '#match/mask.ts'
import type { Day } from '#vocabulary/time.ts'
import { rowsOf, sourceText, textOrNull, type Queryable } from './queryable.ts'
import { andConditions, fromRows, mappedElement, namedField, personCast, personColumn } from './relations.ts'

interface Fact {
  readonly what: 'program' | 'marker' | 'held' | 'born'
  readonly detail: string
  readonly more: string | null
}

const fact = object<Fact>({
  what: (value, at): value is Fact['what'] => text(/^(?:program|marker|held|born)$/, 'a kind of fact')(value, at),
  detail: sourceText,
  more: textOrNull,
})

/**
 * Programs, role, household, markers, and what the record holds, as of a day.
 *
 * An element is held when one of its fields has a value; which elements are mapped and empty stays unsaid. Of an
 * element on a worksheet nobody knows before it is filled in: it counts as held for whoever has a program that keeps it,
 * so that the law decides about it as about what is there.
 *
 * @throws PosternError ERR_SOURCE when the source has no such record any more
 */
export async function readFacts(
  source: Queryable,
  mapping: SourceMapping,
  sourceKey: string,
  asOf: Day,
): Promise<SubjectFacts> {
  const key = parseSourceKey(sourceKey)
  const [person] = key.keys['person'] ?? []
  if (key.agency !== mapping.agency || person === undefined) throw gone()
  const rows = await rowsOf(source, fact, factsSql(mapping), [[person.value]])
  const born = rows.find(({ what }) => what === 'born')
  const known = rows.filter(({ what }) => what === 'program')
  if (rows.length === 0) throw gone()
  const household = mapping.household === undefined ? undefined : key.keys[mapping.household]?.[0]?.value
  const roles = new Set(known.map(({ more }) => mapping.programs.role.codes[more ?? '']))
  const role = rolesByWeight.find((one) => roles.has(one))
  const markers = rows.filter(({ what }) => what === 'marker').map(({ detail }) => detail)
  const programs = distinct(known.flatMap(({ detail }) => mapping.programs.codes[detail] ?? []))
  // Who has no date of birth is not known to be one.
  const minor = (born?.more ?? '') > eighteenYearsBefore(asOf)
  const held = rows.filter(({ what }) => what === 'held').map(({ detail }) => detail)
  return {
    programs,
    holds: distinct([...held, ...onWorksheet(mapping, programs)]),
    markers: distinct(minor ? [...markers, 'minor'] : markers),
    ...(role === undefined ? {} : { role }),
    ...(household === undefined ? {} : { household }),
  }
}

function gone(): PosternError {
  return new PosternError(
    'ERR_SOURCE',
    'the source no longer has the record that was matched',
    {},
    {
      mend: 'Match the person again.',
    },
  )
}

function onWorksheet({ worksheet = {} }: SourceMapping, programs: readonly string[]): string[] {
  return Object.entries(worksheet).flatMap(([element, { programs: kept = programs }]) =>
    programs.some((program) => kept.includes(program)) ? [element] : [],
  )
}

const distinct = (values: readonly string[]) => [...new Set(values)].toSorted()

function factsSql(mapping: SourceMapping): string {
  const cast = personCast(mapping)
  const about = (rows: RowsMapping) =>
    `${fromRows(mapping, rows)} WHERE ${personColumn(mapping, rows)} = ANY ($1::${cast})${andConditions(rows)}`
  const { programs } = mapping
  const born = mappedElement(mapping, 'date-of-birth')
  const any = (rows: RowsMapping, columns: readonly string[]) =>
    `SELECT 1 ${about(rows)}${columns.length === 0 ? '' : ` AND (${columns.map((column) => `t.${quoteName(column)} IS NOT NULL`).join(' OR ')})`}`
  return [
    `SELECT 'program' AS what, t.${quoteName(programs.program)}::text AS detail, t.${quoteName(programs.role.column)}::text AS more ${about(programs)}`,
    ...(born === undefined ? [] : [`SELECT 'born', '', ${namedField(born.fields, 'value')} ${about(born)}`]),
    ...Object.entries(mapping.markers).map(
      ([marker, rows]) => `SELECT 'marker', ${quoteText(marker)}, NULL WHERE EXISTS (${any(rows, [])})`,
    ),
    ...Object.entries(mapping.elements).map(([element, held]) => {
      const own = any(
        held,
        held.fields.map(({ column }) => column),
      )
      const substitute = held.substitute
      const either =
        substitute === undefined
          ? own
          : `${own} UNION ALL ${any(
              substitute,
              substitute.fields.map(({ column }) => column),
            )}`
      return `SELECT 'held', ${quoteText(element)}, NULL WHERE EXISTS (${either})`
    }),
  ].join('\nUNION ALL\n')
}
