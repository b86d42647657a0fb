/** The line of a case in the queue: where it stands and when it is due. It names no subject. */
import type { DecidedCell } from '#case/events.ts'
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
  readonly closedOn: Day | null
  /** Counter of the last event. */
  readonly n: number
  readonly lastAt: Instant
}

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
      closedOn: null,
      n,
      lastAt: at,
    }
  }
  if (row === undefined) return undefined
  const moved = { ...row, status: statusAfter(row.status, record.type), n: record.n, lastAt: record.at }
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
      dueOn: deadlines.map(({ on }) => on).toSorted()[0] ?? null,
    }
  }
  if (isEvent(record, 'case.closed')) return { ...moved, closedOn: record.at.slice(0, 10), dueOn: null }
  return moved
}

function count(cells: readonly DecidedCell[], outcome: DecidedCell['outcome']): number {
  return cells.filter((cell) => cell.outcome === outcome).length
}
