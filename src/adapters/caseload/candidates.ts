/**
 * Who may be meant: everybody whom a number, a birth date or a name leads to. More people than are meant;
 * which of them it is, if any, `match/match.ts` says. Somebody whose name and date and numbers were all
 * mistaken is not among them.
 */
import { object } from '#formats/shape.ts'
import { fieldSql, quoteName, type SourceField } from '#formats/sql.ts'
import type { AskedIdentity } from '#match/identity.ts'
import type { ElementMapping, SourceMapping } from '#match/mapping.ts'
import { rowsOf, sourceText, type Queryable } from './queryable.ts'
import { andConditions, fromRows, mappedElement, personColumn } from './relations.ts'

/** Beyond so many the question is too wide to be about one person. */
const MOST_CANDIDATES = 1000

/** Keys of the people who may be meant, in text. */
export async function candidateKeys(
  source: Queryable,
  mapping: SourceMapping,
  asked: AskedIdentity,
): Promise<string[]> {
  const question = new Question(mapping)
  question.number('ssn', asked.ssn, writtenSsn)
  question.number('case-number', asked.caseNumber, writtenNumber)
  question.number('member-id', asked.memberId, writtenNumber)
  question.birthDate(asked.birthDate)
  for (const element of ['name', 'alias']) question.name(element, asked)
  if (question.selects.length === 0) return []
  const rows = await rowsOf(
    source,
    object({ person: sourceText }),
    `SELECT DISTINCT person FROM (\n${question.selects.join('\nUNION ALL\n')}\n) AS found LIMIT ${MOST_CANDIDATES}`,
    question.values,
  )
  return rows.map(({ person }) => person)
}

/** The ways in which a source may write a number: comparing with a list of them can use an index. */
function writtenNumber(number: string): string[] {
  const trimmed = number.trim()
  return [trimmed, trimmed.toUpperCase(), trimmed.toLowerCase()]
}

function writtenSsn(number: string): string[] {
  const digits = number.replaceAll(/\D/g, '')
  return [...writtenNumber(number), digits, `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`]
}

/** Selects that each give keys of people, and the values they compare with. */
class Question {
  readonly selects: string[] = []
  readonly values: (string | readonly string[])[] = []
  readonly #mapping: SourceMapping

  constructor(mapping: SourceMapping) {
    this.#mapping = mapping
  }

  number(element: string, asked: string | undefined, written: (number: string) => string[]): void {
    const held = mappedElement(this.#mapping, element)
    const value = held?.fields.find(({ name }) => name === 'value')
    if (held === undefined || value === undefined || asked === undefined || asked.trim() === '') return
    this.#add(held, `${fieldSql(value, 't')} = ANY (${this.#value(written(asked))}::text[])`)
  }

  birthDate(day: string | undefined): void {
    const held = mappedElement(this.#mapping, 'date-of-birth')
    const value = held?.fields.find(({ name }) => name === 'value')
    if (held === undefined || value === undefined || day === undefined || !isDay(day)) return
    this.#add(held, dayIs(value, this.#value(writtenDay(value, day))))
  }

  /** One family name and an initial, or the two names exchanged: the rest is for matching to judge. */
  name(element: string, { family, given }: AskedIdentity): void {
    const held = mappedElement(this.#mapping, element)
    const familyField = held?.fields.find(({ name }) => name === 'family')
    const givenField = held?.fields.find(({ name }) => name === 'given')
    if (held === undefined || familyField === undefined || givenField === undefined) return
    if (family === undefined || given === undefined || folded(family) === '' || folded(given) === '') return
    const [one, other] = [this.#value(folded(family)), this.#value(folded(given))]
    const [familySql, givenSql] = [foldedSql(familyField), foldedSql(givenField)]
    this.#add(held, `${familySql} = ${one} AND left(${givenSql}, 1) = left(${other}, 1)`)
    this.#add(held, `${familySql} = ${other} AND ${givenSql} = ${one}`)
  }

  #value(value: string | readonly string[]): string {
    return `$${this.values.push(value)}`
  }

  #add(held: ElementMapping, condition: string): void {
    const person = `${personColumn(this.#mapping, held)}::text AS person`
    this.selects.push(`SELECT ${person} ${fromRows(this.#mapping, held)} WHERE ${condition}${andConditions(held)}`)
  }
}

/** In the form of the column, so that an index on it can be used. */
function dayIs(field: SourceField, parameter: string): string {
  const column = `t.${quoteName(field.column)}`
  if (field.before !== undefined || field.after !== undefined) return `${fieldSql(field, 't')} = ${parameter}::text`
  return field.stored === undefined ? `${column} = ${parameter}::date` : `${column} = ${parameter}::text`
}

function writtenDay({ stored, before, after }: SourceField, day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  if (before !== undefined || after !== undefined || stored === undefined) return day
  return stored === 'YYYYMMDD' ? `${year}${month}${date}` : `${month}/${date}/${year}`
}

function isDay(day: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** Letters and digits without their accents, small: the same here and in PostgreSQL, and indexed in our caseload. */
function folded(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()
  return plain
}

function foldedSql(field: SourceField): string {
  return `lower(regexp_replace(normalize(${fieldSql(field, 't')}, NFKD), '[^A-Za-z0-9]', '', 'g'))`
}
