/** A small invented law in which everything shows: any slip in either engine must make them differ. */
import { beforeAll, expect, it } from 'vitest'
import { readPack } from '#adapters/law/read-pack.ts'
import { judgeForAll } from '#decision/decide-cell.ts'
import { lawFor } from '#decision/law.ts'
import type { Part, Requirement, RuleSet } from '#decision/rules.ts'
import { drawCells, type FactsOfCell } from '#testing/facts-of-cells.ts'
import { randomFrom } from '#testing/random.ts'
import { citableIn, compare } from './compare.ts'
import { loadCedar, type Library } from './engine.ts'
import { secondEngine } from './second-engine.ts'

const header = `
  citation: invented
  title: invented
  plain: invented
  source: null
  confidence: PRODUCT
  effective: { from: null, to: null }
  confirmed: null
  programs: [snap]
`
const pack = `
- id: X-REQ${header}
  effect: requires
  elements: [ssn, photo]
  where: { purpose: fugitive-apprehension, subject: { not: class } }
  until:
    - { written: true, need: written-request, missing: written-request }
    - { identity-verified: true, need: requester-identity, missing: requester-identity, when: { minor: true } }
- id: X-PERMIT${header}
  effect: permits
  where: { requester: [state-agency, holder-staff] }
  until:
    - { counsel: approved, need: data-protocol }
- id: X-AUDIT${header}
  effect: permits
  where: { purpose: audit }
- id: X-COURT${header}
  effect: requires
  by: court-process
  papers: [judicial-warrant, court-order]
  where: { paper-signer: judge }
  until:
    - { paper-authenticity: verified, need: instrument-verification }
- id: X-NOTICE${header}
  effect: conditions
  of: [court-process]
  where: { paper: { not: judicial-warrant } }
  until:
    - { paper-notice: told, need: notice-to-subject }
- id: X-MATCH${header}
  effect: conditions
  of: all
  where: { match: several }
  until:
    - { never: true, need: subject-match }
- id: X-OBJECTION${header}
  effect: forbids
  where: { objection: true }
  stops: [permits]
- id: X-TAX${header}
  effect: forbids
  elements: [photo]
  stops: [requires, permits]
  except: [X-PERMIT]
`

const day = '2026-11-23'
let cedar: Library
let law: RuleSet
let cells: FactsOfCell[]

beforeAll(async () => {
  cedar = await loadCedar()
  law = { rules: readPack(pack, 'invented.yaml', 'us'), digest: 'invented' }
  cells = [...drawCells(law, randomFrom(11), 1500)]
})

/** Whether any cell shows that one engine has these rules and the other those. */
function noticed(first: RuleSet, second: RuleSet): boolean {
  const [engine, citable] = [secondEngine(cedar, second), citableIn(law)]
  return cells.some((cell) => {
    const ours = judgeForAll(lawFor(first, cell.agency, day).of(cell.program), cell.purposes)
    return compare(ours, engine.decide({ agency: cell.agency, day }, cell), citable) !== undefined
  })
}

function slips(): { readonly name: string; readonly rules: RuleSet }[] {
  return law.rules.flatMap(({ id, parts }) =>
    parts.flatMap((part) =>
      changesOf(part).map(([name, changed]) => ({
        name: `${id}: ${name}`,
        rules: { ...law, rules: law.rules.map((rule) => (rule.id === id ? { ...rule, parts: changed } : rule)) },
      })),
    ),
  )
}

function changesOf(part: Part): [string, Part[]][] {
  const { effect, where, until, stops, except, elements } = part
  const withUntil = (i: number, change: Partial<Requirement>): Part[] => [
    { ...part, until: until.map((one, n) => (n === i ? { ...one, ...change } : one)) },
  ]
  return [
    ['removed', []],
    ...(effect === 'permits'
      ? ([['permits made requires', [{ ...part, effect: 'requires' }]]] as [string, Part[]][])
      : []),
    ...(elements === 'all' ? [] : ([['elements dropped', [{ ...part, elements: 'all' }]]] as [string, Part[]][])),
    ...where.flatMap((one, i): [string, Part[]][] => [
      [`${one.fact} dropped`, [{ ...part, where: where.toSpliced(i, 1) }]],
      [`${one.fact} turned round`, [{ ...part, where: where.with(i, { ...one, not: !one.not }) }]],
    ]),
    ...until.flatMap((one, i): [string, Part[]][] => [
      [`until ${one.need} dropped`, [{ ...part, until: until.toSpliced(i, 1) }]],
      [`until ${one.need} of another need`, withUntil(i, { need: 'consent' })],
      ...(one.met.length === 0 ? [] : [[`until ${one.need} never met`, withUntil(i, { met: [] })] as [string, Part[]]]),
      ...(one.when.length === 0
        ? []
        : [[`until ${one.need} always asked`, withUntil(i, { when: [] })] as [string, Part[]]]),
    ]),
    ...stops.map((strength, i): [string, Part[]] => [
      `stops ${strength} dropped`,
      [{ ...part, stops: stops.toSpliced(i, 1) }],
    ]),
    ...(except.length === 0 ? [] : ([['exception dropped', [{ ...part, except: [] }]]] as [string, Part[]][])),
  ]
}

it('finds no difference where both engines have the same rules', () => {
  expect(noticed(law, law)).toBe(false)
})

it('notices any slip in the first engine', () => {
  expect(slips().length).toBeGreaterThan(30)
  expect(
    slips()
      .filter(({ rules }) => !noticed(rules, law))
      .map(({ name }) => name),
  ).toEqual([])
})

it('notices any slip in the second engine', () => {
  expect(
    slips()
      .filter(({ rules }) => !noticed(law, rules))
      .map(({ name }) => name),
  ).toEqual([])
})
