import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { theSource } from '#testing/law-documents.ts'
import { outline } from '#testing/outline.ts'
import { hasTool } from '#testing/tools.ts'
import { lawDocuments } from './documents.ts'

/** Run in the page: each element with the number of those around it. */
const nesting = `[...document.querySelectorAll('*')].map((element) => {
  let depth = 0
  for (let above = element.parentElement; above !== null; above = above.parentElement) depth++
  return depth + ' ' + element.localName
})`
const breaks = `[...new Set([...document.querySelectorAll('.rule')].map((rule) => getComputedStyle(rule).breakInside))]`
const afterLink = `getComputedStyle(document.querySelector('.law a[href^="http"]'), '::after').content`

describe.runIf(hasTool('/usr/bin/chromium'))('the documents in a browser', async () => {
  const pages = lawDocuments(await theSource())
  const folder = join(makeTestDirectory(), 'law')
  const problems: string[] = []
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    for (const { file, text } of pages) writeFileSync(join(folder, file), text)
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: '--headless --no-sandbox --disable-gpu --disable-background-networking'.split(' '),
    })
    page = await (await browser.newContext({ offline: true })).newPage()
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('request', (request) => request.url().startsWith('file:') || problems.push(request.url()))
  })
  afterAll(() => browser.close())

  it.each(pages)('$file is nested as it is written, fits a phone, and asks for nothing', async ({ file, text }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto(pathToFileURL(join(folder, file)).href)
    expect(await page.evaluate(nesting)).toEqual(outline(text).map(({ depth, tag }) => `${depth} ${tag}`))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    expect(problems).toEqual([])
  })

  it('is passed over to its content by the first press of a key', async () => {
    await page.goto(pathToFileURL(join(folder, 'us.html')).href)
    await page.keyboard.press('Tab')
    expect((await page.locator('.skip:focus').boundingBox())?.x).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Enter')
    expect(page.url()).toMatch(/#content$/)
  })

  it('prints no rule across two pages where it fits on one', async () => {
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate(breaks)).toEqual(['avoid-page'])
    expect(await page.evaluate(afterLink)).toContain('http')
  })
})
