/**
 * Who made a drop: an Ed25519 signed note (C2SP) beside datapackage.json, over its hash. The hashes of the files
 * stand in datapackage.json, so one signature covers every byte.
 *
 *     postern/drop/v1
 *     <agency>
 *     <SHA-256 of datapackage.json, 64 hex digits>
 *
 *     — <name of the key> <signature>
 */
import { isPosternError } from '#errors.ts'
import { fromUtf8, toHex } from '#formats/bytes.ts'
import { ed25519Signer, ed25519Verifier, openNote, parseVkey, signNote } from '#formats/note.ts'
import type { Ed25519Key } from '#formats/ed25519.ts'
import { sha256 } from '#formats/sha256.ts'
import { refused } from './errors.ts'

const text = (agency: string, descriptor: Uint8Array): string =>
  `postern/drop/v1\n${agency}\n${toHex(sha256(descriptor))}\n`

/** The content of datapackage.json.sig. */
export function signDrop(name: string, secret: Ed25519Key, agency: string, descriptor: Uint8Array): string {
  return signNote(text(agency, descriptor), [ed25519Signer(name, secret)])
}

/**
 * That the key registered for this agency's drops has signed this description, as this agency's.
 *
 * @throws PosternError ERR_DROP
 */
export async function checkSignature(
  note: Uint8Array,
  descriptor: Uint8Array,
  agency: string,
  vkey: string,
): Promise<void> {
  const file = 'datapackage.json.sig'
  const key = parseVkey(vkey)
  try {
    const opened = await openNote(fromUtf8(note, file), [ed25519Verifier(key)])
    if (!opened.ok && opened.reason === 'no-known-signature') {
      throw refused('the drop is signed by another key than the one registered for it', { file, registered: key.name })
    }
    if (!opened.ok) throw refused('the signature of the drop is not good', { file, registered: key.name })
    if (opened.text === text(agency, descriptor)) return
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    throw refused(`the signature of the drop cannot be read: ${error.message}`, { file })
  }
  throw refused('the signature is of another description, or of another agency', { file, agency })
}
