/** What rules say of each other: each id once, each name known, and nothing that can never come to bear. */
import type { Condition, Part, Rule } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { possible } from '#vocabulary/possible.ts'
import { incoherences } from './coherent.ts'
import { didYouMean } from './near.ts'
import { placeOf, strengths } from './read-pack.ts'

/** Every mistake between rules that are each well formed, in the order of the rules. */
export function mistakesBetween(rules: readonly Rule[]): PosternError[] {
  // What a wrong name does not reach would only be complained of again.
  const misnamed = [...twins(rules), ...dangling(rules)]
  if (misnamed.length > 0) return misnamed
  return [...unattached(rules), ...unread(rules), ...elsewhere(rules), ...incoherences(rules, mistake)]
}

function twins(rules: readonly Rule[]): PosternError[] {
  return rules.flatMap((rule, i) => {
    const first = rules.findIndex(({ id }) => id === rule.id)
    const other = rules[first]
    if (first === i || other === undefined) return []
    const also = placeOf(other)?.where
    const message = `two rules have the id ${rule.id}${also === undefined ? '' : `, this one and ${also}`}`
    return [mistake(rule, message, 'Give one of them another id, or make them parts of one rule.')]
  })
}

/** A rule that names another by a wrong id would silently stop nothing, or condition nothing. */
function dangling(rules: readonly Rule[]): PosternError[] {
  const ids = rules.map(({ id }) => id)
  const known = new Set<string>([...strengths, ...ids, ...rules.flatMap(waysOf).map(({ name }) => name)])
  return rules.flatMap((rule) => {
    const named = rule.parts.flatMap(({ of, except }) => [...(of === undefined || of === 'all' ? [] : of), ...except])
    return [
      ...named.filter((ref) => !known.has(ref)).map((ref) => [ref, didYouMean(ref, [...known])] as const),
      ...(rule.see ?? []).filter((ref) => !ids.includes(ref)).map((ref) => [ref, didYouMean(ref, ids)] as const),
    ].map(([ref, near]) =>
      mistake(
        rule,
        `${rule.id} names ${ref}, and there is no such rule or part${near}`,
        'Write the id of a rule, or id/part for one of its parts, as it stands in its pack.',
      ),
    )
  })
}

/** Conditions of a way that none of its cases can meet, and exceptions for what is no way. */
function unattached(rules: readonly Rule[]): PosternError[] {
  const ways = rules.flatMap(waysOf)
  return rules.flatMap((rule) =>
    rule.parts.flatMap(({ effect, of, where, except }) => {
      const own =
        effect !== 'conditions' ? [] : ways.filter((way) => of === 'all' || (of ?? []).some((ref) => isNamed(way, ref)))
      const meets = own.some((way) => possible([...way.given, ...where]) !== undefined)
      const idle = except.find(
        (ref) => !ways.some((way) => isNamed(way, ref)) && rules.some(({ id }) => ref.startsWith(id)),
      )
      return [
        ...(effect === 'conditions' && !meets
          ? [
              mistake(
                rule,
                `${rule.id} attaches to nothing: no way in "of" can meet its conditions`,
                'Correct "of" or "where".',
              ),
            ]
          : []),
        ...(idle === undefined
          ? []
          : [
              mistake(
                rule,
                `${rule.id} excepts ${idle}, which opens nothing`,
                'Except a rule that requires or permits.',
              ),
            ]),
      ]
    }),
  )
}

/** A rule that can decide nothing is there to be read, so some rule that decides must point to it. */
function unread(rules: readonly Rule[]): PosternError[] {
  const seen = new Set(rules.filter((rule) => !isIdle(rule)).flatMap(({ see }) => see ?? []))
  return rules
    .filter((rule) => isIdle(rule) && !seen.has(rule.id))
    .map((rule) =>
      mistake(
        rule,
        `${rule.id} decides nothing, and no rule that decides names it in "see"`,
        'Add its id to "see" of the rule with which it is to be read.',
      ),
    )
}

/** A state's rule that asks for another state's agency speaks of nobody. */
function elsewhere(rules: readonly Rule[]): PosternError[] {
  return rules.flatMap((rule) => {
    const agencies = agenciesOf(rule)
    const here: Condition = { fact: 'agency', values: agencies, not: false }
    if (agencies.length === 0 || rule.parts.every(({ where }) => possible([...where, here]) !== undefined)) return []
    const mend = `Its agencies are ${agencies.join(', ')}.`
    return [mistake(rule, `${rule.id} asks for an agency that this law does not bind`, mend)]
  })
}

/** The agencies that a rule binds. */
function agenciesOf({ agency, jurisdiction }: Rule): string[] {
  if (agency !== undefined) return [agency]
  return Object.entries(vocabulary.agencies).flatMap(([code, its]) =>
    jurisdiction === 'us' || its.jurisdiction === jurisdiction ? [code] : [],
  )
}

function isIdle({ parts }: Rule): boolean {
  return parts.every(({ standing }) => standing !== undefined)
}

interface NamedWay {
  readonly id: string
  readonly name: string
  readonly strength: string
  readonly given: readonly Condition[]
}

function waysOf({ id, parts }: Rule): NamedWay[] {
  return parts.filter(isWay).map(({ name = '', effect, by, papers = ['none'], where }) => ({
    id,
    name: `${id}/${name}`,
    strength: by ?? effect,
    given: [...where, { fact: 'paper', values: papers, not: false }],
  }))
}

function isWay({ effect }: Part): boolean {
  return effect === 'requires' || effect === 'permits'
}

function isNamed({ id, name, strength }: NamedWay, ref: string): boolean {
  return [id, name, strength].includes(ref)
}

function mistake(rule: Rule, message: string, mend: string): PosternError {
  const where = placeOf(rule)?.where
  return new PosternError(
    'ERR_INPUT_INVALID',
    where === undefined ? message : `${where}: ${message}`,
    { rule: rule.id },
    { mend },
  )
}
