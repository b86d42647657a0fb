/**
 * The log as the rest of the product sees it: publish, wait until an entry is public, prove it, and say
 * how things stand.
 */
import type { Hash } from '#formats/merkle.ts'
import { formatVkey } from '#formats/note.ts'
import { formatPolicy } from '#formats/policy.ts'
import type { Instant } from '#vocabulary/time.ts'
import { exportLog } from './export-log.ts'
import type { PublishedCheckpoint } from './log-store.ts'
import { proveConsistency, proveEntry } from './prove.ts'
import { publish, type PublishOutcome, type Publishing } from './publish.ts'
import { assertStanding } from './standing.ts'
import type { TileStore } from './tile-store.ts'

export interface TransparencyLog {
  readonly origin: string
  /** The policy file that goes with every proof, so that a stranger knows what was demanded. */
  readonly policy: string
  /** As `publish` in publish.ts. */
  publish(): Promise<PublishOutcome>
  /** Whether a published checkpoint holds the entry at this index. */
  isPublished(index: number): Promise<boolean>
  /** Wait until it does; false where the signal came first. Looks every so many milliseconds. */
  waitPublished(index: number, every: number, signal: AbortSignal): Promise<boolean>
  /**
   * Publish again and again until it does, for a log without a schedule; false where the signal came
   * first. One attempt may be too little: another publisher may have padded just before this entry came.
   */
  publishThrough(index: number, every: number, signal: AbortSignal): Promise<boolean>
  /** As `proveEntry` in prove.ts. */
  proofFor(index: number, extra?: Uint8Array): Promise<string | undefined>
  newestPublished(): Promise<PublishedCheckpoint | undefined>
  /** That the second of two published checkpoints continues the first. @throws PosternError ERR_LOG_INCONSISTENT */
  consistency(older: PublishedCheckpoint, newer: PublishedCheckpoint): Promise<readonly Hash[]>
  status(): Promise<LogStatus>
  /** Write the whole published log into another place. @returns its size, 0 where nothing is published */
  export(target: TileStore): Promise<number>
  /** Before anything is appended to a database that was just opened. @throws PosternError ERR_LOG_BEHIND */
  assertStanding(): Promise<void>
}

export interface WaitedFor {
  /** In the policy. */
  readonly witness: string
  readonly vkey: string
  readonly url: string | null
  /** What it answered last; null where it was never asked. */
  readonly answer: string | null
  readonly failingSince: Instant | null
}

export interface LogStatus {
  readonly origin: string
  /** Entries, padding included. */
  readonly size: number
  readonly published: { readonly size: number; readonly at: Instant } | null
  /** The newest signed checkpoint, where it is not published yet. */
  readonly pending: { readonly size: number; readonly at: Instant } | null
  /** Since when a signed checkpoint waits for its quorum. */
  readonly waitingSince: Instant | null
  /** Witnesses that have not cosigned the newest checkpoint, whether or not the quorum needs them. */
  readonly waitingOn: readonly WaitedFor[]
  /** Name of the witness or group, or "none". */
  readonly quorum: string
}

export function transparencyLog(publishing: Publishing): TransparencyLog {
  const { store, tiles, signer, policy, sleep } = publishing
  let consulted = false
  const isPublished = async (index: number) => (await store.published(index + 1)) !== undefined

  const publishNow = async (): Promise<PublishOutcome> => {
    const outcome = await publish(publishing, !consulted)
    if (outcome.outcome !== 'busy') consulted = true
    return outcome
  }

  return {
    origin: signer.key.name,
    policy: formatPolicy(policy),

    publish: publishNow,

    isPublished,

    waitPublished: async (index, every, signal) => {
      while (!(await isPublished(index))) {
        if (signal.aborted) return false
        await sleep(every, signal)
      }
      return true
    },

    publishThrough: async (index, every, signal) => {
      for (let pause = 0; !(await isPublished(index)); pause = every) {
        if (pause > 0) await sleep(pause, signal)
        if (signal.aborted) return false
        await publishNow()
      }
      return true
    },

    proofFor: (index, extra) => proveEntry(store, tiles, index, extra),
    newestPublished: () => store.published(),
    consistency: (older, newer) => proveConsistency(tiles, older.note, newer.note),
    status: () => logStatus(publishing),
    export: (target) => exportLog(store, target, formatPolicy(policy)),
    assertStanding: async () => assertStanding(store, signer.key, await tiles.readCheckpoint()),
  }
}

async function logStatus({ store, signer, policy }: Publishing): Promise<LogStatus> {
  const [head, signed, published, waitingSince, contacts] = await Promise.all([
    store.head(),
    store.newestSigned(),
    store.published(),
    store.waitingSince(),
    store.contacts(),
  ])
  const holders = new Set(signed === undefined ? [] : await store.cosigners(signed.size))
  return {
    origin: signer.key.name,
    size: head.size,
    published: published === undefined ? null : { size: published.size, at: published.publishedAt },
    pending:
      signed === undefined || signed.size === published?.size ? null : { size: signed.size, at: signed.claimedAt },
    waitingSince,
    waitingOn:
      signed === undefined
        ? []
        : policy.witnesses.flatMap(({ name, key, url }): WaitedFor[] => {
            const vkey = formatVkey(key)
            if (holders.has(vkey)) return []
            const contact = contacts.find(({ witness }) => witness === vkey)
            const [answer, failingSince] = [contact?.answer ?? null, contact?.failingSince ?? null]
            return [{ witness: name, vkey, url: url ?? null, answer, failingSince }]
          }),
    quorum: policy.quorum,
  }
}
