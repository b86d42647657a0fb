/** What the people at an agency's desk look for in the queue, and what each of them keeps for themselves. */
import type { Day, Instant } from '#vocabulary/time.ts'
import type { QueueRow, WaitingFor } from './queue.ts'

/** Every part that is given must hold. */
export interface QueueFilter {
  /** Open cases unless told. */
  readonly which?: 'open' | 'closed'
  readonly status?: string
  readonly requesterKind?: string
  readonly organization?: string
  readonly program?: string
  readonly purpose?: string
  /** Id of a member of staff; null for cases that nobody has. */
  readonly assignee?: string | null
  readonly waitingFor?: WaitingFor
  /** A legal hold stands, or a court has stayed a paper. */
  readonly held?: true
  readonly dueFrom?: Day
  readonly dueTo?: Day
}

/** By the earliest deadline, by day of receipt (oldest or newest first), or by the day of the last move. */
export const queueSorts = ['due', 'oldest', 'newest', 'moved'] as const
export type QueueSort = (typeof queueSorts)[number]

/** A line of the queue, in the order of a sort: the next page begins behind it. */
export interface QueuePlace {
  readonly key: string
  readonly number: string
}

export interface QueuePage {
  readonly rows: readonly QueueRow[]
  /** Behind the last line, where more follow. */
  readonly next: QueuePlace | undefined
}

/** Filters under a name. */
export interface SavedView {
  readonly name: string
  /** As they stand in the address bar. */
  readonly query: string
}

export interface DeskSettings {
  readonly keysOff: boolean
  readonly hasFeed: boolean
}

/** The queue of one agency, through a database role that sees no other's. */
export interface Desk {
  page(filter: QueueFilter, sort: QueueSort, limit: number, after?: QueuePlace): Promise<QueuePage>
  /** How many cases each filter finds, counted no further than `most`. */
  counts(filters: readonly QueueFilter[], most: number): Promise<readonly number[]>
  /** Cases in which one of these words stands (`wordsMeant`), the newest first, 200 at most. */
  find(words: readonly string[]): Promise<readonly QueueRow[]>
  /** These cases, the newest first; what the agency does not have is not among them. */
  lines(streams: readonly string[]): Promise<readonly QueueRow[]>

  views(member: string): Promise<readonly SavedView[]>
  keepView(member: string, view: SavedView): Promise<void>
  dropView(member: string, name: string): Promise<void>
  settings(member: string): Promise<DeskSettings>
  setKeys(member: string, off: boolean): Promise<void>
  /** @param hash of the secret in the feed's address; the address before it is worth nothing from now on. Null: no feed */
  setFeed(member: string, hash: Uint8Array | null): Promise<void>
  /** Keep what a search found, for its finder alone and for a while; what has expired goes. */
  keepSearch(hash: Uint8Array, member: string, streams: readonly string[], now: Instant, until: Instant): Promise<void>
  /** Undefined for another's, and after its time. */
  searched(hash: Uint8Array, member: string, now: Instant): Promise<readonly string[] | undefined>
}

/** Whose calendar feed an address is; asked of the system, since who comes says no agency. */
export interface Feeds {
  ownerOf(hash: Uint8Array): Promise<{ readonly member: string; readonly agency: string } | undefined>
}
