/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  caseIn,
  counsel,
  next,
  nothing,
  officer,
  play,
  playAll,
  reader,
  reasonsAgainst,
  type Played,
} from '#testing/case.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import type { Actor, Command } from './commands.ts'
import { differences, isReadByTwo, readAgain, settle, standingFacts, unread, type Readings } from './readings.ts'

const warrant: InstrumentFacts = {
  id: 'i1',
  kind: 'judicial-warrant',
  issuer: 'United States District Court (synthetic)',
  signedBy: 'magistrate-judge',
  docket: 'SYN-mj-0001',
  subjects: ['p1', 'p2'],
}
const third: Actor = { id: 'demo-third', roles: ['disclosure-officer'] }

type Paper = Readings<InstrumentFacts>
const by = (who: string, change: Partial<InstrumentFacts> = {}) => ({ by: who, facts: { ...warrant, ...change } })
const afterAll = (...readings: ReturnType<typeof by>[]): Paper => readings.reduce<Paper>(readAgain, unread)
const otherwise = { signedBy: 'agency-officer' }

describe('the readings of one paper', () => {
  it('stand when two people have read the same, and not when one person has read it twice', () => {
    expect(isReadByTwo(afterAll(by('a')))).toBe(false)
    expect(isReadByTwo(afterAll(by('a'), by('a')))).toBe(false)
    expect(isReadByTwo(afterAll(by('a'), by('b')))).toBe(true)
    expect(standingFacts(afterAll(by('a'), by('b')))).toEqual(warrant)
  })

  it('let one person correct their own reading while nobody else has read it', () => {
    expect(standingFacts(afterAll(by('a'), by('a', otherwise)))?.signedBy).toBe('agency-officer')
  })

  it('stand for nothing while two people differ', () => {
    const disputed = afterAll(by('a'), by('b', otherwise))
    expect(standingFacts(disputed)).toBeUndefined()
    expect(isReadByTwo(disputed)).toBe(false)
    expect(disputed.disputed?.fields).toEqual(['signedBy'])
  })

  it('agree again only when each of those who differed has read it again', () => {
    const disputed = afterAll(by('a'), by('b', otherwise))
    const one = readAgain(disputed, by('a', otherwise))
    expect(standingFacts(one), 'writing down what the other saw ends nothing').toBeUndefined()
    expect(standingFacts(readAgain(one, by('c', otherwise))), 'nor does a third person').toBeUndefined()
    const both = readAgain(one, by('b', otherwise))
    expect(standingFacts(both)?.signedBy).toBe('agency-officer')
    expect(isReadByTwo(both)).toBe(true)
  })

  it('are disputed anew where the second look differs too, or a third person sees something else', () => {
    const again = readAgain(readAgain(afterAll(by('a'), by('b', otherwise)), by('a')), by('b', { docket: 'SYN-2' }))
    expect(again.disputed?.fields).toEqual(['docket'])
    expect(afterAll(by('a'), by('b'), by('c', otherwise)).disputed?.given.map((one) => one.by)).toEqual(['a', 'b', 'c'])
  })

  it('are settled by counsel for the one that stands, until its own reader reads it otherwise', () => {
    const settled = settle(afterAll(by('a'), by('b', otherwise)), 'b')
    expect(standingFacts(settled)?.signedBy).toBe('agency-officer')
    expect(isReadByTwo(settled)).toBe(true)
    expect(isReadByTwo(readAgain(settled, by('b')))).toBe(false)
    expect(standingFacts(readAgain(settled, by('a')))).toBeUndefined()
  })

  it('differ in what counts, and not in how it is written', () => {
    const written = { docket: 'syn MJ 0001', issuer: 'U.S. District Court', subjects: ['p2', 'p1'] }
    expect(differences(warrant, { ...warrant, ...written })).toEqual([])
    expect(differences(warrant, { ...warrant, subjects: ['p1'] })).toEqual(['subjects'])
    expect(differences(warrant, { ...warrant, executeBy: '2026-12-01' })).toEqual(['executeBy'])
    const consent = { signer: 'p1', covers: ['p1'], specific: true }
    expect(differences({ consent }, { consent: { ...consent, specific: false } })).toEqual(['consent'])
    expect(differences({ consent }, { consent: { specific: true, covers: ['p1'], signer: 'p1' } })).toEqual([])
  })
})

describe('a case', () => {
  const read = (before: Played, actor: Actor, facts: InstrumentFacts = warrant): Played =>
    play(before, { command: 'read-instrument', facts }, { now: next(before), actor })
  const codes = (before: Played, command: Command, actor: Actor = officer) =>
    reasonsAgainst(before.state, command, { now: next(before), actor }).map(({ code }) => code)
  const decided = (before: Played) => playAll(before, ['fix-answer', 'match', 'decide'])
  const sign = { command: 'sign-answer', decision: 'c'.repeat(64), answer: 'release' } as const
  const once = decided(read(caseIn('received'), officer))
  const twice = decided(read(read(caseIn('received'), officer), reader))

  it('is decided on one reading, and releases nothing before the second', () => {
    expect(once.state.status).toBe('decided')
    expect(codes(once, sign, counsel)).toEqual(['second-reading-missing'])
    expect(codes(twice, sign, counsel)).toEqual([])
    const [reason] = reasonsAgainst(once.state, sign, { now: next(once), actor: counsel })
    expect(reason?.words).toContain('one person alone has read i1')
  })

  it('needs no second reading of a paper that opens nothing', () => {
    const opens = (facts: Partial<InstrumentFacts>) =>
      codes(decided(read(caseIn('received'), officer, { ...warrant, ...facts })), sign, counsel)
    for (const kind of ['administrative-subpoena', 'administrative-warrant', 'immigration-detainer']) {
      expect(opens({ kind }), kind).toEqual([])
      expect(opens({ kind, enforcedByCourt: true }), `${kind}, enforced`).toEqual(['second-reading-missing'])
    }
    expect(opens({ kind: 'attorney-subpoena' })).toEqual([])
    expect(opens({ kind: 'attorney-subpoena', accompaniedByOrder: true })).toEqual(['second-reading-missing'])
    expect(opens({ kind: 'consent' })).toEqual(['second-reading-missing'])
  })

  it('keeps the verification and counsel’s word where a second person reads the same, and drops both otherwise', () => {
    const known = playAll(read(caseIn('received'), officer), ['verify-instrument', 'record-counsel'])
    const same = read(known, reader)
    expect(same.state.instruments['i1']?.authenticity).toBe('verified')
    expect(same.state.counsel).toHaveLength(1)
    const other = read(known, reader, { ...warrant, ...otherwise })
    expect(other.state.instruments['i1']).toMatchObject({ facts: undefined, authenticity: 'unverified' })
    expect(other.state.counsel).toEqual([])
  })

  it('stands still while two people differ, naming the fields and nothing that either of them wrote', () => {
    const disputed = playAll(read(read(caseIn('received'), officer), reader, { ...warrant, ...otherwise }), [
      'fix-answer',
      'match',
    ])
    const now = next(disputed)
    const decide: Command = {
      command: 'decide',
      decision: {
        case: disputed.state.number,
        disposition: 'deny',
        cells: [],
        duties: [],
        missing: [],
        deadlines: [],
        rules: { digest: 'd'.repeat(64) },
      },
      asOf: now,
      seen: disputed.state.n,
      commitment: 'c'.repeat(64),
      sealed: 'c2VhbGVk',
    }
    const [reason] = reasonsAgainst(disputed.state, decide, { now, actor: officer })
    expect(reason?.code).toBe('reading-disputed')
    expect(reason?.words).toContain('who signed it')
    expect(reason?.words).not.toMatch(/magistrate|officer/)
    expect(codes(disputed, { command: 'refuse', letter: 'refusal' })).toEqual(['not-open'])
    const settled = playAll(disputed, ['settle-reading'])
    expect(codes(settled, { ...decide, seen: settled.state.n, asOf: next(settled) })).toEqual([])
    expect(settled.state.instruments['i1']?.facts?.signedBy).toBe('agency-officer')
  })

  it('lets counsel settle in writing what others differ about, and nothing that counsel read', () => {
    const asCounsel = read(read(caseIn('received'), officer), counsel, { ...warrant, ...otherwise })
    const settling = { command: 'settle-reading', paper: 'i1', reader: officer.id, reason: 'The second page' } as const
    expect(codes(asCounsel, settling, counsel)).toEqual(['own-work'])
    const disputed = read(read(caseIn('received'), officer), reader, { ...warrant, ...otherwise })
    expect(codes(disputed, settling, counsel)).toEqual([])
    expect(codes(disputed, { ...settling, reason: ' ' }, counsel)).toEqual(['reason-missing'])
    expect(codes(disputed, { ...settling, reader: third.id }, counsel)).toEqual(['reader-unknown'])
    expect(codes(caseIn('received'), settling, counsel)).toEqual(['no-dispute'])
    expect(codes(disputed, settling)).toEqual(['not-your-role'])
  })

  it('asks the issuer nothing while people differ about what the paper says', () => {
    const disputed = read(read(caseIn('received'), officer), reader, { ...warrant, ...otherwise })
    const asked = {
      command: 'verify-instrument',
      instrument: 'i1',
      result: 'verified',
      channel: 'telephone',
      contactFrom: 'court-website',
      spokeTo: 'Clerk Example',
    } as const
    expect(codes(disputed, asked)).toEqual(['reading-disputed'])
  })

  it('releases nothing to a requester whom one person alone has checked', () => {
    const checked = decided(playAll(caseIn('received'), ['verify-requester']))
    expect(codes(checked, sign, counsel)).toEqual(['identity-not-confirmed'])
    const confirmed = playAll(checked, ['confirm-requester'])
    expect(codes(confirmed, sign, counsel)).toEqual([])
    const again = playAll(confirmed, ['verify-requester', 'decide'])
    expect(codes(again, sign, counsel), 'a new check asks for a new confirmation').toEqual(['identity-not-confirmed'])
  })

  it('has the check of a requester confirmed by somebody else, once, where there is one', () => {
    const confirm = { command: 'confirm-requester' } as const
    expect(codes(caseIn('received'), confirm, reader)).toEqual(['requester-not-verified'])
    const checked = playAll(caseIn('received'), ['verify-requester'])
    expect(codes(checked, confirm, officer)).toEqual(['own-work'])
    expect(codes(checked, confirm, reader)).toEqual([])
    expect(codes(playAll(checked, ['confirm-requester']), confirm, third)).toEqual(['confirmed-already'])
    const failed = playAll(caseIn('received'), ['verify-requester'], { 'verify-requester': { result: 'failed' } })
    expect(codes(failed, confirm, reader)).toEqual(['requester-not-verified'])
    expect(nothing.state.requesterCheck).toBeUndefined()
  })
})
