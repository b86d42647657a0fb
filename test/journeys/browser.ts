/**
 * A real browser for journeys: every kind of visitor at a narrow and a wide screen, with and without JavaScript; and
 * what every page is held to: nothing that axe finds, a weight, nothing from anybody else.
 */
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { hasTool } from '#testing/tools.ts'

export const chromiumFound = hasTool('/usr/bin/chromium')

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

export interface Kind {
  readonly width: 320 | 1280
  readonly javaScript: boolean
}

/** Each journey is made as each of these. */
export const kinds: readonly Kind[] = [
  { width: 320, javaScript: true },
  { width: 1280, javaScript: true },
  { width: 320, javaScript: false },
  { width: 1280, javaScript: false },
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

/** Nothing that axe finds under WCAG 2.2 AA; in words where there is. Needs a page that runs script. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Without a second page for the frames of others, of which there are none: half the time.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' | ')})`)
  expect(found, page.url()).toEqual([])
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
export async function weightOf(
  browser: Browser,
  url: string,
  cookies: Parameters<BrowserContext['addCookies']>[0] = [],
) {
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

/** Person and public pages; a phone on a slow network. */
export const lightPage = 60 * 1000
export const deskPage = 200 * 1000
