/** Conditions of a rule as expressions of Cedar, with the facts that they read. */
import type { Condition, Part, Requirement } from '#decision/rules.ts'
import type { FactName, FactValue } from '#vocabulary/facts.ts'

/** Text in Cedar, and what it asks about. */
export interface Expression {
  readonly text: string
  readonly reads: readonly FactName[]
}

/** Who asks is the principal and what is asked for the resource; every other fact stands in the context. */
export const entityTypes: { readonly [Name in FactName]?: string } = { requester: 'Requester', element: 'Element' }

const variables: { readonly [Name in FactName]?: string } = { requester: 'principal', element: 'resource' }

/** The fact has one of the values, or none of them where `not`. */
export function condition({ fact, values, not }: Condition): Expression {
  const reads = [fact]
  const name = variables[fact] ?? (/^[a-z]+$/.test(fact) ? `context.${fact}` : `context[${quoted(fact)}]`)
  const [first, ...others] = values
  // Cedar has no empty set that it can give a type to.
  if (first === undefined) return { text: String(not), reads }
  if (others.length > 0) {
    const listed = `[${values.map((value) => literal(fact, value)).join(', ')}].contains(${name})`
    return { text: not ? `!${listed}` : listed, reads }
  }
  if (typeof first === 'boolean') return { text: first === not ? `!${name}` : name, reads }
  return { text: `${name} ${not ? '!=' : '=='} ${literal(fact, first)}`, reads }
}

/** All of them; of nothing it is true. */
export function all(expressions: readonly Expression[]): Expression {
  return joined(expressions, ' && ', 'true')
}

/** One of them; of nothing it is false. */
export function any(expressions: readonly Expression[]): Expression {
  return joined(expressions, ' || ', 'false')
}

export function isOneOf(fact: FactName, values: readonly FactValue[]): Expression {
  return condition({ fact, values, not: false })
}

/** What a part reaches by its elements; its program is that of the set of policies it stands in. */
export function reachesElement({ elements }: Part): readonly Expression[] {
  return elements === 'all' ? [] : [isOneOf('element', elements)]
}

/** What could still be supplied is asked for here, and was not supplied. Nothing to supply can never be met. */
export function isLacking({ met, when }: Requirement): Expression {
  const asked = when.map((conditions) => all(conditions.map(condition)))
  const lacks = met.length === 0 ? [] : [notAll(met)]
  return all([...(asked.length === 0 ? [] : [any(asked)]), ...lacks])
}

function notAll(conditions: readonly Condition[]): Expression {
  const [only, ...others] = conditions
  if (only !== undefined && others.length === 0) return condition({ ...only, not: !only.not })
  const { text, reads } = all(conditions.map(condition))
  return { text: `!(${text})`, reads }
}

export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ')}"`
}

function literal(fact: FactName, value: FactValue): string {
  if (typeof value === 'boolean') return String(value)
  const type = entityTypes[fact]
  return type === undefined ? quoted(value) : `${type}::${quoted(value)}`
}

function joined(expressions: readonly Expression[], operator: ' && ' | ' || ', ofNothing: string): Expression {
  const [first, ...others] = expressions
  if (first === undefined) return { text: ofNothing, reads: [] }
  if (others.length === 0) return first
  return {
    text: expressions.map(({ text }) => (/ (?:&&|\|\|) /.test(text) ? `(${text})` : text)).join(operator),
    reads: [...new Set(expressions.flatMap(({ reads }) => reads))],
  }
}
