import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signApproval } from '#approval/sign.ts'
import { parseApproval } from '#formats/approval.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { announcementMissing } from '#pipeline/announcing.ts'
import { officeDay } from '#pipeline/law.ts'
import { loadCase } from '#pipeline/move.ts'
import { lowerAbove } from '#pipeline/office-settings.ts'
import { confirmOutsideKey, proposeOutsideKey } from '#pipeline/outside-keys.ts'
import { actor } from '#pipeline/register.ts'
import { answeredForTwo, approvedWarrant, approveWarrant, clockAhead, type WarrantCase } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import { webOffice, type Caller, type WebOffice } from '#testing/web.ts'
import { english } from '../../words/words.ts'
import {
  asCookie,
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  visitAs,
} from '../../../../test/journeys/browser.ts'

const clock = clockAhead()
const inspector = { secret: generateEd25519Key(), id: 'ig-hale' }
const agency = 'ma-dta'
let web: WebOffice
let officer: Caller
let found: WarrantCase
let path = ''

beforeAll(async () => {
  web = await webOffice({ people: 20, clock, listening: true })
  const { ports } = web.office
  const by = await actor(ports, 'demo-administrator')
  expect(await lowerAbove(ports, by, agency, 1)).toBeUndefined()
  const key = formatVkey(ed25519Signer(inspector.id, inspector.secret).key)
  const holder = { id: inspector.id, agency, name: 'Synthetic Inspector', organization: 'An inspector general', key }
  expect(await proposeOutsideKey(ports, by, holder)).toBeUndefined()
  expect(await confirmOutsideKey(ports, await actor(ports, 'demo-counsel'), holder)).toBeUndefined()
  found = await answeredForTwo(web.office)
  path = `/desk/cases/${found.number}`
  officer = await web.as('demo-officer', true)
})
afterAll(() => web.close())

const plain = async (response: Response): Promise<string> =>
  (await response.text())
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
const state = async () => (await loadCase(web.office.ports, found.stream)).state
/** What was looked at is kept for some seconds. */
const publicPage = async (at = '/notices'): Promise<string> => {
  clock.goOn(11 / 86_400)
  return plain(await web.nobody.get(at))
}
const feed = async (): Promise<{ items: readonly Record<string, unknown>[] }> => {
  clock.goOn(11 / 86_400)
  return (await web.nobody.get('/notices.json')).json()
}

describe('the public notice of a release of many persons', () => {
  it('is not there, and the public page says so in plain words', async () => {
    const page = await publicPage()
    expect(page).toContain('Nothing is announced')
    expect((await feed()).items).toEqual([])
    expect(await publicPage('/es/notices')).toContain('No hay nada anunciado')
  })

  it('is asked for where the case shows what is to do, and nothing is asked for of a smaller release', async () => {
    const page = await (await officer.get(path)).text()
    expect(page).toContain(`href="${path}/announce"`)
    const small = await approvedWarrant(web.office)
    const other = await (await officer.get(`/desk/cases/${small.number}`)).text()
    expect(other).not.toContain('/announce"')
    expect(other).not.toContain('/outside"')
    const says = await plain(await officer.get(`/desk/cases/${small.number}/announce`))
    expect(says).toContain('This decision releases data about one person. It has to be announced only above 1 person.')
  })

  it('is given by the disclosure officer or counsel and by nobody else, and the public reads it', async () => {
    expect((await (await web.as('demo-approver-1')).post(`${path}/announce`)).status).toBe(403)
    expect((await state()).announced).toBeUndefined()
    const given = await officer.post(`${path}/announce`)
    expect([given.status, given.headers.get('location')]).toEqual([303, `${path}/announce`])
    const { announced } = await state()
    const page = await publicPage()
    expect(page).toContain('Data about 2 people')
    expect(page).toContain('Cannot leave yet')
    expect(page).toContain('SNAP: application, EBT card purchases')
    expect(page).toContain(english.day(announced?.standsUntil ?? ''))
    for (const rule of announced?.basis ?? ['none']) expect(page).toContain(`(${rule.split('/')[0]})`)
    expect(page).not.toContain(found.number)
    expect(page).not.toMatch(/FBI|Federal Bureau|Samplewright/)
    expect(await publicPage('/es/notices')).toContain('Datos sobre 2 personas')
    const [item] = (await feed()).items
    expect(item).toMatchObject({
      title: expect.stringContaining('Data about 2 people'),
      _postern: { agency, persons: 2, state: 'standing', court: null, basis: announced?.basis },
    })
    expect(JSON.stringify(item)).not.toContain(found.number)
  })

  it('is not given twice for one decision, and the desk says from when it may leave', async () => {
    const again = await officer.post(`${path}/announce`)
    expect(again.status).toBe(422)
    expect(await plain(again)).toContain('This stands on the public page since')
    const page = await plain(await officer.get(`${path}/announce`))
    expect(page).toContain(`On the public page since ${english.day(officeDay(web.office.ports))}`)
    expect(page).not.toContain('Put it on the public page')
  })

  it('keeps anybody from preparing what would expire before its day, and says when to do it', async () => {
    const refused = await officer.post(`${path}/prepare`)
    const why = 'before that: once the notice is over, match, decide, prepare and sign it in one day'
    expect([refused.status, await plain(refused)]).toEqual([422, expect.stringContaining(why)])
    expect(await plain(await officer.get(path))).toContain(why)
    expect((await state()).prepared).toBeUndefined()
  })

  it('keeps what two have signed from leaving before its day, and the case says that day', async () => {
    const until = (await state()).announced?.standsUntil ?? ''
    clock.goOn((Date.parse(until) - Date.parse(officeDay(web.office.ports))) / 86_400_000)
    officer = await web.as('demo-officer', true)
    await approveWarrant(web.office, found)
    const before = await plain(await officer.get(path))
    expect(before).toContain('Hand in the signature from outside')
    expect(before).toContain('and may leave from')
    expect((await officer.post(`${path}/release`)).status).toBe(422)
    expect((await state()).released).toBe(false)
  })

  it('goes with a signature from outside, which is handed in at the desk and checked there', async () => {
    const text = await (await officer.get(`${path}/outside/to-sign.txt`)).text()
    expect(text).toContain('outside-holder')
    const forged = signApproval('ig-hale', generateEd25519Key(), parseApproval(text))
    const wrong = await officer.post(`${path}/outside`, { note: forged })
    expect(wrong.status).toBe(422)
    // What was typed is not lost.
    expect(await wrong.text()).toContain('outside-holder')
    expect((await officer.post(`${path}/outside`, { note: '' })).status).toBe(422)
    expect((await state()).outside).toBeUndefined()
    const note = signApproval(inspector.id, inspector.secret, parseApproval(text))
    // As a form sends it: other ends of lines, and the last of them lost.
    const handed = await officer.post(`${path}/outside`, { note: note.trimEnd().replaceAll('\n', '\r\n') })
    expect([handed.status, handed.headers.get('location')]).toEqual([303, `${path}/outside`])
    expect((await state()).outside).toMatchObject({ holder: inspector.id })
    expect(await plain(await officer.get(`${path}/outside`))).toContain('Synthetic Inspector, An inspector general')
    expect(await plain(await officer.get(path))).not.toContain('Hand in the signature from outside')
  })

  it('is withdrawn with a reason, stays on the page as withdrawn, and the reason is nobody’s there', async () => {
    expect((await officer.post(`${path}/announce/withdraw`, { reason: '' })).status).toBe(422)
    expect((await officer.post(`${path}/announce/withdraw`, { reason: 'The count was wrong' })).status).toBe(303)
    expect(await publicPage()).toContain('Withdrawn on')
    expect(await publicPage()).not.toContain('The count was wrong')
    expect((await announcementMissing(web.office.ports, await state())).map(({ code }) => code)).toEqual([
      'not-announced',
    ])
    expect((await officer.post(`${path}/announce`)).status).toBe(303)
    expect((await feed()).items.map(({ _postern }) => Object(_postern).state)).toEqual(['standing', 'withdrawn'])
  })

  it('is over one day after its tenth business day, and what is prepared then leaves', async () => {
    const until = (await state()).announced?.standsUntil ?? ''
    clock.goOn((Date.parse(until) - Date.parse(officeDay(web.office.ports))) / 86_400_000 + 1)
    expect(await publicPage()).toContain('May leave now, and has not')
    const fresh = await web.as('demo-officer', true)
    // What was prepared two weeks ago has expired.
    await approveWarrant(web.office, found)
    const text = await (await fresh.get(`${path}/outside/to-sign.txt`)).text()
    const note = signApproval(inspector.id, inspector.secret, parseApproval(text))
    expect((await fresh.post(`${path}/outside`, { note })).status).toBe(303)
    expect((await fresh.post(`${path}/release`)).status).toBe(303)
    expect((await state()).status).toBe('released')
    expect(await publicPage()).toContain(`Released on ${english.day(officeDay(web.office.ports))}`)
  })
})

describe.skipIf(!chromiumFound)('the pages of a notice in a browser', () => {
  let browser: Browser
  let number = ''
  beforeAll(async () => {
    browser = await openBrowser()
    const warrant = await answeredForTwo(web.office)
    await approveWarrant(web.office, warrant)
    ;({ number } = warrant)
  }, 60_000)
  afterAll(() => browser.close())

  it.each([
    [320, false],
    [1280, true],
  ] as const)(
    'are accessible at %i px',
    async (width, announced) => {
      const mine = await web.as('demo-officer', true)
      if (announced) await mine.post(`/desk/cases/${number}/announce`)
      clock.goOn(11 / 86_400)
      const context = await visitAs(browser, { width, javaScript: true })
      try {
        await context.addCookies(mine.cookies.map(asCookie))
        const page = await context.newPage()
        for (const [name, at] of [
          ['notices', '/notices'],
          ['notices-es', '/es/notices'],
          ['notices-ar', '/ar/notices'],
          ['limits', '/limits'],
          ['announce', `/desk/cases/${number}/announce`],
          ['outside', `/desk/cases/${number}/outside`],
          ['case', `/desk/cases/${number}`],
          ['order', `/desk/cases/${number}/orders/new`],
        ] as const) {
          await page.goto(`${web.baseUrl}${at}`)
          await leavePicture(page, `notice-${name}-${width}`)
          await expectNoSidewaysScroll(page)
          await expectAccessible(page)
        }
      } finally {
        await context.close()
      }
    },
    120_000,
  )
})
