/** Whether anything notices that a rule was written wrong: a check of form, a scenario, or an invariant. */
import { decide } from '#decision/decide.ts'
import { jurisdictionOf, type Rule, type RuleSet } from '#decision/rules.ts'
import { withMutant, type Mutant } from './mutate.ts'
import { differences, type Also, type Scenario } from './scenario.ts'

export interface Hunting {
  readonly rules: readonly Rule[]
  readonly scenarios: readonly Trial[]
  /** Why a rule set is refused by its form, whoever wrote it; undefined where it reads well. Compares with no copy. */
  readonly misformed: (rules: readonly Rule[]) => string | undefined
  /** The first invariant that does not hold; undefined where all do. */
  readonly broken: (rules: readonly Rule[]) => string | undefined
}

export interface Trial {
  readonly scenario: Scenario
  readonly also?: Also | undefined
}

export type Fate =
  | { readonly caught: 'form' | 'invariant'; readonly how: string }
  | { readonly caught: 'scenario'; readonly which: string; readonly how: string }
  /** Nobody noticed. Nearest: a scenario whose decision rests on the rule, from which one that notices can be made. */
  | { readonly caught: 'nowhere'; readonly nearest: string | undefined }

/** Scenarios that the rules as they stand do not pass: nothing can be learned from them about a mutant. */
export function failing({ rules, scenarios }: Hunting): string[] {
  const law = asSet(rules)
  return scenarios.flatMap((trial) => {
    const how = objection(trial, law)
    return how === undefined ? [] : [`${trial.scenario.scenario}: ${how}`]
  })
}

/** A function that says what becomes of a mutant. What the rules as they stand decide is worked out once. */
export function hunter({ rules, scenarios, misformed, broken }: Hunting): (mutant: Mutant) => Fate {
  const law = asSet(rules)
  const cited = new Map(
    scenarios.map((trial) => {
      const { cells, deadlines } = decide(trial.scenario.caseFile, law)
      return [trial, new Set([...cells.flatMap(({ basis }) => basis), ...deadlines.map(({ basis }) => basis)])]
    }),
  )
  return (mutant) => {
    const { rule: id } = mutant
    const changed = withMutant(rules, mutant)
    const misfit = misformed(changed)
    if (misfit !== undefined) return { caught: 'form', how: misfit }
    // A rule of another state is not looked at, whatever it says. Those that cite this one come first.
    const jurisdiction = rules.find((rule) => rule.id === id)?.jurisdiction
    const under = scenarios.filter(
      ({ scenario }) => jurisdiction === 'us' || jurisdictionOf(scenario.caseFile.agency) === jurisdiction,
    )
    const set = asSet(changed)
    const citing = under.filter((trial) => cited.get(trial)?.has(id))
    for (const trial of new Set([...citing, ...under])) {
      const how = objection(trial, set)
      if (how !== undefined) return { caught: 'scenario', which: trial.scenario.scenario, how }
    }
    const invariant = broken(changed)
    if (invariant !== undefined) return { caught: 'invariant', how: invariant }
    return { caught: 'nowhere', nearest: citing[0]?.scenario.scenario }
  }
}

/** The first thing that the rules decide otherwise than the scenario expects. */
function objection({ scenario, also }: Trial, law: RuleSet): string | undefined {
  return differences(scenario, decide(scenario.caseFile, law), also)[0]
}

/** A digest says nothing about what a rule set decides, so none is worked out. */
function asSet(rules: readonly Rule[]): RuleSet {
  return { rules, digest: '' }
}
