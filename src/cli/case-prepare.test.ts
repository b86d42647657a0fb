import { expect, it } from 'vitest'
import { progressText } from './case-prepare.ts'

const so = { ranges: 22, rangesDone: 3, persons: 1_100_000, personsDone: 150_000, paused: false }

it.each([
  [
    { ...so, perSecond: 41_234.5, secondsLeft: 23.2 },
    '3 of 22 ranges, 150,000 of 1,100,000 persons, 41,235 a second, 24 seconds left',
  ],
  [{ ...so, perSecond: 1000, secondsLeft: 950 }, /1,000 a second, 16 minutes left$/],
  [{ ...so, perSecond: 10, secondsLeft: 95_000 }, /10 a second, 26 hours left$/],
  [{ ...so, perSecond: undefined, secondsLeft: undefined }, '3 of 22 ranges, 150,000 of 1,100,000 persons'],
  [{ ...so, paused: true, perSecond: undefined, secondsLeft: undefined }, /persons, paused$/],
  [
    { ...so, ranges: 1, rangesDone: 0, persons: 1, personsDone: 0, perSecond: undefined, secondsLeft: undefined },
    '0 of 1 range, 0 of 1 persons',
  ],
])('says how far it has come, how fast it goes and how long it may take: %#', (progress, words) => {
  const text = progressText(progress)
  expect(text.length).toBeLessThan(80)
  if (typeof words === 'string') expect(text).toBe(words)
  else expect(text).toMatch(words)
})
