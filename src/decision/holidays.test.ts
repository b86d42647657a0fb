import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import { addDays, endOfQuarter } from './days.ts'
import { addBusinessDays, businessDaysBetween, holidayOn, isBusinessDay, nextBusinessDay } from './holidays.ts'

const deadlines = (await theLaw()).rules.flatMap(({ parts }) => parts.map(({ deadline }) => deadline))
const byJurisdiction = deadlines.find((deadline) => deadline?.holidays !== undefined)?.holidays ?? {}
const keptIn = (state: string) => [...(byJurisdiction['us'] ?? []), ...(byJurisdiction[state] ?? [])]

const days = fc
  .date({ min: new Date('2021-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const states = fc.constantFrom('us', 'us-ma', 'us-me').map(keptIn)

describe('holidays', () => {
  it.each([
    ['2026-01-01', "New Year's Day"],
    ['2026-01-19', 'the third Monday of January'],
    ['2026-05-25', 'the last Monday of May, which is the fourth'],
    ['2027-05-31', 'the last Monday of May, which is the fifth'],
    ['2026-11-26', 'Thanksgiving'],
    ['2021-07-05', 'the Monday after a Fourth of July that was a Sunday'],
    ['2023-01-02', "the Monday after a New Year's Day that was a Sunday"],
  ])('are kept on %s, %s', (day) => {
    expect(isBusinessDay(day, keptIn('us'))).toBe(false)
  })

  it.each(['2026-01-02', '2026-05-18', '2026-11-27', '2026-01-12', '2020-07-06'])('are not kept on %s', (day) => {
    expect(isBusinessDay(day, keptIn('us'))).toBe(true)
  })

  it("differ by state: Patriots' Day is kept in both, and by no federal office", () => {
    expect(['us', 'us-ma', 'us-me'].map((state) => isBusinessDay('2026-04-20', keptIn(state)))).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('business days', () => {
  it('are counted without the day of the event, over weekends and holidays', () => {
    expect(addBusinessDays('2026-11-20', 3, keptIn('us'))).toBe('2026-11-25')
    expect(addBusinessDays('2026-11-20', 4, keptIn('us'))).toBe('2026-11-27')
    expect(addBusinessDays('2026-11-21', 1, keptIn('us'))).toBe('2026-11-23')
    expect(addBusinessDays('2028-02-28', 1, keptIn('us'))).toBe('2028-02-29')
  })

  it('never end on a weekend or a holiday, and hold as many open days as were counted', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 30 }), states, (day, count, holidays) => {
        const last = addBusinessDays(day, count, holidays)
        const between = Array.from({ length: 100 }, (_, i) => addDays(day, i + 1)).filter((one) => one <= last)
        expect(isBusinessDay(last, holidays)).toBe(true)
        expect(between.filter((one) => isBusinessDay(one, holidays))).toHaveLength(count)
      }),
    )
  })
})

it('business days that are left are as many as were added', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 30 }), states, (day, count, holidays) => {
      expect(businessDaysBetween(day, addBusinessDays(day, count, holidays), holidays)).toBe(count)
    }),
  )
  expect(businessDaysBetween('2026-11-30', '2026-11-22', keptIn('us'))).toBe(0)
})

it('a holiday has its name on the day it is kept, and no other day has one', () => {
  expect(holidayOn('2026-11-26', keptIn('us-ma'))).toBe('Thanksgiving Day')
  expect(holidayOn('2021-07-05', keptIn('us'))).toBe(holidayOn('2022-07-04', keptIn('us')))
  expect(holidayOn('2026-04-20', keptIn('us-me'))).toMatch(/^Patriots/)
  expect(holidayOn('2026-04-20', keptIn('us'))).toBeUndefined()
  expect(holidayOn('2026-11-28', keptIn('us'))).toBeUndefined()
})

it('a day that a court counts to is the first open one from it on', () => {
  fc.assert(
    fc.property(days, states, (day, holidays) => {
      const last = nextBusinessDay(day, holidays)
      const passed = Array.from({ length: 10 }, (_, i) => addDays(day, i)).filter((one) => one < last)
      expect(isBusinessDay(last, holidays)).toBe(true)
      expect(passed.filter((one) => isBusinessDay(one, holidays))).toEqual([])
    }),
  )
})

it('a quarter ends with its third month', () => {
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-08-15', '2026-12-31'].map(endOfQuarter)).toEqual([
    '2026-03-31',
    '2026-03-31',
    '2026-06-30',
    '2026-09-30',
    '2026-12-31',
  ])
})
