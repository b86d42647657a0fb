import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCommand, aCount, caseIn, next, reasonsAgainst } from '#testing/case.ts'
import { overCap } from './caps.ts'
import type { DayCount } from './day-count.ts'

const day = '2026-11-30'
const caps = { receiver: 100, agency: 150 }
const count = (receiver: number, agency: number): DayCount => ({ day, caps, taken: { receiver, agency } })
const codes = (persons: number, of: DayCount, today = day) => overCap(persons, of, today).map(({ code }) => code)

describe('persons in a day', () => {
  it('may leave up to the very cap, and not one more', () => {
    expect(codes(100, count(0, 0))).toEqual([])
    expect(codes(40, count(60, 110))).toEqual([])
    expect(codes(41, count(60, 109))).toEqual(['daily-cap-of-receiver'])
    expect(codes(41, count(59, 110))).toEqual(['daily-cap-of-agency'])
    expect(codes(41, count(60, 110))).toEqual(['daily-cap-of-receiver', 'daily-cap-of-agency'])
  })

  it('may never leave in one release that is larger than a cap, on whatever day', () => {
    expect(codes(101, count(0, 0))).toEqual(['larger-than-cap-of-receiver'])
    expect(codes(151, count(0, 0))).toEqual(['larger-than-cap-of-receiver', 'larger-than-cap-of-agency'])
  })

  it('are refused in words that say how many, and when it will be possible', () => {
    expect(overCap(41, count(60, 0), day)[0]?.words).toBe(
      'this receiver is given at most 100 persons in a day; 60 have left on 2026-11-30, and this release has 41: it can go on 2026-12-01, if no other goes before it',
    )
    expect(overCap(2, { ...count(0, 0), caps: { receiver: 9, agency: 1 } }, day)[0]?.words).toBe(
      'this agency releases at most 1 person in a day, and this release alone has 2: ask for fewer, or have two people of the agency set more for a day to come',
    )
  })

  it('counted on another day say nothing of this one', () => {
    expect(codes(1, count(0, 0), '2026-12-01')).toEqual(['counted-on-another-day'])
    expect(overCap(1, count(0, 0), '2026-12-01')[0]?.words).toBe(
      'the day has changed since this was counted: try again',
    )
  })

  it('never come to more than a cap, whatever releases come in whatever order', () => {
    const release = fc.record({ receiver: fc.constantFrom('a', 'b', 'c'), persons: fc.integer({ min: 1, max: 60 }) })
    fc.assert(
      fc.property(fc.array(release, { maxLength: 30 }), (asked) => {
        const left: { receiver: string; persons: number }[] = []
        const sum = (of: typeof left) => of.reduce((total, { persons }) => total + persons, 0)
        for (const { receiver, persons } of asked) {
          const to = left.filter((one) => one.receiver === receiver)
          if (codes(persons, count(sum(to), sum(left))).length === 0) left.push({ receiver, persons })
        }
        expect(sum(left)).toBeLessThanOrEqual(caps.agency)
        for (const [, of] of Map.groupBy(left, ({ receiver }) => receiver)) {
          expect(sum(of)).toBeLessThanOrEqual(caps.receiver)
        }
      }),
    )
  })
})

describe('a release that two people have signed', () => {
  const approved = caseIn('approved')
  const now = next(approved)
  const against = (taken: number) => {
    const [command, actor] = aCommand('release', approved.state, now)
    const counted = aCount(now, { caps: { receiver: 5, agency: 9 }, taken: { receiver: taken, agency: taken } })
    if (command.command !== 'release') expect.unreachable()
    return reasonsAgainst(approved.state, { ...command, counted }, { now, actor }).map(({ code }) => code)
  }

  it('leaves where there is room for its one person, and not where there is none', () => {
    expect(against(4)).toEqual([])
    expect(against(5)).toEqual(['daily-cap-of-receiver'])
  })
})
