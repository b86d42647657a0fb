/** What publication needs of the database: the sequence it publishes, and a memory of what it has signed. */
import type { Frontier } from '#formats/frontier.ts'
import type { Hash } from '#formats/merkle.ts'
import type { Instant, Randomness } from '#vocabulary/time.ts'

/** A size and the only root that the log key may sign for it. */
export interface Claim {
  readonly size: number
  readonly root: Hash
  readonly claimedAt: Instant
}

export interface SignedCheckpoint extends Claim {
  /** The signed note, without cosignatures. */
  readonly note: string
}

export interface PublishedCheckpoint {
  readonly size: number
  /** The signed note with the cosignatures that made the quorum. */
  readonly note: string
  readonly publishedAt: Instant
}

export interface WitnessContact {
  /** Verifier key. */
  readonly witness: string
  readonly askedAt: Instant
  readonly answer: string
  /** Since when there was no cosignature; null while there is. */
  readonly failingSince: Instant | null
}

export interface Padding {
  /** The tree grows to a multiple of this. */
  readonly batch: number
  /** Size of the tree when it was last claimed; what lies beyond is new. */
  readonly since: number
  /** Whether a whole batch of padding goes out where nothing is new. */
  readonly whenSilent: boolean
  readonly randomness: Randomness
}

/** What everybody may ask. */
export interface LogReader {
  /** How far the sequence has come, and the edge of the tree it makes. */
  head(): Promise<Frontier>
  /** The entries `from` to `to` (exclusive), 32 bytes each. @throws PosternError ERR_LOG_INCONSISTENT where one is missing */
  entries(from: number, to: number): Promise<readonly Uint8Array[]>
  /** What was claimed for this size, or for the largest where none is named. */
  claimed(size?: number): Promise<Claim | undefined>
  /** The largest checkpoint that was signed. */
  newestSigned(): Promise<SignedCheckpoint | undefined>
  /** The largest published checkpoint, or the smallest that holds at least `size` entries. */
  published(size?: number): Promise<PublishedCheckpoint | undefined>
  /** When the oldest checkpoint that is larger than every published one was claimed; null where nothing waits. */
  waitingSince(): Promise<Instant | null>
  /** Verifier keys of the witnesses whose cosignature for this size is here. */
  cosigners(size: number): Promise<readonly string[]>
  contacts(): Promise<readonly WitnessContact[]>
}

/** What only the one publisher may do. Everything it returns from survives a loss of power. */
export interface PublisherDesk extends LogReader {
  /** Append padding under the lock that every append takes, and return the head that comes of it. */
  pad(padding: Padding): Promise<Frontier>
  /**
   * Settle which root belongs to a size, before anything is signed.
   *
   * @throws PosternError ERR_LOG_INCONSISTENT where another root was settled earlier
   */
  claim(claim: Claim): Promise<void>
  sign(size: number, note: string): Promise<void>
  /** Signature lines by the witness's verifier key. */
  cosignatures(size: number): Promise<ReadonlyMap<string, string>>
  cosign(size: number, witness: string, line: string): Promise<void>
  /** The largest size that this witness is known to have cosigned, 0 for none. */
  cosignedUpTo(witness: string): Promise<number>
  publish(checkpoint: PublishedCheckpoint): Promise<void>
  contact(contact: Omit<WitnessContact, 'failingSince'>, good: boolean): Promise<void>
}

export interface LogStore extends LogReader {
  /** Do this as the only publisher of this log; undefined, and nothing done, while another process is it. */
  asPublisher<T>(work: (desk: PublisherDesk) => Promise<T>): Promise<T | undefined>
}
