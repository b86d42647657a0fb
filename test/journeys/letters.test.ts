/** What a requester is told, and a letter to the person, in a real browser: fixed, signed, written, printed, mailed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { describe, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { match } from '#pipeline/determine.ts'
import { read, receive } from '#pipeline/intake.ts'
import { actor } from '#pipeline/register.ts'
import { officer, ok, warrantReading } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import {
  asCookie,
  chromiumFound,
  deskPage,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  follow,
  kindName,
  kinds,
  behindDoors,
  visitAs,
  type Kind,
} from './browser.ts'

const example = join(import.meta.dirname, '..', '..', 'examples', 'administrative-subpoena')

async function looked(page: Page, name: string, { width, javaScript }: Kind): Promise<void> {
  await expectNoSidewaysScroll(page)
  if (!javaScript) return
  await expectAccessible(page)
  await leavePicture(page, `${name}-${width}`)
}

describe.runIf(chromiumFound)('letters', () => {
  const place = behindDoors()

  async function at(id: string, kind: Kind): Promise<{ context: BrowserContext; page: Page }> {
    const { cookies } = await place.web.as(id)
    const context = await visitAs(place.browser, kind)
    await context.addCookies(cookies.map(asCookie))
    return { context, page: await context.newPage() }
  }

  /** An immigration subpoena that no court issued, read and not looked up. */
  async function subpoena(): Promise<{ number: string; stream: string }> {
    const { ports } = place.web.office
    const request: object = JSON.parse(await readFile(join(example, 'request.json'), 'utf8'))
    const reference = `SYN-${ports.randomness.bytes(4).join('-')}`
    const file = { name: 'request.json', bytes: utf8(JSON.stringify({ ...request, reference })) }
    const paper = await readFile(join(example, 'administrative-subpoena.pdf'))
    const papers = [{ name: 'administrative-subpoena.pdf', bytes: paper }]
    const received = await receive(ports, await actor(ports, 'demo-intake'), file, papers)
    if (!received.received) throw new Error('the subpoena was not received')
    const facts = { kind: 'administrative-subpoena', issuerKind: 'federal-agency', signedBy: 'agency-officer' }
    ok(await read(ports, await officer(ports), received.stream, warrantReading(ports, facts)))
    return received
  }

  it.each(kinds.map((kind) => [kindName(kind), kind] as const))(
    'are signed before anybody is looked for, written, printed and mailed, %s',
    async (_, kind) => {
      const { number, stream } = await subpoena()
      const letters = `${place.web.baseUrl}/desk/cases/${number}/letters`

      const counsel = await at('demo-counsel', kind)
      await counsel.page.goto(letters)
      await follow(counsel.page.getByRole('button', { name: 'Fix the answer now' }))
      await counsel.page.getByText('Nothing is disclosed on this request.').waitFor()
      await looked(counsel.page, 'letters-answer', kind)
      await follow(counsel.page.getByRole('button', { name: 'Sign this answer as counsel' }))
      await counsel.page.getByText('Signed', { exact: true }).waitFor()
      await counsel.context.close()

      const { ports } = place.web.office
      ok((await match(ports, await officer(ports), stream)).moved)

      const staff = await at('demo-officer', kind)
      await staff.page.goto(letters)
      await follow(staff.page.getByRole('link', { name: /^Notice to the person \(p1\)/ }))
      await staff.page.getByText('ICE asked for information about you. We have not given it.').waitFor()
      await staff.page.getByLabel('A paragraph of your own').fill('You can come to our office on any weekday.')
      await follow(staff.page.getByRole('button', { name: 'Look at it again' }))
      await staff.page.getByRole('heading', { name: 'What you change' }).waitFor()
      await looked(staff.page, 'letters-new', kind)
      await follow(staff.page.getByRole('button', { name: 'Make the letter' }))
      await follow(staff.page.getByRole('link', { name: 'Notice to the person', exact: true }))

      await staff.page.getByRole('heading', { name: 'What became of it' }).waitFor()
      await looked(staff.page, 'letters-one', kind)
      await follow(staff.page.getByRole('button', { name: 'Write it down' }))
      await staff.page.getByRole('link', { name: 'Choose what became of the letter.' }).waitFor()
      await staff.page.getByLabel('Mailed').check()
      await follow(staff.page.getByRole('button', { name: 'Write it down' }))
      await staff.page.getByText('mailed', { exact: true }).waitFor()
      await staff.page.goto(`${place.web.baseUrl}/desk/letters`)
      await staff.page.getByRole('heading', { name: 'Gone out lately' }).waitFor()
      await looked(staff.page, 'letters', kind)
      await staff.context.close()
    },
    60_000,
  )

  it('are light', async () => {
    const { cookies } = await place.web.as('demo-officer')
    await expectLight(place.browser, [`${place.web.baseUrl}/desk/letters`], deskPage, cookies.map(asCookie))
  })
})
