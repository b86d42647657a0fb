import { afterAll, beforeAll, expect, it } from 'vitest'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { closeIdle } from './idle.ts'
import type { Ports } from './ports.ts'
import { actor, enroll, entries } from './register.ts'

let office: TestOffice
const issuer = 'https://id.example.org'

beforeAll(async () => {
  office = await testOffice({ people: 1 })
  const administrator = await actor(office.ports, 'demo-administrator')
  for (const [id, roles] of [
    ['b-used', ['disclosure-officer']],
    ['b-idle', ['disclosure-officer']],
    ['b-agent', ['requester']],
    ['b-command-line', ['intake-officer']],
  ] as const) {
    const login = id === 'b-command-line' ? {} : { login: { issuer, subject: id } }
    const member = { id, agency: 'ma-dta', roles, demo: false, organization: 'fbi', ...login }
    expect(await enroll(office.ports, administrator, member)).toBeUndefined()
  }
})
afterAll(() => office.close())

/** The office so many days from now; one of them signed in a few days before. */
function later(days: number): Ports {
  const { ports } = office
  const at = (day: number): string => new Date(Date.parse(ports.clock.now()) + day * 86_400_000).toISOString()
  const lastUse = async () => new Map([['b-used', at(days - 3)]])
  return { ...ports, clock: { now: () => at(days) }, accounts: { ...ports.accounts, lastUse } }
}

it('closes an account of staff after 60 days without a sign-in, and none before', async () => {
  expect(await closeIdle(later(59))).toEqual([])
  expect(await closeIdle(later(61))).toEqual(['b-idle'])
  const entry = (await entries(office.ports)).get('b-idle')
  expect(entry).toMatchObject({ standing: 'closed', by: 'system:tick' })
  expect(await closeIdle(later(62))).toEqual([])
})

it('gives a requester fifteen months, and leaves who only uses the command line', async () => {
  expect(await closeIdle(later(455))).toEqual([])
  expect(await closeIdle(later(457))).toEqual(['b-agent'])
})

it('counts anew from the day on which an account was opened again', async () => {
  const administrator = await actor(office.ports, 'demo-administrator')
  const entry = (await entries(office.ports)).get('b-idle')
  if (entry === undefined) throw new Error('nobody is called that')
  const day = later(100)
  await enroll(day, administrator, entry.member)
  expect(await closeIdle(later(159))).toEqual([])
  expect(await closeIdle(later(161))).toEqual(['b-idle'])
})
