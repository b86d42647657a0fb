import { afterAll, beforeAll, expect, it } from 'vitest'
import { match } from '#pipeline/determine.ts'
import { loadCase } from '#pipeline/move.ts'
import type { PersonSession } from '#pipeline/person-code.ts'
import { consent, withdrawConsent } from '#pipeline/person-consent.ts'
import { object } from '#pipeline/person-object.ts'
import { answeredWarrant, officer, ok } from '#testing/office.ts'
import { webOffice } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
beforeAll(async () => {
  web = await webOffice()
})
afterAll(() => web.close())

const identity = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
const languages = { written: 'en', spoken: 'en' }

it('shows staff what the person of a case said, and an objection on the case itself', async () => {
  const { ports } = web.office
  const { stream, number } = await answeredWarrant(web.office)
  const { state } = await loadCase(ports, stream)
  const known = state.people['p1']?.match
  if (known?.match !== 'one') expect.unreachable()
  const session: PersonSession = { stream: '', agency: 'ma-dta', key: known.key, identity, languages, until: '' }
  const given = { programs: ['snap'], recipient: 'A <b>landlord', what: 'That I get SNAP', purpose: 'A lease' }
  await consent(ports, session, { ...given, until: '2999-01-01' })
  const caller = await web.as('demo-officer')
  const page = async (more: string) => (await caller.get(`/desk/cases/${number}${more}`)).text()
  expect(await page('/said')).toContain('A &lt;b&gt;landlord')
  expect(await page('/said')).toContain('No objection stands.')

  await withdrawConsent(ports, 'person', 'ma-dta', { identity, languages, channel: 'page' })
  await object(ports, 'person', 'ma-dta', { identity, languages, programs: ['snap'], channel: 'page' })
  ok((await match(ports, await officer(ports), stream)).moved)
  expect(await page('/said')).not.toContain('landlord')
  expect(await page('/said')).toContain('Objected on')
  expect(await page('')).toMatch(/objected [A-Z][a-z]+ \d/)
  expect(await page('')).toMatch(/consents taken back [A-Z][a-z]+ \d/)
})
