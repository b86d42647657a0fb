import { afterAll, beforeAll, expect, it } from 'vitest'
import { handInWarrant } from '#testing/office.ts'
import { webOffice } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let path = ''
beforeAll(async () => {
  web = await webOffice()
  const received = await handInWarrant(web.office)
  if (!received.received) throw new Error('the warrant was not received')
  path = `/desk/cases/${received.number}`
})
afterAll(() => web.close())

const pages = [
  'papers/i1/read?kind=judicial-warrant',
  'papers/i1/read?kind=consent',
  'papers/new',
  'papers/i1/verify',
  'requester',
  'counsel',
  'notice',
  'lawyer',
  'findings',
  'seizure',
  'hold',
  'orders/new',
  'announce',
  'outside',
  'letters',
]

/** Where two boxes have one id, a click on the label of the second marks the first. */
it.each(['/desk', '/desk/receive', '/desk/objections/new', '', ...pages])(
  'a label on %s marks its own box and no other',
  async (page) => {
    const caller = await web.as('demo-officer')
    const response = await caller.get(page.startsWith('/desk') ? page : `${path}/${page}`.replace(/\/$/, ''))
    expect(response.status).toBe(200)
    const html = await response.text()
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([])
    const labels = [...html.matchAll(/<label[^>]*\sfor="([^"]+)"/g)].map(([, id]) => id)
    expect(labels.filter((id) => !ids.includes(id))).toEqual([])
  },
)
