/** Terms of the solver, made by its own functions: a term that was made before is not made twice. */
import type { Z3_ast, Z3_context, Z3_model, Z3Core } from 'z3-solver'
import type { FactValue } from '#vocabulary/facts.ts'

/** A term that is true or false. */
export type Bool = Z3_ast
/** A term that is a number of some bits. */
export type Bits = Z3_ast

export interface Declared {
  readonly name: string
  readonly values: readonly FactValue[]
}

interface Constant {
  readonly term: Z3_ast
  readonly values: readonly FactValue[]
  readonly bits: number
}

export class Terms {
  readonly yes: Bool
  readonly no: Bool
  readonly #z3: Z3Core
  readonly #context: Z3_context
  readonly #constants: ReadonlyMap<string, Constant>
  /** What was made, by what it was made from: asking the solver for it again takes much longer. */
  readonly #made = new Map<string, Z3_ast>()

  constructor(z3: Z3Core, context: Z3_context, declared: readonly Declared[]) {
    this.#z3 = z3
    this.#context = context
    this.yes = z3.mk_true(context)
    this.no = z3.mk_false(context)
    this.#constants = new Map(
      declared.map(({ name, values }) => {
        const bits = Math.ceil(Math.log2(values.length))
        const term = z3.mk_const(context, z3.mk_string_symbol(context, name), z3.mk_bv_sort(context, bits))
        return [name, { term, values, bits }]
      }),
    )
  }

  and(...of: readonly Bool[]): Bool {
    const rest = [...new Set(of)].filter((one) => one !== this.yes)
    if (rest.includes(this.no)) return this.no
    if (rest.length < 2) return rest[0] ?? this.yes
    return this.once(`and ${String(rest)}`, () => this.#z3.mk_and(this.#context, rest))
  }

  or(...of: readonly Bool[]): Bool {
    const rest = [...new Set(of)].filter((one) => one !== this.no)
    if (rest.includes(this.yes)) return this.yes
    if (rest.length < 2) return rest[0] ?? this.no
    return this.once(`or ${String(rest)}`, () => this.#z3.mk_or(this.#context, rest))
  }

  not(one: Bool): Bool {
    if (one === this.yes) return this.no
    if (one === this.no) return this.yes
    return this.once(`not ${String(one)}`, () => this.#z3.mk_not(this.#context, one))
  }

  /** The same, to be used without this object before them. */
  readonly connectives = {
    and: (...of: readonly Bool[]): Bool => this.and(...of),
    or: (...of: readonly Bool[]): Bool => this.or(...of),
    not: (one: Bool): Bool => this.not(one),
  }

  equal(a: Z3_ast, b: Z3_ast): Bool {
    return a === b ? this.yes : this.#z3.mk_eq(this.#context, a, b)
  }

  /** Whether a fact has one of its values. */
  isOneOf(fact: string, values: readonly FactValue[]): Bool {
    return this.once(`${fact} ${String(values)}`, () => {
      const { term, values: all, bits } = this.#constant(fact)
      return this.or(
        ...all.flatMap((value, code) => (values.includes(value) ? [this.equal(term, this.number(code, bits))] : [])),
      )
    })
  }

  /** That each fact has a value at all: not every number of its bits is one. */
  allValues(): Bool {
    return this.and(
      ...[...this.#constants.values()].map(({ term, values, bits }) =>
        this.#z3.mk_bvule(this.#context, term, this.number(values.length - 1, bits)),
      ),
    )
  }

  number(value: number, bits: number): Bits {
    return this.once(`${value} in ${bits}`, () =>
      this.#z3.mk_unsigned_int(this.#context, value, this.#z3.mk_bv_sort(this.#context, bits)),
    )
  }

  choose(condition: Bool, one: Bits, other: Bits): Bits {
    if (condition === this.yes || one === other) return one
    return condition === this.no ? other : this.#z3.mk_ite(this.#context, condition, one, other)
  }

  sum(numbers: readonly Bits[]): Bits | undefined {
    return numbers.length === 0 ? undefined : numbers.reduce((a, b) => this.#z3.mk_bvadd(this.#context, a, b))
  }

  /** The bits of one after the other. */
  joined(first: Bits, ...rest: readonly Bits[]): Bits {
    return rest.reduce((a, b) => this.#z3.mk_concat(this.#context, a, b), first)
  }

  lowest(bits: number, of: Bits): Bits {
    return this.#z3.mk_extract(this.#context, bits - 1, 0, of)
  }

  lesser(a: Bits, b: Bits): Bits {
    return this.choose(this.#z3.mk_bvult(this.#context, a, b), a, b)
  }

  /** What was made under this name, or else is made now. */
  once(name: string, make: () => Z3_ast): Z3_ast {
    const made = this.#made.get(name) ?? make()
    this.#made.set(name, made)
    return made
  }

  /** The values that a model gives the facts; one that it leaves open can be any. */
  valuesIn(model: Z3_model): Record<string, FactValue> {
    return Object.fromEntries(
      [...this.#constants].map(([name, { term, values }]) => {
        const number = this.#z3.model_eval(this.#context, model, term, true)
        const code = number === null ? null : this.#z3.get_numeral_uint(this.#context, number)
        const value = code === null ? undefined : values[code]
        if (value === undefined) throw new Error(`the solver gave ${name} no value`)
        return [name, value]
      }),
    )
  }

  #constant(fact: string): Constant {
    const constant = this.#constants.get(fact)
    if (constant === undefined) throw new RangeError(`no fact is called ${fact}`)
    return constant
  }
}
