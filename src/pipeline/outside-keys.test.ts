import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signApproval } from '#approval/sign.ts'
import { parseApproval } from '#formats/approval.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { readPackage } from '#formats/package.ts'
import { parseStatement } from '#formats/statement.ts'
import {
  answer,
  answeredForTwo,
  approvedWarrant,
  approveWarrant,
  clockAhead,
  officer,
  ok,
  packageOf,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { announce } from './announcing.ts'
import { approvalToSign, deliver, prepare, release, signOutside } from './fulfill.ts'
import { loadCase } from './move.ts'
import { lowerAbove, officeSettings } from './office-settings.ts'
import { confirmOutsideKey, outsideKeys, proposeOutsideKey, withdrawOutsideKey } from './outside-keys.ts'
import { actor, enroll } from './register.ts'

let office: TestOffice
const clock = clockAhead()
beforeAll(async () => {
  office = await testOffice({ people: 20, clock })
})
afterAll(() => office.close())

const as = (id: string) => actor(office.ports, id)
const agency = 'ma-dta'

function aHolder(id: string) {
  const secret = generateEd25519Key()
  const key = formatVkey(ed25519Signer(id, secret).key)
  return { secret, holder: { id, agency, name: 'Synthetic Inspector', organization: 'An inspector general', key } }
}

async function registered(id: string) {
  const made = aHolder(id)
  expect(await proposeOutsideKey(office.ports, await as('demo-administrator'), made.holder)).toBeUndefined()
  expect(await confirmOutsideKey(office.ports, await as('demo-counsel'), made.holder)).toBeUndefined()
  return made
}

/** A release of two persons, approved by two. */
async function approvedTwo(): Promise<string> {
  return (await approveWarrant(office, await answeredForTwo(office))).stream
}

async function noteOf(stream: string, { secret, holder }: ReturnType<typeof aHolder>): Promise<string> {
  const text = (await approvalToSign(office.ports, stream, 'outside-holder')) ?? ''
  return signApproval(holder.id, secret, parseApproval(text))
}

describe('a key held outside the agency', () => {
  it('is registered by two people, the second of whom has it from its holder', async () => {
    const { ports } = office
    const { holder } = aHolder('ig-two')
    expect(await proposeOutsideKey(ports, await as('demo-officer'), holder)).toMatchObject({ code: 'not-your-role' })
    const elsewhere = await as('demo-me-administrator')
    expect(await proposeOutsideKey(ports, elsewhere, holder)).toMatchObject({ code: 'other-agency' })
    expect(await confirmOutsideKey(ports, await as('demo-counsel'), holder)).toMatchObject({ code: 'not-proposed' })
    expect(await proposeOutsideKey(ports, await as('demo-administrator'), holder)).toBeUndefined()
    const own = await confirmOutsideKey(ports, await as('demo-administrator'), holder)
    expect(own).toMatchObject({ code: 'own-proposal' })
    const other = { ...holder, key: aHolder('ig-two').holder.key }
    expect(await confirmOutsideKey(ports, await as('demo-counsel'), other)).toMatchObject({ code: 'another-key' })
    expect(await confirmOutsideKey(ports, await as('demo-counsel'), holder)).toBeUndefined()
    expect(await outsideKeys(ports, agency)).toContainEqual(
      expect.objectContaining({ ...holder, standing: 'confirmed', by: 'demo-counsel' }),
    )
  })

  it('is nobody’s of staff, and never one that was withdrawn', async () => {
    const { ports, cast } = office
    const by = await as('demo-administrator')
    const { holder } = aHolder('ig-none')
    const propose = (change: object) => proposeOutsideKey(ports, by, { ...holder, ...change })
    const staffKey = cast.staff.find(({ id }) => id === 'demo-approver-1')?.key ?? ''
    expect(await propose({ id: 'demo-approver-1', key: staffKey })).toMatchObject({ code: 'holder-is-staff' })
    const secret = cast.keys['demo-approver-1']?.secret
    if (secret === undefined) expect.unreachable()
    const renamed = formatVkey(ed25519Signer('ig-none', secret).key)
    expect(await propose({ key: renamed })).toMatchObject({ code: 'key-of-staff' })
    expect(await propose({ key: 'nothing' })).toMatchObject({ code: 'key-unfit' })
    expect(await propose({ id: 'ig-other' })).toMatchObject({ code: 'key-unfit' })
    expect(await propose({ name: '' })).toMatchObject({ code: 'name-missing' })
    const gone = await registered('ig-gone')
    expect(await withdrawOutsideKey(ports, await as('demo-counsel'), gone.holder)).toBeUndefined()
    expect(await withdrawOutsideKey(ports, by, gone.holder)).toMatchObject({ code: 'no-such-key' })
    expect(await proposeOutsideKey(ports, by, gone.holder)).toMatchObject({ code: 'key-known' })
  })
})

describe('the number above which it signs', () => {
  it('is 200, is lowered by the administrator, and is never raised again', async () => {
    const { ports } = office
    const by = await as('demo-administrator')
    expect((await officeSettings(ports, agency)).above.value).toBe(200)
    expect(await lowerAbove(ports, by, agency, 200)).toMatchObject({ code: 'only-lower' })
    expect(await lowerAbove(ports, await as('demo-counsel'), agency, 5)).toMatchObject({ code: 'administrator-only' })
    await expect(lowerAbove(ports, by, agency, 0)).rejects.toThrow(RangeError)
    expect(await lowerAbove(ports, by, agency, 1)).toBeUndefined()
    expect(await lowerAbove(ports, by, agency, 2)).toMatchObject({ code: 'only-lower' })
    expect((await officeSettings(ports, 'me-dhhs-ofi')).above.value).toBe(200)
  })
})

describe('a release above the number', () => {
  it('leaves with the third signature and not without, and a stranger checks all three', async () => {
    const { ports, cast } = office
    const inspector = await registered('ig-hale')
    const warrant = await answeredForTwo(office)
    const { stream } = warrant
    ok(await announce(ports, await officer(ports), stream))
    clock.goOn(20)
    await approveWarrant(office, warrant)
    expect(refusal(await release(ports, await officer(ports), stream))).toEqual(['outside-signature-missing'])
    ok(await signOutside(ports, await noteOf(stream, inspector), stream))
    ok(await release(ports, await officer(ports), stream))
    await ports.log.publish()
    expect(await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)).toMatchObject({ delivered: true })
    const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
    const bytes = await packageOf(office, stream)
    const report = await verifyPackage(bytes, { identities })
    expect(report.verdict).toBe('proved')
    expect(report.findings.map(({ words }) => words).join()).toContain('Synthetic Inspector (An inspector general)')
    expect(parseStatement(readPackage(bytes).statement).bulk).toMatchObject({ above: 1, persons: 2 })
  })

  it('takes no third signature of a stranger, of staff, or of a key that was withdrawn, before it left too', async () => {
    const { ports, cast } = office
    const inspector = await registered('ig-ray')
    const stream = await approvedTwo()
    const code = async (note: string) => refusal(await signOutside(ports, note, stream))
    expect(await code(await noteOf(stream, aHolder('ig-nobody')))).toEqual(['holder-unknown'])
    expect(await code(await noteOf(stream, aHolder('ig-ray')))).toEqual(['signature-wrong'])
    const secret = cast.keys['demo-approver-1']?.secret
    if (secret === undefined) expect.unreachable()
    expect(await code(await noteOf(stream, { ...aHolder('demo-approver-1'), secret }))).toEqual(['holder-is-staff'])
    const asApprover = (await approvalToSign(ports, stream, 'approver')) ?? ''
    const wrongRole = signApproval('ig-ray', inspector.secret, parseApproval(asApprover))
    expect(await code(wrongRole)).toEqual(['role-not-outside'])
    expect(await code('nothing')).toEqual(['approval-malformed'])
    ok(await signOutside(ports, await noteOf(stream, inspector), stream))
    expect(await withdrawOutsideKey(ports, await as('demo-approver-2'), inspector.holder)).toBeUndefined()
    expect(refusal(await release(ports, await officer(ports), stream))).toEqual(['holder-unknown'])
  })

  it('takes no third signature of somebody who was enrolled since', async () => {
    const { ports } = office
    const inspector = await registered('ig-joins')
    const stream = await approvedTwo()
    ok(await signOutside(ports, await noteOf(stream, inspector), stream))
    const member = { id: 'ig-joins', agency, roles: ['intake-officer' as const], demo: false }
    expect(await enroll(ports, await as('demo-administrator'), member)).toBeUndefined()
    expect(refusal(await release(ports, await officer(ports), stream))).toEqual(['holder-is-staff'])
  })

  it('loses the third signature with the approvals when anything changes', async () => {
    const { ports } = office
    const inspector = await registered('ig-void')
    const stream = await approvedTwo()
    const note = await noteOf(stream, inspector)
    ok(await signOutside(ports, note, stream))
    await answer(office, stream)
    expect((await loadCase(ports, stream)).state).toMatchObject({
      status: 'decided',
      outside: undefined,
      approvals: [],
    })
    ok(await prepare(ports, await officer(ports), stream))
    expect(refusal(await signOutside(ports, note, stream))).toContain('other-content')
  })
})

it('a release up to the number needs nobody outside', async () => {
  ok(await release(office.ports, await officer(office.ports), (await approvedWarrant(office)).stream))
})
