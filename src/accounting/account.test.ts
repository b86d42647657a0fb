import { describe, expect, it } from 'vitest'
import { formatSourceKey } from '#formats/source-key.ts'
import { decided, event, matched, noon, numberOf, received } from '#testing/ledger.ts'
import type { NewEvent } from '#log/ledger.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { accountFor as accountOn } from './account.ts'

function caseOf(...events: readonly NewEvent[]): EventRecord[] {
  return events.map((one, i) => ({ ...one, stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001', n: i + 1 }))
}

/** Source key of one person, in this household. */
function keyIn(household: string): string {
  return formatSourceKey({
    agency: 'ma-dta',
    keys: { person: [{ value: 'SYN-1' }], household: [{ value: household }] },
  })
}

/** On the day of the test. */
const accountFor = (records: EventRecord[], personKey: string) => accountOn(records, personKey, '2026-11-25')

const cells = [{ program: 'snap', element: 'name' }]
const later = '2026-11-25T12:00:00.000Z'

describe('a person’s accounting of a case', () => {
  it('says who asked, for what, what was decided and what left', () => {
    const request = received(['p1', 'p2'])
    const records = caseOf(
      request,
      matched({ p1: 'SYN-1', p2: 'SYN-2' }),
      decided(['p1', 'p2']),
      event('package.delivered', { contentRoot: 'ab' }, { p1: { cells } }, later),
    )
    expect(accountFor(records, 'SYN-1')).toMatchObject({
      case: numberOf(request),
      agency: 'ma-dta',
      askedAt: noon.now(),
      askedBy: { kind: 'immigration-enforcement', organization: 'ice-ero' },
      purposes: ['civil-immigration-enforcement'],
      decided: {
        at: noon.now(),
        cells: [
          { element: 'name', outcome: 'release' },
          { element: 'home-address', outcome: 'deny' },
        ],
      },
      disclosed: [{ at: later, cells, waits: true }],
    })
    // The other person of the same case sees their own part only.
    expect(accountFor(records, 'SYN-2')).toMatchObject({ disclosed: [] })
  })

  it('does not list what expired before anybody took it away, and lists what was delivered in its place', () => {
    const delivery = (contentRoot: string, at: string) =>
      event('package.delivered', { contentRoot }, { p1: { cells } }, at)
    const first = [received(), matched({ p1: 'SYN-1' }), decided(['p1']), delivery('ab', noon.now())]
    const expired = event('package.expired', { contentRoot: 'ab' }, {}, later)
    expect(accountFor(caseOf(...first), 'SYN-1')?.disclosed).toHaveLength(1)
    expect(accountFor(caseOf(...first, expired), 'SYN-1')?.disclosed).toEqual([])
    const again = caseOf(...first, expired, delivery('cd', later))
    expect(accountFor(again, 'SYN-1')?.disclosed).toEqual([{ at: later, cells, waits: true }])
    const collected = event('package.collected', { contentRoot: 'ab' }, {}, later)
    expect(accountFor(caseOf(...first, collected), 'SYN-1')?.disclosed).toEqual([{ at: noon.now(), cells }])
  })

  it('says of what was taken back that it was, and that nothing of it left', () => {
    const delivered = event('package.delivered', { contentRoot: 'ab' }, { p1: { cells } }, noon.now())
    const back = event('package.taken-back', { contentRoot: 'ab' }, {}, later)
    const records = caseOf(received(), matched({ p1: 'SYN-1', p2: 'SYN-2' }), decided(['p1', 'p2']), delivered, back)
    expect(accountFor(records, 'SYN-1')).toMatchObject({ disclosed: [], takenBack: later })
    // Of the other person nothing had waited.
    expect(accountFor(records, 'SYN-2')).not.toHaveProperty('takenBack')
  })

  it('is there from the moment somebody looked, decided or not', () => {
    expect(accountFor(caseOf(received(), matched({ p1: 'SYN-1' })), 'SYN-1')).toMatchObject({
      decided: null,
      disclosed: [],
    })
  })

  it('is found when the person has moved to another household since', () => {
    const records = caseOf(received(), matched({ p1: keyIn('SYN-H1') }))
    expect(accountFor(records, keyIn('SYN-H2'))).toBeDefined()
    const neighbor = formatSourceKey({
      agency: 'ma-dta',
      keys: { person: [{ value: 'SYN-2' }], household: [{ value: 'SYN-H1' }] },
    })
    expect(accountFor(records, neighbor)).toBeUndefined()
  })

  it('is not there for anybody else', () => {
    expect(accountFor(caseOf(received(), matched({ p1: 'SYN-1' })), 'SYN-2')).toBeUndefined()
    expect(accountFor(caseOf(received()), 'SYN-1')).toBeUndefined()
  })

  it('keeps what was decided about another out of the entry of somebody matched by mistake', () => {
    const records = caseOf(
      received(),
      matched({ p1: 'SYN-1' }),
      matched({ p1: 'SYN-2' }),
      decided(['p1']),
      event('package.delivered', { contentRoot: 'ab' }, { p1: { cells } }),
    )
    expect(accountFor(records, 'SYN-1')).toMatchObject({ decided: null, disclosed: [] })
    expect(accountFor(records, 'SYN-2')).toMatchObject({ decided: { at: noon.now() }, disclosed: [{ cells }] })
  })

  describe('under a suspension', () => {
    const suspended = event('accounting.suspended', {
      issuer: 'An inspector general (synthetic)',
      ground: 'It would impede the inquiry',
      form: 'written',
      from: '2026-11-22',
      until: '2026-12-01',
    })
    const records = caseOf(received(), matched({ p1: 'SYN-1' }), decided(['p1']), suspended)

    it('is not there until its last day has passed, and then by itself', () => {
      expect(accountOn(records, 'SYN-1', '2026-12-01')).toBeUndefined()
      expect(accountOn(records, 'SYN-1', '2026-12-02')).toMatchObject({ decided: { at: noon.now() } })
    })

    it('is there for staff all the time, and for the person once it was ended', () => {
      expect(accountOn(records, 'SYN-1', undefined)).toBeDefined()
      const ended = [...records, ...caseOf(event('accounting.resumed', { reason: 'over' }))]
      expect(accountOn(ended, 'SYN-1', '2026-11-25')).toBeDefined()
    })
  })
})
