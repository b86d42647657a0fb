import { expect, it } from 'vitest'
import { states } from '#case/moves.ts'
import { daysLeftWords, readable, stateLack, stateName } from './words.ts'

const calendar = (left: number) => ({ today: '2026-11-22', daysLeft: () => left })

it.each([
  ['2026-11-22', 0, 'today'],
  ['2026-11-25', 3, '3 business days left'],
  ['2026-11-23', 1, '1 business day left'],
  ['2026-11-28', 0, 'before the next business day'],
  ['2026-11-19', -2, '2 business days late'],
  ['2026-11-20', -1, '1 business day late'],
  ['2026-11-21', 0, 'late'],
])('a deadline on %s with %i business days is "%s"', (on, left, words) => {
  expect(daysLeftWords(on, calendar(left))).toBe(words)
})

it('has a name of its own for each state, and says what a case in it lacks', () => {
  const shown = states.filter((state) => state !== 'new')
  expect(new Set(shown.map(stateName)).size).toBe(shown.length)
  for (const state of shown) expect(stateLack(state)).not.toBe(readable(state))
})

it('reads a code that it does not know as it stands', () => {
  expect([stateName('of-the-future'), readable('look.taken')]).toEqual(['Of the future', 'Look taken'])
})
