/**
 * Rules into formulas of the solver. This shares nothing with the diagrams or the engine but the shape of a rule:
 * it reads the law a third time, so that a slip in one reading shows.
 */
import type { Condition, Part, Requirement, Rule } from '#decision/rules.ts'
import type { Rests } from '#proof/formula.ts'
import type { Day } from '#vocabulary/time.ts'
import { allHold, andKnown, isOneOf, type Known } from './facts.ts'
import type { Bits, Bool, Terms } from './terms.ts'

interface Sentence {
  readonly id: string
  readonly from: string
  readonly part: Part
}

/** One way to a cell: conditions of the solver, and what it is called. */
interface Way {
  readonly sentence: Sentence
  readonly isBare: boolean
  readonly rank: number
  readonly conditions: readonly Sentence[]
  readonly stoppers: readonly Sentence[]
}

const byStrength = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits'] as const
/** Bits of a verdict: how many needs, which way, and the needs themselves, the first of the alphabet weightiest. */
const countBits = 5
const rankBits = 8

export interface Read {
  readonly jurisdiction: string
  readonly day: Day
  /** The other way round. */
  readonly backward: boolean
}

/** What the facts are where there is no paper, and where nothing is known of the person. */
export interface Given {
  readonly noPaper: Known
  readonly nothingKnown: Known
}

/** What decides: the needs, all ones with one bit more where nothing stands; and beside which purposes it is held. */
export interface VerdictTerms {
  readonly needs: Bits
  readonly beside: readonly Bool[]
}

export class LawTerms {
  readonly #terms: Terms
  readonly #ways: readonly Way[]
  readonly #forbids: readonly Sentence[]
  readonly #prescribed: readonly { readonly part: Part; readonly content: Requirement }[]
  readonly #needs: readonly string[]
  readonly #beside: readonly string[]
  readonly #noPaper: Known
  readonly #nothingKnown: Known
  readonly #name: string
  readonly #applied = new Map<Part, Map<string, Bool>>()
  readonly #bares = new Map<string, Known>()
  readonly #made = new Map<string, VerdictTerms>()

  constructor(terms: Terms, rules: readonly Rule[], { jurisdiction, day, backward }: Read, given: Given) {
    const written = rules.flatMap((rule) =>
      isLaw(rule, jurisdiction, day)
        ? rule.parts.map((part) => ({ id: rule.id, from: rule.jurisdiction, part: madeFor(rule, part) }))
        : [],
    )
    const sentences = backward ? written.toReversed() : written
    this.#terms = terms
    this.#name = backward ? 'backward' : 'forward'
    this.#forbids = sentences.filter(({ part }) => part.effect === 'forbids').toSorted(saidFirst)
    this.#ways = waysIn(sentences, this.#forbids)
    this.#needs = distinct(sentences.flatMap(({ part }) => part.until.map(({ need }) => need)))
    this.#prescribed = sentences.flatMap(({ part }) =>
      part.until.flatMap((content) => (content.missing === undefined ? [] : [{ part, content }])),
    )
    this.#beside = distinct(sentences.flatMap(({ part }) => part.heldBeside))
    this.#noPaper = given.noPaper
    this.#nothingKnown = given.nothingKnown
  }

  /** The element, or what goes out in its place, leaves. */
  leaves(on: readonly Rests[], known: Known): Bool {
    const ways = this.#resting(on).map((way) => this.#opens(way, known))
    return this.#terms.or(...ways, this.sends([], on, known))
  }

  /** Something else goes out in the place of what is closed, and is one of these (any, where none is named). */
  sends(elements: readonly string[], on: readonly Rests[], known: Known): Bool {
    const { and, or, not } = this.#terms.connectives
    const sent: Bool[] = []
    let earlier = this.#terms.no
    for (const forbid of this.#forbids) {
      const { substitute } = forbid.part
      if (substitute === undefined) continue
      const reached = this.#applies(forbid.part, this.#bare(known))
      if (elements.length === 0 || elements.includes(substitute)) {
        const open = this.#resting(on).map((way) => this.#opens(way, known, forbid))
        const isItselfOpen = this.#resting(on).map((way) => this.#opens(way, known))
        sent.push(and(reached, not(earlier), or(...open), not(or(...isItselfOpen))))
      }
      earlier = or(earlier, reached)
    }
    return or(...sent)
  }

  favored(known: Known): Bool {
    const { and, or, not } = this.#terms.connectives
    return or(
      ...this.#ways.map((way) => {
        const facts = this.#factsOf(way, known)
        const own = way.sentence.part.until.map((requirement) => this.#unmet(requirement, facts))
        return and(this.#able(way, known), ...own.map(not))
      }),
    )
  }

  /** For each content that a rule prescribes, whether it lacks, and the rule reaches whoever nothing is known of. */
  asked(known: Known): readonly Bool[] {
    const unknown = andKnown(known, this.#nothingKnown)
    return this.#prescribed.map(({ part, content }) =>
      this.#terms.and(this.#applies(part, unknown), this.#unmet(content, known)),
    )
  }

  verdict(on: readonly Rests[], known: Known): VerdictTerms {
    const key = `${on.join(' ')} ${known.key}`
    const made = this.#made.get(key) ?? this.#verdict(on, known)
    this.#made.set(key, made)
    return made
  }

  /** Every element that can go out in another's place. */
  get substitutes(): readonly string[] {
    return distinct(this.#forbids.flatMap(({ part }) => part.substitute ?? []))
  }

  #verdict(on: readonly Rests[], known: Known): VerdictTerms {
    const terms = this.#terms
    const width = this.#needs.length
    const nothing = terms.number(2 ** (countBits + rankBits + width) - 1, countBits + rankBits + width)
    const ways = this.#resting(on).map((way) => ({ way, key: this.#key(way, known, nothing) }))
    const least = ways.reduce((best, { key }) => (best === nothing ? key : terms.lesser(key, best)), nothing)
    const needs = terms.lowest(width, least)
    return {
      needs: terms.choose(
        terms.equal(least, nothing),
        terms.number(2 ** (width + 1) - 1, width + 1),
        terms.joined(terms.number(0, 1), needs),
      ),
      beside: this.#beside.map((purpose) =>
        terms.or(
          ...ways
            .filter(({ way }) => way.sentence.part.heldBeside.includes(purpose))
            .map(({ way, key }) => terms.and(this.#stands(way, known), terms.equal(terms.lowest(width, key), needs))),
        ),
      ),
    }
  }

  /** The lesser, the sooner it decides: by how many needs, then which way. */
  #key(way: Way, known: Known, nothing: Bits): Bits {
    const terms = this.#terms
    const lacks = this.#needs.map((need) => this.#lacks(way, need, known))
    const counted = lacks
      .filter((lack) => lack !== terms.no)
      .map((lack) => terms.choose(lack, terms.number(1, countBits), terms.number(0, countBits)))
    const count = terms.sum(counted) ?? terms.number(0, countBits)
    // Complemented, so that of two sets as large the one with the earlier need is the lesser number.
    const without = lacks.map((lack) => terms.choose(lack, terms.number(0, 1), terms.number(1, 1)))
    return terms.choose(
      this.#stands(way, known),
      terms.joined(count, terms.number(way.rank, rankBits), ...without),
      nothing,
    )
  }

  #resting(on: readonly Rests[]): readonly Way[] {
    const sides = on.filter((one) => one === 'a-paper' || one === 'no-paper')
    const strengths = on.filter((one) => one !== 'a-paper' && one !== 'no-paper')
    return this.#ways.filter(
      ({ isBare, sentence }) =>
        (sides.length === 0 || sides.includes(isBare ? 'no-paper' : 'a-paper')) &&
        (strengths.length === 0 || strengths.includes(byStrength[strengthOf(sentence.part)] ?? 'permits')),
    )
  }

  #opens(way: Way, known: Known, but?: Sentence): Bool {
    const { and, not } = this.#terms.connectives
    const stopper = but === undefined ? -1 : way.stoppers.indexOf(but)
    return this.#terms.once(`${this.#name} ${way.rank} opens ${stopper} ${this.#factsOf(way, known).key}`, () =>
      and(this.#stands(way, known, but), ...this.#needs.map((need) => not(this.#lacks(way, need, known)))),
    )
  }

  #able(way: Way, known: Known): Bool {
    const { part } = way.sentence
    const facts = this.#factsOf(way, known)
    const terms = this.#terms
    return terms.and(
      this.#applies(part, facts),
      part.papers === undefined ? terms.yes : isOneOf(terms, 'paper', part.papers, facts),
      terms.not(isOneOf(terms, way.isBare ? 'counsel' : 'paper-counsel', ['refused'], facts)),
    )
  }

  #stands(way: Way, known: Known, but?: Sentence): Bool {
    const facts = this.#factsOf(way, known)
    const stopped = way.stoppers.filter((stop) => stop !== but).map(({ part }) => this.#applies(part, facts))
    return this.#terms.and(this.#able(way, known), ...stopped.map((stop) => this.#terms.not(stop)))
  }

  #lacks(way: Way, need: string, known: Known): Bool {
    const { and, or } = this.#terms.connectives
    const facts = this.#factsOf(way, known)
    const unmet = ({ until }: Part): Bool =>
      or(...until.filter((one) => one.need === need).map((one) => this.#unmet(one, facts)))
    const attached = way.conditions.map(({ part }) => and(unmet(part), this.#applies(part, facts)))
    return or(unmet(way.sentence.part), ...attached)
  }

  #unmet({ met, when }: Requirement, facts: Known): Bool {
    const { and, or, not } = this.#terms.connectives
    const holds = (conditions: readonly Condition[]) => allHold(this.#terms, conditions, facts)
    const asked = when.length === 0 ? this.#terms.yes : or(...when.map(holds))
    return and(asked, met.length === 0 ? this.#terms.yes : not(holds(met)))
  }

  #applies(part: Part, facts: Known): Bool {
    const made = this.#applied.get(part)?.get(facts.key)
    if (made !== undefined) return made
    const { programs, elements, where } = part
    const terms = this.#terms
    const applies = terms.and(
      programs === 'all' ? terms.yes : isOneOf(terms, 'program', programs, facts),
      elements === 'all' ? terms.yes : isOneOf(terms, 'element', elements, facts),
      allHold(terms, where, facts),
    )
    const others = this.#applied.get(part) ?? new Map<string, Bool>()
    this.#applied.set(part, others.set(facts.key, applies))
    return applies
  }

  #factsOf({ isBare }: Way, known: Known): Known {
    return isBare ? this.#bare(known) : known
  }

  #bare(known: Known): Known {
    const bare = this.#bares.get(known.key) ?? andKnown(known, this.#noPaper)
    this.#bares.set(known.key, bare)
    return bare
  }
}

function isLaw({ inactive, jurisdiction, effective: { from, to } }: Rule, state: string, day: Day): boolean {
  const isHere = jurisdiction === 'us' || jurisdiction === state
  return inactive === undefined && isHere && (from ?? day) <= day && day <= (to ?? day)
}

/** What an agency adds for itself holds in its own cells alone. */
function madeFor({ agency }: Rule, part: Part): Part {
  const own: Condition[] = agency === undefined ? [] : [{ fact: 'agency', values: [agency], not: false }]
  return own.length === 0 ? part : { ...part, where: [...own, ...part.where] }
}

function waysIn(sentences: readonly Sentence[], forbids: readonly Sentence[]): Way[] {
  const openings = sentences.filter(({ part: { effect } }) => effect === 'requires' || effect === 'permits')
  const inOrder = openings.toSorted((a, b) => {
    const byName = called(a) === called(b) ? 0 : called(a) < called(b) ? -1 : 1
    return strengthOf(a.part) - strengthOf(b.part) || byName
  })
  return inOrder.map((sentence, rank) => ({
    sentence,
    rank,
    isBare: sentence.part.papers === undefined,
    conditions: sentences.filter(
      ({ part: { effect, of } }) =>
        effect === 'conditions' && of !== undefined && (of === 'all' || isMeant(of, sentence)),
    ),
    stoppers: forbids.filter(
      ({ part: { stops, except } }) =>
        stops.some((stop) => byStrength.indexOf(stop) === strengthOf(sentence.part)) && !isMeant(except, sentence),
    ),
  }))
}

/** Of two that send a substitute the one that stops more does; then one of its own elements, then the federal one. */
function saidFirst(a: Sentence, b: Sentence): number {
  const order = ({ id, from, part: { stops, elements } }: Sentence) =>
    `${9 - stops.length} ${elements === 'all' ? 1 : 0} ${from} ${id}`
  return order(a) < order(b) ? -1 : Number(order(a) > order(b))
}

function isMeant(refs: readonly string[], sentence: Sentence): boolean {
  const { id, part } = sentence
  return refs.some((ref) => ref === id || ref === called(sentence) || ref === byStrength[strengthOf(part)])
}

function called({ id, part }: Sentence): string {
  return `${id}/${part.name ?? ''}`
}

function strengthOf({ by, effect }: Part): number {
  return byStrength.indexOf(by ?? (effect === 'requires' ? 'requires' : 'permits'))
}

function distinct<Item extends string>(items: readonly Item[]): Item[] {
  return [...new Set(items)].toSorted()
}
