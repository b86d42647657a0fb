/**
 * A real browser for journeys: every kind of visitor at a narrow and a wide screen, with and without JavaScript; and
 * what every page is held to: nothing that axe finds, a weight, nothing from anybody else.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type CDPSession, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasTool } from '#testing/tools.ts'
import { webOffice, type WebOffice } from '#testing/web.ts'

/** Chromium without a window: the same engine, and a page opens in a third of the time. */
const shell = '/usr/bin/chromium-headless-shell'
const executablePath = existsSync(shell) ? shell : '/usr/bin/chromium'

export const chromiumFound = hasTool(executablePath)

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

function opened<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('the doors are opened before the first test')
  return one
}

interface Place {
  readonly browser: Browser
  readonly web: WebOffice
}

/**
 * An office with its doors open and a browser, for the tests of the block that this is called in. What was opened is
 * closed whatever failed: a browser that is left open would keep the whole run from ending.
 */
export function behindDoors(options: Parameters<typeof webOffice>[0] = {}): Place {
  let browser: Browser | undefined
  let web: WebOffice | undefined
  beforeAll(async () => {
    web = await webOffice({ ...options, listening: true })
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await web?.close()
  })
  return {
    get browser() {
      return opened(browser)
    },
    get web() {
      return opened(web)
    },
  }
}

export interface Kind {
  readonly width: 320 | 1280
  readonly javaScript: boolean
}

/** Each journey is made as each of these. Nothing is laid out by script, so without it one width is enough. */
export const kinds: readonly Kind[] = [
  { width: 320, javaScript: true },
  { width: 1280, javaScript: true },
  { width: 320, javaScript: false },
]

export function kindName({ width, javaScript }: Kind): string {
  return `at ${width} px ${javaScript ? 'with' : 'without'} JavaScript`
}

export async function visitAs(browser: Browser, { width, javaScript }: Kind, dark = false): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: javaScript,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(15_000)
  return context
}

/** Click what leads to another page, and wait until that is there. */
export async function follow(to: Locator): Promise<void> {
  await Promise.all([to.page().waitForEvent('load'), to.click()])
}

/** The same with the button of this name. */
export const press = (page: Page, name: string): Promise<void> =>
  follow(page.getByRole('button', { name, exact: true }))

/** The session of a caller (`testing/web.ts`) in a browser. */
export function asCookie({
  name,
  value,
  url,
}: {
  readonly name: string
  readonly value: string
  readonly url: string
}) {
  const domain = new URL(url).hostname
  return { name, value, domain, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' as const, expires: -1 }
}

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const held = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  // Nothing under these tags reads style sheets beside the page.
  preload: false,
}

/** The same text for every page, so that Chromium has it compiled from the page before. */
const lookedAtByAxe = `${axe};axe.run(document, ${JSON.stringify(held)}).then(({ violations }) =>
  violations.map(({ id, help, nodes }) => id + ': ' + help + ' (' + nodes.map(({ html }) => html).join(' | ') + ')'))`

/** One for each page, closed with it: to close it before takes the page's authenticator away, whoever added that. */
const sessions = new WeakMap<Page, CDPSession>()

/**
 * Nothing that axe finds under WCAG 2.2 AA; in words where there is. Needs a page that runs script.
 *
 * Asked in the page itself: no page of ours has a frame, which is what axe's own drivers spend half their time on. And
 * asked of Chromium without Playwright between, which would wrap and quote all of axe once more for every page.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: lookedAtByAxe,
    awaitPromise: true,
    returnByValue: true,
  })
  expect(exceptionDetails, page.url()).toBeUndefined()
  expect(result.value, page.url()).toEqual([])
}

/** No sideways scrolling: at 320 px everything is read by going down (WCAG 2.2, 1.4.10). */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, view }: { content: number; view: number } = await page.evaluate(
    '({ content: document.documentElement.scrollWidth, view: document.documentElement.clientWidth })',
  )
  expect(content, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(view)
}

/**
 * What a page costs to fetch with an empty cache, in bytes as they travel, fonts and all; and that nothing of it
 * came from anybody else.
 */
async function weightOf(browser: Browser, url: string, cookies: Cookies): Promise<number> {
  const context = await browser.newContext()
  try {
    await context.addCookies(cookies)
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    const strangers = new Set<string>()
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    session.on('Network.requestWillBeSent', ({ request }) => {
      if (new URL(request.url).host !== new URL(url).host && !request.url.startsWith('data:'))
        strangers.add(request.url)
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    expect([...strangers], `${url} asks others for something`).toEqual([])
    return bytes
  } finally {
    await context.close()
  }
}

type Cookies = Parameters<BrowserContext['addCookies']>[0]

/**
 * Each page weighs less than `most`, and comes from nobody else. All at once: most of it is waiting whether anything
 * else is asked for.
 */
export async function expectLight(
  browser: Browser,
  urls: readonly string[],
  most: number,
  cookies: Cookies = [],
): Promise<void> {
  await Promise.all(urls.map(async (url) => expect(await weightOf(browser, url, cookies), url).toBeLessThan(most)))
}

/** Person and public pages; a phone on a slow network. */
export const lightPage = 60 * 1000
export const deskPage = 200 * 1000
