/**
 * The words by which the desk finds a case: the names of those asked about and of whoever asks, dockets, and the
 * requester's own reference. Whole words only; nothing here is stored but as a keyed token.
 *
 * A given name alone finds nothing: it would find half the caseload, and would show in the table as its most
 * frequent token.
 */
import type { EventRecord } from '#vocabulary/event-record.ts'
import { isEvent } from './case-event.ts'

/** The one spelling of what is written in many ways. */
export interface Spelling {
  readonly name: (name: string) => string
  readonly nameParts: (name: string) => readonly string[]
  readonly number: (number: string) => string
}

/** The words of one event, none twice. */
export function wordsToFind(record: EventRecord, spelling: Spelling): readonly string[] {
  const words = new Set<string>()
  const addNumber = (number: string | undefined): void => {
    const spelled = spelling.number(number ?? '')
    if (spelled !== '') words.add(`number ${spelled}`)
  }
  if (isEvent(record, 'request.received')) {
    const { reference, requester } = record.body
    addNumber(reference)
    for (const name of namesIn(requester.name, spelling)) words.add(`name ${name}`)
    for (const person of Object.values(record.people)) {
      for (const name of spellingsOf(person?.name, spelling)) words.add(`name ${name}`)
    }
  }
  if (isEvent(record, 'instrument.read')) addNumber(record.body.facts.docket)
  return [...words]
}

/** The words that somebody who looks for a case may mean by what they typed. */
export function wordsMeant(typed: string, spelling: Spelling): readonly string[] {
  const number = spelling.number(typed)
  const [family = '', given] = typed.split(',')
  const names = [spelling.name(typed), ...(given === undefined ? [] : [spelling.name(given + family)])]
  return [
    ...new Set([
      ...(number === '' ? [] : [`number ${number}`]),
      ...names.filter((name) => name !== '').map((name) => `name ${name}`),
    ]),
  ]
}

interface Name {
  readonly given?: string
  readonly middle?: string
  readonly family?: string
}

/** "García-López" is found by itself, by each of its parts, and by either behind the given name, with or without the middle one. */
function spellingsOf(name: Name | undefined, { nameParts }: Spelling): readonly string[] {
  const family = nameParts(name?.family ?? '')
  if (family.length === 0) return []
  const given = nameParts(name?.given ?? '')
  const whole = given.join('')
  const before = new Set(['', whole, given[0] ?? '', whole + nameParts(name?.middle ?? '').join('')])
  const last = new Set([family.join(''), ...family])
  return [...last].flatMap((one) => [...before].map((first) => first + one))
}

/** A name as it was typed, whose last word is the family name. */
function namesIn(name: string | undefined, { nameParts }: Spelling): readonly string[] {
  const parts = nameParts(name ?? '')
  const last = parts.at(-1)
  if (last === undefined) return []
  return parts.length === 1 ? [last] : [last, (parts[0] ?? '') + last, parts.join('')]
}
