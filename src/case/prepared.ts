/** What holds of every step with what stands prepared, and of every signature over it, whoever makes it. */
import type { Instant } from '#vocabulary/time.ts'
import type { Reason } from './commands.ts'
import { noneOf, unless } from './reasons.ts'
import type { CaseState, Prepared } from './state.ts'

export function noOpenIncident({ incidents }: CaseState): Reason[] {
  return noneOf(
    incidents,
    'incident-open',
    (list) => `nothing moves while incident ${list} is open: the privacy officer or counsel closes it`,
  )
}

export function notExpired({ expiresAt }: Prepared, now: Instant): Reason[] {
  return unless(now < expiresAt, 'package-expired', `the package expired at ${expiresAt}: decide and prepare it again`)
}

/** For how many persons something is in it. */
export function personsIn({ bulk, cells }: Prepared): number {
  return bulk?.persons ?? Object.keys(cells).length
}

/** Everybody whose work stands prepared: who decided, who prepared, who filled in a worksheet. None of them signs for it. */
export function workedOn({ decision, prepared, worksheets }: CaseState): readonly string[] {
  const filled = Object.values(worksheets).flatMap(({ by }) => by)
  return [decision?.by, prepared?.by, ...filled].filter((who) => who !== undefined)
}

interface Signed {
  readonly caseNumber: string
  readonly contentRoot: string
  readonly at: Instant
}

/** That a signature is over what stands prepared, and was made while it stood. @param what such as "the approval" */
export function signedOverThis(
  { number, approvalsVoidedAt }: CaseState,
  prepared: Prepared,
  { caseNumber, contentRoot, at }: Signed,
  { now, what }: { readonly now: Instant; readonly what: string },
): Reason[] {
  return [
    ...unless(
      contentRoot === prepared.contentRoot && caseNumber === number,
      'other-content',
      'the signature is over other content than what stands prepared',
    ),
    ...unless(
      at >= prepared.at && at <= now,
      'signed-at-another-time',
      `${what} was signed before the content stood prepared, or in the future`,
    ),
    // Whoever keeps a note that was taken back cannot hand it in again.
    ...unless(
      approvalsVoidedAt === undefined || at > approvalsVoidedAt,
      'taken-back',
      'approvals were taken back after this one was signed: read what stands prepared, and sign anew',
    ),
  ]
}
