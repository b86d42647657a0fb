/**
 * Facts as bits: one for each class of values that the rules can tell apart.
 *
 * A fact has exactly one value, so exactly one of its bits is set. Conditions that must all hold are then one mask
 * of what must not be there: they hold where nothing of it is set, and the bits that are set are the facts that
 * fail. That asks in a few instructions what a rule says in a few lines.
 */
import { PosternError } from '#errors.ts'
import { facts } from '#vocabulary/facts.ts'
import type { FactName, Facts, FactValue } from '#vocabulary/facts.ts'
import { listCommon, listed, listOfPaper, type OfPaper } from './list-facts.ts'
import type { Condition } from './rules.ts'

/** What is so of one cell, with one paper or none, in words of bits. */
export type State = readonly number[]

/** Bits that must not be there, in the same words as far as there are any. */
export type Mask = readonly number[]

interface Bits {
  readonly word: number
  readonly bits: number
}

/** Small enough that every engine keeps a word as a plain integer. */
const bitsPerWord = 30

export class Encoding {
  readonly #common: readonly Field[]
  readonly #ofPaper: readonly Field[]
  readonly #byName: ReadonlyMap<FactName, Field>
  readonly #firstPaperWord: number
  readonly #empty: State
  readonly #noPaper: State

  /**
   * @param conditions all that will ever be asked, the most asked first; what none of them asks about is not read
   * @param without the facts of no paper
   */
  constructor(conditions: readonly Condition[], without: OfPaper<FactValue>) {
    this.#common = fieldsOf(conditions, listed.common, 0)
    // What a paper says begins with a word of its own, so that all else is read once for all papers.
    this.#firstPaperWord = wordsOf(this.#common)
    this.#ofPaper = fieldsOf(conditions, listed.ofPaper, this.#firstPaperWord)
    const fields = [...this.#common, ...this.#ofPaper]
    this.#byName = new Map(fields.map((field) => [field.name, field]))
    this.#empty = Array.from({ length: wordsOf(fields) }, () => 0)
    const noPaper = [...this.#empty]
    read(this.#ofPaper, listOfPaper(without), noPaper)
    this.#noPaper = noPaper
  }

  /**
   * With no paper: what `named` says of one is not read.
   *
   * @throws PosternError ERR_INPUT_INVALID for a fact that is not there, or has a value that it cannot have
   */
  stateOf(named: Facts): State {
    const state = [...this.#noPaper]
    read(this.#common, listCommon(named), state)
    return state
  }

  /**
   * The same with a paper laid beside it: only what the paper says is read from `named`.
   *
   * @throws PosternError as stateOf
   */
  besidePaper(bare: State, named: Facts): State {
    const state = [...bare]
    for (let word = this.#firstPaperWord; word < state.length; word++) state[word] = 0
    read(this.#ofPaper, listOfPaper(named), state)
    return state
  }

  /** What stands against conditions that must all hold. */
  against(conditions: readonly Condition[]): Mask {
    const mask = [...this.#empty]
    for (const { fact, values, not } of conditions) {
      const field = this.#byName.get(fact)
      // A condition that stood against nothing would hold always.
      if (field === undefined) throw new PosternError('ERR_INPUT_INVALID', `"${fact}" is no fact`, { fact })
      for (const [value, { word, bits }] of field.places) {
        if (values.includes(value) === not) mask[word] = (mask[word] ?? 0) | bits
      }
    }
    return mask.slice(0, mask.findLastIndex((bits) => bits !== 0) + 1)
  }
}

/** Whether nothing stands against it: all its conditions hold. */
export function isClear(mask: Mask, state: State): boolean {
  for (let word = 0; word < mask.length; word++) if (((state[word] ?? 0) & (mask[word] ?? 0)) !== 0) return false
  return true
}

/** How many facts stand against it. */
export function countAgainst(mask: Mask, state: State): number {
  let count = 0
  for (let word = 0; word < mask.length; word++) count += bitsIn((state[word] ?? 0) & (mask[word] ?? 0))
  return count
}

/** Adds up neighbors: bits to pairs, pairs to fours, fours to bytes, and the bytes. */
export function bitsIn(set: number): number {
  const pairs = set - ((set >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

interface Field {
  readonly name: FactName
  /** Where it stands in the list of its facts. */
  readonly index: number
  readonly places: ReadonlyMap<FactValue, Bits>
  /** The same for true and false, which most facts are. */
  readonly yes: Bits | undefined
  readonly no: Bits | undefined
}

function fieldsOf(conditions: readonly Condition[], names: readonly FactName[], firstWord: number): Field[] {
  let next = firstWord * bitsPerWord
  return [...Map.groupBy(conditions, ({ fact }) => fact)].flatMap(([name, about]) => {
    const index = names.indexOf(name)
    if (index < 0) return []
    const values: readonly FactValue[] = facts[name]
    const classes = [...Map.groupBy(values, (value) => about.map((one) => one.values.includes(value)).join()).values()]
    const places = new Map(
      classes.flatMap((alike, i) => alike.map((value): [FactValue, Bits] => [value, placeOf(next + i)])),
    )
    next += classes.length
    return [{ name, index, places, yes: places.get(true), no: places.get(false) }]
  })
}

function placeOf(bit: number): Bits {
  return { word: Math.floor(bit / bitsPerWord), bits: 1 << (bit % bitsPerWord) }
}

function wordsOf(fields: readonly Field[]): number {
  return 1 + Math.max(-1, ...fields.flatMap(({ places }) => [...places.values()].map(({ word }) => word)))
}

function read(fields: readonly Field[], values: readonly FactValue[], into: number[]): void {
  for (const field of fields) {
    const value = values[field.index]
    const place = value === true ? field.yes : value === false ? field.no : field.places.get(value ?? '')
    if (place === undefined) throw notAValue(field.name, value)
    into[place.word] = (into[place.word] ?? 0) | place.bits
  }
}

// A value without a bit would pass every condition.
function notAValue(fact: FactName, value: unknown): PosternError {
  return new PosternError('ERR_INPUT_INVALID', `the fact "${fact}" cannot be ${String(value)}`, { fact })
}
