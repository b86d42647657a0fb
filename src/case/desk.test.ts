/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import {
  aDecision,
  aRequest,
  caseIn,
  counsel,
  next,
  nothing,
  officer,
  play,
  playAll,
  reasonsAgainst,
  withDuties,
  type Played,
} from '#testing/case.ts'
import type { Actor, Command } from './commands.ts'

const codes = (before: Played, command: Command, actor: Actor = officer) =>
  reasonsAgainst(before.state, command, { now: next(before), actor }).map(({ code }) => code)
const received = caseIn('received')
const prepared = caseIn('prepared')

describe('assigning a case', () => {
  const to = (id: string, roles: readonly Actor['roles'][number][]) =>
    ({ command: 'assign', to: { id, roles } }) as const

  it('puts it into the hands of somebody at the desk, and lays it back', () => {
    const mine = play(received, to('demo-officer', ['disclosure-officer']), { now: next(received), actor: officer })
    expect(mine.state.assigned).toBe('demo-officer')
    expect(codes(mine, to('demo-officer', ['disclosure-officer']))).toEqual(['assigned-already'])
    const back = play(mine, { command: 'assign' }, { now: next(mine), actor: officer })
    expect(back.state.assigned).toBeUndefined()
    expect(codes(received, { command: 'assign' })).toEqual(['assigned-already'])
    expect(codes(received, to('demo-auditor', ['oversight']))).toEqual(['not-of-the-desk'])
  })

  it('never puts an approval into the hands of who drafted it, of no approver, or of one who approved already', () => {
    expect(codes(prepared, to('demo-approver-1', ['approver']))).toEqual([])
    expect(codes(prepared, to('demo-officer', ['disclosure-officer', 'approver']))).toEqual(['own-work'])
    expect(codes(prepared, to('demo-intake', ['intake-officer']))).toEqual(['not-an-approver'])
    const once = caseIn('approved-once')
    expect(codes(once, to('demo-approver-1', ['approver']))).toEqual(['same-person-twice'])
    expect(codes(once, to('demo-approver-2', ['privacy-officer']))).toEqual([])
  })
})

describe('a note', () => {
  it('says something, in so many characters', () => {
    expect(codes(received, { command: 'add-note', text: ' ', privileged: false })).toEqual(['note-empty'])
    expect(codes(received, { command: 'add-note', text: 'x'.repeat(4000), privileged: false })).toEqual([])
    expect(codes(received, { command: 'add-note', text: 'x'.repeat(4001), privileged: false })).toEqual([
      'note-too-long',
    ])
  })

  it('is privileged where counsel says so, and nobody else', () => {
    const note = { command: 'add-note', text: 'Ask the court', privileged: true } as const
    expect(codes(received, note)).toEqual(['privilege-is-of-counsel'])
    expect(codes(received, note, counsel)).toEqual([])
  })

  it('moves nothing and voids nothing', () => {
    const noted = playAll(prepared, ['add-note', 'tag', 'assign', 'enter-appearance'])
    expect(noted.state).toMatchObject({ status: 'prepared', prepared: prepared.state.prepared })
    expect(noted.state.notes.map(({ by, text }) => `${by}: ${text}`)).toEqual(['demo-officer: The clerk was helpful'])
  })
})

it('puts a tag on a case once and takes it off, and lets no tag name anybody', () => {
  const tag = (name: string, stands = true) => ({ command: 'tag', tag: name, stands }) as const
  const tagged = playAll(received, ['tag'], { tag: { tag: 'needs-interpreter' } })
  expect(tagged.state.tags).toEqual(['needs-interpreter'])
  expect(codes(tagged, tag('needs-interpreter'))).toEqual(['tag-stands'])
  expect(codes(tagged, tag('needs-interpreter', false))).toEqual([])
  expect(codes(received, tag('needs-interpreter', false))).toEqual(['tag-stands'])
  for (const name of ['samplewright', 'Urgent', 'a b', '-a', 'a-', '', 'x'.repeat(31)]) {
    expect(codes(received, tag(name)), name).toEqual(['tag-malformed'])
  }
  const full = playAll(
    received,
    Array.from({ length: 12 }, () => 'tag' as const),
  )
  expect(codes(full, tag('one-more'))).toEqual(['tags-too-many'])
})

describe('a person’s own lawyer', () => {
  const appearance = { command: 'enter-appearance', person: 'p1', on: '2026-11-22' } as const
  const lawyer = { name: 'Synthia Advocate', email: 'advocate@example.org' }
  const mustBeTold = (before: Played) =>
    playAll(playAll(before, ['fix-answer', 'match']), ['decide'], {
      decide: { decision: aDecision(before.state, withDuties('notify-subject-before')) },
    })
  const prepare = (before: Played) => codes(before, aPreparation(before))

  it('is somebody who can be reached, for a person of the case, from a day that has come', () => {
    expect(codes(received, { ...appearance, lawyer })).toEqual([])
    expect(codes(received, { ...appearance, lawyer: { name: ' ', email: 'a@example.org' } })).toEqual([
      'lawyer-unnamed',
    ])
    expect(codes(received, { ...appearance, lawyer: { name: 'Synthia Advocate' } })).toEqual(['lawyer-unreachable'])
    expect(codes(received, { ...appearance, person: 'p9', lawyer })).toEqual(['person-unknown'])
    expect(codes(received, { ...appearance, on: '2026-11-24', lawyer })).toEqual(['day-not-come'])
    expect(codes(received, { command: 'record-copies', person: 'p1', on: '2026-11-23' })).toEqual(['no-lawyer'])
  })

  it('stands in the person’s own part of the event and nowhere else', () => {
    const event = playAll(received, ['enter-appearance']).events.at(-1)
    expect(event?.body).toEqual({})
    expect(event?.people).toMatchObject({ p1: { lawyer: { name: 'Synthia Advocate' } } })
  })

  it('has copies before anything is released of a person who must be told, and anew after a new appearance', () => {
    const told = playAll(received, ['serve-notice'])
    expect(prepare(mustBeTold(told))).toEqual([])
    const came = playAll(told, ['enter-appearance'])
    expect(prepare(mustBeTold(came))).toEqual(['copies-not-sent'])
    const sent = playAll(came, ['record-copies'])
    expect(prepare(mustBeTold(sent))).toEqual([])
    expect(prepare(mustBeTold(playAll(sent, ['enter-appearance'])))).toEqual(['copies-not-sent'])
  })
})

/** What `prepare` would be asked with. */
function aPreparation(before: Played): Command {
  const event = prepared.events.at(-1)
  if (event?.type !== 'release.prepared') throw new Error('the dull case is prepared')
  return {
    ...event.body,
    command: 'prepare',
    above: 200,
    decision: before.state.decision?.decision ?? '',
    cells: { p1: [{ program: 'snap', element: 'home-address' }] },
    expiresAt: '2026-12-20T00:00:00.000Z',
  }
}

describe('counsel against a paper', () => {
  const motion = { command: 'record-motion', instrument: 'i1', motion: 'motion-to-quash', due: '2026-12-07' } as const

  it('moves by a day, files on a day, and comes to an end that is recorded', () => {
    expect(codes(received, motion, counsel)).toEqual([])
    expect(codes(received, motion)).toEqual(['not-your-role'])
    expect(codes(received, { ...motion, due: '2026-02-30' }, counsel)).toEqual(['day-not-come'])
    expect(codes(received, { ...motion, filedOn: '2026-11-24' }, counsel)).toEqual(['day-not-come'])
    expect(codes(received, { ...motion, ended: 'denied' }, counsel)).toEqual(['no-such-motion'])
    expect(codes(received, { ...motion, instrument: 'i9' }, counsel)).toEqual(['instrument-unknown'])
  })

  it('takes its own approval away, and approves nothing while the motion stands', () => {
    const approve: Command = { command: 'record-counsel', decision: 'approve', instruments: ['i1'], on: '2026-11-23' }
    const moved = playAll(playAll(received, ['record-counsel']), ['record-motion'])
    expect(moved.state.counsel).toEqual([])
    expect(codes(moved, approve, counsel)).toEqual(['motion-stands'])
    expect(codes(moved, { ...approve, decision: 'refuse' }, counsel)).toEqual([])
    const ended = playAll(moved, ['record-motion'], { 'record-motion': { ended: 'denied' } })
    expect(ended.state.counsel).toEqual([])
    expect(codes(ended, approve, counsel)).toEqual([])
  })

  it('obstructs no warrant: there it asks for limits, and nowhere else', () => {
    const withPaper = (kind: string) =>
      playAll(nothing, ['receive'], { receive: { request: aRequest({ instruments: [{ id: 'i1', kind }] }) } })
    expect(codes(withPaper('judicial-warrant'), motion, counsel)).toEqual(['wrong-motion'])
    expect(codes(withPaper('judicial-warrant'), { ...motion, motion: 'motion-for-limits' }, counsel)).toEqual([])
    expect(codes(received, { ...motion, motion: 'motion-for-limits' }, counsel)).toEqual(['wrong-motion'])
    expect(codes(withPaper('consent'), motion, counsel)).toEqual(['no-process'])
  })
})

describe('a referral to counsel', () => {
  const decided = caseIn('decided')

  it('lets nothing leave that counsel has not signed, until counsel sends the case back', () => {
    const referred = playAll(decided, ['refer'])
    expect(codes(referred, aPreparation(referred))).toEqual(['counsel-not-signed'])
    expect(codes(playAll(referred, ['sign-answer']), aPreparation(referred))).toEqual([])
    expect(codes(playAll(referred, ['return-referral']), aPreparation(referred))).toEqual([])
    expect(codes(referred, { command: 'return-referral', reason: 'no' })).toEqual(['not-your-role'])
  })

  it('stands once, and says why', () => {
    expect(codes(decided, { command: 'refer', reason: '' })).toEqual(['reason-missing'])
    expect(codes(playAll(decided, ['refer']), { command: 'refer', reason: 'again' })).toEqual(['referral-stands'])
    expect(codes(decided, { command: 'return-referral', reason: 'no' }, counsel)).toEqual(['no-referral'])
  })
})
