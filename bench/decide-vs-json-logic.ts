/**
 * Cells decided from their facts, ours against json-logic-js with the same packs written as JSON logic.
 *
 * The same drawn cells for both; outcome and needs are compared for every one before anything is timed. Ours
 * gives, beside them, what is missing, the rules that decided and the nearest way; the other does not.
 */
import { judge, type CellFacts } from '#decision/judge.ts'
import { lawFor } from '#decision/law.ts'
import type { ProgramLaw } from '#decision/program-law.ts'
import { drawCells } from '#testing/facts-of-cells.ts'
import { theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import type { BenchResult } from './result.ts'
import { asJsonLogic } from './rules-as-json-logic.ts'

const cells = 5_000
const runs = 5
const day = '2026-11-23'

interface Job {
  readonly law: ProgramLaw
  readonly logic: ReturnType<typeof asJsonLogic>
  readonly facts: CellFacts
}

export async function decideVsJsonLogic(): Promise<BenchResult> {
  const jobs = await drawJobs()
  for (const { law, logic, facts } of jobs) {
    const [ours, theirs] = [judge(law, facts), logic(facts)]
    if (ours.outcome !== theirs.outcome || String(ours.needs) !== String(theirs.needs)) {
      throw new Error(`the two differ: ${JSON.stringify([ours.outcome, ours.needs, theirs])}`)
    }
  }
  let [ours, beside] = [Infinity, Infinity]
  for (let run = 0; run < runs; run++) {
    ours = Math.min(
      ours,
      timed(jobs, ({ law, facts }) => judge(law, facts)),
    )
    beside = Math.min(
      beside,
      timed(jobs, ({ logic, facts }) => logic(facts)),
    )
  }
  const perSecond = (ms: number) => jobs.length / (ms / 1000)
  return {
    name: 'decide_vs_json_logic',
    ratio: beside / ours,
    better: 'higher',
    goal: 1,
    ours: perSecond(ours),
    beside: perSecond(beside),
    unit: 'cells per second',
    runs,
    notes: `${jobs.length.toLocaleString('en-US')} drawn cells, decided alike by both`,
  }
}

async function drawJobs(): Promise<Job[]> {
  const rules = await theLaw()
  const logics = new Map<ProgramLaw, Job['logic']>()
  const jobs: Job[] = []
  for (const { agency, program, purposes } of drawCells(rules, randomFrom(20_261_122), cells)) {
    const law = lawFor(rules, agency, day).of(program)
    const logic = logics.get(law) ?? asJsonLogic(law)
    logics.set(law, logic)
    for (const facts of purposes) jobs.push({ law, logic, facts })
  }
  return jobs
}

/** As often over all of them as makes the clock's own error small. */
function timed(jobs: readonly Job[], decide: (job: Job) => unknown): number {
  const times = 10
  const start = performance.now()
  for (let i = 0; i < times; i++) for (const job of jobs) decide(job)
  return (performance.now() - start) / times
}
