import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { prepare } from '#pipeline/fulfill.ts'
import { beginBulk, workBulk } from '#pipeline/bulk.ts'
import { loadCase } from '#pipeline/move.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, handInAudit, listedAudit, listOf, memberKeys } from '#testing/audit.ts'
import { answeredWarrant, officer, ok } from '#testing/office.ts'
import { webOffice, type Caller, type WebOffice } from '#testing/web.ts'

let web: WebOffice
let keys: string[]

beforeAll(async () => {
  web = await webOffice({ people: 400 })
  keys = await memberKeys(web.office)
})
afterAll(() => web.close())

async function read(visitor: Caller, path: string) {
  return seen(await visitor.get(path))
}

async function seen(response: Response) {
  const html = await response.text()
  const body = html.slice(html.indexOf('<main')).replace(/<\/main>[\s\S]*/, '')
  const words = body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
  return { status: response.status, html, words }
}

/** As a browser sends a form with a file. */
function sendList(visitor: Caller, path: string, fields: Readonly<Record<string, string>>, list?: Uint8Array) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  if (list !== undefined) body.append('list', new File([new Uint8Array(list)], 'sample.txt'))
  return visitor.ask(path, { method: 'POST', body, headers: { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' } })
}

const pathOf = (number: string) => `/desk/cases/${number}`

describe('listing the members', () => {
  it('is offered where a request asks for a group and names nobody, and says what a list does', async () => {
    const { number } = await handInAudit(web.office)
    const visitor = await web.as('demo-officer')
    const page = await read(visitor, pathOf(number))
    expect(page.words).toContain('List the members')
    const list = await read(visitor, `${pathOf(number)}/members`)
    expect(list.words).toContain('The persons of the enclosed sample')
    expect(list.words).toContain('A release above 200 persons also needs a third signature')
    expect(list.words).toContain('Who says that these are the ones?')
  })

  it('is not, where the request names people: neither the page nor the door takes a list', async () => {
    const { number, stream } = await answeredWarrant(web.office)
    const visitor = await web.as('demo-officer')
    expect((await read(visitor, pathOf(number))).words).not.toContain('List the members')
    const path = `${pathOf(number)}/members`
    expect((await read(visitor, path)).words).toContain('there is no group to list')
    const sent = await seen(await sendList(visitor, path, { who: 'named' }, listOf(keys.slice(0, 2))))
    expect(sent.status).toBe(422)
    expect((await loadCase(web.office.ports, stream)).state.members).toBeUndefined()
  })

  it('takes a list that was handed in as a file, and says how many there are', async () => {
    const { number, stream } = await handInAudit(web.office)
    const visitor = await web.as('demo-officer')
    const sent = await sendList(visitor, `${pathOf(number)}/members`, { who: 'agency' }, listOf(keys.slice(0, 7)))
    expect([sent.status, sent.headers.get('location')]).toEqual([303, pathOf(number)])
    expect((await loadCase(web.office.ports, stream)).state.members).toMatchObject({ count: 7, named: false })
    const { words, html } = await read(visitor, pathOf(number))
    expect(words).toContain('7 persons, listed by the keys of the agency’s records.')
    expect(words).toContain('7 persons were listed')
    for (const key of keys.slice(0, 7)) expect(html).not.toContain(`>${key}<`)
  })

  it('refuses a bad list by its line, quotes nothing of it and keeps nothing', async () => {
    const { number, stream } = await handInAudit(web.office)
    const visitor = await web.as('demo-officer')
    const path = `${pathOf(number)}/members`
    const bad = new TextEncoder().encode(`${keys[0]}\nTestina\tSamplewright\n`)
    const sent = await seen(await sendList(visitor, path, { who: 'named' }, bad))
    expect(sent.status).toBe(422)
    expect(sent.words).toContain('line 2')
    expect(sent.html).not.toContain('Testina')
    const nothing = await seen(await sendList(visitor, path, {}))
    expect(nothing.words).toContain('Say who says that these are the ones.')
    expect(nothing.words).toContain('Choose the file of the list.')
    expect((await loadCase(web.office.ports, stream)).state.members).toBeUndefined()
  })

  it('is the disclosure officer’s: counsel reads what it means, and hands nothing in', async () => {
    const { number } = await handInAudit(web.office)
    const counsel = await web.as('demo-counsel')
    const path = `${pathOf(number)}/members`
    expect((await read(counsel, path)).words).toContain('For somebody else')
    expect((await sendList(counsel, path, { who: 'named' }, listOf(keys.slice(0, 2)))).status).toBe(403)
  })

  it('names nobody where they are looked up: how many, in how many classes', async () => {
    const { number } = await listedAudit(web.office, keys.slice(0, 60))
    const visitor = await web.as('demo-officer')
    const before = await read(visitor, `${pathOf(number)}/match`)
    expect(before.words).toContain('60 persons are on the list.')
    const after = await seen(await visitor.post(`${pathOf(number)}/match`))
    expect(after.status).toBe(200)
    expect(after.words).toMatch(/The law sees \d+ classes? among them/)
    expect(after.words).not.toContain('no name given')
  })

  it('says how many have no record, and whose list to mend', async () => {
    const { number } = await listedAudit(web.office, [...keys.slice(0, 3), '99999999'])
    const visitor = await web.as('demo-officer')
    const { status, words } = await seen(await visitor.post(`${pathOf(number)}/match`))
    expect(status).toBe(422)
    expect(words).toContain('1 of the listed members have no record at the agency')
  })
})

describe('the page of a case of many', () => {
  it('begins the reading and answers at once; the reading ends behind it, and the case is prepared', async () => {
    const { number, stream } = await answeredAudit(web.office, keys.slice(0, 120))
    const visitor = await web.as('demo-officer')
    const before = await read(visitor, pathOf(number))
    expect(before.words).toContain('Facts')
    const sent = await visitor.post(`${pathOf(number)}/prepare`)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, pathOf(number)])
    await vi.waitFor(async () => expect((await loadCase(web.office.ports, stream)).state.status).toBe('prepared'), {
      timeout: 20_000,
      interval: 100,
    })
    const after = await read(visitor, pathOf(number))
    expect(after.words).toContain('What leaves of each')
    expect(after.words).toContain('The reading of the members began')
    expect(web.failures).toEqual([])
  })

  it('shows how far it is, and is paused and let go on by a button', async () => {
    const { number, stream } = await answeredAudit(web.office, keys.slice(0, 100))
    const { ports } = web.office
    ok(await beginBulk(ports, await officer(ports), stream, cutBy(25)))
    await workBulk(ports, stream, [0, 2])
    const visitor = await web.as('demo-officer')
    const running = await read(visitor, pathOf(number))
    expect(running.words).toContain('50 of 100 persons, in 2 of 4 ranges.')
    expect(running.words).toMatch(/\d+ persons a second\. It takes .+ more\./)
    expect(running.words).toContain('See how far it is now')
    expect(running.html).toContain('data-progress="running"')
    expect((await visitor.post(`${pathOf(number)}/pause`)).status).toBe(303)
    const paused = await read(visitor, pathOf(number))
    expect(paused.words).toContain('The reading of the members is paused')
    expect(paused.html).not.toContain('data-progress="running"')
    const twice = await seen(await visitor.post(`${pathOf(number)}/pause`))
    expect([twice.status, twice.words.includes('No preparation of this case is running')]).toEqual([422, true])
    expect((await (await web.as('demo-counsel')).post(`${pathOf(number)}/resume`)).status).toBe(403)
    expect((await visitor.post(`${pathOf(number)}/resume`)).status).toBe(303)
    await vi.waitFor(async () => expect((await loadCase(ports, stream)).state.status).toBe('prepared'), {
      timeout: 20_000,
      interval: 100,
    })
  })

  it('has a note of why the reading stopped, where nobody waited for it', async () => {
    const { number, stream } = await answeredAudit(web.office, keys.slice(0, 40))
    const { ports } = web.office
    ok(await beginBulk(ports, await officer(ports), stream))
    const { members } = (await loadCase(ports, stream)).state
    await ports.papers.destroy(members?.list ?? '')
    const visitor = await web.as('demo-officer')
    expect((await visitor.post(`${pathOf(number)}/prepare`)).status).toBe(303)
    await vi.waitFor(async () => expect((await loadCase(ports, stream)).state.notes).toHaveLength(1), {
      timeout: 20_000,
      interval: 100,
    })
    const { words } = await read(visitor, pathOf(number))
    expect(words).toContain('The reading of the members stopped: The list of members is gone.')
    expect(words).toContain('Take it up again')
  })

  it('is a case of nobody’s letters, lawyers and single objections', async () => {
    const { number } = await answeredAudit(web.office, keys.slice(0, 20))
    const visitor = await web.as('demo-officer')
    for (const page of ['', '/letters', '/notice', '/lawyer', '/said', '/counsel', '/decide', '/hold', '/match']) {
      const { status, words } = await read(visitor, `${pathOf(number)}${page}`)
      expect([page, status]).toEqual([page, 200])
      expect(words).not.toContain('no name given')
      expect(words).not.toContain('was not found as exactly one record')
    }
    expect((await read(visitor, `${pathOf(number)}/notice`)).words).toContain(
      'A member of a class objects for themselves',
    )
  })

  it('is approved as what it is: so many persons, what leaves of each, and what a signature is over', async () => {
    const { number, stream } = await answeredAudit(web.office, keys.slice(0, 50))
    const { ports } = web.office
    ok(await prepare(ports, await officer(ports), stream))
    const { words } = await read(await web.as('demo-approver-1', true), `${pathOf(number)}/approve`)
    expect(words).toMatch(/Something leaves of \d+ persons/)
    expect(words).toContain('You sign what is inside')
    expect(words).toContain('in one piece, each sealed by itself')
    expect(words).toContain('Not needed: few enough persons')
  })
})
