import { afterAll, beforeAll, expect, it } from 'vitest'
import { decide, match } from '#pipeline/determine.ts'
import { read } from '#pipeline/intake.ts'
import { handInWarrant, officer, ok, warrantReading } from '#testing/office.ts'
import { webOffice } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
beforeAll(async () => {
  web = await webOffice()
})
afterAll(() => web.close())

it('says why to whoever has read the paper, and not to whoever is still to read it', async () => {
  const { ports } = web.office
  const by = await officer(ports)
  const received = await handInWarrant(web.office)
  if (!received.received) throw new Error('the warrant was not received')
  const { stream, number } = received
  ok(await read(ports, by, stream, warrantReading(ports)))
  ok((await match(ports, by, stream)).moved)
  const { state } = ok(await decide(ports, by, stream))
  const path = `/desk/cases/${number}`
  const [cell] = state.decision?.cells ?? []
  const why = cell?.why ?? 'nothing was decided'
  const seen = async (id: string) => {
    const caller = await web.as(id)
    const pages = [path, `${path}/decide`].map(async (page) => (await caller.get(page)).text())
    return (await Promise.all(pages)).map((html) => html.replaceAll('&#39;', "'").replaceAll('&quot;', '"'))
  }
  for (const page of await seen('demo-officer')) expect(page).toContain(why)
  for (const page of await seen('demo-intake')) {
    expect(page).not.toContain(why)
    expect(page).toContain('kept from you until you have read i1 too')
  }
})

it('shows what the requester says of a paper and of themselves, as what they say', async () => {
  const received = await handInWarrant(web.office, {
    requester: {
      kind: 'federal-law-enforcement',
      organization: 'fbi',
      name: 'Synthetic Agent',
      email: 'agent@example.test',
      supervisor: 'Chief <b>Example</b>',
    },
    instruments: [
      {
        id: 'i1',
        kind: 'judicial-warrant',
        says: { docket: 'SYN-says-7', returnTo: 'Room 5' },
        file: 'search-warrant.pdf',
      },
    ],
  })
  if (!received.received) throw new Error('the warrant was not received')
  const page = await (await (await web.as('demo-officer')).get(`/desk/cases/${received.number}`)).text()
  for (const said of ['agent@example.test', 'Chief &lt;b&gt;Example', 'SYN-says-7', 'Room 5'])
    expect(page).toContain(said)
  expect(page).toContain('What the requester says of it')
})
