/** Which sentences of the law decide about a program on a day. */
import type { Part, Rule, RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'

export interface Sentence {
  readonly rule: Rule
  readonly part: Part
  /** The rule's id, and which of its sentences this is where it has several. */
  readonly name: string
}

/** Whose law it is, and of which day. */
export interface Under {
  readonly agency: string
  readonly day: Day
}

/** Chosen here, and not by the first engine, so that a slip in the choosing shows. */
export function sentencesFor(rules: RuleSet, { agency, day }: Under, program: string): readonly Sentence[] {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  const jurisdictions = new Set(['us', agencies[agency]?.jurisdiction])
  return rules.rules
    .filter((rule) => rule.inactive === undefined && jurisdictions.has(rule.jurisdiction))
    .filter((rule) => rule.agency === undefined || rule.agency === agency)
    .filter(({ effective: { from, to } }) => !(from !== null && day < from) && !(to !== null && to < day))
    .flatMap((rule) => rule.parts.map((part, i) => ({ rule, part, name: nameOf(rule, part, i) })))
    .filter(({ part: { effect } }) => effect !== 'duty')
    .filter(({ part: { programs } }) => programs === 'all' || programs.includes(program))
    .filter(({ part }) => !isDefault(part))
}

function nameOf({ id, parts }: Rule, { name }: Part, i: number): string {
  if (name !== undefined) return `${id}/${name}`
  return parts.length === 1 ? id : `${id}/${i + 1}`
}

/** Deny unless something permits is what Cedar begins with, so the rule that says so needs no policy. */
export function isDefault({ effect, programs, elements, where, stops }: Part): boolean {
  return effect === 'forbids' && stops.length === 0 && where.length === 0 && programs === 'all' && elements === 'all'
}
