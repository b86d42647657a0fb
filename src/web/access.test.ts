/**
 * Every door, with every method, as every role and as nobody, in both agencies: what the guard does is what the table
 * in docs/access.md says, which is printed from the same values.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles, type Role } from '#case/roles.ts'
import { actor, enroll } from '#pipeline/register.ts'
import { approvedWarrant, type WarrantCase } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'
import { mayGive, type Route } from './route.ts'

const agencies = { 'ma-dta': 'demo-administrator', 'me-dhhs-ofi': 'demo-me-administrator' } as const
const held = roles.filter((role): role is Exclude<Role, 'system'> => role !== 'system')

let web: Awaited<ReturnType<typeof webOffice>>
let found: WarrantCase
const idOf = (agency: string, role: string): string => `demo-only-${role}-${agency}`

beforeAll(async () => {
  web = await webOffice({ people: 40, softwareKey: true, signIn: true })
  const { ports } = web.office
  found = await approvedWarrant(web.office)
  for (const [agency, administrator] of Object.entries(agencies)) {
    const by = await actor(ports, administrator)
    for (const role of held) {
      const member = { id: idOf(agency, role), agency, roles: [role], demo: true, until: '2099-12-31' }
      await enroll(ports, by, { ...member, ...(role === 'requester' ? { organization: 'fbi' } : {}) })
    }
  }
})
afterAll(() => web.close())

/** A door's address in the case that there is; anything else in it stands for nothing. */
function addressOf({ path }: Pick<Route, 'path'>): string {
  return path.replaceAll(':number', found.number).replaceAll(/:[a-z]+(\{[^}]*\})?/gi, '0')
}

function go(caller: Caller, { method, path }: Pick<Route, 'method' | 'path'>): Promise<Response> {
  return method === 'GET' ? caller.get(addressOf({ path })) : caller.post(addressOf({ path }))
}

/** What came of it, in the words of the table. */
async function outcome(response: Response): Promise<'in' | 'sign in' | 'once more' | 'another role'> {
  const to = response.headers.get('location') ?? ''
  if (to.startsWith('/sign-in/again')) return 'once more'
  if (to.startsWith('/sign-in')) return 'sign in'
  if (response.status !== 401 && response.status !== 403) return 'in'
  const page = await response.text()
  if (page.includes('This is for somebody else')) return 'another role'
  if (page.includes('Sign in once more')) return 'once more'
  if (page.includes('Your session has ended') || page.includes('You are not signed in')) return 'sign in'
  return 'in'
}

/** Doors that a session opens; the others know nobody, or find out by a signature or a mailed code. */
function guardedDoors(): readonly (Route & { readonly may: readonly Role[] })[] {
  return web.web.app.routes.flatMap((route) => {
    if (route.who === 'signed-in') return [{ ...route, may: held }]
    return typeof route.who === 'string' ? [] : [{ ...route, may: route.who }]
  })
}

describe('the table', () => {
  it('names each door once, and nothing personal in its address', () => {
    const doors = web.web.app.routes.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(doors).size).toBe(doors.length)
    expect(doors.filter((door) => /:(name|ssn|birth|email|phone)/i.test(door))).toEqual([])
  })

  it('gives a command of a case to those who may give it, and to nobody else', () => {
    for (const { command, who, path } of web.web.app.routes) {
      if (command === undefined || typeof who === 'string') continue
      const may = mayGive(command)
      expect(
        who.filter((role) => !may.includes(role)),
        `${path} gives ${command}`,
      ).toEqual([])
    }
  })

  it('opens no case to an administrator, and nothing that changes anything to oversight', () => {
    for (const { path, who, method } of guardedDoors()) {
      if (path.includes(':number')) expect(who, path).not.toContain('administrator')
      if (method === 'POST' && who !== 'signed-in') expect(who, path).not.toContain('oversight')
    }
  })
})

describe('nobody', () => {
  it('comes through no door that asks for a session', async () => {
    const doors = guardedDoors()
    expect(doors.length).toBeGreaterThan(40)
    for (const door of doors) expect(await outcome(await go(web.nobody, door)), said(door)).toBe('sign in')
  })

  it('comes through none by asking for the head alone, in another language, or with an address written otherwise', async () => {
    for (const door of guardedDoors().filter(({ method }) => method === 'GET')) {
      const address = addressOf(door)
      expect((await web.nobody.ask(address, { method: 'HEAD' })).status, said(door)).toBe(303)
      expect((await web.nobody.get(`/es${address}`)).status, said(door)).toBe(303)
      for (const odd of [
        `/x/..${address}`,
        `${address}/`,
        `${address}//`,
        address.replace('/', '/%2e/'),
        address.toUpperCase(),
      ]) {
        const { status } = await web.nobody.get(odd)
        expect([303, 404].includes(status), `${odd} answers ${status}`).toBe(true)
      }
    }
  })

  it('finds every other door open, and none of them broken', async () => {
    for (const route of web.web.app.routes.filter(({ who }) => who === 'anybody' || who === 'person')) {
      const response = await go(web.nobody, route)
      expect(response.status, said(route)).toBeLessThan(500)
      expect(['in', 'sign in'], said(route)).toContain(await outcome(response))
    }
  })

  it('gets no answer to an unsigned request where a signature is asked for', async () => {
    for (const route of web.web.app.routes.filter(({ who }) => who === 'signature')) {
      const { status } = await go(web.nobody, route)
      expect([400, 401, 403, 404, 415, 422].includes(status), `${said(route)} answers ${status}`).toBe(true)
    }
  })
})

describe.each(held)('as %s', (role) => {
  it.each(Object.keys(agencies).toReversed())('in %s, the doors of the table open and no other', async (agency) => {
    const id = idOf(agency, role)
    const visitor = await web.as(id)
    const before = (await web.office.ports.ledger.load(found.stream)).length
    const differ: string[] = []
    for (const door of guardedDoors()) {
      const mine = door.may.includes(role)
      const expected = !mine ? 'another role' : door.stepUp === true ? 'once more' : 'in'
      // What a door does to the session of who goes through it is not to change the next answer.
      const response = await go(mine ? await web.as(id) : visitor, door)
      const came = await outcome(response.clone())
      if (came !== expected) differ.push(`${said(door)}: ${came}, and the table says ${expected}`)
      if (response.status >= 500) differ.push(`${said(door)}: broke with ${response.status}`)
      if (agency === 'me-dhhs-ofi' && came === 'in' && door.path.includes(':number') && response.status !== 404) {
        differ.push(`${said(door)}: answers ${response.status} for another agency's case`)
      }
    }
    expect(differ).toEqual([])
    if (agency === 'me-dhhs-ofi') expect(await web.office.ports.ledger.load(found.stream)).toHaveLength(before)
  })

  it('opens with a fresh sign-in what asks for one', async () => {
    for (const door of guardedDoors()) {
      if (door.stepUp !== true || !door.may.includes(role)) continue
      const response = await go(await web.as(idOf('me-dhhs-ofi', role), true), door)
      expect(response.status, said(door)).toBeLessThan(500)
      expect(await outcome(response), said(door)).toBe('in')
    }
  })
})

it('knows no other method than those of the table', async () => {
  const visitor = await web.as(idOf('ma-dta', 'disclosure-officer'), true)
  const known = new Set(web.web.app.routes.map(({ method, path }) => `${method} ${path}`))
  for (const path of new Set(web.web.app.routes.map((route) => route.path))) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      if (known.has(`${method} ${path}`)) continue
      const headers = { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' }
      const response = await visitor.ask(addressOf({ path }), { method, headers })
      // What looks like another door's address is refused or not found there.
      const refused = [404, 405].includes(response.status) || (await outcome(response.clone())) === 'another role'
      expect(refused, `${method} ${path} answers ${response.status}`).toBe(true)
    }
  }
})

it('changes nothing for a form that another site sent, whoever it comes with', async () => {
  const doors = web.web.app.routes.filter(({ method, who }) => method === 'POST' && who !== 'signature')
  const anothers = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: web.baseUrl, 'sec-fetch-site': 'same-site' },
  ]
  const visitors = await Promise.all(held.map((role) => web.as(idOf('ma-dta', role), true)))
  for (const [n, door] of doors.entries()) {
    // Where a form comes from is asked before who sent it, so each door is tried as another role.
    const visitor = visitors[n % visitors.length] ?? web.nobody
    for (const headers of anothers) {
      const response = await visitor.post(addressOf(door), {}, headers)
      expect([response.status, await response.text()], said(door)).toEqual([
        403,
        expect.stringContaining('This form did not come from here'),
      ])
    }
  }
})

it('keeps no page of anybody in any cache', async () => {
  const visitor = await web.as(idOf('ma-dta', 'disclosure-officer'))
  for (const door of guardedDoors().filter(({ method }) => method === 'GET')) {
    expect((await go(visitor, door)).headers.get('cache-control'), said(door)).toBe('no-store')
  }
})

function said({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}
