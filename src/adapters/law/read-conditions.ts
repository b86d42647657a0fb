/** The conditions of a rule: facts and the values that they must have, and what is needed until they have them. */
import type { Condition, Requirement } from '#decision/rules.ts'
import { vocabulary, type Need } from '#vocabulary/codes.ts'
import { facts, isFactName, type FactName, type FactValue } from '#vocabulary/facts.ts'
import { didYouMean } from './near.ts'
import { keysOf, type Place } from './place.ts'

const needs = keysOf(vocabulary.needs)
const ofRequirement = ['need', 'missing', 'when', 'never']

/** `fact: value`, `fact: [one, of, these]` or `fact: { not: value }`. */
export function readConditions(place: Place): Condition[] {
  return place.keys().map((name) => readCondition(name, place.at(name), keysOf(facts)))
}

/** Something that can still be supplied: conditions, and the need that the cell has until they are met. */
export function readRequirement(place: Place): Requirement {
  const names = place.keys().filter((name) => !ofRequirement.includes(name))
  const never = place.at('never')
  if (never.isThere) never.word([true], 'what "never" can be')
  if (never.isThere ? names.length > 0 : names.length === 0) {
    place.fail('this says not what must be so', 'Name a fact and its value, or "never: true" alone.')
  }
  const missing = place.at('missing')
  const when = place.at('when')
  return {
    met: names.map((name) => readCondition(name, place.at(name), [...keysOf(facts), ...ofRequirement])),
    need: place.at('need').word<Need>(needs, 'a need'),
    when: when.isThere ? (Array.isArray(when.value) ? when.items() : [when]).map(readConditions) : [],
    ...(missing.isThere ? { missing: missing.word(vocabulary.missing, 'a content that can be missing') } : {}),
  }
}

function readCondition(name: string, place: Place, known: readonly string[]): Condition {
  if (!isFactName(name)) {
    return place.fail(`"${name}" is not a fact${didYouMean(name, known)}`, `Facts are ${keysOf(facts).join(', ')}.`)
  }
  const not = place.at('not').isThere
  if (not && place.keys().length > 1) place.fail('beside "not" nothing can stand', 'Write "not" and the values alone.')
  const given = not ? place.at('not') : place
  const values = (Array.isArray(given.value) ? given.items() : [given]).map((value) => readValue(name, value))
  const allowed = facts[name]
  const passing = allowed.filter((value) => values.includes(value) !== not)
  if (passing.length === 0) place.fail(`no value of ${name} can meet this`, 'Allow at least one value.')
  if (passing.length === allowed.length) place.fail(`every value of ${name} meets this`, 'Leave the condition out.')
  return { fact: name, values, not }
}

function readValue(name: FactName, place: Place): FactValue {
  const allowed: readonly FactValue[] = facts[name]
  const value = allowed.find((each) => each === place.value)
  if (value !== undefined) return value
  const bare = allowed.find((each) => typeof each !== 'string' && String(each) === place.value)
  if (bare !== undefined) return place.fail(`a text is not a value of ${name}`, `Write ${String(bare)} without quotes.`)
  const near = didYouMean(String(place.value), allowed.map(String))
  return place.fail(
    `"${String(place.value)}" is not a value of ${name}${near}`,
    `Its values are ${allowed.join(', ')}.`,
  )
}
