/** How far the reading of listed members has come, and how long it may still take. */
import type { CaseState } from '#case/state.ts'
import type { Instant } from '#vocabulary/time.ts'
import { loadCase } from './move.ts'
import type { DoneRange, Ports } from './ports.ts'

export interface BulkProgress {
  readonly ranges: number
  readonly rangesDone: number
  readonly persons: number
  readonly personsDone: number
  readonly paused: boolean
  /** Over the ranges that were done last; undefined while it is paused and before the first one. */
  readonly perSecond: number | undefined
  /** At this rate; undefined where there is none. */
  readonly secondsLeft: number | undefined
}

/** Long enough that no single range shows in it, short enough that one more worker does. */
const lately = 16

/**
 * @param persons how many members are listed
 * @param done in any order
 * @param now counts, so that the rate falls where nothing comes any more
 */
export function progressOf(
  preparing: Pick<NonNullable<CaseState['preparing']>, 'ranges' | 'perRange' | 'paused' | 'since'>,
  persons: number,
  done: readonly Pick<DoneRange, 'range' | 'at'>[],
  now: Instant,
): BulkProgress {
  const { ranges, perRange, paused, since } = preparing
  const personsOf = (some: typeof done): number =>
    some.reduce((sum, { range }) => sum + Math.min(perRange, persons - range * perRange), 0)
  const personsDone = personsOf(done)
  const sofar = { ranges, rangesDone: done.length, persons, personsDone, paused }
  const none = { ...sofar, perSecond: undefined, secondsLeft: undefined }
  // What came before a pause says nothing of how fast it goes now.
  const running = done.filter(({ at }) => at > since).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const last = running.slice(-lately)
  if (paused || last.length === 0) return none
  const from = running.at(-lately - 1)?.at ?? since
  const seconds = (Math.max(Date.parse(now), Date.parse(last.at(-1)?.at ?? now)) - Date.parse(from)) / 1000
  const perSecond = personsOf(last) / seconds
  return { ...sofar, perSecond, secondsLeft: (persons - personsDone) / perSecond }
}

/**
 * Of the preparation that is under way in a case; undefined where none is.
 *
 * @throws what the ledger throws
 */
export async function bulkProgress(ports: Ports, stream: string): Promise<BulkProgress | undefined> {
  const { preparing, members } = (await loadCase(ports, stream)).state
  if (preparing === undefined || members === undefined) return undefined
  const done = await ports.bulkWork.done(preparing.preparation)
  // What is done is forgotten when it has come to its end, and is no progress to show.
  const now = (await loadCase(ports, stream)).state.preparing?.preparation
  if (now !== preparing.preparation) return undefined
  return progressOf(preparing, members.count, done, ports.clock.now())
}
