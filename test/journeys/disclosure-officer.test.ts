/** A day of a disclosure officer at the queue: find, narrow, take, hand over, see what is due, take a list along. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { receive } from '#pipeline/intake.ts'
import { actor } from '#pipeline/register.ts'
import { answeredWarrant } from '#testing/office.ts'
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
  behindDoors,
  press,
  visitAs,
  type Kind,
} from './browser.ts'

describe.runIf(chromiumFound)('a disclosure officer', () => {
  const place = behindDoors()
  /** Decided, with deadlines. */
  let decided: string

  beforeAll(async () => {
    decided = (await answeredWarrant(place.web.office)).number
    for (const [n, family] of ['Fictive-Rowan', 'Fictive-Rowan', 'Fictive-Alder'].entries()) await takeIn(family, n)
  }, 60_000)

  for (const kind of kinds) {
    it(`works at the queue ${kindName(kind)}`, { timeout: 120_000 }, () => journey(kind))
  }

  it('is sent pages of a bounded weight', async () => {
    const { cookies } = await place.web.as('demo-officer')
    const urls = ['/desk', '/desk/deadlines', '/desk/feed', '/desk/keys'].map((path) => place.web.baseUrl + path)
    await expectLight(place.browser, urls, deskPage, cookies.map(asCookie))
  })

  async function takeIn(family: string, n: number): Promise<void> {
    const request = {
      request: 'postern/request/v1',
      agency: 'ma-dta',
      channel: 'fax',
      form: 'written',
      requester: { kind: 'local-law-enforcement', organization: 'local-police', name: 'Officer Synthetic' },
      reference: `SYN 26/${n}`,
      purpose: 'criminal-investigation',
      programs: ['snap'],
      elements: ['home-address'],
      people: [{ ref: 'p1', name: { given: 'Nadia', family } }],
    }
    const { ports } = place.web.office
    const file = { name: 'request.json', bytes: utf8(JSON.stringify(request)) }
    const received = await receive(ports, await actor(ports, 'demo-intake'), file, [])
    expect(received.received).toBe(true)
  }

  async function journey(kind: Kind): Promise<void> {
    const context = await visitAs(place.browser, kind)
    try {
      await context.addCookies((await place.web.as('demo-officer')).cookies.map(asCookie))
      const page = await context.newPage()
      let pictures = 0
      /** Each page that the journey comes by. */
      const look = async (name: string): Promise<void> => {
        await leavePicture(page, `officer-${String(pictures++).padStart(2, '0')}-${name}-${kind.width}`)
        if (!kind.javaScript) return
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
      }
      const go = (label: string) => press(page, label)
      const desk = `${place.web.baseUrl}/desk`
      const address = () => page.url().slice(place.web.baseUrl.length)
      const mark = (n: number) => page.locator('#queue input[type=checkbox]').nth(n).check()

      await page.goto(desk)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Queue')
      expect(await page.locator('#queue').textContent()).toContain(decided)
      await look('queue')

      // One search box. What is typed is in no address.
      await go('Find')
      expect(await page.getByRole('alert').textContent()).toContain('Type a case number')
      await look('nothing-typed')
      await page.getByLabel('Find a case').fill('fictive rowan')
      await go('Find')
      expect(address()).toMatch(/^\/desk\/found\/[\w-]{43}$/)
      expect(await page.locator('#queue tbody tr').count()).toBe(2)
      await look('found')
      await page.goto(desk)
      await page.getByLabel('Find a case').fill(decided)
      await go('Find')
      expect(address()).toBe(`/desk/cases/${decided}`)
      await page.goto(desk)
      await page.getByLabel('Find a case').fill('Nobody Of-This-Name')
      await go('Find')
      expect(await page.locator('main').textContent()).toContain('No case of your agency has these words.')
      await look('found-none')

      // Filters that can be kept.
      await page.goto(desk)
      await page.getByText('Filters, order and your own views').click()
      await page.getByLabel('Organization').selectOption('local-police')
      await page.getByLabel('Order').selectOption('newest')
      await look('filters')
      await go('Show')
      expect(new URL(page.url()).searchParams.get('from')).toBe('local-police')
      expect(await page.locator('#queue-said').textContent()).toBe(
        'Open cases, from A municipal police department. Newest request first.',
      )
      expect(await page.locator('#queue tbody tr').count()).toBe(3)
      await page.getByText('Filters, order and your own views').click()
      await page.getByLabel('Keep these filters').fill(`Town police ${kind.width} ${kind.javaScript}`)
      await go('Keep this view')
      await page.goto(desk)
      await follow(page.getByRole('link', { name: `Town police ${kind.width} ${kind.javaScript}` }))
      expect(await page.locator('#queue tbody tr').count()).toBe(3)
      await look('own-view')
      await follow(page.getByRole('link', { name: /^Overdue/ }))
      expect(await page.locator('#queue').textContent()).toContain('no deadline of an open case has passed')
      await look('empty')

      // Several at once into one's hands, and out of them again.
      await page.goto(`${desk}?from=local-police`)
      await go('Take them')
      expect(await page.getByRole('alert').textContent()).toContain('Mark at least one case')
      await mark(0)
      await mark(1)
      await go('Take them')
      expect(await page.getByRole('status').textContent()).toContain('2 cases are in your hands now.')
      await look('taken')
      await follow(page.getByRole('link', { name: /^Mine/ }))
      expect(await page.locator('#queue tbody tr').count()).toBe(2)
      await mark(0)
      await go('Hand over')
      expect(await page.getByRole('alert').textContent()).toContain('Choose who is to have the cases.')
      expect(await page.locator('#queue input[type=checkbox]').first().isChecked()).toBe(true)
      await look('to-nobody')
      await page.getByLabel('Hand them to').selectOption('demo-counsel')
      await go('Hand over')
      expect(await page.getByRole('status').textContent()).toContain('1 case is handed over.')
      await page.goto(`${desk}?from=local-police`)
      for (let n = 0; n < 3; n++) if (!(await isFree(page, n))) await mark(n)
      await go('Lay back')
      expect(await page.getByRole('status').textContent()).toContain('laid back')

      // What is due, here and in a calendar of one's own.
      await follow(page.getByRole('link', { name: 'Deadlines as a calendar' }))
      await look('deadlines')
      await follow(page.locator('a[rel=next]'))
      expect(address()).toMatch(/^\/desk\/deadlines\?month=\d{4}-\d\d$/)
      await page.goto(`${desk}/feed`)
      await go((await page.getByRole('button', { name: /Make/ }).textContent()) ?? '')
      await look('feed')
      const feed = await fetch((await page.locator('.feed-address').textContent())?.trim() ?? '')
      expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR/)
      await go('End the feed')
      expect(await page.getByRole('status').textContent()).toContain('Your feed has ended.')

      // A list to take along.
      await page.goto(`${desk}?from=local-police`)
      const coming = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save this list as a CSV file' }).click()
      const file = await coming
      expect(file.suggestedFilename()).toMatch(/^queue-\d{4}-\d\d-\d\d\.csv$/)
      const csv = readFileSync(await file.path(), 'utf8')
      expect(csv).toMatch(/^"Open cases, from A municipal police department\. Earliest deadline first\.","3 cases"/)
      expect(csv).not.toMatch(/Nadia|Rowan|Alder/)

      await keysOf(page, kind, look)
    } finally {
      await context.close()
    }
  }

  async function keysOf(page: Page, { javaScript }: Kind, look: (name: string) => Promise<void>): Promise<void> {
    await page.goto(`${place.web.baseUrl}/desk`)
    if (javaScript) {
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('k')
      const first = await page.locator('[data-row]').first().getAttribute('href')
      expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(first)
      await page.keyboard.press('x')
      expect(await page.locator('#queue input[type=checkbox]').first().isChecked()).toBe(true)
      await page.keyboard.press('/')
      await page.keyboard.type('jj?')
      expect(await page.getByLabel('Find a case').inputValue()).toBe('jj?')
      await page.locator('h1').click()
      await page.keyboard.press('?')
      expect(await page.locator('dialog#keys').isVisible()).toBe(true)
      await look('keys')
      await page.keyboard.press('Escape')
      await page.keyboard.press('j')
      await page.keyboard.press('o')
      await page.waitForURL(`**${first}`)
      await page.goto(`${place.web.baseUrl}/desk`)
    }
    await follow(page.getByRole('link', { name: 'Keys on this page' }))
    await look('keys-page')
    await follow(page.getByRole('button', { name: 'Turn keys off' }))
    await page.goto(`${place.web.baseUrl}/desk`)
    await page.keyboard.press('?')
    expect(await page.locator('dialog#keys').count()).toBe(0)
    await follow(page.getByRole('link', { name: 'Turn them on' }))
    await follow(page.getByRole('button', { name: 'Turn keys on' }))
  }
})

/** Chromium takes a cookie that only goes to this host where its address says that it may. */
function asCookie({ name, value, url }: { readonly name: string; readonly value: string; readonly url: string }) {
  return { name, value, url: url.replace('http:', 'https:') }
}

async function isFree(page: Page, n: number): Promise<boolean> {
  return (await page.locator('#queue tbody tr').nth(n).textContent())?.includes('nobody yet') === true
}
