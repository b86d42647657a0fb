/**
 * The rules of one program as Cedar policies, sentence by sentence.
 *
 * Each way to a cell (a rule that requires or permits) has two actions: `hold/…` is allowed where the way is there
 * and nothing forbids it, `release/…` where besides nothing is lacking. Which policies determined the answer
 * then tells why. `ways/…` asks which ways a paper (or none) could open, and `disclose`, to which no way leads,
 * which rules keep the cell closed. A rule that forbids or attaches conditions is one policy over the group of
 * all ways that it is about.
 */
import type { Part, Strength } from '#decision/rules.ts'
import type { Need } from '#vocabulary/codes.ts'
import type { FactName } from '#vocabulary/facts.ts'
import { all, any, condition, isLacking, isOneOf, quoted, reachesElement, type Expression } from './expression.ts'
import type { Sentence } from './in-force.ts'

/** What it means when this policy is among those that determined an answer. */
export type Meaning =
  /** The way is there. */
  | { readonly says: 'way'; readonly way: Way }
  /** Nothing that the way itself asks for is lacking. */
  | { readonly says: 'complete' }
  | { readonly says: 'lacks'; readonly need: Need }
  /** The rule attaches conditions to the way, met or not. */
  | { readonly says: 'attached' }
  | { readonly says: 'condition-unmet' }
  | { readonly says: 'forbidden'; readonly part: Part; readonly except: readonly string[] }

export type Policy = Meaning & {
  readonly id: string
  readonly rule: string
  readonly text: string
  readonly reads: readonly FactName[]
  /** Every action that its scope takes in. */
  readonly actions: readonly string[]
}

/** A rule in favor. */
export interface Way {
  readonly name: string
  /** Of two ways alike in all else, the one that comes first. */
  readonly order: string
  readonly rule: string
  readonly strength: Strength
  readonly heldBeside: readonly string[]
}

export interface Action {
  readonly id: string
  readonly memberOf: readonly string[]
}

export interface Policies {
  readonly policies: readonly Policy[]
  readonly actions: readonly Action[]
}

interface Opening extends Way {
  readonly sentence: Sentence
  /** How other rules may speak of it. */
  readonly groups: readonly string[]
}

export const strengths: readonly Strength[] = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']

export function policiesOf(sentences: readonly Sentence[]): Policies {
  const openings = sentences.filter(({ part }) => ['requires', 'permits'].includes(part.effect)).map(toOpening)
  const actions = actionsOf(openings)
  const policies = [
    ...openings.flatMap(ofOpening),
    ...sentences.filter(({ part }) => part.effect === 'conditions').flatMap((each) => ofConditions(each, openings)),
    ...sentences.filter(({ part }) => part.effect === 'forbids').map((each) => ofForbids(each, openings)),
  ]
  return {
    policies: policies.map(({ scope, ...policy }) => ({ ...policy, actions: actionsIn(scope, actions) })),
    actions,
  }
}

/** A policy of Cedar applies to an action that it names, and to every action in a group that it names. */
function actionsIn(scope: readonly string[], actions: readonly Action[]): readonly string[] {
  return actions
    .filter(({ id, memberOf }) => scope.includes(id) || memberOf.some((group) => scope.includes(group)))
    .map(({ id }) => id)
}

function toOpening(sentence: Sentence): Opening {
  const { rule, part, name } = sentence
  const strength = part.by ?? (part.effect === 'requires' ? 'requires' : 'permits')
  return {
    sentence,
    name,
    order: `${rule.id}/${part.name ?? ''}`,
    rule: rule.id,
    strength,
    heldBeside: part.heldBeside,
    groups: [strength, ...new Set([rule.id, name])],
  }
}

function actionsOf(openings: readonly Opening[]): Action[] {
  const kinds = new Set(openings.flatMap(({ sentence: { part } }) => part.papers ?? ['none']))
  return [
    ...[...kinds].map((kind) => ({ id: `ways/${kind}`, memberOf: [] })),
    ...openings.flatMap(({ name, groups }) => [
      { id: `hold/${name}`, memberOf: ['hold', ...groups] },
      { id: `release/${name}`, memberOf: ['release', ...groups] },
    ]),
    { id: 'disclose', memberOf: [] },
  ]
}

type Drafted = Meaning & Omit<Policy, 'actions'> & { readonly scope: readonly string[] }

function ofOpening(opening: Opening): Drafted[] {
  const { sentence, name, order, strength, heldBeside, rule } = opening
  const { part } = sentence
  const there = all([
    isOneOf('paper', part.papers ?? ['none']),
    ...reachesElement(part),
    // What rests on no paper rests on the request; counsel may refuse the one as the other.
    condition({ fact: part.papers === undefined ? 'counsel' : 'paper-counsel', values: ['refused'], not: true }),
    ...part.where.map(condition),
  ])
  const lacking = part.until.map(isLacking)
  return [
    draft(sentence, name, { says: 'way', way: { name, order, rule, strength, heldBeside } }, 'permit', {
      scope: [...(part.papers ?? ['none']).map((kind) => `ways/${kind}`), `hold/${name}`],
      when: there,
    }),
    draft(sentence, `${name} complete`, { says: 'complete' }, 'permit', {
      scope: [`release/${name}`],
      when: there,
      ...(lacking.length === 0 ? {} : { unless: any(lacking) }),
    }),
    ...ofLacks(sentence, [`hold/${name}`], []),
  ]
}

function ofLacks(sentence: Sentence, scope: readonly string[], where: readonly Expression[]): Drafted[] {
  return sentence.part.until.map((requirement, i) =>
    draft(
      sentence,
      `${sentence.name} lacks ${requirement.need} (${i + 1})`,
      { says: 'lacks', need: requirement.need },
      'permit',
      { scope, when: all([...where, isLacking(requirement)]) },
    ),
  )
}

/** It keeps ways from release, not from being held, so there it only tells what it waits for. */
function ofConditions(sentence: Sentence, openings: readonly Opening[]): Drafted[] {
  const { part, name } = sentence
  const about = openings.filter(({ groups }) => part.of === 'all' || groups.some((group) => part.of?.includes(group)))
  if (about.length === 0) return []
  const held = about.map((way) => `hold/${way.name}`)
  const where = [...reachesElement(part), ...part.where.map(condition)]
  const unmet: Drafted = draft(sentence, `${name} unmet`, { says: 'condition-unmet' }, 'forbid', {
    scope: part.of === 'all' ? ['release'] : about.map((way) => `release/${way.name}`),
    when: all([...where, any(part.until.map(isLacking))]),
  })
  const scope = part.of === 'all' ? ['hold'] : held
  return [
    draft(sentence, name, { says: 'attached' }, 'permit', { scope, when: all(where) }),
    ...(part.until.length === 0 ? [] : [unmet]),
    ...ofLacks(sentence, scope, where),
  ]
}

function ofForbids(sentence: Sentence, openings: readonly Opening[]): Drafted {
  const { part, name } = sentence
  const named = part.except.filter((ref) => openings.some(({ groups }) => groups.includes(ref)))
  const except = openings.filter(({ groups }) => groups.some((group) => named.includes(group)))
  return draft(sentence, name, { says: 'forbidden', part, except: except.map((way) => way.name) }, 'forbid', {
    scope: [...part.stops, 'disclose'],
    when: all([...reachesElement(part), ...part.where.map(condition)]),
    ...(named.length === 0 ? {} : { unless: { text: `action in ${listed(named)}`, reads: [] } }),
  })
}

interface Drafting {
  readonly scope: readonly string[]
  readonly when: Expression
  readonly unless?: Expression
}

function draft(
  { rule, name }: Sentence,
  id: string,
  meaning: Meaning,
  effect: 'permit' | 'forbid',
  { scope, when, unless }: Drafting,
): Drafted {
  const annotations = {
    id,
    rule: rule.id,
    ...(meaning.says === 'lacks' ? { need: meaning.need } : {}),
    ...(id === name ? { citation: rule.citation, confidence: rule.confidence, says: rule.plain } : {}),
  }
  const [only, ...others] = scope
  const action =
    only !== undefined && others.length === 0 && only.includes('/') ? `== ${uid(only)}` : `in ${listed(scope)}`
  const text = [
    ...Object.entries(annotations).map(([key, value]) => `@${key}(${quoted(value)})`),
    `${effect} (principal, action ${action}, resource)`,
    ...(when.text === 'true' ? [] : [`when { ${when.text} }`]),
    ...(unless === undefined ? [] : [`unless { ${unless.text} }`]),
  ].join('\n')
  return { ...meaning, id, rule: rule.id, text: `${text};`, reads: [...when.reads, ...(unless?.reads ?? [])], scope }
}

function listed(actions: readonly string[]): string {
  return `[${actions.map(uid).join(', ')}]`
}

function uid(action: string): string {
  return `Action::${quoted(action)}`
}
