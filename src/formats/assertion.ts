/**
 * What an authenticator answers when somebody signs with a passkey (Web Authentication level 3, section 7.2), as the
 * signature of a C2SP signed note:
 *
 *     u16 length ‖ authenticatorData ‖ u16 length ‖ clientDataJSON ‖ signature
 *
 * with lengths in big-endian order, and the signature to the end as the authenticator gave it (DER for ES256, 64 bytes
 * for Ed25519). The challenge is the SHA-256 of the note's text; the authenticator signs authenticatorData ‖
 * SHA-256(clientDataJSON). So everything that another program needs to check it stands in the line.
 *
 * Two things are left to the reader: what kind of device it was (nothing is attested), and the device's count of
 * signatures, which many keep at 0 and which therefore refuses nothing.
 */
import { isPosternError } from '#errors.ts'
import { concat, equalBytes, formatError, toBase64url, utf8 } from './bytes.ts'
import { parseJson } from './canonical-json.ts'
import { ecdsaFromDer } from './ecdsa-signature.ts'
import { verifyEd25519 } from './ed25519.ts'
import { verifyEs256 } from './es256.ts'
import type { Passkey } from './passkey.ts'
import { sha256 } from './sha256.ts'

export interface Assertion {
  readonly authenticatorData: Uint8Array
  readonly clientDataJSON: Uint8Array
  readonly signature: Uint8Array
}

/** Real ones have 37 bytes, about 130 and about 71; a note stays short enough to be read. */
const longest = { authenticatorData: 512, clientDataJSON: 1536, signature: 80 } as const
type Part = keyof typeof longest

/** What a passkey is asked to sign so that it signs this text. */
export function challengeFor(text: string): Uint8Array {
  return sha256(utf8(text))
}

/** The bytes for a signature line. @throws PosternError ERR_FORMAT where a part is empty or too long */
export function assertionBytes(assertion: Assertion): Uint8Array {
  const { authenticatorData, clientDataJSON, signature } = assertion
  bounded('authenticatorData', authenticatorData)
  bounded('clientDataJSON', clientDataJSON)
  bounded('signature', signature)
  return concat(lengthOf(authenticatorData), authenticatorData, lengthOf(clientDataJSON), clientDataJSON, signature)
}

/** @throws PosternError ERR_FORMAT for bytes that {@link assertionBytes} does not write */
export function parseAssertion(bytes: Uint8Array): Assertion {
  const [authenticatorData, next] = partAt(bytes, 0, 'authenticatorData')
  const [clientDataJSON, last] = partAt(bytes, next, 'clientDataJSON')
  const signature = bytes.slice(last)
  bounded('signature', signature)
  return { authenticatorData, clientDataJSON, signature }
}

function partAt(bytes: Uint8Array, at: number, part: Part): readonly [Uint8Array, number] {
  const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
  if (end > bytes.length) throw formatError('the answer of a passkey is cut short', { part })
  const found = bytes.slice(at + 2, end)
  bounded(part, found)
  return [found, end]
}

function bounded(part: Part, bytes: Uint8Array): void {
  if (bytes.length === 0 || bytes.length > longest[part]) {
    throw formatError('a part of a passkey’s answer is empty or too long', { part, bytes: bytes.length })
  }
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return Uint8Array.of(length >> 8, length & 0xff)
}

/** What authenticatorData says (section 6.1). */
export interface AuthenticatorData {
  readonly rpIdHash: Uint8Array
  readonly userPresent: boolean
  readonly userVerified: boolean
  /** The passkey may be copied to other devices by its provider. */
  readonly backupEligible: boolean
  readonly backedUp: boolean
  /** How often the authenticator has signed, as it says; 0 where it does not count. */
  readonly signCount: number
}

/** @throws PosternError ERR_FORMAT where it has not the form that it has in an answer to a challenge */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  const flags = bytes[32] ?? 0
  const [attested, extended] = [(flags & 0x40) !== 0, (flags & 0x80) !== 0]
  if (bytes.length < 37 || attested || extended !== bytes.length > 37) {
    throw formatError('the authenticator data of a signature have not their form', { bytes: bytes.length, flags })
  }
  return {
    rpIdHash: bytes.slice(0, 32),
    userPresent: (flags & 0x01) !== 0,
    userVerified: (flags & 0x04) !== 0,
    backupEligible: (flags & 0x08) !== 0,
    backedUp: (flags & 0x10) !== 0,
    signCount: new DataView(bytes.buffer, bytes.byteOffset).getUint32(33),
  }
}

/** Each reason for which a passkey's answer is none over this text, and how to say it behind "the passkey's answer". */
export const faultWords = {
  malformed: 'does not have its form',
  'other-ceremony': 'was not given to a request to sign',
  'other-text': 'is over another text',
  'other-origin': 'was given to another web address than the one that the key is registered for',
  framed: 'was given inside a page of another site',
  'other-site': 'is for another site than the one that the key is registered for',
  'nobody-present': 'was given without anybody touching the device',
  'nobody-verified': 'was given without the device checking who used it',
  'signature-wrong': 'does not carry a good signature of the registered key',
} as const
export type AssertionFault = keyof typeof faultWords

/**
 * Whether this passkey signed this text: the first thing that is wrong, or nothing.
 *
 * @param bytes hostile, as they stand in the signature line
 */
export async function assertionFault(
  passkey: Passkey,
  text: string,
  bytes: Uint8Array,
): Promise<AssertionFault | undefined> {
  const read = readable(bytes)
  if (read === undefined) return 'malformed'
  const { assertion, client, device } = read
  return (
    faultOfClient(client, passkey, text) ??
    faultOfDevice(device, passkey) ??
    ((await isSigned(passkey, assertion)) ? undefined : 'signature-wrong')
  )
}

function readable(bytes: Uint8Array) {
  try {
    const assertion = parseAssertion(bytes)
    const client = parseJson(assertion.clientDataJSON, 'clientDataJSON')
    return { assertion, client, device: readAuthenticatorData(assertion.authenticatorData) }
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

/** Members that are not known are passed over: browsers put some there so that nobody compares whole texts. */
function faultOfClient(client: unknown, { origin }: Passkey, text: string): AssertionFault | undefined {
  if (typeof client !== 'object' || client === null) return 'malformed'
  const said = new Map<string, unknown>(Object.entries(client))
  if (said.get('type') !== 'webauthn.get') return 'other-ceremony'
  if (said.get('challenge') !== toBase64url(challengeFor(text))) return 'other-text'
  if (said.get('origin') !== origin) return 'other-origin'
  return (said.get('crossOrigin') ?? false) === false && !said.has('topOrigin') ? undefined : 'framed'
}

function faultOfDevice(device: AuthenticatorData, { rpId }: Passkey): AssertionFault | undefined {
  if (!equalBytes(device.rpIdHash, sha256(utf8(rpId)))) return 'other-site'
  if (!device.userPresent) return 'nobody-present'
  if (!device.userVerified) return 'nobody-verified'
  // Section 6.1.3: what cannot be copied is not copied.
  return device.backedUp && !device.backupEligible ? 'malformed' : undefined
}

async function isSigned(
  { algorithm, publicKey }: Passkey,
  { authenticatorData, clientDataJSON, signature }: Assertion,
): Promise<boolean> {
  const message = concat(authenticatorData, sha256(clientDataJSON))
  if (algorithm === 'Ed25519') return verifyEd25519(publicKey, message, signature)
  const numbers = ecdsaFromDer(signature)
  return numbers !== undefined && (await verifyEs256(publicKey, message, numbers))
}
