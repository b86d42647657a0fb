/** What the events of one act add up to. Plain data; nothing is decided here, and nothing is refused. */
import { PosternError } from '#errors.ts'
import type { Instant } from '#vocabulary/time.ts'
import {
  isBeginning,
  type Address,
  type Beginning,
  type Channel,
  type Found,
  type Identity,
  type Languages,
  type LetterKind,
  type Outcome,
  type PersonEvent,
} from './events.ts'

export type ActKind = 'objection' | 'consent' | 'consent-withdrawal' | 'address' | 'code' | 'complaint'

export interface Act {
  readonly stream: string
  /** Counter of the last event. */
  readonly n: number
  readonly kind: ActKind
  readonly agency: string
  readonly number: string
  readonly channel: Channel
  readonly madeAt: Instant
  /** Who of staff entered it; "person" where nobody did. */
  readonly by: string
  readonly programs: readonly string[]
  /** Undefined where a complaint names nobody, and where the person was forgotten. */
  readonly identity: Identity | undefined
  readonly languages: Languages
  /** It is not safe to write to the address on file about this: no letter confirms it. */
  readonly noLetter: boolean
  readonly found: (Found & { readonly by: string }) | undefined
  readonly letters: readonly Letter[]
  /** An objection of which the person wants to be free again. */
  readonly withdrawal: { readonly askedAt: Instant; readonly n: number } | undefined
  readonly consent: Consent | undefined
  readonly address: Address | undefined
  /** The change of address was stopped before it began. */
  readonly stopped: boolean
  readonly code: Code | undefined
  readonly complaint: Complaint | undefined
}

interface Letter {
  readonly letter: LetterKind
  readonly about: number
  /** Undefined where it could not be sent. */
  readonly sentAt: Instant | undefined
}

interface Consent {
  readonly recipient: string
  readonly purpose: string
  readonly what: string
  readonly until: string
}

interface Code {
  readonly hash: string | undefined
  /** Until when the code opens the list. */
  readonly until: Instant | undefined
  /** Wrong tries so far. */
  readonly refused: number
  readonly session: { readonly hash: string; readonly until: Instant } | undefined
  readonly used: boolean
}

interface Complaint {
  readonly office: string
  readonly acknowledgeBy: string
  readonly answerBy: string
  readonly words: string
  readonly acknowledgedAt: Instant | undefined
  readonly answer: { readonly at: Instant; readonly outcome: Outcome; readonly words: string } | undefined
}

/**
 * @returns undefined for no events at all
 * @throws PosternError ERR_LOG_INCONSISTENT where these are not the events of one act
 */
export function actOf(events: readonly PersonEvent[]): Act | undefined {
  const [first, ...later] = events
  if (first === undefined) return undefined
  if (!isBeginning(first)) throw inconsistent(first, 1)
  return later.reduce(evolve, begun(first))
}

const noCode: Code = { hash: undefined, until: undefined, refused: 0, session: undefined, used: false }

/** Where the person was forgotten, the languages are a guess and nothing else is left. */
const nothingSaid = { identity: undefined, languages: { written: 'en', spoken: 'en' } } as const

function begun(event: PersonEvent<Beginning>): Act {
  const { stream, n, at, actor } = event
  const { agency, number, channel } = event.body
  const plain = {
    stream,
    n,
    agency,
    number,
    channel,
    madeAt: at,
    by: actor,
    programs: [],
    noLetter: false,
    found: undefined,
    letters: [],
    withdrawal: undefined,
    consent: undefined,
    address: undefined,
    stopped: false,
    code: undefined,
    complaint: undefined,
  }
  const { p1 } = event.people
  const said = p1 === null ? nothingSaid : { identity: p1.identity, languages: p1.languages }
  switch (event.type) {
    case 'objection.made':
      return { ...plain, ...said, kind: 'objection', programs: event.body.programs, noLetter: isQuiet(event) }
    case 'consent.given':
      return { ...plain, ...said, kind: 'consent', programs: event.body.programs, consent: consentOf(event) }
    case 'consent.withdrawn':
      return { ...plain, ...said, kind: 'consent-withdrawal', noLetter: isQuiet(event) }
    case 'address.asked':
      return { ...plain, ...said, kind: 'address', address: event.people.p1?.address }
    case 'code.asked':
      return { ...plain, ...said, kind: 'code', code: noCode }
    case 'complaint.made':
      break
  }
  const code = { ...noCode, hash: event.people.p1?.hash }
  return { ...plain, ...said, kind: 'complaint', code, complaint: complaintOf(event) }
}

function isQuiet({ people: { p1 } }: PersonEvent<'objection.made' | 'consent.withdrawn'>): boolean {
  return p1?.noLetter === true
}

function consentOf({ body, people: { p1 } }: PersonEvent<'consent.given'>): Consent | undefined {
  return p1 === null ? undefined : { recipient: p1.recipient, purpose: p1.purpose, what: p1.what, until: body.until }
}

function complaintOf({ body, people: { p1 } }: PersonEvent<'complaint.made'>): Complaint {
  const { office, acknowledgeBy, answerBy } = body
  return { office, acknowledgeBy, answerBy, words: p1?.words ?? '', acknowledgedAt: undefined, answer: undefined }
}

function evolve(act: Act, event: PersonEvent): Act {
  if (event.n !== act.n + 1 || event.stream !== act.stream || isBeginning(event)) throw inconsistent(event, act.n + 1)
  return { ...act, ...changed(act, event), n: event.n }
}

function changed(act: Act, event: Exclude<PersonEvent, PersonEvent<Beginning>>): Partial<Act> {
  switch (event.type) {
    case 'person.found':
      return event.people.p1 === null ? {} : { found: { ...event.people.p1, by: event.actor } }
    case 'letter.sent':
    case 'letter.dropped': {
      const { letter, about } = event.body
      const sentAt = event.type === 'letter.sent' ? event.at : undefined
      return { letters: [...act.letters, { letter, about, sentAt }] }
    }
    case 'withdrawal.asked':
      return { withdrawal: { askedAt: event.at, n: event.n } }
    case 'withdrawal.stopped':
      return { withdrawal: undefined }
    case 'address.stopped':
      return { stopped: true }
    case 'code.issued':
      return withCode(act, { hash: event.people.p1?.hash, until: event.body.until })
    case 'code.refused':
      return withCode(act, { refused: (act.code?.refused ?? 0) + 1 })
    case 'code.used': {
      const hash = event.people.p1?.session
      return withCode(act, { used: true, session: hash === undefined ? undefined : { hash, until: event.body.until } })
    }
    case 'complaint.acknowledged':
      return withComplaint(act, { acknowledgedAt: event.at })
    case 'complaint.answered': {
      const words = event.people.p1?.words ?? ''
      return withComplaint(act, { answer: { at: event.at, outcome: event.body.outcome, words } })
    }
    case 'session.closed':
      break
  }
  return withCode(act, { session: undefined })
}

function withCode({ code = noCode }: Act, change: Partial<Code>): Partial<Act> {
  return { code: { ...code, ...change } }
}

function withComplaint({ complaint }: Act, change: Partial<Complaint>): Partial<Act> {
  return complaint === undefined ? {} : { complaint: { ...complaint, ...change } }
}

function inconsistent({ stream, n }: PersonEvent, expected: number): PosternError {
  return new PosternError('ERR_LOG_INCONSISTENT', 'the events of an act are not its 1, 2, 3 …', { stream, n, expected })
}
