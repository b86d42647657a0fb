import type { RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { compareLaws, type Difference } from './compare.ts'
import { invariants } from './invariants.ts'
import { Prover } from './prove.ts'

/** Before any rule begins, so that every day on which either law changes is compared. */
const theFirstDay = '0001-01-01'

/**
 * What speaks against an agency's own rules, in words, over every situation and every day; undefined where nothing
 * does. They may open nothing, and no invariant may fail that held without them: a rule that only asks for more
 * could still ask for it because of what is known of the person, and so tell it.
 */
export function whatSpeaksAgainst(before: RuleSet, after: RuleSet): string | undefined {
  const opened = whatOpens(before, after)
  if (opened !== undefined) return `it opens what the law closes: ${opened}`
  const prover = new Prover()
  if (prover.firstBroken(before.rules, theFirstDay) !== undefined) return undefined
  const broken = prover.firstBroken(after.rules, theFirstDay)?.invariant
  const invariant = invariants.find(({ number }) => number === broken)
  return invariant && `with it this would no longer hold: ${invariant.words} (invariant ${invariant.number})`
}

/**
 * What the second law opens that the first keeps closed, over every situation and every day, in words; undefined
 * where there is nothing.
 */
function whatOpens(before: RuleSet, after: RuleSet): string | undefined {
  const [first, ...others] = compareLaws(before.rules, after.rules, theFirstDay).loosens
  if (first === undefined) return undefined
  return others.length === 0 ? inWords(first) : `${inWords(first)}, and more`
}

function inWords({ jurisdiction, program, elements, duties }: Difference): string {
  const where = `${program} in ${jurisdictionNames[jurisdiction] ?? jurisdiction}`
  return elements.length > 0 ? `${elements.join(', ')} of ${where}` : `${duties.join(', ')} is gone from ${where}`
}

const jurisdictionNames: Readonly<Record<string, string>> = vocabulary.jurisdictions
