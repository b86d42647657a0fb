/**
 * Decision diagrams: a function of finitely many finite variables, kept as one shared, reduced graph.
 *
 * Each variable is written in bits, in one fixed order. A node says which bit it asks for and where to go on; a
 * leaf is a value. Equal functions are the same node (R. E. Bryant, 1986), so that "these two laws decide alike"
 * is a comparison of two numbers, and "this never happens" is that a graph has become the leaf `false`. Nothing
 * here is sampled: a graph stands for every combination at once.
 */

/** A function, by its number. Two are the same function exactly if they are the same number. */
export type Node = number

export interface Variable {
  readonly name: string
  readonly values: readonly (string | boolean)[]
}

/** One combination: a value for each variable. */
export type Combination = Readonly<Record<string, string | boolean>>

/** How two leaves become one. The number is the operation's own, for remembering what was already worked out. */
export interface Operation {
  readonly id: number
  readonly leaves: (a: Node, b: Node) => Node
  /** What is known of the result without looking further, if anything is. */
  readonly early?: (a: Node, b: Node) => Node | undefined
}

interface Placed {
  readonly values: readonly (string | boolean)[]
  /** Its bits are those from `first`, the weightiest first. */
  readonly first: number
  readonly bits: number
}

const remembered = 1 << 18

/** @typeParam Value what a leaf can hold besides true and false */
export class Diagrams<Value> {
  readonly no: Node = 0
  readonly yes: Node = 1
  readonly #variables: ReadonlyMap<string, Placed>
  readonly #bits: number
  #level: Int32Array<ArrayBuffer> = new Int32Array(1 << 14)
  #low: Int32Array<ArrayBuffer> = new Int32Array(1 << 14)
  #high: Int32Array<ArrayBuffer> = new Int32Array(1 << 14)
  #size = 0
  /** Open addressing: the place of each node by what it asks and where it leads; -1 is free. */
  #places: Int32Array<ArrayBuffer> = new Int32Array(1 << 16).fill(-1)
  readonly #leaves = new Map<Value | boolean, Node>()
  readonly #values: (Value | boolean)[] = []
  /** What was worked out lately: operation, operands, result. One that is overwritten is worked out again. */
  readonly #memory = new Int32Array(remembered * 4).fill(-1)
  #operations = 0
  /** For one walk over a graph at a time: which walk last came to a node, and what it made of it. */
  #walk = 0
  #walked: Int32Array<ArrayBuffer> = new Int32Array(0)
  #result: Int32Array<ArrayBuffer> = new Int32Array(0)

  /** @param variables in the order in which they are asked for: those that are looked at together, together */
  constructor(variables: readonly Variable[]) {
    let first = 0
    this.#variables = new Map(
      variables.map(({ name, values }) => {
        const bits = Math.ceil(Math.log2(values.length))
        const placed = { values, first, bits }
        first += bits
        return [name, placed]
      }),
    )
    this.#bits = first
    this.leaf(false)
    this.leaf(true)
  }

  /** A constant. Leaves are the same where their values are (`===`). */
  leaf(value: Value | boolean): Node {
    const known = this.#leaves.get(value)
    if (known !== undefined) return known
    const node = this.#add(this.#bits, this.#values.length, 0)
    this.#values.push(value)
    this.#leaves.set(value, node)
    return node
  }

  /** The value at a leaf; undefined for a node that is none. */
  valueAt(leaf: Node): Value | boolean | undefined {
    return at(this.#level, leaf) === this.#bits ? this.#values[at(this.#low, leaf)] : undefined
  }

  /** Whether the variable has one of the values. */
  is(name: string, values: readonly (string | boolean)[]): Node {
    const { values: all, first, bits } = this.#placed(name)
    const among = (code: number): boolean => {
      const value = all[code]
      return value !== undefined && values.includes(value)
    }
    const from = (bit: number, code: number): Node =>
      bit === bits
        ? among(code)
          ? this.yes
          : this.no
        : this.#make(first + bit, from(bit + 1, code * 2), from(bit + 1, code * 2 + 1))
    return from(0, 0)
  }

  /** The combinations of bits that are combinations of values at all. */
  allValues(): Node {
    return this.and(...[...this.#variables].map(([name, { values }]) => this.is(name, values)))
  }

  operation(leaves: Operation['leaves'], early?: Operation['early']): Operation {
    this.#operations += 1
    return { id: this.#operations, leaves, ...(early === undefined ? {} : { early }) }
  }

  combine(operation: Operation, a: Node, b: Node): Node {
    const early = operation.early?.(a, b)
    if (early !== undefined) return early
    const levelA = at(this.#level, a)
    const levelB = at(this.#level, b)
    const level = Math.min(levelA, levelB)
    if (level === this.#bits) return operation.leaves(a, b)
    const place = placeOf(operation.id, a, b)
    const known = this.#recall(place, operation.id, a, b)
    if (known !== undefined) return known
    const result = this.#make(
      level,
      this.combine(operation, levelA === level ? at(this.#low, a) : a, levelB === level ? at(this.#low, b) : b),
      this.combine(operation, levelA === level ? at(this.#high, a) : a, levelB === level ? at(this.#high, b) : b),
    )
    this.#remember(place, operation.id, a, b, result)
    return result
  }

  and(...nodes: readonly Node[]): Node {
    return nodes.reduce((a, b) => this.combine(this.#and, a, b), this.yes)
  }

  or(...nodes: readonly Node[]): Node {
    return nodes.reduce((a, b) => this.combine(this.#or, a, b), this.no)
  }

  not(node: Node): Node {
    return this.combine(this.#differ, node, this.yes)
  }

  /** Where one holds and the other does not. */
  without(node: Node, other: Node): Node {
    return this.combine(this.#without, node, other)
  }

  /** Where both lead to the same leaf. */
  equal(a: Node, b: Node): Node {
    return this.not(this.combine(this.#differ, a, b))
  }

  /** `node` where the condition holds, `otherwise` where it does not. */
  choose(condition: Node, node: Node, otherwise: Node): Node {
    if (condition === this.yes || node === otherwise) return node
    if (condition === this.no) return otherwise
    // The condition stands where an operation's number would: below zero, so that none is taken for the other.
    const key = -2 - condition
    const place = placeOf(key, node, otherwise)
    const known = this.#recall(place, key, node, otherwise)
    if (known !== undefined) return known
    const level = Math.min(...[condition, node, otherwise].map((one) => at(this.#level, one)))
    const low = (one: Node): Node => (at(this.#level, one) === level ? at(this.#low, one) : one)
    const high = (one: Node): Node => (at(this.#level, one) === level ? at(this.#high, one) : one)
    const result = this.#make(
      level,
      this.choose(low(condition), low(node), low(otherwise)),
      this.choose(high(condition), high(node), high(otherwise)),
    )
    this.#remember(place, key, node, otherwise, result)
    return result
  }

  /** The same function with other leaves. */
  map(node: Node, change: (leaf: Node) => Node): Node {
    const done = new Map<Node, Node>()
    const walk = (one: Node): Node => {
      const known = done.get(one)
      if (known !== undefined) return known
      const level = at(this.#level, one)
      const result =
        level === this.#bits ? change(one) : this.#make(level, walk(at(this.#low, one)), walk(at(this.#high, one)))
      done.set(one, result)
      return result
    }
    return walk(node)
  }

  /** The function once these variables have these values: it no longer depends on them. */
  given(node: Node, values: Readonly<Partial<Combination>>): Node {
    const fixed = this.#fixing(values)
    const last = fixed.findLastIndex((isSet) => isSet >= 0)
    this.#beginWalk()
    const walk = (one: Node): Node => {
      const level = at(this.#level, one)
      // Below the last of these variables nothing changes.
      if (level > last) return one
      if (this.#walked[one] === this.#walk) return at(this.#result, one)
      const isSet = fixed[level]
      const result =
        isSet === -1
          ? this.#make(level, walk(at(this.#low, one)), walk(at(this.#high, one)))
          : walk(isSet === 1 ? at(this.#high, one) : at(this.#low, one))
      this.#walked[one] = this.#walk
      this.#result[one] = result
      return result
    }
    return walk(node)
  }

  /** Whether any combination with these values leads to `true`. */
  canBe(node: Node, values: Readonly<Partial<Combination>>): boolean {
    const fixed = this.#fixing(values)
    const last = fixed.findLastIndex((isSet) => isSet >= 0)
    this.#beginWalk()
    const walk = (one: Node): boolean => {
      const level = at(this.#level, one)
      if (level > last) return one !== this.no
      // It was come to before, and nothing was found from there.
      if (this.#walked[one] === this.#walk) return false
      this.#walked[one] = this.#walk
      return (fixed[level] !== 1 && walk(at(this.#low, one))) || (fixed[level] !== 0 && walk(at(this.#high, one)))
    }
    return walk(node)
  }

  /** The variables that the function depends on. */
  support(node: Node): string[] {
    const bits = new Set<number>()
    const seen = new Set<Node>()
    const walk = (one: Node): void => {
      const level = at(this.#level, one)
      if (seen.has(one) || level === this.#bits) return
      seen.add(one)
      bits.add(level)
      walk(at(this.#low, one))
      walk(at(this.#high, one))
    }
    walk(node)
    return [...this.#variables]
      .filter(([, { first, bits: count }]) => [...bits].some((bit) => first <= bit && bit < first + count))
      .map(([name]) => name)
  }

  /** How many combinations of values lead to `true`. Conjoin with `allValues` first. */
  count(node: Node): bigint {
    const done = new Map<Node, bigint>()
    const below = (one: Node): bigint => {
      const level = at(this.#level, one)
      if (level === this.#bits) return one === this.yes ? 1n : 0n
      const known = done.get(one)
      if (known !== undefined) return known
      const total = [at(this.#low, one), at(this.#high, one)]
        .map((next) => below(next) << BigInt(at(this.#level, next) - level - 1))
        .reduce((a, b) => a + b)
      done.set(one, total)
      return total
    }
    return below(node) << BigInt(at(this.#level, node))
  }

  /**
   * One combination that leads to `true`, undefined where none does: of each variable the value that is preferred,
   * where it still can be, else the first that can.
   */
  anyOf(node: Node, preferred: Readonly<Partial<Combination>> = {}): Combination | undefined {
    if (node === this.no) return undefined
    const entries: [string, string | boolean][] = []
    let rest = node
    for (const [name, { values }] of this.#variables) {
      const wished = values.filter((value) => value === preferred[name])
      const from = rest
      const value = [...wished, ...values].find((each) => this.#follow(from, name, each) !== this.no)
      if (value === undefined) return undefined
      rest = this.#follow(rest, name, value)
      entries.push([name, value])
    }
    return Object.fromEntries(entries)
  }

  /** The leaf to which a combination leads. */
  evaluate(node: Node, combination: Combination): Node {
    const set = new Set(
      Object.entries(combination).flatMap(([name, value]) =>
        this.#code(name, value).flatMap(([bit, isSet]) => (isSet ? [bit] : [])),
      ),
    )
    let one = node
    while (at(this.#level, one) < this.#bits) {
      one = set.has(at(this.#level, one)) ? at(this.#high, one) : at(this.#low, one)
    }
    return one
  }

  /** How many nodes there are by now, of every function together. */
  get size(): number {
    return this.#size
  }

  readonly #and = this.operation(
    (a, b) => (a === this.yes && b === this.yes ? this.yes : this.no),
    (a, b) =>
      a === this.no || b === this.no ? this.no : a === this.yes || a === b ? b : b === this.yes ? a : undefined,
  )
  readonly #or = this.operation(
    (a, b) => (a === this.no && b === this.no ? this.no : this.yes),
    (a, b) =>
      a === this.yes || b === this.yes ? this.yes : a === this.no || a === b ? b : b === this.no ? a : undefined,
  )
  readonly #differ = this.operation(
    (a, b) => (a === b ? this.no : this.yes),
    (a, b) => (a === b ? this.no : undefined),
  )
  readonly #without = this.operation(
    (a, b) => (a === this.yes && b === this.no ? this.yes : this.no),
    (a, b) => (a === this.no || b === this.yes || a === b ? this.no : b === this.no ? a : undefined),
  )
  /** For each bit 1 or 0 where these values set it, and -1 where they do not. */
  #fixing(values: Readonly<Partial<Combination>>): Int8Array {
    const fixed = new Int8Array(this.#bits).fill(-1)
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue
      for (const [bit, isSet] of this.#code(name, value)) fixed[bit] = isSet ? 1 : 0
    }
    return fixed
  }

  /** Where a value leads, from a node that asks for no variable before this one. */
  #follow(node: Node, name: string, value: string | boolean): Node {
    let one = node
    for (const [bit, isSet] of this.#code(name, value)) {
      if (at(this.#level, one) === bit) one = isSet ? at(this.#high, one) : at(this.#low, one)
    }
    return one
  }

  /** Forgets, without touching them, what the last walk made of each node. */
  #beginWalk(): void {
    this.#walk += 1
    if (this.#walked.length >= this.#size) return
    this.#walked = new Int32Array(this.#level.length)
    this.#result = new Int32Array(this.#level.length)
  }

  #placed(name: string): Placed {
    const placed = this.#variables.get(name)
    if (placed === undefined) throw new RangeError(`no variable is called ${name}`)
    return placed
  }

  #code(name: string, value: string | boolean): [bit: number, isSet: boolean][] {
    const { values, first, bits } = this.#placed(name)
    const code = values.indexOf(value)
    if (code < 0) throw new RangeError(`${name} is never ${String(value)}`)
    return Array.from({ length: bits }, (_, bit) => [first + bit, ((code >> (bits - 1 - bit)) & 1) === 1])
  }

  #make(level: number, low: Node, high: Node): Node {
    if (low === high) return low
    const mask = this.#places.length - 1
    let place = placeOf(level, low, high) & mask
    for (;;) {
      const node = at(this.#places, place)
      if (node < 0) break
      if (at(this.#level, node) === level && at(this.#low, node) === low && at(this.#high, node) === high) return node
      place = (place + 1) & mask
    }
    const node = this.#add(level, low, high)
    this.#places[place] = node
    if (this.#size * 2 > this.#places.length) this.#widen()
    return node
  }

  #add(level: number, low: number, high: number): Node {
    const node = this.#size
    if (node === this.#level.length) {
      this.#level = doubled(this.#level)
      this.#low = doubled(this.#low)
      this.#high = doubled(this.#high)
    }
    this.#level[node] = level
    this.#low[node] = low
    this.#high[node] = high
    this.#size += 1
    return node
  }

  #widen(): void {
    this.#places = new Int32Array(this.#places.length * 2).fill(-1)
    const mask = this.#places.length - 1
    for (let node = 0; node < this.#size; node += 1) {
      const level = at(this.#level, node)
      if (level === this.#bits) continue
      let place = placeOf(level, at(this.#low, node), at(this.#high, node)) & mask
      while (at(this.#places, place) >= 0) place = (place + 1) & mask
      this.#places[place] = node
    }
  }

  #recall(place: number, operation: number, a: Node, b: Node): Node | undefined {
    const i = (place & (remembered - 1)) * 4
    const isIt = this.#memory[i] === operation && this.#memory[i + 1] === a && this.#memory[i + 2] === b
    return isIt ? this.#memory[i + 3] : undefined
  }

  #remember(place: number, operation: number, a: Node, b: Node, result: Node): void {
    const i = (place & (remembered - 1)) * 4
    this.#memory[i] = operation
    this.#memory[i + 1] = a
    this.#memory[i + 2] = b
    this.#memory[i + 3] = result
  }
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? 0
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2)
  wider.set(array)
  return wider
}

function placeOf(a: number, b: number, c: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
