import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PublishedMonth } from '#pipeline/figures.ts'
import { suppress } from '#report/suppress.ts'
import { tableOf } from '#report/tabulate.ts'
import { leavePicture, servePages, type PageServer } from '#testing/page-server.tsx'
import {
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  visitAs,
} from '../../../../test/journeys/browser.ts'
import { chart } from './chart.ts'
import { figuresCsv } from './csv.ts'
import { FiguresPage } from './page.tsx'

function aMonth(month: string, requests: number, refused: number): PublishedMonth {
  const own = { requests, asked: requests + 4, refused, releases: 2, persons: 3, objections: 12 }
  const other = { requests: 30, asked: 31, refused: 25, releases: 0, persons: 0, objections: 0 }
  const grounds = { 'US-SNAP-00': refused, 'MA-FIPA-01': 22, other: 3 }
  const shown = suppress(tableOf({ agencies: { 'ma-dta': own, 'me-dhhs-ofi': other }, grounds }))
  const checkpoint = { size: 4096, root: '5f'.repeat(32) }
  return { month, shown, threshold: 11, checkpoint, at: `${month}-28T12:00:00.000Z` }
}

const months = [aMonth('2026-10', 41, 38), aMonth('2026-09', 6, 5), aMonth('2026-08', 33, 30)]

describe('the file of figures', () => {
  it('says "hidden" where the page does, and gives the log behind each line', () => {
    const lines = figuresCsv(months).split('\r\n')
    expect(lines[0]).toBe('month,measure,agency_or_ground,count,published_at,log_size,log_root')
    expect(lines).toContain(`2026-10,requests,ma-dta,41,2026-10-28T12:00:00.000Z,4096,${'5f'.repeat(32)}`)
    expect(lines).toContain(`2026-09,requests,ma-dta,hidden,2026-09-28T12:00:00.000Z,4096,${'5f'.repeat(32)}`)
    expect(lines.some((line) => /,(requests|asked|refused|persons),[^,]*,(?:[1-9]|10),/.test(line))).toBe(false)
  })
})

describe('the picture', () => {
  it('has a bar for each count it is given and brings no style or script', () => {
    const svg = chart([{ month: 'May', series: 'a', count: 12 }], ['May', 'June'], ['a', 'b'], 'What "it" shows')
    expect(svg).toMatch(/^<svg/)
    expect(svg).not.toMatch(/<style|style=|<script/)
    expect(svg.match(/<rect/g)).toHaveLength(1)
  })
})

describe.skipIf(!chromiumFound)('the page of figures', () => {
  let browser: Browser
  let server: PageServer
  beforeAll(async () => {
    browser = await openBrowser()
    server = await servePages((visit, assets) => (
      <FiguresPage
        visit={visit}
        doors={{ assets, demo: true }}
        months={visit.path === '/none' ? [] : months}
        ruleTitle={(id) => (id.startsWith('US-') ? 'A rule of an example' : undefined)}
      />
    ))
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  for (const [path, width, dark] of [
    ['/figures', 1280, false],
    ['/es/figures', 320, true],
    ['/ar/figures', 1280, true],
    ['/none', 320, false],
  ] as const) {
    it(`is accessible at ${path}, ${width} px`, async () => {
      const context = await visitAs(browser, { width, javaScript: true }, dark)
      try {
        const page = await context.newPage()
        await page.goto(server.url + path)
        await leavePicture(page, `figures${path.replaceAll('/', '-')}-${width}`)
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
      } finally {
        await context.close()
      }
    })
  }
})
