import { expect, it } from 'vitest'
import { addDays, aYearAfter, dayOf, earliest } from './days.ts'

it('takes the day on the wall, whatever the offset', () => {
  expect(dayOf('2026-11-23T23:30:00-05:00')).toBe('2026-11-23')
  expect(dayOf('2026-11-24T00:30:00+14:00')).toBe('2026-11-24')
})

it('counts days over months, years and leap days', () => {
  expect(addDays('2026-11-23', 14)).toBe('2026-12-07')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2026-11-23', 0)).toBe('2026-11-23')
})

it('ends a year on the same date, and from a leap day on the earlier of two readings', () => {
  expect(aYearAfter('2025-11-23')).toBe('2026-11-23')
  expect(aYearAfter('2028-02-29')).toBe('2029-02-28')
  expect(aYearAfter('2027-02-28')).toBe('2028-02-28')
})

it('finds the earliest of the days that are there', () => {
  expect(earliest('2026-12-01', undefined, '2026-11-30')).toBe('2026-11-30')
  expect(earliest(undefined)).toBeUndefined()
})
