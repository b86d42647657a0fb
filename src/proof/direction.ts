/** Which way a change of law goes, over every situation, from a day on. */
import type { RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { compareLaws, type Difference } from './compare.ts'

export interface Directed {
  /** `same` where no outcome, no need, no duty and no deadline is another. */
  readonly direction: 'same' | 'tightens' | 'loosens'
  /** What it opens, in words: "home-address of snap in State of Maine from 2027-01-01". */
  readonly loosens: readonly string[]
  readonly tightens: readonly string[]
}

/** A change that opens anything anywhere loosens, whatever it closes elsewhere. */
export function directionOf(before: RuleSet, after: RuleSet, from: Day): Directed {
  const { loosens, tightens } = compareLaws(before.rules, after.rules, from)
  const direction = loosens.length > 0 ? 'loosens' : tightens.length > 0 ? 'tightens' : 'same'
  return {
    direction,
    loosens: loosens.map((one) => inWords(one, from)),
    tightens: tightens.map((one) => inWords(one, from)),
  }
}

const jurisdictionNames: Readonly<Record<string, string>> = vocabulary.jurisdictions

function inWords({ jurisdiction, program, elements, duties, day }: Difference, from: Day): string {
  const where = `${program} in ${jurisdictionNames[jurisdiction] ?? jurisdiction}${day === from ? '' : ` from ${day}`}`
  const cells = elements.length === 0 ? [] : [`${elements.join(', ')} of ${where}`]
  return [...cells, ...(duties.length === 0 ? [] : [`what ${duties.join(', ')} sets for ${where}`])].join('; ')
}
