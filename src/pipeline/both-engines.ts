/**
 * Each live decision is made twice: by the one decision function, and by an engine of another make that is given
 * the same rules and facts, and none of our conclusions. Where they differ there is no decision.
 *
 * Both read the facts of a case file by the same code; what decides on them is what is doubled. Where people are
 * decided as a class, one engine decided on its first member and the other is asked about its last, so that a class
 * of people who are not alike is a difference too.
 */
import { cellsAsked, isOnFile, nobodyListed } from '#decision/cells.ts'
import { classesOf } from '#decision/classes.ts'
import { dayOf } from '#decision/days.ts'
import { decide } from '#decision/decide.ts'
import { factsIn, purposesOf } from '#decision/facts.ts'
import type { CellFacts } from '#decision/judge.ts'
import type { RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'

interface CellName {
  readonly subject: string
  readonly program: string
  readonly element: string
}

interface Asked {
  readonly agency: string
  readonly day: Day
  readonly cells: readonly (CellName & {
    /** One for each purpose; undefined where the agency has no such entry of this person. */
    readonly purposes: readonly CellFacts[] | undefined
  })[]
}

export interface Disagreement extends CellName {
  /** What they differ about: "outcome". */
  readonly about: string
}

/** Decides the same again, and says of which cells it thinks otherwise. */
export type SecondEngine = (
  rules: RuleSet,
  asked: Asked,
  decided: Decision['cells'],
) => Promise<readonly Disagreement[]>

/**
 * @throws PosternError ERR_ENGINES_DIFFER naming the cells by program and element, and never a person; whatever the
 *   second engine throws that cannot decide; what `decide` throws
 */
export async function decideByBoth(file: CaseFile, rules: RuleSet, second: SecondEngine): Promise<Decision> {
  const decision = decide(file, rules)
  const last = new Set(classesOf(file).map(({ members }) => members.at(-1)))
  const standing = { ...file, subjects: file.subjects.filter(({ ref }) => last.has(ref)) }
  const read = factsIn(file)
  const cells = cellsAsked(standing).map((cell) => ({
    subject: cell.subject,
    program: cell.program,
    element: cell.element,
    purposes: isOnFile(cell) ? purposesOf(file).map((purpose) => read(cell, purpose)) : undefined,
  }))
  const decided = decision.cells.filter(({ subject }) => subject === nobodyListed || last.has(subject))
  const differ = await second(rules, { agency: file.agency, day: dayOf(file.asOf), cells }, decided)
  if (differ.length === 0) return decision
  throw new PosternError(
    'ERR_ENGINES_DIFFER',
    'The two engines decide this case differently, so nothing is decided.',
    {
      rules: rules.digest,
      cells: cells.length,
      differing: differ.length,
      differ: [...new Set(differ.map(({ program, element, about }) => `${program} ${element}: ${about}`))].toSorted(),
    },
    { mend: 'Release nothing and answer nobody; report it with these lines, and have both answers read side by side.' },
  )
}
