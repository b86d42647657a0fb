import { expect, it } from 'vitest'
import { everyDay, monthAfter, readMonth } from './month.ts'

it('a month has its days, in a leap year too', () => {
  expect(everyDay('2028-02')).toHaveLength(29)
  expect(everyDay('2026-02').at(-1)).toBe('2026-02-28')
  expect(everyDay('2026-12')[0]).toBe('2026-12-01')
})

it('months go on over the years', () => {
  expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1), monthAfter('2026-03', -1)]).toEqual([
    '2027-01',
    '2025-12',
    '2026-02',
  ])
})

it.each(['', '2026', '2026-00', '2026-13', '3026-01', '2026-1', "2026-01'"])('"%s" is no month', (text) => {
  expect(readMonth(text)).toBeUndefined()
})

it('2026-11 is a month', () => {
  expect(readMonth('2026-11')).toBe('2026-11')
})
