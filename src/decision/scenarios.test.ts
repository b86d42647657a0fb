import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { isValidDecision, validateCaseFile } from '#adapters/contract/validate.ts'
import { differences } from '#proof/scenario.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { hasShared, sharedPath } from '#testing/tools.ts'
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import scenarioSchema from '#vocabulary/scenario.schema.json' with { type: 'json' }
import { decide } from './decide.ts'

const rules = await theLaw()
const ajv = new Ajv2020({ strictTypes: false })
formats.default.default(ajv)
ajv.addSchema(caseFileSchema, 'case-file.schema.json')
const isScenario = ajv.compile(scenarioSchema)

function decides(folder: string): void {
  for (const { scenario, also } of scenariosIn(folder)) {
    it(`${scenario.scenario}: ${scenario.title}`, () => {
      expect(isScenario(scenario), ajv.errorsText(isScenario.errors)).toBe(true)
      expect(validateCaseFile(scenario.caseFile)).toEqual({ caseFile: scenario.caseFile })
      const decision = decide(scenario.caseFile, rules)
      expect(differences(scenario, decision, also)).toEqual([])
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
  const decision = decide(scenario.caseFile, rules)
  const outcomes = scenario.expect.outcomes.map((outcome) => ({ ...outcome, basisAny: ['US-X-01', 'US-X-02'] }))
  const dutiesNot = decision.duties.slice(0, 1)
  const other = { ...scenario, expect: { disposition: 'report', outcomes, duties: ['seek-to-quash'], dutiesNot } }
  expect(differences(other, decision)).toEqual(
    expect.arrayContaining([
      `disposition is ${decision.disposition}, not report`,
      expect.stringMatching(/ cites [A-Z0-9,-]+, and not US-X-01 or US-X-02$/),
      'seek-to-quash is no duty here',
      `${dutiesNot.join()} is a duty here`,
    ]),
  )
})
