/** Mailed codes: short-lived, used once, and dead after a few wrong tries. */
import type { Instant } from '#vocabulary/time.ts'
import type { Act } from './act.ts'
import { later } from './waiting.ts'

/** A letter takes days to arrive; after this the code opens nothing. */
export const codeDays = 14
/** Wrong tries after which a code is dead, and its letter's address is told. */
export const mostTries = 5
/** Letters of a kind to one person within `codeDays`, where anybody could call for them; more would flood a mailbox. */
export const mostLetters = 3
const sessionMinutes = 30

export const codeUntil = (now: Instant): Instant => later(now, codeDays)
export const sessionUntil = (now: Instant): Instant => new Date(Date.parse(now) + sessionMinutes * 60_000).toISOString()

export type Tried =
  | { readonly right: true }
  /** `left`: tries that remain. The same words for a wrong code, an old one, and one that was never mailed. */
  | { readonly right: false; readonly left: number }

/**
 * Whether this opens the act. An act that was never mailed a code is tried, counted and refused as any other.
 *
 * @param hash of what was typed
 */
export function tryCode(act: Act, hash: string, now: Instant): Tried {
  const { code, kind } = act
  if (code === undefined || isDead(act)) return { right: false, left: 0 }
  const left = mostTries - code.refused - 1
  const inTime = kind === 'complaint' || (!code.used && code.until !== undefined && now < code.until)
  return inTime && code.hash === hash ? { right: true } : { right: false, left }
}

/** After so many wrong tries no code opens it any more. */
export function isDead({ code }: Act): boolean {
  return (code?.refused ?? 0) >= mostTries
}

export function sessionIsOpen({ code }: Act, hash: string, now: Instant): boolean {
  return code?.session !== undefined && code.session.hash === hash && now < code.session.until
}
