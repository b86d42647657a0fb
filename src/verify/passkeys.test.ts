import { beforeAll, describe, expect, it } from 'vitest'
import { passkeyVkey } from '#formats/passkey.ts'
import { newAuthenticator, type Answer, type Authenticator } from '#testing/authenticator.ts'
import { makePackage, makeWorld, type MadePackage, type Person, type World } from '#testing/made-package.ts'
import type { Report } from './report.ts'
import { verifyPackage } from './verify-package.ts'

let world: World
let made: MadePackage
const phone = newAuthenticator('ES256')
const token = newAuthenticator('Ed25519')

type Two = readonly [Person, Person]
const passkeys =
  (first: Authenticator, second: Authenticator, answer: Answer = {}) =>
  ([one, two]: Two): Two => [
    { ...one, passkey: first, answer },
    { ...two, passkey: second },
  ]

beforeAll(async () => {
  world = await makeWorld()
  made = await makePackage(world, { approve: passkeys(phone, token, { signCount: 9, flags: 0x0d }) })
})

const failures = async (approve: (people: Two) => Two, approvers?: string) => {
  const { bytes } = await makePackage(world, { approve })
  const { findings } = await verifyPackage(bytes, approvers === undefined ? {} : { approvers })
  return findings.filter(({ ok }) => !ok).map(({ check, words }) => `${check}: ${words}`)
}

const aboutDevices = ({ notProved }: Report) => notProved.join(' ').includes('devices')

describe('a release that two people signed with passkeys', () => {
  it('is proved, and says what kind of key signed and of which site', async () => {
    const found = await verifyPackage(made.bytes)
    expect(found.verdict).toBe('proved')
    const [first, second] = found.findings.filter(({ check }) => check === 'approvals')
    expect(first?.words).toBe(
      'demo-approver-1 (approver) signed this content root on 2026-11-22 14:00:00 UTC, with a passkey (WebAuthn, ES256) of https://records.example.org, whose device says that it checked who used it.',
    )
    expect(second?.words).toContain('(WebAuthn, Ed25519)')
    expect(first?.evidence).toMatchObject({
      kind: 'passkey',
      origin: 'https://records.example.org',
      signCount: 9,
      mayBeCopied: true,
    })
    expect(second?.evidence).toMatchObject({ signCount: 0, mayBeCopied: false })
  })

  it('says that nobody vouches for the devices, which is not said of keys in files', async () => {
    expect(aboutDevices(await verifyPackage(made.bytes))).toBe(true)
    const files = await verifyPackage((await makePackage(world)).bytes)
    expect(aboutDevices(files)).toBe(false)
    expect(files.findings.find(({ check }) => check === 'approvals')).toMatchObject({
      words: expect.stringContaining('with a key kept in a file (Ed25519)'),
      evidence: { kind: 'file' },
    })
  })

  it('is proved by keys that the reader brought, and not by another key of the same person', async () => {
    const keys = [passkeyVkey('demo-approver-1', phone.passkey), passkeyVkey('demo-approver-2', token.passkey)]
    expect(await failures(passkeys(phone, token), keys.join('\n'))).toEqual([])
    const other = passkeyVkey('demo-approver-2', newAuthenticator().passkey)
    expect(await failures(passkeys(phone, token), [keys[0], other].join('\n'))).toEqual([
      'your-approvers: You did not bring the key of demo-approver-2.',
    ])
  })

  it('is proved where one of the two signed with a key in a file', async () => {
    expect(await failures(([one, two]) => [{ ...one, passkey: phone }, two])).toEqual([])
  })

  it('is not proved where both are one passkey, also under two sites', async () => {
    const elsewhere = newAuthenticator('ES256', { origin: 'https://other.example.org', rpId: 'other.example.org' })
    const twin = { ...phone, passkey: { ...elsewhere.passkey, publicKey: phone.passkey.publicKey } }
    for (const second of [phone, twin]) {
      expect(await failures(passkeys(phone, second))).toEqual([
        'separation: Both approvals were made with one key under two names.',
      ])
    }
  })

  it.each<[string, Answer, string]>([
    ['for another web address', { client: { origin: 'https://attacker.example' } }, 'was given to another web address'],
    ['for another site', { rpId: 'attacker.example' }, 'is for another site'],
    ['by nobody in particular', { flags: 0x01 }, 'without the device checking who used it'],
    ['over another text', { client: { challenge: 'AAAA' } }, 'is over another text'],
    ['to make a key', { client: { type: 'webauthn.create' } }, 'was not given to a request to sign'],
  ])('is not proved by an answer %s', async (_, answer, words) => {
    const [only, ...more] = await failures(passkeys(phone, token, answer))
    expect(more).toEqual([])
    expect(only).toMatch(/^approvals: The signature of demo-approver-1 is not good: the passkey's answer /)
    expect(only).toContain(words)
  })

  it('is not proved by a signature of another passkey', async () => {
    const forged = { ...phone, secret: newAuthenticator().secret }
    expect(await failures(passkeys(forged, token))).toEqual([
      'approvals: The signature of demo-approver-1 is not good.',
    ])
  })
})
