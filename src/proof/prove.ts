/**
 * The invariants, proven of a rule set or refuted, by diagrams alone:
 *
 *   new Prover().prove(rules: readonly Rule[], from: Day): readonly Proven[]
 *   new Prover().firstBroken(rules: readonly Rule[], from: Day): Question | undefined
 *
 * One prover remembers what it worked out, so that a rule set that differs from the last in one rule takes a
 * fraction of the time. `questionsOf` gives the same questions as data, for a second method to answer.
 */
import type { Rule } from '#decision/rules.ts'
import type { Day } from '#vocabulary/time.ts'
import type { Node } from './diagram.ts'
import { claimText, type Change, type Claim, type Formula } from './formula.ts'
import { Judged } from './holds.ts'
import { daysOfChange, inForce, inReverse, jurisdictions, type Sentence } from './in-force.ts'
import { invariants, type Invariant } from './invariants.ts'
import { LawDiagrams } from './law.ts'
import { isSituation, plainest, variables, type Situation } from './variables.ts'

export interface Proven {
  readonly number: number
  readonly words: string
  readonly except?: string
  /** The formal text, one claim after another. */
  readonly formal: readonly string[]
  /** False too where its claims are about no situation at all: it would say nothing. */
  readonly holds: boolean
  /** The situations that it is about, in the law of each jurisdiction and of each day on which that changes. */
  readonly combinations: bigint
  readonly counterexample?: Counterexample
}

export interface Counterexample {
  readonly jurisdiction: string
  readonly day: Day
  readonly claim: string
  readonly situation: Situation
  /** Where the claim compares: the situations that it is compared with. */
  readonly comparedWith: readonly Situation[]
}

/** One claim about the law of one jurisdiction on one day; 'order' asks whether its order changes a decision. */
export interface Question {
  readonly invariant: number
  readonly jurisdiction: string
  readonly day: Day
  readonly claim: Claim | 'order'
}

/** More nodes than this are begun anew; they take some 200 MB. */
const tooMany = 6_000_000

export const anyOrder = 'the law read backward = the law'

export function questionsOf(rules: readonly Rule[], from: Day): Question[] {
  return daysOfChange(rules, from).flatMap((day) =>
    jurisdictions.flatMap((jurisdiction) =>
      invariants.flatMap(({ number, claims, inAnyOrder }) => [
        ...claims
          .filter((claim) => claim.jurisdiction === undefined || claim.jurisdiction === jurisdiction)
          .map((claim) => ({ invariant: number, jurisdiction, day, claim })),
        ...(inAnyOrder === true ? [{ invariant: number, jurisdiction, day, claim: 'order' as const }] : []),
      ]),
    ),
  )
}

export class Prover {
  #laws = new LawDiagrams()

  /**
   * Every invariant, with what it covers; where one does not hold, with a counterexample.
   *
   * @param only the numbers of those that are asked for, where not all are
   */
  prove(rules: readonly Rule[], from: Day, only?: readonly number[]): readonly Proven[] {
    const isAskedFor = (number: number) => only?.includes(number) ?? true
    const asked = this.#ask(rules)
    const answers = questionsOf(rules, from)
      .filter(({ invariant }) => isAskedFor(invariant))
      .map((question) => ({ question, ...asked.answer(question) }))
    const { diagrams } = this.#laws
    const chosen = invariants.filter(({ number }) => isAskedFor(number))
    return chosen.map((invariant) => {
      const its = answers.filter(({ question }) => question.invariant === invariant.number)
      const combinations = its.reduce((sum, { about }) => sum + diagrams.count(about), 0n)
      const refuted = its.find(({ against }) => against !== diagrams.no)
      const counterexample = refuted && counterexampleOf(refuted.question, refuted.against, this.#laws)
      return {
        ...saidOf(invariant),
        holds: refuted === undefined && combinations > 0n,
        combinations,
        ...(counterexample === undefined ? {} : { counterexample }),
      }
    })
  }

  /** The first question that a rule set answers wrongly. Nothing is counted, so that thousands can be asked. */
  firstBroken(rules: readonly Rule[], from: Day): Question | undefined {
    const asked = this.#ask(rules)
    return questionsOf(rules, from).find((question) => asked.answer(question).against !== this.#laws.diagrams.no)
  }

  #ask(rules: readonly Rule[]): Asked {
    if (this.#laws.diagrams.size > tooMany) this.#laws = new LawDiagrams()
    return new Asked(this.#laws, rules)
  }
}

export function saidOf({
  number,
  words,
  except,
  claims,
  inAnyOrder,
}: Invariant): Pick<Proven, 'number' | 'words' | 'except' | 'formal'> {
  const formal = [...claims.map(claimText), ...(inAnyOrder === true ? [anyOrder] : [])]
  return { number, words, ...(except === undefined ? {} : { except }), formal }
}

/** The laws of a rule set, each made once. */
class Asked {
  readonly #laws: LawDiagrams
  readonly #rules: readonly Rule[]
  readonly #judged = new Map<string, Judged>()

  constructor(laws: LawDiagrams, rules: readonly Rule[]) {
    this.#laws = laws
    this.#rules = rules
  }

  answer({ jurisdiction, day, claim }: Question): { readonly about: Node; readonly against: Node } {
    const judged = this.#of(jurisdiction, day)
    if (claim !== 'order') return { about: judged.about(claim), against: judged.against(claim) }
    const backward = this.#of(jurisdiction, day, inReverse)
    return { about: judged.situations, against: judged.differsFrom(backward) }
  }

  #of(jurisdiction: string, day: Day, order?: (sentences: readonly Sentence[]) => readonly Sentence[]): Judged {
    const key = `${jurisdiction} ${day} ${order === undefined}`
    const known = this.#judged.get(key)
    if (known !== undefined) return known
    const sentences = inForce(this.#rules, jurisdiction, day)
    const judged = new Judged(this.#laws, this.#laws.of(order?.(sentences) ?? sentences), jurisdiction)
    this.#judged.set(key, judged)
    return judged
  }
}

function counterexampleOf(
  { jurisdiction, day, claim }: Question,
  against: Node,
  { diagrams }: LawDiagrams,
): Counterexample | undefined {
  const situation = diagrams.anyOf(against, plainest)
  if (situation === undefined || !isSituation(situation)) return undefined
  return counterexampleAt({ jurisdiction, day, claim }, situation)
}

/** A situation that a method found, with those that its claim compares it with. */
export function counterexampleAt(
  { jurisdiction, day, claim }: Pick<Question, 'jurisdiction' | 'day' | 'claim'>,
  situation: Situation,
): Counterexample {
  const changed = (claim === 'order' ? [] : changesIn(claim.must)).map((change) => ({ ...situation, ...change }))
  return {
    jurisdiction,
    day,
    claim: claim === 'order' ? anyOrder : claimText(claim),
    situation,
    comparedWith: changed.filter((other) => variables.some(({ name }) => other[name] !== situation[name])),
  }
}

function changesIn(formula: Formula): Change[] {
  switch (formula.kind) {
    case 'not':
      return changesIn(formula.one)
    case 'all':
    case 'any':
      return formula.of.flatMap(changesIn)
    case 'leaves':
      return [formula.given]
    case 'same':
    case 'asked':
      return [formula.given, formula.and]
    case 'is':
    case 'favored':
    case 'sends':
      return []
    default:
      return formula satisfies never
  }
}
