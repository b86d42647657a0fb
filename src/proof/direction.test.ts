import { expect, it } from 'vitest'
import type { Part, Rule } from '#decision/rules.ts'
import { today } from '#testing/arbitrary-case-file.ts'
import { theLaw } from '#testing/law.ts'
import { directionOf } from './direction.ts'

const law = await theLaw()

function changed(id: string, change: (rule: Rule) => Rule) {
  return { ...law, rules: law.rules.map((rule) => (rule.id === id ? change(rule) : rule)) }
}

const everyPart = (change: (part: Part) => Part) => (rule: Rule) => ({ ...rule, parts: rule.parts.map(change) })

it('says once what a change does alike for several programs, and names the fewer elements', () => {
  const closed = changed(
    'GEN-02',
    everyPart((part) => ({ ...part, papers: part.papers?.filter((paper) => paper !== 'judicial-subpoena') ?? [] })),
  )
  const { tightens } = directionOf(law, closed, today)
  expect(tightens.length).toBeLessThan(12)
  expect(tightens.join('\n')).toMatch(/every element but [a-z-]+(, [a-z-]+){0,5} of snap, tanf, .* in State of Maine/)
})

it('says the element where it is one', () => {
  const opened = changed(
    'US-SNAP-07',
    everyPart((part) => ({ ...part, elements: part.elements === 'all' ? 'all' : [...part.elements, 'phone'] })),
  )
  expect(directionOf(law, opened, today)).toEqual({
    direction: 'loosens',
    loosens: ['phone of snap in Commonwealth of Massachusetts', 'phone of snap in State of Maine'],
    tightens: [],
  })
})

it('knows that a confirmation which counts for longer loosens, and one for shorter tightens', () => {
  const shorter = changed('US-SNAP-07', (rule) => ({ ...rule, lapses: 'weekly' }))
  expect(directionOf(law, shorter, today).direction).toBe('tightens')
  expect(directionOf(shorter, law, today).direction).toBe('loosens')
  expect(directionOf(law, law, today).direction).toBe('same')
})
