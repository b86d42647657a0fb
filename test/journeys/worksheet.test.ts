/** Somebody with paper files fills in what no query reaches: takes the sheet, hands it in wrong, hands it in right. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { answeredWarrant, applicationsOnPaper } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import {
  asCookie,
  behindDoors,
  chromiumFound,
  deskPage,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  follow,
  kindName,
  kinds,
  press,
  visitAs,
} from './browser.ts'

describe.runIf(chromiumFound)('whoever works with paper files', () => {
  const place = behindDoors({ ports: applicationsOnPaper })

  it.each(kinds.map((kind) => [kindName(kind), kind] as const))(
    'fills in a worksheet %s',
    { timeout: 120_000 },
    async (_, kind) => {
      const { office, baseUrl } = place.web
      const { number } = await answeredWarrant(office)
      const { cookies } = await place.web.as('demo-intake')
      const context = await visitAs(place.browser, kind)
      await context.addCookies(cookies.map(asCookie))
      const page = await context.newPage()
      const looked = async (name: string) => {
        await expectNoSidewaysScroll(page)
        if (kind.javaScript) await expectAccessible(page)
        await leavePicture(page, `worksheet-${name}-${kind.width}${kind.javaScript ? '' : '-no-script'}`)
      }
      const hand = async (text: string) => {
        const buffer = Buffer.from(text)
        const file = { name: 'filled.csv', mimeType: 'text/csv', buffer }
        await page.getByLabel('The sheet that you have filled in').setInputFiles(file)
        await press(page, 'Hand the sheet in')
      }

      await page.goto(`${baseUrl}/desk/cases/${number}`)
      await looked('case')
      await follow(page.getByRole('link', { name: 'Fill in the worksheet', exact: true }))
      await looked('empty')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Take the empty sheet snap.application' }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`${number}.snap.application.csv`)
      const csv = await readFile(await download.path(), 'utf8')

      await hand(csv.replace(',p1,1,,', ',p1,1,01/31/2026,in-person').replace('application.channel', 'ssn'))
      await page.getByRole('heading', { name: 'This sheet was not taken' }).waitFor()
      await looked('wrong')
      await hand(csv.replace(',p1,1,,', ',p1,1,2026-01-31,in-person'))
      await page.getByText('handed in', { exact: true }).waitFor()
      await looked('filled')
      if (kind.width === 1280 && kind.javaScript) {
        await expectLight(place.browser, [page.url()], deskPage, cookies.map(asCookie))
      }
      await context.close()
      expect(place.web.failures).toEqual([])
    },
  )
})
