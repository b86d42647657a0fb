import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actor } from '#pipeline/register.ts'
import { loadCase } from '#pipeline/move.ts'
import { receive } from '#pipeline/intake.ts'
import { looksIn, type Looked } from '#pipeline/looks.ts'
import { utf8 } from '#formats/bytes.ts'
import { query } from '#testing/ledger.ts'
import { answeredWarrant } from '#testing/office.ts'
import { webOffice, type Caller, type WebOffice } from '#testing/web.ts'

let open: WebOffice
let officer: Caller
let elsewhere: Caller
/** Three cases of Massachusetts, the first of them of somebody with a name of their own, and one of Maine. */
let cases: { number: string; stream: string }[]
let theirs: { number: string; stream: string }

async function takeIn(agency: string, family: string, by: string, reference: string) {
  const request = {
    request: 'postern/request/v1',
    agency,
    channel: 'letter',
    form: 'written',
    requester: { kind: 'federal-law-enforcement', organization: 'fbi', name: 'Agent Synthetic Example' },
    reference,
    purpose: 'criminal-investigation',
    programs: ['snap'],
    elements: ['name'],
    people: [{ ref: 'p1', name: { given: 'Nadia', family } }],
  }
  const { ports } = open.office
  const received = await receive(
    ports,
    await actor(ports, by),
    { name: 'request.json', bytes: utf8(JSON.stringify(request)) },
    [],
  )
  if (!received.received) throw new Error('the request was not received')
  return received
}

beforeAll(async () => {
  open = await webOffice({ people: 30 })
  cases = [
    await takeIn('ma-dta', 'Synthetic-Quill', 'demo-intake', 'SYN 26/0001'),
    await takeIn('ma-dta', 'Synthetic-Reed', 'demo-intake', 'SYN 26/0002'),
    await takeIn('ma-dta', 'Reed', 'demo-intake', 'SYN 26/0003'),
  ]
  theirs = await takeIn('me-dhhs-ofi', 'Synthetic-Quill', 'demo-me-intake', 'SYN 26/0004')
  officer = await open.as('demo-officer')
  elsewhere = await open.as('demo-me-officer')
})
afterAll(() => open.close())

const number = (n: number): string => cases[n]?.number ?? ''
const assignedTo = async (n: number) => (await loadCase(open.office.ports, cases[n]?.stream ?? '')).state.assigned

/** What the log says was looked at. */
async function looksTaken(): Promise<readonly Looked[]> {
  const { ports, env } = open.office
  const text = `select distinct stream from timeline where type = 'look.taken'`
  const rows = await query<{ stream: string }>(env['DATABASE_URL'] ?? '', text)
  return (await Promise.all(rows.map(({ stream }) => ports.ledger.load(stream)))).flatMap((events) => looksIn(events))
}

async function page(caller: Caller, path: string): Promise<string> {
  const response = await caller.get(path)
  expect(response.status).toBe(200)
  return response.text()
}

describe('the queue', () => {
  it('shows the cases of the agency, and none of another, to whoever works there', async () => {
    const [here, there] = [await page(officer, '/desk'), await page(elsewhere, '/desk')]
    for (const { number: one } of cases) {
      expect(here).toContain(one)
      expect(there).not.toContain(one)
    }
    expect(there).toContain(theirs.number)
    expect(here).not.toContain(theirs.number)
    for (const word of ['Nadia', 'Quill', 'Agent Synthetic']) expect(here).not.toContain(word)
  })

  it.each(['demo-agent', 'demo-administrator'])('is not for %s', async (id) => {
    const caller = await open.as(id)
    expect((await caller.get('/desk')).status).toBe(403)
    expect((await caller.post('/desk/search', { find: 'Quill' })).status).toBe(403)
    expect((await caller.post('/desk/export', { query: '' })).status).toBe(403)
    expect((await open.nobody.get('/desk')).status).toBe(303)
  })

  it('narrows by what the address says, says so in words, and says what would be here where nothing is', async () => {
    expect(await page(officer, '/desk?status=received&from=fbi')).toContain(number(0))
    const none = await page(officer, '/desk?status=delivered&waits=requester')
    expect(none).not.toContain(number(0))
    expect(none).toContain('standing at “Delivered”, waiting for the requester')
    expect(none).toContain('Take one away to see more')
    expect(await page(officer, '/desk?held=yes')).toContain('or of which nothing may be destroyed, appear here')
    expect(await page(officer, '/desk?status=%27%20or%201=1')).toContain(number(0))
  })
})

describe('a search', () => {
  it.each([
    ['a case number', () => number(1)],
    ['a case number in small letters', () => ` ${number(1).toLowerCase()} `],
    ['the end of a case number', () => number(1).slice(-8).toLowerCase()],
    ['a reference', () => 'syn-260002'],
    ['a whole name', () => 'Nadia Synthetic-Reed'],
  ])('by %s leads to the case', async (_, typed) => {
    const response = await officer.post('/desk/search', { find: typed() })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/desk/cases/${number(1)}`])
  })

  it('that finds several leads to a page under an id that says nothing, for the finder alone', async () => {
    const response = await officer.post('/desk/search', { find: 'Reed' })
    const to = response.headers.get('location') ?? ''
    expect(to).toMatch(/^\/desk\/found\/[A-Za-z0-9_-]{43}$/)
    const found = await page(officer, to)
    for (const n of [1, 2]) expect(found).toContain(number(n))
    expect(found).not.toContain(number(0))
    expect(found).not.toContain('Reed')
    expect((await (await open.as('demo-counsel')).get(to)).status).toBe(404)
    expect((await elsewhere.get(to)).status).toBe(404)
  })

  it('finds nothing of another agency, by name or by number, and does not tell the difference', async () => {
    for (const typed of [theirs.number, theirs.number.slice(-8), 'Nobody-Of-This-Name']) {
      const response = await officer.post('/desk/search', { find: typed })
      expect(await page(officer, response.headers.get('location') ?? '')).toContain('No case of your agency')
    }
  })

  it('for nothing comes back with one sentence by the field', async () => {
    const response = await officer.post('/desk/search', { find: ' ' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('href="#field-find">Type a case number')
  })

  it('is in the log, without what was typed', async () => {
    const looks = await looksTaken()
    expect(looks).toContainEqual(
      expect.objectContaining({ member: 'demo-officer', page: 'Search by number, name, docket or reference' }),
    )
    expect(JSON.stringify(looks)).not.toContain('Reed')
  })
})

describe('cases in hands', () => {
  it('are taken, handed over and laid back, several at once', async () => {
    const taken = await officer.post('/desk/assign', { case: [number(0), number(1)], hands: 'take', back: 'from=fbi' })
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/desk?from=fbi&taken=2'])
    expect([await assignedTo(0), await assignedTo(1), await assignedTo(2)]).toEqual([
      'demo-officer',
      'demo-officer',
      undefined,
    ])
    expect(await page(officer, '/desk?with=demo-officer&taken=2')).toContain('2 cases are in your hands now.')

    await officer.post('/desk/assign', { case: number(1), hands: 'give', to: 'demo-counsel', back: '' })
    expect(await assignedTo(1)).toBe('demo-counsel')
    await officer.post('/desk/assign', { case: number(0), hands: 'back', back: '' })
    expect(await assignedTo(0)).toBeUndefined()
  })

  it('stay where they are where no case is marked, nobody is named, or somebody of another agency is', async () => {
    const unmarked = await officer.post('/desk/assign', { hands: 'take', back: '' })
    expect(unmarked.status).toBe(422)
    expect(await unmarked.text()).toContain('Mark at least one case')
    for (const to of ['', 'demo-me-officer', 'demo-agent']) {
      const response = await officer.post('/desk/assign', { case: number(2), hands: 'give', to, back: '' })
      expect(response.status).toBe(422)
      const text = await response.text()
      expect(text).toContain('Choose who is to have the cases.')
      // What was marked is marked still.
      expect(text).toMatch(new RegExp(`value="${number(2)}"[^>]* checked`))
    }
    expect(await assignedTo(2)).toBeUndefined()
  })

  it('are those of the agency: another one’s number is no number here', async () => {
    const response = await elsewhere.post('/desk/assign', { case: number(2), hands: 'take', back: '' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(`There is no case ${number(2)} in your agency.`)
    expect(await assignedTo(2)).toBeUndefined()
  })

  it('says which ones could not be moved, and moves the others', async () => {
    await officer.post('/desk/assign', { case: number(0), hands: 'take', back: '' })
    const response = await officer.post('/desk/assign', { case: [number(0), number(2)], hands: 'take', back: '' })
    expect(response.status).toBe(422)
    expect(await response.text()).toMatch(new RegExp(`${number(0)}: .*The other 1 was done`))
    expect(await assignedTo(2)).toBe('demo-officer')
  })
})

describe('a view of one’s own', () => {
  it('is kept under a name, shown to its owner alone, and removed', async () => {
    const kept = await officer.post('/desk/views', { view: 'Constables <b>', query: 'from=fbi&sort=newest' })
    expect([kept.status, kept.headers.get('location')]).toEqual([303, '/desk?from=fbi&sort=newest'])
    expect(await page(officer, '/desk')).toContain('Constables &lt;b&gt;')
    expect(await page(await open.as('demo-counsel'), '/desk')).not.toContain('Constables')
    await officer.post('/desk/views/drop', { name: 'Constables <b>' })
    expect(await page(officer, '/desk')).not.toContain('Constables')
  })

  it.each([
    ['', 'from=fbi', 'Give the view a name'],
    ['x'.repeat(41), 'from=fbi', 'Give the view a name'],
    ['Mine', '', 'Choose some filters'],
  ])('is not kept as "%s" of "%s"', async (view, filters, why) => {
    const response = await officer.post('/desk/views', { view, query: filters })
    expect(response.status).toBe(422)
    const text = await response.text()
    expect(text).toContain(why)
    expect(text).toContain(`value="${view}"`)
  })
})

describe('what leaves the queue', () => {
  it('as a file: the filters on top, no name in it, and the log says who took it', async () => {
    const response = await officer.post('/desk/export', { query: 'from=fbi&sort=newest' })
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="queue-\d{4}-\d\d-\d\d\.csv"$/)
    expect(response.headers.get('cache-control')).toContain('no-store')
    const [said, , ...lines] = (await response.text()).trimEnd().split('\r\n')
    expect(said).toContain('Open cases, from Federal Bureau of Investigation. Newest request first.')
    expect(said).toContain('by demo-officer')
    expect(lines).toHaveLength(3)
    for (const word of ['Nadia', 'Reed', 'Quill']) expect(lines.join()).not.toContain(word)
    const looks = await looksTaken()
    expect(looks).toContainEqual(
      expect.objectContaining({ member: 'demo-officer', page: 'Queue as a file: from=fbi&sort=newest' }),
    )
  })

  it('as a calendar: the deadlines of one’s own cases, by number and kind, and no name', async () => {
    const { number: decided } = await answeredWarrant(open.office)
    const address = async () =>
      /\/calendar\/[A-Za-z0-9_-]{43}/.exec(await (await officer.post('/desk/feed')).text())?.[0]
    const feed = async () => (await open.nobody.get((await address()) ?? '')).text()
    expect(await feed()).not.toContain(decided)
    await officer.post('/desk/assign', { case: decided, hands: 'take', back: '' })
    const lines = (await feed()).replaceAll('\r\n ', '').split('\r\n')
    const summaries = lines.filter((line) => line.startsWith('SUMMARY:'))
    expect(summaries.length).toBeGreaterThan(0)
    for (const summary of summaries) expect(summary).toMatch(new RegExp(`^SUMMARY:${decided}: [a-z0-9 ]+$`, 'i'))
    const [first = ''] = lines.filter((line) => line.startsWith('DTSTART')).toSorted()
    const [, year, month] = /:(\d{4})(\d\d)\d\d$/.exec(first) ?? []
    expect(await page(officer, `/desk/deadlines?month=${year}-${month}`)).toContain(decided)
  })

  it('as a calendar: by a secret address, until it is renewed or ended', async () => {
    const made = await (await officer.post('/desk/feed')).text()
    const address = /http:\/\/localhost:4000(\/calendar\/[A-Za-z0-9_-]{43})/.exec(made)?.[1] ?? ''
    const feed = await open.nobody.get(address)
    expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8'])
    expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/)
    expect((await open.nobody.get(`${address.slice(0, -1)}_`)).status).toBe(404)
    expect(await page(officer, '/desk/feed')).not.toContain(address)

    const renewed = await (await officer.post('/desk/feed')).text()
    expect((await open.nobody.get(address)).status).toBe(404)
    const second = /http:\/\/localhost:4000(\/calendar\/[A-Za-z0-9_-]{43})/.exec(renewed)?.[1] ?? ''
    expect((await open.nobody.get(second)).status).toBe(200)
    await officer.post('/desk/feed/end')
    expect((await open.nobody.get(second)).status).toBe(404)
    expect((await open.nobody.get('/calendar/')).status).toBe(404)
  })
})

describe('around the queue', () => {
  it('keys are listed, and off for whoever turned them off', async () => {
    expect(await page(officer, '/desk')).toContain('data-key="j"')
    await officer.post('/desk/keys', { keys: 'off' })
    const off = await page(officer, '/desk')
    expect(off).not.toContain('data-key=')
    expect(off).toContain('Turn them on')
    expect(await page(await open.as('demo-counsel'), '/desk')).toContain('data-key="j"')
    await officer.post('/desk/keys', { keys: 'on' })
    expect(await page(officer, '/desk/keys')).toContain('data-key="j"')
  })

  it('deadlines stand in a month, and a month that is none is this one', async () => {
    expect(await page(officer, '/desk/deadlines?month=2031-02')).toContain('February 2031')
    const now = await page(officer, '/desk/deadlines?month=2031-13')
    expect(now).not.toContain('2031')
    expect(now).toContain('No open case has its next deadline in this month.')
  })

  it('nothing went wrong behind any of these pages', () => {
    expect(open.failures).toEqual([])
  })
})
