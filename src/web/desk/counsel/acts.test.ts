/** What counsel and the desk do around a case, each through its page: taken where it is whole, else said by its field. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseState } from '#case/state.ts'
import { isStayed } from '#case/orders.ts'
import { read } from '#pipeline/intake.ts'
import { loadCase } from '#pipeline/move.ts'
import { handInWarrant, officer, ok, reader, warrantReading } from '#testing/office.ts'
import { webOffice, type Caller, type WebOffice } from '#testing/web.ts'

let web: WebOffice
let desk: Caller
let counsel: Caller
let privacy: Caller

beforeAll(async () => {
  web = await webOffice({ people: 40 })
  ;[desk, counsel, privacy] = await Promise.all([
    web.as('demo-officer'),
    web.as('demo-counsel'),
    web.as('demo-approver-2'),
  ])
}, 60_000)
afterAll(() => web.close())

interface Opened {
  readonly path: string
  readonly stream: string
  readonly state: () => Promise<CaseState>
}

async function subpoena(): Promise<Opened> {
  const { ports } = web.office
  const instruments = [{ id: 'i1', kind: 'judicial-subpoena', file: 'search-warrant.pdf' }]
  const received = await handInWarrant(web.office, { instruments })
  if (!received.received) throw new Error('not received')
  const { number, stream } = received
  for (const by of [await officer(ports), await reader(ports)]) {
    ok(await read(ports, by, stream, warrantReading(ports, { kind: 'judicial-subpoena', executeBy: undefined })))
  }
  return { path: `/desk/cases/${number}`, stream, state: async () => (await loadCase(ports, stream)).state }
}

/** The sentences by their fields; none where it was taken. */
async function problems(
  caller: Caller,
  path: string,
  fields: Record<string, string | readonly string[]>,
): Promise<readonly string[]> {
  const response = await caller.post(path, fields)
  if (response.status === 303) return []
  expect(response.status).toBe(422)
  const text = await response.text()
  const summary = /id="problems"[^]*?<\/ul>/.exec(text)?.[0] ?? ''
  return [...summary.matchAll(/href="#field-([\w-]+)"/g)].map(([, name = '']) => name)
}
const day = (name: string, on = '2026-12-20') => {
  const [year = '', month = '', date = ''] = on.split('-')
  return { [`${name}-year`]: year, [`${name}-month`]: String(Number(month)), [`${name}-day`]: String(Number(date)) }
}

describe('counsel', () => {
  it('approves what a paper describes, or less, or refuses it on a ground', async () => {
    const { path, state } = await subpoena()
    expect(await problems(counsel, `${path}/counsel`, { papers: 'i1' })).toEqual(['decision'])
    expect(await problems(counsel, `${path}/counsel`, { papers: 'i1', decision: 'narrow' })).toEqual(['elements'])
    expect(await problems(counsel, `${path}/counsel`, { papers: 'i1', decision: 'refuse' })).toEqual(['ground'])
    expect(await problems(counsel, `${path}/counsel`, { papers: 'i1', decision: 'approve' })).toEqual([])
    expect((await state()).counsel).toMatchObject([
      { instrument: 'i1', decision: 'approve', elements: 'as-instrument' },
    ])
    const less = { papers: 'i1', people: 'p1', decision: 'narrow', elements: ['application'] }
    expect(await problems(counsel, `${path}/counsel`, less)).toEqual([])
    expect((await state()).counsel).toMatchObject([{ person: 'p1', decision: 'approve', elements: ['application'] }])
    expect(
      await problems(counsel, `${path}/counsel`, { papers: 'i1', decision: 'refuse', ground: 'Overbroad' }),
    ).toEqual([])
    expect((await state()).counsel).toMatchObject([{ instrument: 'i1', person: undefined, decision: 'refuse' }])
    expect((await desk.post(`${path}/counsel`, { decision: 'approve' })).status).toBe(403)
  })

  it('moves against a paper by a day, and records how it ended', async () => {
    const { path, state } = await subpoena()
    const motion = { instrument: 'i1', motion: 'motion-to-quash' }
    expect(await problems(counsel, `${path}/counsel/motion`, {})).toEqual(['instrument', 'motion', 'due'])
    expect(await problems(counsel, `${path}/counsel/motion`, { ...motion, ...day('due', '2026-02-30') })).toEqual([
      'due',
    ])
    expect(await problems(counsel, `${path}/counsel/motion`, { ...motion, ...day('due'), docket: 'SYN-9' })).toEqual([])
    const page = await (await desk.get(path)).text()
    expect(page).toContain('Motion to quash against i1')
    expect((await counsel.post(`${path}/counsel`, { papers: 'i1', decision: 'approve' })).status).toBe(422)
    expect(await problems(counsel, `${path}/counsel/motion`, { ...motion, ended: 'granted' })).toEqual([])
    expect((await state()).motions).toMatchObject([{ due: '2026-12-20', docket: 'SYN-9', ended: 'granted' }])
  })

  it('settles in writing what two people read differently', async () => {
    const { path, stream, state } = await subpoena()
    const { ports } = web.office
    ok(
      await read(
        ports,
        await officer(ports),
        stream,
        warrantReading(ports, { kind: 'judicial-subpoena', docket: 'SYN-other', executeBy: undefined }),
      ),
    )
    const settle = { paper: 'i1', reader: 'demo-intake' }
    expect(await problems(counsel, `${path}/counsel/settle`, settle)).toEqual(['settling-i1'])
    expect(
      await problems(counsel, `${path}/counsel/settle`, { ...settle, 'settling-i1': 'The caption says so' }),
    ).toEqual([])
    expect((await state()).instruments['i1']?.facts?.docket).toBe('SYN-mj-0001')
    expect((await desk.post(`${path}/counsel/settle`, settle)).status).toBe(403)
  })

  it('is asked by staff, and sends the case back with an answer', async () => {
    const { path, state } = await subpoena()
    expect(await problems(desk, `${path}/counsel/refer`, {})).toEqual(['reason'])
    expect(await problems(desk, `${path}/counsel/refer`, { reason: 'Whose household is this?' })).toEqual([])
    expect(await (await counsel.get(`${path}/counsel`)).text()).toContain('Whose household is this?')
    expect((await desk.post(`${path}/counsel/return`, { reason: 'x' })).status).toBe(403)
    expect(await problems(counsel, `${path}/counsel/return`, { reason: 'One household' })).toEqual([])
    expect((await state()).referred).toBeUndefined()
  })
})

async function handIn(caller: Caller, path: string, fields: Record<string, string>, file?: Blob): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  if (file !== undefined) body.append('file', file, '../order.pdf')
  return caller.ask(path, { method: 'POST', body, headers: { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' } })
}

describe('an order of a court', () => {
  const order = {
    about: 'i1',
    effect: 'stay',
    issuerKind: 'federal-court',
    signedBy: 'judge',
    ...day('issuedOn', '2026-11-02'),
  }

  it('is added with its file, counts where it closes, and is read by a second person', async () => {
    const { path, state } = await subpoena()
    const text = new Blob(['ORDER. The subpoena is stayed. (synthetic)'])
    const missing = await handIn(desk, `${path}/orders/new`, order)
    expect(missing.status).toBe(422)
    expect(await missing.text()).toContain('Choose the file of the order.')
    const wrong = await handIn(desk, `${path}/orders/new`, order, text)
    expect(wrong.status, 'called a PDF and none').toBe(422)
    expect(await wrong.text()).toContain('is called a PDF and is not one')
    expect((await state()).orders).toEqual({})
    const body = new FormData()
    for (const [name, value] of Object.entries(order)) body.append(name, value)
    body.append('file', text, 'order.txt')
    const headers = { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' }
    expect((await desk.ask(`${path}/orders/new`, { method: 'POST', body, headers })).status).toBe(303)
    expect(isStayed(await state(), 'i1')).toBe(true)
    expect(await (await desk.get(path)).text()).toContain('stayed')
    const page = await (await counsel.get(`${path}/orders/o1`)).text()
    expect(page).not.toContain('checked')
    expect(await problems(counsel, `${path}/orders/o1`, order)).toEqual([])
    expect((await state()).orders['o1']?.readings.given).toHaveLength(2)
    expect((await counsel.get(`${path}/orders/o9`)).status).toBe(404)
    expect(await problems(counsel, `${path}/orders/o1`, {})).toEqual([
      'about',
      'effect',
      'issuerKind',
      'signedBy',
      'issuedOn',
    ])
  })

  it('that shortens a public notice says which court made it, under which docket, and from when', async () => {
    const { path, state } = await subpoena()
    const shortens = { ...order, effect: 'shorten-notice' }
    const text = new Blob(['ORDER. The release may leave on November 20. (synthetic)'])
    const page = await (await handIn(desk, `${path}/orders/new`, shortens, text)).text()
    for (const name of ['issuer', 'docket', 'leavesFrom']) expect(page).toContain(`href="#field-${name}"`)
    const whole = { ...shortens, issuer: 'A court (synthetic)', docket: 'SYN-7', ...day('leavesFrom', '2026-11-20') }
    const body = new FormData()
    for (const [name, value] of Object.entries(whole)) body.append(name, value)
    body.append('file', text, 'order.txt')
    const headers = { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' }
    expect((await desk.ask(`${path}/orders/new`, { method: 'POST', body, headers })).status).toBe(303)
    const facts = { effect: 'shorten-notice', issuer: 'A court (synthetic)', docket: 'SYN-7', leavesFrom: '2026-11-20' }
    expect((await state()).orders['o1']?.readings.given[0]?.facts).toMatchObject(facts)
  })
})

describe('around a case', () => {
  it('people are told, object, and have a lawyer who gets copies', async () => {
    const { path, state } = await subpoena()
    expect(await problems(desk, `${path}/notice`, { how: 'told' })).toEqual(['people', 'servedOn'])
    expect(
      await problems(desk, `${path}/notice`, {
        people: 'p1',
        papers: 'i1',
        ...day('servedOn', '2026-11-02'),
        ...day('ends'),
      }),
    ).toEqual([])
    expect(await problems(desk, `${path}/notice/objection`, {})).toEqual(['person'])
    expect(await problems(desk, `${path}/notice/objection`, { person: 'p1', instrument: 'i1' })).toEqual([])
    expect((await state()).notices).toMatchObject([{ person: 'p1', given: { objectionPeriodEnds: '2026-12-20' } }])
    expect(await problems(desk, `${path}/lawyer`, { person: 'p1' })).toEqual(['name', 'address'])
    expect(
      await problems(desk, `${path}/lawyer`, { person: 'p1', name: 'Synthia Advocate', email: 'a@example.org' }),
    ).toEqual([])
    expect(await (await desk.get(path)).text()).toContain('no copies sent yet')
    expect(await problems(desk, `${path}/lawyer/copies`, { person: 'p1' })).toEqual([])
    expect((await state()).people['p1']?.copiesSent).toMatch(/^\d{4}-/)
  })

  it('a hold is set and lifted, an incident opened and closed, by those who may', async () => {
    const { path, state } = await subpoena()
    expect((await desk.post(`${path}/hold`, { matter: 'Suit' })).status).toBe(403)
    expect(await problems(privacy, `${path}/hold`, { matter: 'Example v. Synthetic' })).toEqual([])
    expect(await problems(desk, `${path}/hold/incident`, {})).toEqual(['what'])
    expect(await problems(desk, `${path}/hold/incident`, { what: 'A wrong fax number' })).toEqual([])
    const [incident = ''] = (await state()).incidents
    expect(await (await desk.get(path)).text()).toContain('An incident is open')
    expect(await problems(privacy, `${path}/hold/incident/close`, { incident })).toEqual([`finding-${incident}`])
    expect(
      await problems(privacy, `${path}/hold/incident/close`, { incident, [`finding-${incident}`]: 'Nothing had left' }),
    ).toEqual([])
    expect(await problems(privacy, `${path}/hold/lift`, { matter: 'Example v. Synthetic' })).toEqual([])
    expect(await state()).toMatchObject({ holds: [], incidents: [] })
  })

  it('findings are recorded and taken back; what was taken or shown is written down, and stops the case where it was shown', async () => {
    const { path, state } = await subpoena()
    expect(await problems(desk, `${path}/findings`, {})).toEqual(['finding'])
    expect(await problems(desk, `${path}/findings`, { finding: 'court-informed', papers: 'i1' })).toEqual([])
    expect(await problems(desk, `${path}/findings`, { finding: 'court-informed', papers: 'i1', stands: 'no' })).toEqual(
      [],
    )
    expect((await state()).established.courtInformed).toEqual([])
    expect(await problems(desk, `${path}/seizure`, {})).toEqual(['what', 'who', 'on', 'things'])
    const taken = { who: 'Two officers', things: 'A binder about Samplewright', ...day('on', '2026-11-02'), list: 'no' }
    expect(await problems(desk, `${path}/seizure`, { ...taken, what: 'seized' })).toEqual([])
    expect(await state()).toMatchObject({ established: { seized: true }, incidents: [] })
    expect(await problems(desk, `${path}/seizure`, { ...taken, what: 'disclosed' })).toEqual([])
    const after = await state()
    expect(after.established.alreadyDisclosed).toBe(true)
    expect(after.incidents).toHaveLength(1)
    expect(await (await desk.get(path)).text()).toContain('A binder about [p1]')
  })

  it('the requester withdraws with a reason', async () => {
    const { path, state } = await subpoena()
    expect(await problems(desk, `${path}/withdraw`, {})).toEqual(['reason'])
    expect(await problems(desk, `${path}/withdraw`, { reason: 'Called on Monday' })).toEqual([])
    expect((await state()).status).toBe('withdrawn')
    const late = await desk.post(`${path}/prepare`)
    expect(late.status).toBe(422)
    expect(await late.text()).toContain('The case is not there yet.')
  })
})

it('shows the card of the counter with whom to call, and to nobody else', async () => {
  const card = await (await desk.get('/desk/counter')).text()
  for (const id of ['demo-counsel', 'demo-approver-2']) {
    const { name = id } = (await web.web.doors.register()).get(id) ?? {}
    expect(card).toContain(name)
  }
  expect(card).toContain('I may not say yes, and I may not say no.')
  expect((await web.nobody.get('/desk/counter')).status).toBe(303)
  expect(web.failures).toEqual([])
})
