import type { Day } from '#vocabulary/time.ts'
import type { RuleSet } from './rules.ts'

/**
 * The rules that were in force on a day, for a case of any day: which law a file is decided under is then said by
 * this day, and everything else about it by the file's own.
 */
export function onDay(rules: RuleSet, day: Day): RuleSet {
  const inForce = rules.rules.filter(
    ({ effective: { from, to } }) => (from === null || from <= day) && (to === null || day <= to),
  )
  return { ...rules, rules: inForce.map((rule) => ({ ...rule, effective: { from: null, to: null } })) }
}
