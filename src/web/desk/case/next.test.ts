import { describe, expect, it } from 'vitest'
import { caseIn, counsel, next, officer, playAll, reader, type Played } from '#testing/case.ts'
import type { Actor } from '#case/commands.ts'
import { nextSteps, refusalSentences } from './next.ts'

const steps = (played: Played, actor: Actor) =>
  nextSteps({ state: played.state, number: played.state.number, actor, context: { now: next(played), actor } })
const step = (played: Played, actor: Actor, id: string) => steps(played, actor).find((one) => one.id === id)
const received = caseIn('received')

describe('what can be done now', () => {
  it('is to read the paper, each person once, until two have', () => {
    expect(step(received, officer, 'read-i1')?.because).toEqual([])
    const once = playAll(received, ['read-instrument'])
    expect(step(once, officer, 'read-i1')?.because).toEqual([
      'You have read i1. Somebody else reads it now, from the paper itself.',
    ])
    expect(step(once, reader, 'read-i1')?.because).toEqual([])
    const twice = playAll(once, ['read-instrument'])
    expect(step(twice, officer, 'read-i1')).toBeUndefined()
    expect(step(twice, officer, 'verify-i1')?.because).toEqual([])
  })

  it('says of what is somebody else’s whose it is', () => {
    const decided = caseIn('decided')
    expect(step(decided, counsel, 'prepare')?.because).toEqual(['This is for the disclosure officer.'])
    expect(step(decided, officer, 'prepare')?.because).toEqual([])
  })

  it('says why it cannot be done yet, with a place where what is missing is supplied', () => {
    const checked = playAll(caseIn('decided'), ['verify-requester', 'decide'])
    const prepare = step(checked, officer, 'prepare')
    expect(prepare?.because[0]).toContain('One person alone has checked who the requester is')
    expect(prepare?.mend).toEqual({
      href: `/desk/cases/${checked.state.number}/requester`,
      text: 'Look at the call-back record',
    })
    const referred = playAll(caseIn('decided'), ['refer'])
    expect(step(referred, officer, 'prepare')?.mend?.href).toBe(`/desk/cases/${checked.state.number}/counsel#sign`)
  })

  it('is not to carry out what would not be decided today, and says so with a way to decide again', () => {
    const decided = caseIn('decided')
    const late = [{ code: 'decision-changed', words: 'the last day of i1 was 2026-11-05' }]
    const { state } = decided
    const context = { now: next(decided), actor: officer }
    const now = nextSteps({ state, number: state.number, actor: officer, context, late })
    expect(now.find(({ id }) => id === 'prepare')).toMatchObject({
      because: ['The last day of i1 was November 5, 2026.'],
      mend: { href: `/desk/cases/${state.number}/decide`, text: 'Decide again' },
    })
  })

  it('is not to release more persons than may leave today, and says when it can go', () => {
    const approved = caseIn('approved')
    const tooMany = [{ code: 'daily-cap-of-receiver', words: 'this receiver has its day: it can go on 2026-12-01' }]
    const { state } = approved
    const context = { now: next(approved), actor: officer }
    const now = nextSteps({ state, number: state.number, actor: officer, context, tooMany })
    expect(now.find(({ id }) => id === 'release')?.because).toEqual([
      'This receiver has its day: it can go on December 1, 2026.',
    ])
    expect(step(approved, officer, 'release')?.because).toEqual([])
  })

  it('is never what an earlier state of the case had open', () => {
    expect(steps(caseIn('released'), officer).map(({ id }) => id)).toEqual(['deliver'])
    expect(step(caseIn('refused'), officer, 'prepare')).toBeUndefined()
    expect(step(caseIn('withdrawn'), officer, 'close')?.because).toEqual([])
  })
})

it('says a refusal in sentences, and calls a move what its button says', () => {
  const words = refusalSentences([{ code: 'x', words: 'somebody must record-counsel first' }], 'prepare')
  expect(words).toBe('Somebody must “Go to counsel’s page” first.')
  expect(refusalSentences([{ code: 'not-open', words: 'x' }], 'prepare')).toBe('The case is not there yet.')
})
