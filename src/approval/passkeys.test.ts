import { describe, expect, it } from 'vitest'
import { approvalText } from '#formats/approval.ts'
import { toBase64, utf8 } from '#formats/bytes.ts'
import { ed25519KeyFromSeed } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { passkeyVkey } from '#formats/passkey.ts'
import { rulesApprovalText } from '#formats/rules-approval.ts'
import { newAuthenticator, passkeyNote, type Answer, type Authenticator } from '#testing/authenticator.ts'
import { checkRulesApproval } from './check-rules.ts'
import { checkApproval, checkBoth } from './check.ts'
import { signApproval } from './sign.ts'
import { checkPasskey, keysOf, readStaff, type RegisteredPasskey, type StaffMember } from './staff.ts'

const phone = newAuthenticator('ES256')
const token = newAuthenticator('Ed25519')
const secret = ed25519KeyFromSeed(new Uint8Array(32).fill(1))
const fileKey = formatVkey(ed25519Signer('demo-approver-1', secret).key)

const passkeyOf = (id: string, { passkey }: Authenticator): RegisteredPasskey => ({
  key: passkeyVkey(id, passkey),
  credential: 'c3ludGhldGljLWNyZWRlbnRpYWw',
  label: 'DEMO security key',
  transports: ['usb', 'nfc'],
  registeredAt: '2026-11-20T09:00:00.000Z',
})
const one: StaffMember = {
  id: 'demo-approver-1',
  agency: 'ma-dta',
  roles: ['approver'],
  key: fileKey,
  passkeys: [passkeyOf('demo-approver-1', phone), passkeyOf('demo-approver-1', token)],
  demo: true,
}
const two: StaffMember = {
  id: 'demo-approver-2',
  agency: 'ma-dta',
  roles: ['privacy-officer'],
  passkeys: [passkeyOf('demo-approver-2', newAuthenticator())],
  demo: true,
}
const register = [one, two]
const approval = {
  case: 'MA-DTA-2026-7K3Q9F2M',
  contentRoot: 'ab'.repeat(32),
  role: 'approver',
  at: '2026-11-23T15:05:00.000Z',
}
const text = approvalText(approval)
const wordsOf = async (note: string, members = register) => {
  const check = await checkApproval(note, members, 'ma-dta')
  return check.valid ? 'valid' : `${check.code}: ${check.words}`
}

const answered = (asked: Answer) => wordsOf(passkeyNote('demo-approver-1', phone, text, asked))

describe('an approval with a passkey', () => {
  it.each([phone, token])(
    'is its owner’s, and says by which of their keys and how often that has signed',
    async (key) => {
      const note = passkeyNote('demo-approver-1', key, text, { signCount: 41 })
      expect(await checkApproval(note, register, 'ma-dta')).toEqual({
        valid: true,
        approver: 'demo-approver-1',
        role: 'approver',
        key: passkeyVkey('demo-approver-1', key.passkey),
        publicKey: toBase64(key.passkey.publicKey),
        signCount: 41,
        demo: true,
        caseNumber: approval.case,
        contentRoot: approval.contentRoot,
        at: approval.at,
        approval: note,
      })
    },
  )

  it('stands beside the key in a file, which has no count', async () => {
    const check = await checkApproval(signApproval('demo-approver-1', secret, approval), register, 'ma-dta')
    expect(check).toMatchObject({ valid: true, key: fileKey })
    expect(Object.keys(check)).not.toContain('signCount')
  })

  it('is worth nothing where the device’s answer is wrong, and the words say how', async () => {
    expect(await answered({ client: { origin: 'https://attacker.example' } })).toBe(
      'signature-wrong: the signature of demo-approver-1 is not good: the passkey’s answer was given to another web address than the one that the key is registered for',
    )
    expect(await answered({ flags: 0x01 })).toContain('without the device checking who used it')
    expect(await answered({ client: { type: 'webauthn.create' } })).toContain('was not given to a request to sign')
  })

  it('is worth nothing with a key that is not registered, or is registered for somebody else', async () => {
    const unregistered = 'signature-wrong: the signature is not one of a registered key of'
    expect(await wordsOf(passkeyNote('demo-approver-1', newAuthenticator(), text))).toContain(unregistered)
    expect(await wordsOf(passkeyNote('demo-approver-2', phone, text))).toContain(unregistered)
    expect(await wordsOf(passkeyNote('demo-approver-1', phone, text), [{ ...one, passkeys: [] }])).toContain(
      unregistered,
    )
    const keyless = { id: one.id, agency: one.agency, roles: one.roles, demo: true }
    expect(await wordsOf(passkeyNote('demo-approver-1', phone, text), [keyless])).toContain('approver-without-key')
  })

  it('is worth nothing as another’s words: the very bytes under another name, or over another text', async () => {
    const note = passkeyNote('demo-approver-1', phone, text)
    expect(await wordsOf(note.replace('— demo-approver-1', '— demo-approver-2'))).toContain('signature-wrong')
    expect(await wordsOf(note.replace('role approver', 'role privacy-officer'))).toContain('is over another text')
  })

  it('puts rules in force as well', async () => {
    const rules = { rules: 'cd'.repeat(32), proposal: 'ef'.repeat(32), role: 'approver', at: approval.at }
    const note = passkeyNote('demo-approver-1', phone, rulesApprovalText(rules))
    expect(await checkRulesApproval(note, register)).toMatchObject({
      valid: true,
      approver: 'demo-approver-1',
      key: passkeyVkey('demo-approver-1', phone.passkey),
      publicKey: toBase64(phone.passkey.publicKey),
    })
    const forged = passkeyNote('demo-approver-1', phone, rulesApprovalText(rules), { flags: 0 })
    expect(await checkRulesApproval(forged, register)).toMatchObject({ valid: false, code: 'signature-wrong' })
  })
})

describe('two approvals', () => {
  const of = { caseNumber: approval.case, contentRoot: approval.contentRoot, agency: 'ma-dta' }
  const other = newAuthenticator()
  const second = { ...two, passkeys: [passkeyOf('demo-approver-2', other)] }
  const byTwo = (key: Authenticator) =>
    passkeyNote('demo-approver-2', key, approvalText({ ...approval, role: 'privacy-officer' }))

  it('may be of one kind or of both', async () => {
    for (const first of [passkeyNote('demo-approver-1', phone, text), signApproval(one.id, secret, approval)]) {
      expect(await checkBoth([first, byTwo(other)], of, [one, second])).toMatchObject({ valid: true })
    }
  })

  it('are not of one key, were it registered for two people', async () => {
    const twin = { ...two, passkeys: [passkeyOf('demo-approver-2', phone)] }
    const notes = [passkeyNote('demo-approver-1', phone, text), byTwo(phone)]
    expect(await checkBoth(notes, of, [one, twin])).toMatchObject({ valid: false, code: 'same-person-twice' })
  })

  it('are not of one person with two devices', async () => {
    const notes = [phone, token].map((key) => passkeyNote('demo-approver-1', key, text))
    expect(await checkBoth(notes, of, register)).toMatchObject({ valid: false, code: 'same-person-twice' })
  })
})

const read = (members: readonly unknown[]) =>
  readStaff('staff.json', utf8(JSON.stringify({ staff: 'postern/staff/v1', members })))

describe('the staff register', () => {
  const entry = passkeyOf('demo-approver-1', phone)
  const withEntry = (change: Partial<RegisteredPasskey>) => [
    { ...one, key: undefined, passkeys: [{ ...entry, ...change }] },
  ]

  it('has a person’s passkeys beside their key, and signs with all of them', () => {
    expect(read(register)).toEqual(register)
    expect(keysOf(one)).toEqual([fileKey, ...(one.passkeys ?? []).map(({ key }) => key)])
    expect(keysOf({ ...two, passkeys: [] })).toEqual([])
  })

  it.each<[string, readonly unknown[], string]>([
    ['a passkey where a key in a file belongs', [{ ...one, key: entry.key }], '/members/0/key'],
    ['a key in a file where a passkey belongs', withEntry({ key: fileKey }), '/members/0/passkeys/0/key'],
    ['a passkey that is none', withEntry({ key: 'x' }), '/members/0/passkeys/0/key'],
    [
      'somebody else’s passkey',
      withEntry({ key: passkeyVkey('demo-other', phone.passkey) }),
      '/members/0/passkeys/0/key',
    ],
    [
      'a credential that is no text of one',
      withEntry({ credential: 'no credential' }),
      '/members/0/passkeys/0/credential',
    ],
    ['a label without a letter', withEntry({ label: '' }), '/members/0/passkeys/0/label'],
    ['a label that turns the text', withEntry({ label: 'key \u202E' }), '/members/0/passkeys/0/label'],
    ['a label of 61 characters', withEntry({ label: 'x'.repeat(61) }), '/members/0/passkeys/0/label'],
    ['a way to reach it that is none', withEntry({ transports: ['USB!'] }), '/members/0/passkeys/0/transports/0'],
    ['a passkey of no day', withEntry({ registeredAt: 'today' }), '/members/0/passkeys/0/registeredAt'],
    ['a passkey twice', [{ ...one, passkeys: [entry, entry] }], '/members/0/passkeys/1/key'],
    [
      'one key with two people, in two kinds',
      [
        { ...one, passkeys: [] },
        {
          ...two,
          passkeys: [
            {
              ...entry,
              key: passkeyVkey('demo-approver-2', {
                ...token.passkey,
                publicKey: ed25519Signer('x', secret).key.publicKey,
              }),
            },
          ],
        },
      ],
      '/members/1/passkeys/0/key',
    ],
    ['nine passkeys', [{ ...one, passkeys: Array.from({ length: 9 }, () => entry) }], '/members/0/passkeys'],
  ])('is refused with %s', (_, members, pointer) => {
    expect(() => read(members)).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_INVALID', evidence: { file: 'staff.json', pointer } }),
    )
  })

  it('takes an entry alone as it takes it in the file', () => {
    expect(() => checkPasskey(entry)).not.toThrow()
    expect(() => checkPasskey({ ...entry, label: 'x'.repeat(60) })).not.toThrow()
    expect(() => checkPasskey({ ...entry, label: '' })).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
  })
})
