/** What a document is made from: one jurisdiction's rules out of a rule set, and what is known beside them. */
import type { Standing } from '#decision/confirmed.ts'
import type { Rule, RuleSet } from '#decision/rules.ts'
import type { Day } from '#vocabulary/time.ts'
import type { Notes } from './notes.ts'

export interface Source {
  readonly law: RuleSet
  /** Jurisdiction → what stands beside its rules. */
  readonly notes: Readonly<Record<string, Notes>>
  /** The law of this day; absent: all rules of the packs, whenever they are in force. */
  readonly day?: Day
  /** In an office, how the confirmation of each rule stands; absent: what the packs say. */
  readonly standings?: ReadonlyMap<string, Standing>
}

export interface Sheet extends Source {
  readonly jurisdiction: string
  readonly rules: readonly Rule[]
}

export function isInForce({ effective: { from, to } }: Rule, day: Day | undefined): boolean {
  return day === undefined || ((from === null || from <= day) && (to === null || day <= to))
}

/** Counsel read its text, and that still counts. */
export function isConfirmed(rule: Rule, { standings }: Source): boolean {
  const standing = standings?.get(rule.id)
  if (standing !== undefined) return standing.stands === 'confirmed' || standing.stands === 'lapsing'
  return rule.confirmed !== null
}

/** It counts as confirmed, and only because the demonstration says so. */
export function isConfirmedForShow(rule: Rule, source: Source): boolean {
  return isConfirmed(rule, source) && source.standings?.get(rule.id)?.confirmation?.demo === true
}

/** The rules that counsel has still to confirm; one that decides nothing is not among them. */
export function unconfirmed(sheet: Sheet): readonly Rule[] {
  return sheet.rules.filter((rule) => rule.inactive === undefined && !isConfirmed(rule, sheet))
}

export function fileOf(jurisdiction: string): string {
  return `${jurisdiction}.html`
}
