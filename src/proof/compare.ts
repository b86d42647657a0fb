/**
 * Two laws against each other, over every situation at once: what the second opens that the first keeps closed,
 * and the other way round.
 *
 *   compareLaws(before: readonly Rule[], after: readonly Rule[], from: Day): Comparison
 *
 * A law opens where a cell becomes release that was not, or hold that was deny, or loses a need; where a substitute
 * goes out that did not; or where a duty or a deadline goes.
 */
import type { Part, Rule } from '#decision/rules.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { elements as everyElement } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { caseFileOf } from './case-file-of.ts'
import type { Node } from './diagram.ts'
import { Judged } from './holds.ts'
import { daysOfChange, inForce, jurisdictions, type Sentence } from './in-force.ts'
import { LawDiagrams, type LawDiagram, type Standing } from './law.ts'
import { isSituation, plainest, programs } from './variables.ts'

export interface Comparison {
  /** One for each program of each jurisdiction in which anything opens, from the first day on which it does. */
  readonly loosens: readonly Difference[]
  readonly tightens: readonly Difference[]
}

export interface Difference {
  readonly jurisdiction: string
  readonly day: Day
  readonly program: string
  /** The elements about which the two laws differ. */
  readonly elements: readonly string[]
  /** In how many situations they do; 0 where only a duty or a deadline differs. */
  readonly combinations: bigint
  /** One of these situations, as a case file that both laws can be tried with. */
  readonly example?: CaseFile
  /** Duties and deadlines that the one has and the other has not, by the rule that sets them. */
  readonly duties: readonly string[]
}

/**
 * @param from the first day that is compared; every later day on which either law changes is compared too
 */
export function compareLaws(before: readonly Rule[], after: readonly Rule[], from: Day): Comparison {
  if (comparing.size > tooMany) comparing = new Comparing(new LawDiagrams())
  const days = [...new Set([...daysOfChange(before, from), ...daysOfChange(after, from)])].toSorted()
  const pairs = days.flatMap((day) =>
    jurisdictions.map((jurisdiction) => {
      const side = (rules: readonly Rule[]): Side => {
        const sentences = inForce(rules, jurisdiction, day)
        return { law: comparing.lawOf(sentences), duties: dutiesIn(sentences) }
      }
      return { jurisdiction, day, before: side(before), after: side(after) }
    }),
  )
  return {
    loosens: firstOfEach(pairs.flatMap((pair) => comparing.opened(pair.before, pair.after, pair))),
    tightens: firstOfEach(pairs.flatMap((pair) => comparing.opened(pair.after, pair.before, pair))),
  }
}

interface Side {
  readonly law: LawDiagram
  readonly duties: Duties
}

class Comparing {
  readonly #laws: LawDiagrams
  readonly #opens

  constructor(laws: LawDiagrams) {
    const { diagrams } = laws
    this.#laws = laws
    this.#opens = diagrams.operation(
      (a, b) => (isMoreOpen(laws.standingsAt(a)[0], laws.standingsAt(b)[0]) ? diagrams.yes : diagrams.no),
      (a, b) => (a === b ? diagrams.no : undefined),
    )
  }

  /** Nodes of the diagrams so far. */
  get size(): number {
    return this.#laws.diagrams.size
  }

  lawOf(sentences: readonly Sentence[]): LawDiagram {
    return this.#laws.of(sentences)
  }

  /** What is open under the second law and was not under the first. */
  opened(first: Side, second: Side, { jurisdiction, day }: { jurisdiction: string; day: Day }): Difference[] {
    const { diagrams } = this.#laws
    const { situations } = new Judged(this.#laws, first.law, jurisdiction)
    const more = diagrams.and(situations, this.#moreOpen(first.law, second.law))
    const lost = dutiesLost(second.duties, first.duties)
    return programs.flatMap((program) => {
      const inProgram = diagrams.and(more, diagrams.is('program', [program]))
      const duties = lost.get(program) ?? []
      if (inProgram === diagrams.no && duties.length === 0) return []
      const situation = diagrams.anyOf(inProgram, plainest)
      const isOne = situation !== undefined && isSituation(situation)
      return [
        {
          jurisdiction,
          day,
          program,
          elements: everyElement.filter((element) => diagrams.canBe(inProgram, { element })),
          combinations: diagrams.count(inProgram),
          ...(isOne ? { example: caseFileOf(situation, day) } : {}),
          duties,
        },
      ]
    })
  }

  /** A way that newly opens changes a cell only where no other way was as open: where it may, all are looked at. */
  #moreOpen(first: LawDiagram, second: LawDiagram): Node {
    const { diagrams } = this.#laws
    const may = diagrams.or(
      ...(['no-paper', 'a-paper'] as const).map((side) =>
        diagrams.combine(this.#opens, first.verdict([side]), second.verdict([side])),
      ),
    )
    const does = diagrams.combine(this.#opens, this.#laws.within(may, first), this.#laws.within(may, second))
    const sent = [...second.substitutes()].map(([element, node]) =>
      diagrams.without(node, first.substitutes().get(element) ?? diagrams.no),
    )
    return diagrams.or(does, ...sent)
  }
}

function isMoreOpen(first: Standing | undefined, second: Standing | undefined): boolean {
  if (second === undefined) return false
  if (first === undefined) return true
  const losesNeed = first.needs.some((need) => !second.needs.includes(need))
  return losesNeed || second.beside.some((purpose) => !first.beside.includes(purpose))
}

/** By program: each duty and deadline in its own words, for each element that it is about, and the rule that sets it. */
type Duties = ReadonlyMap<string, ReadonlyMap<string, string>>

/** By program: the rules that set a duty or a deadline which the other law does not set in the same words. */
function dutiesLost(now: Duties, before: Duties): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...before].map(([program, duties]) => {
      const still = now.get(program)
      const lost = [...duties].filter(([duty]) => still?.has(duty) !== true)
      return [program, [...new Set(lost.map(([, rule]) => rule))]]
    }),
  )
}

function dutiesIn(sentences: readonly Sentence[]): Duties {
  const duties = sentences
    .filter(({ part }) => part.effect === 'duty')
    .map(({ rule, part }) => ({ rule: rule.id, part, text: dutyText(part) }))
  return new Map(
    programs.map((program) => {
      const inProgram = duties.filter(({ part }) => part.programs === 'all' || part.programs.includes(program))
      const each = inProgram.flatMap(({ rule, part, text }) =>
        (part.elements === 'all' ? everyElement : part.elements).map(
          (element) => [`${element} ${text}`, rule] as const,
        ),
      )
      return [program, new Map(each)]
    }),
  )
}

function dutyText({ duty, trigger, deadline, where, papers, standing }: Part): string {
  // In one form only: a law that comes out of an archive has its members in another order than one from its packs.
  return canonicalJson(JSON.parse(JSON.stringify({ duty, trigger, deadline, where, papers, standing })))
}

/** The law of a later day that differs in a program as an earlier one does is not said again. */
function firstOfEach(differences: readonly Difference[]): Difference[] {
  const seen = new Set<string>()
  return differences.filter(({ jurisdiction, program, elements, duties }) => {
    const key = [jurisdiction, program, elements, duties].join(' ')
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst
  })
}

/** More nodes than this are begun anew; they take some 100 MB. */
const tooMany = 3_000_000

/** Kept, since whoever compares one change of the law compares another: what they share is worked out once. */
let comparing = new Comparing(new LawDiagrams())
