/** The pages for people, as a browser without script asks for them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actWithNumber } from '#pipeline/person-acts.ts'
import { personTick } from '#pipeline/person-tick.ts'
import type { PersonLetter } from '#person/letter.ts'
import { utf8 } from '#formats/bytes.ts'
import { query } from '#testing/ledger.ts'
import { personMail } from '#testing/person.ts'
import { releasedToMany } from '#testing/released-to-many.ts'
import { webOffice } from '#testing/web.ts'
import { verifyMember } from '#verify/verify-member.ts'

let web: Awaited<ReturnType<typeof webOffice>>
beforeAll(async () => {
  web = await webOffice()
})
afterAll(() => web.close())

const known = { given: 'Ana', family: 'Samplewright', 'born-month': '3', 'born-day': '7', 'born-year': '1984' }
const unknown = { given: 'Zed', family: 'Nobodyknown', 'born-month': '1', 'born-day': '2', 'born-year': '1950' }
const twice = { given: 'Jordan', family: 'Twinning', 'born-month': '5', 'born-day': '5', 'born-year': '1999' }
const protectedOne = { given: 'Celia', family: 'Confidential', 'born-month': '6', 'born-day': '6', 'born-year': '1986' }
const paula = { given: 'Paula', family: 'Boxholder', 'born-month': '7', 'born-day': '17', 'born-year': '1970' }
const more = { agency: 'ma-dta', written: 'es', spoken: 'en' }

const numberForm = /[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}/g
const masked = (text: string): string => text.replaceAll(numberForm, 'NUMBER').replaceAll(/expires=[^;]*/gi, 'expires')

/** Cookies of ours that a form set, for the page that comes next. */
function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ')
}

interface Seen {
  readonly answer: string
  readonly page: string
}

/** Everything that somebody sees who sends this form, but for the random number. */
async function seen(path: string, fields: Readonly<Record<string, string>>): Promise<Seen> {
  const response = await web.nobody.post(path, fields)
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  const answer = masked([response.status, ...headers, await response.text()].join('\n'))
  const cookie = cookieOf(response)
  const next = await web.nobody.ask(response.headers.get('location') ?? path, { headers: { cookie } })
  return { answer, page: masked(await next.text()) }
}

async function slipOf(path: string, fields: Readonly<Record<string, string>>) {
  const response = await web.nobody.post(path, fields)
  const cookie = cookieOf(response)
  const page = await (await web.nobody.ask('/person/slip', { headers: { cookie } })).text()
  return { response, page, number: page.match(numberForm)?.[0] ?? '', cookie }
}

/** The letter that went out for a number. The records of the other agency cannot be read here, which stops nobody's letter. */
async function mailed(number: string): Promise<PersonLetter | undefined> {
  const { mail, sent } = personMail()
  await personTick(web.office.ports, mail, (_, error) => expect(error).toMatchObject({ code: 'ERR_SOURCE' }))
  return sent.find((letter) => letter.number === number)
}

/** A wrong try. */
async function enter(number: string): Promise<string> {
  return masked(await (await web.nobody.post('/person/code/enter', { number, code: 'AAAAA-AAAAA' })).text())
}

async function listCookie(who: Readonly<Record<string, string>>): Promise<string> {
  const { number } = await slipOf('/person/code', { ...who, ...more })
  const letter = await mailed(number)
  const code = letter?.kind === 'mailed-code' ? letter.says.code : ''
  const opened = await web.nobody.post('/person/code/enter', { number, code })
  expect(opened.status).toBe(303)
  return cookieOf(opened)
}

describe.each(['/person/object', '/person/permission', '/person/code'])('%s', (path) => {
  it('shows the same to the byte for somebody found, unknown, found twice, and protected', async () => {
    const first = await seen(path, { ...known, ...more })
    expect(first.answer).toContain('303')
    expect(first.page).toContain('NUMBER')
    for (const other of [unknown, twice, protectedOne]) expect(await seen(path, { ...other, ...more })).toEqual(first)
  })

  it('puts no number and no name into an address, and keeps nothing in a cache', async () => {
    const { response } = await slipOf(path, { ...known, ...more })
    expect(response.headers.get('location')).toBe('/person/slip')
    expect(response.headers.get('cache-control')).toBe('no-store')
    for (const line of response.headers.getSetCookie()) expect(line).toMatch(/HttpOnly; Secure; SameSite=Strict$/)
  })

  it('comes back with a sentence by each field and with what was typed', async () => {
    const wrong = { given: 'Ana <b>', family: '', 'born-year': '19', case: '=1+1', digits: '12', written: 'xx' }
    const response = await web.nobody.post(path, wrong)
    expect(response.status).toBe(422)
    const page = await response.text()
    for (const field of ['family', 'born', 'agency', 'case', 'digits', 'written']) {
      expect(page).toContain(`href="#field-${field}"`)
      expect(page).toContain(`id="field-${field}-problem"`)
    }
    expect(page).toContain('value="Ana &lt;b&gt;"')
    expect(page).not.toContain('<b>')
  })
})

describe('an objection from a page', () => {
  it('is in the log of each agency that was chosen, under one number', async () => {
    const fields = { ...unknown, written: 'ht', spoken: 'fr' }
    const response = await web.nobody.post('/es/person/object', { ...fields, agency: ['ma-dta', 'me-dhhs-ofi'] })
    expect(response.headers.get('location')).toBe('/es/person/slip')
    const slip = await web.nobody.ask('/es/person/slip', { headers: { cookie: cookieOf(response) } })
    const page = await slip.text()
    const number = page.match(numberForm)?.[0] ?? ''
    for (const agency of ['ma-dta', 'me-dhhs-ofi']) {
      const act = await actWithNumber(web.office.ports, agency, number)
      expect(act).toMatchObject({ kind: 'objection', by: 'person', languages: { written: 'ht', spoken: 'fr' } })
    }
    expect(page).toContain('lang="es"')
  })

  it('takes names as people write them, without what would turn the text around them', async () => {
    const fields = { ...unknown, given: 'Noé\u202E', family: '=cmd|\u2019/C\u0007', ...more }
    const { number } = await slipOf('/person/object', fields)
    const act = await actWithNumber(web.office.ports, 'ma-dta', number)
    expect(act?.identity).toMatchObject({ given: 'Noé', family: '=cmd|’/C' })
  })

  it('is taken from no form of another site', async () => {
    const fields = { ...known, ...more }
    const elsewhere = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    expect((await web.nobody.post('/person/object', fields, elsewhere)).status).toBe(403)
  })

  it('shows a slip that was forged as a slip that is gone, and never as markup', async () => {
    const forged = encodeURIComponent(JSON.stringify({ kind: 'objection', number: '<script>', on: 'x', agencies: [] }))
    const page = await web.nobody.ask('/person/slip', { headers: { cookie: `__Host-slip=${forged}` } })
    expect(await page.text()).toContain('not on the screen any more')
  })
})

describe('one’s own list', () => {
  it('is shown to nobody without a code, whatever cookie they bring', async () => {
    for (const cookie of ['', '__Host-person=ma-dta.x', '__Host-person=nowhere.a.b', '__Host-person=..']) {
      for (const path of [
        '/person/list',
        '/person/list/letter.pdf',
        '/person/list/proof',
        '/person/withdraw',
        '/person/consent',
        '/person/address',
      ]) {
        expect(await (await web.nobody.ask(path, { headers: { cookie } })).text()).toContain('You need a code')
      }
    }
    for (const path of ['/person/withdraw', '/person/consent', '/person/address']) {
      expect((await web.nobody.post(path, { which: 'x', recipient: 'x', street: 'x' })).status).toBe(401)
    }
  })

  it('opens with the code of the letter, once, and closes when asked', async () => {
    const cookie = await listCookie(paula)
    const open = async () => (await web.nobody.ask('/person/list', { headers: { cookie } })).text()
    expect(await open()).toContain('What you told us')
    const letter = await web.nobody.ask('/es/person/list/letter.pdf', { headers: { cookie } })
    expect(letter.headers.get('content-type')).toBe('application/pdf')
    const pdf = Buffer.from(await letter.arrayBuffer()).toString('latin1')
    expect(pdf).toMatch(/^%PDF-[^]*\/Lang \(es/)
    const own = { cookie, origin: web.baseUrl, 'sec-fetch-site': 'same-origin' }
    const closed = await web.nobody.ask('/person/list/leave', { method: 'POST', headers: own })
    expect(closed.status).toBe(303)
    expect(await open()).toContain('You need a code')
  })

  it('has releases of many that one was in, each with the proof of it, and gives none of any other', async () => {
    const { ports, env } = web.office
    const [row] = await query<{ key: string }>(
      env['POSTERN_SOURCE_URL'] ?? '',
      "select person_id as key from ma_dta.person where last_name = 'Boxholder'",
    )
    // Of the third nothing left, and that is nobody's to see from how many there were.
    const { number } = await releasedToMany(ports, 'ma-dta', [row?.key ?? '', 'SYN-OTHER'], [], ['SYN-THIRD'])
    const other = await releasedToMany(ports, 'ma-dta', ['SYN-OTHER'])
    const cookie = await listCookie(paula)
    const get = (path: string) => web.nobody.ask(path, { headers: { cookie } })
    const list = await (await get('/es/person/list')).text()
    expect(list).toContain('una de las 3 personas que se buscaron para un mismo paquete. Lo que su expediente')
    expect(list).toContain(`/es/person/list/proof?case=${number}`)
    expect(list).not.toContain(other.number)
    expect(await (await get(`/person/list/proof?case=${number}`)).text()).toContain('The proof is not ready yet')
    await ports.log.publish()
    const proof = await get(`/person/list/proof?case=${number}`)
    expect(proof.headers.get('content-disposition')).toContain('mine.member-proof')
    const file = new Uint8Array(await proof.arrayBuffer())
    const report = await verifyMember({ proof: file, policy: utf8(ports.office.policy) })
    expect(report.proved[0]).toContain('was in the release')
    // Where nothing of theirs is in it, they hear that, and get the proof of it.
    const without = await releasedToMany(ports, 'ma-dta', ['SYN-OTHER'], [], [row?.key ?? ''])
    await ports.log.publish()
    const now = await (await get('/person/list')).text()
    expect(now).toContain('one of 2 people who were looked up for one package. Nothing of yours is in it.')
    expect(now).toContain('Get the proof that nothing of yours was in it')
    const none = await get(`/person/list/proof?case=${without.number}`)
    const noneFile = new Uint8Array(await none.arrayBuffer())
    const shown = await verifyMember({ proof: noneFile, policy: utf8(ports.office.policy) })
    expect(shown.proved[0]).toContain('and nothing of theirs was in it')
    for (const path of [`/person/list/proof?case=${other.number}`, '/person/list/proof?case=x', '/person/list/proof']) {
      const refused = await get(path)
      expect(refused.status).toBe(303)
      expect(refused.headers.get('location')).toBe('/person/list')
    }
    const letter = await get('/person/list/letter.pdf')
    expect(letter.headers.get('content-type')).toBe('application/pdf')
  })

  it('that closed while somebody was typing gives back what they typed, and takes nothing', async () => {
    const late = await web.nobody.post('/person/address', { street: '9 New Road', town: 'Lynn' })
    expect(late.status).toBe(401)
    const page = await late.text()
    expect(page).toContain('value="9 New Road"')
    expect(page).toContain('Your list has closed, and nothing was sent.')
    expect(await (await web.nobody.post('/person/consent', { what: 'A letter' })).text()).toContain(
      'A letter</textarea>',
    )
  })

  it('takes a consent and another address, and asks again for what is missing', async () => {
    const cookie = await listCookie(paula)
    const own = { cookie }
    const wrong = await web.nobody.post('/person/consent', { recipient: 'A landlord', 'until-year': '2999' }, own)
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    for (const field of ['what', 'purpose', 'until', 'free']) expect(page).toContain(`href="#field-${field}"`)
    expect(page).toContain('value="A landlord"')
    const until = { 'until-year': '2027', 'until-month': '1', 'until-day': '5' }
    const right = { recipient: 'A landlord', what: 'That I get SNAP', purpose: 'A lease', ...until, free: 'yes' }
    expect((await web.nobody.post('/person/consent', right, own)).status).toBe(303)
    const address = { street: '9 New Road', town: 'Lynn', state: 'ma', zip: '01901' }
    expect((await web.nobody.post('/person/address', { ...address, zip: 'x' }, own)).status).toBe(422)
    expect((await web.nobody.post('/person/address', address, own)).status).toBe(303)
    const list = await (await web.nobody.ask('/person/list', { headers: own })).text()
    expect(list).toContain('You gave a permission to A landlord, until January 5, 2027.')
    expect(list).not.toContain('9 New Road')
  })
})

describe('guessing', () => {
  it('is counted, told on the page and to the address on file, and the code dies', async () => {
    const { number } = await slipOf('/person/code', { ...protectedOne, ...more })
    const letter = await mailed(number)
    const code = letter?.kind === 'mailed-code' ? letter.says.code : ''
    const tries = async (typed: string) => (await web.nobody.post('/person/code/enter', { number, code: typed })).text()
    for (const left of ['4 tries are', '3 tries are', '2 tries are', '1 try is']) {
      expect(await tries('AAAAA-AAAAA')).toContain(`${left} left`)
    }
    expect(await tries('AAAAA-AAAAA')).toContain('no tries are left')
    const page = await tries(code)
    expect(page).toContain('no tries are left')
    expect(page).not.toContain(code)
    expect((await mailed(number))?.kind).toBe('code-guessed')
  })

  it('looks the same for a number that was mailed and for one that was not', async () => {
    const mailedOne = await slipOf('/person/code', { ...known, ...more })
    const other = await slipOf('/person/code', { ...unknown, ...more })
    await mailed('')
    expect(await enter(other.number)).toBe(await enter(mailedOne.number))
  })
})

describe('a complaint', () => {
  it('has a slip with number, code, days and office, and its answer is read with both', async () => {
    const { page, number } = await slipOf('/person/complaint', { agency: 'ma-dta', words: 'It was <i>loud</i>' })
    const code = page.match(numberForm)?.find((one) => one !== number) ?? ''
    expect(page).toContain('Privacy Office')
    const opened = await web.nobody.post('/person/complaint/answer', { number, code })
    const read = '/person/complaint/answer/read'
    expect([opened.status, opened.headers.get('location')]).toEqual([303, read])
    const [cookie = ''] = opened.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    const shown = await web.nobody.ask(read, { headers: { cookie } })
    expect(await shown.text()).toContain('It was &lt;i&gt;loud&lt;/i&gt;')
    // Whoever goes back to it, or finds the address, is asked for number and code.
    expect(shown.headers.getSetCookie().join()).toMatch(/^__Host-reading=;.*Max-Age=0/)
    const forged = cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    for (const headers of [{}, { cookie: forged }, { cookie: '__Host-reading=ma-dta.x.9999999999999.y' }]) {
      const asked = await (await web.nobody.ask(read, { headers })).text()
      expect(asked).toContain('name="code"')
      expect(asked).not.toContain('loud')
    }
    const wrong = await web.nobody.post('/person/complaint/answer', { number, code: number })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).not.toContain('loud')
  })

  it('takes a whole name or none', async () => {
    const half = await web.nobody.post('/person/complaint', { agency: 'ma-dta', words: 'x', given: 'Ana' })
    expect(half.status).toBe(422)
    const page = await half.text()
    expect(page).toContain('href="#field-family"')
    expect(page).not.toContain('href="#field-agency"')
    expect((await web.nobody.post('/person/complaint', { words: '' })).status).toBe(422)
  })
})

it('has the same pages in Spanish, and every page in every language', async () => {
  const titles = new Set<string>()
  const paths = ['', '/object', '/object/what', '/object/paper', '/object/telephone', '/permission', '/code']
  for (const path of [...paths, '/code/enter', '/list', '/complaint', '/complaint/answer', '/slip']) {
    for (const locale of ['', '/es', '/ar', '/km']) {
      const response = await web.nobody.get(`${locale}/person${path}`)
      expect(response.status, `${locale}/person${path}`).toBe(200)
      // A shared phone lists titles.
      const [, title = ''] = /<title>([^<]*)/.exec(await response.text()) ?? []
      titles.add(`${locale} ${title}`)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  }
  expect([...titles]).toHaveLength(4)
  expect([...titles]).toContain('/es Sobre sus datos – Postern')
  expect(web.failures).toEqual([])
})
