/** The keys that people sign approvals with: an Ed25519 key in a file, or a passkey on a device of theirs. */
import { assertionFault, type AssertionFault } from './assertion.ts'
import { formatError } from './bytes.ts'
import { ed25519Verifier, parseVkey, signatureType, type NoteSignature, type VerifierKey } from './note.ts'
import { isPasskey, passkeyOf, type Passkey } from './passkey.ts'

export interface ApprovalKey {
  readonly key: VerifierKey
  /** The bare public key: the same under any name, for any site and in either kind is one key. */
  readonly material: Uint8Array
  /** Undefined for a key in a file. */
  readonly passkey: Passkey | undefined
}

/** @throws PosternError ERR_FORMAT for a key of another kind, and as `parseVkey` */
export function parseApprovalKey(vkey: string): ApprovalKey {
  const key = parseVkey(vkey)
  if (key.type === signatureType.ed25519) return { key, material: key.publicKey, passkey: undefined }
  if (!isPasskey(key)) throw formatError('approvals are signed with Ed25519 or a passkey', { name: key.name })
  const passkey = passkeyOf(key)
  return { key, material: passkey.publicKey, passkey }
}

/** Why this is no signature of this key over this text; undefined where it is one. */
export async function signatureFault(
  { key, passkey }: ApprovalKey,
  text: string,
  { signature, canonical }: NoteSignature,
): Promise<AssertionFault | undefined> {
  if (!canonical) return 'malformed'
  if (passkey !== undefined) return assertionFault(passkey, text, signature)
  return (await ed25519Verifier(key).verify(text, signature)) ? undefined : 'signature-wrong'
}
