/** What the path needs from outside, each as an interface; main.ts hands it the real ones. */
import type { Announcements } from '#accounting/announcements.ts'
import type { LetterMark } from '#case/events.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { Courier } from '#delivery/courier.ts'
import type { LetterDocument, Sender } from '#letter/model.ts'
import type { Ledger } from '#log/ledger.ts'
import type { PublishOutcome } from '#log/publish.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { CaseloadSearch } from '#match/identity.ts'
import type { MemberSource } from '#match/members.ts'
import type { BulkSource } from '#release/bulk/compile.ts'
import type { ReleaseSource } from '#release/compile.ts'
import type { X25519Recipient } from '#seal/recipient.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { Clock, Day, Instant, Randomness } from '#vocabulary/time.ts'
import type { Direction } from './law-events.ts'
import type { MemberSets } from './member-sets.ts'
import type { Drafts } from './requester-ports.ts'

export interface Ports {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly randomness: Randomness
  /** The one decision function, with the rule set that is in force by the log of this office. */
  readonly decide: (caseFile: CaseFile) => Promise<Decision>
  /** The same by another rule set, such as that of a past decision. */
  readonly decideBy: (caseFile: CaseFile, rules: RuleSet) => Promise<Decision>
  /** The rules in force by the log of this office on a day, as counsel has confirmed them by then. */
  readonly law: (day: Day) => Promise<RuleSet>
  readonly ruleSets: RuleSets
  readonly signCounts: SignCounts
  /** The rules as they lie on disk: what may be proposed. They decide nothing. */
  readonly packs: () => Promise<RuleSet>
  readonly compareLaws: CompareLaws
  readonly sources: Readonly<Record<string, Source>>
  /**
   * Take what agencies have laid down in files; absent where none does.
   *
   * @param report told, by agency and drop, why one was not taken; the one before stays in use
   * @returns what was taken
   */
  readonly takeDrops?: (report: (drop: string, error: unknown) => void) => Promise<readonly string[]>
  readonly shelf: Shelf
  readonly bulkWork: BulkWork
  readonly ranges: RangeQueue
  readonly papers: PaperStore
  readonly courier: Courier
  /** Requests that are still being written. */
  readonly drafts: Drafts
  readonly accounts: AccountUse
  /** Letters on paper, until they are in somebody's hands. */
  readonly post: Post
  /** What the public page says of releases of many persons. */
  readonly announcements: Announcements
  /** Tells somebody by mail that there is a message, and nothing more; absent where no mail server is named. */
  readonly sendMail?: (to: string) => Promise<void>
  /** In a demonstration: lay what would be mailed into a folder that anybody there may open. */
  readonly showMail?: (name: string, pdf: Uint8Array) => Promise<void>
  /** Sets a letter for printing. @throws PosternError ERR_LETTER */
  readonly setLetter: (letter: LetterDocument) => Promise<{ readonly pdf: Uint8Array }>
  /** 32 bytes or more: the same paper from the same requester leads to the same case. */
  readonly officeSecret: Uint8Array
  /** Who was in each release of many persons. */
  readonly memberSets: MemberSets
  /** 32 bytes: whoever has it finds everybody in those sets (`formats/member-set.ts`). It cannot be made again. */
  readonly membersKey: Uint8Array
  readonly log: PublicLog
  readonly office: Office
  /** Told of each step on the way, and waited for: how progress is shown and crashes are tried. */
  readonly observe: (step: string) => Promise<void>
}

/** One agency's records. */
export interface Source extends CaseloadSearch, ReleaseSource {
  readonly mapping: SourceMapping
  /** Reads members of a class; absent where the source cannot. */
  readonly bulk?: BulkOfSource
}

export type BulkOfSource = MemberSource & BulkSource

/** What a change of law does over all combinations of facts, from a day on; in words, what it opens and closes. */
export type CompareLaws = (
  before: RuleSet,
  after: RuleSet,
  from: Day,
) => Promise<{
  readonly direction: Direction
  readonly loosens: readonly string[]
  readonly tightens: readonly string[]
}>

/** Rule sets by digest. What was kept once can be decided under for good. */
export interface RuleSets {
  /** Durable when it returns. */
  keep(rules: RuleSet): Promise<void>
  /** Undefined where no such set was kept. */
  get(digest: string): Promise<RuleSet | undefined>
}

/**
 * What the devices of passkeys say of how often they have signed: a hint that a key was copied, where it falls. Many
 * count nothing, and synced ones each for themselves, so nothing is refused for it.
 */
export interface SignCounts {
  /** Take note of a count. @returns the most that this key's device had said before; 0 where it had said nothing */
  seen(key: string, count: number): Promise<number>
}

/** When accounts were last used, and the sweeping of what sign-in leaves behind. */
export interface AccountUse {
  /** Member → when they last signed in. */
  lastUse(): Promise<ReadonlyMap<string, Instant>>
  /** Remove sessions, attempts and kept forms that are over. @returns how many */
  sweep(now: Instant): Promise<number>
}

/**
 * What is done of preparations that are under way, sealed. Nobody's truth: what is lost here is read again.
 */
export interface BulkWork {
  /**
   * The same again changes nothing, so what is lost on its way is asked for again for a while.
   *
   * @returns false where what another came to stands; then nothing changed
   * @throws PosternError ERR_DATABASE_UNAVAILABLE where nobody knows whether it stands
   */
  record(preparation: string, stream: string, range: number, sealed: Uint8Array): Promise<boolean>
  done(preparation: string): Promise<readonly DoneRange[]>
  /** Preparations of which something is done, and the streams of their cases. */
  open(): Promise<readonly { readonly preparation: string; readonly stream: string }[]>
  forget(preparation: string): Promise<void>
}

/** One range of one preparation, counted from 0. */
export interface QueuedRange {
  readonly stream: string
  readonly preparation: string
  readonly range: number
}

/**
 * Which ranges are to be read, for any number of workers. Nobody's truth: what is lost here is queued again, and who
 * reads a range a second time changes nothing.
 *
 * @throws PosternError ERR_DATABASE_UNAVAILABLE, ERR_DISK_FULL
 */
export interface RangeQueue {
  /** What waits already, or is worked on, stays as it is. */
  send(of: Omit<QueuedRange, 'range'>, ranges: readonly number[]): Promise<void>
  /** How many ranges wait and are worked on, and what came of those that were given up. */
  standing(preparation: string): Promise<{
    readonly waiting: number
    readonly working: number
    readonly givenUp: readonly { readonly range: number; readonly code: string }[]
  }>
  /** Take ranges until the signal; those at hand are brought to their end. */
  work(work: {
    /** What it throws puts the range back, to be tried again a bounded number of times. */
    readonly on: (range: QueuedRange, lane: number) => Promise<'done' | { readonly givenUp: string }>
    /** The queue is empty; asked again and again, by each lane. */
    readonly idle: (lane: number) => Promise<void>
    /** Stays with the range when it was given up. */
    readonly codeOf: (error: unknown) => string
    /** Told of every failure, of a range and of the queue itself. */
    readonly failed: (error: unknown) => void
    readonly lanes: number
    readonly signal: AbortSignal
  }): Promise<void>
}

export interface DoneRange {
  readonly range: number
  readonly at: Instant
  readonly sealed: Uint8Array
}

/**
 * What was sealed, until it is delivered or void: a payload under its content root, and every sealed file of a bulk
 * release under its own SHA-256. Durable when `put` returns.
 */
export interface Shelf {
  put(key: string, sealed: Uint8Array): Promise<void>
  get(key: string): Promise<Uint8Array | undefined>
  remove(key: string): Promise<void>
  /** Remove what was put here before this moment; nothing is waited for so long. @returns how many */
  sweep(before: Instant): Promise<number>
}

/**
 * Papers and copies, each encrypted under a key of its own that only the case's events hold: when the
 * case is forgotten nothing here can be read by anybody.
 */
export interface PaperStore {
  /** @returns the key, base64 */
  keep(bytes: Uint8Array): Promise<string>
  /** undefined where nothing is kept under this key. */
  open(key: string): Promise<Uint8Array | undefined>
  /** Remove what is kept under this key, if anything is. */
  destroy(key: string): Promise<void>
}

/** A letter that goes out on paper. */
export interface Posted {
  readonly id: string
  readonly agency: string
  /** The case it belongs to; null where it belongs to none. */
  readonly stream: string | null
  readonly number: string
  readonly kind: string
  readonly language: string
  readonly madeAt: Instant
  readonly state: 'made' | LetterMark
  readonly markedOn: Day | null
  /** The keys of its files, under a key of the office. */
  readonly sealed: Uint8Array | null
}

/** Where letters on paper are followed. */
export interface Post {
  put(letter: Omit<Posted, 'state' | 'markedOn'>): Promise<void>
  find(agency: string, id: string): Promise<Posted | undefined>
  list(agency: string, states: readonly Posted['state'][], limit: number): Promise<readonly Posted[]>
  ofCase(agency: string, stream: string): Promise<readonly Posted[]>
  /** Take away the letters outside a case that went out before this day. @returns them */
  sweep(before: Day): Promise<readonly Posted[]>
  mark(agency: string, id: string, as: LetterMark, on: Day): Promise<void>
}

export interface PublicLog {
  publish(): Promise<PublishOutcome>
  /** The newest checkpoint that the policy's quorum has cosigned. */
  published(): Promise<{ readonly size: number; readonly root: string } | undefined>
  /** The offline proof for one entry, with the opening beside it; undefined while no published checkpoint holds it. */
  prove(index: number, extra: Uint8Array): Promise<string | undefined>
}

/** What this installation is. */
export interface Office {
  /** Name of the log, as on its checkpoints. */
  readonly origin: string
  /** The policy file that goes with every package. */
  readonly policy: string
  /** age recipient of the oversight body, which beside staff alone can open full decisions. */
  readonly oversight: X25519Recipient
  /** How long a package waits for its receiver. */
  readonly deliveryDays: number
  /** IANA time zone whose days the law counts. */
  readonly timeZone: string
  /** When requests are answered short of a release: the hour, and after how many business days a refusal; by agency. */
  readonly answers?: Readonly<Record<string, { readonly at: string; readonly businessDays: number }>>
  /** What stands at the head of an agency's letters. */
  readonly senders?: Readonly<Record<string, Partial<Sender>>>
  /** True where everybody and everything is made up: letters say so. */
  readonly demo?: boolean
}
