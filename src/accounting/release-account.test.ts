import { describe, expect, it } from 'vitest'
import { event, noon, numberOf, received } from '#testing/ledger.ts'
import type { NewEvent } from '#log/ledger.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { entryOf, releaseAccount } from './release-account.ts'

function caseOf(...events: readonly NewEvent[]): EventRecord[] {
  return events.map((one, i) => ({ ...one, stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000002', n: i + 1 }))
}

const set = '0a'.repeat(16)
const other = '0b'.repeat(16)
const later = '2026-11-25T12:00:00.000Z'
const name = { program: 'snap', element: 'name' }
const address = { program: 'snap', element: 'home-address' }
const cell = (one: typeof name, outcome: string, why = 'Synthetic.') => ({
  ...one,
  outcome,
  needs: [],
  basis: ['US-SNAP-01'],
  why,
})

/** Three classes: two with name and address for different reasons, one with the name alone. */
const decision = event(
  'decision.made',
  { classCells: [] },
  {
    k1: { cells: [cell(name, 'release'), cell(address, 'release', 'A court ordered it.')] },
    k2: { cells: [cell(name, 'release'), cell(address, 'release', 'The person consented.')] },
    k3: { cells: [cell(name, 'release'), cell(address, 'deny', 'The address is closed.')] },
  },
)
const delivered = (id = set, contentRoot = 'ab', at = noon.now()) =>
  event(
    'package.delivered',
    {
      contentRoot,
      members: { set: id, root: 'cd'.repeat(32), bits: 0, count: 1200, grants: [[address, name], [name]] },
    },
    { k1: { cells: [name, address] }, k2: { cells: [name, address] }, k3: { cells: [name] } },
    at,
  )
const request = received([])
const account = (...events: readonly NewEvent[]) => {
  const found = releaseAccount(caseOf(request, decision, ...events), set)
  if (found === undefined) throw new Error('no account')
  return found
}

describe('what a case says of a release of many', () => {
  it('is, for each, who asked, for what, what was decided of them and what left', () => {
    const entry = entryOf(account(delivered()), 1, '2026-11-25')
    expect(entry).toEqual({
      case: numberOf(request),
      agency: 'ma-dta',
      askedAt: noon.now(),
      askedBy: { kind: 'immigration-enforcement', organization: 'ice-ero' },
      purposes: ['civil-immigration-enforcement'],
      decided: { at: noon.now(), cells: [cell(name, 'release')] },
      disclosed: [{ at: noon.now(), cells: [name], waits: true }],
      many: { persons: 1200 },
    })
  })

  it('gives every reason of those who had the same grant, and none of others', () => {
    const entry = entryOf(account(delivered()), 0, undefined)
    expect(entry?.disclosed).toEqual([{ at: noon.now(), cells: [name, address], waits: true }])
    expect(entry?.decided?.cells.map(({ why }) => why)).toEqual([
      'Synthetic.',
      'A court ordered it.',
      'The person consented.',
    ])
  })

  it('is nothing before it was delivered, or of another set', () => {
    expect(releaseAccount(caseOf(request, decision), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, decision, delivered(other)), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, delivered()), set)).toBeUndefined()
    const plain = event('package.delivered', { contentRoot: 'ab' })
    expect(releaseAccount(caseOf(request, decision, plain), set)).toBeUndefined()
  })

  it('no longer waits once somebody has it, however that is known', () => {
    for (const type of ['package.collected', 'receipt.acknowledged', 'destruction.certified']) {
      const one = event(type, { contentRoot: 'ab' }, {}, later)
      expect(entryOf(account(delivered(), one), 1, undefined)?.disclosed).toEqual([{ at: noon.now(), cells: [name] }])
    }
  })

  it('says that nothing left where it expired or was taken back, and stays so when another follows', () => {
    const expired = event('package.expired', { contentRoot: 'ab' }, {}, later)
    const back = event('package.taken-back', { contentRoot: 'ab' }, {}, later)
    const again = [
      decision,
      delivered(other, 'cd', later),
      event('package.collected', { contentRoot: 'cd' }, {}, later),
    ]
    expect(entryOf(account(delivered(), expired, ...again), 1, undefined)).toMatchObject({ disclosed: [] })
    const taken = entryOf(account(delivered(), back, ...again), 1, undefined)
    expect(taken).toMatchObject({ disclosed: [], takenBack: later })
    // What became of another package is no news of this one.
    const elsewhere = event('package.expired', { contentRoot: 'ef' }, {}, later)
    const back2 = event('package.taken-back', { contentRoot: 'ef' }, {}, later)
    expect(entryOf(account(delivered(), elsewhere, back2), 1, undefined)?.disclosed).toHaveLength(1)
    expect(entryOf(account(delivered(), elsewhere), 1, undefined)).not.toHaveProperty('takenBack')
  })

  it('of the second package of a case is what became of the second', () => {
    const events = [delivered(other, 'cd'), event('package.expired', { contentRoot: 'cd' }), decision, delivered()]
    expect(entryOf(account(...events), 1, undefined)?.disclosed).toHaveLength(1)
  })

  it('is kept from the people while it is suspended, and not from staff', () => {
    const until = { from: '2026-11-22', until: '2026-12-31', issuer: 'x', ground: 'y', form: 'written' }
    const suspended = event('accounting.suspended', until)
    const found = account(delivered(), suspended)
    expect(entryOf(found, 1, '2026-12-31')).toBeUndefined()
    expect(entryOf(found, 1, '2027-01-01')).toBeDefined()
    expect(entryOf(found, 1, undefined)).toBeDefined()
    const resumed = account(delivered(), suspended, event('accounting.resumed', { reason: 'z' }))
    expect(entryOf(resumed, 1, '2026-12-31')).toBeDefined()
  })

  it('shows a person of a grant that nothing is known of no cell', () => {
    expect(entryOf(account(delivered()), 7, undefined)?.disclosed).toEqual([{ at: noon.now(), cells: [], waits: true }])
  })
})
