/**
 * The decision: what may leave, cell by cell, and why.
 *
 * A pure function of a case file and a rule set. Nothing else enters it, so the same file and rules give the
 * same decision to the byte, today, in court, and in any order of rules, persons, programs and elements.
 */
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { PosternError } from '#errors.ts'
import { cellsAsked, nobodyListed, type AskedCell } from './cells.ts'
import { classesOf, type PersonClass } from './classes.ts'
import { dayOf } from './days.ts'
import { deadlinesOf } from './deadlines.ts'
import { decideCell, type DecidedCell } from './decide-cell.ts'
import { dispositionOf } from './disposition.ts'
import { dutiesOf } from './duties.ts'
import { factsIn, purposesOf } from './facts.ts'
import { lawFor, type Law } from './law.ts'
import { jurisdictionOf, type RuleSet } from './rules.ts'
import { withSubstitutes } from './substitute.ts'
import { union } from './union.ts'
import { why } from './why.ts'

/**
 * Decides each person × program × element on its own. Default is deny. Persons about whom the rules see the same are
 * decided once; the decision is the one that each would have alone.
 *
 * @param file trusted to be valid by the contract's schema and to use its codes
 * @throws PosternError ERR_INPUT_INVALID for an agency whose law is not known
 */
export function decide(file: CaseFile, rules: RuleSet): Decision {
  if (jurisdictionOf(file.agency) === undefined) {
    throw new PosternError('ERR_INPUT_INVALID', 'no law is known for this agency', { agency: file.agency })
  }
  const law = lawFor(rules, file.agency, dayOf(file.asOf))
  const classes = classesOf(file)
  const cells = cellsDecided(file, classes, law)
  return {
    case: file.case,
    disposition: dispositionOf(cells, purposesOf(file)),
    cells: forEachMember(
      classes,
      cells.map((cell) => ({ ...cell, why: why(cell, file) })),
    ),
    duties: dutiesOf({ file, cells }, law),
    missing: [...union(cells.map(({ missing }) => missing))],
    deadlines: deadlinesOf(file, law),
    rules: nameOf(rules),
  }
}

/** The cells of whoever stands for a class; all that is asked of them later is asked of every member alike. */
function cellsDecided(file: CaseFile, classes: readonly PersonClass[], law: Law): DecidedCell[] {
  const read = factsIn(file)
  const factsOf = (cell: AskedCell) => purposesOf(file).map((purpose) => read(cell, purpose))
  const standing = { ...file, subjects: classes.map(({ first }) => first) }
  const decided = cellsAsked(standing).map((cell) => decideCell(cell, factsOf, law.of(cell.program)))
  return withSubstitutes(decided).toSorted(inOrder)
}

/** Every person's cells, by ref; within a person in the order of `decided`. */
function forEachMember(
  classes: readonly PersonClass[],
  decided: readonly (DecidedCell & { readonly why: string })[],
): Decision['cells'] {
  const standing = Map.groupBy(decided, ({ subject }) => subject)
  const nobody = { ref: nobodyListed, of: nobodyListed }
  const people = classes.flatMap(({ first, members }) => members.map((ref) => ({ ref, of: first.ref })))
  return (people.length === 0 ? [nobody] : people.toSorted((a, b) => (a.ref < b.ref ? -1 : 1))).flatMap(({ ref, of }) =>
    (standing.get(of) ?? []).map(({ program, element, outcome, needs, basis, why: words }) => ({
      subject: ref,
      program,
      element,
      outcome,
      needs: [...needs],
      basis: [...basis],
      why: words,
    })),
  )
}

function nameOf({ digest, version, confirmed }: RuleSet): Decision['rules'] {
  return { digest, ...(version === undefined ? {} : { version }), ...(confirmed === undefined ? {} : { confirmed }) }
}

const programs = Object.keys(vocabulary.programs)

function inOrder(a: DecidedCell, b: DecidedCell): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1
  return (
    programs.indexOf(a.program) - programs.indexOf(b.program) ||
    elements.indexOf(a.element) - elements.indexOf(b.element)
  )
}
