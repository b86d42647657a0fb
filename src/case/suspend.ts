/**
 * Suspending what a person sees of a case, for as long as a law enforcement or oversight agency has said in writing
 * that it would impede its work (45 CFR 164.528(a)(2), US-HIP-09). It ends by itself, and everything is there again.
 */
import { hasCome, isBlank, isDay, unless, type Handler } from './reasons.ts'
import { wordsOf } from './without-people.ts'

/** An oral statement is written down, and holds no longer (US-HIP-09, T-10). */
const oralDays = 30

export const suspendAccounting: Handler<'suspend-accounting'> = (state, command, { now }) => {
  const { issuer, ground, form, from, until } = command
  const days = isDay(from) && isDay(until) ? (Date.parse(until) - Date.parse(from)) / 86_400_000 : Number.NaN
  const reasons = [
    ...unless(!isBlank(issuer), 'issuer-missing', 'say which agency stated that the list would impede its work'),
    ...unless(!isBlank(ground), 'ground-missing', 'write down the ground: without one nothing is kept from a person'),
    ...unless(hasCome(from, now), 'day-not-come', 'a suspension begins on a day of the calendar that has come'),
    ...unless(days >= 0, 'end-missing', 'a suspension ends on a day of the calendar, not before the day it begins'),
    ...unless(
      form !== 'oral' || !(days > oralDays),
      'oral-too-long',
      `what was only said holds for ${oralDays} days at most; ask for it in writing`,
    ),
  ]
  if (reasons.length > 0) return reasons
  const words = wordsOf(state)
  return { type: 'accounting.suspended', body: { issuer: words(issuer), ground: words(ground), form, from, until } }
}

export const endSuspension: Handler<'end-suspension'> = (state, { reason }, { now }) => {
  const stands = (state.suspendedUntil ?? '') >= now.slice(0, 10)
  const reasons = [
    ...unless(stands, 'not-suspended', 'nothing of this case is kept from the people in it'),
    ...unless(!isBlank(reason), 'reason-missing', 'say why it ends early'),
  ]
  return reasons.length > 0 ? reasons : { type: 'accounting.resumed', body: { reason: wordsOf(state)(reason) } }
}
