/**
 * What rules can see of a member, as one number that the source makes itself: a bit for each fact, and above them
 * what the person has said to us.
 *
 * Two members with one mask are decided alike, so a million of them are as many decisions as there are masks. The
 * facts are those that `facts` of a search reads for one person, and a test holds the two together. What a record
 * holds is no part of it: a field with no entry leaves empty, whatever was decided about it.
 */
import { PosternError } from '#errors.ts'
import { afterSql, conditionSql, fromSql, personSql, type RowsRelation } from '#formats/sql.ts'
import type { Day } from '#vocabulary/time.ts'
import type { SubjectFacts } from './identity.ts'
import { keyOf, personKeyOf, type RowsMapping, type SourceMapping, type SubjectRole } from './mapping.ts'
import type { ClassMask, Said } from './members.ts'

/** Who receives help is a recipient, whatever else they once asked for. */
export const rolesByWeight: readonly SubjectRole[] = ['recipient', 'applicant', 'former-recipient', 'non-applicant']

interface Bit {
  readonly says:
    | { readonly program: string }
    | { readonly role: SubjectRole }
    | { readonly marker: string }
    | 'on-record'
  readonly rows: RowsMapping
  readonly when: string
}

export interface MaskQuestion {
  /** The day on which somebody is a minor or grown. */
  readonly today: Day
  readonly said: readonly Said[]
  /** Elements of the request that the mapping has; the class holds all of them. */
  readonly holds: readonly string[]
}

/** More than this many facts do not fit into a number that every program reads alike. */
const mostBits = 30

/**
 * The query and the meaning of its masks.
 *
 * The query reads `members` (n, key) and `said` (key, i), which whoever runs it puts before it.
 * @throws PosternError ERR_SOURCE_MAPPING where the mapping has more facts than fit
 */
export function classMask(mapping: SourceMapping, question: MaskQuestion): ClassMask {
  const bits = bitsOf(mapping, question.today)
  if (bits.length > mostBits) {
    throw new PosternError('ERR_SOURCE_MAPPING', 'the mapping has more markers and programs than can be grouped by', {
      facts: bits.length,
      most: mostBits,
    })
  }
  return {
    query: (within) => maskSql(mapping, bits, within),
    bits: bits.length,
    factsOf: (mask) => factsOf(mask, bits, question),
  }
}

function bitsOf(mapping: SourceMapping, today: Day): Bit[] {
  const { programs, markers, elements } = mapping
  const person = personKeyOf(mapping)
  const codesFor = (program: string) =>
    Object.entries(programs.codes).flatMap(([code, name]) => (name === program ? [code] : []))
  const rolesFor = (role: SubjectRole) =>
    Object.entries(programs.role.codes).flatMap(([code, name]) => (name === role ? [code] : []))
  const born = elements['date-of-birth']
  const birth = born?.fields.find(({ name }) => name === 'value')
  const on: RowsMapping = { table: person.table, key: 'person', by: person.person }
  return [
    { says: 'on-record', rows: on, when: 'true' },
    ...[...new Set(Object.values(programs.codes))].toSorted().map((program) => ({
      says: { program },
      rows: programs,
      when: both(programs, conditionSql({ column: programs.program, in: codesFor(program) }, 't')),
    })),
    ...rolesByWeight.map((role) => ({
      says: { role },
      rows: programs,
      when: both(programs, conditionSql({ column: programs.role.column, in: rolesFor(role) }, 't')),
    })),
    ...Object.entries(markers).map(([marker, rows]) => ({ says: { marker }, rows, when: all(rows) || 'true' })),
    ...(born === undefined || birth === undefined
      ? []
      : [
          {
            says: { marker: 'minor' },
            rows: born,
            // Who has no date of birth is not known to be one.
            when: both(born, afterSql(birth, 't', eighteenYearsBefore(today))),
          },
        ]),
  ]
}

/** The rows' own conditions, and one more. */
function both(rows: RowsMapping, more: string): string {
  return [all(rows), more].filter((one) => one !== '').join(' AND ')
}

/** The rows' own conditions; nothing where they have none. */
function all({ where = [] }: RowsMapping): string {
  return where.map((one) => conditionSql(one, 't')).join(' AND ')
}

/**
 * Whoever was born after it is under 18 on the day, days compared as texts: a birthday on 29 February is kept on 1 March
 * where there is none.
 */
export function eighteenYearsBefore(day: Day): Day {
  return `${String(Number(day.slice(0, 4)) - 18).padStart(4, '0')}${day.slice(4)}`
}

function maskSql(mapping: SourceMapping, bits: readonly Bit[], within: (column: string) => string): string {
  const { keys } = mapping
  const groups = [
    ...Map.groupBy(
      bits.map((bit, at) => ({ ...bit, value: 2 ** at })),
      ({ rows: { table, key, by } }) => JSON.stringify([table, key, by]),
    ).values(),
  ]
  const joins = groups.map((group, at) => {
    const relation = relationOf(mapping, group[0]?.rows ?? mapping.programs)
    const person = personSql(relation)
    const cases = group.map(({ when, value }) => `CASE WHEN ${when} THEN ${value}::bigint ELSE 0::bigint END`)
    // The table of the person's own key has one row for each; a second one would come out twice and be stopped.
    const alone = relation.table === keys['person']?.table && relation.by === keys['person'].person
    return `LEFT JOIN (
  SELECT ${person} AS key, ${alone ? cases.join(' | ') : `bit_or(${cases.join(' | ')})`} AS bits
  ${fromSql(relation)}
  WHERE ${person} IS NOT NULL${within(person)}${alone ? '' : '\n  GROUP BY 1'}
) AS f${at} ON f${at}.key = m.key`
  })
  const sum = groups.map((_, at) => `coalesce(f${at}.bits, 0)`).join(' | ')
  return `SELECT m.n, m.key, (${sum}) + coalesce(s.i, 0) * ${2 ** bits.length}::bigint AS mask
FROM members AS m LEFT JOIN said AS s ON s.key = m.key
${joins.join('\n')}`
}

/** The rows of a mapping as they lead to a person. */
export function relationOf(mapping: SourceMapping, { table, key, by }: RowsMapping): RowsRelation {
  const { schema } = mapping
  if (key === 'person') return { schema, table, by }
  const { table: through, column, person } = keyOf(mapping, key)
  return { schema, table, by, through: { table: through, column, person } }
}

function factsOf(mask: string, bits: readonly Bit[], { said, holds }: MaskQuestion): SubjectFacts | undefined {
  const value = Number(mask)
  const low = value % 2 ** bits.length
  const set = bits.flatMap(({ says }, at) => (Math.floor(low / 2 ** at) % 2 === 1 ? [says] : []))
  if (!set.includes('on-record')) return undefined
  const words = said[Math.floor(value / 2 ** bits.length) - 1]
  const named = set.filter((one) => one !== 'on-record')
  const role = named.flatMap((one) => ('role' in one ? [one.role] : []))[0]
  return {
    programs: named.flatMap((one) => ('program' in one ? [one.program] : [])).toSorted(),
    holds: [...holds].toSorted(),
    markers: named.flatMap((one) => ('marker' in one ? [one.marker] : [])).toSorted(),
    ...(role === undefined ? {} : { role }),
    ...(words?.objection === undefined ? {} : { objection: words.objection }),
    ...(words?.consentWithdrawn === undefined ? {} : { consentWithdrawn: words.consentWithdrawn }),
  }
}

/**
 * What each distinct thing that members have said is called in a mask: its place in this list, counted from 1.
 *
 * @param kept what has a place already, by it, and keeps it, whatever others have said since
 */
export function distinctSaid(
  said: readonly Said[],
  kept: ReadonlyMap<number, Omit<Said, 'person'>> = new Map(),
): {
  readonly words: readonly Said[]
  readonly of: ReadonlyMap<string, number>
} {
  const last = Math.max(0, ...kept.keys())
  const words: Said[] = Array.from({ length: last }, (_, at) => ({ ...kept.get(at + 1), person: '' }))
  const places = new Map([...kept].map(([place, one]) => [wordsId(one), place]))
  const of = new Map<string, number>()
  const sorted = said.toSorted((a, b) => (wordsId(a) < wordsId(b) ? -1 : 1))
  for (const one of sorted) {
    const place = places.get(wordsId(one)) ?? words.push({ ...one, person: '' })
    places.set(wordsId(one), place)
    of.set(one.person, place)
  }
  return { words, of }
}

const wordsId = ({ objection = '', consentWithdrawn = '' }: Omit<Said, 'person'>) => `${objection} ${consentWithdrawn}`

/** What the query reads, for a role that may read nothing beside what the query needs. */
export function factColumns(
  mapping: SourceMapping,
): readonly { readonly table: string; readonly columns: readonly string[] }[] {
  const columns = new Map<string, Set<string>>()
  const add = (table: string, some: readonly string[]) => {
    columns.set(table, new Set([...(columns.get(table) ?? []), ...some]))
  }
  const addRows = (rows: RowsMapping) => {
    const { through } = relationOf(mapping, rows)
    add(rows.table, [rows.by, ...(rows.where ?? []).map(({ column }) => column)])
    if (through !== undefined) add(through.table, [through.column, through.person])
  }
  const { programs, markers, keys, elements } = mapping
  const person = keys['person']
  if (person !== undefined) add(person.table, [person.person])
  addRows(programs)
  add(programs.table, [programs.program, programs.role.column])
  for (const rows of Object.values(markers)) addRows(rows)
  const born = elements['date-of-birth']
  if (born !== undefined) {
    addRows(born)
    add(
      born.table,
      born.fields.flatMap(({ name, column }) => (name === 'value' ? [column] : [])),
    )
  }
  return [...columns].map(([table, some]) => ({ table, columns: [...some].toSorted() }))
}
