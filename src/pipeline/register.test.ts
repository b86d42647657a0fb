import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffMember } from '#approval/staff.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { actor, disable, enroll, entries, leave, memberWithLogin, registerHistory, staff } from './register.ts'

let office: TestOffice
const login = { issuer: 'https://id.example.org', subject: 'one' }
const member = { id: 'b-one', agency: 'ma-dta', roles: ['intake-officer'], demo: false } as const

beforeAll(async () => {
  office = await testOffice({ people: 1 })
})
afterAll(() => office.close())

const by = (id: string) => actor(office.ports, id)
const add = async (entry: StaffMember, as = 'demo-administrator') => enroll(office.ports, await by(as), entry)

describe('an account', () => {
  it('is closed and opened again, and the register remembers both', async () => {
    const { ports } = office
    expect(await add({ ...member, login, name: 'One (synthetic)' })).toBeUndefined()
    expect(memberWithLogin(await staff(ports), login)?.id).toBe('b-one')
    expect(await disable(ports, await by('demo-administrator'), 'b-one')).toBeUndefined()
    expect(memberWithLogin(await staff(ports), login)).toBeUndefined()
    expect(await disable(ports, await by('demo-administrator'), 'b-one')).toMatchObject({ code: 'closed-already' })
    await expect(by('b-one')).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
    expect(await add({ ...member, login })).toBeUndefined()
    expect(await leave(ports, await by('demo-administrator'), 'b-one')).toBeUndefined()
    const history = (await registerHistory(ports)).filter((entry) => entry.member.id === 'b-one')
    expect(history.map(({ standing }) => standing)).toEqual(['open', 'closed', 'open', 'left'])
    expect(history.map(({ by: who }) => who)).toEqual(Array(4).fill('demo-administrator'))
  })

  it('is one person’s: nobody else gets it, not even while its owner’s is closed', async () => {
    const twin = { ...login, subject: 'twin' }
    await add({ ...member, id: 'b-two', login: twin })
    await disable(office.ports, await by('demo-administrator'), 'b-two')
    await expect(add({ ...member, id: 'b-three', login: twin })).rejects.toThrow('somebody else’s already')
  })
})

describe('an administrator', () => {
  it.each(['demo-me-officer', 'demo-me-oversight'])('changes nobody of another agency: %s', async (id) => {
    const { ports } = office
    const before = (await entries(ports)).get(id)
    if (before === undefined) throw new Error('the cast has two agencies')
    const { passkeys: _none, ...entry } = before.member
    for (const refusal of [
      await add(entry),
      await add({ ...entry, agency: 'ma-dta' }),
      await disable(ports, await by('demo-administrator'), id),
      await leave(ports, await by('demo-administrator'), id),
    ]) {
      expect(refusal).toMatchObject({ code: 'other-agency' })
    }
    expect((await entries(ports)).get(id)).toEqual(before)
  })

  it('takes over no id of another agency whose owner was closed out or has left', async () => {
    const { ports } = office
    const theirs = await by('demo-me-administrator')
    const passing = { ...member, id: 'b-passing', agency: 'me-dhhs-ofi' }
    expect(await add(passing, 'demo-me-administrator')).toBeUndefined()
    await disable(ports, theirs, 'b-passing')
    expect(await add({ ...passing, agency: 'ma-dta' })).toMatchObject({ code: 'other-agency' })
    await leave(ports, theirs, 'b-passing')
    expect(await add({ ...passing, agency: 'ma-dta' })).toMatchObject({ code: 'other-agency' })
  })

  it('founds an agency that has nobody yet with an administrator of its own, and with nobody else', async () => {
    const founder = { ...member, id: 'b-founder', agency: 'ma-masshealth' }
    expect(await add(founder)).toMatchObject({ code: 'other-agency' })
    expect(await add({ ...founder, roles: ['administrator'] })).toBeUndefined()
    expect(await add({ ...founder, id: 'b-second', roles: ['administrator'] })).toMatchObject({ code: 'other-agency' })
  })

  it('changes nothing any more after their last day', async () => {
    await add({ ...member, id: 'b-former', roles: ['administrator'], until: '2026-01-01' })
    const administrator = { id: 'b-former', roles: ['administrator'] } as const
    expect(await enroll(office.ports, administrator, { ...member, id: 'b-friend' })).toMatchObject({
      code: 'administrator-only',
    })
  })

  it('is not closed out by time where they are the last', async () => {
    const tick = { id: 'system:tick', roles: ['system'] } as const
    expect(await disable(office.ports, tick, 'b-founder')).toMatchObject({ code: 'last-administrator' })
  })
})

describe('an entry', () => {
  it.each<readonly [string, Partial<StaffMember>, string]>([
    ['oversight without a last day', { roles: ['oversight'] }, 'name its last day'],
    [
      'oversight that does something else too',
      { roles: ['oversight', 'counsel'], until: '2099-01-01' },
      'nothing else',
    ],
    ['a requester with a role inside', { roles: ['requester', 'approver'] }, 'no role inside'],
    ['days in the wrong order', { from: '2027-02-01', until: '2027-01-01' }, 'before the first'],
    ['a day that is none', { until: '2027-02-30' }, 'A day is written as'],
    ['a name that turns the reading around', { name: 'Ada \u202Eevil' }, 'one line'],
    ['an issuer of two lines', { login: { issuer: 'https://a\nb', subject: 'x' } }, 'one line'],
  ])('is not %s', async (_, changes, sentence) => {
    await expect(add({ ...member, id: 'b-wrong', ...changes })).rejects.toThrow(sentence)
    expect((await entries(office.ports)).has('b-wrong')).toBe(false)
  })

  it('gives its roles on its days alone', async () => {
    await add({ ...member, id: 'b-past', until: '2026-01-01' })
    await add({ ...member, id: 'b-future', from: '2099-01-01' })
    expect([(await by('b-past')).roles, (await by('b-future')).roles]).toEqual([[], []])
    await add({ ...member, id: 'b-now', from: '2026-01-01', until: '2099-01-01' })
    expect((await by('b-now')).roles).toEqual(['intake-officer'])
  })
})
