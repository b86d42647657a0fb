/**
 * The shape of the law as data. A pack in `law/` is read into these by `adapters/law/load.ts`; nothing in
 * this folder knows a rule by name, save the default that is cited when no other rule can be.
 */
import { vocabulary, type Duty, type Need } from '#vocabulary/codes.ts'
import type { CountedFrom, FactName, Facts, FactValue, Trigger } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'

/** Cited only where nothing else can be: with no rule in its favor a cell is deny. */
export const defaultRule = 'GEN-01'

export type Effect = 'requires' | 'permits' | 'conditions' | 'forbids' | 'duty'

/** What a way to a cell rests on. Forbidding rules say which of these they stop. */
export type Strength = 'court-process' | 'requires' | 'overriding-statute' | 'consent' | 'permits'

export const strengths: readonly Strength[] = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']

/** The fact has one of the values, or none of them where `not`. */
export interface Condition {
  readonly fact: FactName
  readonly values: readonly FactValue[]
  readonly not: boolean
}

/** Something that can still be supplied: until `met` holds, the cell has this need. */
export interface Requirement {
  /** All of them; empty is never met. */
  readonly met: readonly Condition[]
  readonly need: Need
  /** The content of the request that lacks, for `missing`. */
  readonly missing?: string
  /** Asked for only where all of one of these hold; empty is always. */
  readonly when: readonly (readonly Condition[])[]
}

/** One sentence of a rule. Most rules have one. */
export interface Part {
  readonly name?: string
  readonly effect: Effect
  /** What a requires or permits rests on, where it is not the program's own law. */
  readonly by?: 'court-process' | 'overriding-statute' | 'consent'
  readonly programs: 'all' | readonly string[]
  readonly elements: 'all' | readonly string[]
  /** Kinds of paper that carry it; it is then looked at once for each such paper. */
  readonly papers?: readonly string[]
  /** Fails on what the request or the paper is: nothing can mend it. */
  readonly where: readonly Condition[]
  readonly until: readonly Requirement[]
  /** A second purpose that leaves this way held for counsel, and not closed. */
  readonly heldBeside: readonly string[]
  /** conditions: the ways it applies to, as rule ids, id/part, or a strength. */
  readonly of?: 'all' | readonly string[]
  /** forbids: what it stops, and the ways that are its own exceptions. */
  readonly stops: readonly Strength[]
  readonly except: readonly string[]
  /** forbids: the element that goes out in the place of the one it closes. */
  readonly substitute?: string
  /** duty: what it attaches and when, or the day that it counts to. */
  readonly duty?: Duty
  readonly trigger?: Trigger
  readonly deadline?: TimeLimit
  /** duty: why it attaches to no case and gives no date. It stands all year round, or binds somebody else. */
  readonly standing?: string
}

/** A day that a rule counts to: the one that the file states, or one that is counted; never later than `within`. */
export interface TimeLimit {
  /** For a person. "{paper}" stands for the id of the paper, or of the papers of a notice. */
  readonly what: string
  /** Days of the file; the first that is there is the day itself. */
  readonly stated: readonly CountedFrom[]
  /** Else it is so many days after the earliest of these. */
  readonly after: readonly CountedFrom[]
  readonly days: number
  readonly count: Counting
  readonly within: readonly CountedFrom[]
  /** By jurisdiction, for what is counted in business or court days. */
  readonly holidays?: Readonly<Record<string, readonly Holiday[]>>
}

/**
 * calendar: every day. court: every day, and a last day on a Saturday, Sunday or legal holiday runs to the next
 * day that is none (as in Fed. R. Civ. P. 6(a)). business: only days that are none of these.
 * The day of the event is never counted.
 */
export type Counting = 'calendar' | 'court' | 'business'

export interface Holiday {
  readonly name: string
  /** 1 to 12. */
  readonly month: number
  /** A date of the month, or the nth (last: -1) of a weekday (Sunday is 0). */
  readonly on: { readonly date: number } | { readonly nth: number; readonly weekday: number }
}

export interface Rule {
  readonly id: string
  readonly jurisdiction: string
  readonly citation: string
  readonly title: string
  /** One clause without a full stop, fit to follow "ICE asked about you, and ". */
  readonly plain: string
  /** What the text says, in a few sentences of our own, for counsel to compare with the rule. It decides nothing. */
  readonly restated?: string
  readonly effective: { readonly from: Day | null; readonly to: Day | null }
  readonly source: string
  readonly confidence: string
  readonly confirmed: { readonly by: string; readonly on: Day } | null
  /** What a court may change overnight, such as an injunction: read again each week. Else once in twelve months. */
  readonly lapses?: 'weekly'
  /** An overlay's: the one agency that it binds. Absent: every agency of the jurisdiction. */
  readonly agency?: string
  /** Other rules that a reader of this one should know. */
  readonly see?: readonly string[]
  /** Why it decides nothing. */
  readonly inactive?: string
  readonly parts: readonly Part[]
}

export interface RuleSet {
  readonly rules: readonly Rule[]
  /** SHA-256, hex, of the canonical JSON of `rules` in the order of their ids. */
  readonly digest: string
  readonly version?: string
  /** In an office: SHA-256, hex, over the ids of the rules that its counsel stood behind that day. Absent: all of them. */
  readonly confirmed?: string
}

/** A part with the rule it belongs to. */
export interface Clause {
  readonly rule: Rule
  readonly part: Part
}

export function strengthOf({ effect, by }: Part): Strength {
  return by ?? (effect === 'requires' ? 'requires' : 'permits')
}

export function holds({ fact, values, not }: Condition, facts: Facts): boolean {
  return values.includes(facts[fact]) !== not
}

export function allHold(conditions: readonly Condition[], facts: Facts): boolean {
  return conditions.every((condition) => holds(condition, facts))
}

export function reaches({ programs, elements }: Part, cell: { program: string; element: string }): boolean {
  return coversProgram(programs, cell.program) && (elements === 'all' || elements.includes(cell.element))
}

export function coversProgram(programs: Part['programs'], program: string): boolean {
  return programs === 'all' || programs.includes(program)
}

/** "US-TANF-01" names every part of that rule, "US-TANF-01/investigation" that part, "court-process" all such ways. */
export function isNamedBy(refs: 'all' | readonly string[], { rule, part }: Clause): boolean {
  return (
    refs === 'all' || [rule.id, `${rule.id}/${part.name ?? ''}`, strengthOf(part)].some((ref) => refs.includes(ref))
  )
}

/** The jurisdiction whose law an agency stands under beside the federal; undefined for an agency unknown. */
export function jurisdictionOf(agency: string): string | undefined {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  return Object.hasOwn(agencies, agency) ? agencies[agency]?.jurisdiction : undefined
}
