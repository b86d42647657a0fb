/**
 * A rule set as an office may use it: what only unconfirmed rules favor waits for counsel.
 *
 * A rule favors where it opens (requires, permits). One that conditions, forbids or attaches a duty only
 * restricts, and does so whether anybody confirmed it or not.
 */
import { toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Day } from '#vocabulary/time.ts'
import { addDays, aYearAfter } from './days.ts'
import type { Part, Requirement, Rule, RuleSet } from './rules.ts'

/** That one of the agency's counsel read the official text of one rule. */
export interface Confirmation {
  readonly rule: string
  /** `contentDigest` of the rule as it was then. */
  readonly content: string
  readonly by: string
  /** The day on which it was read; the months are counted from here. */
  readonly readOn: Day
  /** Which text: "eCFR of 2026-11-02". */
  readonly version: string
  /** True for counsel of the demonstration. */
  readonly demo: boolean
}

export type ConfirmationStands = 'confirmed' | 'lapsing' | 'lapsed' | 'changed' | 'never'

export interface Standing {
  readonly stands: ConfirmationStands
  /** The one that counts; where none does, the latest there was. */
  readonly confirmation: Confirmation | undefined
  /** The last day on which it counts. */
  readonly until: Day | undefined
}

/** A yearly confirmation is said to lapse so many days before it does, a weekly one so many. */
const warning = { yearly: 30, weekly: 2 }

/** SHA-256, hex, of everything that the rule says but who confirmed it. */
export function contentDigest(rule: Rule): string {
  const { confirmed: _, ...content } = rule
  return digestOf(JSON.parse(JSON.stringify(content)))
}

/** Twelve months after it was read, or seven days where a court may change it overnight; that day included. */
export function lastDay({ lapses }: Pick<Rule, 'lapses'>, readOn: Day): Day {
  return lapses === 'weekly' ? addDays(readOn, 7) : aYearAfter(readOn)
}

/** How the confirmation of a rule stands on a day. A text read later than that day is not read yet. */
export function standingOf(rule: Rule, confirmations: readonly Confirmation[], day: Day): Standing {
  const ofRule = confirmations.filter((one) => one.rule === rule.id && one.readOn <= day)
  const content = contentDigest(rule)
  const confirmation = latest(ofRule.filter((one) => one.content === content))
  if (confirmation === undefined) {
    const earlier = latest(ofRule)
    return { stands: earlier === undefined ? 'never' : 'changed', confirmation: earlier, until: undefined }
  }
  const until = lastDay(rule, confirmation.readOn)
  if (until < day) return { stands: 'lapsed', confirmation, until }
  const days = rule.lapses === 'weekly' ? warning.weekly : warning.yearly
  return { stands: until < addDays(day, days) ? 'lapsing' : 'confirmed', confirmation, until }
}

/** The rules as counsel stood behind them on a day, each with who read it and when. */
export function asConfirmed(rules: RuleSet, confirmations: readonly Confirmation[], day: Day): RuleSet {
  const confirmed = new Map(
    rules.rules.flatMap((rule) => {
      const { stands, confirmation } = standingOf(rule, confirmations, day)
      return confirmation !== undefined && (stands === 'confirmed' || stands === 'lapsing')
        ? [[rule.id, confirmation] as const]
        : []
    }),
  )
  const then = onlyConfirmed(rules, [...confirmed.keys()])
  return {
    ...then,
    rules: then.rules.map((rule) => {
      const found = confirmed.get(rule.id)
      return { ...rule, confirmed: found === undefined ? null : { by: found.by, on: found.readOn } }
    }),
  }
}

/**
 * The same rules under the same digest, where each way that an unconfirmed rule opens needs counsel's approval in
 * the case itself: of the paper that carries the way, or of the request where none does.
 *
 * @param ids of the rules that counsel stood behind
 */
export function onlyConfirmed(rules: RuleSet, ids: readonly string[]): RuleSet {
  return {
    ...rules,
    rules: rules.rules.map((rule) =>
      ids.includes(rule.id) ? rule : { ...rule, parts: rule.parts.map((part) => waitingForCounsel(rule, part)) },
    ),
    confirmed: digestOf(ids.toSorted()),
  }
}

/**
 * What a court may change overnight, and nobody has read within the week, holds whatever it conditions too: whether an
 * injunction stands is then not known.
 */
function waitingForCounsel({ lapses }: Rule, part: Part): Part {
  const favors = part.effect === 'requires' || part.effect === 'permits'
  if (!favors && !(lapses === 'weekly' && part.effect === 'conditions')) return part
  return { ...part, until: [...part.until, ...untilCounselApproves] }
}

/** Of the paper that carries the way; of the request where none does. */
const untilCounselApproves: readonly Requirement[] = [
  { ...needsApproval('counsel'), when: [[{ fact: 'paper', values: ['none'], not: false }]] },
  { ...needsApproval('paper-counsel'), when: [[{ fact: 'paper', values: ['none'], not: true }]] },
]

function needsApproval(fact: 'counsel' | 'paper-counsel'): Omit<Requirement, 'when'> {
  return { met: [{ fact, values: ['approved'], not: false }], need: 'counsel-review' }
}

function latest(confirmations: readonly Confirmation[]): Confirmation | undefined {
  return confirmations.reduce<Confirmation | undefined>(
    (last, one) => (last === undefined || one.readOn >= last.readOn ? one : last),
    undefined,
  )
}

function digestOf(value: Json): string {
  return toHex(sha256(utf8(canonicalJson(value))))
}
