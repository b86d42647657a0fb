import { describe, expect, it } from 'vitest'
import { caseIn, playAll } from '#testing/case.ts'
import type { CaseEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { initial } from './state.ts'

const replay = (events: readonly CaseEvent[]) => events.reduce(evolve, initial)
const delivered = caseIn('delivered')

describe('replaying a case', () => {
  it('is refused where an event is missing, comes twice or belongs to another case', () => {
    const [first, second, ...rest] = delivered.events
    if (first === undefined || second === undefined) throw new Error('the dull case has events')
    const code = { code: 'ERR_LOG_INCONSISTENT' }
    expect(() => replay([first, ...rest])).toThrow(expect.objectContaining(code))
    expect(() => replay([first, first])).toThrow(expect.objectContaining(code))
    expect(() => replay([second])).toThrow(
      expect.objectContaining({ ...code, evidence: { stream: second.stream, n: 2, expected: 1 } }),
    )
    expect(() => replay([first, { ...second, stream: 'another' }])).toThrow(
      'the events of a case are not its 1, 2, 3 …',
    )
    expect(replay([first, second]).n).toBe(2)
  })

  it('goes on where a person was forgotten, without that person', () => {
    const forgotten = playAll(caseIn('matched'), ['serve-notice', 'record-objection', 'decide']).events.map((event) =>
      'p1' in event.people ? withoutPerson(event) : event,
    )
    const state = replay(forgotten)
    expect(Object.keys(state.people)).toEqual(['p2'])
    expect(state.decision?.cells.map(({ subject }) => subject)).toEqual(['p2'])
    expect(state.notices).toEqual([])
    expect(state.status).toBe('decided')
  })

  it('keeps what was decided, prepared and approved, and who did it', () => {
    const { state } = caseIn('approved')
    expect(state.decision).toMatchObject({ by: 'demo-officer', disposition: 'release-in-part' })
    expect(state.decision).not.toHaveProperty('sealed')
    expect(state.decision?.cells[0]).toMatchObject({ subject: 'p1', element: 'home-address', outcome: 'release' })
    expect(state.prepared).toMatchObject({
      by: 'demo-officer',
      cells: { p1: [{ program: 'snap', element: 'home-address' }] },
    })
    expect(state.approvals.map(({ approver, role }) => `${approver} ${role}`)).toEqual([
      'demo-approver-1 approver',
      'demo-approver-2 privacy-officer',
    ])
  })

  it('knows when and for whom the package was delivered', () => {
    expect(delivered.state.delivered).toEqual({ at: delivered.state.lastAt, people: ['p1'] })
  })

  it('passes over a verification of a paper that it does not know', () => {
    const { state } = caseIn('received')
    const body = {
      instrument: 'i9',
      result: 'verified',
      channel: 'x',
      contactFrom: 'own-register',
      spokeTo: 'x',
    } as const
    const event: CaseEvent = {
      type: 'instrument.checked',
      at: '2026-11-23T16:00:00.000Z',
      stream: state.stream,
      n: state.n + 1,
      actor: 'demo-officer',
      body,
      people: {},
    }
    expect(evolve(state, event).instruments).toEqual(state.instruments)
  })
})

function withoutPerson(event: CaseEvent): CaseEvent {
  return { ...event, people: { ...event.people, p1: null } }
}
