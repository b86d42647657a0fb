/** The law of one program as JSON logic: for each way, what it still needs, or null where it is closed. */
import jsonLogic from 'json-logic-js'
import type { CellFacts } from '#decision/judge.ts'
import type { Opening, ProgramLaw } from '#decision/program-law.ts'
import type { Condition, Part, Requirement } from '#decision/rules.ts'
import type { Need, Outcome } from '#vocabulary/codes.ts'
import type { Facts } from '#vocabulary/facts.ts'

type Logic = unknown

interface Decided {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
}

/**
 * Every condition, need and prohibition of the packs, word for word, asked of the same named facts. Of what the
 * ways need the least is chosen here, which JSON logic has no words for.
 */
export function asJsonLogic(law: ProgramLaw): (facts: CellFacts) => Decided {
  const bare = compiled(law, law.bare)
  const byKind = new Map([...law.byPaper].map(([kind, openings]) => [kind, compiled(law, openings)]))
  return ({ bare: facts, withPapers }) => {
    const ways = [
      ...waysIn(bare, facts),
      ...withPapers.flatMap(({ paper, facts: besides }) => waysIn(byKind.get(paper.kind), besides)),
    ].filter(({ needs }) => needs !== null)
    const [best] = ways.toSorted((a, b) => (a.needs?.length ?? 0) - (b.needs?.length ?? 0) || a.order - b.order)
    const needs = best?.needs
    if (needs === undefined || needs === null) return { outcome: 'deny', needs: [] }
    return { outcome: needs.length === 0 ? 'release' : 'hold', needs }
  }
}

interface Compiled {
  readonly orders: readonly number[]
  readonly logic: Logic
}

interface WayNeeds {
  readonly order: number
  readonly needs: readonly Need[] | null
}

function compiled(law: ProgramLaw, openings: readonly Opening[]): Compiled {
  return { orders: openings.map(({ order }) => order), logic: openings.map((opening) => wayOf(law, opening)) }
}

function waysIn(of: Compiled | undefined, facts: Facts): WayNeeds[] {
  if (of === undefined) return []
  const answer = jsonLogic.apply(of.logic, facts)
  if (!isAnswer(answer)) throw new TypeError('JSON logic did not answer with a list of needs for each way')
  return answer.map((needs, i) => ({ order: of.orders[i] ?? 0, needs }))
}

function isAnswer(answer: unknown): answer is (readonly Need[] | null)[] {
  return Array.isArray(answer) && answer.every((needs) => needs === null || Array.isArray(needs))
}

function wayOf(law: ProgramLaw, { part, conditions, stoppers }: Opening): Logic {
  const counsel = part.papers === undefined ? 'counsel' : 'paper-counsel'
  const isAble = [
    ...whereOf(part),
    { '!==': [{ var: counsel }, 'refused'] },
    ...stoppers.map((forbid) => ({ '!': [{ and: [true, ...whereOf(forbid.part)] }] })),
  ]
  const requirements = [
    ...part.until.map((requirement) => ({ requirement, attached: [] })),
    ...conditions.flatMap((condition) =>
      condition.part.until.map((requirement) => ({ requirement, attached: whereOf(condition.part) })),
    ),
  ]
  const needs = law.needs.flatMap((need) => {
    const about = requirements.filter(({ requirement }) => requirement.need === need)
    if (about.length === 0) return []
    const isUnmet = about.map(({ requirement, attached }) => ({ and: [...attached, ...unmet(requirement)] }))
    return [{ if: [{ or: isUnmet }, [need], []] }]
  })
  return { if: [{ and: isAble }, { merge: needs }, null] }
}

function whereOf({ where, elements }: Part): Logic[] {
  return [...where.map(asked), ...(elements === 'all' ? [] : [{ in: [{ var: 'element' }, elements] }])]
}

function unmet({ met, when }: Requirement): Logic[] {
  return [
    ...(when.length === 0 ? [] : [{ or: when.map((conditions) => ({ and: conditions.map(asked) })) }]),
    met.length === 0 ? true : { '!': [{ and: met.map(asked) }] },
  ]
}

function asked({ fact, values, not }: Condition): Logic {
  const [only] = values
  if (values.length === 1) return { [not ? '!==' : '===']: [{ var: fact }, only] }
  const isOne = { in: [{ var: fact }, values] }
  return not ? { '!': [isOne] } : isOne
}
