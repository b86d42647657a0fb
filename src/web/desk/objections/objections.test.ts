/** What staff do for people who write and call, and what they may not see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complain } from '#pipeline/person-complain.ts'
import { actWithNumber } from '#pipeline/person-acts.ts'
import { findAll } from '#pipeline/person-find.ts'
import { looksIn } from '#pipeline/looks.ts'
import { askWithdrawal, object } from '#pipeline/person-object.ts'
import { keyOf } from '#testing/person.ts'
import { webOffice, type Caller } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let intake: Caller
let privacy: Caller
beforeAll(async () => {
  web = await webOffice()
  intake = await web.as('demo-intake')
  privacy = await web.as('demo-approver-2')
})
afterAll(() => web.close())

const path = '/desk/objections'
const twin = { given: 'Jordan', family: 'Twinning', 'born-month': '5', 'born-day': '5', 'born-year': '1999' }
const said = {
  identity: { given: 'Jordan', family: 'Twinning', dateOfBirth: '1999-05-05' },
  languages: { written: 'en', spoken: 'en' },
  programs: ['snap'],
  channel: 'telephone',
} as const

const act = (number: string) => actWithNumber(web.office.ports, 'ma-dta', number)
const numberIn = (text: string): string => /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text)?.[0] ?? ''

async function looksTaken() {
  const { ledger } = web.office.ports
  const streams = await ledger.streamsWith('look.taken', 100)
  return (await Promise.all(streams.map((stream) => ledger.load(stream)))).flatMap((events) => looksIn(events))
}

describe('a form or a call', () => {
  it('is entered with the questions of the person’s own page, and answered with a number alone', async () => {
    const answers: string[] = []
    for (const who of [twin, { ...twin, given: 'Nobody', family: 'Onfile' }]) {
      const taken = await intake.post(`${path}/new`, { act: 'objection', channel: 'paper', ...who })
      expect(taken.status).toBe(303)
      const page = await (await intake.get(taken.headers.get('location') ?? '')).text()
      expect(await act(numberIn(page))).toMatchObject({ kind: 'objection', channel: 'paper', by: 'demo-intake' })
      answers.push(page.replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, 'NUMBER'))
    }
    expect(answers[0]).toBe(answers[1])
  })

  it('sends no letter where mail there is not safe, and protects as ever', async () => {
    for (const kind of ['objection', 'consent-withdrawal']) {
      const entered = { act: kind, channel: 'telephone', ...twin }
      const quiet = await intake.post(`${path}/new`, { ...entered, letter: 'none' })
      expect(await act(numberIn(quiet.headers.get('location') ?? ''))).toMatchObject({ kind, noLetter: true })
      const plain = await intake.post(`${path}/new`, entered)
      expect(await act(numberIn(plain.headers.get('location') ?? ''))).toMatchObject({ kind, noLetter: false })
    }
  })

  it('can be consents taken back, and comes back whole where something is missing', async () => {
    const taken = await intake.post(`${path}/new`, { act: 'consent-withdrawal', channel: 'telephone', ...twin })
    expect(await act(numberIn(taken.headers.get('location') ?? ''))).toMatchObject({ kind: 'consent-withdrawal' })
    const wrong = await intake.post(`${path}/new`, { act: 'everything', given: 'Jordan "J"' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    for (const field of ['act', 'channel', 'family', 'born']) expect(page).toContain(`href="#field-${field}"`)
    expect(page).toContain('value="Jordan &quot;J&quot;"')
  })
})

describe('somebody who may be two people', () => {
  it('is shown with what agrees, logged before it is shown, and settled by whoever looked', async () => {
    const number = await object(web.office.ports, 'person', 'ma-dta', said)
    await findAll(web.office.ports, 'ma-dta')
    expect(await (await intake.get(path)).text()).toContain(number)
    const page = await (await intake.get(`${path}/${number}`)).text()
    expect(page).toContain('More than one record may be meant')
    expect(page, 'a record’s key is nobody’s to see').not.toContain('SYN-PLANTED-twin')
    const looks = (await looksTaken()).filter(({ page: what }) => what.endsWith(number))
    expect(looks).toMatchObject([{ member: 'demo-intake' }])
    const [first = ''] = [...page.matchAll(/name="record" value="([0-9a-f]{16})"/g)].map(([, value]) => value)
    expect((await intake.post(`${path}/${number}/meant`, { record: 'made up' })).status).toBe(422)
    expect((await intake.post(`${path}/${number}/meant`, { record: first })).status).toBe(303)
    expect(await act(number)).toMatchObject({ found: { found: 'one', by: 'demo-intake' } })
    expect(await (await intake.get(path)).text()).not.toContain(number)
  })
})

describe('an objection that nobody has looked up yet', () => {
  it('counts for a desk that sees one agency alone', async () => {
    const slip = { given: 'Abel', family: 'Aplicant', dateOfBirth: '2001-04-04' }
    const number = await object(web.office.ports, 'person', 'ma-dta', { ...said, identity: slip })
    const { sources } = await web.web.doors.at('ma-dta')
    const facts = await sources['ma-dta']?.facts(keyOf('SYN-PLANTED-applicant'), '2026-11-22')
    expect(facts).toHaveProperty('objection')
    expect((await act(number))?.found?.keys).toHaveLength(1)
  })
})

describe('an objection that is about to end', () => {
  it('is kept where the person says that it was not them', async () => {
    const number = await object(web.office.ports, 'person', 'ma-dta', said)
    const { stream = '' } = (await act(number)) ?? {}
    await askWithdrawal(web.office.ports, 'person', stream)
    expect(await (await intake.get(`${path}/${number}`)).text()).toContain('Asked to end')
    await intake.post(`${path}/${number}/stop`)
    expect((await act(number))?.withdrawal).toBeUndefined()
  })
})

describe('a complaint', () => {
  it('is read and answered by the privacy officer and nobody else', async () => {
    const words = 'It was <i>loud</i>'
    const { ports } = web.office
    const { number } = await complain(ports, 'person', 'ma-dta', { words, languages: said.languages, channel: 'page' })
    expect(await (await intake.get(path)).text()).not.toContain(number)
    expect(await (await intake.get(`${path}/${number}`)).text()).not.toContain('loud')
    expect((await intake.post(`${path}/${number}/answer`, { outcome: 'upheld', words: 'x' })).status).toBe(403)
    expect(await (await privacy.get(path)).text()).toContain(number)
    expect(await (await privacy.get(`${path}/${number}`)).text()).toContain('It was &lt;i&gt;loud&lt;/i&gt;')
    await privacy.post(`${path}/${number}/confirm`)
    const half = await privacy.post(`${path}/${number}/answer`, { words: 'We spoke with them.' })
    expect(half.status).toBe(422)
    expect(await half.text()).toContain('We spoke with them.</textarea>')
    expect((await privacy.post(`${path}/${number}/answer`, { outcome: 'upheld', words: 'We did.' })).status).toBe(303)
    expect(await act(number)).toMatchObject({ complaint: { answer: { outcome: 'upheld', words: 'We did.' } } })
  })
})

describe('what people sent', () => {
  it('is found by its number alone; codes, other agencies’ and unknown numbers are no page', async () => {
    const number = await object(web.office.ports, 'person', 'ma-dta', said)
    const found = await intake.get(`${path}/find?number=${number.toLowerCase()}`)
    expect(found.headers.get('location')).toBe(`${path}/${number}`)
    expect((await intake.get(`${path}/find?number=Twinning`)).status).toBe(422)
    expect((await intake.get(`${path}/AAAAA-AAAAA`)).status).toBe(404)
    const elsewhere = await object(web.office.ports, 'person', 'me-dhhs-ofi', said)
    expect((await intake.get(`${path}/${elsewhere}`)).status).toBe(404)
    const maine = await web.as('demo-me-intake')
    expect((await maine.get(`${path}/${number}`)).status).toBe(404)
  })

  it('is listed for nobody outside: no page, export or feed names who has objected', async () => {
    const routes = web.web.app.routes.filter(({ method }) => method === 'GET')
    const open = routes.filter(({ who, path: at }) => (who === 'anybody' || who === 'person') && !at.includes(':'))
    for (const { path: at } of open) {
      const text = await (await web.nobody.get(at)).text()
      expect(text, at).not.toContain('Twinning')
    }
    const agent = await web.as('demo-agent')
    for (const at of [path, `${path}/new`, `${path}/find`]) expect((await agent.get(at)).status).toBe(403)
  })
})
