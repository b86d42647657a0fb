import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { leavePicture, servePages, type PageServer } from '#testing/page-server.tsx'
import {
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  visitAs,
} from '../../../test/journeys/browser.ts'
import { Gallery } from './gallery.tsx'

const shells = ['desk', 'public', 'person', 'requester'] as const

describe.skipIf(!chromiumFound)('every part of a page', () => {
  let browser: Browser
  let server: PageServer

  beforeAll(async () => {
    browser = await openBrowser()
    server = await servePages((visit, assets) => {
      const shell = shells.find((name) => visit.path.startsWith(`/${name}`)) ?? 'public'
      return <Gallery shell={shell} visit={visit} doors={{ assets, demo: true }} />
    })
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  for (const [locale, shell, width, dark] of [
    ['en', 'desk', 1280, false],
    ['en', 'desk', 320, true],
    ['es', 'person', 320, false],
    ['ar', 'public', 1280, true],
    ['ar', 'person', 320, false],
    ['en', 'requester', 320, false],
  ] as const) {
    it(`is accessible in the ${shell} shell in ${locale} at ${width} px${dark ? ' in the dark' : ''}`, async () => {
      const context = await visitAs(browser, { width, javaScript: true }, dark)
      try {
        const page = await context.newPage()
        await page.goto(`${server.url}${locale === 'en' ? '' : `/${locale}`}/${shell}`)
        await leavePicture(page, `gallery-${shell}-${locale}-${width}${dark ? '-dark' : ''}`)
        expect(await (await fetch(page.url())).text()).not.toMatch(
          /<style|<script(?! type="module" src=")| style=| on[a-z]+=/,
        )
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
      } finally {
        await context.close()
      }
    })
  }

  // Reading a PDF back takes a program that the project asks nobody to have.
  it.runIf(existsSync('/usr/bin/pdftotext'))(
    'prints as a record: what, hash and page x of y on every sheet',
    async () => {
      const page = await browser.newPage()
      await page.goto(`${server.url}/desk`)
      const directory = makeTestDirectory()
      await page.pdf({ path: join(directory, 'record.pdf'), format: 'Letter' })
      await page.close()
      const text = execFileSync('/usr/bin/pdftotext', ['-layout', join(directory, 'record.pdf'), '-'], {
        encoding: 'utf8',
      })
      const sheets = text.split('\f').filter((sheet) => sheet.trim() !== '')
      expect(sheets.length).toBeGreaterThan(2)
      for (const [n, sheet] of sheets.entries()) {
        expect(sheet).toMatch(/Record of MA-4821 +Hash 9f2c7a61d04be5 +Printed November 22, 2026/)
        expect(sheet).toContain(`page ${n + 1} of ${sheets.length}`)
      }
      expect(text).not.toContain('Leave this page')
    },
  )
})
