/**
 * How many persons leave in a day: each agency and day has a stream of its own, in which every release is counted
 * before it is in the log.
 *
 * Two releases at one instant append to the same stream, so one of them is refused there and counts anew. What was
 * counted and did not leave takes nothing: a count stands for as long as its content stands prepared in its case.
 */
import { overCap } from '#case/caps.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { DayCount } from '#case/day-count.ts'
import { personsIn } from '#case/prepared.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { requestOf } from './determine.ts'
import { loadCase } from './move.ts'
import { capsOn, officeSettings } from './office-settings.ts'
import type { Ports } from './ports.ts'

const releaseCounted = 'release.counted'

/** Each release of the day comes at this stream once, and others seldom come at the same moment. */
const attempts = 16

type Counting = Pick<Ports, 'ledger' | 'clock' | 'office'>

export interface CountEventShapes {
  /** One release, as the day has it. */
  'release.counted': {
    readonly agency: string
    readonly day: Day
    readonly receiver: string
    /** The stream of the case. */
    readonly case: string
    readonly contentRoot: string
    readonly persons: number
  }
}

type Counted = CountEventShapes[typeof releaseCounted]

/** What other releases have taken of this day. @throws what the ledger throws */
export async function dayCount(ports: Counting, state: CaseState): Promise<DayCount> {
  return (await countFor(ports, state, officeToday(ports))).count
}

/** Why what stands prepared cannot leave today for its number of persons; none where it can. @throws what the ledger throws */
export async function overCapToday(ports: Counting, state: CaseState): Promise<readonly Reason[]> {
  return overCap(personsOf(state), await dayCount(ports, state), officeToday(ports))
}

/**
 * Count what stands prepared among this day's releases, where there is room. Counting the same content again counts
 * it once. Where there is no room nothing is counted, and the answer says so to whoever judges it.
 *
 * @returns what others have taken of the day
 * @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger throws
 */
export async function countRelease(ports: Counting, by: Actor, state: CaseState): Promise<DayCount> {
  const day = officeToday(ports)
  const { agency, requester } = requestOf(state)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { count, after, counted } = await countFor(ports, state, day)
    if (counted || overCap(personsOf(state), count, day).length > 0) return count
    const body: Counted = {
      agency,
      day,
      receiver: requester.organization,
      case: state.stream,
      contentRoot: state.prepared?.contentRoot ?? '',
      persons: personsOf(state),
    }
    const result = await ports.ledger.append({
      stream: streamOfDay(agency, day),
      after,
      agency,
      events: [{ type: releaseCounted, at: ports.clock.now(), actor: by.id, body: { ...body }, people: {} }],
    })
    if (result.outcome === 'appended') return count
  }
  throw new PosternError(
    'ERR_CASE_CONFLICT',
    'Others keep releasing at this moment; nothing of this was recorded.',
    { case: state.number, attempts },
    { mend: 'Try again.' },
  )
}

/** @returns `counted`: this very content is counted already, and stands among nobody else's */
async function countFor(ports: Counting, state: CaseState, day: Day) {
  const { agency, requester } = requestOf(state)
  const events = await ports.ledger.load(streamOfDay(agency, day))
  const all = events.flatMap(countedIn)
  const others = all.filter((one) => !isOf(one, state))
  const caps = capsOn(await officeSettings(ports, agency), day, ports.office.timeZone)
  const made = (those: readonly Counted[]): DayCount => ({
    day,
    caps,
    taken: {
      receiver: sum(those.filter(({ receiver }) => receiver === requester.organization)),
      agency: sum(those),
    },
  })
  const roomy = made(others)
  // Their cases are opened only where it matters whether each of them still stands.
  const count = overCap(personsOf(state), roomy, day).length === 0 ? roomy : made(await standing(ports, others))
  return { count, after: events.length, counted: others.length < all.length }
}

async function standing(ports: Counting, all: readonly Counted[]): Promise<readonly Counted[]> {
  const found = await Promise.all(all.map(async (one) => ((await stands(ports, one)) ? [one] : [])))
  return found.flat()
}

/** Until it left, what was made void left nobody; after that it stays prepared for good. */
async function stands(ports: Counting, { case: stream, contentRoot }: Counted): Promise<boolean> {
  try {
    return (await loadCase(ports, stream)).state.prepared?.contentRoot === contentRoot
  } catch (error) {
    // Forgotten on the very day: it had left.
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return true
    throw error
  }
}

function isOf(one: Counted, { stream, prepared }: CaseState): boolean {
  return one.case === stream && one.contentRoot === prepared?.contentRoot
}

function sum(counted: readonly Counted[]): number {
  return counted.reduce((total, { persons }) => total + persons, 0)
}

function personsOf({ prepared }: CaseState): number {
  return prepared === undefined ? 0 : personsIn(prepared)
}

function officeToday({ clock, office }: Counting): Day {
  return asOfIn(clock.now(), office.timeZone).slice(0, 10)
}

/** A UUID of our own making (RFC 9562, version 8): everybody who counts this day of this agency finds the same stream. */
function streamOfDay(agency: string, day: Day): string {
  const bytes = sha256(utf8(`postern/release-day/v1\n${agency}\n${day}\n`)).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** INVARIANT: only `countRelease` writes events of this type, so their bodies are of this shape. */
function countedIn({ record: { type, body } }: StoredEvent): readonly Counted[] {
  return type === releaseCounted && isCounted(body) ? [body] : []
}

function isCounted(body: unknown): body is Counted {
  return typeof body === 'object' && body !== null && 'contentRoot' in body && 'persons' in body
}
