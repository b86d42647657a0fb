import { expect, it } from 'vitest'
import type { Decision } from '#vocabulary/case-file.ts'
import { aDecision, aRefusal, caseIn, playAll } from '#testing/case.ts'
import { ranOut } from './ran-out.ts'

const { state } = caseIn('decided')
const { i1 } = playAll(caseIn('received'), ['read-instrument']).state.instruments
if (i1?.facts === undefined) throw new Error('the paper of the case was not read')
const warrant = { ...i1, facts: { ...i1.facts, kind: 'judicial-warrant', executeBy: '2026-11-25' } }

const decidedOn = (now: string, decision: Decision) =>
  ranOut(
    { clock: { now: () => now }, office: { timeZone: 'America/New_York' }, decide: () => Promise.resolve(decision) },
    { ...state, instruments: { i1: warrant } },
  )

it('says nothing where a decision made now still releases what stands decided', async () => {
  expect(await decidedOn('2026-11-26T16:00:00.000Z', aDecision(state))).toEqual([])
})

it('says that less would leave, and which paper has run out', async () => {
  const [changed] = await decidedOn('2026-11-25T16:00:00.000Z', aDecision(state, aRefusal))
  expect(changed?.words).toBe(
    'something has changed since it was decided: decided today, less would leave than stands decided, so decide again',
  )
  const [late] = await decidedOn('2026-11-26T16:00:00.000Z', aDecision(state, aRefusal))
  expect(late?.words).toBe(
    'the last day of i1 was 2026-11-25: decided today, less would leave than stands decided, so decide again',
  )
})
