/**
 * What a decision can depend on: the program and every fact, each with all its values, in the order in which the
 * diagrams ask for them. The order changes no answer, only the time: what rules ask about together stands together.
 */
import { vocabulary } from '#vocabulary/codes.ts'
import { facts, isFactName, paperFacts, type FactName, type FactValue } from '#vocabulary/facts.ts'
import type { Combination, Variable } from './diagram.ts'

export type VariableName = 'program' | FactName

/** What rules can tell apart of one cell, one purpose and one paper, or none. */
export type Situation = Readonly<Record<VariableName, FactValue>>

const first: readonly FactName[] = [
  'purpose',
  'requester',
  'organization',
  'immigration-agency',
  'brought-by-law-enforcement',
  'agency',
  'element',
  'subject',
  'listed',
  'only-one-named',
  'class-asked',
  'match',
]
const last: readonly FactName[] = ['objection', 'minor', 'address-confidential']

const names = Object.keys(facts).filter(isFactName)
const saidByPaper = names.filter((name) => Object.hasOwn(paperFacts, name))
const between = names.filter((name) => ![...first, ...last, ...saidByPaper].includes(name))

const inOrder: readonly FactName[] = [...first, ...between, ...last, ...saidByPaper]

export const programs: readonly string[] = Object.keys(vocabulary.programs)

export const variables: readonly (Variable & { readonly name: VariableName })[] = [
  { name: 'program', values: programs },
  ...inOrder.map((name) => ({ name, values: facts[name] })),
]

export function isSituation(combination: Combination): combination is Situation {
  return variables.every(({ name }) => Object.hasOwn(combination, name))
}

/** What an example need not be about is as it most often is. */
export const plainest: Partial<Situation> = {
  'class-asked': false,
  match: 'one',
  'vawa-protected': false,
  'formal-determination': false,
  objection: false,
  minor: false,
  'address-confidential': false,
  paper: 'none',
  'paper-enforced': false,
  'paper-with-order': false,
  'delay-verified': true,
}
