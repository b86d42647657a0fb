import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { looksIn } from '#pipeline/looks.ts'
import { setAnswerTimes } from '#pipeline/office-settings.ts'
import { withdrawKey } from '#pipeline/passkeys.ts'
import { actor, enroll, staff } from '#pipeline/register.ts'
import { approvedWarrant, type WarrantCase } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let inspector: Caller
let found: WarrantCase

beforeAll(async () => {
  web = await webOffice({ people: 40 })
  found = await approvedWarrant(web.office)
  inspector = await web.as('demo-oversight')
})
afterAll(() => web.close())

/** Every look that the log of this agency tells of. */
async function looks(agency: string) {
  const { ledger } = await web.office.installation.at(agency)
  const streams = await ledger.streamsWith('look.taken', 100)
  return (await Promise.all(streams.map((stream) => ledger.load(stream)))).flatMap(looksIn)
}

describe('oversight', () => {
  it('reads the list of cases, a case with its law and its entries of the log', async () => {
    const list = await (await inspector.get('/oversight/cases')).text()
    expect(list).toContain(`/oversight/cases/${found.number}`)
    const page = await (await inspector.get(`/oversight/cases/${found.number}`)).text()
    expect(page).toContain('Approved as approver')
    expect(page).toContain('US-SNAP')
    const [first] = await web.office.ports.ledger.load(found.stream)
    expect(page).toContain(Buffer.from(first?.entry ?? []).toString('hex'))
  })

  it('reads what the agency has set, and what became of keys, with who did it and why', async () => {
    const { ports } = web.office
    const administrator = await actor(ports, 'demo-administrator')
    const key = (await staff(ports)).get('demo-approver-2')?.key ?? ''
    await withdrawKey(ports, administrator, 'demo-approver-2', { key, reason: 'Lost (synthetic)' })
    await setAnswerTimes(ports, administrator, 'ma-dta', { at: '13:05', businessDays: 4 })
    const rules = await (await inspector.get('/oversight/rules')).text()
    expect(rules).toContain('At 13:05')
    expect(rules).toContain('demo-administrator')
    expect(await (await inspector.get('/oversight/people')).text()).toContain('Lost (synthetic)')
    const elsewhere = await web.as('demo-me-oversight')
    expect(await (await elsewhere.get('/oversight/rules')).text()).not.toContain('At 13:05')
    expect(await (await elsewhere.get('/oversight/people')).text()).not.toContain('Lost (synthetic)')
  })

  it('sees each decision made once more: the same as recorded, or that it is not', async () => {
    const path = `/oversight/cases/${found.number}`
    expect(await (await inspector.get(path)).text()).toContain('The same as recorded')
    const { doors } = web.web
    const at = doors.at.bind(doors)
    const broken = Object.assign(doors, {
      at: async (agency: string) => {
        const ports = await at(agency)
        return { ...ports, ruleSets: { ...ports.ruleSets, get: () => Promise.resolve(undefined) } }
      },
    })
    try {
      const page = await (await inspector.get(path)).text()
      expect(page).toContain('Not the same as recorded')
      expect(page).toContain('is not in the archive')
    } finally {
      Object.assign(broken, { at })
    }
  })

  it.each([
    ['demo-oversight', '/oversight'],
    ['demo-administrator', '/admin'],
    ['demo-officer', '/desk'],
  ])('%s is led home to their own pages, also from one that is for somebody else', async (id, home) => {
    const visitor = await web.as(id)
    const elsewhere = home === '/desk' ? '/admin' : '/desk'
    const turnedAway = await visitor.get(elsewhere)
    expect(turnedAway.status).toBe(403)
    expect(await turnedAway.text()).toContain(`href="${home}">Go to where you can work`)
    const page = await visitor.get(home)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(`class="brand" href="${home}"`)])
  })

  it('reads nothing of another agency, not even that there is a case', async () => {
    const elsewhere = await web.as('demo-me-oversight')
    const nobodys = 'ME-DHHS-OFI-2026-00000000'
    const [there, never] = [
      await elsewhere.get(`/oversight/cases/${found.number}`),
      await elsewhere.get(`/oversight/cases/${nobodys}`),
    ]
    expect([there.status, never.status]).toEqual([404, 404])
    expect((await there.text()).replaceAll(found.number, nobodys)).toBe(await never.text())
    expect(await (await elsewhere.get('/oversight/cases')).text()).not.toContain(found.number)
    expect(await (await elsewhere.get('/oversight/people')).text()).not.toContain('demo-officer')
  })

  it('reads who could do what when, and which rules decided, on the page and as a file', async () => {
    const people = await (await inspector.get('/oversight/people')).text()
    expect(people).toContain('demo-approver-1')
    expect(people).toContain('the set-up of this office')
    expect(people).toContain('A DEMO key that anybody may have')
    const file = await inspector.get('/oversight/people.csv')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(await file.text()).toContain('"demo-approver-1"')
    expect(await (await inspector.get('/oversight/cases.csv')).text()).toContain(found.number)
    expect(await (await inspector.get('/oversight/rules')).text()).toContain('in force')
  })

  it.each(['/oversight', '/oversight/cases', '/oversight/people', '/oversight/looks'])(
    'changes nothing: %s takes no form',
    async (path) => {
      expect((await inspector.post(path)).status).toBe(404)
    },
  )

  it('ends with its last day, on the next click', async () => {
    const { ports } = web.office
    const administrator = await actor(ports, 'demo-administrator')
    const member = (await staff(ports)).get('demo-oversight')
    if (member === undefined) throw new Error('the cast has oversight')
    const { passkeys: _none, ...entry } = member
    expect((await inspector.get('/oversight')).status).toBe(200)
    await enroll(ports, administrator, { ...entry, until: '2026-01-31' })
    expect((await inspector.get('/oversight')).status).toBe(303)
    await enroll(ports, administrator, { ...entry, from: '2098-01-01', until: '2099-01-31' })
    expect((await inspector.get('/oversight')).status).toBe(303)
    await enroll(ports, administrator, entry)
    expect((await inspector.get('/oversight')).status).toBe(200)
  })
})

describe('looks', () => {
  it('are in the log, under the name of who looked, once for each thing, session and day', async () => {
    const visitor = await web.as('demo-oversight')
    const before = (await looks('ma-dta')).length
    await visitor.get(`/oversight/cases/${found.number}`)
    await visitor.get(`/oversight/cases/${found.number}`)
    await visitor.get('/oversight/people')
    const after = await looks('ma-dta')
    expect(after).toHaveLength(before + 2)
    expect(after).toContainEqual(expect.objectContaining({ member: 'demo-oversight', case: found.number }))
    expect(after).toContainEqual(expect.objectContaining({ page: 'Read who could do what when' }))
    expect(await looks('me-dhhs-ofi')).not.toContainEqual(expect.objectContaining({ member: 'demo-oversight' }))
  })

  it('are recorded of staff for each case that they open, and shown to oversight', async () => {
    const officer = await web.as('demo-officer')
    await officer.get(`/desk/cases/${found.number}/approve`)
    expect(await looks('ma-dta')).toContainEqual(
      expect.objectContaining({ member: 'demo-officer', case: found.number }),
    )
    expect(await (await inspector.get('/oversight/looks')).text()).toContain('demo-officer')
    expect(await (await inspector.get(`/oversight/cases/${found.number}`)).text()).toContain('demo-officer')
  })

  it('are recorded before the page is made: where the log cannot be written, nothing is shown', async () => {
    const { doors } = web.web
    const visitor = await web.as('demo-oversight')
    const at = doors.at.bind(doors)
    const broken = Object.assign(doors, {
      at: async (agency: string) => {
        const ports = await at(agency)
        const ledger = Object.create(ports.ledger, { append: { value: () => Promise.reject(new Error('no log')) } })
        return { ...ports, ledger }
      },
    })
    try {
      const page = await visitor.get(`/oversight/cases/${found.number}`)
      expect(page.status).toBe(500)
      expect(await page.text()).not.toContain('US-SNAP')
    } finally {
      Object.assign(broken, { at })
    }
  })
})
