import { afterAll, beforeAll, expect, it } from 'vitest'
import { fromUtf8 } from '#formats/bytes.ts'
import { prepare } from '#pipeline/fulfill.ts'
import { loadCase, move } from '#pipeline/move.ts'
import {
  answeredWarrant,
  answerWarrant,
  applicationsOnPaper,
  handInWarrant,
  officer,
  ok,
  refusal,
} from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
beforeAll(async () => {
  web = await webOffice({ ports: applicationsOnPaper })
})
afterAll(() => web.close())

/** As a browser without script sends a file. */
async function handIn(who: Caller, path: string, text?: string): Promise<Response> {
  const body = new FormData()
  if (text !== undefined) body.append('file', new File([text], 'filled.csv', { type: 'text/csv' }))
  return who.ask(`${path}/worksheet`, {
    method: 'POST',
    body,
    headers: { origin: web.baseUrl, 'sec-fetch-site': 'same-origin' },
  })
}

async function decided() {
  const { stream, number } = await answeredWarrant(web.office)
  return { stream, number, path: `/desk/cases/${number}`, desk: await web.as('demo-intake') }
}

const sheet = (path: string) => `${path}/worksheet/snap.application`

it('leads from the case to the sheet, and says beside each row whom to look up, but not in the file', async () => {
  const { number, path, desk } = await decided()
  const asked = await (await desk.get(path)).text()
  expect(asked).toContain('Fill in the worksheet')
  expect(asked).toContain(`${path}/worksheet`)
  const page = await (await desk.get(`${path}/worksheet`)).text()
  for (const word of ['Samplewright', 'SYN-PLANTED', 'application.filed-on', 'not handed in yet', sheet(path)]) {
    expect(page).toContain(word)
  }
  const file = await desk.get(sheet(path))
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${number}.snap.application.csv"`)
  const csv = fromUtf8(new Uint8Array(await file.arrayBuffer()))
  expect(csv).toMatch(/^worksheet,subject,row,application\.filed-on,application\.channel\r\n/)
  expect(csv).not.toMatch(/Samplewright|SYN-PLANTED/)
})

it('takes a filled sheet, says whose hand it was, and only then is there something to prepare', async () => {
  const { stream, path, desk } = await decided()
  const officers = await web.as('demo-officer')
  const before = await (await officers.get(path)).text()
  expect(before).toContain('Go to the worksheet')
  expect(refusal(await prepare(web.office.ports, await officer(web.office.ports), stream))).toEqual([
    'worksheet-missing',
  ])
  const csv = await (await desk.get(sheet(path))).text()
  const handed = await handIn(desk, path, csv.replace(',p1,1,,', ',p1,1,2026-01-31,in-person'))
  expect([handed.status, handed.headers.get('location')]).toEqual([303, `${path}/worksheet`])
  const page = await (await desk.get(`${path}/worksheet`)).text()
  expect(page).toMatch(/By demo-intake, .*something stands in 1 row/)
  expect(page).not.toContain('in-person')
  expect(await (await officers.get(path)).text()).not.toContain('Go to the worksheet')
  ok(await prepare(web.office.ports, await officer(web.office.ports), stream))
  const approving = await (await (await web.as('demo-approver-1')).get(`${path}/approve`)).text()
  expect(approving).toMatch(/Filled in by hand[\s\S]*snap\.application: 1 row, by demo-intake/)
  expect(await (await officers.get(path)).text()).toContain('The worksheet snap.application was filled in by hand')
  expect(await (await desk.get(`${path}/worksheet`)).text()).toContain('becomes void')
})

it('takes nothing of a sheet with anything wrong in it, and says all of it and no value', async () => {
  const { stream, path, desk } = await decided()
  const csv = await (await desk.get(sheet(path))).text()
  const bad = csv
    .replace('application.channel', 'SECRET-COLUMN')
    .replace(',p1,1,,', ',p1,1,SECRET-DAY,<script>SECRET</script>')
  const answered = await handIn(desk, path, bad)
  expect(answered.status).toBe(422)
  const page = await answered.text()
  expect(page).toContain('Row 1, column number 5')
  expect(page).toContain('Column application.channel: this column is missing')
  expect(page).toContain('Row 2, column application.filed-on: this must be a day')
  expect(page).not.toContain('SECRET')
  expect((await loadCase(web.office.ports, stream)).state.worksheets).toEqual({})
  const none = await handIn(desk, path)
  expect([none.status, (await none.text()).includes('Choose the file')]).toEqual([422, true])
  const large = await handIn(desk, path, 'x'.repeat(1_400_000))
  expect(large.status).toBe(413)
})

it('is for two roles: others see that it is there, and whose hand it was, and are given and take nothing', async () => {
  const { path, desk } = await decided()
  const csv = await (await desk.get(sheet(path))).text()
  for (const id of ['demo-counsel', 'demo-approver-1', 'demo-approver-2']) {
    const other = await web.as(id)
    const page = await (await other.get(`${path}/worksheet`)).text()
    expect(page, id).toContain('For somebody else')
    expect(page, id).not.toContain(sheet(path))
    expect((await other.get(sheet(path))).status, id).toBe(403)
    expect((await handIn(other, path, csv)).status, id).toBe(403)
  }
  expect((await (await web.as('demo-oversight')).get(`${path}/worksheet`)).status).toBe(403)
  expect((await desk.get(`${path}/worksheet/snap`)).status).toBe(404)
})

it('gives no sheet for a case that may not be prepared, and says why', async () => {
  const { stream, path, desk } = await decided()
  const by = await officer(web.office.ports)
  const opened = { command: 'open-incident', incident: 'inc-1', what: 'A synthetic one' } as const
  ok(await move(web.office.ports, by, stream, () => opened))
  const page = await (await desk.get(`${path}/worksheet`)).text()
  expect(page).toContain('Not now')
  expect(page).not.toContain('application.filed-on')
  const file = await desk.get(sheet(path))
  expect([file.status, (await file.text()).includes('incident inc-1 is open')]).toEqual([422, true])
})

it('says so where nothing is filled in by hand', async () => {
  const received = await handInWarrant(web.office)
  if (!received.received) expect.unreachable()
  const { number } = await answerWarrant(web.office, received, { elements: ['ebt-transactions'] })
  const desk = await web.as('demo-intake')
  const page = await (await desk.get(`/desk/cases/${number}/worksheet`)).text()
  expect(page).toContain('Nothing has to be filled in by hand')
  expect(await (await desk.get(`/desk/cases/${number}`)).text()).not.toContain('/worksheet')
  expect((await desk.get(sheet(`/desk/cases/${number}`))).status).toBe(404)
  const sent = await handIn(desk, `/desk/cases/${number}`, 'worksheet,subject\n')
  expect([sent.status, (await sent.text()).includes('there is no worksheet to fill in')]).toEqual([422, true])
})
