/** The law of one agency on one day: made ready once, then asked about cell after cell. */
import type { Day } from '#vocabulary/time.ts'
import { programLaw, type ProgramLaw } from './program-law.ts'
import { coversProgram, jurisdictionOf, type Clause, type RuleSet } from './rules.ts'

/** The rules that an agency stood under on a day. */
export interface Law {
  readonly duties: readonly Clause[]
  /** What of it decides the cells of a program. */
  readonly of: (program: string) => ProgramLaw
}

const ready = new WeakMap<RuleSet, Map<string, Law>>()

/** Days between which no rule begins or ends have the same law, and it is made once. */
export function lawFor(rules: RuleSet, agency: string, day: Day): Law {
  const laws = ready.get(rules) ?? new Map<string, Law>()
  ready.set(rules, laws)
  const key = `${agency} ${changesUntil(rules, day)}`
  const law = laws.get(key) ?? lawOf(clausesOn(rules, agency, day))
  laws.set(key, law)
  return law
}

/** How many times a rule has begun or ended by that day. */
function changesUntil({ rules }: RuleSet, day: Day): number {
  return rules.reduce(
    (count, { effective: { from, to } }) =>
      count + Number(from !== null && from <= day) + Number(to !== null && to < day),
    0,
  )
}

function clausesOn({ rules }: RuleSet, agency: string, day: Day): Clause[] {
  const jurisdiction = jurisdictionOf(agency)
  return rules
    .filter((rule) => rule.inactive === undefined)
    .filter((rule) => rule.jurisdiction === 'us' || rule.jurisdiction === jurisdiction)
    .filter((rule) => rule.agency === undefined || rule.agency === agency)
    .filter(({ effective: { from, to } }) => (from === null || from <= day) && (to === null || day <= to))
    .flatMap((rule) => rule.parts.map((part) => ({ rule, part })))
}

function lawOf(clauses: readonly Clause[]): Law {
  const made = new Map<string, ProgramLaw>()
  return {
    duties: clauses.filter(({ part }) => part.effect === 'duty'),
    of: (program) => {
      const law = made.get(program) ?? programLaw(clauses.filter(({ part }) => coversProgram(part.programs, program)))
      made.set(program, law)
      return law
    },
  }
}
