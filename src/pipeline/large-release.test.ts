/**
 * A release of more persons than an agency lets go on two signatures, from the letter to the person's own proof. In the
 * order in which an office does it: announced first, and matched, prepared and signed once its notice is over.
 */
import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signApproval } from '#approval/sign.ts'
import { addDays } from '#decision/days.ts'
import { parseApproval } from '#formats/approval.ts'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { utf8 } from '#formats/bytes.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { readPackage } from '#formats/package.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { parseStatement } from '#formats/statement.ts'
import { readTar } from '#formats/tar.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, listOf, memberKeys } from '#testing/audit.ts'
import { approveAs, clockAhead, officer, ok, packageOf, refusal, setCaps } from '#testing/office.ts'
import { webOffice, type WebOffice } from '#testing/web.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyMember } from '#verify/verify-member.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { announce } from './announcing.ts'
import { beginBulk } from './bulk.ts'
import { decide, match } from './determine.ts'
import { approvalToSign, deliver, prepare, release, signOutside } from './fulfill.ts'
import { officeDay } from './law.ts'
import { listMembers } from './members.ts'
import { loadCase } from './move.ts'
import { officeSettings } from './office-settings.ts'
import { confirmOutsideKey, proposeOutsideKey } from './outside-keys.ts'
import { proveMembership } from './prove-member.ts'
import { actor } from './register.ts'
import { listThreshold } from './threshold.ts'

const agency = 'ma-dta'
const listed = 260
const clock = clockAhead()
const inspector = { secret: generateEd25519Key(), id: 'ig-hale' }
let web: WebOffice
let keys: string[]
let stream = ''
/** The first day on which it may leave. */
let from = ''

beforeAll(async () => {
  web = await webOffice({ people: 400, clock })
  const { ports } = web.office
  keys = (await memberKeys(web.office)).filter((key) => !key.startsWith('SYN-PLANTED'))
  const key = formatVkey(ed25519Signer(inspector.id, inspector.secret).key)
  const holder = { id: inspector.id, agency, name: 'Synthetic Inspector', organization: 'An inspector general', key }
  expect(await proposeOutsideKey(ports, await actor(ports, 'demo-administrator'), holder)).toBeUndefined()
  expect(await confirmOutsideKey(ports, await actor(ports, 'demo-counsel'), holder)).toBeUndefined()
})
afterAll(() => web.close())

/** Nobody of the first {@link listed}, and nobody of the smaller releases. */
const newcomer = (): string => keys[listed + 80] ?? ''
const enrolledIn = (program: string): string =>
  `update ma_dta.enrollment set program_code = '${program}' where person_id = $1`
const stateOf = async (one = stream) => (await loadCase(web.office.ports, one)).state
const byOfficer = () => officer(web.office.ports)
const releaseNow = async (one = stream) => refusal(await release(web.office.ports, await byOfficer(), one))
const daysTo = (day: string) => (Date.parse(day) - Date.parse(officeDay(web.office.ports))) / 86_400_000
const signedByTwo = async (one = stream): Promise<void> => {
  ok(await approveAs(web.office, 'demo-approver-1', 'approver', one))
  ok(await approveAs(web.office, 'demo-approver-2', 'privacy-officer', one))
}
const noteOver = async (change: { contentRoot?: string } = {}): Promise<string> => {
  const text = (await approvalToSign(web.office.ports, stream, 'outside-holder')) ?? ''
  return signApproval(inspector.id, inspector.secret, { ...parseApproval(text), ...change })
}
const decidedAnew = async (): Promise<void> => {
  const by = await byOfficer()
  ok((await match(web.office.ports, by, stream)).moved)
  ok(await decide(web.office.ports, by, stream))
}
/** The steps of one day: looked up, decided, read by ranges and put together. */
const preparedAnew = async (): Promise<void> => {
  const { ports } = web.office
  const by = await byOfficer()
  await decidedAnew()
  ok(await beginBulk(ports, by, stream, cutBy(50)))
  expect((await stateOf()).preparing?.ranges).toBe(6)
  ok(await prepare(ports, by, stream))
}
const source = async (text: string, key: string): Promise<void> => {
  const client = new Client({ connectionString: web.office.env['POSTERN_SOURCE_URL'] })
  await client.connect()
  await client.query(text, [key])
  await client.end()
}
const caps = (receiver: number, inAll: number) => setCaps(web.office, receiver, inAll)
/** As anybody reads it; what was looked at is kept for some seconds. */
const publicNotice = async (): Promise<{ persons?: number; state?: string; leaves_from?: string }> => {
  clock.goOn(11 / 86_400)
  const { items } = await (await web.nobody.get('/notices.json')).json()
  return items[0]?.['_postern'] ?? {}
}

describe('a release of more than two hundred listed members', () => {
  it('is listed, matched and decided, and nothing of it stands on the public page before it is announced', async () => {
    const { ports } = web.office
    expect((await officeSettings(ports, agency)).above.value).toBe(200)
    // One of them more, of whom nothing leaves: they are in another program.
    await source(enrolledIn('EAEDC'), newcomer())
    ;({ stream } = await answeredAudit(web.office, [...keys.slice(0, listed), newcomer()]))
    const { members, people, decision } = await stateOf()
    expect(members?.count).toBe(listed + 1)
    expect(Object.keys(people).length).toBeGreaterThan(3)
    expect(decision?.disposition).toMatch(/^release/)
    expect(await publicNotice()).toEqual({})
  })

  it('is announced: its count, elements and rules are public for ten business days, and nobody is named', async () => {
    const { ports } = web.office
    ok(await announce(ports, await byOfficer(), stream))
    const { announced, number } = await stateOf()
    const today = officeDay(ports)
    const notice = await publicNotice()
    from = notice.leaves_from ?? ''
    expect(notice).toMatchObject({
      agency,
      persons: listed,
      elements: announced?.elements,
      basis: announced?.basis,
      announced_on: today,
      stands_until: addDays(from, -1),
      state: 'standing',
    })
    expect(announced?.elements.map(({ element }) => element)).toContain('home-address')
    expect(daysTo(from)).toBeGreaterThan(12)
    const page = await (await web.nobody.get('/notices')).text()
    for (const secret of [number, 'Synthetic Auditor', ...keys.slice(0, 20)]) expect(page).not.toContain(secret)
  })

  it('is prepared by nobody while what is prepared would expire before its day, and nothing is read', async () => {
    const { ports } = web.office
    expect(refusal(await beginBulk(ports, await byOfficer(), stream))).toEqual(['expires-in-notice'])
    const { number, preparing } = await stateOf()
    expect(preparing).toBeUndefined()
    const desk = await web.as('demo-officer', true)
    const page = await (await desk.get(`/desk/cases/${number}`)).text()
    expect(page).toContain(`before that: once the notice is over, match, decide, prepare and sign it in one day`)
    expect((await desk.post(`/desk/cases/${number}/prepare`)).status).toBe(422)
  })

  it('goes in ranges on the day before its own, and is refused that day, for its notice and its size', async () => {
    const { ports } = web.office
    clock.goOn(daysTo(from) - 1)
    await caps(listed - 1, listed)
    await preparedAnew()
    await signedByTwo()
    expect(await releaseNow()).toEqual([
      'larger-than-cap-of-receiver',
      'outside-signature-missing',
      'announcement-runs',
    ])
    ok(await signOutside(ports, await noteOver(), stream))
    // A higher cap counts from the day after it is set; a lower one at once.
    await caps(listed + 30, listed + 40)
    expect(await releaseNow()).toEqual(['larger-than-cap-of-receiver', 'announcement-runs'])
  })

  it('is no larger than it was announced: whoever came to it since is left out, or it is announced anew', async () => {
    const { ports } = web.office
    await source(enrolledIn('FS'), newcomer())
    clock.goOn(daysTo(from))
    await decidedAnew()
    const refused = await beginBulk(ports, await byOfficer(), stream)
    expect(refusal(refused)).toEqual(['beyond-announced'])
    expect(refused).toMatchObject({
      refusal: { reasons: [{ words: expect.stringContaining('list the members without those who came to it since') }] },
    })
    ok(await listMembers(ports, await byOfficer(), stream, { bytes: listOf(keys.slice(0, listed)), named: true }))
    expect((await stateOf()).announced?.persons).toBe(listed)
    await preparedAnew()
    await signedByTwo()
    expect(await releaseNow()).toEqual(['outside-signature-missing'])
  })

  it('needs on its day what its records say that day, and three signatures over that', async () => {
    const { ports } = web.office
    const before = (await stateOf()).prepared?.contentRoot
    await source('update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1', keys[7] ?? '')
    expect(await releaseNow()).toEqual(['record-changed'])
    await preparedAnew()
    const { prepared, announced } = await stateOf()
    expect(prepared?.contentRoot).not.toBe(before)
    expect(announced?.announcedOn).toBeDefined()
    expect(prepared?.bulk?.persons).toBe(listed)
    await signedByTwo()
    expect(await releaseNow()).toEqual(['outside-signature-missing'])
    expect(refusal(await signOutside(ports, await noteOver({ contentRoot: before ?? '' }), stream))).toEqual([
      'other-content',
    ])
    expect(await releaseNow()).toEqual(['outside-signature-missing'])
    ok(await signOutside(ports, await noteOver(), stream))
    expect(await releaseNow()).toEqual([])
    expect(await publicNotice()).toMatchObject({ persons: listed, state: 'released' })
    // Told and signed outside, it takes nothing of what lists may be without.
    expect(await listThreshold(ports, agency, '')).toEqual({ above: 200 })
  })

  it('takes its part of the day: what is more than the rest of it waits for the next', async () => {
    const { ports } = web.office
    const other = await answeredAudit(web.office, keys.slice(listed, listed + 50))
    ok(await prepare(ports, await byOfficer(), other.stream))
    await signedByTwo(other.stream)
    expect(await releaseNow(other.stream)).toEqual(['daily-cap-of-receiver', 'daily-cap-of-agency'])
    const fewer = await answeredAudit(web.office, keys.slice(listed, listed + 30))
    ok(await prepare(ports, await byOfficer(), fewer.stream))
    await signedByTwo(fewer.stream)
    expect(await releaseNow(fewer.stream)).toEqual([])
    expect(await listThreshold(ports, agency, '')).toEqual({ above: 170, less: { set: 200, left: 30 } })
  })

  it('is delivered once the log has it, and whoever receives it can check all of it', async () => {
    const { ports, cast } = web.office
    const courier = { id: 'system:courier', roles: ['system'] } as const
    expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'log' })
    await ports.log.publish()
    expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: true })
    const bytes = await packageOf(web.office, stream)
    const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
    const { verdict, findings } = await verifyPackage(bytes, { identities })
    expect(findings.filter(({ ok: holds }) => !holds)).toEqual([])
    expect(verdict).toBe('proved')
    expect(findings.map(({ words }) => words).join()).toContain('Synthetic Inspector (An inspector general)')
    expect(parseStatement(readPackage(bytes).statement).bulk).toMatchObject({ above: 200, persons: listed })
    const files = readTar(await openAge(readPackage(bytes).payload, identities))
    const manifest = parseBulkManifest(files.find(({ name }) => name === 'manifest.json')?.bytes ?? new Uint8Array())
    expect(manifest.persons).toBe(listed)
  })

  it('proves to each person whether they were in it, to them alone', async () => {
    const { ports } = web.office
    await ports.log.publish()
    const policy = utf8(ports.office.policy)
    for (const [at, member, words] of [
      [0, 'present', 'was in the release'],
      [listed - 1, 'present', 'was in the release'],
      [listed, 'absent', 'was not listed'],
    ] as const) {
      const own = formatSourceKey({ agency, keys: { person: [{ value: keys[at] ?? '' }] } })
      const made = await proveMembership(ports, agency, own, stream, officeDay(ports))
      if (!made.proved) throw new Error(made.lacks)
      expect(made.said.member).toBe(member)
      const report = await verifyMember({ proof: made.file, policy })
      expect([report.verdict, report.proved[0]]).toEqual(['proved', expect.stringContaining(words)])
      for (const key of keys.slice(0, listed)) expect(Buffer.from(made.file).includes(key)).toBe(false)
    }
  })
})
