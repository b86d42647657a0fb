/** The product's own law, and the scenarios that stand beside it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadLaw } from '#adapters/law/load.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'

/** scenario.schema.json */
export interface Scenario {
  scenario: string
  title: string
  caseFile: CaseFile
  expect: {
    disposition: string
    outcomes: {
      subject: string
      program: string
      elements: 'all-asked' | string[]
      outcome: string
      needs?: string[]
      basisAny?: string[]
    }[]
    duties?: string[]
    dutiesNot?: string[]
    missing?: string[]
  }
}

export const lawFolder = fileURLToPath(new URL('../../law', import.meta.url))

export async function theLaw(): Promise<RuleSet> {
  return loadLaw(lawFolder)
}

export function scenariosIn(folder: string): { path: string; scenario: Scenario }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const path = join(folder, file)
      return { path, scenario: JSON.parse(readFileSync(path, 'utf8')) }
    })
}
