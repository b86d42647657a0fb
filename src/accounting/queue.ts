/** The line of a case in the queue: where it stands and when it is due. It names no subject. */
import type { DecidedCell } from '#case/events.ts'
import type { Deadline } from '#vocabulary/case-file.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { isEvent } from './case-event.ts'

export interface QueueRow {
  readonly stream: string
  readonly number: string
  readonly agency: string
  /** State of the case, as its table of moves names it. */
  readonly status: string
  readonly receivedOn: Day
  readonly requesterKind: string
  readonly organization: string
  /** Codes, in the request's order, with a space between. */
  readonly purposes: string
  readonly programs: string
  /** How many people were asked about. */
  readonly people: number
  readonly disposition: string | null
  /** Cells of the last decision. */
  readonly released: number | null
  readonly held: number | null
  readonly denied: number | null
  /** The earliest deadline of the last decision, until the case is closed. */
  readonly dueOn: Day | null
  /** What falls due on that day. */
  readonly dueWhat: string | null
  /** Every deadline of the last decision, a line each: the day, a space, what falls due. Empty once it is closed. */
  readonly deadlines: string
  readonly closedOn: Day | null
  /** Who of staff works on it. */
  readonly assignee: string | null
  /** The requester who follows it in their account. */
  readonly account: string | null
  readonly waitingFor: WaitingFor | null
  /** Matters for which nothing of the case may be destroyed. */
  readonly holds: number
  /** Counter of the last event. */
  readonly n: number
  readonly lastAt: Instant
  /** Type of the last event. */
  readonly lastType: string
}

/** Whose turn it is, where it is not the desk's own. */
export const waits = ['second-approval', 'requester', 'counsel', 'log', 'court'] as const
export type WaitingFor = (typeof waits)[number]

/** The state that an event leads to; the same state where the event moves nothing. */
export type StatusAfter = (status: string, eventType: string) => string

/** The row after this event; none for a stream that is no case. An event of an unknown type is counted and no more. */
export function queueAfter(
  row: QueueRow | undefined,
  record: EventRecord,
  statusAfter: StatusAfter,
): QueueRow | undefined {
  if (isEvent(record, 'request.received')) {
    const { body, people, stream, n, at } = record
    return {
      stream,
      number: body.number,
      agency: body.agency,
      status: statusAfter('new', record.type),
      receivedOn: at.slice(0, 10),
      requesterKind: body.requester.kind,
      organization: body.requester.organization,
      purposes: body.purposes.join(' '),
      programs: body.programs.join(' '),
      people: Object.keys(people).length,
      disposition: null,
      released: null,
      held: null,
      denied: null,
      dueOn: null,
      dueWhat: null,
      deadlines: '',
      closedOn: null,
      assignee: null,
      account: body.filedBy ?? null,
      waitingFor: null,
      holds: 0,
      n,
      lastAt: at,
      lastType: record.type,
    }
  }
  if (row === undefined) return undefined
  const status = statusAfter(row.status, record.type)
  const moved: QueueRow = {
    ...row,
    status,
    waitingFor: waitsFor(row, status, record),
    n: record.n,
    lastAt: record.at,
    lastType: record.type,
  }
  if (isEvent(record, 'decision.made')) {
    const { disposition, deadlines, classCells } = record.body
    // A person who was forgotten has no cells left to count.
    const cells = [...classCells, ...Object.values(record.people).flatMap((part) => part?.cells ?? [])]
    return {
      ...moved,
      disposition,
      released: count(cells, 'release'),
      held: count(cells, 'hold'),
      denied: count(cells, 'deny'),
      ...dueFrom(deadlines),
    }
  }
  if (isEvent(record, 'members.listed')) return { ...moved, people: record.body.count }
  if (isEvent(record, 'case.closed')) return { ...moved, closedOn: record.at.slice(0, 10), ...dueFrom([]) }
  if (isEvent(record, 'hold.set')) return { ...moved, holds: row.holds + 1 }
  if (isEvent(record, 'hold.lifted')) return { ...moved, holds: Math.max(0, row.holds - 1) }
  if (isEvent(record, 'request.handed-over')) return { ...moved, account: record.body.to }
  if (isEvent(record, 'case.assigned')) return { ...moved, assignee: record.body.to ?? null }
  return moved
}

/** What a case in this state waits for, whatever moved it there. */
const turns: Readonly<Partial<Record<string, WaitingFor>>> = {
  'approved-once': 'second-approval',
  released: 'log',
  delivered: 'requester',
  acknowledged: 'requester',
}

function waitsFor(before: QueueRow, status: string, record: EventRecord): WaitingFor | null {
  if (isEvent(record, 'order.read')) {
    const { effect } = record.body.facts
    if (effect === 'stay') return 'court'
    if (effect === 'lift-stay' || effect === 'quash') return null
  }
  // Whatever staff do meanwhile, the court has not spoken.
  if (before.waitingFor === 'court' && status !== 'closed') return 'court'
  if (isEvent(record, 'case.referred')) return 'counsel'
  if (isEvent(record, 'answer.fixed')) return record.body.counselSigns ? 'counsel' : before.waitingFor
  // Under a decision counsel has another signature to give.
  if (isEvent(record, 'answer.countersigned')) return status === 'decided' ? before.waitingFor : null
  if (isEvent(record, 'referral.returned')) return null
  if (isEvent(record, 'decision.made')) {
    const { disposition, duties } = record.body
    return disposition === 'counsel' || duties.includes('refer-to-counsel') ? 'counsel' : null
  }
  if (isEvent(record, 'answer.signed')) return null
  if (isEvent(record, 'request.refused')) return record.body.letter === 'mend' ? 'requester' : null
  return turns[status] ?? (status === before.status ? before.waitingFor : null)
}

function dueFrom(
  deadlines: readonly Pick<Deadline, 'on' | 'what'>[],
): Pick<QueueRow, 'dueOn' | 'dueWhat' | 'deadlines'> {
  const lines = [...new Set(deadlines.map(({ on, what }) => `${on} ${what}`))].toSorted()
  const [first] = lines
  return { dueOn: first?.slice(0, 10) ?? null, dueWhat: first?.slice(11) ?? null, deadlines: lines.join('\n') }
}

function count(cells: readonly DecidedCell[], outcome: DecidedCell['outcome']): number {
  return cells.filter((cell) => cell.outcome === outcome).length
}
