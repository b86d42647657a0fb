import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask as askNetwork, CookieJar, visitProvider, type Visit } from '#testing/sign-in.ts'
import { webOffice, type WebOffice } from '#testing/web.ts'
import { actor, disable, enroll, leave } from '#pipeline/register.ts'
import { sessionCookie } from '../cookies.ts'
import { bannerOf } from './banner.ts'

let desk: WebOffice
/** Minutes by which the clock of the pages runs ahead. */
let ahead = 0

beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + ahead * 60_000).toISOString() }
  desk = await webOffice({ people: 20, signIn: true, clock })
})
afterAll(() => desk.close())

/** A page of ours, without a network. */
async function ask(jar: CookieJar, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (jar.header !== '') headers.set('cookie', jar.header)
  const response = await desk.web.app.fetch(new Request(new URL(path, desk.baseUrl), { ...init, headers }))
  jar.take(response)
  return response
}

function post(jar: CookieJar, path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const own = { origin: desk.baseUrl, 'sec-fetch-site': 'same-origin', ...headers }
  return ask(jar, path, { method: 'POST', body: new URLSearchParams(fields), headers: own })
}

interface Way extends Visit {
  readonly jar?: CookieJar
  readonly agency?: string
  readonly to?: string
  readonly from?: '/sign-in' | '/sign-in/again'
}

/** Read the notice, go to the provider, be somebody there, come back. */
async function signIn({ jar = new CookieJar(), agency = 'ma-dta', to, from = '/sign-in', ...visit }: Way) {
  const sent = await post(jar, from, { agency, ...(to === undefined ? {} : { to }) })
  const arrived = await visitProvider(jar, sent.headers.get('location') ?? '', visit)
  if (!(arrived instanceof URL)) throw new Error(`the provider stopped with ${arrived.status}`)
  return { jar, arrived, came: await ask(jar, `${arrived.pathname}${arrived.search}`) }
}

/** Whether this browser is signed in: a page for anybody who is answers. */
async function isIn(jar: CookieJar): Promise<boolean> {
  return (await ask(jar, '/sign-in/again')).status === 200
}

describe('the way in', () => {
  it('shows the notice of the agency’s own state first', async () => {
    const [choose, maine] = [
      await (await ask(new CookieJar(), '/sign-in')).text(),
      await (await ask(new CookieJar(), '/sign-in?agency=me-dhhs-ofi')).text(),
    ]
    expect(choose).toContain('Massachusetts Department of Transitional Assistance')
    expect(choose).toContain('Office for Family Independence')
    expect(maine).toContain('the State of Maine')
    expect(maine).toContain('What you do here is recorded')
    expect(maine).not.toContain('Commonwealth')
    expect(maine).toContain('The agency has not set its own yet')
  })

  it('shows what an agency has set instead, as text', () => {
    const texts = new Map([['ma-dta', 'First <b>words</b>\nof ours.\n\n  Second words.\n']])
    expect(bannerOf('ma-dta', texts)).toEqual({
      paragraphs: ['First <b>words</b> of ours.', 'Second words.'],
      own: true,
    })
    expect(bannerOf('me-dhhs-ofi', texts)).toMatchObject({ own: false })
    expect(bannerOf('ma-dta', new Map([['ma-dta', ' \n\n ']]))).toMatchObject({ own: false })
  })

  it('signs somebody in, gives their session a cookie that scripts and other hosts do not get, and leads to their work', async () => {
    const { came, jar } = await signIn({ who: 'demo-officer' })
    expect([came.status, came.headers.get('location')]).toEqual([303, '/desk'])
    const cookie = came.headers.getSetCookie().find((line) => line.startsWith(`${sessionCookie}=`)) ?? ''
    for (const part of ['__Host-', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(part)
    expect(cookie).not.toMatch(/domain/i)
    expect(await isIn(jar)).toBe(true)
  })

  it.each([
    ['demo-administrator', '/admin'],
    ['demo-oversight', '/oversight'],
    ['demo-agent', '/requester'],
    ['demo-counsel', '/desk'],
  ])('leads %s to %s', async (who, home) => {
    expect((await signIn({ who })).came.headers.get('location')).toBe(home)
  })

  it('leads back to the page that somebody wanted', async () => {
    const wanted = await ask(new CookieJar(), '/sign-in/again?to=/desk/x')
    const to = new URL(wanted.headers.get('location') ?? '', desk.baseUrl)
    expect([wanted.status, to.pathname]).toEqual([303, '/sign-in'])
    expect((await signIn({ who: 'demo-officer', to: '/desk?due=week' })).came.headers.get('location')).toBe(
      '/desk?due=week',
    )
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-out',
    '/sign-in/callback?code=x',
  ])('leads nobody to %j', async (to) => {
    expect((await signIn({ who: 'demo-officer', to })).came.headers.get('location')).toBe('/desk')
  })

  it('ends in the browser in which it began, once, and not with another’s state', async () => {
    const { arrived, jar } = await signIn({ who: 'demo-officer' })
    const path = `${arrived.pathname}${arrived.search}`
    for (const browser of [new CookieJar(), jar]) {
      const again = await ask(browser, path)
      expect(again.status).toBe(401)
      expect(again.headers.getSetCookie().join()).not.toContain(`${sessionCookie}=`)
    }
    const forged = await ask(new CookieJar(), '/sign-in/callback?code=x&state=y')
    expect(forged.status).toBe(401)
  })

  it('lets two windows sign in at once', async () => {
    const jar = new CookieJar()
    const [one, two] = [
      await post(jar, '/sign-in', { agency: 'ma-dta' }),
      await post(jar, '/sign-in', { agency: 'ma-dta' }),
    ]
    for (const sent of [one, two]) {
      const arrived = await visitProvider(jar, sent.headers.get('location') ?? '', { who: 'demo-officer' })
      if (!(arrived instanceof URL)) throw new Error('the provider stopped')
      expect((await ask(jar, `${arrived.pathname}${arrived.search}`)).status).toBe(303)
    }
  })

  it('gives a session a new id, and one that was planted opens nothing', async () => {
    const jar = new CookieJar()
    jar.set(sessionCookie, 'planted')
    await signIn({ who: 'demo-officer', jar })
    const first = jar.get(sessionCookie)
    expect(first).not.toBe('planted')
    await signIn({ who: 'demo-officer', jar })
    expect(jar.get(sessionCookie)).not.toBe(first)
    const old = new CookieJar()
    old.set(sessionCookie, first ?? '')
    expect([await isIn(jar), await isIn(old)]).toEqual([true, false])
  })

  it('asks staff for a second factor at every sign-in outside of a demonstration', async () => {
    const { signIn: kept } = desk.web.doors
    const real = Object.assign(desk.web.doors, { signIn: { ...kept, always: true } })
    try {
      const [officer, agent] = [await signIn({ who: 'demo-officer' }), await signIn({ who: 'demo-agent' })]
      expect([officer.came.status, await isIn(officer.jar)]).toEqual([401, false])
      expect(await officer.came.text()).toContain('Your second factor is missing')
      expect(agent.came.status).toBe(303)
    } finally {
      Object.assign(real, { signIn: kept })
    }
  })

  it('says so to who turned back, and to whom the register does not know', async () => {
    const back = await signIn({ leave: true })
    expect([back.came.status, await isIn(back.jar)]).toEqual([401, false])
    expect(await back.came.text()).toContain('You turned back')
    const { ports } = desk.office
    expect(await leave(ports, await actor(ports, 'demo-me-administrator'), 'demo-me-attorney')).toBeUndefined()
    const unknown = await signIn({ who: 'demo-me-attorney', agency: 'me-dhhs-ofi' })
    expect([unknown.came.status, await isIn(unknown.jar)]).toEqual([403, false])
    expect(await unknown.came.text()).toContain('It is not on the register of this office')
  })

  it('sends somebody to the notice of their own agency first', async () => {
    const { came, jar } = await signIn({ who: 'demo-me-officer', agency: 'ma-dta' })
    expect([came.status, await isIn(jar)]).toEqual([403, false])
    expect(await came.text()).toContain('/sign-in?agency=me-dhhs-ofi')
  })

  it('keeps nothing of it in any cache, and lets its form lead to the provider alone besides https', async () => {
    const page = await ask(new CookieJar(), '/sign-in?agency=ma-dta')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toMatch(/form-action 'self' https: http:\/\/localhost:\d+;/)
  })

  it.each([
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'null', 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'http://localhost:4001', 'sec-fetch-site': 'same-site' }],
  ])('begins nothing and ends nothing for another site’s form: %j', async (headers) => {
    const { jar } = await signIn({ who: 'demo-officer' })
    for (const path of ['/sign-in', '/sign-in/again', '/sign-out']) {
      expect((await post(jar, path, { agency: 'ma-dta' }, headers)).status, path).toBe(403)
    }
    expect(await isIn(jar)).toBe(true)
  })
})

describe('once more', () => {
  it('asks for a second factor, and comes back with a new session in which it is fresh', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    const before = jar.get(sessionCookie) ?? ''
    const { came } = await signIn({ who: 'demo-officer', jar, from: '/sign-in/again', to: '/desk/x' })
    expect([came.status, came.headers.get('location')]).toEqual([303, '/desk/x'])
    const session = await desk.web.doors.sessions.find(jar.get(sessionCookie) ?? '', desk.web.doors.clock.now())
    expect(session?.steppedUpAt).toBeDefined()
    expect(await desk.web.doors.sessions.find(before, desk.web.doors.clock.now())).toBeUndefined()
  })

  it('is nobody else’s: another account changes nothing', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    const before = jar.get(sessionCookie)
    const { came } = await signIn({ who: 'demo-counsel', jar, from: '/sign-in/again' })
    expect([came.status, jar.get(sessionCookie)]).toEqual([403, before])
    expect(await came.text()).toContain('That was another account')
  })

  it('is not open to who has not signed in at all', async () => {
    expect((await post(new CookieJar(), '/sign-in/again')).status).not.toBe(200)
  })
})

describe('the way out', () => {
  it('ends the session on the server, clears the cookie, and offers to end the provider’s', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    const old = new CookieJar()
    old.set(sessionCookie, jar.get(sessionCookie) ?? '')
    const out = await post(jar, '/sign-out')
    expect([out.status, out.headers.get('location')]).toEqual([303, '/signed-out'])
    expect(jar.get(sessionCookie)).toBeUndefined()
    expect(await isIn(old)).toBe(false)
    const page = await (await ask(jar, '/signed-out')).text()
    const link = /href="(http:\/\/localhost:\d+\/session\/end[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await askNetwork(jar, link)).status).toBe(200)
  })

  it('is no GET', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    expect((await ask(jar, '/sign-out')).status).toBe(404)
    expect(await isIn(jar)).toBe(true)
  })
})

const administrator = () => actor(desk.office.ports, 'demo-administrator')

describe('on the next click', () => {
  const member = { agency: 'ma-dta', roles: ['intake-officer'], demo: true } as const

  it('a closed account is out, and in again once it is opened', async () => {
    const { ports } = desk.office
    const passing = { ...member, id: 'demo-passing' }
    await enroll(ports, await administrator(), passing)
    const caller = await desk.as('demo-passing')
    expect((await caller.get('/sign-in/again')).status).toBe(200)
    expect(await disable(ports, await administrator(), 'demo-passing')).toBeUndefined()
    expect((await caller.get('/sign-in/again')).status).toBe(303)
    await enroll(ports, await administrator(), passing)
    expect((await caller.get('/sign-in/again')).status).toBe(200)
    await leave(ports, await administrator(), 'demo-passing')
    expect((await caller.get('/sign-in/again')).status).toBe(303)
  })

  it('a closed account cannot sign in, and is told where to turn', async () => {
    const { ports } = desk.office
    expect(await disable(ports, await administrator(), 'demo-attorney')).toBeUndefined()
    const { came, jar } = await signIn({ who: 'demo-attorney' })
    expect([came.status, await isIn(jar)]).toEqual([403, false])
    expect(await came.text()).toContain('An administrator of your agency can mend that')
  })

  it('a session that was idle for fifteen minutes is over, and the page says so', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    ahead += 16
    expect(await isIn(jar)).toBe(false)
    expect(await (await ask(jar, '/sign-in')).text()).toContain('Your session has ended')
    ahead = 0
  })

  it('what was sent too late is kept for the same person, and given to nobody else', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    ahead += 24 * 60
    const late = await post(
      jar,
      '/sign-in/again',
      { to: '/desk', note: 'a long sentence' },
      { referer: `${desk.baseUrl}/sign-in/again` },
    )
    expect(late.status).not.toBe(200)
    const kept = jar.get('__Host-postern-kept') ?? ''
    expect(kept).not.toBe('')
    const { doors } = desk.web
    expect(await doors.kept.take(kept, 'demo-counsel', '/sign-in/again', doors.clock.now())).toBeUndefined()
    expect(await doors.kept.take(kept, 'demo-officer', '/sign-in/again', doors.clock.now())).toMatchObject({
      note: 'a long sentence',
    })
    ahead = 0
  })

  it('what was sent too late from a page that cannot be opened waits on the nearest that can', async () => {
    const { jar } = await signIn({ who: 'demo-administrator' })
    ahead += 16
    const note = { name: 'Somebody', roles: 'counsel' }
    const referer = `${desk.baseUrl}/admin/people/demo-officer/close`
    const late = await post(jar, '/admin/people/demo-officer', note, { referer })
    expect(await late.text()).toContain(`/sign-in?to=${encodeURIComponent('/admin/people/demo-officer')}"`)
    ahead = 0
    await signIn({ who: 'demo-administrator', jar, to: '/admin/people/demo-officer' })
    expect(await (await ask(jar, '/admin/people/demo-officer')).text()).toContain('value="Somebody"')
  })

  it('leads to the very page, with what stands behind its question mark', async () => {
    const jar = new CookieJar()
    const late = await post(jar, '/sign-in/again', {}, { referer: `${desk.baseUrl}/oversight/cases?which=closed` })
    expect(await late.text()).toContain(`/sign-in?to=${encodeURIComponent('/oversight/cases?which=closed')}"`)
    const elsewhere = await post(jar, '/sign-in/again', {}, { referer: 'https://evil.example/oversight/cases' })
    expect(await elsewhere.text()).toContain(`/sign-in?to=${encodeURIComponent('/sign-in/again')}"`)
  })

  it('says that a file has to be chosen again', async () => {
    const { jar } = await signIn({ who: 'demo-officer' })
    ahead += 16
    const body = new FormData()
    body.set('note', 'a sentence')
    body.set('paper', new File(['%PDF-1.7'], 'paper.pdf'))
    const headers = { origin: desk.baseUrl, 'sec-fetch-site': 'same-origin' }
    const late = await ask(jar, '/sign-in/again', { method: 'POST', body, headers })
    expect(await late.text()).toContain('Files are not kept: choose them once more.')
    ahead = 0
  })

  it('keeps nothing for who was never here', async () => {
    const jar = new CookieJar()
    await post(jar, '/sign-in/again', { note: 'a sentence' })
    expect(jar.get('__Host-postern-kept')).toBeUndefined()
  })
})
