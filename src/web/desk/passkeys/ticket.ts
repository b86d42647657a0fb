/**
 * The challenge of a registration, which the server knows again without having kept it: a keyed hash over whose session
 * asked, and when. It is good for that session and for ten minutes.
 */
import { createHmac } from 'node:crypto'
import { toBase64url } from '#formats/bytes.ts'
import { isInstant } from '#formats/shape.ts'
import type { Instant } from '#vocabulary/time.ts'

const goodFor = 10 * 60_000

/** @param secret of the office @param session its hash */
export function challengeAt(secret: Uint8Array, session: string, at: Instant): string {
  return toBase64url(
    new Uint8Array(createHmac('sha256', secret).update(`postern/passkey\n${session}\n${at}\n`).digest()),
  )
}

/** @param ticket the moment as the form gives it back; hostile. The challenge shows whether it is true. */
export function isCurrent(ticket: string, now: Instant): boolean {
  const age = isInstant(ticket) ? Date.parse(now) - Date.parse(ticket) : -1
  return age >= 0 && age <= goodFor
}
