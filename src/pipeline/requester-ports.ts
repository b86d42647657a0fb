/** What the requester's door needs from outside, each as an interface. None of it is the truth of a case. */
import type { Day, Instant } from '#vocabulary/time.ts'

export interface RequesterStore {
  readonly cases: OwnCases
  readonly drafts: Drafts
  readonly challenges: Challenges
  readonly nonces: Nonces
  readonly pace: Pace
}

export interface OwnLine {
  readonly number: string
  readonly stream: string
  readonly receivedOn: Day
  /** Codes, with a space between. */
  readonly programs: string
}

export interface OwnCases {
  /** The cases that this account follows in this agency, the newest 200 of them. */
  list(account: string, agency: string): Promise<readonly OwnLine[]>
  /**
   * The case of this number, if this account follows it. One look-up by both at once: for the number of somebody
   * else's case the database does what it does for a number that there is not.
   */
  find(account: string, agency: string, number: string): Promise<string | undefined>
}

export interface StoredDraft {
  readonly id: string
  /** Encrypted; only the pipeline opens it. */
  readonly sealed: Uint8Array
  readonly savedAt: Instant
}

export interface Drafts {
  list(member: string): Promise<readonly StoredDraft[]>
  /** Undefined for a draft that is somebody else's, as for one that there is not. */
  get(member: string, id: string): Promise<StoredDraft | undefined>
  /** False where the draft is somebody else's; then nothing was stored. */
  put(member: string, draft: StoredDraft): Promise<boolean>
  remove(member: string, id: string): Promise<void>
  /** Take out what nobody has touched since; answers what it was, for what belongs to it elsewhere. */
  sweep(before: Instant): Promise<readonly (StoredDraft & { readonly member: string })[]>
}

export interface Challenge {
  readonly recipient: string
  /** SHA-256 of the code. */
  readonly code: Uint8Array
  readonly sealed: string
  /** How often a code was tried, this time included. */
  readonly tries: number
  readonly expiresAt: Instant
}

export interface Challenges {
  /** In place of an earlier one of theirs. */
  put(member: string, challenge: Omit<Challenge, 'tries'>): Promise<void>
  get(member: string): Promise<Challenge | undefined>
  /** Count a try, and answer what it is tried against. */
  try(member: string): Promise<Challenge | undefined>
  remove(member: string): Promise<void>
}

export interface Nonces {
  /** True the first time, whichever process asks; false each time after, as long as it is kept. */
  first(nonce: Uint8Array, expiresAt: Instant, now: Instant): Promise<boolean>
}

export interface Pace {
  /** Count one more. @returns seconds to wait where it was one too many in this window, else 0 */
  take(who: string, most: number, seconds: number, now: Instant): Promise<number>
}
