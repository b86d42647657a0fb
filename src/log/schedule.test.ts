import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextPublication, publishOnSchedule } from './schedule.ts'

it('publishes at whole intervals from 1970, whatever the process was doing', () => {
  expect(nextPublication('2026-11-22T12:00:00.001Z', 60_000)).toBe('2026-11-22T12:01:00.000Z')
  expect(nextPublication('2026-11-22T12:00:59.999Z', 60_000)).toBe('2026-11-22T12:01:00.000Z')
  // A moment on the grid has its publication behind it.
  expect(nextPublication('2026-11-22T12:01:00.000Z', 60_000)).toBe('2026-11-22T12:02:00.000Z')
})

it('gives the same next moment for every moment between two, and always a later one', () => {
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 1, max: 86_400_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (at, interval, part) => {
        const next = Date.parse(nextPublication(at.toISOString(), interval))
        expect(next).toBeGreaterThan(at.getTime())
        expect(next % interval).toBe(0)
        const between = at.getTime() + Math.floor(part * (next - at.getTime() - 1))
        expect(nextPublication(new Date(between).toISOString(), interval)).toBe(new Date(next).toISOString())
      },
    ),
  )
})

it('refuses an interval that is none', () => {
  for (const interval of [0, -1, 0.5, Number.NaN]) {
    expect(() => nextPublication('2026-11-22T12:00:00.000Z', interval)).toThrow(RangeError)
  }
})

it('publishes at each moment of the grid until it is told to stop, late or not', async () => {
  let now = Date.parse('2026-11-22T12:00:10.000Z')
  const stop = new AbortController()
  const at: string[] = []
  await publishOnSchedule(
    async () => {
      at.push(new Date(now).toISOString())
      // The second publication takes longer than an interval; the grid does not move.
      now += at.length === 2 ? 75_000 : 300
      if (at.length === 4) stop.abort()
    },
    {
      interval: 60_000,
      clock: { now: () => new Date(now).toISOString() },
      sleep: async (ms) => void (now += ms),
      signal: stop.signal,
    },
  )
  expect(at).toEqual([
    '2026-11-22T12:01:00.000Z',
    '2026-11-22T12:02:00.000Z',
    '2026-11-22T12:04:00.000Z',
    '2026-11-22T12:05:00.000Z',
  ])
})

it('publishes no more when it is stopped while it sleeps', async () => {
  const stop = new AbortController()
  await publishOnSchedule(() => Promise.reject(new Error('too late')), {
    interval: 1000,
    clock: { now: () => '2026-11-22T12:00:00.000Z' },
    sleep: async () => stop.abort(),
    signal: stop.signal,
  })
  expect(stop.signal.aborted).toBe(true)
})
