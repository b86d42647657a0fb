/**
 * What people do for themselves: object, consent, take a consent back, have a code mailed, change where our letters
 * go, complain. Each act is a stream of its own that belongs to one agency.
 *
 * INVARIANT: a body names nobody and says nothing of anybody. Who it is, what they wrote, which records were found
 * and where a letter went stand in `people` under `p1`, encrypted under that person's own key. The table of what
 * happened when calls every one of these events `person.acted`, so that it does not tell an objection from a complaint.
 *
 * Shapes are type aliases and not interfaces so that each of them is JSON to the compiler.
 */
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'

type Nothing = Readonly<Record<string, never>>

/** How it reached us. */
export const channels = ['page', 'paper', 'telephone', 'in-person'] as const
export type Channel = (typeof channels)[number]

/** Who somebody says they are; for what can only protect, no more is asked. */
export type Identity = {
  readonly given: string
  readonly family: string
  readonly dateOfBirth: Day
  readonly caseNumber?: string
  /** The last four digits of a Social Security number, where somebody chose to give them. */
  readonly lastDigits?: string
}

/** BCP 47. Which language we write in and which one we speak need not be the same. */
export type Languages = { readonly written: string; readonly spoken: string }

export type Address = {
  readonly street: string
  readonly unit?: string
  readonly town: string
  readonly state: string
  readonly zip: string
}

/** How an act begins. The number is random and says nothing, not even which kind of act it is. */
export type Opening = { readonly agency: string; readonly number: string; readonly channel: Channel }

/** `keys`: the records that the act speaks of. For what protects: all that may be meant. */
export type Found = { readonly found: 'one' | 'several' | 'none'; readonly keys: readonly string[] }

export const letterKinds = [
  'objection-confirmation',
  'objection-withdrawal',
  'mailed-code',
  'code-guessed',
  'address-changed',
  'consent-confirmation',
  'consent-withdrawn',
  'complaint-acknowledgement',
  'complaint-answer',
] as const
export type LetterKind = (typeof letterKinds)[number]

/** How a complaint ended. */
export const outcomes = ['upheld', 'partly-upheld', 'not-upheld', 'passed-on'] as const
export type Outcome = (typeof outcomes)[number]

type Of = { readonly agency: string }
type Said = { readonly identity: Identity; readonly languages: Languages }
/** Whoever gets the mail at the address on file must not learn of it. */
type Quiet = { readonly noLetter?: true }

export interface PersonEventShapes {
  'objection.made': { body: Opening & { readonly programs: readonly string[] }; person: Said & Quiet }
  /** Which records are meant: by the office's own look-up, or by a member of staff who looked. */
  'person.found': { body: Of; person: Found }
  /** A letter to the address on file was handed to the mail. `about`: counter of the event that called for it. */
  'letter.sent': { body: Of & { readonly about: number; readonly letter: LetterKind }; person: Nothing }
  /** No letter could be sent: no one record was found, or it has no address. */
  'letter.dropped': { body: Of & { readonly about: number; readonly letter: LetterKind }; person: Nothing }
  /** Asked with a mailed code; it ends the objection only after the address on file was told and a time has passed. */
  'withdrawal.asked': { body: Of; person: Nothing }
  'withdrawal.stopped': { body: Of; person: Nothing }
  'consent.given': {
    body: Opening & { readonly programs: readonly string[]; readonly until: Day }
    person: Said & { readonly recipient: string; readonly purpose: string; readonly what: string }
  }
  /** Takes back every consent that the person has given until then. */
  'consent.withdrawn': { body: Opening; person: Said & Quiet }
  'address.asked': { body: Opening; person: Said & { readonly address: Address } }
  'address.stopped': { body: Of; person: Nothing }
  'code.asked': { body: Opening; person: Said }
  /** `hash`: what the office's secret makes of the code; the code itself is in one letter. */
  'code.issued': { body: Of & { readonly until: Instant }; person: { readonly hash: string } }
  'code.refused': { body: Of; person: Nothing }
  'code.used': { body: Of & { readonly until: Instant }; person: { readonly session: string } }
  'session.closed': { body: Of; person: Nothing }
  'complaint.made': {
    body: Opening & { readonly office: string; readonly acknowledgeBy: Day; readonly answerBy: Day }
    person: {
      readonly languages: Languages
      readonly words: string
      readonly hash: string
      readonly identity?: Identity
    }
  }
  'complaint.acknowledged': { body: Of; person: Nothing }
  'complaint.answered': { body: Of & { readonly outcome: Outcome }; person: { readonly words: string } }
}

export type PersonEventType = keyof PersonEventShapes

/** What an act begins with. */
export type Beginning =
  | 'objection.made'
  | 'consent.given'
  | 'consent.withdrawn'
  | 'address.asked'
  | 'code.asked'
  | 'complaint.made'

export type PersonEvent<Type extends PersonEventType = PersonEventType> = {
  [T in Type]: Omit<EventRecord, 'type' | 'body' | 'people'> & {
    readonly type: T
    readonly body: PersonEventShapes[T]['body']
    /** Null once the person was forgotten. */
    readonly people: { readonly p1: PersonEventShapes[T]['person'] | null }
  }
}[Type]

/** What an event will say, before it has its place in a stream. */
export type PersonDraft = {
  [T in PersonEventType]: {
    readonly type: T
    readonly body: PersonEventShapes[T]['body']
    readonly person: PersonEventShapes[T]['person']
  }
}[PersonEventType]

/** Whether an act begins with it. */
const types: Readonly<Record<PersonEventType, boolean>> = {
  'objection.made': true,
  'person.found': false,
  'letter.sent': false,
  'letter.dropped': false,
  'withdrawal.asked': false,
  'withdrawal.stopped': false,
  'consent.given': true,
  'consent.withdrawn': true,
  'address.asked': true,
  'address.stopped': false,
  'code.asked': true,
  'code.issued': false,
  'code.refused': false,
  'code.used': false,
  'session.closed': false,
  'complaint.made': true,
  'complaint.acknowledged': false,
  'complaint.answered': false,
}

/**
 * INVARIANT: only `src/pipeline/person-acts.ts` writes events of these types, so their shapes are these; the ledger
 * has checked each against the leaf that the public log holds.
 */
export function isPersonEvent(record: EventRecord): record is EventRecord & PersonEvent {
  return Object.hasOwn(types, record.type)
}

export function isBeginning(event: PersonEvent): event is PersonEvent<Beginning> {
  return types[event.type]
}
