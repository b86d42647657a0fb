/**
 * What the log and the statement say of a full decision: a salted hash.
 *
 *     commitment = SHA-256("postern.decision.v1\0" ‖ salt(32) ‖ canonicalJson(decision))
 *
 * The decision names what was denied and why, which is itself protected, so it is sealed to oversight with
 * the salt; whoever opens it can recompute the commitment.
 */
import type { Json } from '#vocabulary/json.ts'
import { concat, fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { canonicalJson, parseJson } from './canonical-json.ts'
import { sha256 } from './sha256.ts'

/** @param salt 32 random bytes */
export function decisionCommitment(decision: Json, salt: Uint8Array): string {
  return toHex(sha256(utf8('postern.decision.v1\0'), salt, utf8(canonicalJson(decision))))
}

/** The bytes that are sealed to oversight. */
export function decisionForOversight(decision: Json, salt: Uint8Array): Uint8Array {
  return concat(utf8(canonicalJson({ decision, salt: toBase64(salt) })), utf8('\n'))
}

/** Whether these opened bytes are the decision that was committed to; the decision where they are. */
export function openDecision(bytes: Uint8Array, commitment: string): Json | undefined {
  const value = parseJson(new TextDecoder().decode(bytes))
  if (typeof value !== 'object' || value === null || !('decision' in value) || !('salt' in value)) return undefined
  const { decision, salt } = value
  if (decision === undefined || typeof salt !== 'string') return undefined
  return decisionCommitment(decision, fromBase64(salt, 'the salt', 32)) === commitment ? decision : undefined
}
