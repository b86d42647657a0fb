import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFolder } from '#testing/law.ts'
import { readScenarios } from './read-scenarios.ts'

const scenario = readFileSync(join(lawFolder, 'us', 'scenarios', 'FEL-01.json'), 'utf8')

describe('the scenarios of a law folder', () => {
  let folder = ''
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-scenarios-'))
    mkdirSync(join(folder, 'us', 'scenarios'), { recursive: true })
    write('us/scenarios/FEL-01.json', scenario)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are read with what also.json says of them', async () => {
    write('us/also.json', '{ "FEL-01": { "cites": { "p1/snap/ssn": ["US-SNAP-07"] } } }')
    expect(await readScenarios(folder)).toMatchObject([
      { scenario: { scenario: 'FEL-01' }, also: { cites: { 'p1/snap/ssn': ['US-SNAP-07'] } } },
    ])
  })

  it.each([
    ['that says something of a scenario that is not there', '{ "FEL-99": { "deadlines": [] } }', 'no scenario FEL-99'],
    ['that says something else', '{ "FEL-01": { "expects": [] } }', '/FEL-01/expects: this field is not in'],
    ['that names no cell', '{ "FEL-01": { "cites": { "p1": ["US-SNAP-07"] } } }', '/FEL-01/cites: must match pattern'],
  ])('are refused beside an also.json %s', async (_what, also, message) => {
    write('us/also.json', also)
    await expect(readScenarios(folder)).rejects.toThrow(message)
  })

  it.each([
    ['is no scenario', scenario.replace('"outcomes"', '"outcome"'), '/expect: "outcomes" is missing'],
    [
      'expects an unknown word',
      scenario.replace('"outcome": "release"', '"outcome": "held"'),
      '/expect/outcomes/0/outcome',
    ],
    ['has a case file with an unknown word', scenario.replace('"me-dhhs-ofi"', '"me-dhhs-ofj"'), '/caseFile/agency'],
  ])('are refused where one %s', async (_what, text, message) => {
    write('us/scenarios/FEL-01.json', text)
    await expect(readScenarios(folder)).rejects.toThrow(message)
  })
})
