/**
 * The way in and out in a real browser, over the demonstration's identity provider: as every role, once more with a
 * second factor, out and back, with an account that is closed meanwhile, with a form that stood open for a day.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { actor, disable, enroll, staff } from '#pipeline/register.ts'
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
  lightPage,
  behindDoors,
  visitAs,
  type Kind,
} from './browser.ts'

const homes = [
  ['Ines Intake', '/desk'],
  ['Odile Officer', '/desk'],
  ['Constance Counsel', '/desk'],
  ['Abel First', '/desk'],
  ['Bea Second', '/desk'],
  ['Ada Administrator', '/admin'],
  ['Owen Oversight', '/oversight'],
  ['Synthetic Agent', '/requester'],
] as const

async function choose(page: Page, name: string, agency = 'ma-dta'): Promise<void> {
  const place = page.getByRole('heading', { name: agency, exact: true }).locator('xpath=following-sibling::ul[1]')
  const one = place.getByRole('button', { name })
  await ((await one.count()) > 0 ? one.first() : page.getByRole('button', { name }).first()).click()
}

async function typeCode(page: Page): Promise<void> {
  const code = await page.locator('output').innerText()
  await page.getByLabel('One-time code').fill(code)
  await follow(page.getByRole('button', { name: 'Sign in' }))
}

async function looked(page: Page, name: string, kind: Kind): Promise<void> {
  await page.waitForLoadState('load')
  // Without script there is nobody in the page to ask.
  if (kind.javaScript) await expectNoSidewaysScroll(page)
  // The pages are the same at both widths, and asking takes a second each time.
  if (kind.javaScript && kind.width === 320) await expectAccessible(page)
  await leavePicture(page, `${name}-${kind.width}`)
}

describe.runIf(chromiumFound)('signing in', { timeout: 90_000 }, () => {
  const clock = { now: () => new Date(Date.now() + ahead * 60_000).toISOString() }
  const place = behindDoors({ people: 30, signIn: true, clock })
  /** Minutes by which the clock of the pages runs ahead. */
  let ahead = 0

  async function inBrowser<T>(kind: Kind, visit: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
    const context = await visitAs(place.browser, kind)
    try {
      return await visit(await context.newPage(), context)
    } finally {
      await context.close()
    }
  }

  /** Choose one's agency, read its notice, go to the provider, be somebody there. */
  async function signIn(page: Page, name: string, agency = 'Massachusetts Department of Transitional Assistance') {
    await page.goto(`${place.web.baseUrl}/sign-in`)
    await follow(page.getByRole('link', { name: agency }))
    await follow(page.getByRole('button', { name: 'I have read this. Sign in' }))
    await choose(page, name, agency === 'Maine DHHS, Office for Family Independence' ? 'me-dhhs-ofi' : 'ma-dta')
  }

  it.each(homes)('as %s leads to %s', async (name, home) => {
    await inBrowser({ width: 1280, javaScript: false }, async (page) => {
      await signIn(page, name)
      expect(new URL(page.url()).pathname).toBe(home)
      await page.getByText(name).first().waitFor()
    })
  })

  for (const kind of kinds) {
    it(`works ${kindName(kind)}: the notice, the provider, a second factor, out, and no way back`, async () => {
      await inBrowser(kind, async (page, context) => {
        await page.goto(`${place.web.baseUrl}/admin/settings`)
        expect(new URL(page.url()).pathname).toBe('/sign-in')
        await looked(page, 'sign-in-choose', kind)
        await follow(page.getByRole('link', { name: 'Massachusetts Department of Transitional Assistance' }))
        expect(await page.locator('main').innerText()).toContain('What you do here is recorded')
        await looked(page, 'sign-in-notice', kind)
        await follow(page.getByRole('button', { name: 'I have read this. Sign in' }))
        await looked(page, 'demo-provider', kind)
        await choose(page, 'Ada Administrator')
        expect(page.url()).toBe(`${place.web.baseUrl}/admin/settings`)
        await looked(page, 'admin-settings', kind)

        const cookie = (await context.cookies()).find(({ name }) => name === '__Host-postern')
        expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' })

        await page.goto(`${place.web.baseUrl}/sign-in/again?to=/admin/add`)
        await looked(page, 'sign-in-again', kind)
        await follow(page.getByRole('button', { name: 'Sign in once more' }))
        await choose(page, 'Ada Administrator')
        await looked(page, 'demo-provider-code', kind)
        await typeCode(page)
        expect(page.url()).toBe(`${place.web.baseUrl}/admin/add`)

        await page.goto(`${place.web.baseUrl}/admin`)
        await follow(page.getByRole('button', { name: 'Sign out' }))
        expect(new URL(page.url()).pathname).toBe('/signed-out')
        await looked(page, 'signed-out', kind)
        await page.goBack()
        expect(new URL(page.url()).pathname).toBe('/sign-in')
        expect(await page.locator('body').innerText()).not.toContain('Odile Officer')
        expect((await context.cookies()).map(({ name }) => name)).not.toContain('__Host-postern')
      })
    })
  }

  it('ends at the provider too, for whoever wants that', async () => {
    await inBrowser({ width: 320, javaScript: true }, async (page) => {
      await signIn(page, 'Odile Officer')
      await follow(page.getByRole('button', { name: 'Sign out' }))
      await follow(page.getByRole('link', { name: 'Sign out of the identity provider' }))
      await page.waitForURL(/session\/end|signed-out/)
      await leavePicture(page, 'demo-provider-out-320')
    })
  })

  it('keeps nobody in whose account is closed: their next click ends it', async () => {
    await inBrowser({ width: 320, javaScript: true }, async (page) => {
      const { ports } = place.web.office
      await signIn(page, 'Ines Intake')
      await page.goto(`${place.web.baseUrl}/desk`)
      expect(new URL(page.url()).pathname).toBe('/desk')
      const administrator = await actor(ports, 'demo-administrator')
      const member = (await staff(ports)).get('demo-intake')
      if (member === undefined) throw new Error('the cast has an intake officer')
      await disable(ports, administrator, 'demo-intake')
      await page.reload()
      expect(new URL(page.url()).pathname).toBe('/sign-in')
      await signIn(page, 'Ines Intake')
      expect(await page.locator('main').innerText()).toContain('This account may not sign in here')
      await looked(page, 'sign-in-closed', { width: 320, javaScript: true })
      await enroll(ports, administrator, member)
    })
  })

  for (const kind of kinds.filter(({ width, javaScript }) => javaScript === (width === 320))) {
    it(`loses nothing of a form that stood open for a day, ${kindName(kind)}`, async () => {
      await inBrowser(kind, async (page) => {
        await signIn(page, 'Ada Administrator')
        await page.goto(`${place.web.baseUrl}/admin/add`)
        await page.locator('#field-id').fill('b-day-later')
        await page.getByRole('textbox', { name: 'Name' }).fill('Dana Dayslater')
        await page.getByRole('checkbox', { name: 'Counsel' }).check()
        ahead += 24 * 60
        await follow(page.getByRole('button', { name: 'Add them' }))
        expect(await page.locator('main').innerText()).toContain('Your session has ended')
        // The provider's clock is this machine's own, and goes on with it.
        ahead = 0
        await looked(page, 'session-ended', kind)
        await follow(page.getByRole('link', { name: 'Sign in and go on' }))
        await follow(page.getByRole('link', { name: 'Massachusetts Department of Transitional Assistance' }))
        await follow(page.getByRole('button', { name: 'I have read this. Sign in' }))
        await choose(page, 'Ada Administrator')
        expect(new URL(page.url()).pathname).toBe('/admin/add')
        expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Dana Dayslater')
        expect(await page.getByRole('checkbox', { name: 'Counsel' }).isChecked()).toBe(true)

        // Adding somebody asks for a fresh sign-in; what was typed comes back after it, too.
        await follow(page.getByRole('button', { name: 'Add them' }))
        expect(await page.locator('main').innerText()).toContain('Sign in once more')
        await follow(page.getByRole('link', { name: 'Sign in once more' }))
        await follow(page.getByRole('button', { name: 'Sign in once more' }))
        await choose(page, 'Ada Administrator')
        await typeCode(page)
        expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Dana Dayslater')
        await page.locator('#field-id').fill(`b-day-later-${kinds.indexOf(kind)}`)
        await follow(page.getByRole('button', { name: 'Add them' }))
        expect(await page.locator('main').innerText()).toContain('They are on the register')
      })
    })
  }

  it('weighs little', async () => {
    const paths = ['/sign-in', '/sign-in?agency=me-dhhs-ofi', '/signed-out']
    const urls = paths.map((path) => place.web.baseUrl + path)
    await expectLight(place.browser, urls, lightPage)
    expect(deskPage).toBeGreaterThan(lightPage)
  })
})
