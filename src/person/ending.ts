/** How long an act has an effect. What still protects somebody has no end, however old it is. */
import type { Day, Instant } from '#vocabulary/time.ts'
import type { Act } from './act.ts'
import { endsAt } from './waiting.ts'

/**
 * The day on which the act had its last effect; undefined while it has one.
 *
 * A standing objection, an address that somebody chose, and a withdrawal of every consent of before stay for good: to
 * forget them would expose whom they protect. A complaint without an answer waits for us.
 */
export function endedOn(act: Act, now: Instant): Day | undefined {
  const last = lastEffect(act)
  return last === undefined || last >= now ? undefined : last.slice(0, 10)
}

function lastEffect(act: Act): Instant | undefined {
  switch (act.kind) {
    case 'objection':
      return endsAt(act)
    case 'consent':
      return act.consent === undefined ? undefined : `${act.consent.until}T23:59:59.999Z`
    case 'code':
      return [act.madeAt, act.code?.until ?? '', act.code?.session?.until ?? ''].toSorted().at(-1)
    case 'complaint':
      return act.complaint?.answer?.at
    case 'address':
      return act.stopped ? act.madeAt : undefined
    case 'consent-withdrawal':
      break
  }
  return undefined
}
