/** Which way a change of law goes, over every situation, from a day on. */
import type { RuleSet } from '#decision/rules.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
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
  const compared = compareLaws(before.rules, after.rules, from)
  const loosens = [...inWords(compared.loosens, from), ...readLessOften(before, after)]
  const tightens = [...inWords(compared.tightens, from), ...readLessOften(after, before)]
  const direction = loosens.length > 0 ? 'loosens' : tightens.length > 0 ? 'tightens' : 'same'
  return { direction, loosens, tightens }
}

/** What only lapsed confirmations favor is held for counsel, so one that counts for longer is held later. */
function readLessOften(before: RuleSet, after: RuleSet): string[] {
  return after.rules
    .filter(({ id, lapses }) => lapses === undefined && before.rules.some((one) => one.id === id && one.lapses))
    .map(({ id }) => `${id} by a confirmation that counts for twelve months, and not for seven days`)
}

const jurisdictionNames: Readonly<Record<string, string>> = vocabulary.jurisdictions

function alike({ jurisdiction, day, elements: which, duties }: Difference): string {
  return JSON.stringify([jurisdiction, day, which, duties])
}

/** What is the same for several programs of a jurisdiction is said once. */
function inWords(differences: readonly Difference[], from: Day): string[] {
  return [...Map.groupBy(differences, alike).values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [oneInWords(first, group.map(({ program }) => program).join(', '), from)]
  })
}

function oneInWords({ jurisdiction, elements: which, duties, day }: Difference, programs: string, from: Day): string {
  const where = `${programs} in ${jurisdictionNames[jurisdiction] ?? jurisdiction}${day === from ? '' : ` from ${day}`}`
  const cells = which.length === 0 ? [] : [`${elementsInWords(which)} of ${where}`]
  return [...cells, ...(duties.length === 0 ? [] : [`what ${duties.join(', ')} sets for ${where}`])].join('; ')
}

function elementsInWords(which: readonly string[]): string {
  const others = elements.filter((element) => !which.includes(element))
  if (others.length >= which.length) return which.join(', ')
  return others.length === 0 ? 'every element' : `every element but ${others.join(', ')}`
}
