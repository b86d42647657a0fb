/** Claims about a law as terms of the solver. */
import type { Change, Claim, Formula, Rests } from '#proof/formula.ts'
import { isOneOf, known, type Known } from './facts.ts'
import type { LawTerms, VerdictTerms } from './law.ts'
import type { Bool, Terms } from './terms.ts'

const nothing = known()

export class Questions {
  readonly #terms: Terms
  readonly #law: LawTerms

  constructor(terms: Terms, law: LawTerms) {
    this.#terms = terms
    this.#law = law
  }

  /** Where a claim is not true. */
  refuting({ when, must }: Claim): Bool {
    return this.#terms.and(this.meaning(when), this.#terms.not(this.meaning(must)))
  }

  /** Where another law decides otherwise. */
  differing(other: LawTerms): Bool {
    const terms = this.#terms
    const elements = [...new Set([...this.#law.substitutes, ...other.substitutes])]
    return terms.or(
      ...sidesOf([]).map((side) =>
        terms.not(this.#alike(this.#law.verdict(side, nothing), other.verdict(side, nothing))),
      ),
      ...elements.map((element) =>
        terms.not(terms.equal(this.#law.sends([element], [], nothing), other.sends([element], [], nothing))),
      ),
    )
  }

  meaning(formula: Formula): Bool {
    switch (formula.kind) {
      case 'is':
        return isOneOf(this.#terms, formula.fact, formula.values, nothing)
      case 'not':
        return this.#terms.not(this.meaning(formula.one))
      case 'all':
        return this.#terms.and(...formula.of.map((one) => this.meaning(one)))
      case 'any':
        return this.#terms.or(...formula.of.map((one) => this.meaning(one)))
      case 'leaves':
        return this.#law.leaves(formula.on, knownFrom(formula.given))
      case 'same':
        return this.#same(formula.on, knownFrom(formula.given), knownFrom(formula.and))
      case 'asked':
        return this.#askedAlike(knownFrom(formula.given), knownFrom(formula.and))
      case 'favored':
        return this.#law.favored(nothing)
      case 'sends':
        return this.#law.sends(formula.elements, [], nothing)
      default:
        return formula satisfies never
    }
  }

  #same(on: readonly Rests[], one: Known, other: Known): Bool {
    const law = this.#law
    return this.#terms.and(
      ...sidesOf(on).flatMap((side) => [
        this.#alike(law.verdict(side, one), law.verdict(side, other)),
        ...law.substitutes.map((element) =>
          this.#terms.equal(law.sends([element], side, one), law.sends([element], side, other)),
        ),
      ]),
    )
  }

  #askedAlike(one: Known, other: Known): Bool {
    const lacking = this.#law.asked(other)
    return this.#terms.and(
      ...this.#law.asked(one).flatMap((lacks, i) => {
        const same = lacking[i]
        return same === undefined ? [] : [this.#terms.equal(lacks, same)]
      }),
    )
  }

  #alike(a: VerdictTerms, b: VerdictTerms): Bool {
    const beside = a.beside.flatMap((held, i) => {
      const same = b.beside[i]
      return same === undefined ? [] : [this.#terms.equal(held, same)]
    })
    return this.#terms.and(this.#terms.equal(a.needs, b.needs), ...beside)
  }
}

/** What stands without a paper and what stands by one are compared each on its own. */
function sidesOf(on: readonly Rests[]): readonly (readonly Rests[])[] {
  if (on.includes('a-paper') || on.includes('no-paper')) return [on]
  return [
    [...on, 'no-paper'],
    [...on, 'a-paper'],
  ]
}

function knownFrom(change: Change): Known {
  return known(...Object.entries(change))
}
