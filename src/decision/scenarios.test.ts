import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { isValidDecision, validateCaseFile } from '#adapters/contract/validate.ts'
import { lawFolder, scenariosIn, theLaw, type Scenario } from '#testing/law.ts'
import { hasShared, sharedPath } from '#testing/tools.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import scenarioSchema from '#vocabulary/scenario.schema.json' with { type: 'json' }
import { decide } from './decide.ts'

const rules = await theLaw()
const ajv = new Ajv2020({ strictTypes: false })
formats.default.default(ajv)
ajv.addSchema(caseFileSchema, 'case-file.schema.json')
const isScenario = ajv.compile(scenarioSchema)

const cellName = (cell: { subject: string; program: string; element: string }) =>
  `${cell.subject}/${cell.program}/${cell.element}`

/** What the law gives, against what the decision says, in words that a failing test can show. */
function differences({ expect: expected }: Scenario, decision: Decision): string[] {
  const named = new Map(
    expected.outcomes.flatMap((wanted) => {
      const asked = decision.cells.filter(
        ({ subject, program }) => subject === wanted.subject && program === wanted.program,
      )
      const elements = wanted.elements === 'all-asked' ? asked.map(({ element }) => element) : wanted.elements
      return elements.map((element) => [cellName({ ...wanted, element }), wanted] as const)
    }),
  )
  const there = new Set(decision.cells.map(cellName))
  return [
    ...(decision.disposition === expected.disposition ? [] : [`disposition is ${decision.disposition}`]),
    ...[...named.keys()].filter((name) => !there.has(name)).map((name) => `${name} is no cell`),
    ...decision.cells.flatMap((cell) => {
      const wanted = named.get(cellName(cell))
      const outcome = wanted?.outcome ?? 'deny'
      const needs = wanted?.needs?.toSorted().join() ?? cell.needs.join()
      const isCited = wanted?.basisAny?.some((id) => cell.basis.includes(id)) ?? true
      return [
        ...(cell.outcome === outcome ? [] : [`${cellName(cell)} is ${cell.outcome}, not ${outcome}`]),
        ...(cell.needs.join() === needs ? [] : [`${cellName(cell)} needs ${cell.needs.join()}, not ${needs}`]),
        ...(isCited ? [] : [`${cellName(cell)} cites ${cell.basis.join()}`]),
      ]
    }),
    ...(expected.duties ?? [])
      .filter((duty) => !new Set<string>(decision.duties).has(duty))
      .map((duty) => `no ${duty}`),
    ...decision.duties.filter((duty) => expected.dutiesNot?.includes(duty)),
    ...(expected.missing ?? [])
      .filter((what) => !decision.missing.includes(what))
      .map((what) => `${what} is not missing`),
  ]
}

function decides(folder: string): void {
  for (const { scenario } of scenariosIn(folder)) {
    it(`${scenario.scenario}: ${scenario.title}`, () => {
      expect(isScenario(scenario), ajv.errorsText(isScenario.errors)).toBe(true)
      expect(validateCaseFile(scenario.caseFile)).toEqual({ caseFile: scenario.caseFile })
      const decision = decide(scenario.caseFile, rules)
      expect(differences(scenario, decision)).toEqual([])
      expect(isValidDecision(decision)).toBe(true)
      for (const { basis } of decision.cells) expect(basis).not.toEqual([])
    })
  }
}

if (hasShared('contract', 'scenarios'))
  describe("the contract's scenarios", () => {
    decides(sharedPath('contract', 'scenarios'))
  })

for (const pack of ['us', 'us-ma', 'us-me']) {
  describe(`the scenarios beside law/${pack}`, () => {
    decides(join(lawFolder, pack, 'scenarios'))
  })
}

it('a scenario that says something else is noticed', () => {
  const [{ scenario } = { scenario: undefined }] = scenariosIn(join(lawFolder, 'us', 'scenarios'))
  if (scenario === undefined) throw new Error('there are scenarios')
  const other = { ...scenario, expect: { disposition: 'report', outcomes: [], duties: ['seek-to-quash'] } }
  expect(differences(other, decide(scenario.caseFile, rules))).not.toEqual([])
})
