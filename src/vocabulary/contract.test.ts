import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, sharedPath } from '#testing/tools.ts'

describe.runIf(hasShared('contract'))("the product's words and schemas", () => {
  for (const name of ['vocabulary', 'case-file.schema', 'decision.schema', 'scenario.schema']) {
    it(`${name}.json says what the contract says`, () => {
      const ours: unknown = JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))
      const contract: unknown = JSON.parse(readFileSync(sharedPath('contract', `${name}.json`), 'utf8'))
      expect(ours).toEqual(contract)
    })
  }
})
