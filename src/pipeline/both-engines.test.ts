import { afterAll, beforeAll, expect, it } from 'vitest'
import { differencesBy } from '#adapters/cedar/differences.ts'
import { loadCedar, type Library } from '#adapters/cedar/engine.ts'
import type { Part, RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { answeredWarrant, approvedWarrant, officer, ok, refusal, testOffice, type TestOffice } from '#testing/office.ts'
import { decideByBoth, type SecondEngine } from './both-engines.ts'
import { decide } from './determine.ts'
import { release } from './fulfill.ts'
import { officeLaw } from './law.ts'
import { loadCase, move, newest } from './move.ts'
import type { Ports } from './ports.ts'

let office: TestOffice
let cedar: Library

beforeAll(async () => {
  office = await testOffice()
  cedar = await loadCedar()
})
afterAll(() => office.close())

/** The office with a second engine that is given the rules of the first after `change`. */
function withSecond(change: (rules: RuleSet) => RuleSet): Ports {
  const differences = differencesBy(cedar)
  const second: SecondEngine = async (rules, asked, decided) => differences(change(rules), asked, decided)
  const law = officeLaw(office.ports)
  return {
    ...office.ports,
    decide: async (file) => decideByBoth(file, await law(file.asOf.slice(0, 10)), second),
  }
}

/** GEN-02, the court's process on which the office's warrant rests, changed in all its parts. */
const inCourtProcess =
  (change: (part: Part) => Part) =>
  (rules: RuleSet): RuleSet => ({
    ...rules,
    rules: rules.rules.map((rule) => (rule.id === 'GEN-02' ? { ...rule, parts: rule.parts.map(change) } : rule)),
  })

const closed = inCourtProcess((part) => ({ ...part, elements: ['photo'] }))
const held = inCourtProcess((part) => ({ ...part, until: [{ met: [], need: 'counsel-review', when: [] }] }))

/** Cedar refuses two policies of one name. */
const unreadable = (rules: RuleSet): RuleSet => ({
  ...rules,
  rules: rules.rules.flatMap((rule) => (rule.id === 'GEN-02' ? [rule, rule] : [rule])),
})

async function failureOf(work: Promise<unknown>): Promise<PosternError> {
  return work.then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof PosternError ? error : expect.unreachable(String(error))),
  )
}

it('decides nothing and opens an incident where the engines differ, and names cells but no person', async () => {
  const { stream, number } = await answeredWarrant(office)
  const before = await loadCase(office.ports, stream)
  const failure = await failureOf(decide(withSecond(closed), await officer(office.ports), stream))
  expect(failure.code).toBe('ERR_ENGINES_DIFFER')
  expect(failure.mend).toContain('Release nothing')

  const { state, events } = await loadCase(office.ports, stream)
  expect(state.incidents).toHaveLength(1)
  expect(state.status).toBe(before.state.status)
  expect(newest(events, 'decision.made')).toEqual(newest(before.events, 'decision.made'))
  const opened = newest(events, 'incident.opened')?.record
  expect(opened?.people).toEqual({})
  const said = JSON.stringify(opened?.body)
  expect(said).toMatch(/snap [a-z-]+: outcome/)
  expect(said).toContain(state.decision?.rules.digest)
  expect(said).not.toMatch(/Samplewright|1984-03-07|p1/)
  expect(said).not.toContain(number)

  // Nothing moves on until the incident is closed, not even where the engines agree again.
  const told = await move(office.ports, await officer(office.ports), stream, () => ({
    command: 'refuse',
    letter: 'refusal',
  }))
  expect(refusal(told)).toContain('incident-open')
})

it('releases nothing where the engines differ at the moment of release, and releases where they agree', async () => {
  const { stream } = await approvedWarrant(office)
  const failure = await failureOf(release(withSecond(held), await officer(office.ports), stream))
  expect(failure.code).toBe('ERR_ENGINES_DIFFER')
  const { state, events } = await loadCase(office.ports, stream)
  expect(state.status).toBe('approved')
  expect(newest(events, 'release.authorized')).toBeUndefined()
  expect(refusal(await release(office.ports, await officer(office.ports), stream))).toContain('incident-open')

  const agreed = await approvedWarrant(office)
  ok(
    await release(
      withSecond((rules) => rules),
      await officer(office.ports),
      agreed.stream,
    ),
  )
})

it('decides nothing where Cedar cannot take the rules, and that is an incident too', async () => {
  const { stream } = await answeredWarrant(office)
  const failure = await failureOf(decide(withSecond(unreadable), await officer(office.ports), stream))
  expect(failure.code).toBe('ERR_SECOND_ENGINE')
  expect((await loadCase(office.ports, stream)).state.incidents).toHaveLength(1)
})

it('decides a crowd by its classes: the one engine on the first of each, the other asked about the last', async () => {
  const law = await officeLaw(office.ports)(crowd.asOf.slice(0, 10))
  const differences = differencesBy(cedar)
  const asked: string[] = []
  const second: SecondEngine = async (rules, about, decided) => {
    asked.push(...about.cells.map(({ subject }) => subject))
    return differences(rules, about, decided)
  }
  const { cells } = await decideByBoth(crowd, law, second)
  expect(new Set(asked)).toEqual(new Set(['p2998', 'p2999']))
  expect(cells).toHaveLength(3000)
  expect(new Set(cells.map(({ subject }) => subject)).size).toBe(3000)

  // Whatever is given to the last that the first has not shows as a difference.
  const other = closed(law)
  const differ = decideByBoth(crowd, law, async (_, about, decided) => differences(other, about, decided))
  expect((await failureOf(differ)).code).toBe('ERR_ENGINES_DIFFER')
})

/** A court's warrant for three thousand people; every other one has objected. */
const crowd: CaseFile = {
  caseFile: 1,
  case: 'MA-DTA-2026-SYNTHETC',
  asOf: '2026-11-23T09:00:00-05:00',
  agency: 'ma-dta',
  request: {
    form: 'written',
    requester: {
      kind: 'federal-law-enforcement',
      organization: 'fbi',
      name: 'Synthetic Agent',
      identityVerified: true,
    },
    purpose: 'criminal-investigation',
    programs: ['snap'],
    elements: ['application'],
    instruments: [
      {
        id: 'i1',
        kind: 'judicial-warrant',
        issuerKind: 'federal-court',
        signedBy: 'magistrate-judge',
        issuedOn: '2026-11-20',
        executeBy: '2026-12-03',
        directedTo: 'ma-dta',
        subjects: Array.from({ length: 3000 }, (_, n) => `p${n}`),
        programs: ['snap'],
        elements: ['application'],
        authenticity: 'verified',
      },
    ],
  },
  subjects: Array.from({ length: 3000 }, (_, n) => ({
    ref: `p${n}`,
    match: 'one' as const,
    programs: ['snap'],
    ...(n % 2 === 0 ? {} : { objection: '2026-11-01' }),
  })),
}
