/**
 * Cells decided from their facts, ours against Cedar's `statefulIsAuthorized` with the same packs as policies.
 *
 * The same drawn cells for both. Each is given the facts in the form that it takes: Cedar as a context, which it reads
 * with each question; ours as words of bits, which a request's facts are read into once. What ours takes with that
 * reading is measured beside it. Outcome, needs and deciding rules are compared for every cell before anything is
 * timed; Cedar's policies are parsed by then too. Time of the processor, since other work shares the machine.
 */
import { join } from 'node:path'
import { citableIn, compare } from '#adapters/cedar/compare.ts'
import { cedarWhenAsked } from '#adapters/cedar/differences.ts'
import { loadCedar } from '#adapters/cedar/engine.ts'
import { secondEngine } from '#adapters/cedar/second-engine.ts'
import { judgeForAll, judgeRead, readForAll } from '#decision/decide-cell.ts'
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
/** Ours as often over all cells as makes the clock's own error small. */
const times = 20
const day = '2026-11-23'

export async function decideVsCedar(): Promise<BenchResult> {
  const rules = await theLaw()
  const second = secondEngine(await loadCedar(), rules)
  const citable = citableIn(rules)
  const jobs = [...drawCells(rules, randomFrom(20_261_122), count)].map((cell) => {
    const law = lawFor(rules, cell.agency, day).of(cell.program)
    return { cell, law, under: { agency: cell.agency, day }, read: readForAll(law, cell.purposes) }
  })
  type Job = (typeof jobs)[number]
  const decideOurs = ({ law, read }: Job) => judgeRead(law, read)
  const readAndDecide = ({ law, cell }: Job) => judgeForAll(law, cell.purposes)
  const decideCedars = ({ under, cell }: Job) => second.decide(under, cell)
  for (const job of jobs) {
    const difference = compare(decideOurs(job), decideCedars(job), citable)
    if (difference !== undefined) throw new Error(`the two differ: ${JSON.stringify(difference)}`)
  }

  const best = { ours: Infinity, withReading: Infinity, beside: Infinity }
  for (let run = 0; run < runs; run++) {
    best.ours = Math.min(best.ours, processorTime(jobs, times, decideOurs))
    best.withReading = Math.min(best.withReading, processorTime(jobs, times, readAndDecide))
    best.beside = Math.min(best.beside, processorTime(jobs, 1, decideCedars))
  }
  const perSecond = (ms: number) => jobs.length / (ms / 1000)
  return {
    name: 'decide_vs_cedar',
    ratio: best.beside / best.ours,
    better: 'higher',
    goal: 300,
    ours: perSecond(best.ours),
    beside: perSecond(best.beside),
    unit: 'cells per second',
    runs,
    notes: [
      `${inWords(jobs.length)} drawn cells, decided alike by both`,
      `with the reading of named facts into bits ${(best.beside / best.withReading).toFixed(0)}, ${inWords(perSecond(best.withReading))} cells per second`,
      `one request of 60 cells by both engines in ${(await sixtyCells(rules)).toFixed(0)} ms, least of three`,
    ].join('; '),
  }
}

/** The least time in which both engines decide a warrant for 30 elements of two programs, once they are warm. */
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
  for (let i = 0; i < 3; i++) {
    const { cells } = await decideByBoth(file, rules, second)
    if (cells.length !== 60) throw new Error(`the request has ${cells.length} cells`)
  }
  const spent: number[] = []
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    await decideByBoth(file, rules, second)
    spent.push(performance.now() - start)
  }
  return Math.min(...spent)
}

/** In ms, of one time over all of them. */
function processorTime<Job>(jobs: readonly Job[], repeated: number, work: (job: Job) => unknown): number {
  const start = process.cpuUsage()
  for (let i = 0; i < repeated; i++) for (const job of jobs) work(job)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / repeated
}

function inWords(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
