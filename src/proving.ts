/** What `postern rules prove` does: the invariants by two methods, and the small case files, of the packs of a folder. */
import { setImmediate as aMoment } from 'node:timers/promises'
import { openSolver, type Refuted } from '#adapters/z3/solve.ts'
import { loadLaw } from '#adapters/law/load.ts'
import type { ProofReport, Proof } from '#cli/rules-prove.ts'
import { caseFileOf } from '#proof/case-file-of.ts'
import { domain } from '#proof/domain.ts'
import { agenciesOf } from '#proof/in-force.ts'
import { nothingKnown, withoutPaper } from '#proof/no-paper.ts'
import { tryOneByOne, type Tried } from '#proof/one-by-one.ts'
import { counterexampleAt, Prover, questionsOf, type Counterexample, type Proven, type Question } from '#proof/prove.ts'
import { isSituation, variables } from '#proof/variables.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'

/**
 * @param from the first day that is asked about; every later day on which the law changes is asked about too
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_UNREADABLE for packs that cannot be read
 */
export async function proveLaw(folder: string, from: Day, progress: (done: string) => void): Promise<ProofReport> {
  const set = await loadLaw(folder)
  const questions = questionsOf(set.rules, from)
  const solver = await openSolver({ variables, domain, withoutPaper, nothingKnown, agenciesOf })
  try {
    let solved = 0
    progress('asking the solver')
    const solving = solver.answer(set.rules, questions, () => {
      solved += 1
      progress(`the solver has answered ${solved}`)
    })
    // The solver works in a thread of its own; the rest is done meanwhile.
    const [refuted, { proven, tried }] = await Promise.all([solving, ourselves()])
    return {
      digest: set.digest,
      from,
      proofs: proven.map((one) => joined(one, questions, refuted, tried)),
    }
  } finally {
    solver.close()
  }

  async function ourselves(): Promise<{ proven: readonly Proven[]; tried: readonly Tried[] }> {
    await aMoment()
    const proven = new Prover().prove(set.rules, from)
    const trying = tryOneByOne(set, from)
    for (;;) {
      const next = trying.next()
      if (next.done === true) return { proven, tried: next.value }
      await aMoment()
    }
  }
}

function joined(
  proven: Proven,
  questions: readonly Question[],
  refuted: readonly Refuted[],
  tried: readonly Tried[],
): Proof {
  const bySolver = questions.flatMap((question, i) => {
    const situation = question.invariant === proven.number ? refuted[i] : undefined
    return situation !== undefined && isSituation(situation) ? [counterexampleAt(question, situation)] : []
  })
  const oneByOne = tried.find(({ invariant }) => invariant === proven.number)
  const { counterexample, combinations, holds, ...said } = proven
  const found = counterexample ?? bySolver[0]
  return {
    ...said,
    combinations,
    files: oneByOne?.files ?? 0,
    methods: { diagrams: holds, solver: bySolver.length === 0, oneByOne: oneByOne?.against === undefined },
    ...(found === undefined ? {} : { refutedClaim: found.claim, jurisdiction: found.jurisdiction }),
    counterexample: found === undefined ? (oneByOne?.against ?? []) : caseFilesOf(found),
  }
}

/** The case, and what the claim compares it with. */
function caseFilesOf({ situation, comparedWith, day }: Counterexample): CaseFile[] {
  return [situation, ...comparedWith].map((one) => caseFileOf(one, day))
}
