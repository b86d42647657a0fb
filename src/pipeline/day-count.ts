/**
 * How many persons leave in a day: each agency and day has a stream of its own, in which every release is counted
 * before it is in the log.
 *
 * Two releases at one instant append to the same stream, so one of them is refused there and counts anew. What was
 * counted and did not leave takes nothing: a count stands for as long as its content stands prepared in its case.
 */
import { overCap } from '#case/caps.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { DayCount, Threshold } from '#case/day-count.ts'
import { personsIn } from '#case/prepared.ts'
import type { CaseState } from '#case/state.ts'
import { PosternError } from '#errors.ts'
import type { Day } from '#vocabulary/time.ts'
import { countedOn, isOf, onceEach, releaseCounted, standing, streamOfDay, sumOf, type Counted } from './day-stream.ts'
import { requestOf } from './determine.ts'
import { officeDay } from './law.ts'
import { capsOn } from './daily-caps.ts'
import { officeSettings } from './office-settings.ts'
import type { Ports } from './ports.ts'
import { thresholdFor } from './threshold.ts'

/** Each release of the day comes at this stream once, and others seldom come at the same moment. */
const attempts = 16

type Counting = Pick<Ports, 'ledger' | 'clock' | 'office'>

/** What a release is judged by that other releases change. */
export interface Room extends Threshold {
  readonly counted: DayCount
}

/** What other releases have left of this day and of these three weeks. @throws what the ledger throws */
export async function roomFor(ports: Counting, state: CaseState): Promise<Room> {
  return (await lookAt(ports, state, officeDay(ports))).room
}

/** Why what stands prepared cannot leave today for its number of persons; none where it can. @throws what the ledger throws */
export async function overCapToday(ports: Counting, state: CaseState): Promise<readonly Reason[]> {
  const day = officeDay(ports)
  return overCap(personsOf(state), (await countFor(ports, state, day)).count, day)
}

/**
 * Count what stands prepared among this day's releases, where there is room. Counting the same content again counts
 * it once. Where there is no room nothing is counted, and the answer says so to whoever judges it.
 *
 * @param slice whether it leaves on two signatures alone, or unannounced
 * @returns what others have left, as it is once this is counted
 * @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger throws
 */
export async function countRelease(ports: Counting, by: Actor, state: CaseState, slice: boolean): Promise<Room> {
  const day = officeDay(ports)
  const { agency, requester } = requestOf(state)
  const listed = state.members !== undefined
  const body: Counted = {
    agency,
    day,
    receiver: requester.organization,
    case: state.stream,
    contentRoot: state.prepared?.contentRoot ?? '',
    persons: personsOf(state),
    slice: slice && listed,
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { room, after, mine } = await lookAt(ports, state, day)
    const there = mine.some((one) => one.slice || !body.slice)
    if (there || overCap(body.persons, room.counted, day).length > 0) return room
    if (body.slice && body.persons > room.above) return room
    const result = await ports.ledger.append({
      stream: streamOfDay(agency, day),
      after,
      agency,
      events: [{ type: releaseCounted, at: ports.clock.now(), actor: by.id, body: { ...body }, people: {} }],
    })
    // Looked at once more: of two on both sides of midnight, at least one sees the other.
    if (result.outcome === 'appended') return (await lookAt(ports, state, day)).room
  }
  throw new PosternError(
    'ERR_CASE_CONFLICT',
    'Others keep releasing at this moment; nothing of this was recorded.',
    { case: state.number, attempts },
    { mend: 'Try again.' },
  )
}

/** The day first: whoever counts after it was looked at makes the append fail that follows from this. */
async function lookAt(ports: Counting, state: CaseState, day: Day) {
  const { count, after, mine } = await countFor(ports, state, day)
  const room: Room = { counted: count, ...(await thresholdFor(ports, state)) }
  return { room, after, mine }
}

/** @returns `mine`: where this very content is counted already; it stands among nobody else's */
async function countFor(ports: Counting, state: CaseState, day: Day) {
  const { agency, requester } = requestOf(state)
  const { counted: all, length: after } = await countedOn(ports, agency, day)
  const others = onceEach(all.filter((one) => !isOf(one, state)))
  const caps = capsOn(await officeSettings(ports, agency), day, ports.office.timeZone)
  const made = (those: readonly Counted[]): DayCount => ({
    day,
    caps,
    taken: {
      receiver: sumOf(those.filter(({ receiver }) => receiver === requester.organization)),
      agency: sumOf(those),
    },
  })
  const roomy = made(others)
  // Their cases are opened only where it matters whether each of them still stands.
  const count = overCap(personsOf(state), roomy, day).length === 0 ? roomy : made(await standing(ports, others))
  return { count, after, mine: all.filter((one) => isOf(one, state)) }
}

function personsOf({ prepared }: CaseState): number {
  return prepared === undefined ? 0 : personsIn(prepared)
}
