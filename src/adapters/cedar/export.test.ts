import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import { beforeAll, expect, it } from 'vitest'
import type { RuleSet } from '#decision/rules.ts'
import { theLaw } from '#testing/law.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { exportRules, type ExportedFile } from './export.ts'

let law: RuleSet
let files: readonly ExportedFile[]

beforeAll(async () => {
  law = await theLaw()
  files = exportRules(cedar, law, '2026-11-23')
}, 60_000)

function textOf(path: string): string {
  return files.find((file) => file.path === path)?.text ?? expect.unreachable(path)
}

it('writes a folder for each agency and each of its programs, and says whose rules and of which day', () => {
  const folders = Object.entries(vocabulary.agencies).flatMap(([agency, { programs }]) =>
    programs.map((program) => `${agency}/${program}`),
  )
  const names = ['policies.cedar', 'policies.cedarschema', 'entities.json', 'request.json']
  expect(files.map(({ path }) => path)).toEqual([
    'README.md',
    ...folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)),
  ])
  for (const folder of folders) expect(textOf('README.md')).toContain(`\`${folder}\``)
  expect(textOf('README.md')).toContain(law.digest)
  expect(textOf('ma-dta/snap/policies.cedar')).toContain('2026-11-23')
})

it('writes policies that are valid by the schema beside them, with rule, citation and confidence', () => {
  const validated = cedar.validate({
    schema: textOf('ma-dta/snap/policies.cedarschema'),
    policies: { staticPolicies: textOf('ma-dta/snap/policies.cedar') },
  })
  expect(validated).toMatchObject({ type: 'success', validationErrors: [] })
  const rule = law.rules.find(({ id }) => id === 'US-SNAP-06')
  const text = textOf('ma-dta/snap/policies.cedar')
  expect(text).toContain('@id("US-SNAP-06")')
  expect(text).toContain(`@citation("${rule?.citation ?? ''}")`)
  expect(text).toContain(`@confidence("${rule?.confidence ?? ''}")`)
  // Another state's rules are not this agency's.
  expect(text).toContain('@rule("MA-FIPA-03")')
  expect(text).not.toContain('@rule("ME-')
})

const uid = (text: string) => ({ type: text.split('::')[0] ?? '', id: /"(.*)"/.exec(text)?.[1] ?? '' })

it('writes a request that can be asked at once', () => {
  const request: { principal: string; action: string; resource: string; context: cedar.Context } = JSON.parse(
    textOf('me-dhhs-ofi/medicaid/request.json'),
  )
  const answer = cedar.isAuthorized({
    principal: uid(request.principal),
    action: uid(request.action),
    resource: uid(request.resource),
    context: request.context,
    schema: textOf('me-dhhs-ofi/medicaid/policies.cedarschema'),
    validateRequest: true,
    policies: { staticPolicies: textOf('me-dhhs-ofi/medicaid/policies.cedar') },
    entities: [],
  })
  expect(answer).toMatchObject({ type: 'success', response: { diagnostics: { errors: [] } } })
})
