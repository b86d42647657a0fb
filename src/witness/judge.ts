/**
 * What a witness answers to `add-checkpoint` (C2SP tlog-witness v1.0.0), in the order the text gives.
 *
 * A pure function of the request and what is held; the server stores and signs.
 */
import { isPosternError } from '#errors.ts'
import { equalBytes, fromUtf8 } from '#formats/bytes.ts'
import { leafCount, parseCheckpoint, type Checkpoint } from '#formats/checkpoint.ts'
import { emptyRoot, verifyConsistency } from '#formats/merkle.ts'
import {
  ed25519Verifier,
  openNote,
  parseNote,
  parseVkey,
  type NoteSignature,
  type NoteVerifier,
} from '#formats/note.ts'
import { parseAddCheckpoint, type AddCheckpoint } from '#formats/witness-request.ts'
import type { Held } from './store.ts'

/** Keys of each log that is witnessed, by origin. A log that changes its key has two for a while. */
export type Logs = ReadonlyMap<string, readonly NoteVerifier[]>

/** @param vkeys each named by the origin of its log. @throws PosternError ERR_FORMAT */
export function logsOf(vkeys: readonly string[]): Logs {
  const verifiers = vkeys.map((vkey) => ed25519Verifier(parseVkey(vkey)))
  return Map.groupBy(verifiers, ({ key }) => key.name)
}

export type Verdict =
  | {
      readonly status: 200
      readonly origin: string
      readonly size: number
      readonly root: Uint8Array
      /** What is to be cosigned. */
      readonly text: string
      /** The log's own signatures, verified. */
      readonly signatures: readonly NoteSignature[]
    }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404; readonly reason: string }
  /** `split`: signed by the log, of a size that is held with another root. */
  | { readonly status: 422; readonly reason: string; readonly split?: { readonly origin: string } }

/** @param body hostile */
export async function judge(
  body: Uint8Array,
  logs: Logs,
  held: (origin: string) => Held | undefined,
): Promise<Verdict> {
  const request = read(body)
  if (request === undefined) return { status: 400, reason: 'not an add-checkpoint request' }
  const { old, proof, checkpoint, note, size } = request
  const { origin, root } = checkpoint

  const verifiers = logs.get(origin)
  if (verifiers === undefined) return { status: 404, reason: 'unknown log' }

  const opened = await openNote(note, verifiers)
  if (!opened.ok) return { status: 403, reason: 'invalid signature, or none by a key of this log' }

  if (old > checkpoint.size) return { status: 400, reason: 'the old size is larger than the checkpoint' }

  const last = held(origin)
  if (old !== BigInt(last?.size ?? 0)) return { status: 409, size: last?.size ?? 0 }

  if (size === 0 && !equalBytes(root, emptyRoot())) return { status: 422, reason: 'not the root of an empty tree' }
  if (last !== undefined && last.size === size && !equalBytes(root, last.root)) {
    return { status: 422, reason: 'another root for a size that was cosigned', split: { origin } }
  }
  const consistent =
    last === undefined || last.size === 0
      ? proof.length === 0
      : verifyConsistency({ size1: last.size, size2: size, root1: last.root, root2: root, proof })
  if (!consistent) return { status: 422, reason: 'the consistency proof does not verify' }

  return { status: 200, origin, size, root, text: opened.text, signatures: opened.verified }
}

function read(body: Uint8Array) {
  try {
    const request: AddCheckpoint = parseAddCheckpoint(fromUtf8(body))
    const note = parseNote(request.checkpoint)
    const checkpoint: Checkpoint = parseCheckpoint(note.text)
    return { ...request, note, checkpoint, size: leafCount(checkpoint) }
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return undefined
    throw error
  }
}
