/** A case as a page of the desk opens it: the case of the visitor's own agency, or none. */
import type { Actor, Context } from '#case/commands.ts'
import type { CaseEvent } from '#case/events.ts'
import { isReadByTwo } from '#case/readings.ts'
import { readOnce } from '#case/second-look.ts'
import type { CaseState } from '#case/state.ts'
import { loadCase, toCaseEvent } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Doors } from '../doors.ts'
import { messagePage } from '../message-page.tsx'
import { actorOf, signedIn, type Ctx, type Visit } from '../visit.ts'

export interface OpenCase {
  readonly visit: Visit
  readonly ports: Ports
  readonly actor: Actor
  readonly stream: string
  readonly number: string
  readonly state: CaseState
  readonly events: readonly CaseEvent[]
  /** Who acts, and when: for what is open to them. */
  readonly context: Context
  readonly request: NonNullable<CaseState['request']>
}

/** Undefined where the agency has no such case: a number of another agency's is no number here. */
export async function openCase(c: Ctx, doors: Doors): Promise<OpenCase | undefined> {
  const { visit } = c.var
  const number = c.req.param('number') ?? ''
  const ports = await doors.at(signedIn(visit).agency)
  const stream = await ports.ledger.streamOf(number)
  if (stream === undefined) return undefined
  const { state, events } = await loadCase(ports, stream)
  if (state.request === undefined) return undefined
  const actor = actorOf(visit)
  return {
    visit,
    ports,
    actor,
    stream,
    number,
    state,
    events: events.map(({ record }) => toCaseEvent(record)),
    context: { now: ports.clock.now(), actor },
    request: state.request,
  }
}

/** A page about one case: for a case that there is. */
export function withCase(doors: Doors, answer: (c: Ctx, open: OpenCase) => Response | Promise<Response>) {
  return async (c: Ctx): Promise<Response> => {
    const open = await openCase(c, doors)
    return open === undefined ? messagePage(c, doors, 'not-found') : answer(c, open)
  }
}

/**
 * Papers that one person has read and this one has not: what was seen in them is kept from whoever may be the
 * second to read them.
 */
export function keptFrom({ state, actor }: Pick<OpenCase, 'state' | 'actor'>): ReadonlySet<string> {
  const papers = Object.entries(state.instruments).filter(
    ([, { readings }]) => !isReadByTwo(readings) && readings.given.every(({ by }) => by !== actor.id),
  )
  return new Set(papers.map(([id]) => id))
}

/** Those of them that somebody has yet to read a second time: why something was decided would tell them what stands there. */
export function awaitsSecond(open: Pick<OpenCase, 'state' | 'actor'>): readonly string[] {
  const kept = keptFrom(open)
  return readOnce(open.state).filter((id) => kept.has(id))
}

/** Counsel's notes that are privileged are for counsel, whoever else may look at the case. */
export function seesPrivileged({ actor }: Pick<OpenCase, 'actor'>): boolean {
  return actor.roles.includes('counsel')
}
