import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { faultInPng } from '#instrument/picture.ts'
import type { Scanned } from '#instrument/scanner.ts'
import { read, readOrder, receive } from '#pipeline/intake.ts'
import { looksAtCase } from '#pipeline/looks.ts'
import { loadCase, move, streamOf } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { answeredWarrant, handInWarrant, officer, ok, warrantReading } from '#testing/office.ts'
import { pdfOf, squares } from '#testing/pdf.ts'
import { webOffice, type Caller, type WebOffice } from '#testing/web.ts'

let web: WebOffice
let desk: Caller
let scanned: Scanned
const asked: number[] = []

function scan(bytes: Uint8Array): Promise<Scanned> {
  asked.push(bytes.length)
  return Promise.resolve(scanned)
}

beforeAll(async () => {
  web = await webOffice({ people: 40, scanner: { here: true, scan } })
  desk = await web.as('demo-officer')
}, 60_000)
beforeEach(() => {
  scanned = { found: 'nothing' }
  asked.length = 0
})
afterAll(() => web.close())

const caseOf = async (changes: object = {}): Promise<{ number: string; stream: string }> => {
  const received = await handInWarrant(web.office, changes)
  if (!received.received) throw new Error('the warrant was not received')
  return received
}
const page = async (caller: Caller, path: string): Promise<{ status: number; text: string }> => {
  const response = await caller.get(path)
  return { status: response.status, text: await response.text() }
}

describe('a paper, as it arrived', () => {
  it('is a file to be opened elsewhere, with nothing that could run in our origin', async () => {
    const { number } = await caseOf()
    const response = await desk.get(`/desk/cases/${number}/papers/i1/file`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${number}-i1.pdf"`)
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'self'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const example = join(
      import.meta.dirname,
      '..',
      '..',
      '..',
      '..',
      'examples',
      'search-warrant',
      'search-warrant.pdf',
    )
    expect(Buffer.from(await response.arrayBuffer()).equals(await readFile(example))).toBe(true)
  })

  it('is shown as a picture where it is one, and never as what it claims to be', async () => {
    const { number, stream } = await caseOf()
    const { ports } = web.office
    const png = await readFile(join(import.meta.dirname, 'specimen.png'))
    const html = utf8('<!doctype html><script>alert(1)</script>')
    const by = await officer(ports)
    const reading = (id: string) => warrantReading(ports, { id, kind: 'court-order' })
    ok(await read(ports, by, stream, reading('i2'), { name: 'scan.png', bytes: png }))
    ok(await read(ports, by, stream, reading('i3'), { name: 'page.txt', bytes: html }))
    const picture = await desk.get(`/desk/cases/${number}/papers/i2/file`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(picture.headers.get('content-disposition')).toMatch(/^inline; /)
    expect(picture.headers.get('content-security-policy')).toContain('sandbox')
    const text = await desk.get(`/desk/cases/${number}/papers/i3/file`)
    expect(text.headers.get('content-type')).toBe('application/octet-stream')
    expect(text.headers.get('content-disposition')).toMatch(/^attachment; /)
  })

  it('stays shut where the scanner knows it, and waits where the scanner does not answer', async () => {
    const { number } = await caseOf()
    scanned = { found: 'harm', name: 'Synthetic.Test' }
    const harmful = await page(desk, `/desk/cases/${number}/papers/i1/file`)
    expect(harmful.status).toBe(403)
    expect(harmful.text).toContain('This file stays shut')
    scanned = { found: 'no-answer' }
    expect((await page(desk, `/desk/cases/${number}/papers/i1/file`)).status).toBe(503)
    expect(asked).toHaveLength(2)
  })

  it('is nobody’s of another agency, nor of a requester, nor of nobody', async () => {
    const { number } = await caseOf()
    const register = [...(await web.web.doors.register()).values()]
    const elsewhere = register.find(({ agency, roles }) => agency !== 'ma-dta' && roles.includes('disclosure-officer'))
    const other = await web.as(elsewhere?.id ?? '')
    const papers = ['', '/file', '/read', '/pages/1'].map((path) => `/papers/i1${path}`)
    for (const path of ['', ...papers, '/counsel', '/decide', '/notice', '/requester']) {
      expect((await page(other, `/desk/cases/${number}${path}`)).status, path).toBe(404)
      expect((await web.nobody.get(`/desk/cases/${number}${path}`)).status, path).toBe(303)
    }
    expect((await page(desk, `/desk/cases/${number}/papers/i9/file`)).status).toBe(404)
    expect((await page(desk, `/desk/cases/${number}/papers/..%2Frequest/file`)).status).toBe(404)
    expect((await page(desk, '/desk/cases/MA-DTA-2026-00000000')).status).toBe(404)
  })

  it('is kept with the letter that it was entered from, which only the case’s own staff see', async () => {
    const { ports, cast } = web.office
    const example = join(import.meta.dirname, '..', '..', '..', '..', 'examples', 'search-warrant')
    const request = { ...JSON.parse(await readFile(join(example, 'request.json'), 'utf8')), reference: 'SYN-letter' }
    const file = {
      name: 'request.json',
      bytes: utf8(JSON.stringify({ ...request, receiver: { recipient: cast.receiver.recipient } })),
    }
    const papers = [{ name: 'search-warrant.pdf', bytes: await readFile(join(example, 'search-warrant.pdf')) }]
    const letter = { name: 'letter.txt', bytes: utf8('Dear office, we ask for …') }
    const intake = await actor(ports, 'demo-intake')
    const received = await receive(ports, intake, file, papers, letter)
    if (!received.received) throw new Error('not received')
    const shown = await desk.get(`/desk/cases/${received.number}/papers/letter/file`)
    expect(await shown.text()).toBe('Dear office, we ask for …')
    // Typed by another clerk in other words, it is still that letter.
    const other = { name: 'request.json', bytes: utf8(JSON.stringify({ ...request, reference: 'SYN letter' })) }
    const again = await receive(ports, intake, other, papers, letter)
    expect(again.received).toBe(false)
  })
})

describe('a paper that is a PDF', () => {
  it('is seen page by page beside a specimen of its kind, as pictures that we drew', async () => {
    const { number } = await caseOf()
    const path = `/desk/cases/${number}/papers/i1`
    const { text } = await page(desk, `${path}/read?kind=judicial-warrant`)
    expect(text).toContain(
      `<img class="scan" src="${path}/pages/1" width="1200" height="1552" alt="The scan of i1, page 1 of 1"`,
    )
    expect(text).toContain('A drawing of the kind: ')
    // Before its kind is chosen, and for whoever reads nothing, too.
    expect((await page(desk, `${path}/read`)).text).toContain(`src="${path}/pages/1"`)
    expect((await page(await web.as('demo-approver-2'), path)).text).toContain(`src="${path}/pages/1"`)
    const picture = await desk.get(`${path}/pages/1`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(picture.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'self'")
    expect(picture.headers.get('cache-control')).toBe('no-store')
    expect(faultInPng(new Uint8Array(await picture.arrayBuffer()))).toBeUndefined()
    for (const none of ['2', '0', '-1', '1.0', '01', '1e0', 'x', '99999']) {
      expect((await page(desk, `${path}/pages/${none}`)).status, none).toBe(404)
    }
    expect((await page(desk, `/desk/cases/${number}/papers/request/pages/1`)).status).toBe(404)
    expect((await page(desk, `/desk/cases/${number}/papers/i9`)).status).toBe(404)
  })

  it('can be an order of a court, seen in the same way', async () => {
    const { number, stream } = await caseOf()
    const { ports } = web.office
    const facts = {
      id: 'o1',
      about: 'i1',
      effect: 'stay',
      issuerKind: 'federal-court',
      signedBy: 'judge',
      issuedOn: '2026-11-02',
    } as const
    ok(await readOrder(ports, await officer(ports), stream, facts, { name: 'order.pdf', bytes: squares(2) }))
    for (const path of ['orders/o1', 'papers/o1']) {
      const { text } = await page(desk, `/desk/cases/${number}/${path}`)
      expect(text, path).toContain(`src="/desk/cases/${number}/papers/o1/pages/2"`)
    }
  })

  it('of many pages says that not all of them are shown', async () => {
    const { number, stream } = await caseOf()
    const { ports } = web.office
    const reading = warrantReading(ports, { id: 'i2', kind: 'court-order' })
    ok(await read(ports, await officer(ports), stream, reading, { name: 'long.pdf', bytes: squares(33) }))
    const { text } = await page(desk, `/desk/cases/${number}/papers/i2`)
    expect(text).toContain('The first 30 of 33 pages are shown.')
    expect(text).toContain('alt="The scan of i2, page 30 of 33"')
    expect(text).not.toContain('/pages/31')
    expect((await page(desk, `/desk/cases/${number}/papers/i2/pages/31`)).status).toBe(404)
  })

  it('that cannot be drawn is still the file that came, and the page says why', async () => {
    const { number, stream } = await caseOf()
    const { ports } = web.office
    // Whole by its ends, and no page in it.
    const empty = pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'])
    const reading = warrantReading(ports, { id: 'i2', kind: 'court-order' })
    ok(await read(ports, await officer(ports), stream, reading, { name: 'empty.pdf', bytes: empty }))
    const path = `/desk/cases/${number}/papers/i2`
    const { status, text } = await page(desk, `${path}/read?kind=court-order`)
    expect(status).toBe(200)
    expect(text).toContain('It is damaged, so its pages cannot be shown here.')
    expect(text).toContain(`href="${path}/file"`)
    expect(text).not.toContain('/pages/1')
    const one = await page(desk, `${path}/pages/1`)
    expect(one.status).toBe(422)
    expect(one.text).toContain(`href="${path}/file"`)
  })

  it('is drawn for nobody where the scanner knows it, or does not answer', async () => {
    const { number } = await caseOf()
    const path = `/desk/cases/${number}/papers/i1`
    scanned = { found: 'harm', name: 'Synthetic.Test' }
    expect((await page(desk, `${path}/pages/1`)).status).toBe(403)
    const { text } = await page(desk, path)
    expect(text).toContain('The scanner knows this file as harmful')
    expect(text).not.toContain('/pages/1')
    expect(text).not.toContain(`${path}/file`)
    scanned = { found: 'no-answer' }
    expect((await page(desk, `${path}/pages/1`)).status).toBe(503)
    expect((await page(desk, `${path}/read`)).text).toContain('The scanner does not answer')
  })

  it('is seen by the same people as the file, and who looked is in the log', async () => {
    const { number } = await caseOf()
    const pages = [`/desk/cases/${number}/papers/i1`, `/desk/cases/${number}/papers/i1/pages/1`]
    for (const id of ['demo-administrator', 'demo-oversight', 'demo-agent']) {
      const other = await web.as(id)
      for (const path of pages) expect((await page(other, path)).status, `${id} ${path}`).toBe(403)
    }
    const counsel = await web.as('demo-counsel')
    expect(await looksAtCase(web.office.ports, 'ma-dta', number)).toEqual([])
    for (const path of pages.toReversed()) expect((await page(counsel, path)).status).toBe(200)
    const looks = await looksAtCase(web.office.ports, 'ma-dta', number)
    expect(looks).toMatchObject([{ page: 'Look at one page of a paper', member: 'demo-counsel', case: number }])
  })
})

describe('a reading', () => {
  const answers = {
    step: 'record',
    issuerKind: 'federal-court',
    issuer: 'Secret Court of the First Reader',
    docket: 'SYN-first-reader-7',
    directed: 'yes',
    signedBy: 'magistrate-judge',
    'issuedOn-month': '11',
    'issuedOn-day': '2',
    'issuedOn-year': '2026',
    subjects: 'p1',
    programs: 'snap',
    asks: 'these',
    elements: 'application',
  }

  it('is kept from whoever reads next, on every page of the case, until they have read it too', async () => {
    const { number } = await caseOf()
    const path = `/desk/cases/${number}`
    const post = (caller: Caller, fields: object) =>
      caller.post(`${path}/papers/i1/read?kind=judicial-warrant`, { ...answers, ...fields })
    const first = await web.as('demo-intake')
    expect((await post(first, {})).status).toBe(303)
    for (const one of ['', '/papers/i1/read', '/papers/i1/read?kind=judicial-warrant', '/counsel', '/notice']) {
      expect((await page(desk, path + one)).text, one).not.toMatch(
        /first-reader|First Reader|magistrate judge of a court<\/dd/i,
      )
    }
    expect((await page(first, path)).text).toContain('SYN-first-reader-7')
    // Another docket: who differs is told in what, and not what the other wrote.
    expect((await post(desk, { docket: 'SYN-other' })).status).toBe(303)
    const disputed = await page(desk, path)
    expect(disputed.text).toContain('They differ in: the docket number')
    expect(disputed.text).not.toContain('first-reader')
    const counsel = await page(await web.as('demo-counsel'), `${path}/counsel`)
    expect(counsel.text).toContain('SYN-first-reader-7')
    expect((await page(desk, `${path}/counsel`)).text).not.toContain('first-reader')
  })

  it('comes back with a sentence by each field that cannot be taken, and with everything that was typed', async () => {
    const { number, stream } = await caseOf()
    const path = `/desk/cases/${number}/papers/i1/read?kind=judicial-warrant`
    const wrong = { ...answers, signedBy: 'the-king', directed: '', 'issuedOn-day': '31', docket: '<b>&"docket' }
    const response = await desk.post(path, wrong)
    const text = await response.text()
    expect(response.status).toBe(422)
    for (const name of ['signedBy', 'directed', 'issuedOn']) expect(text, name).toContain(`href="#field-${name}"`)
    expect(text).toContain('&lt;b&gt;&amp;&quot;docket')
    expect((await loadCase(web.office.ports, stream)).state.n).toBe(1)
    // What only the pipeline knows to be wrong comes back at its field too.
    const early = { ...answers, 'executeBy-month': '10', 'executeBy-day': '2', 'executeBy-year': '2026' }
    expect(await (await desk.post(path, early)).text()).toContain('href="#field-executeBy"')
  })
})

describe('what staff write down', () => {
  it('is counsel’s alone where counsel marks it as privileged', async () => {
    const { number, stream } = await caseOf()
    const { ports } = web.office
    const counsel = await web.as('demo-counsel')
    expect(
      (await counsel.post(`/desk/cases/${number}/notes`, { note: 'SECRET-OF-COUNSEL', privileged: 'yes' })).status,
    ).toBe(303)
    expect((await page(counsel, `/desk/cases/${number}`)).text).toContain('SECRET-OF-COUNSEL')
    for (const id of ['demo-officer', 'demo-intake', 'demo-approver-2']) {
      expect((await page(await web.as(id), `/desk/cases/${number}`)).text, id).not.toContain('SECRET-OF-COUNSEL')
    }
    const refused = await desk.post(`/desk/cases/${number}/notes`, { note: 'x', privileged: 'yes' })
    expect(refused.status).toBe(422)
    ok(
      await move(ports, await officer(ports), stream, () => ({
        command: 'add-note',
        text: 'for all',
        privileged: false,
      })),
    )
    expect((await page(desk, `/desk/cases/${number}`)).text).toContain('for all')
  })

  it('names nobody in a tag, and takes the case into one’s own hands', async () => {
    const { number, stream } = await caseOf()
    const refused = await desk.post(`/desk/cases/${number}/tags`, { tag: 'samplewright', stands: 'yes' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('it names nobody')
    expect((await desk.post(`/desk/cases/${number}/tags`, { tag: 'needs-interpreter', stands: 'yes' })).status).toBe(
      303,
    )
    expect((await desk.post(`/desk/cases/${number}/take`)).status).toBe(303)
    const { state } = await loadCase(web.office.ports, stream)
    expect(state).toMatchObject({ tags: ['needs-interpreter'], assigned: 'demo-officer' })
    expect((await desk.post(`/desk/cases/${number}/tags`, { tag: 'needs-interpreter', stands: 'no' })).status).toBe(303)
  })

  it('is in no bundle for a court', async () => {
    const { number, stream } = await answeredWarrant(web.office)
    const counsel = await web.as('demo-counsel')
    const { ports } = web.office
    const by = await actor(ports, 'demo-counsel')
    ok(await move(ports, by, stream, () => ({ command: 'add-note', text: 'SECRET-OF-COUNSEL', privileged: true })))
    const bundle = await counsel.get(`/desk/cases/${number}/court`)
    expect(bundle.headers.get('content-disposition')).toContain(`${number}-for-a-court.tar`)
    const text = Buffer.from(await bundle.arrayBuffer()).toString('latin1')
    expect(text).toContain('decision.json')
    expect(text).toContain('rules.json')
    expect(text).not.toContain('SECRET-OF-COUNSEL')
  })
})

it('changes nothing by being looked at', async () => {
  const { number } = await answeredWarrant(web.office)
  const { ports } = web.office
  const stream = await streamOf(ports, number)
  const before = (await loadCase(ports, stream)).state.n
  const pages = web.web.app.routes
    .filter(({ method, path }) => method === 'GET' && path.startsWith('/desk/cases/:number'))
    .map(({ path }) => path.replace(':number', number).replace(':id', 'i1').replace(/:\w+/g, '0'))
  expect(pages.length).toBeGreaterThan(15)
  const counsel = await web.as('demo-counsel')
  for (const path of pages) {
    expect([200, 303, 403, 404], path).toContain((await desk.get(path)).status)
    expect([200, 303, 403, 404], path).toContain((await counsel.get(path)).status)
  }
  expect((await loadCase(ports, stream)).state.n).toBe(before)
  expect(web.failures).toEqual([])
})
