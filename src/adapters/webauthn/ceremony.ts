/**
 * Registering a passkey: what a browser is asked, and whether what it answered may go on the register
 * (Web Authentication level 3, section 7.1), on `@simplewebauthn/server`.
 *
 * Trust: none in the answer. Attestation is not asked for: which maker a device is from, and that it is one, nobody
 * vouches for here, and the pages say so. Signatures are checked by code of our own (`formats/assertion.ts`).
 */
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import { concat, fromBase64url, utf8 } from '#formats/bytes.ts'
import type { Passkey } from '#formats/passkey.ts'

export interface Site {
  /** `https://records.example.org` */
  readonly origin: string
  readonly rpId: string
  /** What a browser shows as the one who asks. */
  readonly name: string
}

export interface Asking {
  /** 32 bytes in base64url, never used before. */
  readonly challenge: string
  readonly member: { readonly id: string; readonly name: string }
  /** Credentials that this person has here already. */
  readonly known: readonly string[]
}

/** What a browser answered, taken apart: not yet anybody's. */
export interface Ceremony {
  readonly passkey: Passkey
  /** The credential's id, base64url. */
  readonly credential: string
  readonly transports: readonly string[]
}

/** Ours alone: what we can check ourselves. */
const algorithms = [cose.COSEALG.ES256, cose.COSEALG.EdDSA]

/** How a device may be reached, of those that browsers name today. */
const ways = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/** The options of `navigator.credentials.create`, as JSON. */
export async function registrationOptions({ rpId, name }: Site, { challenge, member, known }: Asking) {
  return generateRegistrationOptions({
    rpName: name,
    rpID: rpId,
    userName: member.id,
    userDisplayName: member.name,
    // Not the person's name, and the same each time: a device then replaces its own older entry.
    userID: new Uint8Array(utf8(member.id)),
    challenge: new Uint8Array(fromBase64url(challenge)),
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
    supportedAlgorithmIDs: algorithms,
    timeout: 120_000,
  })
}

/**
 * @param answer hostile: JSON of a `PublicKeyCredential` as the page's script sent it
 * @returns undefined where it is no answer to this challenge on this site by a device that checked who used it
 */
export async function verifiedCeremony(site: Site, challenge: string, answer: string): Promise<Ceremony | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(answer),
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    const found = verified ? keyIn(registrationInfo.credential.publicKey) : undefined
    if (!verified || found === undefined) return undefined
    const { id, transports = [] } = registrationInfo.credential
    return {
      passkey: { ...found, origin: site.origin, rpId: site.rpId },
      credential: id,
      transports: ways.filter((way) => transports.includes(way)),
    }
  } catch {
    // The library throws for whatever it does not like, and its words quote the answer.
    return undefined
  }
}

function keyIn(bytes: Uint8Array<ArrayBuffer>): Pick<Passkey, 'algorithm' | 'publicKey'> | undefined {
  const key = decodeCredentialPublicKey(bytes)
  const algorithm = key.get(cose.COSEKEYS.alg)
  if (algorithm === cose.COSEALG.ES256 && cose.isCOSEPublicKeyEC2(key)) {
    const [x, y] = [key.get(cose.COSEKEYS.x), key.get(cose.COSEKEYS.y)]
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.P256 || x?.length !== 32 || y?.length !== 32) return undefined
    return { algorithm: 'ES256', publicKey: concat(Uint8Array.of(0x04), x, y) }
  }
  if (algorithm === cose.COSEALG.EdDSA && cose.isCOSEPublicKeyOKP(key)) {
    const x = key.get(cose.COSEKEYS.x)
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.ED25519 || x?.length !== 32) return undefined
    return { algorithm: 'Ed25519', publicKey: new Uint8Array(x) }
  }
  return undefined
}
