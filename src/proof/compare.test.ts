import { expect, it } from 'vitest'
import { decide } from '#decision/decide.ts'
import type { Part, Rule } from '#decision/rules.ts'
import { today } from '#testing/arbitrary-case-file.ts'
import { theLaw } from '#testing/law.ts'
import { compareLaws } from './compare.ts'

const set = await theLaw()

function changed(id: string, change: (part: Part) => Part): Rule[] {
  return set.rules.map((rule) => (rule.id === id ? { ...rule, parts: rule.parts.map(change) } : rule))
}
const leftOut = (id: string) => set.rules.filter((rule) => rule.id !== id)
const without = (need: string) => (part: Part) => ({ ...part, until: part.until.filter((one) => one.need !== need) })

it('finds nothing between a law and itself, in whatever order it is written', () => {
  expect(compareLaws(set.rules, set.rules.toReversed(), today)).toEqual({ loosens: [], tightens: [] })
})

it('finds what a new way opens, with a case that the two laws decide otherwise', () => {
  const { loosens, tightens } = compareLaws(leftOut('US-SNAP-07'), set.rules, today)
  expect(tightens).toEqual([])
  expect(loosens.map(({ jurisdiction, program }) => `${jurisdiction} ${program}`)).toEqual(['us-ma snap', 'us-me snap'])
  expect(loosens[0]?.elements.toSorted()).toEqual(['home-address', 'mailing-address', 'photo', 'ssn'])
  for (const { example } of loosens) {
    if (example === undefined) throw new Error('there is an example')
    const [before, after] = [leftOut('US-SNAP-07'), set.rules].map(
      (rules) => decide(example, { ...set, rules }).cells[0],
    )
    expect(before?.outcome).toBe('deny')
    expect(after?.outcome).not.toBe('deny')
  }
})

it('finds what is open once a rule that forbids is gone, and closed once it is back', () => {
  const gone = compareLaws(set.rules, leftOut('US-FTI-01'), today)
  expect(gone.tightens).toEqual([])
  expect(gone.loosens.every(({ elements }) => String(elements) === 'federal-tax-information')).toBe(true)
  const back = compareLaws(leftOut('US-FTI-01'), set.rules, today)
  expect(back.loosens).toEqual([])
  expect(back.tightens).toEqual(gone.loosens.map((one) => ({ ...one })))
})

it('takes a need that is gone for an opening, and one that is new for none', () => {
  const fewer = changed('US-SNAP-06', without('household-suspicion'))
  expect(compareLaws(set.rules, changed('US-SNAP-14', without('household-suspicion')), today).loosens).not.toEqual([])
  expect(compareLaws(changed('US-SNAP-14', without('household-suspicion')), set.rules, today).loosens).toEqual([])
  expect(compareLaws(set.rules, fewer, today)).toEqual({ loosens: [], tightens: [] })
})

it('takes a second purpose that no longer keeps a cell held for a closing', () => {
  const { loosens, tightens } = compareLaws(
    set.rules,
    changed('US-SNAP-07', (part) => ({ ...part, heldBeside: [] })),
    today,
  )
  expect(loosens).toEqual([])
  expect(tightens).not.toEqual([])
})

it('takes a duty that is gone for an opening, though no cell comes out otherwise', () => {
  const { loosens, tightens } = compareLaws(set.rules, leftOut('US-SNAP-10'), today)
  expect(tightens).toEqual([])
  expect(loosens.map(({ program, duties, combinations }) => [program, duties, combinations])).toEqual([
    ['snap', ['US-SNAP-10'], 0n],
    ['snap', ['US-SNAP-10'], 0n],
  ])
})

it('looks at every later day on which a law changes', () => {
  const later = set.rules.map((rule) =>
    rule.id === 'US-SSA-01' ? { ...rule, effective: { from: null, to: '2029-12-31' } } : rule,
  )
  expect(compareLaws(set.rules, later, today).loosens.map(({ day }) => day)).toContain('2030-01-01')
})

it('keeps a rule of one agency out of the cells of another', () => {
  const own = set.rules.map((rule) => (rule.id === 'US-SNAP-07' ? { ...rule, agency: 'ma-dta' } : rule))
  const { loosens, tightens } = compareLaws(set.rules, own, today)
  expect(loosens).toEqual([])
  expect(tightens.map(({ jurisdiction }) => jurisdiction)).toContain('us-me')
})
