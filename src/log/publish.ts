/**
 * The order of a publication, which is what makes a crash at any point harmless:
 *
 *   1. check that nothing was signed that is not known here (`standing.ts`)
 *   2. pad the tree to a whole number of batches
 *   3. make tiles and bundles durable
 *   4. settle the root of this size
 *   5. sign, and remember the signature
 *   6. collect cosignatures, and remember them
 *   7. with a quorum: remember the publication, then replace the file `checkpoint`, and take away partial
 *      tiles that a full one has made superfluous
 *
 * Whoever stops between two steps leaves the earlier ones done; the next publication finds them so and
 * goes on. No step is ever undone.
 */
import { isPosternError, PosternError } from '#errors.ts'
import { equalBytes, utf8 } from '#formats/bytes.ts'
import { formatCheckpoint } from '#formats/checkpoint.ts'
import { frontierRoot, type Frontier } from '#formats/frontier.ts'
import { emptyRoot } from '#formats/merkle.ts'
import { ed25519Verifier, formatNote, formatVkey, openNote, parseNote, parseSignatureLines } from '#formats/note.ts'
import type { VerifierKey } from '#formats/note.ts'
import { formatPolicy, isQuorum, type Policy } from '#formats/policy.ts'
import { subtreesOf } from '#formats/tile-reader.ts'
import { bundlesOfGrowth, tilePath, tilesOfGrowth, tileWidth } from '#formats/tile.ts'
import { verifyCheckpoint } from '#formats/verify-checkpoint.ts'
import type { Clock, Randomness } from '#vocabulary/time.ts'
import { growTiles } from './grow-tiles.ts'
import type { Claim, LogStore, PublishedCheckpoint, PublisherDesk, SignedCheckpoint } from './log-store.ts'
import { assertKnown, assertStanding, signedTree } from './standing.ts'
import type { TileStore } from './tile-store.ts'
import { collectCosignatures, type Sleep, type WitnessClient } from './witnessing.ts'

/** The log's key; it may live in a file or in a key service. */
export interface LogSigner {
  /** Type 0x01; its name is the log's origin. */
  readonly key: VerifierKey
  /** Ed25519 over the text, 64 bytes. */
  sign(text: string): Promise<Uint8Array>
}

export interface Publishing {
  readonly store: LogStore
  readonly tiles: TileStore
  readonly signer: LogSigner
  /** Names this log, its witnesses and the quorum that makes a checkpoint count. */
  readonly policy: Policy
  readonly witnesses: WitnessClient
  readonly clock: Clock
  readonly randomness: Randomness
  readonly sleep: Sleep
  /** The tree is published at multiples of this size; 64 unless the agency has more to hide in. */
  readonly batch: number
  /** Whether a batch of nothing but padding goes out when nothing happened, so that silence tells nothing. */
  readonly padSilence: boolean
  /** Milliseconds in which witnesses beyond the quorum may still answer. */
  readonly grace: number
}

export type PublishOutcome =
  | { readonly outcome: 'published'; readonly size: number }
  /** Signed, and not yet cosigned by enough: publication is tried again with each call. */
  | { readonly outcome: 'waiting'; readonly size: number; readonly waitingOn: readonly string[] }
  /** Everything that there is was published before. */
  | { readonly outcome: 'unchanged'; readonly size: number }
  /** Another process is at it. */
  | { readonly outcome: 'busy' }

/**
 * Bring the log before the public as far as it will go.
 *
 * @param consult whether to ask the witnesses first what they hold: once, when a process starts, since a
 * database that was put back to an earlier day is put back beneath a process that starts
 *
 * A witness that is away is no failure: the outcome says who is waited for.
 *
 * @throws PosternError ERR_LOG_BEHIND, ERR_LOG_INCONSISTENT: nothing was appended, signed or published;
 * ERR_LOG_UNAVAILABLE, ERR_DISK_FULL, ERR_DATABASE_UNAVAILABLE, ERR_KEY_WRONG: call again once it is mended
 */
export async function publish(publishing: Publishing, consult: boolean): Promise<PublishOutcome> {
  const outcome = await publishing.store.asPublisher((desk) => publishAt(desk, publishing, consult))
  return outcome ?? { outcome: 'busy' }
}

async function publishAt(desk: PublisherDesk, publishing: Publishing, consult: boolean): Promise<PublishOutcome> {
  const { tiles, signer, batch, padSilence, randomness } = publishing
  const publishedFile = await tiles.readCheckpoint()
  await assertStanding(desk, signer.key, publishedFile)
  if (consult) await assertWitnessesKnowNoMore(desk, publishing)

  const claimed = await desk.claimed()
  const published = await desk.published()
  const believed = published !== undefined && (await isWitnessed(published, publishing.policy))
  // A row that is none stands where the true one would, for ever: the log goes on to the next size.
  const whenSilent = padSilence || (published !== undefined && !believed && published.size === claimed?.size)
  const head = await desk.pad({ batch, since: claimed?.size ?? 0, whenSilent, randomness })
  if (head.size === 0) return { outcome: 'unchanged', size: 0 }

  const signed = await signHead(desk, publishing, head, claimed)
  if (believed && published.size === signed.size) {
    // Whoever published may have died before the files stood.
    await show(publishing, published.note, publishedFile)
    return { outcome: 'unchanged', size: signed.size }
  }
  return await witnessAndPublish(desk, publishing, signed, believed ? published.size : 0)
}

/** Whoever can write the table of publications can write anything there; the policy says what a stranger would believe. */
async function isWitnessed({ size, note }: PublishedCheckpoint, policy: Policy): Promise<boolean> {
  try {
    const verdict = await verifyCheckpoint(note, policy)
    return verdict.ok && verdict.checkpoint.size === BigInt(size)
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return false
    throw error
  }
}

/** What the witnesses show is a memory outside this building; one that does not answer is passed over. */
async function assertWitnessesKnowNoMore(desk: PublisherDesk, publishing: Publishing): Promise<void> {
  const { policy, witnesses, signer } = publishing
  const { signal } = new AbortController()
  const notes = await Promise.all(
    policy.witnesses.map(async ({ name, url }) => ({
      name,
      note: url === undefined ? undefined : await witnesses.latest(url, signer.key.name, signal),
    })),
  )
  for (const { name, note } of notes) {
    const tree = note === undefined ? undefined : await signedTree(note, signer.key)
    if (tree !== undefined) await assertKnown(desk, tree, `the witness ${name}`)
  }
}

/** The signed checkpoint of this head: the one that stands, or a new one. Its tiles stand in both cases. */
async function signHead(
  desk: PublisherDesk,
  { tiles, signer, clock }: Publishing,
  head: Frontier,
  claimed: Claim | undefined,
): Promise<SignedCheckpoint> {
  const root = await growTiles(desk, tiles, claimed ?? { size: 0, root: emptyRoot() }, head.size)
  if (!equalBytes(root, frontierRoot(head))) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      'the entries do not give the root that was kept while they were appended',
      { size: head.size },
      { mend: 'Somebody changed entries in the database: compare it with its backups.' },
    )
  }
  const standing = await desk.newestSigned()
  if (standing?.size === head.size) return standing

  const claim = { size: head.size, root, claimedAt: clock.now() }
  await desk.claim(claim)

  const text = formatCheckpoint(signer.key.name, head.size, root)
  const { name, id } = signer.key
  const note = formatNote({ text, signatures: [{ name, id, signature: await signer.sign(text), canonical: true }] })
  const opened = await openNote(note, [ed25519Verifier(signer.key)])
  if (!opened.ok) {
    throw new PosternError(
      'ERR_KEY_WRONG',
      'what the log key signed does not verify under its public key',
      { key: formatVkey(signer.key) },
      { mend: 'Give the log the key that belongs to its policy.' },
    )
  }
  await desk.sign(head.size, note)
  return { ...claim, note }
}

async function witnessAndPublish(
  desk: PublisherDesk,
  publishing: Publishing,
  { size, note }: SignedCheckpoint,
  publishedBefore: number,
): Promise<PublishOutcome> {
  const { tiles, policy, witnesses: client, clock, sleep, grace } = publishing
  const { text, signatures } = parseNote(note)
  const held = await desk.cosignatures(size)
  const lines = new Map(policy.witnesses.map(({ name, key }) => [name, held.get(formatVkey(key))]))
  const present = () => new Set([...lines].flatMap(([name, line]) => (line === undefined ? [] : [name])))

  if (!isQuorum(policy, present()) || policy.quorum === 'none') {
    const cosignedUpTo = new Map<string, number>()
    for (const { key } of policy.witnesses) {
      const witness = formatVkey(key)
      cosignedUpTo.set(witness, await desk.cosignedUpTo(witness))
    }
    const subtrees = subtreesOf(tiles, size)
    const testimonies = await collectCosignatures({
      policy,
      text,
      note,
      size,
      subtrees,
      cosigned: present(),
      cosignedUpTo,
      client,
      sleep,
      grace,
    })
    for (const { witness, line, answer } of testimonies) {
      const key = formatVkey(witness.key)
      if (line !== undefined) await desk.cosign(size, key, line)
      await desk.contact({ witness: key, askedAt: clock.now(), answer }, line !== undefined)
      lines.set(witness.name, line)
    }
  }

  if (!isQuorum(policy, present())) {
    const waitingOn = policy.witnesses.flatMap(({ name }) => (lines.get(name) === undefined ? [name] : []))
    return { outcome: 'waiting', size, waitingOn }
  }
  const cosignatures = [...lines.values()].flatMap((line) => (line === undefined ? [] : parseSignatureLines(line)))
  const cosigned = formatNote({ text, signatures: [...signatures, ...cosignatures] })
  const verdict = await verifyCheckpoint(cosigned, policy)
  // What a stranger would refuse is not published.
  if (!verdict.ok) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      'the checkpoint does not satisfy the policy it is published under',
      { size, reason: verdict.reason },
      { mend: 'Check that the policy names this log with its present key.' },
    )
  }
  await desk.publish({ size, note: cosigned, publishedAt: clock.now() })
  await show(publishing, cosigned, undefined)
  await tiles.removePartials(filledBetween(publishedBefore, size))
  return { outcome: 'published', size }
}

/** The two files that change, for whoever looks in. The policy first: a checkpoint never stands there without one. */
async function show(
  { tiles, policy }: Publishing,
  checkpoint: string,
  checkpointFile: string | undefined,
): Promise<void> {
  const policyText = formatPolicy(policy)
  const policyFile = await tiles.read('policy')
  // A stranger who wants to be sure brings a policy that they got elsewhere.
  if (policyFile === undefined || !equalBytes(policyFile, utf8(policyText))) await tiles.replace('policy', policyText)
  if (checkpointFile !== checkpoint) await tiles.replace('checkpoint', checkpoint)
}

/** Paths of the tiles that became full since the last publication and may have been partial before. */
function filledBetween(before: number, size: number): string[] {
  return [...tilesOfGrowth(before, size), ...bundlesOfGrowth(before, size)]
    .filter(({ width }) => width === tileWidth)
    .map(tilePath)
}
