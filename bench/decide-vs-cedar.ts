/**
 * Cells decided from their facts, ours against Cedar's `statefulIsAuthorized` with the same packs as policies.
 *
 * The same drawn cells for both, whose facts are prepared outside of the timing; outcome, needs and deciding rules
 * are compared for every one before anything is timed. Cedar's policies are parsed by then too.
 */
import { join } from 'node:path'
import { citableIn, compare } from '#adapters/cedar/compare.ts'
import { cedarWhenAsked } from '#adapters/cedar/differences.ts'
import { loadCedar } from '#adapters/cedar/engine.ts'
import { secondEngine } from '#adapters/cedar/second-engine.ts'
import { judgeForAll } from '#decision/decide-cell.ts'
import { lawFor } from '#decision/law.ts'
import type { RuleSet } from '#decision/rules.ts'
import { decideByBoth } from '#pipeline/both-engines.ts'
import { drawCells } from '#testing/facts-of-cells.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { elements } from '#vocabulary/codes.ts'
import type { BenchResult } from './result.ts'

const count = 2_000
const runs = 5
const day = '2026-11-23'

export async function decideVsCedar(): Promise<BenchResult> {
  const rules = await theLaw()
  const second = secondEngine(await loadCedar(), rules)
  const citable = citableIn(rules)
  const jobs = [...drawCells(rules, randomFrom(20_261_122), count)].map((cell) => ({
    cell,
    under: { agency: cell.agency, day },
    law: lawFor(rules, cell.agency, day).of(cell.program),
  }))
  type Job = (typeof jobs)[number]
  const decideOurs = ({ law, cell }: Job) => judgeForAll(law, cell.purposes)
  const decideCedars = ({ under, cell }: Job) => second.decide(under, cell)
  for (const job of jobs) {
    const difference = compare(decideOurs(job), decideCedars(job), citable)
    if (difference !== undefined) throw new Error(`the two differ: ${JSON.stringify(difference)}`)
  }

  let [ours, beside] = [Infinity, Infinity]
  for (let run = 0; run < runs; run++) {
    // Ours as often over all of them as makes the clock's own error small.
    ours = Math.min(
      ours,
      timed(() => {
        for (let i = 0; i < 20; i++) for (const job of jobs) decideOurs(job)
      }) / 20,
    )
    beside = Math.min(
      beside,
      timed(() => {
        for (const job of jobs) decideCedars(job)
      }),
    )
  }
  const request = await sixtyCells(rules)
  return {
    name: 'decide_vs_cedar',
    ratio: beside / ours,
    better: 'higher',
    goal: 300,
    ours: jobs.length / (ours / 1000),
    beside: jobs.length / (beside / 1000),
    unit: 'cells per second',
    runs,
    notes: `${jobs.length.toLocaleString('en-US')} drawn cells, decided alike by both; one request of 60 cells by both engines in ${request.toFixed(0)} ms`,
  }
}

/** The median time in which both engines decide a warrant for 30 elements of two programs, once they are loaded. */
async function sixtyCells(rules: RuleSet): Promise<number> {
  const warrant = scenariosIn(join(lawFolder, 'us', 'scenarios'))
    .map(({ scenario }) => scenario.caseFile)
    .find(({ agency, request, subjects }) => {
      const kind = request.instruments?.[0]?.kind
      return agency === 'ma-dta' && kind === 'judicial-warrant' && subjects.length === 1
    })
  if (warrant === undefined) throw new Error('there is no scenario of a warrant')
  const [asked, programs] = [elements.slice(0, 30), ['snap', 'tanf']]
  const file: CaseFile = {
    ...warrant,
    subjects: warrant.subjects.map((person) => ({ ...person, programs, holds: asked })),
    request: { ...warrant.request, programs, elements: asked },
  }
  const second = cedarWhenAsked()
  const { cells } = await decideByBoth(file, rules, second)
  if (cells.length !== 60) throw new Error(`the request has ${cells.length} cells`)
  const times: number[] = []
  for (let i = 0; i < 11; i++) {
    const start = performance.now()
    await decideByBoth(file, rules, second)
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[5] ?? Infinity
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
