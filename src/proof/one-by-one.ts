/** The families of small case files, each member decided by the engine itself. */
import { decide } from '#decision/decide.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'
import { families, type Family } from './families.ts'

export interface Tried {
  readonly invariant: number
  /** How many case files were decided. */
  readonly files: number
  /** The first that does not keep the invariant, and what it was compared with. */
  readonly against?: readonly CaseFile[]
}

/** It pauses now and then, so that whoever waits for something else beside it need not wait for all of it. */
export function* tryOneByOne(rules: RuleSet, today: Day): Generator<void, readonly Tried[]> {
  const tried: Tried[] = []
  for (const family of families) tried.push(yield* tryFamily(family, rules, today))
  return tried
}

function* tryFamily({ invariant, members }: Family, rules: RuleSet, today: Day): Generator<void, Tried> {
  let files = 0
  let compared: { readonly file: CaseFile; readonly decision: Decision } | undefined
  for (const { file, beside, keeps } of members(today)) {
    files += 1
    if (files % 100 === 0) yield
    // What many are compared with is decided once.
    if (beside !== undefined && compared?.file !== beside) {
      compared = { file: beside, decision: decide(beside, rules) }
      files += 1
    }
    if (!keeps(decide(file, rules), beside && compared?.decision)) {
      return { invariant, files, against: beside === undefined ? [file] : [file, beside] }
    }
  }
  return { invariant, files }
}
