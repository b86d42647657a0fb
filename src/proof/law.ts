/**
 * The law as one function of everything a decision can depend on, worked out from the rules themselves and from
 * nothing of the engine that decides: first each way to a cell, then which of them decides.
 */
import { defaultRule, type Condition, type Part, type Requirement } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { Diagrams, type Node, type Operation } from './diagram.ts'
import { saysWhetherPaper, type Rests } from './formula.ts'
import { strengthOf, type Sentence } from './in-force.ts'
import { nothingKnown, withoutPaper } from './no-paper.ts'
import { variables } from './variables.ts'

/** A way that nothing stops, and what it still needs; without needs it releases. */
export interface Standing {
  readonly needs: readonly string[]
  /** Of ways that need equally few, the first in this order decides. */
  readonly order: string
  /** Purposes beside which the cell stays held. */
  readonly beside: readonly string[]
}

export interface LawDiagram {
  /** Where a way that rests on one of these (on anything, where none is named) releases. */
  readonly releases: (on?: readonly Rests[]) => Node
  /** Of those ways: the standings of which the first decides. */
  readonly standings: (on?: readonly Rests[]) => Node
  /** The same with nothing but what decides: two laws that decide alike have the same. */
  readonly verdict: (on?: readonly Rests[]) => Node
  /** By element: where the cell is closed, and this element goes out in its place by one of those ways. */
  readonly substitutes: (on?: readonly Rests[]) => ReadonlyMap<string, Node>
  /** Where some rule in favor has all its own conditions met. */
  readonly favored: Node
  /** For each content that a rule prescribes: where it lacks, and the rule reaches whoever nothing is known of. */
  readonly asked: readonly Node[]
}

const strongestFirst = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']
const needs = Object.keys(vocabulary.needs).toSorted()

interface Way {
  readonly rests: readonly Rests[]
  /** Where it stands and what it then needs: leads to one standing or none. */
  readonly standing: Node
  /** Where it releases, and where it would if one sentence that forbids were not there. */
  readonly releasing: Node
  readonly releasingBut: (forbid: Sentence) => Node
  /** Where all that it says itself is met. */
  readonly met: Node
}

/** Works out laws over the same variables, so that they can be compared. */
export class LawDiagrams {
  readonly diagrams = new Diagrams<readonly Standing[]>(variables)
  readonly #leaves = new Map<string, Node>()
  readonly #none = this.#leaf([])
  readonly #together: Operation = this.diagrams.operation(
    (a, b) => this.#leaf(fewest([...this.standingsAt(a), ...this.standingsAt(b)])),
    (a, b) => (a === this.#none || a === b ? b : b === this.#none ? a : undefined),
  )
  readonly #lacking: ReadonlyMap<string, Operation> = new Map(
    needs.map((need) => [
      need,
      this.diagrams.operation(
        (ways, lacks) => (lacks === this.diagrams.yes ? this.#leaf(adding(need, this.standingsAt(ways))) : ways),
        (ways, lacks) => (lacks === this.diagrams.no || ways === this.#none ? ways : undefined),
      ),
    ]),
  )

  /** @param sentences those in force, in any order */
  of(sentences: readonly Sentence[]): LawDiagram {
    const ways = this.#waysOf(sentences)
    const resting = (on: readonly Rests[]) => ways.filter(({ rests }) => restsOn(rests, on))
    const standings = remembered((on: readonly Rests[]) => this.#join(resting(on).map(({ standing }) => standing)))
    return {
      releases: remembered((on) => this.diagrams.or(...resting(on).map(({ releasing }) => releasing))),
      standings,
      verdict: remembered((on) => this.#decided(standings(on))),
      substitutes: remembered((on) => this.#substitutes(sentences, resting(on))),
      favored: this.diagrams.or(...ways.map(({ met }) => met)),
      asked: sentences.flatMap(({ part }) => {
        const reached = this.diagrams.given(this.#reaches(part, false), nothingKnown)
        const prescribed = part.until.filter(({ missing }) => missing !== undefined)
        return prescribed.map((content) => this.diagrams.and(reached, this.#unmet(content, false)))
      }),
    }
  }

  /** What decides in some situations, of all ways together; deny in the others, so that they need no looking at. */
  within(situations: Node, law: LawDiagram): Node {
    const [bare, withPaper] = (['no-paper', 'a-paper'] as const).map((side) =>
      this.diagrams.choose(situations, law.standings([side]), this.#none),
    )
    return this.#decided(this.#join([bare ?? this.#none, withPaper ?? this.#none]))
  }

  /** The standings at a leaf; none at any other node. */
  standingsAt(leaf: Node): readonly Standing[] {
    const value = this.diagrams.valueAt(leaf)
    return typeof value === 'object' ? value : []
  }

  /** Where a standings' leaf is one of these. */
  where(standings: Node, isOne: (standings: readonly Standing[]) => boolean): Node {
    const { diagrams } = this
    return diagrams.map(standings, (leaf) => (isOne(this.standingsAt(leaf)) ? diagrams.yes : diagrams.no))
  }

  #decided(standings: Node): Node {
    return this.diagrams.map(standings, (leaf) => this.#leaf(deciding(this.standingsAt(leaf))))
  }

  #waysOf(sentences: readonly Sentence[]): Way[] {
    const forbids = sentences.filter(({ part, rule }) => part.effect === 'forbids' && rule.id !== defaultRule)
    const conditions = sentences.filter(({ part }) => part.effect === 'conditions')
    return inOrder(sentences.filter(({ part }) => part.effect === 'requires' || part.effect === 'permits')).map(
      ([sentence, order]) => {
        const { part, names } = sentence
        const attached = conditions.filter(({ part: { of } }) => of === 'all' || named(of, names))
        const stops = forbids.filter(
          (forbid) =>
            forbid.part.stops.some((stopped) => stopped === strengthOf(part)) && !named(forbid.part.except, names),
        )
        return this.#way(sentence, order, attached, stops)
      },
    )
  }

  #way({ part }: Sentence, order: string, attached: readonly Sentence[], stops: readonly Sentence[]): Way {
    const { diagrams } = this
    const isBare = part.papers === undefined
    const able = diagrams.and(
      this.#reaches(part, isBare),
      isBare ? diagrams.yes : diagrams.is('paper', part.papers),
      diagrams.not(diagrams.is(isBare ? 'counsel' : 'paper-counsel', ['refused'])),
    )
    const lacks = new Map<string, Node>()
    const mustHave = (requirement: Requirement, where: Node) => {
      const lack = diagrams.and(where, this.#unmet(requirement, isBare))
      lacks.set(requirement.need, diagrams.or(lacks.get(requirement.need) ?? diagrams.no, lack))
    }
    for (const requirement of part.until) mustHave(requirement, diagrams.yes)
    const ownLacks = diagrams.or(...lacks.values())
    for (const condition of attached) {
      const where = this.#reaches(condition.part, isBare)
      for (const requirement of condition.part.until) mustHave(requirement, where)
    }
    const standingUnder = (forbids: readonly Sentence[]) =>
      forbids.reduce((left, forbid) => diagrams.without(left, this.#reaches(forbid.part, isBare)), able)
    const stands = standingUnder(stops)
    const open = this.#leaf([{ needs: [], order, beside: part.heldBeside.toSorted() }])
    let standing = diagrams.choose(stands, open, this.#none)
    for (const [need, lack] of lacks) {
      const lacking = this.#lacking.get(need)
      if (lacking !== undefined) standing = diagrams.combine(lacking, standing, lack)
    }
    const lackless = (left: Node) => [...lacks.values()].reduce((rest, lack) => diagrams.without(rest, lack), left)
    const releasing = lackless(stands)
    return {
      rests: [strengthOf(part), isBare ? 'no-paper' : 'a-paper'],
      standing,
      releasing,
      releasingBut: (forbid) =>
        stops.includes(forbid) ? lackless(standingUnder(stops.filter((stop) => stop !== forbid))) : releasing,
      met: diagrams.without(able, ownLacks),
    }
  }

  /** Only the first sentence that sends another element in a closed one's place does so. */
  #substitutes(sentences: readonly Sentence[], ways: readonly Way[]): ReadonlyMap<string, Node> {
    const { diagrams } = this
    const sent = new Map<string, Node>()
    const released = diagrams.or(...ways.map(({ releasing }) => releasing))
    let earlier = diagrams.no
    for (const forbid of sentences.filter(({ part }) => part.effect === 'forbids').toSorted(closingMostFirst)) {
      const { substitute } = forbid.part
      if (substitute === undefined) continue
      const applies = diagrams.without(this.#reaches(forbid.part, true), earlier)
      const otherwise = ways.map(({ releasingBut }) => diagrams.and(applies, releasingBut(forbid)))
      // Where the element itself goes out nothing stands in for it.
      const goesOut = diagrams.without(diagrams.or(...otherwise), released)
      sent.set(substitute, diagrams.or(sent.get(substitute) ?? diagrams.no, goesOut))
      earlier = diagrams.or(earlier, applies)
    }
    return sent
  }

  #join(standings: readonly Node[]): Node {
    if (standings.length < 2) return standings[0] ?? this.#none
    const middle = standings.length >> 1
    return this.diagrams.combine(
      this.#together,
      this.#join(standings.slice(0, middle)),
      this.#join(standings.slice(middle)),
    )
  }

  #reaches({ programs, elements, where }: Part, isBare: boolean): Node {
    const { diagrams } = this
    return diagrams.and(
      programs === 'all' ? diagrams.yes : diagrams.is('program', programs),
      elements === 'all' ? diagrams.yes : diagrams.is('element', elements),
      this.#all(where, isBare),
    )
  }

  #unmet({ met, when }: Requirement, isBare: boolean): Node {
    const { diagrams } = this
    const asked = when.length === 0 ? diagrams.yes : diagrams.or(...when.map((all) => this.#all(all, isBare)))
    return met.length === 0 ? asked : diagrams.without(asked, this.#all(met, isBare))
  }

  #all(conditions: readonly Condition[], isBare: boolean): Node {
    return this.diagrams.and(...conditions.map((condition) => this.#holds(condition, isBare)))
  }

  #holds({ fact, values, not }: Condition, isBare: boolean): Node {
    const { diagrams } = this
    const bare = withoutPaper[fact]
    if (isBare && bare !== undefined) return values.includes(bare) === not ? diagrams.no : diagrams.yes
    const one = diagrams.is(fact, values)
    return not ? diagrams.not(one) : one
  }

  #leaf(standings: readonly Standing[]): Node {
    const key = standings
      .map(({ needs: lacking, order, beside }) => `${lacking.join(',')} ${order} ${beside.join(',')}`)
      .join('\n')
    const known = this.#leaves.get(key)
    if (known !== undefined) return known
    const leaf = this.diagrams.leaf(standings)
    this.#leaves.set(key, leaf)
    return leaf
  }
}

export function releases(standings: readonly Standing[]): boolean {
  return standings.some(({ needs: lacking }) => lacking.length === 0)
}

/** Those that need fewest; of those that need the same, the first, held beside what any of them is. */
export function fewest(standings: readonly Standing[]): readonly Standing[] {
  const least = Math.min(...standings.map(({ needs: lacking }) => lacking.length))
  const byNeeds = Map.groupBy(
    standings.filter(({ needs: lacking }) => lacking.length === least),
    ({ needs: lacking }) => String(lacking),
  )
  return [...byNeeds.values()]
    .map((alike) => ({
      needs: alike[0]?.needs ?? [],
      order: alike.map(({ order }) => order).toSorted()[0] ?? '',
      beside: [...new Set(alike.flatMap(({ beside }) => beside))].toSorted(),
    }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
}

/** What decides, whichever rule it came from. */
function deciding([first]: readonly Standing[]): readonly Standing[] {
  return first === undefined ? [] : [{ ...first, order: '' }]
}

function adding(need: string, standings: readonly Standing[]): Standing[] {
  return standings.map((one) => ({ ...one, needs: [...one.needs, need].toSorted() }))
}

/** On one of the strengths that are named, where any is, and with or without a paper, where that is said. */
function restsOn(rests: readonly Rests[], on: readonly Rests[]): boolean {
  return [on.filter(saysWhetherPaper), on.filter((one) => !saysWhetherPaper(one))].every(
    (among) => among.length === 0 || among.some((one) => rests.includes(one)),
  )
}

function remembered<Result>(work: (on: readonly Rests[]) => Result): (on?: readonly Rests[]) => Result {
  const done = new Map<string, Result>()
  return (on = []) => {
    const known = done.get(String(on))
    if (known !== undefined) return known
    const result = work(on)
    done.set(String(on), result)
    return result
  }
}

function named(refs: readonly string[] | undefined, names: readonly string[]): boolean {
  return names.some((name) => refs?.includes(name) ?? false)
}

/** The order in which the rules that close a cell are said: what stops more, then what is about the element. */
function closingMostFirst(a: Sentence, b: Sentence): number {
  return (
    b.part.stops.length - a.part.stops.length ||
    Number(a.part.elements === 'all') - Number(b.part.elements === 'all') ||
    alphabetical(a.rule.jurisdiction, b.rule.jurisdiction) ||
    alphabetical(a.rule.id, b.rule.id)
  )
}

function alphabetical(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Strongest first, then by name; of two with one name, the one that is written first. */
function inOrder(openings: readonly Sentence[]): [Sentence, string][] {
  const seen = new Map<string, number>()
  return openings.map((sentence) => {
    const name = `${strongestFirst.indexOf(strengthOf(sentence.part))} ${sentence.rule.id}/${sentence.part.name ?? ''}`
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return [sentence, count === 0 ? name : `${name} ${count}`]
  })
}
