import { describe, expect, it } from 'vitest'
import { progressOf } from './bulk-progress.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
const done = (...seconds: number[]) => seconds.map((second, range) => ({ range, at: at(second) }))
const preparing = { ranges: 5, perRange: 100, paused: false, since: at(0) }

describe('how far the reading of members has come', () => {
  it('counts persons and not ranges, and knows that the last range may be short', () => {
    expect(progressOf(preparing, 430, done(1, 2, 3, 4, 5), at(5))).toEqual({
      ranges: 5,
      rangesDone: 5,
      persons: 430,
      personsDone: 430,
      paused: false,
      perSecond: 86,
      secondsLeft: 0,
    })
  })

  it('gives a rate and the time left from the first range on', () => {
    expect(progressOf(preparing, 500, [], at(3))).toMatchObject({ perSecond: undefined, secondsLeft: undefined })
    expect(progressOf(preparing, 500, done(2), at(2))).toMatchObject({ perSecond: 50, secondsLeft: 8 })
  })

  it('rates by the ranges that came last, in whatever order they were done', () => {
    const many = { ...preparing, ranges: 100 }
    // Twenty in 200 seconds each, then sixteen in a second each.
    const slow = Array.from({ length: 20 }, (_, n) => (n + 1) * 200)
    const fast = Array.from({ length: 16 }, (_, n) => 4000 + n + 1)
    const all = done(...slow, ...fast)
    expect(progressOf(many, 10_000, all.toReversed(), at(4016))).toMatchObject({ perSecond: 100, secondsLeft: 64 })
  })

  it('slows down where nothing comes any more', () => {
    expect(progressOf(preparing, 500, done(1), at(1)).perSecond).toBe(100)
    expect(progressOf(preparing, 500, done(1), at(100)).perSecond).toBe(1)
  })

  it('promises nothing while it is paused, and forgets after a pause how fast it went before', () => {
    expect(progressOf({ ...preparing, paused: true }, 500, done(1, 2), at(3)).secondsLeft).toBeUndefined()
    const resumed = { ...preparing, since: at(1000) }
    expect(progressOf(resumed, 500, done(1, 2), at(1001))).toMatchObject({ personsDone: 200, perSecond: undefined })
    expect(progressOf(resumed, 500, done(1, 2, 1010), at(1010)).perSecond).toBe(10)
  })
})
