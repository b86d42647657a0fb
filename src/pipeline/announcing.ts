/** Tell the public of a release of many persons, and show what was told. */
import { becameOf, type Announced, type Standing as Became } from '#accounting/announcements.ts'
import { barredByNotice, beyond, leavesFrom, notAnnounced, wouldLeave, type Leaving } from '#case/announced.ts'
import { overCap } from '#case/caps.ts'
import type { Actor, Reason } from '#case/commands.ts'
import { closedTo } from '#case/decide-command.ts'
import type { Threshold } from '#case/day-count.ts'
import type { CellName } from '#case/events.ts'
import { aboveInWords } from '#case/outside.ts'
import type { CaseState } from '#case/state.ts'
import { officeHolidays } from '#decision/answer-day.ts'
import { addDays } from '#decision/days.ts'
import { addBusinessDays } from '#decision/holidays.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { requestOf } from './determine.ts'
import { expiryOf } from './expiry.ts'
import { officeDay } from './law.ts'
import { move, type Moved } from './move.ts'
import { capsOn } from './daily-caps.ts'
import { officeSettings } from './office-settings.ts'
import type { Ports } from './ports.ts'
import { thresholdFor } from './threshold.ts'

/** A notice stands for so many business days before anything leaves. */
const businessDays = 10

type Announcing = Pick<Ports, 'ledger' | 'clock' | 'observe' | 'law' | 'office'>

/**
 * Put what the standing decision would release on the public page, from today on.
 *
 * @param order the order of a court that shortens the ten business days: o1
 * @throws what the ledger and the law throw
 */
export function announce(ports: Announcing, actor: Actor, stream: string, order?: string): Promise<Moved> {
  return move(ports, actor, stream, async ({ state }) => {
    const closed = closedTo(state, 'announce', { now: ports.clock.now(), actor })
    if (closed !== undefined) return { refusal: closed }
    const { agency } = requestOf(state)
    return {
      command: 'announce',
      ...(await days(ports, agency)),
      ...(await thresholdFor(ports, state)),
      ...(order === undefined ? {} : { order }),
    }
  })
}

async function days(ports: Pick<Ports, 'clock' | 'law' | 'office'>, agency: string) {
  const today = officeDay(ports)
  return { today, standsUntil: addBusinessDays(today, businessDays, officeHolidays(await ports.law(today), agency)) }
}

/** Take what stands on the public page back; it stays there as withdrawn. @throws what the ledger throws */
export function withdrawNotice(
  ports: Pick<Ports, 'ledger' | 'clock' | 'observe'>,
  actor: Actor,
  stream: string,
  reason: string,
): Promise<Moved> {
  return move(ports, actor, stream, () => ({ command: 'withdraw-notice', reason }))
}

/** What the desk shows of a case and its notice. */
export interface ToAnnounce {
  readonly threshold: Threshold
  /** The same, such as "above 200 persons", with the reason where it is less than the agency's number. */
  readonly above: string
  /** What a notice would say; undefined while nothing is decided. */
  readonly leaving: Leaving | undefined
  /** More persons than that. */
  readonly needed: boolean
  /** Until when one given today would stand; undefined while nothing is decided. */
  readonly standsUntil: Day | undefined
  /** In words, what the decision has beyond the notice that stands. */
  readonly beyond: readonly string[]
  /** From when what was announced may leave. */
  readonly leavesFrom: Day | undefined
  /** Why so many could not leave in any one day by the caps of today: a higher cap counts from the day after it is confirmed. */
  readonly tooMany: readonly Reason[]
}

/** @throws what the ledger and the law throw */
export async function toAnnounce(
  ports: Pick<Ports, 'ledger' | 'clock' | 'law' | 'office'>,
  state: CaseState,
): Promise<ToAnnounce> {
  const { agency } = requestOf(state)
  const settings = await officeSettings(ports, agency)
  const threshold = await thresholdFor(ports, state)
  const day = officeDay(ports)
  const alone = { day, caps: capsOn(settings, day, ports.office.timeZone), taken: { receiver: 0, agency: 0 } }
  const leaving = state.decision === undefined ? undefined : wouldLeave(state)
  const { announced } = state
  return {
    threshold,
    above: aboveInWords(threshold),
    leaving,
    needed: leaving !== undefined && leaving.persons > threshold.above,
    standsUntil: leaving === undefined ? undefined : (await days(ports, agency)).standsUntil,
    beyond: announced === undefined || leaving === undefined ? [] : beyond(announced, leaving),
    leavesFrom: mayLeaveFrom(state),
    tooMany: leaving === undefined ? [] : overCap(leaving.persons, alone, day),
  }
}

/** From when what was announced may leave; undefined where nothing was. */
export function mayLeaveFrom(state: CaseState): Day | undefined {
  return state.announced && leavesFrom(state, state.announced)
}

/**
 * Why what stands prepared cannot leave today for want of a public notice, by the decision that stands; none where it
 * can. @throws what the ledger throws
 */
export async function announcementMissing(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  state: CaseState,
): Promise<readonly Reason[]> {
  const { prepared, decision } = state
  if (prepared === undefined || decision === undefined) return []
  const cells = decision.cells.map((cell) => ({ ...cell, needs: [...cell.needs], basis: [...cell.basis] }))
  return notAnnounced(state, prepared, cells, await thresholdFor(ports, state), officeDay(ports))
}

/** Why what would be prepared now could never leave, by the notice that stands; see {@link barredByNotice}. @throws what the ledger throws */
export async function noticeBars(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  state: CaseState,
): Promise<readonly Reason[]> {
  if (state.announced === undefined) return []
  return barredByNotice(state, await thresholdFor(ports, state), expiryDay(ports))
}

/** The office's day on which what is prepared now expires. */
function expiryDay(ports: Pick<Ports, 'clock' | 'office'>): Day {
  return asOfIn(expiryOf(ports), ports.office.timeZone).slice(0, 10)
}

/** A notice as the public reads it. */
export interface PublicNotice {
  /** The place of its event in the log. */
  readonly id: number
  readonly at: Instant
  readonly agency: string
  readonly persons: number
  readonly elements: readonly CellName[]
  /** Ids of rules. */
  readonly basis: readonly string[]
  readonly announcedOn: Day
  readonly standsUntil: Day
  /** The first day on which it may leave. */
  readonly leavesFrom: Day
  readonly court: { readonly name: string; readonly docket: string; readonly orderedOn: Day } | undefined
  readonly state: Became
  /** When it came to that; undefined while it stands. */
  readonly on: Day | undefined
}

/** So many of the newest are shown; there are few in a year. */
const shown = 500

/** Every notice that stands or stood, of every agency, the newest first. @throws what the database throws */
export async function publicNotices({
  announcements,
  office,
}: Pick<Ports, 'announcements' | 'office'>): Promise<readonly PublicNotice[]> {
  const dayOf = (at: Instant): Day => asOfIn(at, office.timeZone).slice(0, 10)
  return (await announcements.list(shown)).map((one) => asPublic(one, dayOf))
}

function asPublic(one: Announced, dayOf: (at: Instant) => Day): PublicNotice {
  const { seq, agency, persons, elements, basis, announcedOn, standsUntil, court, docket, orderedOn, later } = one
  const usual = addDays(standsUntil, 1)
  const { state, at: since } = becameOf(later)
  return {
    id: seq,
    at: one.at,
    agency,
    persons,
    elements: elements.split('\n').map((line) => {
      const [program = '', element = ''] = line.split(' ')
      return { program, element }
    }),
    basis: basis.split(' '),
    announcedOn,
    standsUntil,
    leavesFrom: one.leavesFrom !== null && one.leavesFrom < usual ? one.leavesFrom : usual,
    court: court === null ? undefined : { name: court, docket: docket ?? '', orderedOn: orderedOn ?? announcedOn },
    state,
    on: since === undefined ? undefined : dayOf(since),
  }
}
