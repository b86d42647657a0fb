import { expect, it } from 'vitest'
import { instantAt } from './set-time.ts'

it.each([
  ['2026-11-23', '10:00', 'America/New_York', '2026-11-23T15:00:00.000Z'],
  ['2026-07-01', '10:00', 'America/New_York', '2026-07-01T14:00:00.000Z'],
  // The days on which the clocks change, after they have.
  ['2026-11-01', '10:00', 'America/New_York', '2026-11-01T15:00:00.000Z'],
  ['2026-03-08', '10:00', 'America/New_York', '2026-03-08T14:00:00.000Z'],
  ['2026-11-23', '00:00', 'America/New_York', '2026-11-23T05:00:00.000Z'],
  ['2026-11-23', '10:00', 'Asia/Kolkata', '2026-11-23T04:30:00.000Z'],
])('%s %s in %s is %s', (day, time, zone, instant) => {
  expect(instantAt(day, time, zone)).toBe(instant)
})
