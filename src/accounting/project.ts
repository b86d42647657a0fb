/**
 * What an event changes in the tables that people read. Pure, so that the tables can be made again from
 * the log at any time, byte for byte.
 */
import type { EventRecord } from '#vocabulary/event-record.ts'
import { announcementIn, type AnnouncementRow } from './announcements.ts'
import { isEvent } from './case-event.ts'
import { queueAfter, type QueueRow, type StatusAfter } from './queue.ts'
import { wordsToFind, type Spelling } from './search.ts'

export interface Changes {
  /** What happened, in clear. Every act of a person for themselves is called the same. */
  readonly timeline: { readonly type: string; readonly at: string; readonly actor: string }
  /** The case's line in the queue after this event; none for a stream that is no case. */
  readonly queue: QueueRow | undefined
  /** Tokens of the people of the source who were found to be the ones asked about, or who acted for themselves. */
  readonly accounting: readonly Uint8Array[]
  /** Tokens of the words by which the desk finds the case. */
  readonly search: readonly Uint8Array[]
  /** What the public page says from now on. */
  readonly announcement: AnnouncementRow | undefined
  /** A case whose keys were destroyed with this event. */
  readonly forgotten: string | undefined
}

/**
 * Keyed hash of a person of the agency's source, so that their accounting is found without their name.
 *
 * @param personKey the person's key in the source system
 */
export type PersonToken = (agency: string, personKey: string) => Uint8Array

/** Keyed hash of a word by which a case of the agency is found. */
export type WordToken = (agency: string, word: string) => Uint8Array

export interface Tokens {
  readonly person: PersonToken
  readonly word: WordToken
}

export type Project = (queue: QueueRow | undefined, record: EventRecord, tokens: Tokens) => Changes

/** What an event that is no case's is found by, and what the timeline calls it; undefined for a case's own. */
export type ActKeys = (
  record: EventRecord,
) => { readonly agency: string; readonly keys: readonly string[]; readonly called: string } | undefined

/**
 * @param statusAfter the moves of a case, which this folder does not know
 * @param spelling the one spelling of a name or number, which matching knows
 */
export function projector(statusAfter: StatusAfter, spelling: Spelling, actKeys: ActKeys): Project {
  return (before, record, tokens) => {
    const queue = queueAfter(before, record, statusAfter)
    const act = actKeys(record)
    const about = act ?? { agency: queue?.agency ?? '', keys: queue === undefined ? [] : matchedKeys(record) }
    return {
      timeline: { type: act?.called ?? record.type, at: record.at, actor: record.actor },
      queue,
      accounting: about.keys.map((key) => tokens.person(about.agency, key)),
      search: queue === undefined ? [] : wordsToFind(record, spelling).map((word) => tokens.word(queue.agency, word)),
      announcement: queue && announcementIn(record, queue.agency),
      forgotten: forgottenBy(record),
    }
  }
}

function matchedKeys(record: EventRecord): readonly string[] {
  if (!isEvent(record, 'people.matched')) return []
  return Object.values(record.people).flatMap((part) => (part?.match === 'one' ? [part.key] : []))
}

function forgottenBy({ type, body }: EventRecord): string | undefined {
  if (type !== 'case.forgotten' || typeof body !== 'object' || body === null || !('case' in body)) return undefined
  return typeof body.case === 'string' ? body.case : undefined
}
