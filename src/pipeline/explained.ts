/** Every rule that would be looked at if the case were decided now, and what it failed on. It decides and records nothing. */
import { toCaseFile } from '#case/case-file.ts'
import type { CaseState } from '#case/state.ts'
import { explain, type ExplainedCell } from '#decision/explain.ts'
import type { RuleSet } from '#decision/rules.ts'
import { asOfIn } from './as-of.ts'
import type { Ports } from './ports.ts'

export interface Explained {
  readonly cells: readonly ExplainedCell[]
  /** The law in force today, as far as counsel has confirmed it. */
  readonly rules: RuleSet
}

/** @throws PosternError ERR_RULES_MISSING where no rule set is in force */
export async function explained(ports: Pick<Ports, 'clock' | 'office' | 'law'>, state: CaseState): Promise<Explained> {
  const caseFile = toCaseFile(state, asOfIn(ports.clock.now(), ports.office.timeZone))
  const rules = await ports.law(caseFile.asOf.slice(0, 10))
  return { cells: explain(caseFile, rules), rules }
}
