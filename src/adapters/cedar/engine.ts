/**
 * Cedar itself, holding the policies of one program.
 *
 * Trust: none needed beyond its semantics, which are proved. It is told facts and never our conclusions.
 * Cedar skips a policy that it cannot evaluate, a forbidding one too, so any error of any policy is a failure
 * here and nothing is decided.
 */
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs'
import { PosternError } from '#errors.ts'
import type { FactName, Facts } from '#vocabulary/facts.ts'
import { policiesOf, type Policy } from './policies.ts'
import { contextsOf, schemaOf } from './schema.ts'
import type { Sentence } from './in-force.ts'

export type Library = Pick<
  typeof Cedar,
  'preparsePolicySet' | 'preparseSchema' | 'statefulIsAuthorized' | 'validate' | 'formatPolicies' | 'schemaToText'
>

export interface Verdict {
  readonly allowed: boolean
  /** The policies that determined it: those that permit, or, where any forbids, those that forbid. */
  readonly because: readonly Policy[]
}

export interface Engine {
  readonly policies: readonly Policy[]
  /** Whether any way of this program is opened by this kind of paper. */
  readonly knows: (action: string) => boolean
  /** @throws PosternError ERR_SECOND_ENGINE */
  readonly ask: (action: string, facts: Facts) => Verdict
  /** The same with one policy left out. */
  readonly without: (policy: string) => Engine
}

/** Four megabytes that only a command which decides needs. */
export function loadCedar(): Promise<Library> {
  return import('@cedar-policy/cedar-wasm/nodejs')
}

/** Cedar keeps what it parsed under a name for as long as the thread lives. */
let named = 0

/** @throws PosternError ERR_SECOND_ENGINE for policies that do not fit their schema */
export function openEngine(cedar: Library, sentences: readonly Sentence[]): Engine {
  const written = policiesOf(sentences)
  const policies = new Map(written.policies.map((policy) => [policy.id, policy]))
  if (policies.size < written.policies.length) throw failed('Two rules are written as policies of one name.', [])
  const schema = schemaOf(written)
  const name = `postern-${(named += 1)}`
  accept(cedar.validate({ schema, policies: { staticPolicies: textsOf(written.policies) } }))

  const contexts = contextsOf(written)
  const over = (all: readonly Policy[], id: string): Engine => {
    const parsed = new Set<string>()
    // A policy can only determine the answer to an action of its scope, so Cedar need not look at any other, nor at
    // what the schema says of another action.
    const parsedFor = (action: string): string => {
      const part = `${id} ${action}`
      if (!parsed.has(part)) {
        const about = all.filter(({ actions }) => actions.includes(action))
        const its = written.actions.filter(({ id: one }) => one === action)
        accept(cedar.preparseSchema(part, schemaOf({ policies: written.policies, actions: its })))
        accept(cedar.preparsePolicySet(part, { staticPolicies: textsOf(about) }))
        parsed.add(part)
      }
      return part
    }
    return {
      policies: all,
      knows: (action) => contexts.has(action),
      ask: (action, facts) => {
        const part = parsedFor(action)
        const answer = cedar.statefulIsAuthorized({
          principal: { type: 'Requester', id: String(facts.requester) },
          action: { type: 'Action', id: action },
          resource: { type: 'Element', id: String(facts.element) },
          context: pick(facts, contexts.get(action) ?? []),
          entities: [],
          preparsedPolicySetId: part,
          preparsedSchemaName: part,
          validateRequest: true,
        })
        return verdictOf(answer, policies)
      },
      without: (left) =>
        over(
          all.filter((policy) => policy.id !== left),
          `${id} without ${left}`,
        ),
    }
  }
  return over(written.policies, name)
}

/** @throws PosternError ERR_SECOND_ENGINE where anything at all could not be evaluated */
export function verdictOf(answer: Cedar.AuthorizationAnswer, policies: ReadonlyMap<string, Policy>): Verdict {
  if (answer.type === 'failure') throw failed('Cedar could not take a question.', answer.errors)
  const { decision, diagnostics } = answer.response
  if (diagnostics.errors.length > 0) {
    throw failed(
      'Cedar could not evaluate a policy.',
      diagnostics.errors.map(({ error }) => error),
    )
  }
  const because = diagnostics.reason.map((id) => {
    const policy = policies.get(id)
    return policy ?? unknown(id)
  })
  return { allowed: decision === 'allow', because }
}

function accept(answer: Cedar.CheckParseAnswer | Cedar.ValidationAnswer): void {
  if (answer.type === 'failure') throw failed('Cedar could not read the rules.', answer.errors)
  if ('validationErrors' in answer && answer.validationErrors.length > 0) {
    throw failed(
      'The policies do not fit their schema.',
      answer.validationErrors.map(({ error }) => error),
    )
  }
}

function textsOf(policies: readonly Policy[]): Record<string, string> {
  return Object.fromEntries(policies.map(({ id, text }) => [id, text]))
}

function pick(facts: Facts, names: readonly FactName[]): Record<string, string | boolean> {
  const context: Record<string, string | boolean> = {}
  for (const name of names) context[name] = facts[name]
  return context
}

function unknown(id: string): never {
  throw failed(`Cedar names a policy that it was not given: ${id}.`, [])
}

/** Cedar's messages name policies and facts, never a person. */
function failed(message: string, errors: readonly Cedar.DetailedError[]): PosternError {
  return new PosternError(
    'ERR_SECOND_ENGINE',
    message,
    { cedar: errors.slice(0, 5).map((error) => error.message) },
    { mend: 'Release nothing; report it with this text and the digest of the rules.' },
  )
}
