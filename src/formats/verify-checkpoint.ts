/** What a policy says of a signed checkpoint, and a proof under it. */
import { equalBytes } from './bytes.ts'
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { cosignatureTime } from './cosignature.ts'
import { leafHash, verifyInclusion } from './merkle.ts'
import { openNote, parseNote, sameKey, type NoteVerifier, type VerifierKey } from './note.ts'
import { isQuorum, type Policy, type PolicyLog, type PolicyWitness } from './policy.ts'
import { parseTlogProof, type TlogProof } from './tlog-proof.ts'
import { verifierOf } from './verifiers.ts'

export interface Cosigned {
  readonly witness: PolicyWitness
  /** Seconds since 1970, as the witness says. */
  readonly time: bigint
}

export type CheckpointRefusal =
  | { readonly reason: 'unknown-log'; readonly origin: string }
  /** A known key's signature does not verify, so nothing in the note is believed. */
  | { readonly reason: 'bad-signature'; readonly name: string; readonly id: string }
  | { readonly reason: 'no-log-signature'; readonly origin: string }
  | { readonly reason: 'no-quorum'; readonly quorum: string; readonly cosigned: readonly Cosigned[] }

export type CheckpointVerdict =
  | {
      readonly ok: true
      readonly checkpoint: Checkpoint
      readonly log: PolicyLog
      /** Every witness of the policy that cosigned, also beyond the quorum. */
      readonly cosigned: readonly Cosigned[]
    }
  | ({ readonly ok: false; readonly checkpoint: Checkpoint } & CheckpointRefusal)

/**
 * Steps 2 and 3 of tlog-proof, "Verifying a tlog proof": the log is one of the policy's and signed, every
 * cosignature of a witness that is known is good, and they are a quorum.
 *
 * Trust: the policy, wholly. A policy with `quorum none` believes the log alone.
 *
 * @throws PosternError ERR_FORMAT where the text is no signed checkpoint
 */
export async function verifyCheckpoint(signed: string, policy: Policy): Promise<CheckpointVerdict> {
  const note = parseNote(signed)
  const checkpoint = parseCheckpoint(note.text)
  const { origin } = checkpoint
  // A log's key signs for the origin it is named after, and for no other.
  const logs = policy.logs.filter(({ key }) => key.name === origin)
  if (logs.length === 0) return { ok: false, checkpoint, reason: 'unknown-log', origin }
  const opened = await openNote(note, verifiersOf([...logs, ...policy.witnesses].map(({ key }) => key)))
  if (!opened.ok) {
    return opened.reason === 'bad-signature'
      ? { ...opened, checkpoint }
      : { ok: false, checkpoint, reason: 'no-log-signature', origin }
  }
  const signatureOf = (key: VerifierKey) => opened.verified.find((signature) => sameKey(signature, key))
  const log = logs.find(({ key }) => signatureOf(key) !== undefined)
  if (log === undefined) return { ok: false, checkpoint, reason: 'no-log-signature', origin }
  const cosigned = policy.witnesses.flatMap((witness): Cosigned[] => {
    const signature = signatureOf(witness.key)
    const time = signature === undefined ? undefined : cosignatureTime(signature.signature)
    return time === undefined ? [] : [{ witness, time }]
  })
  return isQuorum(policy, new Set(cosigned.map(({ witness }) => witness.name)))
    ? { ok: true, checkpoint, log, cosigned }
    : { ok: false, checkpoint, reason: 'no-quorum', quorum: policy.quorum, cosigned }
}

/** One verifier for each key, also where a log and a witness of the policy share one. */
function verifiersOf(keys: readonly VerifierKey[]): NoteVerifier[] {
  return keys
    .filter(
      (key, i) => keys.findIndex((other) => sameKey(key, other) && equalBytes(key.publicKey, other.publicKey)) === i,
    )
    .flatMap((key) => verifierOf(key) ?? [])
}

export type ProofVerdict =
  | (Extract<CheckpointVerdict, { ok: true }> & { readonly proof: TlogProof })
  | (Extract<CheckpointVerdict, { ok: false }> & { readonly proof: TlogProof })
  | { readonly ok: false; readonly proof: TlogProof; readonly checkpoint: Checkpoint; readonly reason: 'not-included' }

/**
 * All four steps of tlog-proof, "Verifying a tlog proof", for an entry that the caller knows from
 * elsewhere: a proof carries none.
 *
 * @throws PosternError ERR_FORMAT where the text is no proof over a signed checkpoint
 */
export async function verifyTlogProof(text: string, entry: Uint8Array, policy: Policy): Promise<ProofVerdict> {
  const proof = parseTlogProof(text)
  const verdict = await verifyCheckpoint(proof.checkpoint, policy)
  if (!verdict.ok) return { ...verdict, proof }
  const { size, root } = verdict.checkpoint
  const included = verifyInclusion({ leafHash: leafHash(entry), index: proof.index, size, proof: proof.hashes, root })
  return included ? { ...verdict, proof } : { ok: false, proof, checkpoint: verdict.checkpoint, reason: 'not-included' }
}
