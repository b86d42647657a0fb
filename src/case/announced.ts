/**
 * The public notice of a release of many persons: how many, which elements and by which law stand on the public page for
 * ten business days before anything leaves. A court's order shortens that.
 */
import type { Day } from '#vocabulary/time.ts'
import type { MadeDecision, Reason } from './commands.ts'
import type { Threshold } from './day-count.ts'
import type { CellName, EventShapes } from './events.ts'
import { shortening } from './orders.ts'
import { aboveInWords, fromOutside } from './outside.ts'
import { personsIn } from './prepared.ts'
import { dayAfter, dayOf, daysAfter, isBlank, isDay, standing, unless, type Handler } from './reasons.ts'
import { nameOf, released } from './released.ts'
import type { Announcement, CaseState, Prepared } from './state.ts'
import { wordsOf } from './without-people.ts'

/** What the public is told of a release. */
export type Leaving = Pick<EventShapes['release.announced']['body'], 'persons' | 'elements' | 'basis'>

/** From a Sunday on, the tenth business day is the Friday of the next week, where no holiday is between. */
const fewestDays = 12

export const announce: Handler<'announce'> = (state, { today, standsUntil, above, order }, { now, actor }) => {
  const days = unless(
    isToday(today, dayOf(now, 0)) && isDay(standsUntil) && standsUntil >= daysAfter(today, fewestDays),
    'days-wrong',
    'a notice begins today, and stands for ten business days',
  )
  if (days.length > 0) return days
  const leaving = wouldLeave(state)
  const facts = order === undefined ? undefined : shortening(state, order)
  const court = facts === undefined ? undefined : courtOrderOf(facts)
  const usual = dayAfter(standsUntil)
  const leavesOn = court === undefined ? usual : earlier(court.from, usual)
  const before = state.announced
  const reasons = [
    ...unless(
      leaving.persons > above,
      'few-enough',
      `this decision releases something of ${personsInWords(leaving.persons)}, and up to ${above} nothing has to be announced`,
    ),
    ...unless(
      order === undefined || actor.roles.includes('counsel'),
      'counsel-only',
      'it is counsel who says that a court’s order shortens the notice: have counsel announce it',
    ),
    ...unless(
      order === undefined || facts !== undefined,
      'order-not-certain',
      `${order} is no order of a court that lets it leave earlier, read the same by two people and confirmed by that court`,
    ),
    ...unless(
      facts === undefined || court !== undefined,
      'court-not-named',
      `the public page names the court and its docket: read ${order} again, with both`,
    ),
    ...unless(
      court === undefined || court.from < usual,
      'order-shortens-nothing',
      `${order} lets it leave from ${court?.from}, and without it that is ${usual}`,
    ),
    ...unless(
      before === undefined || beyond(before, leaving).length > 0 || leavesOn < leavesFrom(state, before),
      'announced-already',
      `this stands on the public page since ${before?.announcedOn}, and may leave from ${before && leavesFrom(state, before)}`,
    ),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'release.announced',
    body: { ...leaving, announcedOn: today, standsUntil, ...(court === undefined ? {} : { courtOrder: court }) },
  }
}

export const withdrawNotice: Handler<'withdraw-notice'> = (state, { reason }) => {
  const reasons = [
    ...unless(state.announced !== undefined, 'nothing-announced', 'no notice of this case stands on the public page'),
    ...unless(!isBlank(reason), 'reason-missing', 'say why the notice is withdrawn'),
  ]
  return reasons.length > 0 ? reasons : { type: 'announcement.withdrawn', body: { reason: wordsOf(state)(reason) } }
}

/** What the standing decision would let go. Of listed members each class counts for the persons in it. */
export function wouldLeave({ decision, people }: Pick<CaseState, 'decision' | 'people'>): Leaving {
  const cells = released(standing(decision, 'a decision'))
  const refs = [...new Set(cells.map(({ subject }) => subject))]
  const persons = refs.map((ref) => {
    const match = people[ref]?.match
    return match?.match === 'class' ? match.persons : 1
  })
  return leavingOf(
    persons.reduce((sum, some) => sum + some, 0),
    cells,
  )
}

/** The first day on which what was announced may leave. An order counts for as long as it is certain. */
export function leavesFrom(
  state: Pick<CaseState, 'orders' | 'request'>,
  { standsUntil, courtOrder }: Announcement,
): Day {
  const usual = dayAfter(standsUntil)
  const from = courtOrder === undefined ? undefined : shortening(state, courtOrder.order)?.leavesFrom
  return from === undefined ? usual : earlier(from, usual)
}

/**
 * Why what stands prepared may not leave yet for want of a public notice; none where it stood its days, or where few
 * enough persons are in it.
 *
 * @param cells of the decision as it is made now: by which law each prepared cell leaves
 * @param threshold as it is by now
 */
export function notAnnounced(
  state: CaseState,
  prepared: Prepared,
  cells: MadeDecision['decision']['cells'],
  threshold: Threshold,
  today: Day,
): Reason[] {
  const persons = personsIn(prepared)
  if (persons <= threshold.above) return []
  const { announced } = state
  if (announced === undefined) {
    const words = `${aboveInWords(threshold)} a release stands on the public page for ten business days first, and this one of ${persons} was not announced: announce it`
    return [{ code: 'not-announced', words }]
  }
  const packed = new Set(Object.entries(prepared.cells).flatMap(([ref, list]) => list.map((cell) => nameOf(ref, cell))))
  const leaving = leavingOf(
    persons,
    cells.filter((cell) => packed.has(nameOf(cell.subject, cell))),
  )
  const from = leavesFrom(state, announced)
  return [
    ...covered(state, announced, leaving),
    ...unless(
      today >= from,
      'announcement-runs',
      `it was announced on ${announced.announcedOn}, and may leave from ${from}`,
    ),
  ]
}

/**
 * Whether what stands prepared would leave on two signatures alone, or with no public notice that covers it. Of listed
 * members it then takes of what may leave so.
 *
 * @param cells of the decision as it is made now
 */
export function leavesQuietly(
  state: CaseState,
  prepared: Prepared,
  cells: MadeDecision['decision']['cells'],
  today: Day,
): boolean {
  const everybody: Threshold = { above: 0 }
  const lacks = [...fromOutside(state, prepared, everybody), ...notAnnounced(state, prepared, cells, everybody, today)]
  return lacks.length > 0
}

/**
 * Why what is prepared now could never leave by the notice that stands: it expires before that is over, or goes beyond
 * it. Nobody's records are read, and nobody signs, for that. None where no notice is needed, or none stands yet.
 *
 * @param above as it is by now
 * @param expiresOn the day on which what is prepared now expires
 */
export function barredByNotice(state: CaseState, { above }: Threshold, expiresOn: Day): Reason[] {
  const { announced, decision } = state
  if (announced === undefined || decision === undefined) return []
  const leaving = wouldLeave(state)
  if (leaving.persons <= above) return []
  const from = leavesFrom(state, announced)
  return [
    ...covered(state, announced, leaving),
    ...unless(
      expiresOn >= from,
      'expires-in-notice',
      `it may leave from ${from}, and what is prepared today expires on ${expiresOn}, before that: once the notice is over, match, decide, prepare and sign it in one day`,
    ),
  ]
}

function covered({ members }: CaseState, announced: Announcement, leaving: Leaving): Reason[] {
  const more = beyond(announced, leaving)
  const fewer = members === undefined ? '' : ', or list the members without those who came to it since'
  const words = `what was announced on ${announced.announcedOn} does not cover this release: ${more.join('; ')}. Announce it anew${fewer}`
  return unless(more.length === 0, 'beyond-announced', words)
}

/** What of a release goes beyond what was announced, in words. */
export function beyond(announced: Leaving, { persons, elements, basis }: Leaving): string[] {
  const said = new Set(announced.elements.map(cellInWords))
  const more = elements.map(cellInWords).filter((cell) => !said.has(cell))
  const rules = basis.filter((rule) => !announced.basis.includes(rule))
  return [
    ...(persons > announced.persons ? [`${personsInWords(persons)} in place of ${announced.persons}`] : []),
    ...(more.length > 0 ? [`${more.join(', ')} besides`] : []),
    ...(rules.length > 0 ? [`by ${rules.join(', ')} besides`] : []),
  ]
}

interface Leaves extends CellName {
  readonly basis: readonly string[]
}

/** Sorted, so that the same release is announced in the same words. */
function leavingOf(persons: number, cells: readonly Leaves[]): Leaving {
  const elements = new Map(cells.map(({ program, element }) => [`${program} ${element}`, { program, element }]))
  return {
    persons,
    elements: [...elements].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell),
    basis: [...new Set(cells.flatMap(({ basis }) => basis))].toSorted(),
  }
}

function courtOrderOf({
  id,
  issuer,
  docket,
  issuedOn,
  leavesFrom: from,
}: NonNullable<ReturnType<typeof shortening>>): Announcement['courtOrder'] {
  if (issuer === undefined || docket === undefined || from === undefined) return undefined
  return { order: id, court: issuer, docket, issuedOn, from }
}

/** The day is the office's, which in every American offset is that of UTC or the one before. */
function isToday(day: Day, utc: Day): boolean {
  return isDay(day) && (day === utc || dayAfter(day) === utc)
}

function earlier(one: Day, other: Day): Day {
  return one < other ? one : other
}

function cellInWords({ program, element }: CellName): string {
  return `${element} of ${program}`
}

function personsInWords(count: number): string {
  return count === 1 ? '1 person' : `${count} persons`
}
