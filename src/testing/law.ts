/** The product's own law, and the scenarios that stand beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadLaw } from '#adapters/law/load.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { Also, Scenario } from '#proof/scenario.ts'

export const lawFolder = fileURLToPath(new URL('../../law', import.meta.url))

export async function theLaw(): Promise<RuleSet> {
  return loadLaw(lawFolder)
}

/** The scenarios of a folder, each with what also.json beside the folder says of it. */
export function scenariosIn(folder: string): { path: string; scenario: Scenario; also?: Also }[] {
  const beside = join(folder, '..', 'also.json')
  const also: Record<string, Also> = existsSync(beside) ? JSON.parse(readFileSync(beside, 'utf8')) : {}
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const path = join(folder, file)
      const scenario: Scenario = JSON.parse(readFileSync(path, 'utf8'))
      const more = also[scenario.scenario]
      return { path, scenario, ...(more === undefined ? {} : { also: more }) }
    })
}
