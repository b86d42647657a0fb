/**
 * The ledger: where a case's events are kept, and the one gapless sequence that the public tree is made of.
 */
import type { Opening } from '#formats/commitment.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Instant } from '#vocabulary/time.ts'

/** An event that is about to happen; the ledger gives it its place. */
export type NewEvent = Omit<EventRecord, 'stream' | 'n'>

/** Work that follows from an event and is committed with it. What to do is read from the case itself. */
export interface Job {
  /** "deliver", "notify" … */
  readonly kind: string
  /** Makes the job one of its kind in its case: asking again with the same key asks for nothing new. */
  readonly key: string
  readonly dueAt: Instant
}

export interface DueJob extends Job {
  readonly stream: string
}

export interface Append {
  readonly stream: string
  /** Counter of the last event that whoever decided this had seen; 0 for a case that does not exist yet. */
  readonly after: number
  readonly events: readonly NewEvent[]
  readonly jobs?: readonly Job[]
  /**
   * With the first append of a stream that is no case: the agency whose people may see it. A case says itself whose
   * it is. Without one, a ledger of one agency takes its own, and the system's ledger keeps the stream to itself.
   */
  readonly agency?: string
}

export interface Appended {
  /** Index of the leaf in the tree. */
  readonly seq: number
  readonly n: number
  /** The 32 bytes that the log publishes. */
  readonly entry: Uint8Array
}

export type AppendResult =
  | { readonly outcome: 'appended'; readonly events: readonly Appended[] }
  /** Somebody else moved the case first; `n` is where it stands now, and nothing of the batch was kept. */
  | { readonly outcome: 'conflict'; readonly n: number }

export interface StoredEvent extends Appended {
  readonly record: EventRecord
  readonly opening: Opening
  /** Salt of each person's part; null where the person was forgotten, as the part itself is then. */
  readonly personSalts: { readonly [ref: string]: Uint8Array | null }
}

export interface Ledger {
  /**
   * Append all of these events, or none, with everything that follows from them, in one transaction.
   *
   * When this returns "appended" the events survive a loss of power. Where the connection is lost
   * while committing, the answer is what the database says once it is back.
   *
   * @throws PosternError ERR_LOG_UNAVAILABLE, ERR_DISK_FULL: nothing was stored, unless the evidence
   * says `outcome: "unknown"`; ERR_KEY_MISSING: the case was forgotten
   */
  append(batch: Append): Promise<AppendResult>

  /**
   * The whole case in order, each event checked against its entry; empty for a case that does not exist.
   *
   * @throws PosternError ERR_CASE_UNKNOWN where the case was forgotten, ERR_KEY_MISSING, ERR_KEY_WRONG,
   * ERR_LOG_INCONSISTENT where what is stored is not what was committed to
   */
  load(stream: string): Promise<readonly StoredEvent[]>

  /** How many events a stream has; nothing is opened. */
  lengthOf(stream: string): Promise<number>

  /** What shows that the entry at this index is this event. @throws as `load`; ERR_CASE_UNKNOWN for padding */
  opening(seq: number): Promise<Opening>

  /** Every case that the log has, those that were forgotten too, the oldest first; without the office's own stream. */
  streams(): Promise<readonly string[]>

  /** Streams in which an event of this type stands, the newest first: looks, complaints, whatever is no case. */
  streamsWith(type: string, limit: number): Promise<readonly string[]>

  /** The case with this number, if there is one and it was not forgotten. */
  streamOf(caseNumber: string): Promise<string | undefined>

  /**
   * Every stream that speaks of this person of an agency's source, or of whatever else a key of their own stands for.
   *
   * @param personKey the person's source key, or their own key in the source
   */
  matchesOf(agency: string, personKey: string): Promise<readonly { readonly stream: string; readonly seq: number }[]>

  /** Work that is due and not done, oldest first; of these kinds alone where some are named. */
  dueJobs(now: Instant, limit: number, kinds?: readonly string[]): Promise<readonly DueJob[]>
  finishJob(job: DueJob, at: Instant): Promise<void>
}
