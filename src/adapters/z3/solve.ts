/**
 * The second method: the same questions, put to Z3 (z3-solver).
 *
 *   openSolver(world): Promise<Solver>; solver.answer(rules, questions); solver.close()
 *
 * Trust: none is needed for what it refutes, since a counterexample is tried by `decide`. That nothing refutes a
 * claim is believed only where the diagrams say so too.
 */
import { init, killThreads, Z3_lbool, type Z3_context, type Z3_solver, type Z3Core } from 'z3-solver'
import type { Rule } from '#decision/rules.ts'
import type { Claim } from '#proof/formula.ts'
import type { Question } from '#proof/prove.ts'
import type { FactValue } from '#vocabulary/facts.ts'
import { known, type Known } from './facts.ts'
import { LawTerms } from './law.ts'
import { Questions } from './questions.ts'
import { Terms, type Bool, type Declared } from './terms.ts'

type Some = Readonly<Record<string, FactValue | undefined>>

/** What situations there are, as data. */
export interface World {
  readonly variables: readonly Declared[]
  readonly domain: readonly Claim[]
  readonly withoutPaper: Some
  readonly nothingKnown: Some
  readonly agenciesOf: (jurisdiction: string) => readonly string[]
}

/** A situation in which the claim is untrue; undefined where there is none. */
export type Refuted = Readonly<Record<string, FactValue>> | undefined

export interface Solver {
  /** @returns one answer for each question, in their order */
  readonly answer: (
    rules: readonly Rule[],
    questions: readonly Question[],
    /** Called now and then, for whoever waits. */
    each?: () => void,
  ) => Promise<readonly Refuted[]>
  /** Ends its threads; a process does not end before. */
  readonly close: () => void
}

export async function openSolver(world: World): Promise<Solver> {
  const { Z3, em } = await init()
  return {
    answer: async (rules, questions, each) => {
      const answers = new Map<Question, Refuted>()
      for (const about of Map.groupBy(questions, ({ jurisdiction, day }) => `${jurisdiction} ${day}`).values()) {
        const config = Z3.mk_config()
        const context = Z3.mk_context(config)
        Z3.del_config(config)
        const asked = new Asked(Z3, context, world, rules, about)
        for (const alike of Map.groupBy(about, ({ invariant }) => invariant).values()) {
          for (const [question, refuted] of await asked.answer(alike)) answers.set(question, refuted)
          each?.()
        }
        asked.close()
        Z3.del_context(context)
      }
      return questions.map((question) => answers.get(question))
    },
    close: () => void killThreads(em),
  }
}

/** The law of one jurisdiction on one day. */
class Asked {
  readonly #z3: Z3Core
  readonly #context: Z3_context
  readonly #solver: Z3_solver
  readonly #terms: Terms
  readonly #questions: Questions
  readonly #backward: () => LawTerms

  constructor(
    z3: Z3Core,
    context: Z3_context,
    { variables, domain, withoutPaper, nothingKnown, agenciesOf }: World,
    rules: readonly Rule[],
    [first]: readonly Question[],
  ) {
    const { jurisdiction = '', day = '' } = first ?? {}
    this.#z3 = z3
    this.#context = context
    this.#solver = z3.mk_solver_for_logic(context, z3.mk_string_symbol(context, 'QF_FD'))
    z3.solver_inc_ref(context, this.#solver)
    this.#terms = new Terms(z3, context, variables)
    const given = { noPaper: factsOf(withoutPaper), nothingKnown: factsOf(nothingKnown) }
    const read = (backward: boolean) => new LawTerms(this.#terms, rules, { jurisdiction, day, backward }, given)
    this.#questions = new Questions(this.#terms, read(false))
    this.#backward = () => read(true)
    this.#assert(this.#terms.allValues())
    this.#assert(this.#terms.isOneOf('agency', agenciesOf(jurisdiction)))
    for (const claim of domain) this.#assert(this.#terms.not(this.#questions.refuting(claim)))
  }

  /** Whether anything refutes any of them; only if so is each asked about alone. */
  async answer(questions: readonly Question[]): Promise<readonly (readonly [Question, Refuted])[]> {
    const against = questions.map(({ claim }) =>
      claim === 'order' ? this.#questions.differing(this.#backward()) : this.#questions.refuting(claim),
    )
    const isAnyRefuted = (await this.#find(this.#terms.or(...against))) !== undefined
    const refuted = isAnyRefuted ? await inTurn(against, async (one) => this.#find(one)) : []
    return questions.map((question, i) => [question, refuted[i]])
  }

  async #find(situation: Bool): Promise<Refuted> {
    this.#z3.solver_push(this.#context, this.#solver)
    this.#assert(situation)
    const found = await this.#z3.solver_check(this.#context, this.#solver)
    if (found === Z3_lbool.Z3_L_UNDEF) throw new Error('the solver did not decide')
    const values =
      found === Z3_lbool.Z3_L_TRUE
        ? this.#terms.valuesIn(this.#z3.solver_get_model(this.#context, this.#solver))
        : undefined
    this.#z3.solver_pop(this.#context, this.#solver, 1)
    return values
  }

  close(): void {
    this.#z3.solver_dec_ref(this.#context, this.#solver)
  }

  #assert(term: Bool): void {
    this.#z3.solver_assert(this.#context, this.#solver, term)
  }
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await work(item))
  return results
}

function factsOf(some: Some): Known {
  return known(
    ...Object.entries(some).flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value] as const])),
  )
}
