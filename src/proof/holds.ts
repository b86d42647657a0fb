/** The first method: whether a sentence holds of a law, by diagrams over every situation at once. */
import type { Node } from './diagram.ts'
import { domain } from './domain.ts'
import { saysWhetherPaper, type Change, type Claim, type Formula, type Rests } from './formula.ts'
import { agenciesOf } from './in-force.ts'
import type { LawDiagram, LawDiagrams } from './law.ts'

const worked = new WeakMap<object, ReadonlyMap<string, Node>>()

/** A law of one jurisdiction, with what is asked of it again and again. */
export class Judged {
  readonly #laws: LawDiagrams
  readonly #law: LawDiagram
  /** Every situation that can be under this law. */
  readonly situations: Node

  constructor(laws: LawDiagrams, law: LawDiagram, jurisdiction: string) {
    this.#laws = laws
    this.#law = law
    this.situations = this.#situationsUnder(jurisdiction)
  }

  /** The situations that a sentence is about. */
  about({ when }: Claim): Node {
    return this.#laws.diagrams.and(this.situations, this.meaning(when))
  }

  /** Those of which it is not true. */
  against(claim: Claim): Node {
    return this.#laws.diagrams.without(this.about(claim), this.meaning(claim.must))
  }

  /** Where another law decides otherwise. */
  differsFrom(other: Judged): Node {
    const { diagrams } = this.#laws
    const elements = [...this.#law.substitutes().keys(), ...other.#law.substitutes().keys()]
    const alike = [
      diagrams.equal(this.#law.verdict(['no-paper']), other.#law.verdict(['no-paper'])),
      diagrams.equal(this.#law.verdict(['a-paper']), other.#law.verdict(['a-paper'])),
      ...elements.map((element) => diagrams.equal(this.#sends([element]), other.#sends([element]))),
    ]
    return diagrams.without(this.situations, diagrams.and(...alike))
  }

  meaning(formula: Formula): Node {
    const { diagrams } = this.#laws
    switch (formula.kind) {
      case 'is':
        return diagrams.is(formula.fact, formula.values)
      case 'not':
        return diagrams.not(this.meaning(formula.one))
      case 'all':
        return diagrams.and(...formula.of.map((one) => this.meaning(one)))
      case 'any':
        return diagrams.or(...formula.of.map((one) => this.meaning(one)))
      case 'leaves':
        return diagrams.given(this.#leaves(formula.on), formula.given)
      case 'same':
        return this.#same(formula.on, formula.given, formula.and)
      case 'asked':
        return this.#alike(this.#law.asked, formula.given, formula.and)
      case 'favored':
        return this.#law.favored
      case 'sends':
        return this.#sends(formula.elements)
      default:
        return formula satisfies never
    }
  }

  /** No rule has a say in which situations there are, so that they are worked out once. */
  #situationsUnder(jurisdiction: string): Node {
    const { diagrams } = this.#laws
    const known = worked.get(diagrams)?.get(jurisdiction)
    if (known !== undefined) return known
    const situations = diagrams.and(
      diagrams.is('agency', agenciesOf(jurisdiction)),
      ...domain.map(({ when, must }) => diagrams.not(diagrams.without(this.meaning(when), this.meaning(must)))),
      diagrams.allValues(),
    )
    worked.set(diagrams, new Map([...(worked.get(diagrams) ?? []), [jurisdiction, situations]]))
    return situations
  }

  #leaves(on: readonly Rests[]): Node {
    return this.#laws.diagrams.or(this.#law.releases(on), this.#sends([], on))
  }

  #sends(elements: readonly string[], on: readonly Rests[] = []): Node {
    const sent = [...this.#law.substitutes(on)].filter(
      ([element]) => elements.length === 0 || elements.includes(element),
    )
    return this.#laws.diagrams.or(...sent.map(([, node]) => node))
  }

  #same(on: readonly Rests[], one: Change, other: Change): Node {
    const sides: readonly (readonly Rests[])[] = on.some(saysWhetherPaper)
      ? [on]
      : [
          [...on, 'no-paper'],
          [...on, 'a-paper'],
        ]
    const parts = sides.flatMap((side) => [this.#law.verdict(side), ...this.#law.substitutes(side).values()])
    return this.#alike(parts, one, other)
  }

  #alike(parts: readonly Node[], one: Change, other: Change): Node {
    const { diagrams } = this.#laws
    return diagrams.and(...parts.map((part) => diagrams.equal(diagrams.given(part, one), diagrams.given(part, other))))
  }
}
