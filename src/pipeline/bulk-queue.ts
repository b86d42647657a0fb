/**
 * Many workers at one release: any number of processes take ranges of members from the queue, on any number of machines.
 *
 * The queue decides nothing. Before each range a worker asks the case whether it still calls for it, and what a range
 * came to counts by the case's own record of it.
 */
import type { Actor, Reason } from '#case/commands.ts'
import { isPosternError, type ErrorCode } from '#errors.ts'
import type { BulkReader } from '#release/bulk/compile.ts'
import { againstReading, beginBulk, bulkJob, workRange, type BulkJob, type Cut } from './bulk.ts'
import { finishBulk } from './bulk-finish.ts'
import { overFor, voided, whyLetGo } from './bulk-over.ts'
import { progressOf, type BulkProgress } from './bulk-progress.ts'
import { givenUpReasons, refusedTo } from './bulk-standing.ts'
import { orIncident } from './incident.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports, QueuedRange } from './ports.ts'
import { actor } from './register.ts'

/**
 * Begin to prepare a release of listed members, or take it up again, and leave the reading to the workers. The last of
 * them ends it in the name of whoever began.
 *
 * @returns why it could not begin; undefined where the ranges are queued
 * @throws as `beginBulk`, and what the queue throws: then the same call again goes on
 */
export async function leaveToWorkers(
  ports: Ports,
  by: Actor,
  stream: string,
  cut?: Cut,
): Promise<Extract<Moved, { moved: false }> | undefined> {
  const { state } = await loadCase(ports, stream)
  if (state.preparing === undefined) {
    const begun = await beginBulk(ports, by, stream, cut)
    if (!begun.moved) return begun
  } else {
    // Nobody would take a range of it.
    const reasons = await againstReading(ports, state)
    if (reasons.length > 0) return refusedTo(reasons)
  }
  await queueRanges(ports, stream)
  return undefined
}

/**
 * Go on with a preparation that was paused, by the workers.
 *
 * @throws as `move`, and what the queue throws
 */
export async function resumeBulk(ports: Ports, by: Actor, stream: string): Promise<Moved> {
  const moved = await move(ports, by, stream, () => ({ command: 'resume-preparation' }))
  if (moved.moved) await queueRanges(ports, stream)
  return moved
}

/** What is missing; where nothing is, one range again, so that a worker comes and ends it. */
async function queueRanges(ports: Ports, stream: string): Promise<void> {
  const { preparing } = (await loadCase(ports, stream)).state
  if (preparing === undefined || preparing.paused) return
  const { preparation, ranges } = preparing
  const done = new Set((await ports.bulkWork.done(preparation)).map(({ range }) => range))
  const missing = Array.from({ length: ranges }, (_, at) => at).filter((range) => !done.has(range))
  await ports.ranges.send({ stream, preparation }, missing.length > 0 ? missing : [ranges - 1])
}

/**
 * Look on while workers read, until it stands prepared or does not go on.
 *
 * @param each called with how far it has come, and waited for
 * @throws as `finishBulk`, and what `each` throws
 */
export async function followBulk(
  ports: Ports,
  by: Actor,
  stream: string,
  each: (progress: BulkProgress) => Promise<void>,
): Promise<Moved> {
  const first = (await loadCase(ports, stream)).state.preparing?.preparation
  for (;;) {
    const { state } = await loadCase(ports, stream)
    const { preparing, members } = state
    if (preparing === undefined || preparing.preparation !== first) {
      if (state.prepared !== undefined) return { moved: true, state, appended: [] }
      return refusedTo([voided])
    }
    // Asked first, so that what is done by then is seen below.
    const { waiting, working, givenUp } = await ports.ranges.standing(preparing.preparation)
    const done = await ports.bulkWork.done(preparing.preparation)
    // What is done is forgotten when it has come to its end, and is no progress to show.
    if ((await loadCase(ports, stream)).state.preparing?.preparation !== first) continue
    if (waiting + working > 0 || preparing.paused) {
      await each(progressOf(preparing, members?.count ?? 0, done, ports.clock.now()))
      continue
    }
    if (done.length === preparing.ranges) return finishBulk(ports, by, stream)
    const reasons = [...(await againstReading(ports, state)), ...givenUpReasons(preparing, givenUp, done)]
    return refusedTo(reasons.length > 0 ? reasons : [nobodyReads])
  }
}

const nobodyReads: Reason = { code: 'ranges-missing', words: 'nobody reads it any more: take it up again' }

/** What a worker says of itself. */
export interface WorkerTold {
  readonly range: (done: { readonly number: string; readonly range: number; readonly ranges: number }) => void
  readonly prepared: (number: string) => void
  /** Why a preparation whose ranges are all read could not be ended. */
  readonly refused: (number: string, reasons: readonly Reason[]) => void
  /** Why ranges are taken from the queue and not read; once for a preparation, until it goes on. */
  readonly letGo: (number: string, reasons: readonly Reason[]) => void
  readonly failed: (error: unknown) => void
}

/** What may pass by itself. All else is said at once, and stays until somebody has looked. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'ERR_DATABASE_UNAVAILABLE',
  'ERR_DISK_FULL',
  'ERR_LOG_UNAVAILABLE',
  'ERR_CASE_CONFLICT',
])

/** SQLSTATE: another worker, or somebody else, holds the tables of the source for the moment. */
const busy: ReadonlySet<string> = new Set(['55P03', '40P01', '40001'])

/**
 * What a replica of the source is for a while when another machine becomes primary: behind, primary itself, or past the
 * point from which the new one went on.
 */
const settling: ReadonlySet<unknown> = new Set(['behind', 'none', 'other'])

function mayPass(error: unknown): boolean {
  if (!isPosternError(error)) return false
  const { sqlstate, replica } = error.evidence
  return passing.has(error.code) || (typeof sqlstate === 'string' && busy.has(sqlstate)) || settling.has(replica)
}

/** As many as the source that takes most reads best: while one range is gated and sealed, it works on the next. */
const lanesFor = ({ sources }: Ports): number =>
  Math.max(2, ...Object.values(sources).map(({ bulk }) => bulk?.atOnce ?? 0))

/**
 * Take ranges from the queue until the signal, then bring those at hand to their end.
 *
 * What comes through the gate that may not opens an incident, which stops the other ranges too. What may pass (the
 * source is away, the disk is full) is tried again a few times.
 */
export async function workOnRanges(ports: Ports, tell: WorkerTold, signal: AbortSignal): Promise<void> {
  const told = { ...tell, ...tellOnce(tell) }
  const open = openJobs(ports, told)
  await ports.ranges.work({
    on: async (queued, lane) => {
      try {
        const session = await open.take(lane, queued)
        if ('over' in session) {
          told.left(session, queued)
          return 'done'
        }
        return await orIncident(ports, queued.stream, 'system:gate', () => oneRange(ports, session, queued, told))
      } catch (error) {
        await open.giveUp(lane)
        if (mayPass(error)) throw error
        told.failed(error)
        return { givenUp: codeOf(error) }
      }
    },
    idle: open.leave,
    codeOf,
    failed: told.failed,
    lanes: lanesFor(ports),
    signal,
  })
}

function codeOf(error: unknown): string {
  return isPosternError(error) ? error.code : 'defect'
}

/** What was let go and why, so that no range says it a second time. */
function tellOnce({ letGo }: Pick<WorkerTold, 'letGo'>) {
  const said = new Map<string, string>()
  return {
    left: ({ number, over }: LetGo, { preparation }: QueuedRange): void => {
      const why = over.map(({ code }) => code).join(' ')
      if (over.length === 0 || said.get(preparation) === why) return
      said.set(preparation, why)
      letGo(number, over)
    },
    goesOn: ({ preparation }: QueuedRange): void => void said.delete(preparation),
  }
}

async function oneRange(
  ports: Ports,
  { job, reader, whyOver }: Session,
  queued: QueuedRange,
  told: WorkerTold & ReturnType<typeof tellOnce>,
): Promise<'done' | { readonly givenUp: string }> {
  const { range, preparation, stream } = queued
  const { number } = job
  const { ranges } = job.preparing
  const over = await whyOver()
  if (over !== undefined) {
    told.left({ number, over }, queued)
    return 'done'
  }
  told.goesOn(queued)
  const before = await ports.bulkWork.done(preparation)
  if (!before.some((one) => one.range === range)) {
    if (await workRange(ports, job, reader, range)) told.range({ number, range, ranges })
    await ports.observe(`bulk: range ${range + 1} of ${ranges}`)
  }
  if ((await ports.bulkWork.done(preparation)).length < ranges) return 'done'
  const { preparing } = (await loadCase(ports, stream)).state
  // Another worker was faster.
  if (preparing?.preparation !== preparation) return 'done'
  const ended = await finishBulk(ports, await actor(ports, preparing.by), stream)
  if (ended.moved) {
    told.prepared(number)
    return 'done'
  }
  if ((await loadCase(ports, stream)).state.preparing?.preparation !== preparation) return 'done'
  told.refused(number, ended.refusal.reasons)
  return { givenUp: ended.refusal.reasons.map(({ code }) => code).join(' ') }
}

/** A preparation that this process works on: what it needs, made once, and the source held open. */
interface Session {
  readonly job: BulkJob
  readonly reader: BulkReader
  /** Why the case calls for it no more; undefined where it does. */
  readonly whyOver: () => Promise<readonly Reason[] | undefined>
  /** Let go of the source. @throws what that throws */
  readonly end: () => Promise<void>
}

/** A preparation that nobody is to read for, and why; no reason where it came to its end. */
interface LetGo {
  readonly number: string
  readonly over: readonly Reason[]
}

/** For each preparation one, as long as a lane has ranges of it. */
function openJobs(ports: Ports, { failed }: Pick<WorkerTold, 'failed'>) {
  interface Open {
    readonly session: Promise<Session | LetGo>
    readonly lanes: Set<number>
  }
  const open = new Map<string, Open>()
  const at = new Map<number, Open>()
  const leave = async (lane: number): Promise<void> => {
    const one = at.get(lane)
    at.delete(lane)
    one?.lanes.delete(lane)
    if (one === undefined || one.lanes.size > 0) return
    for (const [preparation, other] of open) if (other === one) open.delete(preparation)
    // Where it could not be opened, whoever tried was told.
    const session = await one.session.catch(() => undefined)
    if (session === undefined || 'over' in session) return
    // A role that could not be dropped now is dropped by whoever opens the source next.
    await session.end().catch((error: unknown) => (mayPass(error) ? undefined : failed(error)))
  }
  return {
    /** @throws as `bulkJob` and the source */
    take: async (lane: number, { stream, preparation }: QueuedRange): Promise<Session | LetGo> => {
      const found = open.get(preparation)
      if (found === undefined || at.get(lane) !== found) await leave(lane)
      const one = open.get(preparation) ?? { session: begin(ports, stream, preparation), lanes: new Set<number>() }
      open.set(preparation, one)
      at.set(lane, one)
      one.lanes.add(lane)
      const session = await one.session
      // Taken up again later, it is opened anew.
      if ('over' in session) await leave(lane)
      return session
    },
    leave,
    /** The same, and nobody comes in any more: what failed once may be broken for good. */
    giveUp: async (lane: number): Promise<void> => {
      for (const [preparation, one] of open) if (one === at.get(lane)) open.delete(preparation)
      await leave(lane)
    },
  }
}

async function begin(ports: Ports, stream: string, preparation: string): Promise<Session | LetGo> {
  const job = await bulkJob(ports, stream)
  if (job?.preparing.preparation !== preparation) {
    const found = await loadCase(ports, stream)
    return { number: found.state.number, over: overFor(found, preparation) ?? [] }
  }
  const ready = Promise.withResolvers<BulkReader>()
  const over = Promise.withResolvers<void>()
  const held = job.source.withBulk(job.compiled, job.question.said, async (reader) => {
    ready.resolve(reader)
    await over.promise
  })
  held.catch(ready.reject)
  return {
    job,
    reader: await ready.promise,
    whyOver: whyLetGo(ports, job),
    end: async () => {
      over.resolve()
      await held
    },
  }
}
