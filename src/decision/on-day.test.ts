import { expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import { onDay } from './on-day.ts'

const law = await theLaw()
const [first, ...others] = law.rules
if (first === undefined) throw new Error('the law has a rule')
const lasting = { ...first, effective: { from: '2026-03-01', to: '2026-05-31' } }
const set = { ...law, rules: [lasting, ...others] }
const has = (day: string) => onDay(set, day).rules.some(({ id }) => id === first.id)

it.each([
  ['2026-02-28', false],
  ['2026-03-01', true],
  ['2026-05-31', true],
  ['2026-06-01', false],
])('has on %s a rule from 2026-03-01 to 2026-05-31: %s', (day, there) => {
  expect(has(day)).toBe(there)
})

it('decides files of any day, under the digest of the whole set', () => {
  const then = onDay(set, '2026-04-01')
  expect(then.digest).toBe(set.digest)
  expect(then.rules.every(({ effective: { from, to } }) => from === null && to === null)).toBe(true)
})
