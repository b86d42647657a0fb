/** What `postern rules mutate` hunts with: the packs of a folder, the scenarios beside them, the proofs and the form. */
import { readScenarios } from '#adapters/contract/read-scenarios.ts'
import { loadLaw } from '#adapters/law/load.ts'
import { misformed } from '#adapters/law/misformed.ts'
import type { Hunt } from '#cli/rules-mutate.ts'
import { openToPermission } from '#proof/general-permission.ts'
import { failing, hunter, type Hunting } from '#proof/hunt.ts'
import { mutantsOf } from '#proof/mutate.ts'
import { Prover } from '#proof/prove.ts'
import type { Day } from '#vocabulary/time.ts'

/**
 * @param from the first day on which the invariants are asked for
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_UNREADABLE for packs or scenarios that cannot be read
 */
export async function prepareHunt(folder: string, from: Day): Promise<Hunt> {
  const [{ rules }, scenarios] = await Promise.all([loadLaw(folder), readScenarios(folder)])
  const prover = new Prover()
  const well = new Set(rules)
  const hunting: Hunting = {
    rules,
    scenarios,
    misformed: (changed) => misformed(changed, well),
    broken: (changed) => {
      const question = prover.firstBroken(changed, from)
      return question === undefined ? openToPermission(changed, from) : `invariant ${question.invariant} does not hold`
    },
  }
  return {
    mutants: rules.flatMap(mutantsOf),
    scenarios: scenarios.length,
    failing: failing(hunting),
    fateOf: hunter(hunting),
  }
}
