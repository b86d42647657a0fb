import { describe, expect, it } from 'vitest'
import { passkeyVkey } from '#formats/passkey.ts'
import { toBase64 } from '#formats/bytes.ts'
import {
  aCheck,
  aCommand,
  caseIn,
  firstApprover,
  next,
  play,
  reasonsAgainst,
  secondApprover,
  type Played,
} from '#testing/case.ts'
import { newAuthenticator } from '#testing/authenticator.ts'
import type { ApprovalCheck } from './commands.ts'

const prepared = caseIn('prepared')
const once = caseIn('approved-once')

function approve(before: Played, check: ApprovalCheck, countBefore?: number) {
  const counted = countBefore === undefined ? {} : { countBefore }
  return play(before, { command: 'approve', check, ...counted }, { now: next(before), actor: firstApprover })
}

describe('an approval that was taken back', () => {
  const back = play(
    once,
    { command: 'void-approval', reason: 'the wrong docket' },
    { now: next(once), actor: secondApprover },
  )
  const codesOf = (at: string, before = back, now = next(before)) =>
    reasonsAgainst(
      before.state,
      { command: 'approve', check: aCheck(before.state, firstApprover, { at }) },
      { now, actor: firstApprover },
    ).map(({ code }) => code)

  it('cannot be handed in again: what was signed before counts no more', () => {
    const signed = once.state.prepared?.at ?? ''
    expect(codesOf(signed)).toEqual(['taken-back'])
    expect(codesOf(back.state.lastAt ?? '')).toEqual(['taken-back'])
  })

  it('may be made anew, after that', () => {
    expect(codesOf(next(back))).toEqual([])
  })

  it('leaves nothing behind once other content stands prepared', () => {
    const now = next(back)
    const [command, actor] = aCommand('prepare', back.state, now)
    const again = play(back, command, { now, actor })
    expect(codesOf(again.state.prepared?.at ?? '', again)).toEqual([])
  })
})

const last = ({ events }: Played) => events.at(-1)?.body
const checkWith = (signCount: number) => aCheck(prepared.state, firstApprover, { signCount })

describe('the count of a passkey’s device', () => {
  it.each([
    [7, 41],
    [41, 41],
    [1, 1],
  ])('is recorded where it fell or stood still, and refuses nothing: %i after %i', (now, before) => {
    expect(last(approve(prepared, checkWith(now), before))).toMatchObject({ countFell: { from: before, to: now } })
  })

  it.each([
    [42, 41],
    [0, 41],
    [1, 0],
    [0, 0],
  ])('says nothing where it rises, or one of the two does not count: %i after %i', (now, before) => {
    expect(last(approve(prepared, checkWith(now), before))).not.toHaveProperty('countFell')
  })

  it('says nothing where nothing was known before, and nothing for a key in a file', () => {
    expect(last(approve(prepared, checkWith(7)))).not.toHaveProperty('countFell')
    expect(last(approve(prepared, aCheck(prepared.state, firstApprover), 41))).not.toHaveProperty('countFell')
  })
})

it('one passkey under two names, or of two sites, is one key', () => {
  const { passkey } = newAuthenticator()
  const publicKey = toBase64(passkey.publicKey)
  const first = aCheck(prepared.state, firstApprover, { key: passkeyVkey(firstApprover.id, passkey), publicKey })
  const after = approve(prepared, first)
  const elsewhere = { ...passkey, origin: 'https://other.example.org', rpId: 'other.example.org' }
  const second = aCheck(after.state, secondApprover, { key: passkeyVkey(secondApprover.id, elsewhere), publicKey })
  const reasons = reasonsAgainst(
    after.state,
    { command: 'approve', check: second },
    { now: next(after), actor: secondApprover },
  )
  expect(reasons.map(({ code }) => code)).toEqual(['same-person-twice'])
})
