/** Which sentences of the packs are law for an agency of a jurisdiction, on a day. */
import { addDays } from '#decision/days.ts'
import type { Part, Rule, Strength } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'

export interface Sentence {
  readonly rule: Rule
  readonly part: Part
  /** How others may name it: "US-TANF-01", "US-TANF-01/investigation", or what it rests on. */
  readonly names: readonly string[]
}

/** The jurisdictions that have agencies: each has its own law, and the federal beside it. */
export const jurisdictions: readonly string[] = [
  ...new Set(Object.values(vocabulary.agencies).map(({ jurisdiction }) => jurisdiction)),
]

export function agenciesOf(jurisdiction: string): string[] {
  return Object.entries(vocabulary.agencies)
    .filter(([, agency]) => agency.jurisdiction === jurisdiction)
    .map(([code]) => code)
}

export function inForce(rules: readonly Rule[], jurisdiction: string, day: Day): Sentence[] {
  return rules
    .filter((rule) => rule.inactive === undefined && ['us', jurisdiction].includes(rule.jurisdiction))
    .filter(({ effective: { from, to } }) => (from === null || from <= day) && (to === null || day <= to))
    .flatMap((rule) => rule.parts.map((part) => ({ rule, part: ofItsAgency(rule, part), names: namesOf(rule, part) })))
}

/** A rule that one agency made for itself says nothing of another's cells. */
function ofItsAgency({ agency }: Rule, part: Part): Part {
  if (agency === undefined) return part
  return { ...part, where: [...part.where, { fact: 'agency', values: [agency], not: false }] }
}

/** The same law written down the other way round: whatever came before another now comes after it. */
export function inReverse(sentences: readonly Sentence[]): Sentence[] {
  return sentences.toReversed()
}

/** The days, from this one on, on which the law is another than the day before; this day first. */
export function daysOfChange(rules: readonly Rule[], from: Day): Day[] {
  const changes = rules
    .filter(({ inactive }) => inactive === undefined)
    .flatMap(({ effective }) => [effective.from ?? from, effective.to === null ? from : addDays(effective.to, 1)])
  return [...new Set([from, ...changes.filter((day) => day > from)])].toSorted()
}

/** What a way to a cell rests on, which is what rules that forbid say they stop. */
export function strengthOf({ effect, by }: Part): Strength {
  return by ?? (effect === 'requires' ? 'requires' : 'permits')
}

function namesOf({ id }: Rule, part: Part): string[] {
  return [id, `${id}/${part.name ?? ''}`, strengthOf(part)]
}
