import type { RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { compareLaws, type Difference } from './compare.ts'

/** Before any rule begins, so that every day on which either law changes is compared. */
const theFirstDay = '0001-01-01'

/**
 * What the second law opens that the first keeps closed, over every situation and every day, in words; undefined
 * where there is nothing.
 */
export function whatOpens(before: RuleSet, after: RuleSet): string | undefined {
  const [first, ...others] = compareLaws(before.rules, after.rules, theFirstDay).loosens
  if (first === undefined) return undefined
  return others.length === 0 ? inWords(first) : `${inWords(first)}, and more`
}

function inWords({ jurisdiction, program, elements, duties }: Difference): string {
  const where = `${program} in ${jurisdictionNames[jurisdiction] ?? jurisdiction}`
  return elements.length > 0 ? `${elements.join(', ')} of ${where}` : `${duties.join(', ')} is gone from ${where}`
}

const jurisdictionNames: Readonly<Record<string, string>> = vocabulary.jurisdictions
