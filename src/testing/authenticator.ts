/**
 * An authenticator for tests, in software: it makes credentials and signs challenges as Web Authentication level 3 says,
 * and whatever a test asks to be wrong is wrong in its answers and in nothing else.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { cose, isoCBOR } from '@simplewebauthn/server/helpers'
import { assertionBytes, challengeFor, type Assertion } from '#formats/assertion.ts'
import { concat, toBase64url, utf8 } from '#formats/bytes.ts'
import { formatNote, parseVkey } from '#formats/note.ts'
import { passkeyVkey, type Passkey, type PasskeyAlgorithm } from '#formats/passkey.ts'

export interface Authenticator {
  readonly passkey: Passkey
  readonly secret: KeyObject
}

export const site = { origin: 'https://records.example.org', rpId: 'records.example.org' }

export function newAuthenticator(algorithm: PasskeyAlgorithm = 'ES256', at: typeof site = site): Authenticator {
  const { publicKey, privateKey } =
    algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const bare = spki.slice(algorithm === 'ES256' ? -65 : -32)
  return { passkey: { algorithm, publicKey: bare, ...at }, secret: privateKey }
}

/** What a test may ask to be wrong, or at least unusual. */
export interface Answer {
  readonly client?: Readonly<Record<string, unknown>>
  readonly clientText?: (text: string) => string
  readonly rpId?: string
  readonly flags?: number
  readonly signCount?: number
  readonly extension?: Uint8Array
  readonly signature?: (signature: Uint8Array) => Uint8Array
}

/** User present and verified. */
const usual = 0x05

export function answerTo({ passkey, secret }: Authenticator, text: string, asked: Answer = {}): Assertion {
  const client = {
    type: 'webauthn.get',
    challenge: toBase64url(challengeFor(text)),
    origin: passkey.origin,
    crossOrigin: false,
    ...asked.client,
  }
  const clientDataJSON = utf8((asked.clientText ?? ((json) => json))(JSON.stringify(client)))
  const rest = new Uint8Array(5)
  rest[0] = asked.flags ?? usual
  new DataView(rest.buffer).setUint32(1, asked.signCount ?? 0)
  const authenticatorData = concat(sha(utf8(asked.rpId ?? passkey.rpId)), rest, asked.extension ?? new Uint8Array())
  const message = concat(authenticatorData, sha(clientDataJSON))
  const signature = new Uint8Array(sign(passkey.algorithm === 'ES256' ? 'sha256' : null, message, secret))
  return { authenticatorData, clientDataJSON, signature: (asked.signature ?? ((same) => same))(signature) }
}

/** A note under the one signature that this authenticator gives to its text. */
export function passkeyNote(name: string, authenticator: Authenticator, text: string, asked: Answer = {}): string {
  const { id } = parseVkey(passkeyVkey(name, authenticator.passkey))
  const signature = assertionBytes(answerTo(authenticator, text, asked))
  return formatNote({ text, signatures: [{ name, id, signature, canonical: true }] })
}

function sha(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** What a browser sends after `navigator.credentials.create`, as JSON. @param challenge base64url */
export function registrationBy({ passkey }: Authenticator, challenge: string, asked: Answer = {}) {
  const client = { type: 'webauthn.create', challenge, origin: passkey.origin, crossOrigin: false, ...asked.client }
  const credential = sha(passkey.publicKey).slice(0, 20)
  const rest = new Uint8Array(5)
  rest[0] = asked.flags ?? 0x45
  const authData = concat(
    sha(utf8(asked.rpId ?? passkey.rpId)),
    rest,
    new Uint8Array(16),
    Uint8Array.of(0, credential.length),
    credential,
    coseOf(passkey),
  )
  const attestation = new Map<string, string | Map<string, string> | Uint8Array<ArrayBuffer>>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', new Uint8Array(authData)],
  ])
  const id = toBase64url(credential)
  return {
    id,
    rawId: id,
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64url(utf8(JSON.stringify(client))),
      attestationObject: toBase64url(isoCBOR.encode(attestation)),
      transports: ['usb', 'nfc'],
    },
  }
}

/** RFC 9053: the key as CBOR has it. */
export function coseOf({ algorithm, publicKey }: Passkey) {
  const key = new Map<number, number | Uint8Array<ArrayBuffer>>(
    algorithm === 'ES256'
      ? [
          [cose.COSEKEYS.kty, cose.COSEKTY.EC2],
          [cose.COSEKEYS.alg, cose.COSEALG.ES256],
          [cose.COSEKEYS.crv, cose.COSECRV.P256],
          [cose.COSEKEYS.x, publicKey.slice(1, 33)],
          [cose.COSEKEYS.y, publicKey.slice(33)],
        ]
      : [
          [cose.COSEKEYS.kty, cose.COSEKTY.OKP],
          [cose.COSEKEYS.alg, cose.COSEALG.EdDSA],
          [cose.COSEKEYS.crv, cose.COSECRV.ED25519],
          [cose.COSEKEYS.x, publicKey.slice()],
        ],
  )
  return isoCBOR.encode(key)
}
