import { cosignatureVerifier } from './cosignature.ts'
import { ed25519Verifier, signatureType, type NoteVerifier, type VerifierKey } from './note.ts'

/**
 * The verifier for a key, by its type; undefined for types that are known and not verified here, whose
 * signatures are then passed over like those of an unknown key.
 *
 * Two types on purpose: signed-note, "Signature types", asks implementations to select only those that
 * their design needs.
 */
export function verifierOf(key: VerifierKey): NoteVerifier | undefined {
  if (key.type === signatureType.ed25519) return ed25519Verifier(key)
  if (key.type === signatureType.cosignatureV1) return cosignatureVerifier(key)
  return undefined
}
