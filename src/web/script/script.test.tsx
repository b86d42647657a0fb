import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { servePages, type PageServer } from '#testing/page-server.tsx'
import { DeskPage, PersonPage } from '../layout/pages.tsx'
import { Details } from '../layout/text.tsx'
import { chromiumFound, openBrowser, visitAs } from '../../../test/journeys/browser.ts'

describe.skipIf(!chromiumFound)('script in a page', () => {
  let browser: Browser
  let server: PageServer
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    server = await servePages((visit, assets) => {
      const doors = { assets, demo: true }
      if (!visit.path.startsWith('/desk')) {
        return (
          <PersonPage visit={visit} doors={doors} title="A page">
            <Details summary="More">Hidden words</Details>
          </PersonPage>
        )
      }
      return (
        <DeskPage visit={visit} doors={doors} title="A page">
          <input aria-label="Search" id="search" />
          <a id="next" href="/desk/next">
            Next
          </a>
          <button type="button" data-keys-open="" hidden>
            Keys
          </button>
          <dialog id="keys" class="keys" aria-label="Keys">
            <kbd data-key="/" data-go="#search">
              /
            </kbd>
            <kbd data-key="n" data-go="#next">
              n
            </kbd>
            <label>
              <input type="checkbox" data-keys-switch="" /> Keys are on
            </label>
            <form method="dialog">
              <button>Close</button>
            </form>
          </dialog>
        </DeskPage>
      )
    })
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })
  beforeEach(async () => {
    context = await visitAs(browser, { width: 1280, javaScript: true })
    // The neutral page, without leaving this machine.
    await context.route('https://www.weather.gov/**', (route) =>
      route.fulfill({ body: 'The weather', contentType: 'text/html' }),
    )
    page = await context.newPage()
  })
  afterEach(() => context.close())

  it('leaves at once and takes the page out of the history of the tab', async () => {
    await page.goto(`${server.url}/before`)
    await page.goto(`${server.url}/person`)
    await page.getByRole('link', { name: 'Leave this page now' }).click()
    await page.waitForURL('https://www.weather.gov/')
    await page.goBack()
    expect(new URL(page.url()).pathname).toBe('/before')
  })

  it('leaves when Shift is pressed three times, and not for a name in capitals', async () => {
    await page.goto(`${server.url}/person`)
    await page.getByText('Or press Shift three times.').waitFor()
    for (const key of ['Shift', 'Shift', 'A', 'Shift']) await page.keyboard.press(key)
    await page.keyboard.type('O')
    expect(page.url()).toBe(`${server.url}/person`)
    for (const key of ['Shift', 'Shift', 'Shift']) await page.keyboard.press(key)
    await page.waitForURL('https://www.weather.gov/')
  })

  it('opens what is closed for paper, and closes it after', async () => {
    await page.goto(`${server.url}/person`)
    const words = page.getByText('Hidden words')
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await words.isVisible()).toBe(true)
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(await words.isVisible()).toBe(false)
  })

  it('lists the keys at "?", and they go where they say, but not while somebody types', async () => {
    await page.goto(`${server.url}/desk`)
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.id')).toBe('search')
    await page.keyboard.type('n?')
    expect(page.url()).toBe(`${server.url}/desk`)
    expect(await page.locator('#search').inputValue()).toBe('n?')
    await page.locator('#search').blur()
    await page.keyboard.press('?')
    expect(await page.locator('dialog#keys').isVisible()).toBe(true)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press('n')
    await page.waitForURL('**/desk/next')
  })

  it('turns the keys off for good where somebody wants none', async () => {
    await page.goto(`${server.url}/desk`)
    await page.getByRole('button', { name: 'Keys' }).click()
    await page.getByLabel('Keys are on').uncheck()
    await page.reload()
    await page.keyboard.press('n')
    await page.keyboard.press('?')
    expect(page.url()).toBe(`${server.url}/desk`)
    expect(await page.locator('dialog#keys').isVisible()).toBe(false)
  })

  it('is not needed to leave or to choose a language', async () => {
    const plain = await visitAs(browser, { width: 320, javaScript: false })
    try {
      const still = await plain.newPage()
      await still.goto(`${server.url}/person`)
      await expect(still.getByRole('link', { name: 'Leave this page now' }).getAttribute('href')).resolves.toBe(
        'https://www.weather.gov/',
      )
      expect(await still.getByText('Or press Shift').isVisible()).toBe(false)
      await still.locator('.usa-language summary').click()
      await still.getByRole('link', { name: 'Español' }).click()
      expect(still.url()).toBe(`${server.url}/es/person`)
      await still.getByText('Salir de esta página ya').waitFor()
    } finally {
      await plain.close()
    }
  })
})
