import { describe, expect, it } from 'vitest'
import type { NewEvent } from '#log/ledger.ts'
import { project } from '#pipeline/project.ts'
import { decided, event, matched, received } from '#testing/ledger.ts'
import type { QueueRow } from './queue.ts'

/** The line after each of these events. */
function linesOf(...events: readonly NewEvent[]): (QueueRow | undefined)[] {
  let line: QueueRow | undefined
  return events.map((one, i) => {
    const record = { ...one, stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001', n: i + 1 }
    line = project(line, record, { person: () => new Uint8Array(32), word: () => new Uint8Array(16) }).queue
    return line
  })
}

describe('the line of a case in the queue', () => {
  it('follows the case', () => {
    const closed = event('case.closed', {}, {}, '2026-12-24T00:00:00.000Z')
    const lines = linesOf(
      received(['p1', 'p2']),
      matched({ p1: 'SYN-1' }),
      decided(['p1', 'p2']),
      event('request.refused'),
      closed,
    )
    expect(lines.map((line) => line?.status)).toEqual(['received', 'matched', 'decided', 'refused', 'closed'])
    expect(lines[0]).toMatchObject({
      people: 2,
      purposes: 'civil-immigration-enforcement',
      programs: 'snap tanf',
      disposition: null,
    })
    expect(lines[2]).toMatchObject({
      disposition: 'deny',
      released: 2,
      held: 0,
      denied: 2,
      dueOn: '2026-12-01',
      closedOn: null,
    })
    expect(lines[4]).toMatchObject({ dueOn: null, closedOn: '2026-12-24', n: 5 })
  })

  it('says whose account follows the case, from the filing on and from a hand-over on', () => {
    const filed = received(['p1'])
    const body = { ...Object(filed.body), filedBy: 'a-requester' }
    const over = event('request.handed-over', { to: 'a-colleague', reason: 'SYNTHETIC' })
    expect(linesOf({ ...filed, body }, over).map((line) => line?.account)).toEqual(['a-requester', 'a-colleague'])
    expect(linesOf(filed)[0]?.account).toBeNull()
  })

  it('is not there for a stream that is no case', () => {
    expect(linesOf(event('office.opened'), event('keys.rotated'))).toEqual([undefined, undefined])
  })

  it('names nobody', () => {
    const lines = JSON.stringify(linesOf(received(['p1']), matched({ p1: 'SYN-1' }), decided(['p1'])))
    for (const word of ['Synthea', 'Plantedsyn', '000-12-3456', 'SYN-1', 'Officer', 'p1'])
      expect(lines).not.toContain(word)
  })
})

const waitingAfter = (...events: readonly NewEvent[]) => linesOf(received(['p1']), ...events).at(-1)?.waitingFor
const order = (effect: string) =>
  event('order.read', { facts: { id: 'o1', about: 'i1', effect, issuedOn: '2026-11-20' } })

describe('what a case waits for', () => {
  const referred = { disposition: 'deny', duties: ['refer-to-counsel'], deadlines: [], classCells: [] }

  it.each<[string, NewEvent[], string | null]>([
    ['nothing at first', [], null],
    [
      'the second approval after the first',
      [matched({}), decided([]), event('release.prepared'), event('release.approved')],
      'second-approval',
    ],
    [
      'nobody else after the second',
      [matched({}), decided([]), event('release.prepared'), event('release.approved'), event('release.approved')],
      null,
    ],
    ['counsel, where the decision refers to counsel', [matched({}), event('decision.made', referred)], 'counsel'],
    [
      'counsel still, whatever is noted',
      [matched({}), event('decision.made', referred), event('hold.set', { matter: 'x' })],
      'counsel',
    ],
    ['nobody once counsel has signed', [matched({}), event('decision.made', referred), event('answer.signed')], null],
    [
      'the requester, where the request went back',
      [matched({}), decided([]), event('request.refused', { letter: 'mend' })],
      'requester',
    ],
    ['nobody after a refusal', [matched({}), decided([]), event('request.refused', { letter: 'refusal' })], null],
    ['a court that stayed a paper, whatever staff do', [order('stay'), matched({}), decided([])], 'court'],
    ['nobody once the stay is lifted', [order('stay'), matched({}), order('lift-stay')], null],
    ['counsel, where counsel signs the fixed answer', [event('answer.fixed', { counselSigns: true })], 'counsel'],
    ['nobody, where nobody signs it', [event('answer.fixed', { counselSigns: false })], null],
    [
      'nobody once counsel has signed that',
      [event('answer.fixed', { counselSigns: true }), event('answer.countersigned')],
      null,
    ],
    [
      'counsel still, where the decision refers to counsel too',
      [matched({}), event('decision.made', referred), event('answer.countersigned')],
      'counsel',
    ],
    ['counsel, where staff refer it', [event('case.referred', { reason: 'unclear' })], 'counsel'],
    [
      'nobody once counsel gave it back',
      [event('case.referred', { reason: 'unclear' }), event('referral.returned')],
      null,
    ],
  ])('is %s', (_, events, expected) => {
    expect(waitingAfter(...events)).toBe(expected)
  })

  it('tells the first deadline by its name, and all of them in order', () => {
    const deadlines = [
      { what: 'return the subpoena i1', on: '2026-12-05' },
      { what: 'answer', on: '2026-12-01' },
    ]
    const line = linesOf(received(), event('decision.made', { ...referred, deadlines })).at(-1)
    expect(line).toMatchObject({
      dueOn: '2026-12-01',
      dueWhat: 'answer',
      deadlines: '2026-12-01 answer\n2026-12-05 return the subpoena i1',
    })
  })

  it('counts the holds that stand, and names who works on it', () => {
    const line = linesOf(
      received(),
      event('hold.set', { matter: 'a' }),
      event('hold.set', { matter: 'b' }),
      event('hold.lifted', { matter: 'a' }),
      event('case.assigned', { to: 'demo-officer' }),
    )
    expect(line.at(-1)).toMatchObject({ holds: 1, assignee: 'demo-officer', lastType: 'case.assigned' })
    expect(
      linesOf(received(), event('case.assigned', { to: 'demo-officer' }), event('case.assigned')).at(-1),
    ).toMatchObject({
      assignee: null,
    })
  })
})
