/** What a browser is asked to do with a passkey, and what it answered, in the words that the page's script speaks. */
import type { RegisteredPasskey } from '#approval/staff.ts'
import { isPosternError } from '#errors.ts'
import { assertionBytes, challengeFor } from '#formats/assertion.ts'
import { fromBase64url, toBase64url } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { formatNote, parseVkey } from '#formats/note.ts'
import { passkeyOf } from '#formats/passkey.ts'
import { object, text as form } from '#formats/shape.ts'

/** Those with which somebody can sign on this very site: a browser offers no others. */
export function usableHere(passkeys: readonly RegisteredPasskey[], origin: string): readonly RegisteredPasskey[] {
  return passkeys.filter(({ key }) => passkeyOf(parseVkey(key)).origin === origin)
}

/** For `navigator.credentials.get`: sign this text, with one of these keys, on a device that checks who uses it. */
export function signingOptions(text: string, passkeys: readonly RegisteredPasskey[]): string {
  const [first] = passkeys
  return JSON.stringify({
    challenge: toBase64url(challengeFor(text)),
    rpId: first === undefined ? undefined : passkeyOf(parseVkey(first.key)).rpId,
    allowCredentials: passkeys.map(({ credential, transports }) => ({
      type: 'public-key',
      id: credential,
      transports,
    })),
    userVerification: 'required',
    timeout: 120_000,
  })
}

const base64url = form(/^[A-Za-z0-9_-]{2,2100}$/, 'base64url')
const answerShape = object<Answer>({
  id: base64url,
  authenticatorData: base64url,
  clientDataJSON: base64url,
  signature: base64url,
})

interface Answer {
  readonly id: string
  readonly authenticatorData: string
  readonly clientDataJSON: string
  readonly signature: string
}

/**
 * The note that this answer makes of this text: signed by whoever has the key that answered. Whether the signature is
 * good is not asked here.
 *
 * @param answer hostile, as the page's script sent it
 * @returns undefined where it is no answer, or of a key that this person does not have
 */
export function noteFrom(
  text: string,
  answer: string,
  member: string,
  passkeys: readonly RegisteredPasskey[],
): string | undefined {
  try {
    const read = parseJson(answer, 'the answer')
    if (!answerShape(read, '')) return undefined
    const used = passkeys.find(({ credential }) => credential === read.id)
    if (used === undefined) return undefined
    const signature = assertionBytes({
      authenticatorData: fromBase64url(read.authenticatorData),
      clientDataJSON: fromBase64url(read.clientDataJSON),
      signature: fromBase64url(read.signature),
    })
    return formatNote({ text, signatures: [{ name: member, id: parseVkey(used.key).id, signature, canonical: true }] })
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}
