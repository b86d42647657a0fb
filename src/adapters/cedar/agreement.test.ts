import { beforeAll, expect, it } from 'vitest'
import { judgeForAll } from '#decision/decide-cell.ts'
import { lawFor } from '#decision/law.ts'
import type { Judgment } from '#decision/judge.ts'
import type { RuleSet } from '#decision/rules.ts'
import { today } from '#testing/arbitrary-case-file.ts'
import { drawCells, type FactsOfCell } from '#testing/facts-of-cells.ts'
import { theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import { sidesOf } from '#testing/sides-of-rules.ts'
import { citableIn, compare } from './compare.ts'
import { loadCedar, type Library } from './engine.ts'
import { secondEngine } from './second-engine.ts'

let law: RuleSet
let cedar: Library

beforeAll(async () => {
  law = await theLaw()
  cedar = await loadCedar()
})

function ours(rules: RuleSet, { agency, program, purposes }: FactsOfCell): Judgment {
  return judgeForAll(lawFor(rules, agency, today).of(program), purposes)
}

it('is the decision of 20,000 cells, which show each condition of each rule met and unmet with the rest of the rule met', () => {
  const second = secondEngine(cedar, law)
  const [sides, citable] = [sidesOf(law), citableIn(law)]
  const shown = new Set<string>()
  const outcomes = { deny: 0, hold: 0, release: 0 }
  const differ: unknown[] = []
  for (const cell of drawCells(law, randomFrom(20_261_123), 20_000)) {
    const views = cell.purposes.flatMap(({ bare, withPapers }) => [bare, ...withPapers.map(({ facts }) => facts)])
    for (const facts of views) for (const side of sides.shown(facts, cell.program)) shown.add(side)
    const decided = ours(law, cell)
    outcomes[decided.outcome] += 1
    const difference = compare(decided, second.decide({ agency: cell.agency, day: today }, cell), citable)
    if (difference !== undefined) differ.push({ ...difference, cell: JSON.stringify(cell) })
  }
  expect(differ).toEqual([])
  expect([...sides.all].filter((side) => !shown.has(side))).toEqual([])
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(500)
}, 180_000)
