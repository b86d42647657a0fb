import { describe, expect, it } from 'vitest'
import {
  aCheck,
  aCommand,
  anOutsideCheck,
  caseIn,
  firstApprover,
  hexOf,
  next,
  outsider,
  play,
  playAll,
  reasonsAgainst,
  secondApprover,
  type Played,
} from '#testing/case.ts'
import type { OutsideCheck } from './commands.ts'
import { fromOutside, statedAbove } from './outside.ts'
import type { Prepared } from './state.ts'

const prepared = caseIn('prepared')
const once = caseIn('approved-once')
const approved = caseIn('approved')

const codes = (before: Played, check: OutsideCheck, now = next(before), actor = outsider) =>
  reasonsAgainst(before.state, { command: 'sign-outside', check }, { now, actor }).map(({ code }) => code)

const signed = (before: Played) =>
  play(before, { command: 'sign-outside', check: anOutsideCheck(before.state) }, { now: next(before), actor: outsider })

describe('a signature from outside the agency', () => {
  it.each([prepared, once, approved])(
    'is taken before, between and after the approvals, and moves nothing',
    (before) => {
      const after = signed(before)
      expect(after.state.status).toBe(before.state.status)
      expect(after.state.outside).toMatchObject({ holder: outsider.id, name: 'Synthetic Inspector' })
      expect(after.state.approvals).toEqual(before.state.approvals)
    },
  )

  it('is over exactly what stands prepared, of a time between its preparation and now', () => {
    const check = (change: object) => anOutsideCheck(prepared.state, change)
    expect(codes(prepared, check({ contentRoot: hexOf('0') }))).toEqual(['other-content'])
    expect(codes(prepared, check({ caseNumber: 'MA-DTA-2026-00000000' }))).toEqual(['other-content'])
    expect(codes(prepared, check({ at: '2026-11-23T00:00:00.000Z' }))).toEqual(['signed-at-another-time'])
    expect(codes(prepared, check({ at: '2027-11-23T00:00:00.000Z' }))).toEqual(['signed-at-another-time'])
    expect(codes(prepared, { valid: false, code: 'signature-wrong', words: 'x' })).toEqual(['signature-wrong'])
    expect(codes(prepared, check({}), prepared.state.prepared?.expiresAt)).toEqual(['package-expired'])
    expect(codes(prepared, check({ holder: 'somebody-else' }))).toEqual(['not-the-signer'])
    expect(codes(prepared, check({}), next(prepared), { ...outsider, roles: ['disclosure-officer'] })).toEqual([
      'not-your-role',
    ])
    expect(codes(caseIn('decided'), anOutsideCheck(caseIn('decided').state))).toEqual(['not-open'])
  })

  it('is a third person’s with a third key, whoever comes first', () => {
    const { key, publicKey } = { publicKey: '', ...once.state.approvals[0] }
    expect(publicKey).toBe('')
    const check = aCheck(once.state, firstApprover)
    if (!check.valid || key === undefined) expect.unreachable()
    expect(codes(once, anOutsideCheck(once.state, { key, publicKey: check.publicKey }))).toEqual(['same-person-twice'])
    expect(codes(signed(once), anOutsideCheck(signed(once).state))).toEqual(['same-person-twice'])
    const by = (id: string) => codes(once, anOutsideCheck(once.state, { holder: id }), next(once), { ...outsider, id })
    expect(by('demo-officer')).toEqual(['same-person-twice'])
    expect(by(firstApprover.id)).toEqual(['same-person-twice'])
    // And an approval is not made with the key that has signed outside.
    const before = signed(once)
    const theirs = anOutsideCheck(once.state)
    const second = aCheck(before.state, secondApprover, { key: theirs.key, publicKey: theirs.publicKey })
    const context = { now: next(before), actor: secondApprover }
    const reasons = reasonsAgainst(before.state, { command: 'approve', check: second }, context)
    expect(reasons.map(({ code }) => code)).toEqual(['same-person-twice'])
  })

  it('becomes void with whatever makes the approvals void, and cannot be handed in again', () => {
    const before = signed(approved)
    const check = anOutsideCheck(approved.state)
    const taken = playAll(before, ['void-approval'])
    expect(taken.state.outside).toBeUndefined()
    expect(taken.events.at(-1)?.body).toMatchObject({ approvers: expect.arrayContaining([outsider.id]) })
    expect(codes(taken, check)).toEqual(['taken-back'])
    expect(playAll(before, ['record-objection']).state.outside).toBeUndefined()
    expect(playAll(before, ['prepare']).state.outside).toBeUndefined()
    expect(playAll(signed(prepared), ['prepare']).state.outside).toBeUndefined()
  })
})

function of(count: number, above: number | undefined): Prepared {
  const { prepared: one } = approved.state
  if (one === undefined) throw new Error('it stands prepared')
  return { ...one, above, cells: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i + 1}`, []])) }
}

const needs = (state: Played, count: number, preparedAbove: number | undefined, above: number) =>
  fromOutside(state.state, of(count, preparedAbove), { above }).map(({ code }) => code)

describe('a release of many persons', () => {
  it('needs it above the number, and not up to it', () => {
    expect(needs(approved, 200, 200, 200)).toEqual([])
    expect(needs(approved, 201, 200, 200)).toEqual(['outside-signature-missing'])
    expect(needs(signed(approved), 201, 200, 200)).toEqual([])
  })

  it('that was prepared before the number was lowered is prepared again, so that its statement says so', () => {
    expect(needs(signed(approved), 60, 200, 50)).toEqual(['threshold-changed'])
    expect(needs(signed(approved), 201, undefined, 200)).toEqual(['threshold-changed'])
    expect(needs(approved, 50, 200, 50)).toEqual([])
    expect(fromOutside(approved.state, of(60, 200), { above: 50 }).map(({ words }) => words)).toEqual([
      'above 50 persons a release needs a signature from outside the agency, and this one of 60 was prepared before that was so: prepare it again',
      'above 50 persons a release also needs the signature of a key held outside the agency, and this one has 60: have it signed there and hand the note in',
    ])
  })

  it('keeps a signature that its statement speaks of, whatever the number is by now', () => {
    expect(needs(signed(approved), 201, 200, 50)).toEqual([])
    expect(needs(signed(approved), 60, 50, 200)).toEqual([])
    // Its statement says that it needs one, and whoever checks it would miss it.
    expect(needs(approved, 60, 50, 200)).toEqual(['threshold-changed'])
    expect(fromOutside(approved.state, of(60, 50), { above: 200 })[0]?.words).toContain(
      'by now that is 200: prepare it again, or have it signed there',
    )
  })

  it('says why the number is lower than what the agency has set', () => {
    const less = { set: 200, left: 160 }
    expect(fromOutside(approved.state, of(60, 200), { above: 40, less }).map(({ words }) => words)).toEqual([
      expect.stringMatching(
        /^above 40 persons \(200, less 160 who left in lists in the last three weeks\) a release needs/,
      ),
      expect.stringMatching(
        /^above 40 persons \(200, less 160 who left in lists in the last three weeks\) a release also needs/,
      ),
    ])
  })

  it('names in its statement the lower number only where it needs the signature by it', () => {
    const lower = { above: 40, less: { set: 200, left: 160 } }
    expect([40, 41].map((persons) => statedAbove(lower, persons))).toEqual([200, 40])
    expect([200, 201].map((persons) => statedAbove({ above: 200 }, persons))).toEqual([200, 200])
  })

  it('is refused by the move itself, whoever has approved it', () => {
    const now = next(approved)
    const [command, actor] = aCommand('release', approved.state, now)
    if (command.command !== 'release') expect.unreachable()
    const against = (above: number) =>
      reasonsAgainst(approved.state, { ...command, above }, { now, actor }).map(({ code }) => code)
    expect(against(1)).toEqual([])
    expect(against(0)).toEqual(['threshold-changed', 'outside-signature-missing', 'not-announced'])
  })
})
