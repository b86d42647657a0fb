import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerTo, coseOf, newAuthenticator, site, type Answer, type Authenticator } from '#testing/authenticator.ts'
import {
  assertionBytes,
  assertionFault,
  challengeFor,
  faultWords,
  parseAssertion,
  readAuthenticatorData,
  type Assertion,
} from './assertion.ts'
import { concat, fromHex, toBase64url, toHex, utf8 } from './bytes.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const text = `postern/approval/v1\ncase MA-DTA-2026-7K3Q9F2M\ncontent-root ${'ab'.repeat(32)}\nrole approver\nat 2026-11-22T14:00:00.000Z\n`
const phone = newAuthenticator('ES256')
const token = newAuthenticator('Ed25519')
/** With one bit of its last byte turned. */
const turned = (was: Uint8Array) => was.map((byte, at) => (at === was.length - 1 ? byte ^ 1 : byte))
const faultOf = (device: Authenticator, asked: Answer = {}, over = text) =>
  assertionFault(device.passkey, over, assertionBytes(answerTo(device, text, asked)))

describe('the challenge for a text', () => {
  it('is its SHA-256, so whoever signs it signs that text', () => {
    expect(toHex(challengeFor('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe.each([
  ['ES256', phone],
  ['Ed25519', token],
] as const)('the answer of a passkey with %s', (_, device) => {
  it('is a signature of that key over that text', async () => {
    expect(await faultOf(device)).toBeUndefined()
  })

  it('may count, be one that is copied, carry an extension and whatever a browser adds', async () => {
    expect(await faultOf(device, { signCount: 0xffffffff })).toBeUndefined()
    expect(await faultOf(device, { flags: 0x0d })).toBeUndefined()
    expect(await faultOf(device, { flags: 0x1d })).toBeUndefined()
    expect(await faultOf(device, { flags: 0x85, extension: Uint8Array.of(0xa0) })).toBeUndefined()
    expect(await faultOf(device, { client: { other_keys_can_be_added_here: 'x' } })).toBeUndefined()
    expect(await faultOf(device, { client: { crossOrigin: undefined } })).toBeUndefined()
  })

  it.each<[keyof typeof faultWords, string, Answer]>([
    ['other-ceremony', 'the making of a key', { client: { type: 'webauthn.create' } }],
    ['other-ceremony', 'no ceremony', { client: { type: undefined } }],
    ['other-text', 'another challenge', { client: { challenge: toBase64url(challengeFor('other\n')) } }],
    ['other-text', 'no challenge', { client: { challenge: undefined } }],
    ['other-origin', 'another page', { client: { origin: 'https://records.example.com' } }],
    ['other-origin', 'another port', { client: { origin: `${site.origin}:8443` } }],
    ['framed', 'a frame of another site', { client: { crossOrigin: true } }],
    ['framed', 'a word for a truth value', { client: { crossOrigin: 'false' } }],
    ['framed', 'a page around it', { client: { topOrigin: 'https://attacker.example' } }],
    ['other-site', 'another site', { rpId: 'example.org' }],
    ['nobody-present', 'nobody present', { flags: 0x04 }],
    ['nobody-verified', 'nobody verified', { flags: 0x01 }],
    ['malformed', 'a backup of what cannot be copied', { flags: 0x15 }],
    ['malformed', 'attested data', { flags: 0x45 }],
    ['malformed', 'an extension that is not announced', { extension: Uint8Array.of(0xa0) }],
    ['malformed', 'an extension that is announced and missing', { flags: 0x85 }],
    ['malformed', 'a member twice', { clientText: (json) => json.replace('{', '{"type":"webauthn.get",') }],
    ['other-ceremony', 'client data that are a list', { clientText: () => '[]' }],
    ['other-ceremony', 'client data that say nothing', { clientText: () => '{}' }],
    ['malformed', 'client data that are nothing', { clientText: () => 'null' }],
    ['malformed', 'client data that are no JSON', { clientText: () => '{' }],
    ['signature-wrong', 'a signature altered', { signature: turned }],
    ['signature-wrong', 'a signature with a byte too many', { signature: (was) => concat(was, Uint8Array.of(0)) }],
  ])('is none, for %s, with %s', async (fault, __, asked) => {
    expect(await faultOf(device, asked)).toBe(fault)
  })

  it('is none over another text, and none of another key', async () => {
    expect(await faultOf(device, {}, text.replace('approver', 'counsel'))).toBe('other-text')
    const other = newAuthenticator(device.passkey.algorithm)
    expect(await assertionFault(other.passkey, text, assertionBytes(answerTo(device, text)))).toBe('signature-wrong')
  })

  it('is worth nothing after any change of any of its bytes', async () => {
    const bytes = assertionBytes(answerTo(device, text))
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.with(at, (bytes[at] ?? 0) ^ 0x01)
      expect(await assertionFault(device.passkey, text, altered), `byte ${at}`).toBeDefined()
    }
  })

  it('holds where another library holds it, and counts as that one counts', async () => {
    const answer = answerTo(device, text, { signCount: 7 })
    const verified = await verifyAuthenticationResponse(responseFor(device, answer, 3))
    expect(verified).toMatchObject({ verified: true, authenticationInfo: { newCounter: 7, userVerified: true } })
    expect(readAuthenticatorData(answer.authenticatorData).signCount).toBe(7)
    const forged = answerTo(device, text, { signature: turned })
    const refused = await verifyAuthenticationResponse(responseFor(device, forged, 0)).catch(() => ({
      verified: false,
    }))
    expect(refused.verified).toBe(false)
  })
})

function responseFor({ passkey }: Authenticator, answer: Assertion, counter: number) {
  const id = 'YS1jcmVkZW50aWFs'
  return {
    response: {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: {
        authenticatorData: toBase64url(answer.authenticatorData),
        clientDataJSON: toBase64url(answer.clientDataJSON),
        signature: toBase64url(answer.signature),
      },
    },
    expectedChallenge: toBase64url(challengeFor(text)),
    expectedOrigin: passkey.origin,
    expectedRPID: passkey.rpId,
    credential: { id, publicKey: coseOf(passkey), counter },
  }
}

const part = (most: number) => fc.uint8Array({ minLength: 1, maxLength: most })

describe('the bytes of an answer', () => {
  it('come apart as they were put together', () => {
    fc.assert(
      fc.property(part(512), part(1536), part(80), (authenticatorData, clientDataJSON, signature) => {
        const assertion = { authenticatorData, clientDataJSON, signature }
        expect(parseAssertion(assertionBytes(assertion))).toEqual(assertion)
      }),
    )
  })

  it('are lengths of two bytes before what they count, and the signature to the end', () => {
    const answer = { authenticatorData: new Uint8Array(258).fill(1), clientDataJSON: utf8('{}'), signature: utf8('s') }
    expect(toHex(assertionBytes(answer))).toBe(`0102${'01'.repeat(258)}00027b7d73`)
  })

  it('are refused where a part is empty or longer than any real one', () => {
    const right = { authenticatorData: utf8('a'), clientDataJSON: utf8('c'), signature: utf8('s') }
    for (const [name, most] of [
      ['authenticatorData', 512],
      ['clientDataJSON', 1536],
      ['signature', 80],
    ] as const) {
      expect(() => assertionBytes({ ...right, [name]: new Uint8Array(most) })).not.toThrow()
      expect(() => assertionBytes({ ...right, [name]: new Uint8Array(most + 1) })).toThrow(malformed)
      expect(() => assertionBytes({ ...right, [name]: new Uint8Array() })).toThrow(malformed)
    }
    for (const hex of ['', '00', '0000', '000161', '0001610000', '000161000163', '0002610001'])
      expect(() => parseAssertion(fromHex(hex)), hex).toThrow(malformed)
    expect(parseAssertion(fromHex('00016100016373'))).toEqual(right)
  })

  it('are refused or judged, whatever they are, and nothing worse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await assertionFault(phone.passkey, text, bytes)).toBeDefined()
      }),
    )
  })
})

const flagsOf = (flags: number) => {
  const { userPresent, userVerified, backupEligible, backedUp } = readAuthenticatorData(
    answerTo(phone, text, { flags }).authenticatorData,
  )
  return [userPresent, userVerified, backupEligible, backedUp]
}

describe('what the authenticator says', () => {
  it('is read from a view into a larger buffer as from the view', () => {
    const { authenticatorData } = answerTo(phone, text, { signCount: 0x01020304, flags: 0x1d })
    const larger = concat(new Uint8Array(5).fill(0xff), authenticatorData)
    expect(readAuthenticatorData(larger.subarray(5))).toEqual({
      rpIdHash: authenticatorData.slice(0, 32),
      userPresent: true,
      userVerified: true,
      backupEligible: true,
      backedUp: true,
      signCount: 0x01020304,
    })
  })

  it('is said flag by flag', () => {
    expect(flagsOf(0x01)).toEqual([true, false, false, false])
    expect(flagsOf(0x04)).toEqual([false, true, false, false])
    expect(flagsOf(0x08)).toEqual([false, false, true, false])
    expect(flagsOf(0x10)).toEqual([false, false, false, true])
  })

  it('is refused where it is cut short', () => {
    expect(() => readAuthenticatorData(new Uint8Array(36))).toThrow(malformed)
    expect(readAuthenticatorData(new Uint8Array(37)).signCount).toBe(0)
  })
})
