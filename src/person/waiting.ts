/**
 * What exposes somebody takes time: withdrawing an objection, and sending our letters elsewhere. The address on file
 * is told first, and the days count from the day on which that letter was handed to the mail. No letter, no effect.
 */
import type { Instant } from '#vocabulary/time.ts'
import type { Act } from './act.ts'
import type { Address, LetterKind } from './events.ts'

/** Long enough for a letter to arrive and for somebody to answer it. */
export const waitingDays = 10

/** When an objection ends by the wish of the person; undefined while nobody was told of that wish, or where there is none. */
export function endsAt(act: Act): Instant | undefined {
  return act.withdrawal === undefined ? undefined : afterTelling(act, 'objection-withdrawal', act.withdrawal.n)
}

/** Whether the objection protects at this moment. */
export function objectionStands(act: Act, now: Instant): boolean {
  const end = endsAt(act)
  return act.kind === 'objection' && (end === undefined || now < end)
}

/** From when our letters go to the new address; undefined while the old address was not told, or once it was stopped. */
export function movesAt(act: Act): Instant | undefined {
  return act.kind !== 'address' || act.stopped ? undefined : afterTelling(act, 'address-changed')
}

/** Where our letters go by the person's own wish: the newest change whose time has come. */
export function chosenAddress(acts: readonly Act[], now: Instant): Address | undefined {
  const begun = acts.flatMap((act) => {
    const from = movesAt(act)
    return from === undefined || from > now || act.address === undefined ? [] : [{ from, address: act.address }]
  })
  return begun.toSorted((a, b) => (a.from < b.from ? -1 : 1)).at(-1)?.address
}

/** @param about counter of the event that the letter tells of, where there may be several */
function afterTelling({ letters }: Act, letter: LetterKind, about?: number): Instant | undefined {
  const told = letters.find((one) => one.letter === letter && (about === undefined || one.about === about))?.sentAt
  return told === undefined ? undefined : later(told, waitingDays)
}

export function later(from: Instant, days: number): Instant {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString()
}
