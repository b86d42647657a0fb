/** Somebody whose data it is, on a phone and on a screen, with and without script; and what every page of theirs is held to. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { release } from '#pipeline/fulfill.ts'
import { loadCase } from '#pipeline/move.ts'
import { personTick } from '#pipeline/person-tick.ts'
import type { PersonLetter } from '#person/letter.ts'
import { answerWarrant, approveWarrant, handInWarrant, officer, refusal } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import { personMail } from '#testing/person.ts'
import {
  asCookie,
  chromiumFound,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  follow,
  kindName,
  kinds,
  lightPage,
  behindDoors,
  visitAs,
  type Kind,
} from './browser.ts'

/** One for each kind of journey: whoever has objected today is not changed by objecting again. */
const people = [
  { given: 'Ana', family: 'Samplewright', born: ['1984', '3', '7'] },
  { given: 'Thomas', family: 'Reversal', born: ['1977', '4', '9'] },
  { given: 'Nadia', family: 'Newcomer', born: ['1989', '9', '9'] },
  { given: 'Paula', family: 'Boxholder', born: ['1970', '7', '17'] },
] as const
type Person = (typeof people)[number]

const paths = [
  '/person',
  '/person/object',
  '/person/object/what',
  '/person/object/paper',
  '/person/object/telephone',
  '/person/permission',
  '/person/code',
  '/person/code/enter',
  '/person/list',
  '/person/complaint',
  '/person/complaint/answer',
  '/person/slip',
]

describe.runIf(chromiumFound)('somebody whose data it is', () => {
  const place = behindDoors()

  for (const [n, kind] of kinds.entries()) {
    const person = people[n % people.length] ?? people[0]
    it(`stops an approved release, sees their list and complains ${kindName(kind)}`, { timeout: 120_000 }, () =>
      journey(kind, person),
    )
  }

  it('is sent pages that a slow network can carry, from here alone', async () => {
    const urls = ['/person', '/person/object', '/ar/person/object', '/person/object/what'].map(
      (path) => place.web.baseUrl + path,
    )
    await expectLight(place.browser, urls, lightPage)
  })

  it.each(['', '/es', '/ar'])(
    'reads every page in its language, narrow and wide, as axe sees it: "%s"',
    async (locale) => {
      const context = await visitAs(place.browser, { width: 1280, javaScript: true })
      const page = await context.newPage()
      for (const path of paths) {
        await page.setViewportSize({ width: 1280, height: 900 })
        await page.goto(place.web.baseUrl + locale + path)
        await expectNoSidewaysScroll(page)
        await page.setViewportSize({ width: 320, height: 900 })
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
        expect(await page.locator('html').getAttribute('dir')).toBe(locale === '/ar' ? 'rtl' : 'ltr')
      }
      await context.close()
    },
    120_000,
  )

  it('leaves at once, and the page is not behind them', async () => {
    const context = await visitAs(place.browser, { width: 320, javaScript: true })
    const page = await context.newPage()
    await page.route('https://www.weather.gov/**', (route) => route.fulfill({ body: 'the weather' }))
    await page.goto(`${place.web.baseUrl}/person`)
    await page.goto(`${place.web.baseUrl}/person/object`)
    await follow(page.getByRole('link', { name: 'Leave this page now' }))
    await page.waitForURL('https://www.weather.gov/**')
    await page.goBack()
    expect(page.url()).toBe(`${place.web.baseUrl}/person`)
    await context.close()
  })

  it('has their call entered at the desk', async () => {
    for (const width of [320, 1280] as const) {
      const context = await visitAs(place.browser, { width, javaScript: true })
      await context.addCookies((await place.web.as('demo-intake')).cookies.map(asCookie))
      const page = await context.newPage()
      await page.goto(`${place.web.baseUrl}/desk/objections`)
      await expectAccessible(page)
      await follow(page.getByRole('link', { name: 'Enter a form or a call' }))
      await page.getByLabel('An objection: do not share').check()
      await page.getByLabel('by telephone').check()
      await whoTheyAre(page, people[0])
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await follow(page.getByRole('button', { name: 'Record it' }))
      expect(await page.locator('.receipt-number bdi').textContent()).toMatch(/^\w{5}-\w{5}$/)
      await expectAccessible(page)
      await context.close()
    }
  })

  async function journey(kind: Kind, person: Person): Promise<void> {
    const { ports } = place.web.office
    const { stream } = await approvedFor(person)
    const context = await visitAs(place.browser, kind)
    const page = await context.newPage()
    let pictures = 0
    const look = async (name: string): Promise<void> => {
      await leavePicture(page, `person-${String(pictures++).padStart(2, '0')}-${name}-${kind.width}`)
      if (!kind.javaScript) return
      await expectNoSidewaysScroll(page)
      // The same elements stand on the wide screen.
      if (kind.width === 320) await expectAccessible(page)
    }
    const go = async (name: string): Promise<void> => {
      await follow(page.getByRole('button', { name, exact: true }))
      await page.waitForLoadState()
    }
    const at = () => new URL(page.url()).pathname

    // Two screens.
    await page.goto(`${place.web.baseUrl}/person`)
    await page.getByRole('main').getByRole('link', { name: 'Say no to sharing' }).click()
    await go('Say no now')
    expect(await page.title()).toContain('Error')
    await look('object-wrong')
    await whoTheyAre(page, person)
    await page.getByLabel('Massachusetts').check()
    await go('Say no now')
    expect(at()).toBe('/person/slip')
    await look('slip')
    const moved = await release(ports, await officer(ports), stream)
    expect(refusal(moved)).toEqual(['record-changed'])
    await tick()
    expect((await loadCase(ports, stream)).state).toMatchObject({ status: 'matched', approvals: [] })

    // A code by mail, and the list.
    await page.goto(`${place.web.baseUrl}/person/list`)
    await follow(page.getByRole('link', { name: 'Ask for a code by mail' }))
    await whoTheyAre(page, person)
    await page.getByLabel('Massachusetts').check()
    await go('Mail me a code')
    await look('code-slip')
    const number = (await page.locator('.receipt-number bdi').textContent()) ?? ''
    const letter = (await tick()).find((one) => one.number === number)
    await follow(page.getByRole('link', { name: 'Enter the code from your letter' }))
    await page.getByLabel(/^Number/).fill(number)
    await page.getByLabel(/^Code/).fill('AAAAA-AAAAA')
    await go('Open my list')
    expect(await page.getByRole('alert').textContent()).toContain('4 tries are left')
    expect(await page.getByLabel(/^Code/).inputValue()).toBe('')
    await look('code-wrong')
    await page.getByLabel(/^Code/).fill(letter?.kind === 'mailed-code' ? letter.says.code.toLowerCase() : '')
    await go('Open my list')
    expect(at()).toBe('/person/list')
    expect(await page.getByRole('main').textContent()).toContain('The FBI asked for your information.')
    expect(await page.getByRole('main').textContent()).toContain('You said no to sharing.')
    await look('list')

    // What exposes takes a letter and time.
    await follow(page.getByRole('link', { name: 'End my no to sharing' }))
    await page.getByRole('radio').first().check()
    await look('withdraw')
    await go('End it')
    await page.goto(`${place.web.baseUrl}/person/list`)
    expect(await page.getByRole('main').textContent()).toContain('We write to you first.')
    await go('Close my list')
    expect(await page.getByRole('main').textContent()).toContain('You need a code to see your list')
    await page.goBack()
    await page.reload()
    expect(await page.getByRole('main').textContent()).not.toContain('FBI')

    // A complaint, and its answer.
    await page.goto(`${place.web.baseUrl}/person/complaint`)
    await page.getByLabel('Massachusetts').check()
    await page.getByLabel(/^What happened/).fill('Somebody told my neighbor.')
    await go('Send the complaint')
    await look('complaint-slip')
    const complaint = (await page.locator('.receipt-number bdi').textContent()) ?? ''
    const code = (await page.locator('.receipt dd bdi').first().textContent()) ?? ''
    await page.goto(`${place.web.baseUrl}/person/complaint/answer`)
    await page.getByLabel(/^Number/).fill(complaint)
    await page.getByLabel(/^Code/).fill(code)
    await go('See the answer')
    expect(await page.getByRole('main').textContent()).toContain('Somebody told my neighbor.')
    await look('complaint-answer')
    expect(place.web.failures).toEqual([])
    await context.close()
  }

  async function approvedFor({ given, family, born }: Person) {
    const dateOfBirth = born.map((part) => part.padStart(2, '0')).join('-')
    const received = await handInWarrant(place.web.office, {
      people: [{ ref: 'p1', name: { given, family }, dateOfBirth }],
    })
    if (!received.received) throw new Error('the warrant was not received')
    return approveWarrant(place.web.office, await answerWarrant(place.web.office, received))
  }

  /** What is due for people. @returns the letters that went out */
  async function tick(): Promise<readonly PersonLetter[]> {
    const { mail, sent } = personMail()
    await personTick(place.web.office.ports, mail, (_, error) => {
      throw error
    })
    return sent
  }
})

async function whoTheyAre(page: Page, { given, family, born: [year, month, day] }: Person): Promise<void> {
  await page.getByLabel('First name').fill(given)
  await page.getByLabel('Last name').fill(family)
  await page.getByLabel('Month').selectOption(month)
  await page.getByLabel('Day').fill(day)
  await page.getByLabel('Year').fill(year)
}
