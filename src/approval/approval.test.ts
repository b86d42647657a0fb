/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import type { ApprovalCheck } from '#case/commands.ts'
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { ed25519KeyFromSeed, type Ed25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey, signatureType, signNote, verifierKey } from '#formats/note.ts'
import { aContent, caseIn, firstApprover, hexOf, next, play, reasonsAgainst, secondApprover } from '#testing/case.ts'
import { checkApproval, checkBoth } from './check.ts'
import { signApproval } from './sign.ts'
import { readStaff, type StaffMember } from './staff.ts'

const keyOf = (byte: number): Ed25519Key => ed25519KeyFromSeed(new Uint8Array(32).fill(byte))
const vkeyOf = (id: string, secret: Ed25519Key) => formatVkey(ed25519Signer(id, secret).key)

const secret = { one: keyOf(1), two: keyOf(2), other: keyOf(3) }
const register: readonly StaffMember[] = [
  {
    id: 'demo-approver-1',
    agency: 'ma-dta',
    roles: ['approver'],
    key: vkeyOf('demo-approver-1', secret.one),
    demo: true,
  },
  {
    id: 'demo-approver-2',
    agency: 'ma-dta',
    roles: ['privacy-officer'],
    key: vkeyOf('demo-approver-2', secret.two),
    demo: false,
  },
  {
    id: 'demo-officer',
    agency: 'ma-dta',
    roles: ['disclosure-officer'],
    key: vkeyOf('demo-officer', secret.other),
    demo: true,
  },
  { id: 'demo-keyless', agency: 'ma-dta', roles: ['approver'], demo: true },
  {
    id: 'demo-elsewhere',
    agency: 'me-dhhs-ofi',
    roles: ['approver'],
    key: vkeyOf('demo-elsewhere', secret.other),
    demo: true,
  },
]

const { contentRoot } = aContent()
const caseNumber = 'MA-DTA-2026-7K3Q9F2M'
const approval = { case: caseNumber, contentRoot, role: 'approver', at: '2026-11-23T15:05:00.000Z' }
const first = signApproval('demo-approver-1', secret.one, approval)
const second = signApproval('demo-approver-2', secret.two, { ...approval, role: 'privacy-officer' })
const codeOf = async (note: string) => {
  const check: ApprovalCheck = await checkApproval(note, register, 'ma-dta')
  return check.valid ? 'valid' : check.code
}

describe('an approval', () => {
  it('says who approved what, in which role, by which registered key', async () => {
    expect(await checkApproval(first, register, 'ma-dta')).toEqual({
      valid: true,
      approver: 'demo-approver-1',
      role: 'approver',
      key: register[0]?.key,
      publicKey: Buffer.from(ed25519Signer('x', secret.one).key.publicKey).toString('base64'),
      demo: true,
      caseNumber,
      contentRoot,
      at: approval.at,
      approval: first,
    })
    expect(await checkApproval(second, register, 'ma-dta')).toMatchObject({
      valid: true,
      role: 'privacy-officer',
      demo: false,
    })
  })

  it('is worth nothing after any change to its text or its signature', async () => {
    for (let at = 0; at < first.length; at++) {
      const changed = first.slice(0, at) + (first[at] === 'A' ? 'B' : 'A') + first.slice(at + 1)
      expect(await codeOf(changed), `character ${at}`).not.toBe('valid')
    }
    expect(await codeOf(first.replace('approver-1', 'approver-2'))).toBe('signature-wrong')
    expect(await codeOf(first.replace(contentRoot, hexOf('0')))).toBe('signature-wrong')
    expect(await codeOf(first.slice(0, -1))).toBe('approval-malformed')
    expect(await codeOf('')).toBe('approval-malformed')
  })

  it('is worth nothing from whoever may not approve', async () => {
    const by = (id: string, key: Ed25519Key, role = 'approver') => codeOf(signApproval(id, key, { ...approval, role }))
    expect(await by('demo-nobody', secret.other)).toBe('approver-unknown')
    expect(await by('demo-keyless', secret.other)).toBe('approver-without-key')
    expect(await by('demo-elsewhere', secret.other)).toBe('approver-of-another-agency')
    expect(await by('demo-approver-1', secret.other)).toBe('signature-wrong')
    expect(await by('demo-officer', secret.other)).toBe('role-not-held')
    expect(await by('demo-officer', secret.other, 'disclosure-officer')).toBe('role-cannot-approve')
    expect(await by('demo-approver-1', secret.one, 'privacy-officer')).toBe('role-not-held')
  })

  it('is one person’s alone, over an approval and nothing else', async () => {
    const text = first.slice(0, first.indexOf('\n\n') + 1)
    const signers = [ed25519Signer('demo-approver-1', secret.one), ed25519Signer('demo-approver-2', secret.two)]
    expect(await codeOf(signNote(text, signers))).toBe('approval-malformed')
    expect(await codeOf(signNote(text, signers.slice(0, 1)))).toBe('valid')
    expect(await codeOf(signNote('I approve everything\n', signers.slice(0, 1)))).toBe('approval-malformed')
  })

  it('is not made with values that have no place in it', () => {
    expect(() => signApproval('demo-approver-1', secret.one, { ...approval, role: 'approver\nrole counsel' })).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_INVALID' }),
    )
  })
})

describe('two approvals', () => {
  const of = { caseNumber, contentRoot, agency: 'ma-dta' }
  const both = async (notes: readonly string[], change = {}) => {
    const checked = await checkBoth(notes, { ...of, ...change }, register)
    return checked.valid ? checked.approvals.map(({ approver }) => approver) : checked.code
  }

  it('carry a release where two people signed its very content', async () => {
    expect(await both([first, second])).toEqual(['demo-approver-1', 'demo-approver-2'])
  })

  it('are two, neither one nor three', async () => {
    expect(await both([])).toBe('approvals-not-two')
    expect(await both([first])).toBe('approvals-not-two')
    expect(await both([first, second, first])).toBe('approvals-not-two')
  })

  it('are both good', async () => {
    expect(await both(['', second])).toBe('approval-malformed')
    expect(await both([first, 'x'])).toBe('approval-malformed')
  })

  it('are of this content and this case', async () => {
    expect(await both([first, second], { contentRoot: hexOf('0') })).toBe('other-content')
    expect(await both([first, second], { caseNumber: 'MA-DTA-2026-AAAAAAAA' })).toBe('other-content')
    const elsewhere = signApproval('demo-approver-2', secret.two, {
      ...approval,
      role: 'privacy-officer',
      contentRoot: hexOf('0'),
    })
    expect(await both([first, elsewhere])).toBe('other-content')
  })

  it('are two people’s, with two keys', async () => {
    expect(await both([first, first])).toBe('same-person-twice')
    const again = signApproval('demo-approver-1', secret.one, { ...approval, at: '2026-11-23T15:06:00.000Z' })
    expect(await both([first, again])).toBe('same-person-twice')
    const twin: StaffMember = {
      id: 'demo-twin',
      agency: 'ma-dta',
      roles: ['approver'],
      key: vkeyOf('demo-twin', secret.one),
      demo: true,
    }
    const checked = await checkBoth([first, signApproval('demo-twin', secret.one, approval)], of, [...register, twin])
    expect(checked).toMatchObject({ valid: false, code: 'same-person-twice' })
  })

  it('move a case, from the paper to its release', async () => {
    let played = caseIn('prepared')
    for (const [actor, key] of [
      [firstApprover, secret.one],
      [secondApprover, secret.two],
    ] as const) {
      const at = next(played)
      const role = actor.roles[0] ?? ''
      const note = signApproval(actor.id, key, { case: caseNumber, contentRoot: aContent().contentRoot, role, at })
      const check = await checkApproval(note, register, 'ma-dta')
      played = play(played, { command: 'approve', check }, { now: at, actor })
    }
    expect(played.state.status).toBe('approved')
    const notes = played.state.approvals.map(({ approval: note }) => note)
    expect(await both(notes)).toEqual(['demo-approver-1', 'demo-approver-2'])
  })

  it('of one key under two names do not move a case twice', async () => {
    const twin: StaffMember = {
      id: 'demo-approver-2',
      agency: 'ma-dta',
      roles: ['privacy-officer'],
      key: vkeyOf('demo-approver-2', secret.one),
      demo: true,
    }
    const once = caseIn('prepared')
    const at = next(once)
    const check = await checkApproval(
      signApproval('demo-approver-1', secret.one, { ...approval, at }),
      register,
      'ma-dta',
    )
    const after = play(once, { command: 'approve', check }, { now: at, actor: firstApprover })
    const later = next(after)
    const note = signApproval('demo-approver-2', secret.one, { ...approval, role: 'privacy-officer', at: later })
    const again = await checkApproval(note, [twin], 'ma-dta')
    const reasons = reasonsAgainst(
      after.state,
      { command: 'approve', check: again },
      { now: later, actor: secondApprover },
    )
    expect(reasons.map(({ code }) => code)).toEqual(['same-person-twice'])
  })
})

describe('the staff register', () => {
  const staff = (members: unknown) => utf8(JSON.stringify({ staff: 'postern/staff/v1', members }))
  const refused = (bytes: Uint8Array) => {
    try {
      readStaff('staff.json', bytes)
      return 'accepted'
    } catch (error) {
      if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
      expect(error.message).toMatch(/^staff\.json: /)
      expect(error.evidence['file']).toBe('staff.json')
      expect(error.mend).toContain('Mend the staff register')
      expect(isPosternError(error.cause, 'ERR_FORMAT')).toBe(true)
      return `${String(error.evidence['pointer'])} ${error.message}`
    }
  }
  const member = register[0]

  it('is read as it is written', () => {
    expect(readStaff('staff.json', staff(register.filter(({ id }) => id !== 'demo-elsewhere')))).toHaveLength(4)
  })

  it.each([
    ['an unknown role', [{ ...member, roles: ['king'] }], '/members/0/roles/0'],
    ['the role of no person', [{ ...member, roles: ['system'] }], '/members/0/roles/0'],
    ['a role that every object has', [{ ...member, roles: ['toString'] }], '/members/0/roles/0'],
    ['a role inside a list', [{ ...member, roles: [['approver']] }], '/members/0/roles/0'],
    ['no role', [{ ...member, roles: [] }], '/members/0/roles'],
    ['nobody', [], '/members'],
    ['an unknown field', [{ ...member, secret: 'x' }], '/members/0/secret'],
    ['a key that is none', [{ ...member, key: 'x' }], '/members/0/key'],
    ['a key that is no text', [{ ...member, key: 7 }], '/members/0/key'],
    [
      'a key of another kind',
      [{ ...member, key: formatVkey(verifierKey('demo-approver-1', signatureType.cosignatureV1, new Uint8Array(32))) }],
      '/members/0/key',
    ],
    ['a key under another name', [{ ...member, key: vkeyOf('somebody', secret.one) }], '/members/0/key'],
    ['one id twice', [member, { ...member, key: vkeyOf('demo-approver-1', secret.two) }], '/members/1/id'],
    ['one key twice', [member, { ...member, id: 'demo-twin', key: vkeyOf('demo-twin', secret.one) }], '/members/1/key'],
  ])('is refused with %s', (_, members, pointer) => {
    expect(refused(staff(members))).toMatch(new RegExp(`^${pointer} staff\\.json: ${pointer} \\w+`))
  })

  it('is refused where it is another file', () => {
    expect(refused(utf8('{'))).toContain('not JSON')
    expect(refused(utf8('{"staff":"postern/staff/v2","members":[]}'))).toContain('/staff must be')
  })
})
