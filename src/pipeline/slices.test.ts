/** A caseload that is cut into lists, each small enough to leave on two signatures and unannounced. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signApproval } from '#approval/sign.ts'
import { parseApproval } from '#formats/approval.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import {
  answeredForTwo,
  approveAs,
  approveWarrant,
  clockAhead,
  officer,
  ok,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { announce, toAnnounce } from './announcing.ts'
import { decide, match } from './determine.ts'
import { approvalToSign, prepare, release, signOutside } from './fulfill.ts'
import { officeDay } from './law.ts'
import { loadCase } from './move.ts'
import { lowerAbove } from './office-settings.ts'
import { confirmOutsideKey, outsideMissing, proposeOutsideKey } from './outside-keys.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'
import { listThreshold, thresholdFor } from './threshold.ts'

const agency = 'ma-dta'
const clock = clockAhead()
const inspector = { secret: generateEd25519Key(), id: 'ig-hale' }
let office: TestOffice
let keys: string[]

beforeAll(async () => {
  office = await testOffice({ people: 200, clock })
  const { ports } = office
  keys = (await memberKeys(office)).filter((key) => !key.startsWith('SYN-PLANTED'))
  const key = formatVkey(ed25519Signer(inspector.id, inspector.secret).key)
  const holder = { id: inspector.id, agency, name: 'Synthetic Inspector', organization: 'An inspector general', key }
  expect(await proposeOutsideKey(ports, await actor(ports, 'demo-administrator'), holder)).toBeUndefined()
  expect(await confirmOutsideKey(ports, await actor(ports, 'demo-counsel'), holder)).toBeUndefined()
})
afterAll(() => office.close())

const stateOf = async (stream: string) => (await loadCase(office.ports, stream)).state
const byOfficer = () => officer(office.ports)
const releaseNow = async (stream: string, ports: Ports = office.ports) =>
  refusal(await release(ports, await byOfficer(), stream))
/** As it is for a list that nobody has made yet. */
const thresholdNow = () => listThreshold(office.ports, agency, '')

async function preparedAndSigned(stream: string): Promise<void> {
  ok(await prepare(office.ports, await byOfficer(), stream))
  ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
  ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
}

/** A list of so many members, signed by two. */
async function signedList(count: number): Promise<string> {
  const { stream } = await answeredAudit(office, keys.slice(0, count))
  await preparedAndSigned(stream)
  return stream
}

async function left(...counts: readonly number[]): Promise<void> {
  for (const count of counts) expect(await releaseNow(await signedList(count))).toEqual([])
}

async function signedOutside(stream: string): Promise<void> {
  const text = (await approvalToSign(office.ports, stream, 'outside-holder')) ?? ''
  ok(await signOutside(office.ports, signApproval(inspector.id, inspector.secret, parseApproval(text)), stream))
}

async function decidedAnew(stream: string): Promise<void> {
  const by = await byOfficer()
  ok((await match(office.ports, by, stream)).moved)
  ok(await decide(office.ports, by, stream))
}

const nothingLeft = { above: 200 }
const gone = (persons: number) => ({ above: 200 - persons, less: { set: 200, left: persons } })
/** So many days after a list has left it takes nothing any more. */
const window = 21

describe('lists that leave on two signatures', () => {
  it('leave up to the agency’s number in three weeks, and the next one needs what so many would need at once', async () => {
    const third = await signedList(1)
    await left(100, 100)
    expect(await thresholdNow()).toEqual(gone(200))
    expect(await releaseNow(third)).toEqual(['threshold-changed', 'outside-signature-missing', 'not-announced'])
    const [changed] = await outsideMissing(office.ports, await stateOf(third))
    expect(changed?.words).toContain(
      'above 0 persons (200, less 200 who left in lists in the last three weeks) a release needs a signature from outside',
    )
    await decidedAnew(third)
    await preparedAndSigned(third)
    expect((await stateOf(third)).prepared?.above).toBe(0)
    expect(await releaseNow(third)).toEqual(['outside-signature-missing', 'not-announced'])
    clock.goOn(window - 1)
    expect(await thresholdNow()).toEqual(gone(200))
  })

  it('leave again on the twenty-second day', async () => {
    clock.goOn(1)
    expect(await thresholdNow()).toEqual(nothingLeft)
    await left(100, 100)
    expect(await releaseNow(await signedList(1))).toContain('not-announced')
  })

  it('leave with a third signature and a notice, and then take nothing of what others may', async () => {
    const { stream } = await answeredAudit(office, keys.slice(0, 1))
    expect(await toAnnounce(office.ports, await stateOf(stream))).toMatchObject({ threshold: gone(200), needed: true })
    ok(await announce(office.ports, await byOfficer(), stream))
    const { standsUntil = '' } = (await stateOf(stream)).announced ?? {}
    // Others leave while it stands on the public page, so that the number is as low when it is over.
    clock.goOn(window)
    await left(100, 100)
    while (officeDay(office.ports) <= standsUntil) clock.goOn(1)
    await decidedAnew(stream)
    await preparedAndSigned(stream)
    expect(await releaseNow(stream)).toEqual(['outside-signature-missing'])
    await signedOutside(stream)
    expect(await releaseNow(stream)).toEqual([])
    expect(await thresholdNow()).toEqual(gone(200))
  })

  it('leave once of two that are released at the same instant, where there is room for one', async () => {
    clock.goOn(window)
    const two = [await signedList(110), await signedList(110)]
    const refused = await Promise.all(two.map((stream) => releaseNow(stream)))
    expect(refused.toSorted((a, b) => a.length - b.length)).toEqual([
      [],
      ['threshold-changed', 'outside-signature-missing', 'not-announced'],
    ])
    expect(await thresholdNow()).toEqual(gone(110))
  })

  it('take nothing where they became void before they were delivered', async () => {
    clock.goOn(window)
    const stream = await signedList(100)
    expect(await releaseNow(stream)).toEqual([])
    expect(await thresholdNow()).toEqual(gone(100))
    // What the receivers of other lists read of it: nothing, where they need no third signature.
    expect((await stateOf(await signedList(100))).prepared?.above).toBe(200)
    expect((await stateOf(await signedList(101))).prepared?.above).toBe(100)
    ok((await match(office.ports, await byOfficer(), stream)).moved)
    expect(await thresholdNow()).toEqual(nothingLeft)
  })

  it('take their part before they are in the log, and once, though they are counted on two days', async () => {
    const stream = await signedList(30)
    const dying: Ports = {
      ...office.ports,
      observe: async (step) => {
        if (step === 'release: counted') throw new Error('the process dies')
      },
    }
    await expect(releaseNow(stream, dying)).rejects.toThrow('the process dies')
    expect(await thresholdNow()).toEqual(gone(30))
    clock.goOn(1)
    expect(await releaseNow(stream)).toEqual([])
    expect(await thresholdNow()).toEqual(gone(30))
    // Its own part stands in nobody's way but that of others.
    expect(await thresholdFor(office.ports, await stateOf(stream))).toEqual(nothingLeft)
  })

  it('are seen by a machine whose clock is still in the day before', async () => {
    const earlier: Ports = {
      ...office.ports,
      clock: { now: () => new Date(Date.parse(clock.now()) - 86_400_000).toISOString() },
    }
    expect(await listThreshold(earlier, agency, '')).toEqual(gone(30))
  })
})

describe('a case that names its people', () => {
  it('is judged by the agency’s own number, and takes nothing of what lists may', async () => {
    const named = await approveWarrant(office, await answeredForTwo(office))
    expect(await thresholdFor(office.ports, await stateOf(named.stream))).toEqual(nothingLeft)
    expect(await releaseNow(named.stream)).toEqual([])
    expect(await thresholdNow()).toEqual(gone(30))
  })
})

describe('an agency that lowers its number', () => {
  it('has it lowered for lists too, and what left before takes of it until nothing is left', async () => {
    const by = await actor(office.ports, 'demo-administrator')
    expect(await lowerAbove(office.ports, by, agency, 40)).toBeUndefined()
    expect(await thresholdNow()).toEqual({ above: 10, less: { set: 40, left: 30 } })
    expect(await lowerAbove(office.ports, by, agency, 20)).toBeUndefined()
    expect(await thresholdNow()).toEqual({ above: 0, less: { set: 20, left: 30 } })
  })
})
