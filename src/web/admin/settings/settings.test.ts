import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officeSettings } from '#pipeline/office-settings.ts'
import { clockAhead } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import { webOffice, type Caller } from '#testing/web.ts'
import { answersIn } from './typed.ts'
import { formOf } from '../../form.ts'
import {
  asCookie,
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  visitAs,
} from '../../../../test/journeys/browser.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let administrator: Caller
const clock = clockAhead()
const proposed = '/admin/settings/caps/proposed'

beforeAll(async () => {
  web = await webOffice({ people: 20, clock, listening: true })
  administrator = await web.as('demo-administrator', true)
})
afterAll(() => web.close())

async function textOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll('&#39;', "'")
}

const set = async (agency = 'ma-dta') => officeSettings(await web.web.doors.at(agency), agency)
/** As anybody reads it; what was looked at is kept for some seconds. */
const limits = async (): Promise<string> => {
  clock.goOn(11 / 86_400)
  return (await textOf(await web.nobody.get('/limits'))).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}
const head = { lines: 'Office of records (synthetic)\n1 Sample Street', phone: '617-555-0142', help: 'Legal aid' }

describe('settings of an agency', () => {
  it('show what stands, where each is set, and the way to those that are set here', async () => {
    const page = await textOf(await administrator.get('/admin/settings'))
    expect(page).toContain('At 10:00, time zone America/New_York. A refusal goes out after 5 business days')
    expect(page).toContain('href="/admin/settings/answers"')
    expect(page).toContain('POSTERN_OIDC_ISSUER')
    expect(page).toContain('15 minutes after the last click, and after 12 hours')
    expect(page).toContain('test-witness')
  })

  it('are set by the administrator, count at once, and the page says who set them', async () => {
    const saved = await administrator.post('/admin/settings/answers', { at: '2:30 pm', days: '8' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/admin/settings?done=answers'])
    expect((await set()).answers.value).toEqual({ at: '14:30', businessDays: 8 })
    expect(
      (await administrator.post('/admin/settings/letters', { ...head, lines: ` ${head.lines.replace('\n', ' \n\n')}` }))
        .status,
    ).toBe(303)
    expect((await set()).head.value).toEqual({
      lines: ['Office of records (synthetic)', '1 Sample Street'],
      phone: '617-555-0142',
      legalHelp: ['Legal aid'],
    })
    const page = await textOf(await administrator.get('/admin/settings'))
    expect(page).toContain('Set by demo-administrator on')
    expect(page).toContain('Changes so far (2)')
    expect(await textOf(await administrator.get('/admin/settings/letters'))).toContain('value="617-555-0142"')
  })

  it('say how many persons may leave in a day: fewer count at once, and the public reads it', async () => {
    const saved = await administrator.post('/admin/settings/caps', { receiver: '800', agency: '900' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/admin/settings?done=caps'])
    expect((await set()).caps.value).toEqual({ receiver: 800, agency: 900 })
    expect(await textOf(await administrator.get('/admin/settings'))).toContain('At most 800 to one receiver')
    expect(await limits()).toMatch(/From Today To one receiver 800 To all together 900 Announced first, above 200/)
  })

  it('propose more, which counts for nothing until a second person confirms it', async () => {
    const saved = await administrator.post('/admin/settings/caps', { receiver: '5,000', agency: '900' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/admin/settings?done=caps-proposed'])
    expect((await set()).caps.value).toEqual({ receiver: 800, agency: 900 })
    const page = await textOf(await administrator.get('/admin/settings'))
    expect(page).toContain('At most 800 to one receiver')
    expect(page).toContain('and not confirmed: At most 5,000 to one receiver')
    expect(await textOf(await administrator.get('/admin/settings/caps'))).toContain(
      'What you save here takes its place',
    )
    expect(await limits()).toMatch(
      /From Today To one receiver 800 .* From Proposed, and not confirmed To one receiver 5,000/,
    )
    const own = await administrator.get(proposed)
    expect(await textOf(own)).toContain('This is your own proposal')
    const alone = await administrator.post(proposed, { receiver: '5000', agency: '900' })
    expect([alone.status, await textOf(alone)]).toEqual([
      422,
      expect.stringContaining('demo-administrator has proposed this: somebody else confirms it.'),
    ])
  })

  it('have the second person confirm what they have read, and from tomorrow it counts', async () => {
    const counsel = await web.as('demo-counsel', true)
    expect(await textOf(await counsel.get('/desk'))).toContain(`href="${proposed}"`)
    expect(await textOf(await counsel.get(proposed))).toContain('At most 5,000 to one receiver')
    const others = await counsel.post(proposed, { receiver: '5000', agency: '901' })
    expect([others.status, await textOf(others)]).toEqual([422, expect.stringContaining('Other numbers were proposed')])
    expect((await counsel.post(proposed, { receiver: 'many' })).status).toBe(422)
    expect((await set()).caps.value).toEqual({ receiver: 800, agency: 900 })
    const confirmed = await counsel.post(proposed, { receiver: '5000', agency: '900' })
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, `${proposed}?done=confirmed`])
    expect((await set()).caps.value).toEqual({ receiver: 5_000, agency: 900 })
    expect(await limits()).toMatch(/From Today To one receiver 800 .* To one receiver 5,000 To all together 900/)
    expect(await limits()).not.toContain('not confirmed')
    const page = await textOf(await administrator.get('/admin/settings'))
    expect(page).toContain('Set by demo-counsel (proposed by demo-administrator) on ')
  })

  it('have a proposal taken back, and nobody of another role or agency sees or confirms one', async () => {
    await administrator.post('/admin/settings/caps', { receiver: '6,000', agency: '900' })
    const officer = await web.as('demo-officer', true)
    expect((await officer.get(proposed)).status).toBe(403)
    expect((await officer.post(proposed, { receiver: '6000', agency: '900' })).status).toBe(403)
    const elsewhere = await web.as('demo-me-counsel', true)
    expect(await textOf(await elsewhere.get(proposed))).not.toContain('6,000')
    expect((await elsewhere.post(proposed, { receiver: '6000', agency: '900' })).status).toBe(422)
    const stale = await web.as('demo-approver-2')
    expect(await textOf(await stale.post(`${proposed}/withdraw`))).not.toContain('Taken back')
    expect((await set()).proposedCaps?.value).toEqual({ receiver: 6_000, agency: 900 })
    const privacy = await web.as('demo-approver-2', true)
    const taken = await privacy.post(`${proposed}/withdraw`)
    expect([taken.status, taken.headers.get('location')]).toEqual([303, `${proposed}?done=withdrawn`])
    expect((await set()).proposedCaps).toBeUndefined()
    expect((await privacy.post(`${proposed}/withdraw`)).status).toBe(422)
  })

  it('say above how many persons a release is announced and signed outside, which is only ever lowered', async () => {
    const higher = await administrator.post('/admin/settings/above', { above: '201' })
    expect(higher.status).toBe(422)
    expect(await textOf(higher)).toContain('It is 200, and is only ever lowered.')
    const saved = await administrator.post('/admin/settings/above', { above: '60' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/admin/settings?done=above'])
    expect((await set()).above.value).toBe(60)
    expect(await textOf(await administrator.get('/admin/settings'))).toContain('Above 60 in one release')
    expect((await set('me-dhhs-ofi')).above.value).toBe(200)
    expect((await administrator.post('/admin/settings/above', { above: '61' })).status).toBe(422)
  })

  it('are another agency’s own: its administrator sees and sets theirs', async () => {
    const before = await set()
    const elsewhere = await web.as('demo-me-administrator', true)
    expect(await textOf(await elsewhere.get('/admin/settings'))).not.toContain('617-555-0142')
    await elsewhere.post('/admin/settings/answers', { at: '09:00', days: '2', agency: 'ma-dta' })
    expect((await set('me-dhhs-ofi')).answers.value).toEqual({ at: '09:00', businessDays: 2 })
    expect(await set()).toEqual(before)
  })

  it.each([
    ['answers', 'at', { at: 'noonish', days: '5' }, 'Write a time of the day'],
    ['answers', 'at', { at: '25:00', days: '5' }, 'Write a time of the day'],
    ['answers', 'days', { at: '10:00', days: '0' }, 'from 1 to 60'],
    ['answers', 'days', { at: '10:00', days: '=1+1' }, 'from 1 to 60'],
    ['letters', 'lines', { ...head, lines: 'a\nb\nc\nd\ne\nf\ng' }, 'at most 6 lines. These are 7'],
    ['letters', 'help', { ...head, help: `one\n${'x'.repeat(201)}` }, 'Line 2 is too long'],
    ['letters', 'phone', { ...head, phone: '<script>alert(1)</script>' }, 'one telephone number'],
    ['above', 'above', { above: '0' }, 'Write a whole number from 1'],
    ['above', 'above', { above: 'none' }, 'Write a whole number from 1'],
    ['caps', 'receiver', { receiver: '0', agency: '5' }, 'from 1 to 50,000,000'],
    ['caps', 'agency', { receiver: '5', agency: '1e9' }, 'from 1 to 50,000,000'],
  ])('say by the field of %s what is wrong with %s, and lose nothing', async (name, field, typed, sentence) => {
    const before = await set()
    const back = await administrator.post(`/admin/settings/${name}`, typed)
    const page = await textOf(back)
    expect(back.status).toBe(422)
    expect(page).toContain(sentence)
    expect(page).toContain(`href="#field-${field}"`)
    expect(page).not.toContain('<script>alert')
    for (const text of Object.values(typed))
      expect(page).toContain(text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    expect(await set()).toEqual(before)
  })

  it('ask for a fresh sign-in, and keep what was typed until then', async () => {
    const before = await set()
    const stale = await web.as('demo-administrator')
    const asked = await stale.post('/admin/settings/letters', { ...head, phone: '617-555-0177' })
    expect(await textOf(asked)).toContain('/sign-in/again')
    expect(await set()).toEqual(before)
    expect(await textOf(await stale.get('/admin/settings/letters'))).toContain('value="617-555-0177"')
  })

  it('open to no other role', async () => {
    const officer = await web.as('demo-officer', true)
    expect((await officer.get('/admin/settings')).status).toBe(403)
    expect((await officer.post('/admin/settings/answers', { at: '10:00', days: '5' })).status).toBe(403)
  })
})

describe('a time of the day', () => {
  it.each([
    ['9:05', '09:05'],
    ['12:00 am', '00:00'],
    ['12:15 p.m.', '12:15'],
    ['2 PM', '14:00'],
    ['23:59', '23:59'],
  ])('is taken as it is meant: %s', (typed, at) => {
    expect(answersIn(formOf({ at: typed, days: '5' }))).toEqual({ at, businessDays: 5 })
  })

  it.each(['', '7', '13:00 pm', '0:30 am', '10:60', '10.00', '-1:00'])('is none: %j', (typed) => {
    expect(answersIn(formOf({ at: typed, days: '5' }))).toMatchObject({ problems: { at: expect.any(String) } })
  })
})

describe.skipIf(!chromiumFound)('the pages of a proposed limit in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
    await administrator.post('/admin/settings/caps', { receiver: '6,000', agency: '12,000' })
    clock.goOn(11 / 86_400)
  }, 60_000)
  afterAll(() => browser.close())

  it.each([320, 1280] as const)(
    'are accessible at %i px',
    async (width) => {
      for (const [who, name, at] of [
        ['demo-counsel', 'confirm', proposed],
        ['demo-administrator', 'own', proposed],
        ['demo-administrator', 'caps', '/admin/settings/caps'],
        ['demo-administrator', 'settings', '/admin/settings'],
        ['demo-counsel', 'limits', '/limits'],
      ] as const) {
        const context = await visitAs(browser, { width, javaScript: true })
        try {
          await context.addCookies((await web.as(who, true)).cookies.map(asCookie))
          const page = await context.newPage()
          await page.goto(`${web.baseUrl}${at}`)
          await leavePicture(page, `daily-limits-${name}-${width}`)
          await expectNoSidewaysScroll(page)
          await expectAccessible(page)
        } finally {
          await context.close()
        }
      }
    },
    120_000,
  )
})
