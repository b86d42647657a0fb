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

/** Four classes: two with name and address for different reasons, one with the name alone, one with nothing. */
const decision = event(
  'decision.made',
  { classCells: [] },
  {
    k1: { cells: [cell(name, 'release'), cell(address, 'release', 'A court ordered it.')] },
    k2: { cells: [cell(name, 'release'), cell(address, 'release', 'The person consented.')] },
    k3: { cells: [cell(name, 'release'), cell(address, 'deny', 'The address is closed.')] },
    k4: { cells: [cell(name, 'deny', 'They objected.'), cell(address, 'deny', 'They objected.')] },
  },
)
const members = (id: string) => ({ set: id, root: 'cd'.repeat(32), bits: 0, count: 1500, classes: 'ef'.repeat(32) })
/** The numbers of the classes in the set. */
const classes = { k1: 701, k2: 30, k3: 5, k4: 65_535 }
const prepared = (id = set) =>
  event(
    'release.prepared',
    { bulk: { persons: 1200, grants: [], classes, members: members(id) } },
    { k1: { cells: [name, address] }, k2: { cells: [name, address] }, k3: { cells: [name] } },
  )
const delivered = (id = set, contentRoot = 'ab', at = noon.now()) =>
  event('package.delivered', { contentRoot, members: members(id) }, {}, at)
const request = received([])
const account = (...events: readonly NewEvent[]) => {
  const found = releaseAccount(caseOf(request, decision, prepared(), ...events), set)
  if (found === undefined) throw new Error('no account')
  return found
}

describe('what a case says of a release of many', () => {
  it('is, for each, who asked, for what, what was decided of them and what left', () => {
    const entry = entryOf(account(delivered()), classes.k3, '2026-11-25')
    expect(entry).toEqual({
      case: numberOf(request),
      agency: 'ma-dta',
      askedAt: noon.now(),
      askedBy: { kind: 'immigration-enforcement', organization: 'ice-ero' },
      purposes: ['civil-immigration-enforcement'],
      decided: { at: noon.now(), cells: [cell(name, 'release'), cell(address, 'deny', 'The address is closed.')] },
      disclosed: [{ at: noon.now(), cells: [name], waits: true }],
      many: { listed: 1500, isIn: true },
    })
    // With that, who was listed could tell how many of the others got nothing.
    expect(account(delivered())).not.toHaveProperty('persons')
  })

  it('gives the reasons of their own class, and none of another that had the same', () => {
    const ordered = entryOf(account(delivered()), classes.k1, undefined)
    const consented = entryOf(account(delivered()), classes.k2, undefined)
    expect(ordered?.disclosed).toEqual([{ at: noon.now(), cells: [name, address], waits: true }])
    expect(consented?.disclosed).toEqual(ordered?.disclosed)
    expect(ordered?.decided?.cells.map(({ why }) => why)).toEqual(['Synthetic.', 'A court ordered it.'])
    expect(consented?.decided?.cells.map(({ why }) => why)).toEqual(['Synthetic.', 'The person consented.'])
  })

  it('is, for whoever was listed and got no cell, what was decided, that nothing left, and nothing of the package', () => {
    const back = event('package.taken-back', { contentRoot: 'ab' }, {}, later)
    const entry = entryOf(account(delivered(), back), classes.k4, '2026-11-25')
    expect(entry).toMatchObject({ disclosed: [], many: { listed: 1500, isIn: false } })
    expect(entry?.decided?.cells.map(({ outcome }) => outcome)).toEqual(['deny', 'deny'])
    expect(entry).not.toHaveProperty('takenBack')
  })

  it('keeps one outcome for classes of which the same was decided', () => {
    const same = event('decision.made', { classCells: [] }, { k1: { cells: [] }, k2: { cells: [] }, k3: { cells: [] } })
    const found = releaseAccount(caseOf(request, same, prepared(), delivered()), set)
    expect(Object.keys(found?.classes ?? {})).toHaveLength(4)
    expect(found?.outcomes).toHaveLength(3)
  })

  it('is nothing before it was delivered, or of another set', () => {
    expect(releaseAccount(caseOf(request, decision), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, decision, delivered(other)), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, prepared(), delivered()), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, decision, delivered()), set)).toBeUndefined()
    expect(releaseAccount(caseOf(request, decision, prepared(other), delivered()), set)).toBeUndefined()
    const plain = event('package.delivered', { contentRoot: 'ab' })
    expect(releaseAccount(caseOf(request, decision, plain), set)).toBeUndefined()
  })

  it('no longer waits once somebody has it, however that is known', () => {
    for (const type of ['package.collected', 'receipt.acknowledged', 'destruction.certified']) {
      const one = event(type, { contentRoot: 'ab' }, {}, later)
      expect(entryOf(account(delivered(), one), classes.k3, undefined)?.disclosed).toEqual([
        { at: noon.now(), cells: [name] },
      ])
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
    expect(entryOf(account(delivered(), expired, ...again), classes.k3, undefined)).toMatchObject({ disclosed: [] })
    const taken = entryOf(account(delivered(), back, ...again), classes.k3, undefined)
    expect(taken).toMatchObject({ disclosed: [], takenBack: later })
    // What became of another package is no news of this one.
    const elsewhere = event('package.expired', { contentRoot: 'ef' }, {}, later)
    const back2 = event('package.taken-back', { contentRoot: 'ef' }, {}, later)
    expect(entryOf(account(delivered(), elsewhere, back2), classes.k3, undefined)?.disclosed).toHaveLength(1)
    expect(entryOf(account(delivered(), elsewhere), classes.k3, undefined)).not.toHaveProperty('takenBack')
  })

  it('of the second package of a case is what became of the second', () => {
    const events = [delivered(other, 'cd'), event('package.expired', { contentRoot: 'cd' }), decision, delivered()]
    expect(entryOf(account(...events), classes.k3, undefined)?.disclosed).toHaveLength(1)
  })

  it('is kept from the people while it is suspended, and not from staff', () => {
    const until = { from: '2026-11-22', until: '2026-12-31', issuer: 'x', ground: 'y', form: 'written' }
    const suspended = event('accounting.suspended', until)
    const found = account(delivered(), suspended)
    expect(entryOf(found, classes.k3, '2026-12-31')).toBeUndefined()
    expect(entryOf(found, classes.k3, '2027-01-01')).toBeDefined()
    expect(entryOf(found, classes.k3, undefined)).toBeDefined()
    const resumed = account(delivered(), suspended, event('accounting.resumed', { reason: 'z' }))
    expect(entryOf(resumed, classes.k3, '2026-12-31')).toBeDefined()
  })

  it('shows a person of a class that nothing is known of no cell', () => {
    expect(entryOf(account(delivered()), 7, undefined)).toMatchObject({ disclosed: [], decided: { cells: [] } })
  })
})
