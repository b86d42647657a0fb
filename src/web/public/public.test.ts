import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leavePicture } from '#testing/page-server.tsx'
import { webOffice, type WebOffice } from '#testing/web.ts'
import { locales } from '../words/locales.ts'
import {
  chromiumFound,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  lightPage,
  openBrowser,
  visitAs,
} from '../../../test/journeys/browser.ts'

const paths = [
  '/',
  '/rules',
  '/rules?q=snap+address',
  '/rules/us-ma',
  '/rules/US-SNAP-07',
  '/rules/claims',
  '/rules/questions',
  '/agreements',
  '/check',
  '/for-a-court',
  '/will-not',
  '/privacy',
  '/accessibility',
  '/figures',
  '/limits',
  '/notices',
]

let office: WebOffice
beforeAll(async () => {
  office = await webOffice({ listening: true })
})
afterAll(() => office.close())

function at(locale: string, path: string): string {
  return `${office.baseUrl}${locale === 'en' ? '' : `/${locale}`}${path === '/' && locale !== 'en' ? '' : path}`
}

describe.skipIf(!chromiumFound)('public pages in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  for (const [locale, width, dark] of [
    ['en', 320, false],
    ['es', 1280, true],
    ['ar', 320, true],
    ['ar', 1280, false],
  ] as const) {
    it(`are accessible in ${locale} at ${width} px${dark ? ' in the dark' : ''}`, async () => {
      const context = await visitAs(browser, { width, javaScript: true }, dark)
      try {
        const page = await context.newPage()
        for (const path of paths) {
          await page.goto(at(locale, path))
          const name = path.replaceAll(/[^a-z0-9]+/gi, '-')
          await leavePicture(page, `public${name}-${locale}-${width}${dark ? '-dark' : ''}`)
          await expectNoSidewaysScroll(page)
          await expectAccessible(page)
        }
        expect(await context.cookies()).toEqual([])
      } finally {
        await context.close()
      }
    }, 180_000)
  }

  it('are accessible in every other language', async () => {
    const context = await visitAs(browser, { width: 320, javaScript: true })
    try {
      const page = await context.newPage()
      for (const locale of locales) {
        await page.goto(at(locale, '/'))
        expect(await page.locator('html').getAttribute('lang')).toBe(locale)
        await leavePicture(page, `public-home-${locale}-320`)
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
      }
    } finally {
      await context.close()
    }
  }, 120_000)

  it('serve the pages that work alone so that their script runs and reaches no network', async () => {
    const context = await visitAs(browser, { width: 1280, javaScript: true })
    try {
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      for (const path of ['/check/verifier', '/for-a-court/decide']) {
        await page.goto(at('en', path))
        await page.locator('input[type=file]').first().waitFor({ state: 'attached' })
        await page.waitForLoadState('networkidle')
        expect(complaints, path).toEqual([])
        await expect(page.evaluate("fetch('/figures.csv')"), path).rejects.toThrow('Failed to fetch')
        complaints.length = 0
        await leavePicture(page, `alone${path.replaceAll('/', '-')}`)
      }
    } finally {
      await context.close()
    }
  })

  it('weigh little, and come from nobody else', async () => {
    const urls = paths.map((path) => at('es', path))
    await expectLight(browser, urls, lightPage)
  }, 120_000)
})
