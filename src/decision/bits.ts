/**
 * Facts as bits: one for each value that each fact can have.
 *
 * A fact has exactly one of its values, so of its bits exactly one is set. Conditions that must all hold are then
 * one mask of the values that must not be there: they hold where nothing of it is set, and the bits that are set
 * are the facts that fail. That asks in a few instructions what a rule says in a line.
 */
import { PosternError } from '#errors.ts'
import { cellFacts, facts, paperFacts, personFacts, requestFacts } from '#vocabulary/facts.ts'
import type { FactName, Facts, FactValue } from '#vocabulary/facts.ts'
import type { Condition } from './rules.ts'

/** The facts of one cell, and of one paper or none, as words of 32 bits. */
export type State = Int32Array

/** The bits of one word; a mask has those words in which it has any. */
interface WordBits {
  readonly word: number
  readonly bits: number
}
export type Mask = readonly WordBits[]

interface Field {
  readonly name: FactName
  readonly places: ReadonlyMap<FactValue, WordBits>
}

const commonFields = fieldsOf(namesIn({ ...requestFacts, ...personFacts, ...cellFacts }), 0)
// What a paper says begins with a word of its own, so that all else is read once for all papers.
const firstPaperWord = wordsOf(commonFields)
const paperFields = fieldsOf(namesIn(paperFacts), firstPaperWord)
const words = wordsOf(paperFields)
const fields: ReadonlyMap<FactName, Field> = new Map(
  [...commonFields, ...paperFields].map((field) => [field.name, field]),
)

/** @throws PosternError ERR_INPUT_INVALID for a fact that is not there, or has a value that it cannot have */
export function stateOf(named: Facts): State {
  const state = new Int32Array(words)
  set(state, commonFields, named)
  set(state, paperFields, named)
  return state
}

/**
 * The same with a paper laid beside it: only what the paper says is read from `named`.
 *
 * @throws PosternError as stateOf
 */
export function besidePaper(bare: State, named: Facts): State {
  const state = new Int32Array(words)
  for (let word = 0; word < firstPaperWord; word++) state[word] = bare[word] ?? 0
  set(state, paperFields, named)
  return state
}

function set(state: State, of: readonly Field[], named: Facts): void {
  for (const { name, places } of of) {
    const place = places.get(named[name])
    if (place === undefined) throw notAValue(name, named[name])
    state[place.word] = (state[place.word] ?? 0) | place.bits
  }
}

// A value without a bit would pass every condition.
function notAValue(fact: FactName, value: unknown): PosternError {
  return new PosternError('ERR_INPUT_INVALID', `the fact "${fact}" cannot be ${String(value)}`, { fact })
}

/** The values against conditions that must all hold. */
export function against(conditions: readonly Condition[]): Mask {
  const closed = new Int32Array(words)
  for (const { fact, values, not } of conditions) {
    for (const [value, { word, bits }] of fields.get(fact)?.places ?? []) {
      if (values.includes(value) === not) closed[word] = (closed[word] ?? 0) | bits
    }
  }
  return [...closed].flatMap((bits, word) => (bits === 0 ? [] : [{ word, bits }]))
}

/** Whether nothing stands against it: all its conditions hold. */
export function isClear(mask: Mask, state: State): boolean {
  for (const { word, bits } of mask) if (((state[word] ?? 0) & bits) !== 0) return false
  return true
}

/** How many facts stand against it. */
export function countAgainst(mask: Mask, state: State): number {
  let count = 0
  for (const { word, bits } of mask) {
    for (let left = (state[word] ?? 0) & bits; left !== 0; left &= left - 1) count++
  }
  return count
}

function fieldsOf(names: readonly FactName[], firstWord: number): Field[] {
  let next = firstWord * 32
  return names.map((name) => {
    const values: readonly FactValue[] = facts[name]
    const places = new Map(values.map((value, i) => [value, placeAt(next + i)]))
    next += values.length
    return { name, places }
  })
}

function placeAt(bit: number): WordBits {
  return { word: bit >> 5, bits: 1 << (bit & 31) }
}

function wordsOf(of: readonly Field[]): number {
  return 1 + Math.max(...of.flatMap(({ places }) => [...places.values()].map(({ word }) => word)))
}

function namesIn<Group extends object>(group: Group): Extract<keyof Group, FactName>[] {
  return Object.keys(group).filter((name): name is Extract<keyof Group, FactName> => Object.hasOwn(facts, name))
}
