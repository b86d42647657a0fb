/**
 * Every small way in which a rule could have been written wrong: a condition dropped, a value of a list dropped,
 * an effect turned, an exception forgotten, the rule or a part of it left out. Each must be noticed by a
 * scenario, an invariant or a check of form; one that is not is a sentence of the law that nothing tests.
 */
import { strengthOf, strengths } from '#decision/rules.ts'
import type { Condition, Counting, Effect, Part, Requirement, Rule, TimeLimit } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { FactValue } from '#vocabulary/facts.ts'

export interface Mutant {
  readonly rule: string
  /** The name of the part, where the rule has several. */
  readonly part?: string
  /** What was done to it, in words: "written: true is no longer asked for". */
  readonly change: string
  /** Undefined: the rule is left out. */
  readonly mutated: Rule | undefined
  /** A rule or part that is left out, and whatever names it no longer does: otherwise a dangling name gives it away. */
  readonly unnamed?: string
}

/** A change to one thing, and what it makes of it. */
type Change<Of> = readonly [words: string, made: Of]

export function mutantsOf(rule: Rule): Mutant[] {
  const { id, parts, effective, inactive } = rule
  const of = (change: string, mutated: Rule | undefined): Mutant => ({ rule: id, change, mutated })
  if (inactive !== undefined) {
    const { inactive: _, ...active } = rule
    return [of('it is no longer inactive', active)]
  }
  return [
    of('the rule is left out', undefined),
    // What decides nothing is there to be read, and only what names it keeps it there.
    ...(parts.every(({ standing }) => standing !== undefined)
      ? []
      : [{ ...of('the rule is left out, and nothing names it', undefined), unnamed: id }]),
    ...(effective.from === null
      ? []
      : [of('it has no first day', { ...rule, effective: { ...effective, from: null } })]),
    ...(effective.to === null ? [] : [of('it has no last day', { ...rule, effective: { ...effective, to: null } })]),
    ...parts.flatMap((part, at) => {
      const named = part.name === undefined ? {} : { part: part.name }
      const less = of('the part is left out', { ...rule, parts: parts.toSpliced(at, 1) })
      const unnamed = {
        ...less,
        change: 'the part is left out, and nothing names it',
        unnamed: `${id}/${part.name}`,
      }
      const changed = changesOf(part).map(([words, made]) => of(words, { ...rule, parts: parts.with(at, made) }))
      return [...(parts.length === 1 ? [] : [less, unnamed]), ...changed].map((mutant) => ({ ...mutant, ...named }))
    }),
  ]
}

/** The rules with one of them written wrong. */
export function withMutant(rules: readonly Rule[], { rule: id, mutated, unnamed }: Mutant): Rule[] {
  const changed = rules.flatMap((rule) => (rule.id === id ? (mutated ?? []) : rule))
  return unnamed === undefined ? changed : changed.map((rule) => withoutMention(rule, unnamed))
}

/** The rule without mention of another, or of a part; conditions of nothing else go with it. */
function withoutMention(rule: Rule, name: string): Rule {
  const others = (refs: readonly string[]) => refs.filter((ref) => ref !== name && !ref.startsWith(`${name}/`))
  const { see, parts } = rule
  const names = [...(see ?? []), ...parts.flatMap(({ of, except }) => [...(of === 'all' ? [] : (of ?? [])), ...except])]
  if (others(names).length === names.length) return rule
  return {
    ...rule,
    ...(see === undefined ? {} : { see: others(see) }),
    parts: parts.flatMap((part) => {
      const of = part.of === 'all' || part.of === undefined ? part.of : others(part.of)
      if (of !== undefined && of.length === 0) return []
      return [{ ...part, ...(of === undefined ? {} : { of }), except: others(part.except) }]
    }),
  }
}

function changesOf(part: Part): Change<Part>[] {
  return [
    ...turned(part),
    ...basesOf(part),
    ...(['programs', 'elements'] as const).flatMap((field) => reachesOf(part, field)),
    ...papersOf(part),
    ...conditionsOf(part.where).map(([words, where]): Change<Part> => [`where: ${words}`, { ...part, where }]),
    ...eachDropped(part.until, requirementWords, changesOfRequirement).map(([words, until]): Change<Part> => [
      `until: ${words}`,
      { ...part, until },
    ]),
    ...eachDropped(part.heldBeside, String).map(([words, made]): Change<Part> => [
      `held-beside: ${words}`,
      { ...part, heldBeside: made },
    ]),
    ...eachOfSeveral(part.of === 'all' ? [] : (part.of ?? [])).map(([words, made]): Change<Part> => [
      `of: ${words}`,
      { ...part, of: made },
    ]),
    ...eachDropped(part.stops, String).map(([words, stops]): Change<Part> => [`stops: ${words}`, { ...part, stops }]),
    ...eachDropped(part.except, String).map(([words, except]): Change<Part> => [
      `except: ${words}`,
      { ...part, except },
    ]),
    ...withoutSubstitute(part),
    ...(part.deadline === undefined
      ? []
      : changesOfLimit(part.deadline).map(([words, deadline]): Change<Part> => [words, { ...part, deadline }])),
  ]
}

const turns: { readonly [From in Effect]: readonly Effect[] } = {
  requires: ['permits', 'forbids'],
  permits: ['requires', 'forbids'],
  forbids: ['permits'],
  // Conditions and duties that do nothing are the parts that are left out.
  conditions: [],
  duty: [],
}

/** A rule in favor that is turned against stops what it opened; one against that is turned opens what it stopped. */
function turned(part: Part): Change<Part>[] {
  return turns[part.effect].map((effect) => {
    const words = `${part.effect} is turned into ${effect}`
    if (effect === 'forbids') {
      const stops = strengths.slice(strengths.indexOf(strengthOf(part)))
      const { programs, elements, where, name } = part
      const against: Part = { effect, programs, elements, where, until: [], heldBeside: [], stops, except: [] }
      return [words, name === undefined ? against : { name, ...against }]
    }
    if (part.effect === 'forbids') return [words, { ...part, effect, stops: [], except: [] }]
    return [words, { ...part, effect }]
  })
}

const bases = ['court-process', 'overriding-statute', 'consent'] as const

/** What a rule in favor rests on decides what it stands above. */
function basesOf(part: Part): Change<Part>[] {
  if (part.effect !== 'requires' && part.effect !== 'permits') return []
  const { by, ...plain } = part
  return [
    ...bases
      .filter((other) => other !== by)
      .map((other): Change<Part> => [`it rests on ${other}`, { ...part, by: other }]),
    ...(by === undefined ? [] : [[`it no longer rests on ${by}`, plain] as const]),
  ]
}

function reachesOf(part: Part, field: 'programs' | 'elements'): Change<Part>[] {
  const reached = part[field]
  if (reached === 'all') return []
  return [
    [`it reaches all ${field}`, { ...part, [field]: 'all' }],
    ...eachOfSeveral(reached).map(([words, made]): Change<Part> => [`${field}: ${words}`, { ...part, [field]: made }]),
  ]
}

function papersOf(part: Part): Change<Part>[] {
  const { papers, ...plain } = part
  if (papers === undefined) return []
  return [
    ['it rests on no paper', plain],
    ['every kind of paper carries it', { ...part, papers: Object.keys(vocabulary.instrumentKinds) }],
    ...eachOfSeveral(papers).map(([words, made]): Change<Part> => [`papers: ${words}`, { ...part, papers: made }]),
  ]
}

function withoutSubstitute(part: Part): Change<Part>[] {
  const { substitute, ...plain } = part
  return substitute === undefined ? [] : [[`no ${substitute} goes in its place`, plain]]
}

const countings: readonly Counting[] = ['calendar', 'court', 'business']

function changesOfLimit(limit: TimeLimit): Change<TimeLimit>[] {
  const { after, count, days } = limit
  return [
    ...(['stated', 'after', 'within'] as const).flatMap((field) =>
      eachDropped(limit[field], String).map(([words, made]): Change<TimeLimit> => [
        `${field}: ${words}`,
        { ...limit, [field]: made },
      ]),
    ),
    ...(after.length === 0
      ? []
      : [
          ...[days - 1, days + 1].map((other): Change<TimeLimit> => [`${other} days`, { ...limit, days: other }]),
          ...countings
            .filter((other) => other !== count)
            .map((other): Change<TimeLimit> => [`counted in ${other} days`, { ...limit, count: other }]),
        ]),
  ]
}

/** Each condition dropped, and each value of one that has several. */
function conditionsOf(conditions: readonly Condition[]): Change<readonly Condition[]>[] {
  return eachDropped(conditions, conditionWords, (condition) =>
    eachOfSeveral(condition.values).map(([words, values]) => [
      `${condition.fact}${condition.not ? ' (not)' : ''}: ${words}`,
      { ...condition, values },
    ]),
  )
}

function changesOfRequirement(requirement: Requirement): Change<Requirement>[] {
  const { met, when, missing, need } = requirement
  const { missing: _, ...unnamed } = requirement
  const dropped = conditionsOf(met).filter(([, left]) => left.length > 0)
  return [
    ...(met.length === 0 ? [] : [[`${need} can never be supplied`, { ...requirement, met: [] }] as const]),
    ...dropped.map(([words, made]): Change<Requirement> => [words, { ...requirement, met: made }]),
    ...(missing === undefined ? [] : [[`${missing} is not named as missing`, unnamed] as const]),
    ...(when.length === 0 ? [] : [[`${need} is always asked for`, { ...requirement, when: [] }] as const]),
    ...eachDropped(
      when,
      (all) => all.map(conditionWords).join(' and '),
      (all) => conditionsOf(all).filter(([, left]) => left.length > 0),
    )
      .filter(([, left]) => left.length > 0)
      .map(([words, made]): Change<Requirement> => [`${need} when: ${words}`, { ...requirement, when: made }]),
  ]
}

/** A list of several with each item left out: one that is left empty would be another sentence altogether. */
function eachOfSeveral<Item extends string | boolean>(list: readonly Item[]): Change<readonly Item[]>[] {
  return list.length > 1 ? eachDropped(list, String) : []
}

/** A list with each item left out, and with each item changed in each way that it can be. */
function eachDropped<Item>(
  list: readonly Item[],
  words: (item: Item) => string,
  changes: (item: Item) => readonly Change<Item>[] = () => [],
): Change<readonly Item[]>[] {
  return list.flatMap((item, at): Change<readonly Item[]>[] => [
    [`${words(item)} is dropped`, list.toSpliced(at, 1)],
    ...changes(item).map(([change, made]): Change<readonly Item[]> => [change, list.with(at, made)]),
  ])
}

function conditionWords({ fact, values, not }: Condition): string {
  return `${fact}${not ? ' not' : ''} ${values.map((value: FactValue) => String(value)).join(' or ')}`
}

function requirementWords({ met, need }: Requirement): string {
  return met.length === 0 ? need : `${met.map(conditionWords).join(' and ')} (${need})`
}
