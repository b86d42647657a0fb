import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actor, disable, enroll, entries, leave } from '#pipeline/register.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { enrollCast, openOffice } from './office.ts'

/** Opens the office and stays, as `npm start` does. */
const opener = `
  const { openOffice } = await import(${JSON.stringify(new URL('office.ts', import.meta.url).href)})
  await openOffice(process.argv[1])
  console.log('open')
  setInterval(() => {}, 60_000)
`

describe('the office of a demonstration', () => {
  it('opens again after it was killed: its witness leaves the port by itself', async () => {
    const directory = makeTestDirectory()
    const first = spawn(process.execPath, ['--input-type=module', '--eval', opener, '--', directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(first.stdout, 'data')
    first.kill('SIGKILL')
    await once(first, 'exit')
    const again = await openOffice(directory)
    expect(again.settings.witnesses).toHaveLength(1)
    await again.stopWitness()
  })
})

describe('the cast, at each start', () => {
  let office: TestOffice
  const issuer = 'http://localhost:4001'
  const restart = (at = issuer) => enrollCast(office.ports, office.cast, at)

  beforeAll(async () => {
    office = await testOffice({ people: 1 })
    await restart()
  })
  afterAll(() => office.close())

  it('is as administrators have left it', async () => {
    const { ports } = office
    const ada = await actor(ports, 'demo-administrator')
    await disable(ports, ada, 'demo-officer')
    await leave(ports, ada, 'demo-intake')
    const approver = (await entries(ports)).get('demo-approver-1')?.member
    const counsel = (await entries(ports)).get('demo-counsel')?.member
    if (approver === undefined || counsel === undefined) throw new Error('the cast has both')
    const { login: _none, ...withoutLogin } = approver
    await enroll(ports, ada, { ...withoutLogin, name: 'Abel Renamed (DEMO)' })
    await enroll(ports, ada, { ...counsel, roles: ['privacy-officer'] })
    const before = await entries(ports)
    await restart()
    expect(await entries(ports)).toEqual(before)
    expect(before.get('demo-officer')?.standing).toBe('closed')
  })

  it('signs in at another address of the provider, and is otherwise as it was', async () => {
    const before = await entries(office.ports)
    await restart('http://localhost:5001')
    const after = await entries(office.ports)
    for (const [id, { member, standing }] of after) {
      const moved = before.get(id)
      const had = moved?.member.login !== undefined && standing === 'open'
      expect(member).toEqual(
        had ? { ...moved.member, login: { issuer: 'http://localhost:5001', subject: id } } : moved?.member,
      )
      expect(standing).toBe(moved?.standing)
    }
  })

  it('says how to go on where somebody real was added and the address is another', async () => {
    const { ports } = office
    const newcomer = { id: 'b-real', agency: 'ma-dta', roles: ['intake-officer'], demo: false } as const
    await enroll(ports, await actor(ports, 'demo-administrator'), newcomer)
    await restart('http://localhost:5001')
    await expect(restart('http://localhost:6001')).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
      mend: expect.stringContaining('on the port it was begun on'),
    })
  })
})
