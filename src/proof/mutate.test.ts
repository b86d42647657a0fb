import { describe, expect, it } from 'vitest'
import type { Part, Rule } from '#decision/rules.ts'
import { mutantsOf, withMutant } from './mutate.ts'

const part: Part = {
  effect: 'permits',
  programs: ['snap', 'tanf'],
  elements: 'all',
  where: [{ fact: 'purpose', values: ['audit', 'research'], not: false }],
  until: [
    {
      met: [{ fact: 'written', values: [true], not: false }],
      need: 'written-request',
      missing: 'written-request',
      when: [[{ fact: 'minor', values: [true], not: false }]],
    },
  ],
  heldBeside: [],
  stops: [],
  except: [],
}

const rule = (id: string, change: Partial<Rule> = {}, ...parts: Part[]): Rule => ({
  id,
  jurisdiction: 'us',
  citation: '1 USC 1',
  title: 'A rule',
  plain: 'a rule says something',
  effective: { from: null, to: null },
  source: '',
  confidence: 'RECALLED',
  confirmed: null,
  parts: parts.length === 0 ? [part] : parts,
  ...change,
})

const changes = (of: Rule) =>
  mutantsOf(of).map(({ part: name, change }) => (name === undefined ? change : `${name}: ${change}`))

describe('a rule is written wrong', () => {
  it('by one thing at a time: left out, turned, resting on another thing, wider, narrower, asking for less', () => {
    expect(changes(rule('A'))).toEqual([
      'the rule is left out',
      'the rule is left out, and nothing names it',
      'permits is turned into requires',
      'permits is turned into forbids',
      'it rests on court-process',
      'it rests on overriding-statute',
      'it rests on consent',
      'it reaches all programs',
      'programs: snap is dropped',
      'programs: tanf is dropped',
      'where: purpose audit or research is dropped',
      'where: purpose: audit is dropped',
      'where: purpose: research is dropped',
      'until: written true (written-request) is dropped',
      'until: written-request can never be supplied',
      'until: written-request is not named as missing',
      'until: written-request is always asked for',
    ])
  })

  it('and each mutant is another rule than the rule, and differs in nothing else', () => {
    const whole = rule('A')
    for (const { mutated } of mutantsOf(whole)) {
      expect(mutated).not.toEqual(whole)
      if (mutated !== undefined) expect({ ...mutated, parts: [] }).toEqual({ ...whole, parts: [] })
    }
  })

  it('where it forbids: what it stops, its exceptions, and what goes in the place of what it closes', () => {
    const against: Part = {
      ...part,
      effect: 'forbids',
      programs: 'all',
      where: [],
      until: [],
      stops: ['permits'],
      except: ['B'],
      substitute: 'mailing-address',
    }
    expect(changes(rule('A', {}, against))).toEqual([
      'the rule is left out',
      'the rule is left out, and nothing names it',
      'forbids is turned into permits',
      'stops: permits is dropped',
      'except: B is dropped',
      'no mailing-address goes in its place',
    ])
  })

  it('where it counts to a day: from what, how many, and how', () => {
    const { effect: _, ...plain } = part
    const due: Part = {
      ...plain,
      effect: 'duty',
      programs: 'all',
      where: [],
      until: [],
      deadline: { what: 'due', stated: ['return-on'], after: ['received'], days: 14, count: 'court', within: [] },
    }
    expect(changes(rule('A', {}, due)).slice(2)).toEqual([
      'stated: return-on is dropped',
      'after: received is dropped',
      '13 days',
      '15 days',
      'counted in calendar days',
      'counted in business days',
    ])
  })

  it('where it has parts, by each part left out; where it has days, by each day; where it is inactive, by being active', () => {
    const two = rule(
      'A',
      { effective: { from: '2020-01-01', to: '2030-01-01' } },
      { ...part, name: 'a' },
      { ...part, name: 'b' },
    )
    expect(changes(two)).toContain('it has no first day')
    expect(changes(two)).toContain('it has no last day')
    expect(changes(two)).toContain('b: the part is left out')
    expect(changes(rule('A', { inactive: 'a bill' }))).toEqual(['it is no longer inactive'])
  })
})

it('a rule that is left out can be left out of every rule that names it', () => {
  const others = [
    rule('B', { see: ['A', 'C'] }, { ...part, effect: 'forbids', stops: ['permits'], except: ['A', 'A/x', 'C'] }),
    rule('D', {}, { ...part, effect: 'conditions', of: ['A'] }, { ...part, effect: 'conditions', of: ['A/x', 'C'] }),
  ]
  const named = mutantsOf(rule('A')).find(({ unnamed }) => unnamed !== undefined)
  if (named === undefined) throw new Error('there is such a mutant')
  expect(
    withMutant([rule('A'), ...others], named).map(({ id, see, parts }) => [
      id,
      see,
      parts.map(({ of, except }) => of ?? except),
    ]),
  ).toEqual([
    ['B', ['C'], [['C']]],
    ['D', undefined, [['C']]],
  ])
})
