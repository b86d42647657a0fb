/** An append on its way into the ledger, before it has a place there. */
import type { Changes } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'
import type { Append } from '#log/ledger.ts'
import type { StreamKeys } from './keys.ts'

export interface SealedRow {
  readonly n: number
  readonly entry: Uint8Array
  readonly leafHash: Uint8Array
  readonly envelope: Buffer
  readonly changes: Changes
}

/** An append that is encrypted and computed, and has no place yet. */
export interface Ready {
  readonly asked: Append
  readonly rows: readonly SealedRow[]
  readonly keys: StreamKeys
  readonly queue: QueueRow | undefined
  /** Generation of the root key under which the new keys are wrapped. */
  readonly generation: number
  /** The case's own key where the case is new. */
  readonly caseKey: Uint8Array | undefined
  /** Whose the stream is, where it is new and not the system's alone. */
  readonly agency: string | undefined
  readonly personKeys: readonly { readonly tag: string; readonly wrapped: Uint8Array }[]
  readonly also: Also | undefined
}

/** What else is to be written with an append, as long as another case still stands where it stood. */
export interface Also {
  readonly stream: string
  readonly n: number
  readonly statements: readonly { readonly text: string; readonly values: readonly unknown[] }[]
}
