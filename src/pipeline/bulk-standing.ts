/** Why the reading of listed members stands still, where it does. */
import type { Reason } from '#case/commands.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError } from '#errors.ts'
import { againstReading } from './bulk.ts'
import type { Moved } from './move.ts'
import type { DoneRange, Ports } from './ports.ts'

type Standing = Awaited<ReturnType<Ports['ranges']['standing']>>

/**
 * Nobody reads a case any further for these reasons, and none of them passes by itself; none while it goes on, is
 * paused, or is not under way. Looking at a case opens no incident: what the engines fail with, preparing says.
 *
 * @param late as of {@link againstReading}
 * @throws what the ledger and the queue throw
 */
export async function readingStopped(
  ports: Ports,
  state: CaseState,
  late?: () => Promise<readonly Reason[]>,
): Promise<readonly Reason[]> {
  const { preparing } = state
  if (preparing === undefined || preparing.paused) return []
  const reasons = await againstReading(ports, state, late).catch((error: unknown) => {
    if (isPosternError(error)) return []
    throw error
  })
  if (reasons.length > 0) return reasons
  // Asked first, so that what is done by then is seen below.
  const { waiting, working, givenUp } = await ports.ranges.standing(preparing.preparation)
  if (waiting + working > 0) return []
  return givenUpReasons(preparing, givenUp, await ports.bulkWork.done(preparing.preparation))
}

/** In words, which ranges workers gave up, and nobody has read since: a sentence for each thing that went wrong. */
export function givenUpReasons(
  { ranges }: { readonly ranges: number },
  givenUp: Standing['givenUp'],
  done: readonly Pick<DoneRange, 'range'>[],
): Reason[] {
  const read = new Set(done.map(({ range }) => range))
  // Where all are read, what went wrong is their end.
  const open = givenUp.filter(({ range }) => !read.has(range) || read.size === ranges)
  return [...Map.groupBy(open, ({ code }) => code)].map(([code, some]) => ({
    code: 'range-given-up',
    words: `${rangesInWords(some.map(({ range }) => range + 1))} of ${ranges} given up (${code}): see what the worker said, and take it up again`,
  }))
}

/** So many are named, and the others counted. */
const named = 4

function rangesInWords(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b)
  if (sorted.length === 1) return `range ${sorted[0]}`
  const more = sorted.length - named
  return `ranges ${sorted.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export function refusedTo(reasons: readonly Reason[]): Extract<Moved, { moved: false }> {
  return { moved: false, refusal: { move: 'prepare', reasons } }
}
