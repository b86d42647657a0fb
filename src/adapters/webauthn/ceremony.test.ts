import { describe, expect, it } from 'vitest'
import { toBase64url } from '#formats/bytes.ts'
import { newAuthenticator, registrationBy, site, type Answer } from '#testing/authenticator.ts'
import { registrationOptions, verifiedCeremony } from './ceremony.ts'

const here = { ...site, name: 'Example Records Office' }
const challenge = toBase64url(new Uint8Array(32).fill(7))
const member = { id: 'demo-approver-1', name: 'Demo Approver One' }

describe('asking for a passkey', () => {
  it('asks for a device that checks who uses it, for our two algorithms, and for nothing about the device', async () => {
    expect(await registrationOptions(here, { challenge, member, known: ['AAAA'] })).toMatchObject({
      challenge,
      rp: { id: 'records.example.org', name: 'Example Records Office' },
      user: { id: toBase64url(new TextEncoder().encode('demo-approver-1')), name: 'demo-approver-1' },
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -8, type: 'public-key' },
      ],
      attestation: 'none',
      authenticatorSelection: { userVerification: 'required' },
      excludeCredentials: [{ id: 'AAAA', type: 'public-key' }],
    })
  })
})

describe.each(['ES256', 'Ed25519'] as const)('the answer of a device with %s', (algorithm) => {
  const device = newAuthenticator(algorithm)
  const outcome = (asked: Answer = {}, over = challenge) =>
    verifiedCeremony(here, challenge, JSON.stringify(registrationBy(device, over, asked)))

  it('is a passkey of this site, with how it is reached', async () => {
    const { id } = registrationBy(device, challenge)
    expect(await outcome()).toEqual({ passkey: device.passkey, credential: id, transports: ['nfc', 'usb'] })
  })

  it.each<[string, Answer]>([
    ['from another page', { client: { origin: 'https://attacker.example' } }],
    ['for another site', { rpId: 'attacker.example' }],
    ['that was a signature', { client: { type: 'webauthn.get' } }],
    ['where nobody touched the device', { flags: 0x44 }],
    ['where the device did not check who used it', { flags: 0x41 }],
    ['without a key', { flags: 0x05 }],
  ])('is none %s', async (_, asked) => {
    expect(await outcome(asked)).toBeUndefined()
  })

  it('is none to another challenge', async () => {
    expect(await outcome({}, toBase64url(new Uint8Array(32)))).toBeUndefined()
  })
})

it.each(['', '{}', 'null', '[]', '"x"', '{"id":1}', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'])(
  'is none where it is %s',
  async (answer) => {
    expect(await verifiedCeremony(here, challenge, answer)).toBeUndefined()
  },
)
