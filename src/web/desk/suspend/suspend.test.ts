import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCase } from '#pipeline/move.ts'
import { days, handInWarrant } from '#testing/office.ts'
import { webOffice } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let stream = ''
let path = ''
beforeAll(async () => {
  web = await webOffice()
  const received = await handInWarrant(web.office)
  if (!received.received) throw new Error('the warrant was not received')
  ;({ stream } = received)
  path = `/desk/cases/${received.number}/suspend`
})
afterAll(() => web.close())

const until = () => {
  const [year = '', month = '', day = ''] = days(web.office.ports, 20).split('-')
  return { 'until-year': year, 'until-month': String(Number(month)), 'until-day': day }
}
const suspendedUntil = async () => (await loadCase(web.office.ports, stream)).state.suspendedUntil

it('is counsel’s to keep a case from its people, with an agency, a ground, a form and an end', async () => {
  const counsel = await web.as('demo-counsel')
  const whole = {
    issuer: 'An inspector (synthetic)',
    ground: 'It would impede the inquiry',
    form: 'written',
    ...until(),
  }
  expect((await (await web.as('demo-officer')).post(path, whole)).status).toBe(403)
  const half = await counsel.post(path, { ground: 'Because <b>' })
  expect(half.status).toBe(422)
  const page = await half.text()
  for (const field of ['issuer', 'form', 'until']) expect(page).toContain(`href="#field-${field}"`)
  expect(page).toContain('Because &lt;b&gt;')
  expect(await suspendedUntil()).toBeUndefined()
  expect((await counsel.post(path, whole)).status).toBe(303)
  expect(await suspendedUntil()).toBe(days(web.office.ports, 20))
  expect(await (await counsel.get(path)).text()).toContain('Kept from the people in it until')
})

it('holds thirty days where it was only said, and ends early with a reason', async () => {
  const counsel = await web.as('demo-counsel')
  const [year = '', month = '', day = ''] = days(web.office.ports, 40).split('-')
  const long = { 'until-year': year, 'until-month': String(Number(month)), 'until-day': day }
  const said = { issuer: 'An inspector (synthetic)', ground: 'It would impede', form: 'oral', ...long }
  expect(await (await counsel.post(path, said)).text()).toContain('30 days at most')
  expect((await counsel.post(`${path}/end`, {})).status).toBe(422)
  expect((await counsel.post(`${path}/end`, { ending: 'The inquiry is over' })).status).toBe(303)
  expect(await suspendedUntil()).toBeUndefined()
})
