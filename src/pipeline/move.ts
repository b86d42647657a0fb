/** One command on one case: read what happened, decide in memory, append, and try again when somebody was faster. */
import { decideCommand } from '#case/decide-command.ts'
import type { Actor, Command, Refusal } from '#case/commands.ts'
import type { CaseEvent } from '#case/events.ts'
import { evolve } from '#case/evolve.ts'
import { initial, type CaseState } from '#case/state.ts'
import { PosternError } from '#errors.ts'
import type { Appended, Append, StoredEvent } from '#log/ledger.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Ports } from './ports.ts'

export interface Case {
  readonly state: CaseState
  readonly events: readonly StoredEvent[]
}

export type Moved =
  | { readonly moved: true; readonly state: CaseState; readonly appended: readonly Appended[] }
  | { readonly moved: false; readonly refusal: Refusal }

/** The command, or a refusal found on the way to it. */
export type Asked = Command | { readonly refusal: Refusal }

/** Two people rarely meet on one case more than once; beyond this something is wrong. */
const attempts = 8

/** @throws PosternError ERR_CASE_UNKNOWN, and what the ledger throws */
export async function streamOf({ ledger }: Pick<Ports, 'ledger'>, caseNumber: string): Promise<string> {
  const stream = await ledger.streamOf(caseNumber)
  if (stream === undefined) {
    throw new PosternError(
      'ERR_CASE_UNKNOWN',
      `There is no case ${caseNumber}.`,
      { case: caseNumber },
      {
        mend: 'Look its number up with `postern queue`.',
      },
    )
  }
  return stream
}

export async function loadCase({ ledger }: Pick<Ports, 'ledger'>, stream: string): Promise<Case> {
  const events = await ledger.load(stream)
  return { events, state: events.map(({ record }) => toCaseEvent(record)).reduce(evolve, initial) }
}

/**
 * Decide a command against the case as it stands and record what comes of it, all or nothing.
 *
 * `make` is called again with the newer case each time somebody else moved it first, so a command is
 * never judged against a state that is gone.
 *
 * @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger throws
 */
export async function move(
  ports: Pick<Ports, 'ledger' | 'clock' | 'observe'>,
  actor: Actor,
  stream: string,
  make: (current: Case) => Promise<Asked> | Asked,
  jobs: Append['jobs'] = [],
): Promise<Moved> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const current = await loadCase(ports, stream)
    const asked = await make(current)
    if ('refusal' in asked) return { moved: false, refusal: asked.refusal }
    const decided = decideCommand(current.state, asked, { now: ports.clock.now(), actor })
    if ('refusal' in decided) return { moved: false, refusal: decided.refusal }
    await ports.observe(`${asked.command}: before the log`)
    const result = await ports.ledger.append({
      stream,
      after: current.state.n,
      events: decided.events.map(({ type, at, actor: by, body, people }) => ({ type, at, actor: by, body, people })),
      jobs: [
        ...jobs,
        ...clearing(decided.events),
        ...answering(decided.events),
        ...posting(decided.events),
        ...telling(current.state, decided.events),
        ...takingBack(current.state, decided.events),
      ],
    })
    if (result.outcome === 'appended') {
      await ports.observe(`${asked.command}: in the log`)
      return { moved: true, state: decided.events.reduce(evolve, current.state), appended: result.events }
    }
  }
  throw new PosternError(
    'ERR_CASE_CONFLICT',
    'Others keep moving this case; nothing of this was recorded.',
    { stream, attempts },
    {
      mend: 'Look at the case again and repeat the command if it still makes sense.',
    },
  )
}

/** What nobody will carry any more goes from the shelf, whoever dies before it has gone. */
function clearing(events: readonly CaseEvent[]): NonNullable<Append['jobs']> {
  return events.flatMap((event) =>
    event.type === 'preparation.voided' || event.type === 'package.delivered'
      ? [{ kind: 'clear', key: event.body.contentRoot, dueAt: event.at }]
      : [],
  )
}

/** What is fixed is sent at its time; what counsel signs, only once counsel has. */
function answering(events: readonly CaseEvent[]): NonNullable<Append['jobs']> {
  return events.flatMap((event) => {
    if (event.type === 'answer.fixed' && !event.body.counselSigns) {
      return [{ kind: 'answer', key: String(event.n), dueAt: event.body.goesOutAt }]
    }
    if (event.type !== 'answer.countersigned') return []
    return [{ kind: 'answer', key: String(event.body.answer), dueAt: event.body.goesOutAt }]
  })
}

/** A letter that was recorded is put where staff print letters, whoever dies before it lies there. */
function posting(events: readonly CaseEvent[]): NonNullable<Append['jobs']> {
  return events.flatMap((event) => {
    if (event.type === 'letter.made') return [{ kind: 'post', key: event.body.letter, dueAt: event.at }]
    return event.type === 'answer.sent' ? [{ kind: 'post', key: event.body.letter.letter, dueAt: event.at }] : []
  })
}

/** Who filed in an account hears by mail that something is there, and not what. */
function telling({ account, request }: CaseState, events: readonly CaseEvent[]): NonNullable<Append['jobs']> {
  if (account === undefined || request?.requester.email === undefined) return []
  return events.flatMap(({ type, n, at }) =>
    type === 'answer.sent' || type === 'package.delivered' ? [{ kind: 'mail', key: String(n), dueAt: at }] : [],
  )
}

/** Whoever objects while the package waits at the counter is heard there too. */
function takingBack({ delivered }: CaseState, events: readonly CaseEvent[]): NonNullable<Append['jobs']> {
  if (delivered === undefined) return []
  return events.flatMap(({ type, n, at }) =>
    type === 'objection.recorded' ? [{ kind: 'take-back', key: String(n), dueAt: at }] : [],
  )
}

/** The newest event of a type, with its place in the log. */
export function newest(events: readonly StoredEvent[], type: CaseEvent['type']): StoredEvent | undefined {
  return events.findLast(({ record }) => record.type === type)
}

/**
 * INVARIANT: only `move` appends to a case's stream, so what stands there are case events; the ledger has
 * checked each against the leaf that the public log holds.
 */
export function toCaseEvent(record: EventRecord): CaseEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the invariant above is what makes it one
  return record as CaseEvent
}
