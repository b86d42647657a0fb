/** The day on which a request is answered short of a release: counted from the request and its papers alone. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'
import { addDays, dayOf, earliest } from './days.ts'
import { addBusinessDays, isBusinessDay } from './holidays.ts'
import { jurisdictionOf, type Holiday, type RuleSet } from './rules.ts'
import type { Told } from './told.ts'

/**
 * Who answers a court, and what a request lacks, is said on the next business day. A refusal leaves time for what may
 * still be released; but it is there before the day on which a paper is returnable, where a business day is left.
 *
 * @param businessDays how long this agency takes for a refusal: 1 or more
 */
export function answerDay(file: CaseFile, { answer }: Pick<Told, 'answer'>, rules: RuleSet, businessDays: number): Day {
  const holidays = officeHolidays(rules, file.agency)
  const today = dayOf(file.asOf)
  const next = addBusinessDays(today, 1, holidays)
  if (answer !== 'refusal') return next
  const usual = addBusinessDays(today, businessDays, holidays)
  const returnable = earliest(...(file.request.instruments ?? []).map(({ returnOn }) => returnOn))
  if (returnable === undefined || usual < returnable) return usual
  const before = businessDayBefore(returnable, holidays)
  return before > next ? before : next
}

/** The holidays of the agency's state and the federal ones, as the rules count them. */
export function officeHolidays({ rules }: RuleSet, agency: string): readonly Holiday[] {
  const known = rules.flatMap(({ parts }) => parts).find(({ deadline }) => deadline?.holidays !== undefined)
  const { us = [], ...states } = known?.deadline?.holidays ?? {}
  const state = jurisdictionOf(agency)
  return [...us, ...(state === undefined ? [] : (states[state] ?? []))]
}

/** The next of the set times after `day`, for what missed its own. */
export function nextAnswerDay(day: Day, agency: string, rules: RuleSet): Day {
  return addBusinessDays(day, 1, officeHolidays(rules, agency))
}

function businessDayBefore(day: Day, holidays: readonly Holiday[]): Day {
  const before = addDays(day, -1)
  return isBusinessDay(before, holidays) ? before : businessDayBefore(before, holidays)
}
