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
