/** What the courier does for the pipeline. It carries sealed packages and never opens one. */
import type { Instant } from '#vocabulary/time.ts'

export interface Consignment {
  /** Lower-case hex. The identity of what is carried: one content root is delivered once. */
  readonly contentRoot: string
  readonly caseNumber: string
  readonly expiresAt: Instant
  /** Read once, and only where nothing stands yet; it may be larger than memory. */
  readonly package: AsyncIterable<Uint8Array>
}

/** What stands at the counter for the receiver. */
export interface Placed {
  readonly sha256: string
  readonly bytes: number
  readonly expiresAt: Instant
  /** Whoever brings this code takes the package away, once. The same each time it is asked for. */
  readonly pickupCode: string
}

/** What was handed over: it stands at the counter no more, whatever becomes of it now. */
export interface Taken {
  readonly collected: true
  readonly caseNumber: string
  readonly sha256: string
  readonly bytes: number
  /**
   * Its bytes, to be read once. Whoever stops in the middle, or never begins, says so with the iterator's `return`:
   * until then, or until its end, its file is held open.
   */
  readonly package: AsyncIterable<Uint8Array>
}

export type Collected =
  | Taken
  | { readonly collected: false; readonly reason: 'unknown' | 'used' | 'expired' | 'withdrawn' }

/** What became of a package that stands at the counter no more. */
export interface Gone {
  readonly contentRoot: string
  readonly caseNumber: string
  /**
   * `collected`: somebody with the code took it away. `expired`: nobody did, and it was destroyed. `withdrawn`: it was
   * taken back before anybody came.
   */
  readonly outcome: 'collected' | 'expired' | 'withdrawn'
}

export interface Courier {
  /**
   * Put a package where its receiver can take it away.
   *
   * Idempotent on the content root: a second call, also after a crash in between, changes nothing and
   * answers what stands, even if its bytes (a newer proof) or its expiry differ.
   */
  place(consignment: Consignment): Promise<Placed>

  /** What stands for this content root, taken away or not; undefined where nothing was ever placed. */
  placed(contentRoot: string): Promise<Placed | undefined>

  /**
   * Hand the package to whoever brings the code: once, and not after it expired. Why there is nothing to have is told
   * only to somebody who holds the right code.
   *
   * @param mayLeave asked as the last thing, once the code is right; where it says no the package is taken back
   */
  collect(
    contentRoot: string,
    pickupCode: string,
    now: Instant,
    mayLeave: (caseNumber: string) => Promise<boolean>,
  ): Promise<Collected>

  /**
   * Take back what nobody took away yet; of this and a collection at the same instant exactly one comes to pass. The
   * slip stays, so the same content root is never placed again.
   */
  withdraw(contentRoot: string): Promise<void>

  /** What was collected or swept, and is not settled yet: whoever took it may have died before it was recorded. */
  unsettled(): Promise<readonly Gone[]>

  /** The case knows what became of it; what was taken and still lies there is gone with it. */
  settle(contentRoot: string): Promise<void>

  /** Leave nothing of this content root behind, once its case is forgotten and can be delivered by nobody. */
  clear(contentRoot: string): Promise<void>

  /** Destroy what nobody took away in time; answers the content roots. */
  sweep(now: Instant): Promise<string[]>
}
