import * as whole from '@cedar-policy/cedar-wasm/nodejs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import { drawCells } from '#testing/facts-of-cells.ts'
import { theLaw } from '#testing/law.ts'
import { randomFrom } from '#testing/random.ts'
import type { Facts } from '#vocabulary/facts.ts'
import { openEngine, verdictOf, type Engine } from './engine.ts'
import { sentencesFor } from './in-force.ts'
import { policiesOf, type Policy } from './policies.ts'
import { schemaOf } from './schema.ts'

const under = { agency: 'ma-dta', day: '2026-11-23' }
let law: RuleSet
let engine: Engine
let someFacts: readonly Facts[]

beforeAll(async () => {
  law = await theLaw()
  engine = openEngine(whole, sentencesFor(law, under, 'snap'))
  someFacts = [...drawCells(law, randomFrom(5), 400)].flatMap(({ purposes }) =>
    purposes.flatMap(({ bare, withPapers }) => [bare, ...withPapers.map(({ facts }) => facts)]),
  )
})

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof PosternError) return error.code
    throw error
  }
  return 'no failure'
}

const uid = (type: string) => ({ type, id: 'x' })
const ask = (staticPolicies: Record<string, string>, context: whole.Context) =>
  whole.isAuthorized({
    principal: uid('Requester'),
    action: uid('Action'),
    resource: uid('Element'),
    context,
    policies: { staticPolicies },
    entities: [],
  })

describe('what Cedar cannot evaluate decides nothing', () => {
  const permit = `permit (principal, action, resource);`
  const forbid = `forbid (principal, action, resource) when { context.objection };`
  const policy: Policy = { says: 'complete', id: 'p', rule: 'R', text: permit, reads: [], actions: ['release/R'] }
  const known = new Map([['p', policy]])

  it('though Cedar itself skips a forbid that errs, and allows', () => {
    const skipped = ask({ p: permit, f: forbid }, {})
    expect(skipped).toMatchObject({ type: 'success', response: { decision: 'allow' } })
    expect(codeOf(() => verdictOf(skipped, known))).toBe('ERR_SECOND_ENGINE')
    const evaluated = ask({ p: permit, f: forbid }, { objection: false })
    expect(verdictOf(evaluated, known)).toEqual({ allowed: true, because: [policy] })
  })

  it('nor a question that it does not take', () => {
    const [facts] = someFacts
    if (facts === undefined) expect.unreachable()
    const { objection: _, ...without } = facts
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- facts of which one is missing are the point
    expect(codeOf(() => engine.ask('disclose', without as Facts))).toBe('ERR_SECOND_ENGINE')
    expect(codeOf(() => engine.ask('disclose', { ...facts, requester: 'nobody' }))).toBe('ERR_SECOND_ENGINE')
    expect(codeOf(() => engine.ask('release/NO-SUCH-RULE', facts))).toBe('ERR_SECOND_ENGINE')
    expect(codeOf(() => engine.ask('disclose', facts))).toBe('no failure')
  })

  it('nor an answer that rests on a policy nobody wrote', () => {
    expect(codeOf(() => verdictOf(ask({ other: permit }, {}), known))).toBe('ERR_SECOND_ENGINE')
  })

  it('nor rules that do not fit the schema', () => {
    const sentences = sentencesFor(law, under, 'snap').map((sentence) =>
      sentence.rule.id === 'US-SNAP-06'
        ? { ...sentence, part: { ...sentence.part, elements: ['shoe-size'] } }
        : sentence,
    )
    expect(codeOf(() => openEngine(whole, sentences))).toBe('ERR_SECOND_ENGINE')
  })
})

it('leaves out no policy that could determine an answer, as Cedar itself reads their scopes', () => {
  const written = policiesOf(sentencesFor(law, under, 'wic'))
  const schema = schemaOf(written)
  let seen = 0
  for (const { id, text, actions } of written.policies) {
    const envs = whole.getValidRequestEnvsPolicy(text, schema)
    if (envs.type === 'failure') expect.unreachable(envs.error)
    const named = [...new Set(envs.actions)].map((action) => /"(.*)"/.exec(action)?.[1])
    // Cedar leaves out besides what it sees can never hold.
    expect({ id, leftOut: named.filter((action) => !actions.includes(action ?? '')) }).toEqual({ id, leftOut: [] })
    seen += named.length
  }
  expect(seen).toBeGreaterThan(written.policies.length)
})

it('allows a release exactly where the way stands and nothing is lacking', () => {
  const ways = engine.policies.flatMap((policy) => (policy.says === 'way' ? [policy.way.name] : []))
  let released = 0
  for (const [i, facts] of someFacts.entries()) {
    const way = ways[i % ways.length] ?? ''
    const { allowed, because } = engine.ask(`hold/${way}`, facts)
    const isThere = allowed && because.some((policy) => policy.says === 'way')
    const isOpen = isThere && because.every((policy) => policy.says !== 'lacks')
    expect(engine.ask(`release/${way}`, facts).allowed).toBe(isOpen)
    released += Number(isOpen)
  }
  expect(released).toBeGreaterThan(0)
})
