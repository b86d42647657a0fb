import { describe, expect, it } from 'vitest'
import {
  aCheck,
  aCommand,
  aDecision,
  anOutsideCheck,
  caseIn,
  firstApprover,
  hexOf,
  next,
  nothing,
  officer,
  outsider,
  play,
  playAll,
  reader,
  reasonsAgainst,
  secondApprover,
  withDuties,
  wayTo,
  type Played,
} from '#testing/case.ts'
import type { Actor, Command } from './commands.ts'

const decided = caseIn('decided')

function sheet(before: Played, change: Partial<Command<'fill-worksheet'>> = {}): Command<'fill-worksheet'> {
  const decision = before.state.decision?.decision ?? ''
  return { command: 'fill-worksheet', decision, sheet: 'snap', key: 'c2hlZXQ=', sha256: hexOf('5'), rows: 2, ...change }
}

const fill = (before: Played, actor: Actor = reader, change: Partial<Command<'fill-worksheet'>> = {}) =>
  play(before, sheet(before, change), { now: next(before), actor })

const against = (before: Played, actor: Actor = reader, change: Partial<Command<'fill-worksheet'>> = {}) =>
  reasonsAgainst(before.state, sheet(before, change), { now: next(before), actor }).map(({ code }) => code)

describe('a filled worksheet', () => {
  it('stands under the decision, by name, with who handed it in, and moves nothing', () => {
    const { state } = fill(fill(decided), officer, { sheet: 'snap.income', rows: 0 })
    expect(state.status).toBe('decided')
    expect(state.worksheets).toMatchObject({
      snap: { key: 'c2hlZXQ=', sha256: hexOf('5'), rows: 2, by: [reader.id] },
      'snap.income': { rows: 0, by: [officer.id] },
    })
  })

  it('says nothing of anybody in the log', () => {
    expect(fill(decided).events.at(-1)).toMatchObject({ type: 'worksheet.filled', people: {} })
  })

  it('is handed in again by somebody else, and both have worked on it', () => {
    const twice = fill(fill(decided), officer, { sha256: hexOf('6') })
    expect(twice.state.worksheets['snap']).toMatchObject({ sha256: hexOf('6'), by: [reader.id, officer.id] })
  })

  it('is gone with a new decision, and with whatever takes the case back', () => {
    const filled = fill(decided)
    expect(playAll(filled, ['decide']).state.worksheets).toEqual({})
    for (const fact of ['record-finding', 'record-objection', 'match', 'verify-requester'] as const) {
      const after = playAll(filled, [fact]).state
      expect([after.status, after.worksheets], fact).toEqual(['matched', {}])
    }
  })

  it('stays where nothing about the decision changes', () => {
    const filled = fill(decided)
    const after = playAll(filled, ['add-note', 'assign', 'prepare', 'approve', 'void-approval'])
    expect(after.state.worksheets).toEqual(filled.state.worksheets)
  })

  it('makes what was prepared and approved void, since another sheet is other content', () => {
    for (const status of ['prepared', 'approved-once', 'approved'] as const) {
      const before = caseIn(status)
      const { state, events } = fill(before)
      expect(state, status).toMatchObject({ status: 'decided', prepared: undefined, approvals: [] })
      expect(state.decision).toEqual(before.state.decision)
      const since = events.slice(before.events.length).map(({ type }) => type)
      expect(since.at(-1)).toBe('worksheet.filled')
      expect(since).toContain('preparation.voided')
    }
  })
})

describe('a worksheet is not taken', () => {
  it('before anything is decided, and after it was released', () => {
    for (const status of ['received', 'matched', 'released', 'delivered', 'refused', 'closed'] as const) {
      expect(against(caseIn(status)), status).toEqual(['not-open'])
    }
  })

  it('from anybody but the two roles that work with the files', () => {
    for (const actor of [firstApprover, secondApprover, { id: 'demo-counsel', roles: ['counsel'] } as const]) {
      expect(against(decided, actor), actor.id).toEqual(['not-your-role'])
    }
    expect(against(decided, officer)).toEqual([])
  })

  it('for another decision than the one that stands', () => {
    expect(against(decided, reader, { decision: hexOf('b') })).toEqual(['decision-superseded'])
  })

  it('while nothing would be read from the source either', () => {
    const matched = playAll(nothing, wayTo.matched)
    const decision = aDecision(matched.state, withDuties('refer-to-counsel'))
    const referred = playAll(matched, ['decide'], { decide: { decision } })
    expect(against(referred)).toEqual(['counsel-not-signed'])
    expect(against(playAll(referred, ['sign-answer']))).toEqual([])
    expect(against(playAll(decided, ['open-incident']))).toEqual(['incident-open'])
  })

  it('without its name, its hash, its key and the count of its rows', () => {
    for (const change of [{ sheet: 'SNAP' }, { sheet: 'snap.' }, { sheet: '../snap' }, { sha256: 'x' }, { key: ' ' }]) {
      expect(against(decided, reader, change), JSON.stringify(change)).toEqual(['worksheet-uncommitted'])
    }
    for (const rows of [-1, 0.5, Number.NaN]) expect(against(decided, reader, { rows })).toEqual(['rows-uncounted'])
  })
})

const approving = (before: Played, actor: Actor) =>
  reasonsAgainst(
    before.state,
    { command: 'approve', check: aCheck(before.state, actor) },
    { now: next(before), actor },
  ).map(({ code }) => code)

const outside = (before: Played) =>
  reasonsAgainst(
    before.state,
    { command: 'sign-outside', check: anOutsideCheck(before.state) },
    { now: next(before), actor: outsider },
  ).map(({ code }) => code)

describe('whoever has filled in a worksheet', () => {
  const both: Actor = { id: 'demo-both', roles: ['intake-officer', 'approver', 'privacy-officer'] }
  const prepared = playAll(fill(decided, both), ['prepare'])

  it('approves nothing of it, and somebody else does', () => {
    expect(approving(prepared, both)).toEqual(['own-work'])
    expect(approving(playAll(prepared, ['approve']), both)).toEqual(['own-work'])
    expect(approving(prepared, firstApprover)).toEqual([])
    expect(approving(playAll(decided, ['prepare']), both)).toEqual([])
  })

  it('approves nothing of it either where somebody else handed it in again', () => {
    expect(approving(playAll(fill(fill(decided, both), officer), ['prepare']), both)).toEqual(['own-work'])
  })

  it('is not handed the case to approve it, and holds no key outside for it', () => {
    const to = { id: both.id, roles: both.roles }
    const codes = (before: Played) =>
      reasonsAgainst(before.state, { command: 'assign', to }, { now: next(before), actor: officer }).map(
        ({ code }) => code,
      )
    expect(codes(prepared)).toEqual(['own-work'])
    expect(codes(playAll(decided, ['prepare']))).toEqual([])
    const holder = playAll(fill(decided, { ...outsider, roles: ['intake-officer'] }), ['prepare'])
    expect(outside(holder)).toEqual(['same-person-twice'])
    expect(outside(prepared)).toEqual([])
  })

  it('may prepare it', () => {
    const own = fill(decided, officer)
    const [command, actor] = aCommand('prepare', own.state, next(own))
    expect(actor.id).toBe(officer.id)
    expect(reasonsAgainst(own.state, command, { now: next(own), actor })).toEqual([])
  })
})
