/** Whether a log that came from a backup may go on from where it stands. */
import type { VerifierKey } from '#formats/note.ts'
import { isQuorum, type Policy } from '#formats/policy.ts'
import type { Tree } from './grow-tiles.ts'
import type { LogReader } from './log-store.ts'
import { assertKnown, signedTree } from './standing.ts'
import type { WitnessClient } from './witnessing.ts'

export interface Remembered {
  /** The largest tree that a witness shows under the log's own signature, and which witness that is. */
  readonly newest: (Tree & { readonly witness: string }) | undefined
  /** Each of them. */
  readonly trees: readonly (Tree & { readonly witness: string })[]
  /**
   * Whether those that showed nothing could have cosigned a newer checkpoint among themselves. Where they could not,
   * one of those that answered would know of it.
   */
  readonly mayBeMore: boolean
  readonly silent: readonly string[]
}

/** Ask every witness of the policy what it holds. Never throws for one that does not answer. */
export async function askWitnesses(policy: Policy, key: VerifierKey, witnesses: WitnessClient): Promise<Remembered> {
  const { signal } = new AbortController()
  const asked = await Promise.all(
    policy.witnesses.map(async ({ name, url }) => {
      const note = url === undefined ? undefined : await witnesses.latest(url, key.name, signal)
      const tree = note === undefined ? undefined : await signedTree(note, key)
      return { witness: name, tree }
    }),
  )
  const trees = asked.flatMap(({ witness, tree }) => (tree === undefined ? [] : [{ ...tree, witness }]))
  const silent = asked.flatMap(({ witness, tree }) => (tree === undefined ? [witness] : []))
  const newest = trees.toSorted((a, b) => b.size - a.size)[0]
  return { newest, trees, mayBeMore: isQuorum(policy, new Set(silent)), silent }
}

/** That each of these trees is on record here. @throws PosternError ERR_LOG_BEHIND, ERR_LOG_INCONSISTENT */
export async function assertAllKnown(log: LogReader, { trees }: Remembered): Promise<void> {
  for (const tree of trees) await assertKnown(log, tree, `the witness ${tree.witness}`)
}
