import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliver, release } from '#pipeline/fulfill.ts'
import { looksAtCase } from '#pipeline/looks.ts'
import { loadCase, move } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { approvedWarrant, officer, ok } from '#testing/office.ts'
import { webOffice } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
beforeAll(async () => {
  web = await webOffice()
})
afterAll(() => web.close())

/** A package at the counter, for a requester who wrote a letter. */
async function atTheCounter() {
  const { ports } = web.office
  const { stream, number } = await approvedWarrant(web.office)
  ok(await release(ports, await officer(ports), stream))
  const path = `/desk/cases/${number}`
  const soon = await (await (await web.as('demo-officer')).get(`${path}/pick-up`)).text()
  expect(soon).toContain('No package lies at the counter')
  await ports.log.publish()
  const delivered = await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)
  if (!delivered.delivered) throw new Error('nothing was delivered')
  return { stream, number, path, code: delivered.placed.pickupCode }
}

it('shows the slip to whoever may release, once the log knows that they look, and hands the package over once', async () => {
  const { ports } = web.office
  const { stream, number, path, code } = await atTheCounter()
  const desk = await web.as('demo-officer')
  expect(await (await desk.get(path)).text()).toContain(`${path}/pick-up`)
  for (const id of ['demo-intake', 'demo-counsel', 'demo-approver-1', 'demo-oversight']) {
    const other = await web.as(id)
    expect((await other.get(`${path}/pick-up`)).status, id).toBe(403)
    expect((await other.post(`${path}/pick-up`, { code })).status, id).toBe(403)
  }
  expect((await looksAtCase(ports, 'ma-dta', number)).map(({ page }) => page)).not.toContain('The pick-up code')
  const slip = await (await desk.get(`${path}/pick-up`)).text()
  expect(slip).toContain(code)
  expect(await looksAtCase(ports, 'ma-dta', number)).toContainEqual(
    expect.objectContaining({ page: 'The pick-up code', member: 'demo-officer' }),
  )
  const wrong = await desk.post(`${path}/pick-up`, { code: `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}` })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('not the code of this package')
  const handed = await desk.post(`${path}/pick-up`, { code: code.toLowerCase() })
  expect(handed.headers.get('content-disposition')).toBe(`attachment; filename="${number}.postern"`)
  expect((await handed.arrayBuffer()).byteLength).toBeGreaterThan(1000)
  expect((await loadCase(ports, stream)).state.collected).toBe(true)
  const again = await (await desk.post(`${path}/pick-up`, { code })).text()
  expect(again).toContain('It was taken away')
  expect(again).not.toContain(code)
})

it('shows no code where a requester takes delivery in an account', async () => {
  const { ports } = web.office
  const { stream, path, code } = await atTheCounter()
  const by = await actor(ports, 'demo-officer')
  ok(await move(ports, by, stream, () => ({ command: 'hand-to-requester', to: 'demo-agent', reason: 'Theirs now' })))
  const page = await (await (await web.as('demo-officer')).get(`${path}/pick-up`)).text()
  expect(page).toContain('demo-agent follows this case')
  expect(page).not.toContain(code)
})

it('writes down a receipt and a certificate that came by letter, and nothing by halves', async () => {
  const { ports } = web.office
  const { stream, path } = await atTheCounter()
  const desk = await web.as('demo-officer')
  expect((await desk.post(`${path}/receipt`, {})).status).toBe(422)
  expect(await (await desk.post(`${path}/receipt`, { code: 'A'.repeat(22) })).text()).toContain(
    'not the receipt code of the package',
  )
  expect((await desk.post(`${path}/destruction`, { by: 'A clerk (synthetic)' })).status).toBe(422)
  const [year = '', month = '', day = ''] = ports.clock.now().slice(0, 10).split('-')
  const certificate = {
    by: 'A clerk (synthetic)',
    method: 'shredded',
    'on-year': year,
    'on-month': month,
    'on-day': day,
  }
  expect((await (await web.as('demo-intake')).post(`${path}/destruction`, certificate)).status).toBe(403)
  expect((await desk.post(`${path}/destruction`, certificate)).status).toBe(303)
  expect((await loadCase(ports, stream)).state.status).toBe('destroyed')
})
