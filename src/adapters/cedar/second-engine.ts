/** The second engine: the same rules and the same facts, decided by Cedar. */
import type { RuleSet } from '#decision/rules.ts'
import { answer, type Answer, type Question } from './answer.ts'
import { openEngine, type Engine, type Library } from './engine.ts'
import { sentencesFor, type Under } from './in-force.ts'

/** A cell's answer, and what goes out in its place where a rule closes it and sends another element. */
export interface Answered extends Answer {
  readonly instead: { readonly element: string; readonly rule: string; readonly answer: Answer } | undefined
}

export interface SecondEngine {
  /** @throws PosternError ERR_SECOND_ENGINE where Cedar does not take the rules or the facts */
  readonly decide: (under: Under, question: Question) => Answered
}

/** Policies are written and parsed for each program when it is first asked about. */
export function secondEngine(cedar: Library, rules: RuleSet): SecondEngine {
  const engines = new Map<string, Engine>()
  const engineFor = (under: Under, program: string): Engine =>
    remembered(engines, `${under.agency} ${under.day} ${program}`, () => {
      const sentences = sentencesFor(rules, under, program)
      // Agencies of one state, and days between which nothing changes, have the same sentences.
      return remembered(engines, `${program}: ${sentences.map(({ name }) => name).join()}`, () =>
        openEngine(cedar, sentences),
      )
    })
  const withouts = new Map<string, Engine>()
  return {
    decide: (under, question) => {
      const engine = engineFor(under, question.program)
      const closing = substituting(engine, question)
      if (closing === undefined) return { ...answer(engine, question), instead: undefined }
      const key = `${under.agency} ${under.day} ${question.program} ${closing.id}`
      const without = remembered(withouts, key, () => engine.without(closing.id))
      const { element, rule } = closing
      return { ...answer(engine, question), instead: { element, rule, answer: answer(without, question) } }
    },
  }
}

function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

/** The first rule that closes this element for every purpose and sends another in its place. */
function substituting(engine: Engine, { purposes }: Question) {
  const able = engine.policies.flatMap((policy) =>
    policy.says === 'forbidden' && policy.part.substitute !== undefined
      ? [{ id: policy.id, rule: policy.rule, part: policy.part, element: policy.part.substitute }]
      : [],
  )
  const reached = able.filter(
    ({ part: { elements } }) =>
      elements === 'all' || purposes.some(({ bare }) => elements.includes(String(bare.element))),
  )
  if (reached.length === 0) return undefined
  const closed = purposes.map(({ bare }) => engine.ask('disclose', bare).because.map(({ id }) => id))
  return reached.find(({ id }) => closed.every((ids) => ids.includes(id)))
}
