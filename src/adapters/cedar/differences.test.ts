import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellsAsked, isOnFile } from '#decision/cells.ts'
import { dayOf } from '#decision/days.ts'
import { decide } from '#decision/decide.ts'
import { factsOf, purposesOf } from '#decision/facts.ts'
import type { RuleSet } from '#decision/rules.ts'
import { aCaseFile } from '#testing/arbitrary-case-file.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { differencesBy, type CellDifference } from './differences.ts'
import { loadCedar } from './engine.ts'

describe('a whole decision', () => {
  let law: RuleSet
  let inOffice: ReturnType<typeof differencesBy>
  let scenarios: CaseFile[]
  beforeAll(async () => {
    law = await theLaw()
    inOffice = differencesBy(await loadCedar())
    scenarios = Object.keys(vocabulary.jurisdictions).flatMap((folder) =>
      scenariosIn(join(lawFolder, folder, 'scenarios')).map(({ scenario }) => scenario.caseFile),
    )
  })

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
