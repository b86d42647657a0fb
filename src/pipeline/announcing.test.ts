import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signApproval } from '#approval/sign.ts'
import { addDays } from '#decision/days.ts'
import { rebuild } from '#adapters/postgres/rebuild.ts'
import { parseApproval } from '#formats/approval.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import {
  answer,
  answeredForTwo,
  answeredWarrant,
  approvedWarrant,
  approveWarrant,
  clockAhead,
  days,
  officer,
  ok,
  reader,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { dump } from '#testing/ledger.ts'
import { announce, announcementMissing, publicNotices, toAnnounce, withdrawNotice } from './announcing.ts'
import { approvalToSign, release, signOutside } from './fulfill.ts'
import { readOrder } from './intake.ts'
import { officeDay } from './law.ts'
import { loadCase, move } from './move.ts'
import { lowerAbove } from './office-settings.ts'
import { confirmOutsideKey, proposeOutsideKey } from './outside-keys.ts'
import { project } from './project.ts'
import { actor } from './register.ts'

let office: TestOffice
const clock = clockAhead()
const inspector = { secret: generateEd25519Key(), id: 'ig-hale' }
const agency = 'ma-dta'

beforeAll(async () => {
  office = await testOffice({ people: 20, clock })
  const { ports } = office
  const by = await actor(ports, 'demo-administrator')
  expect(await lowerAbove(ports, by, agency, 1)).toBeUndefined()
  const key = formatVkey(ed25519Signer(inspector.id, inspector.secret).key)
  const holder = { id: inspector.id, agency, name: 'Synthetic Inspector', organization: 'An inspector general', key }
  expect(await proposeOutsideKey(ports, by, holder)).toBeUndefined()
  expect(await confirmOutsideKey(ports, await actor(ports, 'demo-counsel'), holder)).toBeUndefined()
})
afterAll(() => office.close())

const stateOf = async (stream: string) => (await loadCase(office.ports, stream)).state
const announceBy = async (stream: string) => announce(office.ports, await officer(office.ports), stream)

async function signedOutside(stream: string): Promise<void> {
  const text = (await approvalToSign(office.ports, stream, 'outside-holder')) ?? ''
  ok(await signOutside(office.ports, signApproval(inspector.id, inspector.secret, parseApproval(text)), stream))
}

const releaseNow = async (stream: string) => release(office.ports, await officer(office.ports), stream)
const newest = async () => (await publicNotices(office.ports))[0]

describe('a notice of a release of many persons', () => {
  it('stands on the public page from its day on, says its persons, elements and law, and names no case', async () => {
    const { ports } = office
    const { stream, number } = await answeredForTwo(office)
    const before = await toAnnounce(ports, await stateOf(stream))
    expect(before).toMatchObject({
      threshold: { above: 1 },
      needed: true,
      leaving: { persons: 2 },
      leavesFrom: undefined,
    })
    const { appended } = ok(await announceBy(stream))
    const today = officeDay(ports)
    const notice = await newest()
    expect(notice).toMatchObject({
      id: appended[0]?.seq,
      agency,
      persons: 2,
      elements: before.leaving?.elements,
      basis: before.leaving?.basis,
      announcedOn: today,
      standsUntil: before.standsUntil,
      leavesFrom: addDays(before.standsUntil ?? '', 1),
      court: undefined,
      state: 'standing',
      on: undefined,
    })
    expect(notice?.elements.length).toBeGreaterThan(0)
    expect(JSON.stringify(notice)).not.toContain(number)
    expect(await toAnnounce(ports, await stateOf(stream))).toMatchObject({ beyond: [], leavesFrom: notice?.leavesFrom })
  })

  it('counts ten business days, which are two weeks at least', async () => {
    const { standsUntil = '' } = await toAnnounce(office.ports, await stateOf((await answeredForTwo(office)).stream))
    expect(standsUntil >= addDays(officeDay(office.ports), 12)).toBe(true)
    expect([0, 6]).not.toContain(new Date(`${standsUntil}T00:00:00Z`).getUTCDay())
  })

  it('is for more persons than the agency has set, and for a case that is decided', async () => {
    expect(refusal(await announceBy((await answeredWarrant(office)).stream))).toEqual(['few-enough'])
    const { stream } = await answeredForTwo(office)
    const stranger = await actor(office.ports, 'demo-approver-1')
    expect(refusal(await announce(office.ports, stranger, stream))).toEqual(['not-your-role'])
  })

  it('lets a release go on the day after its tenth business day, and it is on the page as released', async () => {
    const warrant = await answeredForTwo(office)
    const { stream } = warrant
    expect((await toAnnounce(office.ports, await stateOf(stream))).needed).toBe(true)
    ok(await announceBy(stream))
    const { leavesFrom } = { leavesFrom: '', ...(await newest()) }
    // To the morning of the last day of the notice: what is prepared then waits for a day.
    clock.goOn((Date.parse(leavesFrom) - Date.parse(officeDay(office.ports))) / 86_400_000 - 1)
    await approveWarrant(office, warrant)
    await signedOutside(stream)
    const early = await releaseNow(stream)
    expect(refusal(early)).toEqual(['announcement-runs'])
    expect((await announcementMissing(office.ports, await stateOf(stream))).map(({ words }) => words)).toEqual(
      early.moved ? [] : early.refusal.reasons.map(({ words }) => words),
    )
    clock.goOn(1)
    expect(officeDay(office.ports)).toBe(leavesFrom)
    expect(await announcementMissing(office.ports, await stateOf(stream))).toEqual([])
    ok(await releaseNow(stream))
    expect(await newest()).toMatchObject({ state: 'released', on: leavesFrom })
  })

  it('is missed by what was signed by three', async () => {
    const { stream } = await approveWarrant(office, await answeredForTwo(office))
    await signedOutside(stream)
    expect(refusal(await releaseNow(stream))).toEqual(['not-announced'])
    const { stream: small } = await approvedWarrant(office)
    expect(await announcementMissing(office.ports, await stateOf(small))).toEqual([])
  })

  it('stays as withdrawn, with its reason for staff alone, and a new one begins anew', async () => {
    const { stream } = await answeredForTwo(office)
    ok(await announceBy(stream))
    const first = await newest()
    const by = await officer(office.ports)
    expect(refusal(await withdrawNotice(office.ports, by, stream, ''))).toEqual(['reason-missing'])
    ok(await withdrawNotice(office.ports, by, stream, 'the count was wrong'))
    expect(await newest()).toMatchObject({ id: first?.id, state: 'withdrawn', on: officeDay(office.ports) })
    expect(JSON.stringify(await publicNotices(office.ports))).not.toContain('the count was wrong')
    ok(await announceBy(stream))
    expect((await publicNotices(office.ports)).slice(0, 2).map(({ state }) => state)).toEqual(['standing', 'withdrawn'])
  })

  it('ends with its request', async () => {
    const { stream } = await answeredForTwo(office)
    ok(await announceBy(stream))
    ok(
      await move(office.ports, await officer(office.ports), stream, () => ({
        command: 'withdraw',
        reason: 'SYNTHETIC',
      })),
    )
    expect(await newest()).toMatchObject({ state: 'ended' })
  })

  it('is shortened by the order of a court that two people have read and that its clerk has confirmed', async () => {
    const { ports } = office
    const warrant = await answeredForTwo(office)
    const { stream } = warrant
    ok(await announceBy(stream))
    const today = officeDay(ports)
    const facts = {
      id: 'o1',
      about: 'i1',
      effect: 'shorten-notice',
      issuer: 'United States District Court (synthetic)',
      issuerKind: 'federal-court',
      signedBy: 'judge',
      docket: 'SYN-cv-0007',
      issuedOn: days(ports, -2),
      leavesFrom: addDays(today, 1),
    } as const
    const paper = { name: 'order.txt', bytes: new TextEncoder().encode('An order (synthetic)\n') }
    const counsel = await actor(ports, 'demo-counsel')
    ok(await readOrder(ports, await officer(ports), stream, facts, paper))
    ok(await readOrder(ports, await reader(ports), stream, facts))
    const called = { channel: 'telephone', contactFrom: 'court-website', spokeTo: 'Deputy clerk (synthetic)' } as const
    ok(
      await move(ports, counsel, stream, () => ({
        command: 'verify-instrument',
        instrument: 'o1',
        result: 'verified',
        ...called,
      })),
    )
    await answer(office, stream)
    expect(refusal(await announce(ports, await officer(ports), stream, 'o1'))).toEqual(['counsel-only'])
    expect(refusal(await announce(ports, counsel, stream, 'o2'))).toContain('order-not-certain')
    ok(await announce(ports, counsel, stream, 'o1'))
    const [shortened, before] = await publicNotices(ports)
    expect(shortened).toMatchObject({
      leavesFrom: addDays(today, 1),
      court: { name: 'United States District Court (synthetic)', docket: 'SYN-cv-0007', orderedOn: facts.issuedOn },
    })
    expect(before).toMatchObject({ state: 'replaced', on: today })
    await approveWarrant(office, warrant)
    await signedOutside(stream)
    expect(refusal(await releaseNow(stream))).toEqual(['announcement-runs'])
    clock.goOn(1)
    ok(await releaseNow(stream))
  })

  it('is made again from the log as it was', async () => {
    const before = await publicNotices(office.ports)
    expect(before.length).toBeGreaterThan(5)
    const { url, rootKey } = office.installation.ledgerOptions
    const tables = await dump(url)
    await rebuild(url, rootKey, project)
    expect(await dump(url)).toEqual(tables)
    expect(await publicNotices(office.ports)).toEqual(before)
  })
})
