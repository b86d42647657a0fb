import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { addYears, retentionOf } from './retention.ts'

function history(...events: readonly (readonly [type: string, at?: string, matter?: string])[]): EventRecord[] {
  return events.map(([type, at = '2026-11-22', matter], i) => ({
    type,
    at: `${at}T12:00:00.000Z`,
    stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001',
    n: i + 1,
    actor: 'demo-officer',
    body: matter === undefined ? {} : { matter },
    people: {},
  }))
}

describe('retention', () => {
  it.each([
    ['a case that is open', history(['request.received']), { state: 'open' }],
    ['a closed one', history(['request.received'], ['case.closed']), { state: 'closed', until: '2032-11-22' }],
    [
      'one that was closed twice',
      history(['case.closed', '2026-01-01'], ['case.closed', '2027-05-06']),
      { state: 'closed', until: '2033-05-06' },
    ],
    ['a held one', history(['case.closed'], ['hold.set', '2027-01-01', 'a']), { state: 'held', holds: 1 }],
    [
      'one whose hold was lifted',
      history(['hold.set', '2026-01-01', 'a'], ['case.closed'], ['hold.lifted', '2030-01-01', 'a']),
      { state: 'closed', until: '2032-11-22' },
    ],
    [
      'one of whose two holds was lifted',
      history(
        ['hold.set', '2026-01-01', 'a'],
        ['hold.set', '2026-01-01', 'b'],
        ['case.closed'],
        ['hold.lifted', '2030-01-01', 'a'],
      ),
      { state: 'held', holds: 1 },
    ],
    [
      'one where another matter was lifted',
      history(['hold.set', '2026-01-01', 'a'], ['case.closed'], ['hold.lifted', '2030-01-01', 'b']),
      { state: 'held', holds: 1 },
    ],
  ])('of %s', (_, records, expected) => {
    expect(retentionOf(records, 6)).toEqual(expected)
  })

  it('is never shorter than so many whole years', () => {
    expect(addYears('2024-02-29', 6)).toBe('2030-03-01')
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29')
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 30 }), (date, years) => {
        const day = date.toISOString().slice(0, 10)
        const elapsed = (Date.parse(addYears(day, years)) - Date.parse(day)) / 86_400_000
        expect(elapsed).toBeGreaterThanOrEqual(365 * years)
      }),
    )
  })
})
