import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { days, handInWarrant, officer, ok, warrantReading } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'
import { match } from '#pipeline/determine.ts'
import { read } from '#pipeline/intake.ts'
import { loadCase } from '#pipeline/move.ts'

let site: Awaited<ReturnType<typeof webOffice>>
let staff: Caller
let number = ''
let stream = ''

beforeAll(async () => {
  site = await webOffice()
  staff = await site.as('demo-officer')
  const { ports } = site.office
  const kind = 'judicial-subpoena'
  const received = await handInWarrant(site.office, {
    instruments: [{ id: 'i1', kind, subjects: ['p1'], file: 'search-warrant.pdf' }],
  })
  if (!received.received) throw new Error('the subpoena was not received')
  ;({ number, stream } = received)
  ok(await read(ports, await officer(ports), stream, warrantReading(ports, { kind, executeBy: undefined })))
  ok((await match(ports, await officer(ports), stream)).moved)
})
afterAll(() => site.close())

async function page(response: Response | Promise<Response>, status = 200): Promise<string> {
  const answer = await response
  const text = await answer.text()
  expect(answer.status, text.slice(0, 2000)).toBe(status)
  return text
}
const at = (path = ''): string => `/desk/cases/${number}/letters${path}`

describe('the letters of a case', () => {
  it('say what the requester is told, and when, before anything is known of a person', async () => {
    const text = await page(staff.get(at()))
    expect(text).toContain('Counsel answers the court.')
    expect(text).toMatch(/Goes out/)
  })

  it('show a letter before it is made, with what staff add marked', async () => {
    const text = await page(staff.get(at('/new?letter=notice-i1-p1')))
    expect(text).toContain('The FBI asked for information about you. We have not given it.')
    const typed = { letter: 'notice-i1-p1', language: 'en', addition: 'Please call on a weekday. <b>#strong[x]</b>' }
    const again = await page(staff.post(at('/new'), { ...typed, do: 'look' }))
    expect(again).toMatch(/<ins>[^]*Please call on a weekday\. &lt;b&gt;#strong\[x\]&lt;\/b&gt;/)
    expect((await loadCase(site.office.ports, stream)).state.letters).toEqual([])
  })

  it('refuse what cannot be, in a sentence by the field, and keep what was typed', async () => {
    const typed = {
      letter: 'notice-i1-p1',
      language: 'tlh',
      addition: 'Stays here.',
      'objectBy-year': '2026',
      'objectBy-month': '2',
      'objectBy-day': '31',
    }
    const text = await page(staff.post(at('/new'), { ...typed, do: 'make' }), 422)
    expect(text).toContain('href="#field-language"')
    expect(text).toContain('This is no day of the calendar')
    expect(text).toContain('Stays here.')
  })

  it('are made, printed, mailed and come back, each step written down in the case', async () => {
    const typed = { letter: 'notice-i1-p1', language: 'es', addition: '', do: 'make' }
    expect((await staff.post(at('/new'), typed)).status).toBe(303)
    const [letter] = (await loadCase(site.office.ports, stream)).state.letters
    expect(letter).toMatchObject({ kind: 'notice', language: 'es', to: 'person', person: 'p1', state: 'made' })
    const id = `${number}-${letter?.letter}`

    expect(await page(staff.get('/desk/letters'))).toContain(`/desk/letters/${id}"`)
    const shown = await page(staff.get(`/desk/letters/${id}`))
    expect(shown).toContain('No la hemos dado.')
    expect(shown).toContain('word for word')
    const pdf = await staff.get(`/desk/letters/${id}/pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')

    expect((await staff.post('/desk/letters/mark', { letter: [id], as: 'printed' })).status).toBe(303)
    const today = days(site.office.ports, 0).split('-')
    const on = { 'on-year': today[0] ?? '', 'on-month': today[1] ?? '', 'on-day': today[2] ?? '' }
    expect(await page(staff.post(`/desk/letters/${id}`, { as: 'returned', ...on }), 422)).toContain(
      'Choose what became',
    )
    expect(await page(staff.post(`/desk/letters/${id}`, { as: 'mailed' }), 422)).toContain('Write the day')
    expect((await staff.post(`/desk/letters/${id}`, { as: 'mailed', ...on })).status).toBe(303)
    expect((await staff.post(`/desk/letters/${id}`, { as: 'returned', ...on })).status).toBe(303)
    expect((await loadCase(site.office.ports, stream)).state.letters[0]?.state).toBe('returned')
    expect(await page(staff.get('/desk/letters'))).toContain('Came back')
  })

  it('are nobody’s of another agency, and no approver’s to make', async () => {
    const [letter] = (await loadCase(site.office.ports, stream)).state.letters
    const other = await site.as('demo-me-officer')
    await page(other.get(`/desk/letters/${number}-${letter?.letter}`), 404)
    await page(other.get(at()), 404)
    const approver = await site.as('demo-approver-1')
    await page(approver.post(at('/new'), { letter: 'notice-i1-p1', language: 'en', addition: '', do: 'make' }), 403)
    expect((await site.nobody.get('/desk/letters')).headers.get('location')).toContain('/sign-in')
  })
})
