import { afterAll, describe, expect, it } from 'vitest'
import { validateCaseFile } from '#adapters/contract/validate.ts'
import { openSolver } from '#adapters/z3/solve.ts'
import { decide } from '#decision/decide.ts'
import type { Part, Rule, RuleSet } from '#decision/rules.ts'
import { today } from '#testing/arbitrary-case-file.ts'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { FactName, FactValue } from '#vocabulary/facts.ts'
import { caseFileOf } from './case-file-of.ts'
import { domain } from './domain.ts'
import { agenciesOf } from './in-force.ts'
import { nothingKnown, withoutPaper } from './no-paper.ts'
import { counterexampleAt, Prover, questionsOf, type Counterexample } from './prove.ts'
import { isSituation, variables } from './variables.ts'

const set = await theLaw()
const prover = new Prover()
const solver = await openSolver({ variables, domain, withoutPaper, nothingKnown, agenciesOf })
afterAll(() => solver.close())

type Change = (part: Part) => Part

function changed(id: string, change: Change, name?: string): Rule[] {
  const rules = set.rules.map((rule) =>
    rule.id === id
      ? { ...rule, parts: rule.parts.map((part) => (name === undefined || part.name === name ? change(part) : part)) }
      : rule,
  )
  expect(rules, `${id} is changed`).not.toEqual(set.rules)
  return rules
}

const without =
  (...facts: FactName[]): Change =>
  (part) => ({
    ...part,
    where: part.where.filter(({ fact }) => !facts.includes(fact)),
    until: part.until.filter(({ met }) => !met.some(({ fact }) => facts.includes(fact))),
  })
const only =
  (fact: FactName, ...values: FactValue[]): Change =>
  (part) => ({
    ...part,
    where: [...part.where, { fact, values, not: false }],
  })
const everything: Change = (part) => ({ ...part, elements: 'all' })
const stoppingNothing: Change = (part) => ({ ...part, stops: [] })

const released = ({ cells }: Decision) => cells.filter(({ outcome }) => outcome === 'release')
const outcomes = ({ cells }: Decision) => cells.map(({ element, outcome, needs }) => [element, outcome, needs])

/** In the case the element leaves; what the invariant compares it with, where it does, is decided otherwise. */
const leaves = ([first]: readonly Decision[]) => first !== undefined && released(first).length > 0
const differs = ([first, second]: readonly Decision[]) =>
  first !== undefined && second !== undefined && JSON.stringify(outcomes(first)) !== JSON.stringify(outcomes(second))
const leavesHereAlone = (decisions: readonly Decision[]) => leaves(decisions) && !leaves(decisions.slice(1))

interface Defect {
  readonly invariant: number
  readonly planted: string
  readonly rules: () => Rule[]
  /** The same law in another order, under which the case is decided too. */
  readonly inOrderToo?: (rules: readonly Rule[]) => Rule[]
  readonly shows: (decisions: readonly Decision[]) => boolean
}

const defects: readonly Defect[] = [
  {
    invariant: 1,
    planted: 'something else than an address goes out in the place of a confidential one',
    rules: () =>
      changed('MA-ACP-01', (part) => (part.substitute === undefined ? part : { ...part, substitute: 'ssn' })),
    shows: ([first]) => first !== undefined && released(first).some(({ element }) => element === 'ssn'),
  },
  {
    invariant: 2,
    planted: 'a consent that officers bring is not confirmed with the person',
    rules: () => changed('GEN-04', without('consent-confirmed')),
    shows: leaves,
  },
  {
    invariant: 3,
    planted: 'an administrative subpoena needs no court',
    rules: () => changed('US-IMM-07', without('paper-enforced')),
    shows: differs,
  },
  {
    invariant: 4,
    planted: 'a warrant opens what it does not describe',
    rules: () => changed('GEN-02', without('paper-describes')),
    shows: differs,
  },
  {
    invariant: 4,
    planted: 'a warrant opens after its last day',
    rules: () => changed('T-16', without('paper-in-time')),
    shows: differs,
  },
  {
    invariant: 5,
    planted: 'the fleeing-felon rule opens the whole file',
    rules: () => changed('US-SNAP-07', everything),
    shows: leaves,
  },
  {
    invariant: 6,
    planted: 'Medicaid is closed to nobody',
    rules: () =>
      set.rules.map((rule) =>
        /^(US-MCD-00|MA-MH-0[12]|ME-MC-01)$/.test(rule.id) ? { ...rule, parts: rule.parts.map(stoppingNothing) } : rule,
      ),
    shows: leaves,
  },
  {
    invariant: 7,
    planted: 'tax information is closed to everything but a court',
    rules: () =>
      changed('US-FTI-01', (part) => ({ ...part, stops: part.stops.filter((stop) => stop !== 'court-process') })),
    shows: leaves,
  },
  {
    invariant: 8,
    planted: 'an objection stops nothing',
    rules: () => changed('GEN-05', stoppingNothing),
    shows: leaves,
  },
  {
    invariant: 8,
    planted: 'an objection stops what the law requires',
    rules: () => changed('GEN-05', (part) => ({ ...part, stops: [...part.stops, 'requires'] })),
    shows: differs,
  },
  {
    invariant: 9,
    planted: 'several records are as good as one',
    rules: () =>
      set.rules.map((rule) =>
        rule.id === 'GEN-06' ? { ...rule, parts: rule.parts.filter(({ name }) => name !== 'several') } : rule,
      ),
    shows: leaves,
  },
  {
    invariant: 10,
    planted: 'nobody in Massachusetts is told before',
    rules: () => changed('MA-FIPA-03', without('paper-notice'), 'before-release'),
    shows: leaves,
  },
  {
    invariant: 11,
    planted: 'only a paper whose authenticity failed needs no verification',
    rules: () =>
      changed('GEN-02', (part) => ({
        ...part,
        where: part.where.filter(({ fact }) => fact !== 'paper-authenticity'),
        until: part.until.map((one) =>
          one.need === 'instrument-verification'
            ? { ...one, met: [{ fact: 'paper-authenticity', values: ['failed'], not: false }] }
            : one,
        ),
      })),
    shows: leavesHereAlone,
  },
  {
    invariant: 12,
    planted: 'the request must not be in writing',
    rules: () => changed('US-SNAP-07', (part) => only('written', false)(without('written')(part))),
    shows: leavesHereAlone,
  },
  {
    invariant: 13,
    planted: 'two sentences send a substitute, and the first that is written has its way',
    rules: () =>
      set.rules.map((rule) =>
        rule.id === 'MA-ACP-01'
          ? {
              ...rule,
              parts: rule.parts.flatMap((part) =>
                part.substitute === undefined
                  ? part
                  : [
                      { ...part, stops: ['requires', 'permits'] },
                      { ...part, name: 'other', stops: ['overriding-statute', 'consent'], substitute: 'phone' },
                    ],
              ),
            }
          : rule,
      ),
    inOrderToo: (rules) => rules.map((rule) => ({ ...rule, parts: rule.parts.toReversed() })),
    shows: differs,
  },
  {
    invariant: 14,
    planted: "counsel's approval of the request stands for the approval of a paper",
    rules: () =>
      changed('GEN-02', (part) => ({
        ...part,
        until: part.until.map((one) =>
          one.need === 'counsel-review'
            ? {
                ...one,
                met: one.met.map((met) => (met.fact === 'paper-counsel' ? { ...met, fact: 'counsel' as const } : met)),
              }
            : one,
        ),
      })),
    shows: differs,
  },
  {
    invariant: 15,
    planted: 'a protected person is given away by what the request is said to lack',
    rules: () =>
      changed('US-SNAP-07', (part) => ({
        ...part,
        until: part.until.map((one) =>
          one.missing === 'written-request'
            ? { ...one, when: [[{ fact: 'vawa-protected', values: [true], not: false }]] }
            : one,
        ),
      })),
    // The need is the same for everybody; whether it is asked for is not.
    shows: differs,
  },
  {
    invariant: 16,
    planted: 'a report needs no counsel',
    rules: () => changed('US-TANF-05', without('counsel')),
    shows: leaves,
  },
]

function asFiles({ situation, comparedWith, day }: Counterexample): CaseFile[] {
  return [situation, ...comparedWith].map((one) => caseFileOf(one, day))
}

function replay(counterexample: Counterexample | undefined, ...laws: readonly (readonly Rule[])[]): Decision[] {
  if (counterexample === undefined) throw new Error('there is a counterexample')
  return laws.flatMap((rules) => {
    const law: RuleSet = { ...set, rules }
    return asFiles(counterexample).map((file) => {
      expect(validateCaseFile(file)).toEqual({ caseFile: file })
      return decide(file, law)
    })
  })
}

it('finds nothing against the law as it is', () => {
  expect(prover.prove(set.rules, today).filter(({ holds }) => !holds)).toEqual([])
})

describe.each(defects)('invariant $invariant, where $planted', ({ invariant, rules, shows, inOrderToo }) => {
  const planted = rules()
  const laws = [planted, ...(inOrderToo === undefined ? [] : [inOrderToo(planted)])]

  it('is refuted by the diagrams, with a case that decide shows', () => {
    const proven = prover.prove(planted, today, [invariant])[0]
    expect(proven?.holds).toBe(false)
    expect(shows(replay(proven?.counterexample, ...laws))).toBe(true)
  })

  it('is refuted by the solver, with a case that decide shows', async () => {
    const questions = questionsOf(planted, today).filter((question) => question.invariant === invariant)
    const answers = await solver.answer(planted, questions)
    const refuted = answers.flatMap((situation, i) => {
      const question = questions[i]
      if (situation === undefined || question === undefined || !isSituation(situation)) return []
      return [counterexampleAt(question, situation)]
    })
    expect(shows(replay(refuted[0], ...laws))).toBe(true)
  })
})
