/**
 * From a paper to an answer: an intake officer, a disclosure officer and counsel, each in a browser of their own. A
 * fax that looks like an order ends in a refusal; a warrant of a court comes as far as a sealed package.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
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

const examples = join(import.meta.dirname, '..', '..', 'examples')
const paper = (name: string) => readFileSync(join(examples, name, `${name}.pdf`))

describe.runIf(chromiumFound)('from a paper to an answer', () => {
  const place = behindDoors()
  const numbers: string[] = []
  /** Pages that were looked at closely at a width; both journeys come by some of them. */
  const seen = new Set<string>()

  for (const kind of kinds) {
    it(`an agency’s subpoena is refused ${kindName(kind)}`, { timeout: 300_000 }, () => withPeople(kind, refusal))
    it(`a court’s warrant is prepared ${kindName(kind)}`, { timeout: 300_000 }, () => withPeople(kind, warrant))
  }

  it('is sent pages of a bounded weight', { timeout: 120_000 }, async () => {
    const number = numbers.at(-1) ?? ''
    const cookies = (await place.web.as('demo-counsel')).cookies.map(asCookie)
    const pages = [
      '',
      '/counsel',
      '/decide',
      '/papers/i1/read?kind=judicial-warrant',
      '/requester',
      '/notice',
      '/findings',
    ]
    const urls = pages.map((page) => caseAt(number, page))
    await expectLight(place.browser, urls, deskPage, cookies)
  })

  interface People {
    readonly intake: Page
    readonly officer: Page
    readonly counsel: Page
    readonly kind: Kind
    /** Each page that the journey comes by: looked at, once of its name. */
    readonly look: (page: Page, name: string) => Promise<void>
  }

  async function withPeople(kind: Kind, journey: (people: People) => Promise<void>): Promise<void> {
    const contexts: BrowserContext[] = []
    const signedIn = async (id: string): Promise<Page> => {
      const context = await visitAs(place.browser, kind)
      contexts.push(context)
      await context.addCookies((await place.web.as(id, true)).cookies.map(asCookie))
      return context.newPage()
    }
    const look = async (page: Page, name: string): Promise<void> => {
      await leavePicture(page, `paper-${name}-${kind.width}`)
      if (!kind.javaScript || seen.has(`${name} ${kind.width}`)) return
      seen.add(`${name} ${kind.width}`)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
    try {
      const [intake, officer, counsel] = [
        await signedIn('demo-intake'),
        await signedIn('demo-officer'),
        await signedIn('demo-counsel'),
      ]
      await journey({ intake, officer, counsel, kind, look })
    } finally {
      for (const context of contexts) await context.close()
    }
  }

  const caseAt = (number: string, page = '') => `${place.web.baseUrl}/desk/cases/${number}${page}`

  async function takeIn(page: Page, { kind, look }: People, entered: Entered): Promise<string> {
    await page.goto(`${place.web.baseUrl}/desk/receive`)
    await look(page, 'receive')
    await press(page, 'Take it in')
    expect(await page.getByRole('alert').textContent()).toContain('Say how it came in.')
    await look(page, 'receive-nothing')
    await page.getByLabel(entered.channel, { exact: true }).check()
    await page.getByLabel('Their number for the matter').fill(`SYN-${entered.paper}-${kind.width}-${kind.javaScript}`)
    await page.getByLabel('What kind of requester is it?').selectOption('federal-law-enforcement')
    await page.getByLabel('Which organization?').selectOption(entered.organization)
    // A script, a formula and an override of the direction are words like any others.
    await page.getByLabel('Name of the officer').fill('<script>alert(1)</script> =1+1 \u202Etneg\u202C')
    await page.getByRole('checkbox', { name: entered.purpose, exact: true }).check()
    await page.getByRole('checkbox', { name: 'SNAP', exact: true }).check()
    for (const element of entered.elements) {
      const box = page.locator(`[name=elements][value=${element}]`)
      if (!(await box.isVisible())) await page.locator('details', { has: box }).locator('summary').click()
      await box.check()
    }
    const [given, family, born] = entered.person
    await page.locator('[name=p0-given]').fill(given)
    await page.locator('[name=p0-family]').fill(family)
    await page.locator('[name=p0-born-month]').selectOption(String(Number(born.slice(5, 7))))
    await page.locator('[name=p0-born-day]').fill(String(Number(born.slice(8))))
    await page.locator('[name=p0-born-year]').fill(born.slice(0, 4))
    if (entered.key !== undefined) await page.getByLabel('Their key for receiving').fill(entered.key)
    await page.locator('[name=i0-kind]').selectOption(entered.kind)
    // A picture by its name and no picture by what is in it.
    await page
      .locator('[name=i0-file]')
      .setInputFiles({ name: 'paper.png', mimeType: 'image/png', buffer: paper(entered.paper) })
    await press(page, 'Take it in')
    expect(await page.getByRole('alert').textContent()).toContain('is called a PNG picture and is not one')
    expect(await page.getByLabel('Name of the officer').inputValue()).toContain('<script>')
    await page
      .locator('[name=i0-file]')
      .setInputFiles({ name: '../../paper.pdf', mimeType: 'application/pdf', buffer: paper(entered.paper) })
    await press(page, 'Take it in')
    await page.waitForURL('**/desk/cases/*')
    const number = page.url().split('/').at(-1) ?? ''
    expect(await page.locator('main').innerHTML()).not.toContain('<script>')
    await look(page, 'case-received')
    numbers.push(number)
    return number
  }

  /** Answer what the page asks, up to the words that it ends in. */
  async function answerPaper(page: Page, number: string, people: People, answers: Answers): Promise<string> {
    const { look } = people
    await page.goto(caseAt(number, '/papers/i1/read'))
    await look(page, 'kinds')
    await follow(page.getByRole('link', { name: answers.kind, exact: true }))
    await press(page, 'See what that means')
    expect(await page.getByRole('alert').textContent()).toContain('Choose who signed it')
    await look(page, `read-nothing-${answers.signedBy}`)
    await page.getByRole('radio', { name: answers.issuer, exact: true }).check()
    await page.locator('[name=docket]').fill(answers.docket)
    await page.locator('[name=directed][value=yes]').check()
    await page.locator(`[name=signedBy][value=${answers.signedBy}]`).check()
    await day(page, 'issuedOn', -3)
    for (const [name, days] of answers.days) await day(page, name, days)
    if (answers.enforced !== undefined) await page.locator(`[name=enforcedByCourt][value=${answers.enforced}]`).check()
    await page.locator('[name=subjects][value=p1]').check()
    await page.locator('[name=programs][value=snap]').check()
    for (const element of answers.elements) await page.locator(`[name=elements][value=${element}]`).first().check()
    await press(page, 'See what that means')
    await look(page, `words-${answers.signedBy}`)
    return (await page.locator('main').textContent()) ?? ''
  }

  /** What the requester hears is fixed, and signed where counsel signs it, before anybody is looked up. */
  async function looked({ officer, counsel, look }: People, number: string): Promise<void> {
    await officer.goto(caseAt(number, '/letters'))
    await pressIfThere(officer, 'Fix the answer now')
    await counsel.goto(caseAt(number, '/letters'))
    await pressIfThere(counsel, 'Sign this answer as counsel')
    await officer.goto(caseAt(number, '/match'))
    await press(officer, 'Look them up')
    await look(officer, 'matched')
  }

  async function decided({ officer, look }: People, number: string): Promise<void> {
    await officer.goto(caseAt(number))
    await follow(officer.getByRole('link', { name: 'Decide by the law' }))
    await look(officer, 'decide')
    await press(officer, 'Decide now')
    await officer.waitForURL(`**/cases/${number}`)
  }

  async function refusal(people: People): Promise<void> {
    const { intake, officer, counsel, look } = people
    const number = await takeIn(intake, people, {
      channel: 'Fax',
      organization: 'ice-ero',
      purpose: 'Civil immigration enforcement',
      elements: ['home-address', 'immigration-status'],
      person: ['Ana', 'Samplewright', '1984-03-07'],
      kind: 'administrative-subpoena',
      paper: 'administrative-subpoena',
    })
    const words = await answerPaper(intake, number, people, {
      kind: 'Agency’s subpoena',
      issuer: 'A federal agency',
      docket: 'SYN-1',
      signedBy: 'agency-officer',
      days: [['returnOn', 14]],
      enforced: 'no',
      elements: ['home-address', 'immigration-status'],
    })
    expect(words).toContain('This paper is not signed by a judge of a court.')
    await press(intake, 'Record this reading')
    await intake.waitForURL(`**/cases/${number}#papers`)

    await looked(people, number)
    await decided(people, number)
    const page = await officer.locator('main').textContent()
    expect(page).toContain('Nothing may leave on this request')
    expect(page).toContain('counsel has not signed the refusal')
    await look(officer, 'case-refusal-waits')
    expect(await officer.getByRole('button', { name: 'Record the refusal' }).isEnabled()).toBe(false)

    await counsel.goto(caseAt(number, '/counsel'))
    await look(counsel, 'counsel-refusal')
    await press(counsel, 'Sign the refusal')
    await officer.goto(caseAt(number))
    await press(officer, 'Record the refusal')
    expect(await officer.locator('main').textContent()).toContain('Answered: no')
    await look(officer, 'case-refused')
  }

  async function warrant(people: People): Promise<void> {
    const { intake, officer, counsel, look } = people
    const number = await takeIn(intake, people, {
      channel: 'Letter',
      organization: 'fbi',
      purpose: 'Criminal investigation',
      elements: ['application', 'case-notes'],
      person: ['Ana', 'Samplewright', '1984-03-07'],
      kind: 'judicial-warrant',
      paper: 'search-warrant',
      key: place.web.office.cast.receiver.recipient,
    })
    const answers: Answers = {
      kind: 'Search warrant of a court',
      issuer: 'A federal court',
      docket: 'SYN-mj-0001',
      signedBy: 'magistrate-judge',
      days: [['executeBy', 10]],
      elements: ['application'],
    }
    const read = async (page: Page, change: Partial<Answers> = {}): Promise<void> => {
      const words = await answerPaper(page, number, people, { ...answers, ...change })
      expect(words).toContain('This paper is signed by a judge of a court.')
      await press(page, 'Record this reading')
      await page.waitForURL(`**/cases/${number}#papers`)
    }

    // Two people, blind to each other. They differ, and the case stands still until both have looked again.
    await read(intake)
    await officer.goto(caseAt(number))
    expect(await officer.locator('#paper-i1').textContent()).not.toContain('SYN-mj-0001')
    await look(officer, 'case-read-once')
    await read(officer, { docket: 'SYN-mj-0010' })
    expect(await officer.locator('#paper-i1').textContent()).toContain('They differ in: the docket number')
    await look(officer, 'case-disputed')
    await counsel.goto(caseAt(number, '/counsel'))
    await look(counsel, 'counsel-dispute')
    await read(officer)
    await read(intake)
    expect(await intake.locator('#paper-i1').textContent()).toContain('read by two people')

    // The clerk, by a number that does not stand on the paper; the requester, and a second person who looks.
    await officer.goto(caseAt(number, '/papers/i1/verify'))
    await look(officer, 'verify-paper')
    await called(officer, 'the-paper')
    await press(officer, 'Record what they said')
    expect(await officer.getByRole('alert').textContent()).toContain('leads to whoever wrote the paper')
    await called(officer, 'court-website')
    await press(officer, 'Record what they said')
    await officer.goto(caseAt(number, '/requester'))
    await called(officer, 'published-directory')
    await press(officer, 'Record the call')
    expect(await officer.locator('main').textContent()).toContain('somebody else looks at the record')
    await intake.goto(caseAt(number, '/requester'))
    await look(intake, 'requester')
    await press(intake, 'I looked, and I confirm it')

    await looked(people, number)
    await decided(people, number)
    expect(await officer.locator('main').textContent()).toContain('Nothing leaves: counsel decides')

    await counsel.goto(caseAt(number, '/counsel'))
    await look(counsel, 'counsel-warrant')
    await counsel.locator('[name=papers][value=i1]').check()
    await press(counsel, 'Record counsel’s word')
    expect(await counsel.getByRole('alert').textContent()).toContain('Choose counsel’s word.')
    expect(await counsel.locator('[name=papers][value=i1]').isChecked()).toBe(true)
    await counsel.getByRole('radio', { name: 'Approve', exact: true }).check()
    await press(counsel, 'Record counsel’s word')
    await decided(people, number)
    await counsel.goto(caseAt(number, '/counsel'))
    await press(counsel, 'Sign the release')
    await counsel.goto(caseAt(number))
    await counsel.getByLabel('Write a note').fill('Ask the court for limits.')
    await counsel.getByLabel('Privileged: counsel alone, and in no export').check()
    await press(counsel, 'Keep the note')
    expect(await counsel.locator('main').textContent()).toContain('Ask the court for limits.')
    await look(counsel, 'case-note')

    await officer.goto(caseAt(number))
    expect(await officer.locator('main').textContent()).not.toContain('Ask the court for limits.')
    expect(await officer.locator('main').textContent()).toContain('1 note is counsel’s own')
    await press(officer, 'Prepare what may leave')
    await officer.waitForURL(`**/cases/${number}`)
    expect(await officer.locator('main').textContent()).toContain('packed')
    expect(await officer.getByRole('button', { name: 'Go to the approval' }).isEnabled()).toBe(false)
    await look(officer, 'case-prepared')
    for (const [page, name] of [
      ['/notice', 'notice'],
      ['/lawyer', 'lawyer'],
      ['/hold', 'hold'],
      ['/findings', 'findings'],
      ['/seizure', 'seizure'],
      ['/orders/new', 'order'],
      ['/withdraw', 'withdraw'],
    ] as const) {
      await officer.goto(caseAt(number, page))
      await look(officer, name)
    }
    await officer.goto(`${place.web.baseUrl}/desk/counter`)
    await look(officer, 'counter')
    await counsel.goto(`${place.web.baseUrl}/desk/counsel`)
    await look(counsel, 'counsel-waiting')
  }
})

interface Entered {
  readonly channel: string
  readonly organization: string
  readonly purpose: string
  readonly elements: readonly string[]
  readonly person: readonly [given: string, family: string, born: string]
  readonly kind: string
  readonly paper: string
  readonly key?: string
}

interface Answers {
  readonly kind: string
  readonly issuer: string
  readonly docket: string
  readonly signedBy: string
  readonly days: readonly (readonly [field: string, days: number])[]
  readonly enforced?: 'yes' | 'no'
  readonly elements: readonly string[]
}

async function pressIfThere(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).and(page.locator(':enabled'))
  if ((await button.count()) > 0) await follow(button)
}

async function day(page: Page, name: string, days: number): Promise<void> {
  const at = new Date(Date.now() + days * 86_400_000)
  await page.locator(`[name=${name}-month]`).selectOption(String(at.getUTCMonth() + 1))
  await page.locator(`[name=${name}-day]`).fill(String(at.getUTCDate()))
  await page.locator(`[name=${name}-year]`).fill(String(at.getUTCFullYear()))
}

async function called(page: Page, from: string): Promise<void> {
  await page.locator(`[name=contactFrom][value=${from}]`).check()
  await page.locator('[name=channel]').fill('telephone')
  await page.locator('[name=spokeTo]').fill('Deputy clerk (synthetic)')
  await page.locator('[name=result][value=verified]').check()
}

/** Chromium takes a cookie that only goes to this host where its address says that it may. */
function asCookie({ name, value, url }: { readonly name: string; readonly value: string; readonly url: string }) {
  return { name, value, url: url.replace('http:', 'https:') }
}
