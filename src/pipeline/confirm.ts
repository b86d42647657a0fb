/** Who of counsel read the official text of which rule, and for how long that counts. */
import type { Actor } from '#case/commands.ts'
import { isDay, noneOf, unless } from '#case/reasons.ts'
import { contentDigest, lastDay, standingOf, type Standing } from '#decision/confirmed.ts'
import type { Rule, RuleSet } from '#decision/rules.ts'
import type { Day } from '#vocabulary/time.ts'

import { archived, lawLog, officeDay, rulesInForce, type LawPorts } from './law.ts'
import { appendLaw, refuse, type LawDraft, type LawRefusal } from './law-append.ts'
import type { Ports } from './ports.ts'
import { staff } from './register.ts'

export interface Reading {
  /** Ids of the rules whose text was read. */
  readonly rules: readonly string[]
  /** Which text: "eCFR of 2026-11-02". */
  readonly version: string
  readonly readOn: Day
  /** Digest of the set whose rules these are: one that is proposed can be confirmed before it is in force. */
  readonly set?: string
}

export interface Confirmed {
  readonly done: true
  readonly events: readonly LawDraft[]
  readonly rules: readonly string[]
  /** The first day among them on which one no longer counts is the day after this. */
  readonly until: Day
  readonly demo: boolean
}

/** What counsel read counts for the rules as they stand; a rule that changes is unconfirmed again. @throws as `archived` */
export async function confirm(
  ports: LawPorts & Pick<Ports, 'clock' | 'office'>,
  actor: Actor,
  { rules: ids, version, readOn, set }: Reading,
): Promise<Confirmed | LawRefusal> {
  const today = officeDay(ports)
  const { rules } = set === undefined ? await rulesInForce(ports, today) : await archived(ports, set)
  const known = new Map(rules.map((rule) => [rule.id, rule]))
  const named = [...new Set(ids)].toSorted()
  const read = named.flatMap((id) => known.get(id) ?? [])
  const reasons = [
    ...unless(
      actor.roles.includes('counsel'),
      'not-your-role',
      `rules are confirmed by counsel; ${actor.id} is ${actor.roles.join(', ') || 'none of the staff'}`,
    ),
    ...unless(named.length > 0, 'nothing-named', 'no rule is named'),
    ...noneOf(
      named.filter((id) => !known.has(id)),
      'rule-unknown',
      (list) => `this rule set has no rule ${list}`,
    ),
    ...unless(
      /^\S.{2,198}\S$/.test(version),
      'version-unsaid',
      'say which version of the text was read, such as "eCFR of 2026-11-02"',
    ),
    ...unless(isDay(readOn) && readOn <= today, 'day-to-come', `${readOn} is no day that has come`),
    ...noneOf(
      isDay(readOn) ? read.filter((rule) => lastDay(rule, readOn) < today).map(({ id }) => id) : [],
      'read-too-long-ago',
      (list) => `what was read on ${readOn} no longer counts for ${list}: read it again`,
    ),
  ]
  if (reasons.length > 0) return refuse(reasons)
  const demo = (await staff(ports)).get(actor.id)?.demo ?? false
  const until = read.map((rule) => lastDay(rule, readOn)).toSorted()[0] ?? readOn
  const body = { rules: read.map((rule) => ({ id: rule.id, content: contentDigest(rule) })), version, readOn, demo }
  const event: LawDraft = { type: 'rules.confirmed', actor: actor.id, body }
  return appendLaw(ports, () => ({ done: true, events: [event], rules: named, until, demo }))
}

export interface RuleStanding extends Standing {
  readonly rule: Rule
  /** It opens something, so until it is confirmed what only it favors waits for counsel. */
  readonly favors: boolean
}

/** Every active rule of the set in force, or of another, and how its confirmation stands on a day. @throws as `archived` */
export async function confirmations(
  ports: LawPorts & Pick<Ports, 'clock' | 'office'>,
  set?: string,
  day: Day = officeDay(ports),
): Promise<readonly RuleStanding[]> {
  const log = await lawLog(ports)
  const rules = set === undefined ? await rulesInForce(ports, day) : await archived(ports, set)
  return activeIn(rules).map((rule) => ({
    rule,
    favors: rule.parts.some(({ effect }) => effect === 'requires' || effect === 'permits'),
    ...standingOf(rule, log.confirmations, day),
  }))
}

function activeIn({ rules }: RuleSet): readonly Rule[] {
  return rules.filter(({ inactive }) => inactive === undefined)
}
