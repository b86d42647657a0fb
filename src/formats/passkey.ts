/**
 * A passkey as a key of a C2SP signed note: the public half of a WebAuthn credential, with the site that it signs for.
 *
 * Its signature type has no byte in the registry, so it takes 0xff and a name (signed-note, "Signature types"). What
 * follows the type's byte in a verifier key is
 *
 *     postern/webauthn/v1\n
 *     https://records.example.org\n      the origin, as a browser writes it
 *     records.example.org\n              the RP ID
 *     <1 byte: the COSE algorithm as a signed number, -7 ES256 or -8 EdDSA>
 *     <65 bytes 0x04 ‖ x ‖ y of P-256, or the 32 bytes of Ed25519>
 *
 * and the key id is the first four bytes of SHA-256(name ‖ 0x0A ‖ 0xff ‖ all of that). The origin is part of the key:
 * whoever has the verifier key knows what a good signature has to say, and needs nobody's word for it.
 */
import { concat, formatError, fromUtf8, utf8 } from './bytes.ts'
import { formatVkey, signatureType, verifierKey, type VerifierKey } from './note.ts'

export type PasskeyAlgorithm = 'ES256' | 'Ed25519'

export interface Passkey {
  readonly algorithm: PasskeyAlgorithm
  /** ES256: 65 bytes, an uncompressed point. Ed25519: 32 bytes. */
  readonly publicKey: Uint8Array
  /** `https://records.example.org`; plain http only for localhost, as in browsers. */
  readonly origin: string
  /** The origin's host, or a domain that it belongs to. */
  readonly rpId: string
}

const typeName = 'postern/webauthn/v1'

/** COSE algorithm identifiers (RFC 9053) as the byte of a signed number. */
const algorithms = [
  { algorithm: 'ES256', byte: 0xf9, length: 65 },
  { algorithm: 'Ed25519', byte: 0xf8, length: 32 },
] as const

/**
 * The verifier key of somebody's passkey.
 *
 * @param name whose it is: their id on the register
 * @throws PosternError ERR_FORMAT where a part has no place in one
 */
export function passkeyVkey(name: string, { algorithm, publicKey, origin, rpId }: Passkey): string {
  const byte = algorithms.find((known) => known.algorithm === algorithm)?.byte ?? 0
  const bytes = concat(utf8(`${typeName}\n${origin}\n${rpId}\n`), Uint8Array.of(byte), publicKey)
  const key = verifierKey(name, signatureType.named, bytes)
  passkeyOf(key)
  return formatVkey(key)
}

export function isPasskey({ type, publicKey }: VerifierKey): boolean {
  return type === signatureType.named && startsWith(publicKey, utf8(`${typeName}\n`))
}

/** @throws PosternError ERR_FORMAT where this is no passkey, or one in another form than {@link passkeyVkey} writes */
export function passkeyOf(key: VerifierKey): Passkey {
  if (!isPasskey(key)) throw formatError('this is not the key of a passkey', { name: key.name, type: key.type })
  const [origin, afterOrigin] = lineAt(key.publicKey, typeName.length + 1)
  const [rpId, afterSite] = lineAt(key.publicKey, afterOrigin)
  if (!isOrigin(origin)) throw formatError('the origin of a passkey is not one that a browser writes', { origin })
  if (!belongsTo(new URL(origin).hostname, rpId)) {
    throw formatError('the origin of a passkey is not of its site', { origin, rpId })
  }
  const known = algorithms.find(({ byte }) => byte === key.publicKey[afterSite])
  const publicKey = key.publicKey.slice(afterSite + 1)
  if (publicKey.length !== known?.length || (known.algorithm === 'ES256' && publicKey[0] !== 0x04)) {
    throw formatError('a passkey is ES256 with 65 bytes or Ed25519 with 32', { bytes: publicKey.length })
  }
  return { algorithm: known.algorithm, publicKey, origin, rpId }
}

/** @returns the line without its end, and where the next begins */
function lineAt(bytes: Uint8Array, from: number): readonly [line: string, next: number] {
  const end = bytes.indexOf(0x0a, from)
  if (end < 0) throw formatError('the key of a passkey is cut short', { bytes: bytes.length })
  return [fromUtf8(bytes.subarray(from, end), 'a line of a passkey'), end + 1]
}

/** Web pages get passkeys over https alone, or from this very machine. */
function isOrigin(text: string): boolean {
  if (text.length > 300 || !URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'))
}

function belongsTo(hostname: string, rpId: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(rpId) && `.${hostname}`.endsWith(`.${rpId}`)
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return beginning.every((byte, at) => bytes[at] === byte)
}
