/** A whole decision against Cedar: every cell that was asked for, and the substitute that goes out unasked. */
import type { RuleSet } from '#decision/rules.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { nothing, union, type Answer, type Question } from './answer.ts'
import { citableIn, compare, type Citable, type Difference } from './compare.ts'
import { loadCedar, type Library } from './engine.ts'
import type { Under } from './in-force.ts'
import { secondEngine, type Answered, type SecondEngine } from './second-engine.ts'

interface CellName {
  readonly subject: string
  readonly program: string
  readonly element: string
}

interface Asked extends Under {
  /** Without purposes where the agency has no such entry of this person. */
  readonly cells: readonly (CellName & { readonly purposes: Question['purposes'] | undefined })[]
}

export type CellDifference = CellName & (Difference | { readonly about: 'which cells there are' })

type Differences = (rules: RuleSet, asked: Asked, decided: Decision['cells']) => readonly CellDifference[]

/** Cedar is four megabytes, and is read when something is first decided. */
export function cedarWhenAsked(): (...asked: Parameters<Differences>) => Promise<readonly CellDifference[]> {
  let opened: Promise<Differences> | undefined
  return async (...asked) => (await (opened ??= loadCedar().then(differencesBy)))(...asked)
}

/** Policies are kept for each rule set for as long as the rule set is. */
export function differencesBy(cedar: Library): Differences {
  const engines = new WeakMap<RuleSet, { readonly second: SecondEngine; readonly citable: Citable }>()
  return (rules, asked, decided) => {
    const kept = engines.get(rules) ?? { second: secondEngine(cedar, rules), citable: citableIn(rules) }
    engines.set(rules, kept)
    const expected = answersTo(asked, kept.second)
    const ours = new Map(decided.map((cell) => [keyOf(cell), cell]))
    const unasked = decided.filter((cell) => !expected.has(keyOf(cell)))
    const twice = ours.size < decided.length ? decided : []
    return [
      ...[...unasked, ...twice].map((cell) => ({ ...nameOf(cell), about: 'which cells there are' as const })),
      ...[...expected].flatMap(([key, { name, answer }]): CellDifference[] => {
        const cell = ours.get(key)
        if (cell === undefined) return [{ ...name, about: 'which cells there are' }]
        const difference = compare(cell, answer, kept.citable)
        return difference === undefined ? [] : [{ ...name, ...difference }]
      }),
    ]
  }
}

interface Expected {
  readonly name: CellName
  readonly answer: Answer
}

/** Rule 12: where the true address would have gone out, the substitute does, unless it goes out already. */
function answersTo({ cells, ...under }: Asked, second: SecondEngine): ReadonlyMap<string, Expected> {
  const answers = cells.map((cell) => ({ name: nameOf(cell), answer: answerTo(second, under, cell) }))
  const expected = new Map<string, Expected>(answers.map((one) => [keyOf(one.name), one]))
  for (const { name, answer } of answers) {
    const { instead } = answer
    if (instead === undefined || answer.outcome === 'release' || instead.answer.outcome !== 'release') continue
    const substitute = { ...name, element: instead.element }
    if (expected.get(keyOf(substitute))?.answer.outcome === 'release') continue
    const inFavor = union([instead.answer.inFavor, [instead.rule]])
    expected.set(keyOf(substitute), { name: substitute, answer: { ...instead.answer, inFavor } })
  }
  return expected
}

function answerTo(second: SecondEngine, under: Under, { program, purposes }: Asked['cells'][number]): Answered {
  // Nothing can be given that is not there.
  if (purposes === undefined) return { ...nothing, instead: undefined }
  return second.decide(under, { program, purposes })
}

function nameOf({ subject, program, element }: CellName): CellName {
  return { subject, program, element }
}

function keyOf({ subject, program, element }: CellName): string {
  return JSON.stringify([subject, program, element])
}
