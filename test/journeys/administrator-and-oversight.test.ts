/**
 * An administrator who adds somebody and closes an account, and an inspector who reads a whole agency: each from start
 * to end in a real browser, with and without script.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { looksIn } from '#pipeline/looks.ts'
import { staff } from '#pipeline/register.ts'
import { approvedWarrant, type WarrantCase } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import {
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

async function looked(page: Page, name: string, kind: Kind): Promise<void> {
  await page.waitForLoadState('load')
  if (kind.javaScript) await expectNoSidewaysScroll(page)
  // The pages are the same at both widths, and asking takes a second each time.
  if (kind.javaScript && kind.width === 320) await expectAccessible(page)
  await leavePicture(page, `${name}-${kind.width}`)
}

describe.runIf(chromiumFound)('people and oversight', { timeout: 90_000 }, () => {
  const place = behindDoors({ people: 40 })
  let found: WarrantCase

  beforeAll(async () => {
    found = await approvedWarrant(place.web.office)
  })

  async function at(id: string, kind: Kind, visit: (page: Page, context: BrowserContext) => Promise<void>) {
    const { cookies } = await place.web.as(id, true)
    const context = await visitAs(place.browser, kind)
    try {
      await context.addCookies(
        cookies.map(({ name, value }) => ({
          name,
          value,
          domain: 'localhost',
          path: '/',
          secure: true,
          httpOnly: true,
          sameSite: 'Lax' as const,
        })),
      )
      await visit(await context.newPage(), context)
    } finally {
      await context.close()
    }
  }

  for (const kind of kinds) {
    const id = `b-new-${kinds.indexOf(kind)}`

    it(`an administrator adds somebody and closes their account ${kindName(kind)}`, async () => {
      await at('demo-administrator', kind, async (page) => {
        await page.goto(`${place.web.baseUrl}/admin`)
        await looked(page, 'admin-people', kind)
        await follow(page.getByRole('link', { name: 'Add somebody' }))
        await follow(page.getByRole('button', { name: 'Add them' }))
        expect(await page.locator('#problems').innerText()).toContain('Choose at least one role')
        await looked(page, 'admin-add-problems', kind)
        await page.locator('#field-id').fill(id)
        await page.getByRole('textbox', { name: 'Name' }).fill('Nora Newcomer')
        await page.getByRole('checkbox', { name: 'Oversight' }).check()
        await follow(page.getByRole('button', { name: 'Add them' }))
        // Nothing that was typed is lost with the sentence that comes back.
        expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Nora Newcomer')
        expect(await page.locator('#problems').innerText()).toContain('Write its last day')
        const last = page.getByRole('group', { name: 'Last day' })
        await last.getByLabel('Month').selectOption('December')
        await last.getByLabel('Day').fill('31')
        await last.getByLabel('Year').fill('2099')
        await follow(page.getByRole('button', { name: 'Add them' }))
        expect(await page.locator('main').innerText()).toContain('They are on the register')
        expect((await staff(place.web.office.ports)).get(id)).toMatchObject({
          roles: ['oversight'],
          until: '2099-12-31',
        })
        await looked(page, 'admin-person', kind)
        await follow(page.getByRole('button', { name: 'Close the account now' }))
        expect(await page.locator('main').innerText()).toContain('Whatever was open in it has ended')
        expect((await staff(place.web.office.ports)).has(id)).toBe(false)
        await page.goto(`${place.web.baseUrl}/admin/rules`)
        await looked(page, 'admin-rules', kind)
        // No case is theirs to read.
        await page.goto(`${place.web.baseUrl}/desk`)
        expect(await page.locator('main').innerText()).toContain('This is for somebody else')
      })
    })

    it(`oversight reads a case from the list to the log, and its looks ${kindName(kind)}`, async () => {
      await at('demo-oversight', kind, async (page) => {
        await page.goto(`${place.web.baseUrl}/oversight`)
        expect(await page.locator('main').innerText()).toContain('Every page that you open is recorded')
        await looked(page, 'oversight-home', kind)
        await follow(page.getByRole('link', { name: 'Open the cases' }))
        await looked(page, 'oversight-cases', kind)
        await follow(page.getByRole('link', { name: found.number }))
        const text = await page.locator('main').innerText()
        expect(text).toContain('US-SNAP')
        expect(text).toContain('Approved as approver')
        await looked(page, 'oversight-case', kind)
        for (const [name, picture] of [
          ['people', 'oversight-people'],
          ['rules', 'oversight-rules'],
          ['looks', 'oversight-looks'],
        ] as const) {
          await page.goto(`${place.web.baseUrl}/oversight`)
          await follow(page.getByRole('link', { name: `Open the ${name}` }))
          await looked(page, picture, kind)
        }
        expect(await page.locator('main').innerText()).toContain(`Read a case: ${found.number}`)
      })
    })
  }

  it('tells the log of every page that the inspector saw', async () => {
    const { ledger } = await place.web.office.installation.at('ma-dta')
    const streams = await ledger.streamsWith('look.taken', 100)
    const looks = (await Promise.all(streams.map((stream) => ledger.load(stream)))).flatMap(looksIn)
    const pages = new Set(looks.filter(({ member }) => member === 'demo-oversight').map(({ page }) => page))
    expect(pages.size).toBe(6)
  })

  it('weighs no more than a page of the desk may', async () => {
    const { cookies } = await place.web.as('demo-oversight')
    const session = cookies.map(({ name, value }) => ({
      name,
      value,
      domain: 'localhost',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax' as const,
      expires: -1,
    }))
    const urls = ['/oversight', `/oversight/cases/${found.number}`].map((path) => place.web.baseUrl + path)
    await expectLight(place.browser, urls, deskPage, session)
  })
})
