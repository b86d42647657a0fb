/** What counsel does about a paper besides approving it: object, move to quash, settle a dispute; and referrals to counsel. */
import type { Reason } from './commands.ts'
import { isStayed, quashedOn } from './orders.ts'
import { hasCome, isBlank, isDay, noneOf, unknownOf, unless, type Handler } from './reasons.ts'
import type { CaseState, MotionState } from './state.ts'
import { wordsOf } from './without-people.ts'

const noProcess = new Set(['consent', 'agreement', 'cited-statute'])

export const recordMotion: Handler<'record-motion'> = (state, command, { now }) => {
  const { instrument, motion, due, filedOn, docket, ended } = command
  const kind = state.instruments[instrument]?.kind
  const stands = pendingMotions(state, instrument).some((one) => one.motion === motion)
  const reasons = [
    ...noneOf(
      unknownOf([instrument], state.instruments),
      'instrument-unknown',
      (list) => `this case has no instrument ${list}`,
    ),
    ...unless(
      kind === undefined || !noProcess.has(kind),
      'no-process',
      `${instrument} compels nobody, so there is nothing to object to or to quash`,
    ),
    ...unless(
      (kind === 'judicial-warrant') === (motion === 'motion-for-limits') || kind === undefined,
      'wrong-motion',
      'a warrant is executed and nobody obstructs it: ask the court for limits; object to another paper or move to quash it',
    ),
    ...unless(isDay(due), 'day-not-come', 'the last day to make the motion is a day of the calendar'),
    ...unless(
      filedOn === undefined || hasCome(filedOn, now),
      'day-not-come',
      'a motion was filed on a day of the calendar that has come',
    ),
    ...unless(
      ended === undefined || stands,
      'no-such-motion',
      `no such motion stands against ${instrument}, so it cannot come to an end`,
    ),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'motion.recorded',
    body: {
      instrument,
      motion,
      due,
      ...(filedOn === undefined ? {} : { filedOn }),
      ...(docket === undefined ? {} : { docket: wordsOf(state)(docket) }),
      ...(ended === undefined ? {} : { ended }),
    },
  }
}

/** Motions against a paper that have not come to their end. */
export function pendingMotions({ motions }: Pick<CaseState, 'motions'>, instrument: string): MotionState[] {
  return motions.filter((one) => one.instrument === instrument && one.ended === undefined)
}

/** Counsel approves no paper that a court has stopped, or that counsel asks a court to stop. */
export function mayBeApproved(state: CaseState, papers: readonly string[]): Reason[] {
  return [
    ...noneOf(
      papers.filter((id) => quashedOn(state, id) !== undefined),
      'paper-quashed',
      (list) => `a court has quashed ${list}, as the order was read: it opens nothing any more`,
    ),
    ...noneOf(
      papers.filter((id) => isStayed(state, id)),
      'paper-stayed',
      (list) =>
        `a court has stayed ${list}, as the order was read: it opens nothing until an order that lifts the stay was read by two people and confirmed by the court`,
    ),
    ...noneOf(
      papers.filter((id) => pendingMotions(state, id).length > 0),
      'motion-stands',
      (list) => `counsel has moved against ${list}: record how the motion ended before you approve it`,
    ),
  ]
}

export const settleReading: Handler<'settle-reading'> = (state, { paper, reader, reason }, { actor }) => {
  const disputed = { ...state.instruments, ...state.orders }[paper]?.readings.disputed
  const readers = disputed?.given.map(({ by }) => by) ?? []
  const reasons = [
    ...unless(disputed !== undefined, 'no-dispute', `nobody differs about ${paper}`),
    ...unless(
      disputed === undefined || readers.includes(reader),
      'reader-unknown',
      `the reading that stands is one of ${readers.join(', ')}`,
    ),
    ...unless(
      !readers.includes(actor.id),
      'own-work',
      `${actor.id} is one of those who differ about ${paper}, so somebody else of counsel settles it`,
    ),
    ...unless(!isBlank(reason), 'reason-missing', 'say in writing why that reading stands'),
  ]
  return reasons.length > 0
    ? reasons
    : { type: 'reading.settled', body: { paper, reader, reason: wordsOf(state)(reason) } }
}

export const refer: Handler<'refer'> = (state, { reason }) => {
  const reasons = [
    ...unless(state.referred === undefined, 'referral-stands', 'this case is referred to counsel already'),
    ...unless(!isBlank(reason), 'reason-missing', 'say what counsel is asked'),
  ]
  return reasons.length > 0 ? reasons : { type: 'case.referred', body: { reason: wordsOf(state)(reason) } }
}

export const returnReferral: Handler<'return-referral'> = (state, { reason }) => {
  const reasons = [
    ...unless(state.referred !== undefined, 'no-referral', 'nobody has referred this case to counsel'),
    ...unless(!isBlank(reason), 'reason-missing', 'say what counsel answers'),
  ]
  return reasons.length > 0 ? reasons : { type: 'referral.returned', body: { reason: wordsOf(state)(reason) } }
}
