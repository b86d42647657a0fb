import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clockAhead, days, setCaps, testOffice, type TestOffice } from '#testing/office.ts'
import { capsNow, capsOn, confirmDailyCaps, publicCaps, setDailyCaps, withdrawDailyCaps } from './daily-caps.ts'
import { officeSettings } from './office-settings.ts'
import { actor } from './register.ts'

let office: TestOffice
const clock = clockAhead()
const agency = 'ma-dta'

beforeAll(async () => {
  office = await testOffice({ people: 20, clock })
})
afterAll(() => office.close())
/** Each test begins on a day of its own, with caps that have counted for a day. */
beforeEach(async () => {
  await setCaps(office, 50, 60)
  clock.goOn(1)
})

const settings = () => officeSettings(office.ports, agency)
const on = async (day: number) => capsOn(await settings(), days(office.ports, day), office.ports.office.timeZone)
const inPublic = async () => (await publicCaps(office.ports)).find((one) => one.agency === agency)
const set = async (receiver: number, inAll: number, by = 'demo-administrator') =>
  (await setDailyCaps(office.ports, await actor(office.ports, by), agency, { receiver, agency: inAll }))?.code
const confirm = async (receiver: number, inAll: number, by = 'demo-counsel') =>
  (await confirmDailyCaps(office.ports, await actor(office.ports, by), agency, { receiver, agency: inAll }))?.code
const withdraw = async (by = 'demo-counsel') =>
  (await withdrawDailyCaps(office.ports, await actor(office.ports, by), agency))?.code

const before = { receiver: 50, agency: 60 }
const higher = { receiver: 300, agency: 400 }

describe('a cap that is lowered', () => {
  it('counts at once, by one administrator alone', async () => {
    expect(await set(20, 60)).toBeUndefined()
    expect(await on(0)).toEqual({ receiver: 20, agency: 60 })
    expect((await settings()).caps.set).toMatchObject({ by: 'demo-administrator' })
    expect((await settings()).caps.set).not.toHaveProperty('proposedBy')
    expect((await settings()).proposedCaps).toBeUndefined()
  })

  it('opens nothing where it is raised again on the same day', async () => {
    expect(await set(20, 60)).toBeUndefined()
    expect(await set(50, 60)).toBeUndefined()
    expect(await confirm(50, 60)).toBeUndefined()
    expect(await on(0)).toEqual({ receiver: 20, agency: 60 })
    expect(await on(1)).toEqual(before)
  })
})

describe('a cap that is raised', () => {
  it('counts for nothing, on whatever day, while one person alone has proposed it', async () => {
    expect(await set(300, 400)).toBeUndefined()
    expect((await settings()).caps.value).toEqual(before)
    expect((await settings()).proposedCaps).toMatchObject({ value: higher, by: 'demo-administrator' })
    for (const day of [0, 1, 400]) expect(await on(day)).toEqual(before)
    expect(await inPublic()).toEqual({ agency, above: 200, today: before, next: undefined, proposed: higher })
    clock.goOn(30)
    expect(await on(0)).toEqual(before)
  })

  it('counts from the day after somebody else has confirmed it, and both names stand in the record', async () => {
    await set(300, 400)
    clock.goOn(3)
    expect(await confirm(300, 400)).toBeUndefined()
    expect(await on(0)).toEqual(before)
    expect(await on(1)).toEqual(higher)
    expect(await inPublic()).toEqual({
      agency,
      above: 200,
      today: before,
      next: { from: days(office.ports, 1), caps: higher },
      proposed: undefined,
    })
    expect((await settings()).caps).toMatchObject({
      value: higher,
      set: { by: 'demo-counsel', proposedBy: 'demo-administrator' },
    })
    expect((await settings()).changes.slice(0, 2)).toMatchObject([
      { what: 'caps', value: higher, by: 'demo-counsel', proposedBy: 'demo-administrator' },
      { what: 'caps-proposed', value: higher, by: 'demo-administrator' },
    ])
    clock.goOn(1)
    expect(await on(0)).toEqual(higher)
  })

  it.each([
    ['one number is higher, though the other is lower', 51, 1],
    ['the other is higher, though the first is lower', 1, 61],
  ])('is proposed as a whole where %s', async (_, receiver, inAll) => {
    expect(await set(receiver, inAll)).toBeUndefined()
    expect(await on(0)).toEqual(before)
    expect(await confirm(receiver, inAll)).toBeUndefined()
    expect(await on(0)).toEqual({ receiver: Math.min(50, receiver), agency: Math.min(60, inAll) })
    expect(await on(1)).toEqual({ receiver, agency: inAll })
  })

  it.each([
    ['whoever proposed it', 'demo-administrator', 'own-proposal'],
    ['counsel of another agency', 'demo-me-counsel', 'other-agency'],
    ['the administrator of another agency', 'demo-me-administrator', 'other-agency'],
    ['a disclosure officer', 'demo-officer', 'not-your-role'],
    ['an approver', 'demo-approver-1', 'not-your-role'],
  ])('is not confirmed by %s', async (_, by, code) => {
    await set(300, 400)
    expect(await confirm(300, 400, by)).toBe(code)
    expect((await settings()).proposedCaps?.value).toEqual(higher)
    expect(await on(1)).toEqual(before)
  })

  it('is confirmed by the privacy officer too', async () => {
    await set(300, 400)
    expect(await confirm(300, 400, 'demo-approver-2')).toBeUndefined()
    expect(await on(1)).toEqual(higher)
  })

  it('is confirmed as it was read, once, and not with what came in its place', async () => {
    await set(300, 400)
    await set(300, 9_000)
    expect(await confirm(300, 400)).toBe('another-proposal')
    expect(await confirm(300, 9_000)).toBeUndefined()
    expect(await confirm(300, 9_000)).toBe('not-proposed')
  })

  it('lapses where a lower one is set, and where it is taken back', async () => {
    await set(300, 400)
    await set(50, 59)
    expect(await confirm(300, 400)).toBe('not-proposed')
    await set(300, 400)
    expect(await withdraw('demo-officer')).toBe('not-your-role')
    expect(await withdraw('demo-me-administrator')).toBe('other-agency')
    expect(await withdraw()).toBeUndefined()
    expect(await withdraw()).toBe('not-proposed')
    expect(await confirm(300, 400)).toBe('not-proposed')
    expect(await inPublic()).toMatchObject({ today: { receiver: 50, agency: 59 }, proposed: undefined })
    expect((await settings()).changes[0]).toMatchObject({ what: 'caps-withdrawn', value: higher, by: 'demo-counsel' })
  })

  it('is taken back by whoever proposed it', async () => {
    await set(300, 400)
    expect(await withdraw('demo-administrator')).toBeUndefined()
    expect((await settings()).proposedCaps).toBeUndefined()
  })

  it('is confirmed once by two who confirm at one instant', async () => {
    await set(300, 400)
    const both = await Promise.all([confirm(300, 400), confirm(300, 400, 'demo-approver-2')])
    expect(both.filter((code) => code === undefined)).toHaveLength(1)
    expect(both).toContain('not-proposed')
  })
})

describe('the caps of an agency', () => {
  it('are what Postern comes with until the administrator, and nobody else, sets others', async () => {
    const other = await capsNow(office.ports, 'me-dhhs-ofi')
    expect(other).toEqual({ today: { receiver: 1_000, agency: 2_000 }, next: undefined, proposed: undefined })
    for (const [by, code] of [
      ['demo-officer', 'administrator-only'],
      ['demo-counsel', 'administrator-only'],
      ['demo-me-administrator', 'other-agency'],
    ] as const) {
      expect(await set(9_000, 9_000, by)).toBe(code)
      expect(await set(1, 1, by)).toBe(code)
    }
    expect(await on(1)).toEqual(before)
  })

  it.each([0, -1, 1.5, Number.NaN, 50_000_001])('are whole numbers of persons: not %s', async (count) => {
    await expect(set(count, 5)).rejects.toThrow(RangeError)
    await expect(set(5, count)).rejects.toThrow(RangeError)
  })
})
