/** What an office's own stream says of the law: each event, and what its body says. They concern no person. */
import type { StoredEvent } from '#log/ledger.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'

/** A court's order that is attached to a change of law. */
export type CourtOrder = {
  readonly docket: string
  /** SHA-256 of the order's file, hex. */
  readonly sha256: string
}

/** What a change does over all combinations of facts; the first law of an office changes none. */
export type Direction = 'first' | 'same' | 'tightens' | 'loosens'

export type RuleChanges = {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}

/** The what-if in figures: it names no case, so that it can be shown to anybody. */
export type CaseCounts = {
  /** Cases that were decided under both sets. */
  readonly looked: number
  /** Cases of which at least one cell, or what is attached, comes out differently. */
  readonly differ: number
  /** "deny → release": how many cells. */
  readonly cells: Readonly<Record<string, number>>
}

export interface LawEventShapes {
  'rules.confirmed': {
    readonly rules: readonly { readonly id: string; readonly content: string }[]
    readonly version: string
    readonly readOn: Day
    readonly demo: boolean
  }
  'rules.proposed': {
    readonly digest: string
    /** The set that was in force; null where none was. */
    readonly before: string | null
    readonly on: Day
    readonly direction: Direction
    readonly rules: RuleChanges
    readonly cases: CaseCounts
    readonly order?: CourtOrder
  }
  'rules.approved': {
    readonly proposal: string
    readonly role: string
    readonly key: string
    readonly demo: boolean
    /** The signed note, whole. */
    readonly approval: string
  }
  'rules.in-force': {
    readonly digest: string
    readonly before: string | null
    /** The first day on which it decides. */
    readonly from: Day
    /** The two who signed; whoever set the office up for the set that it begins with. */
    readonly by: readonly string[]
    readonly direction: Direction
    /** SHA-256 of the proposal that was signed; absent where the office begins with it. */
    readonly proposal?: string
    readonly order?: CourtOrder
  }
}

export type LawEventType = keyof LawEventShapes

export interface LawEvent<Type extends LawEventType> {
  readonly type: Type
  readonly at: Instant
  readonly actor: string
  readonly body: LawEventShapes[Type]
}

export type AnyLawEvent = { [Type in LawEventType]: LawEvent<Type> }[LawEventType]

const types: Readonly<Record<LawEventType, true>> = {
  'rules.confirmed': true,
  'rules.proposed': true,
  'rules.approved': true,
  'rules.in-force': true,
}

/** Those of the office's events that are about the law, in their order. */
export function lawEvents(events: readonly Pick<StoredEvent, 'record'>[]): readonly AnyLawEvent[] {
  return events.map(({ record }) => record).filter(isLawEvent)
}

/**
 * INVARIANT: only `appendLaw` writes events of these types, so their bodies are of these shapes; the ledger has
 * checked each against the leaf that the public log holds.
 */
function isLawEvent(record: EventRecord): record is EventRecord & AnyLawEvent {
  return Object.hasOwn(types, record.type)
}
