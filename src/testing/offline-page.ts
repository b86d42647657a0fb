/** A page that is one file, opened from the disk in a real browser with the network off. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

/** Nothing that the browser would do by itself, so that what is asked is asked by the page. */
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface OfflinePage {
  readonly browser: Browser
  readonly page: Page
  /** Addresses that the page asked for and that are no file, and what it complained of. Both stay empty. */
  readonly amiss: () => { readonly requests: readonly string[]; readonly problems: readonly string[] }
  /** Load the page anew, give it these files, wait for one of these parts. */
  readonly give: (paths: readonly string[], until: string) => Promise<void>
  /** The text of all that the selector finds. */
  readonly shown: (selector: string) => Promise<string>
  /** A picture of the whole page into `POSTERN_SCREENSHOTS`, where that is set. */
  readonly shoot: (name: string) => Promise<void>
}

/** Trusts that Chromium is there. `html` is asked for each time, because the page may be built later. */
export async function openOffline(html: () => string): Promise<OfflinePage> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet })
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const requests: string[] = []
  const problems: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  return {
    browser,
    page,
    amiss: () => ({ requests: requests.filter((url) => !url.startsWith('file:')), problems }),
    give: async (paths, until) => {
      await page.goto(pathToFileURL(html()).href)
      await page.setInputFiles('#files', [...paths])
      await page.waitForSelector(until)
    },
    shown: async (selector) => (await page.locator(selector).allTextContents()).join(' | '),
    shoot: async (name) => {
      const folder = process.env['POSTERN_SCREENSHOTS']
      if (folder === undefined) return
      await page.evaluate('scrollTo(0, 0)')
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    },
  }
}
