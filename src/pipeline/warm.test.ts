import { expect, it } from 'vitest'
import { validateCaseFile } from '#adapters/contract/validate.ts'
import { decide } from '#decision/decide.ts'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { warm } from './warm.ts'

it('decides once about every program of the agencies whose records are here, and nothing goes out', async () => {
  const rules = await theLaw()
  const asked: CaseFile[] = []
  const decisions: Decision[] = []
  await warm({
    sources: { 'me-dhhs-ofi': {} },
    clock: { now: () => '2026-11-23T15:00:00.000Z' },
    office: { timeZone: 'America/New_York' },
    decide: async (file) => {
      asked.push(file)
      const decision = decide(file, rules)
      decisions.push(decision)
      return decision
    },
  })
  expect(asked.map((file) => validateCaseFile(file))).toEqual([{ caseFile: asked[0] }])
  expect(decisions.flatMap(({ cells }) => cells.map(({ program }) => program)).toSorted()).toEqual(
    vocabulary.agencies['me-dhhs-ofi'].programs.toSorted(),
  )
  expect(new Set(decisions.flatMap(({ cells }) => cells.map(({ outcome }) => outcome)))).toEqual(new Set(['deny']))
})
