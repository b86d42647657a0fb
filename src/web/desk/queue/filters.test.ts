import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queueSorts, type QueueFilter } from '#accounting/desk.ts'
import { waits } from '#accounting/queue.ts'
import { states } from '#case/moves.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { inWords } from './filter-words.ts'
import { readChoice, readPlace, viewsFor, writeChoice, writePlace } from './filters.ts'

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const filters: fc.Arbitrary<QueueFilter> = fc.record(
  {
    which: fc.constant('closed'),
    status: fc.constantFrom(...states),
    requesterKind: fc.constantFrom(...Object.keys(vocabulary.requesterKinds)),
    organization: fc.constantFrom(...Object.keys(vocabulary.organizations)),
    program: fc.constantFrom(...Object.keys(vocabulary.programs)),
    purpose: fc.constantFrom(...Object.keys(vocabulary.purposes)),
    assignee: fc.constantFrom('demo-officer', null),
    waitingFor: fc.constantFrom(...waits),
    held: fc.constant(true),
    dueFrom: day,
    dueTo: day,
  },
  { requiredKeys: [] },
)

const today = '2026-11-22'

describe('the filters in the address', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(filters, fc.constantFrom(...queueSorts), (filter, sort) => {
        const written = writeChoice({ filter, sort })
        expect(readChoice(new URLSearchParams(written), today)).toEqual({ filter, sort })
        expect(inWords({ filter, sort }, []).length).toBeGreaterThan(10)
      }),
    )
  })

  it('leave out whatever is none of the vocabulary, and never fail', () => {
    const names = [
      'which',
      'status',
      'kind',
      'from',
      'program',
      'purpose',
      'with',
      'waits',
      'held',
      'due-from',
      'due-to',
      'due',
      'sort',
    ]
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (made) => {
        const { filter } = readChoice(new URLSearchParams({ ...made, extra: 'x' }), today)
        const again = writeChoice(readChoice(new URLSearchParams(made), today))
        expect(readChoice(new URLSearchParams(again), today).filter).toEqual(filter)
      }),
    )
    const hostile = new URLSearchParams({
      status: '__proto__',
      kind: 'toString',
      with: `x' or 1=1`,
      'due-to': '2026-02-30',
      which: 'all',
    })
    expect(readChoice(hostile, today)).toEqual({ filter: {}, sort: 'due' })
  })

  it('say behind which line a page begins, or nothing', () => {
    for (const place of [
      { key: '2026-12-01', number: 'MA-DTA-2026-7K3Q9F2M' },
      { key: 'infinity', number: 'MA-DTA-2026-7K3Q9F2M' },
    ]) {
      expect(readPlace(new URLSearchParams({ after: writePlace(place) }))).toEqual(place)
    }
    for (const after of ['', '2026-13-01~A', '2026-12-01~', `2026-12-01~a' b`, '~A']) {
      expect(readPlace(new URLSearchParams({ after }))).toBeUndefined()
    }
  })
})

describe('the views that everybody has', () => {
  it('are each an address of its own, and mean the days of the day on which it is opened', () => {
    fc.assert(
      fc.property(day, day, (made, opened) => {
        const views = viewsFor('demo-officer', made)
        const written = views.map(({ choice }) => writeChoice(choice))
        expect(new Set(written).size).toBe(views.length)
        const later = viewsFor('demo-officer', opened)
        expect(written.map((query) => readChoice(new URLSearchParams(query), opened))).toEqual(
          later.map(({ choice }) => choice),
        )
        const filterOf = (name: string) => later.find((view) => view.name === name)?.choice.filter
        const week = filterOf('Due this week')
        expect(week?.dueFrom).toBe(opened)
        expect(new Date(`${week?.dueTo}T00:00:00Z`).getUTCDay()).toBe(6)
        expect((week?.dueTo ?? '') >= opened).toBe(true)
        expect((filterOf('Overdue')?.dueTo ?? '') < opened).toBe(true)
      }),
    )
  })
})
