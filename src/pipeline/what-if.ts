/** Which past and open cases a change of law would decide differently, before it is put in force. */
import { toCaseFile } from '#case/case-file.ts'
import { contentDigest } from '#decision/confirmed.ts'
import { decide } from '#decision/decide.ts'
import { differencesOf, type CellDifference } from '#decision/differences.ts'
import { onDay } from '#decision/on-day.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import type { CaseCounts, RuleChanges } from './law-events.ts'
import { pastCases, type PastCase } from './past.ts'
import type { Ports } from './ports.ts'

export interface CaseToTry {
  readonly caseFile: CaseFile
  /** `open` cases are decided as they stand now, others from what their last decision was made from. */
  readonly stands: 'open' | 'past' | 'given'
}

export interface ChangedCase {
  readonly case: string
  readonly stands: CaseToTry['stands']
  readonly cells: readonly CellDifference[]
  readonly others: readonly string[]
}

export interface WhatIf {
  readonly before: string
  readonly after: string
  /** The day whose law was compared; undefined where each file was decided under the law of its own day. */
  readonly on: Day | undefined
  readonly rules: RuleChanges
  readonly cases: readonly ChangedCase[]
  readonly counts: CaseCounts
  /** Cases that cannot be decided again, since they or somebody in them was forgotten. */
  readonly forgotten: number
}

/**
 * Both sets as of one day where it is told, over the same files, and as if counsel had confirmed every rule: else every changed rule
 * would show as a hold and nothing else would show.
 */
export function whatIf(
  { before, after, on }: { readonly before: RuleSet; readonly after: RuleSet; readonly on?: Day },
  tried: readonly CaseToTry[],
  forgotten = 0,
): WhatIf {
  const [old, changed] = on === undefined ? [before, after] : [onDay(before, on), onDay(after, on)]
  const cases = tried.flatMap(({ caseFile, stands }): ChangedCase[] => {
    const { cells, others } = differencesOf(decide(caseFile, old), decide(caseFile, changed))
    return cells.length === 0 && others.length === 0 ? [] : [{ case: caseFile.case, stands, cells, others }]
  })
  return {
    before: before.digest,
    after: after.digest,
    on,
    rules: changesOf(before, after),
    cases,
    counts: { looked: tried.length, differ: cases.length, cells: countCells(cases) },
    forgotten,
  }
}

/** Every case of the office that can be decided again. @throws what the ledger throws */
export async function casesToTry(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  progress: (done: number, of: number) => void = () => {},
): Promise<{ readonly cases: readonly CaseToTry[]; readonly forgotten: number }> {
  const now = asOfIn(ports.clock.now(), ports.office.timeZone)
  const cases: CaseToTry[] = []
  let [done, forgotten] = [0, 0]
  for await (const { of, past } of pastCases(ports)) {
    const one = past && tryable(past, now)
    if (one !== undefined) cases.push(one)
    else if (past === undefined || past.forgotten > 0) forgotten += 1
    progress((done += 1), of)
  }
  return { cases, forgotten }
}

function tryable({ state, decisions, isWhole }: PastCase, now: string): CaseToTry | undefined {
  if (state.request === undefined) return undefined
  if (state.status !== 'closed') return isWhole ? { caseFile: toCaseFile(state, now), stands: 'open' } : undefined
  const last = decisions.at(-1)
  return last && { caseFile: last.caseFile, stands: 'past' }
}

/** Rules by id: those that are new, those that are gone, and those that say something else. */
export function changesOf(before: RuleSet, after: RuleSet): RuleChanges {
  const old = new Map(before.rules.map((rule) => [rule.id, contentDigest(rule)]))
  const now = new Map(after.rules.map((rule) => [rule.id, contentDigest(rule)]))
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now.keys()].filter((id) => old.has(id) && old.get(id) !== now.get(id)),
  }
}

function countCells(cases: readonly ChangedCase[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { was, wouldBe } of cases.flatMap(({ cells }) => cells)) {
    const way = `${was?.outcome ?? 'none'} → ${wouldBe?.outcome ?? 'none'}`
    counts[way] = (counts[way] ?? 0) + 1
  }
  return counts
}
