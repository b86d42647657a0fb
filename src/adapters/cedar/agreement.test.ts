import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellsAsked, isOnFile } from '#decision/cells.ts'
import { dayOf } from '#decision/days.ts'
import { judgeForAll } from '#decision/decide-cell.ts'
import { decide } from '#decision/decide.ts'
import { factsOf, purposesOf } from '#decision/facts.ts'
import { lawFor } from '#decision/law.ts'
import type { Judgment } from '#decision/judge.ts'
import type { RuleSet } from '#decision/rules.ts'
import { aCaseFile, today } from '#testing/arbitrary-case-file.ts'
import { drawCells, type FactsOfCell } from '#testing/facts-of-cells.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import { sidesOf } from '#testing/sides-of-rules.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { citableIn, compare } from './compare.ts'
import { differencesBy, type CellDifference } from './differences.ts'
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

describe('a whole decision', () => {
  /** As the office has it: each cell asked for, with the facts as the first engine reads them. */
  function differences(file: CaseFile, decided = decide(file, law).cells): readonly CellDifference[] {
    const cells = cellsAsked(file).map((cell) => ({
      subject: cell.subject,
      program: cell.program,
      element: cell.element,
      purposes: isOnFile(cell) ? purposesOf(file).map((purpose) => factsOf(cell, purpose, file)) : undefined,
    }))
    return inOffice(law, { agency: file.agency, day: dayOf(file.asOf), cells }, decided)
  }
  let inOffice: ReturnType<typeof differencesBy>
  let scenarios: CaseFile[]
  beforeAll(() => {
    inOffice = differencesBy(cedar)
    scenarios = Object.keys(vocabulary.jurisdictions).flatMap((folder) =>
      scenariosIn(join(lawFolder, folder, 'scenarios')).map(({ scenario }) => scenario.caseFile),
    )
  })

  it("is Cedar's in every scenario beside the packs", () => {
    expect(scenarios.length).toBeGreaterThan(100)
    expect(scenarios.flatMap((file) => differences(file))).toEqual([])
  }, 60_000)

  it("is Cedar's for case files of any kind", () => {
    fc.assert(
      fc.property(aCaseFile, (file) => {
        expect(differences(file)).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('differs where a cell is left out, is twice in it, or was not asked for', () => {
    const [file] = scenarios
    if (file === undefined) expect.unreachable()
    const { cells } = decide(file, law)
    const [first, ...others] = cells
    if (first === undefined) expect.unreachable()
    const name = { subject: first.subject, program: first.program, element: first.element }
    const about = 'which cells there are'
    expect(differences(file, others)).toEqual([{ ...name, about }])
    expect(differences(file, [...cells, first])).toContainEqual({ ...name, about })
    const unasked = { ...first, subject: 'p99' }
    expect(differences(file, [...cells, unasked])).toEqual([{ ...name, subject: 'p99', about }])
  })

  it('differs where a cell comes out otherwise', () => {
    for (const file of scenarios.slice(0, 20)) {
      const { cells } = decide(file, law)
      const changed = cells.map((cell, i) =>
        i > 0 ? cell : { ...cell, outcome: cell.outcome === 'deny' ? ('hold' as const) : ('deny' as const) },
      )
      expect(differences(file, changed)).toMatchObject([{ about: 'outcome' }])
    }
  })
})
