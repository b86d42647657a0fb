import { expect, it } from 'vitest'
import type { Fate } from '#proof/hunt.ts'
import { rulesMutateCommand, type Hunt } from './rules-mutate.ts'

const mutant = (rule: string, change: string, part?: string) => ({
  rule,
  change,
  mutated: undefined,
  ...(part === undefined ? {} : { part }),
})

const nobodyNotices: Hunt['fateOf'] = ({ rule }) => ({
  caught: 'nowhere',
  nearest: rule === 'B' ? 'S-02' : undefined,
})

async function run(hunt: Partial<Hunt>, ...args: string[]) {
  const said: string[] = []
  const note = (text: string) => void said.push(text)
  const command = rulesMutateCommand({
    prepare: () =>
      Promise.resolve({
        mutants: [mutant('A', 'the rule is left out'), mutant('B', 'where: minor true is dropped', 'own')],
        scenarios: 2,
        failing: [],
        fateOf: (): Fate => ({ caught: 'scenario', which: 'S-01', how: 'disposition is deny' }),
        ...hunt,
      }),
    elapsed: () => 0,
    progress: () => {},
    out: note,
    err: (text) => note(`err ${text}`),
    exit: (code) => note(`exit ${code}`),
  })
  await command.parseAsync(args, { from: 'user' })
  return said
}

it('says that none survived', async () => {
  expect(await run({})).toEqual([
    '2 mutants in 0 s against 2 scenarios: none survived. 2 were caught by a\nscenario, 0 by an invariant, 0 by their form.',
  ])
})

it('lists what survived, with the scenario to begin from, and exits with 1', async () => {
  expect(await run({ fateOf: nobodyNotices })).toEqual([
    [
      'A: the rule is left out',
      '  no scenario cites this rule',
      'B/own: where: minor true is dropped',
      '  nearest scenario: S-02',
      '',
      '2 mutants in 0 s against 2 scenarios: 2 survived. 0 were caught by a scenario, 0',
      'by an invariant, 0 by their form.',
    ].join('\n'),
    'exit 1',
  ])
  const [json, exit] = await run({ fateOf: nobodyNotices }, '--json')
  expect(JSON.parse(json ?? '')).toMatchObject({
    mutants: 2,
    survivors: [
      { rule: 'A', part: null, nearest: null },
      { rule: 'B', part: 'own', nearest: 'S-02' },
    ],
  })
  expect(exit).toBe('exit 1')
})

it('hunts nothing while a scenario fails anyhow', async () => {
  expect(await run({ failing: ['S-01: disposition is deny'] })).toEqual([
    'err These scenarios fail before anything is written wrong:\n  S-01: disposition is deny',
    'exit 1',
  ])
})
