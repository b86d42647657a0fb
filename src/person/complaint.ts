/** The clock of a complaint. These days are the office's own promise and no law's. */
import type { Day, Instant } from '#vocabulary/time.ts'
import type { Act } from './act.ts'
import { later } from './waiting.ts'

const acknowledgeDays = 7
const answerDays = 30

export function clockFrom(now: Instant): { readonly acknowledgeBy: Day; readonly answerBy: Day } {
  return {
    acknowledgeBy: later(now, acknowledgeDays).slice(0, 10),
    answerBy: later(now, answerDays).slice(0, 10),
  }
}

export type ComplaintState = 'received' | 'acknowledged' | 'answered'

export function complaintState({ complaint }: Act): ComplaintState {
  if (complaint?.answer !== undefined) return 'answered'
  return complaint?.acknowledgedAt === undefined ? 'received' : 'acknowledged'
}
