import { describe, expect, it } from 'vitest'
import { aCommand, caseIn, next, playAll, reasonsAgainst, type Played } from '#testing/case.ts'
import type { Command } from './commands.ts'

type Name = 'suspend-accounting' | 'end-suspension'

function codes<N extends Name>(before: Played, name: N, change: Partial<Command<N>> = {}): string[] {
  const now = next(before)
  const [command, actor] = aCommand(name, before.state, now)
  return reasonsAgainst(before.state, Object.assign(command, change), { now, actor }).map(({ code }) => code)
}

describe('a suspension of what the people of a case see', () => {
  const decided = caseIn('decided')

  it('needs a ground, an issuer and an end', () => {
    expect(codes(decided, 'suspend-accounting')).toEqual([])
    expect(codes(decided, 'suspend-accounting', { ground: ' ' })).toEqual(['ground-missing'])
    expect(codes(decided, 'suspend-accounting', { issuer: '' })).toEqual(['issuer-missing'])
    expect(codes(decided, 'suspend-accounting', { until: 'some day' })).toEqual(['end-missing'])
    expect(codes(decided, 'suspend-accounting', { until: '2026-11-22' })).toEqual(['end-missing'])
    expect(codes(decided, 'suspend-accounting', { from: '2027-01-01' })).toEqual(['day-not-come'])
  })

  it('that was only said holds for thirty days and no longer', () => {
    expect(codes(decided, 'suspend-accounting', { form: 'oral', until: '2026-12-23' })).toEqual([])
    expect(codes(decided, 'suspend-accounting', { form: 'oral', until: '2026-12-24' })).toEqual(['oral-too-long'])
  })

  it('can end early, with a reason, and only while it stands', () => {
    const suspended = playAll(decided, ['suspend-accounting'])
    expect(suspended.state.suspendedUntil).toBe('2027-01-31')
    expect(codes(suspended, 'end-suspension', { reason: '' })).toEqual(['reason-missing'])
    expect(playAll(suspended, ['end-suspension']).state.suspendedUntil).toBeUndefined()
    expect(codes(decided, 'end-suspension')).toEqual(['not-suspended'])
  })
})
