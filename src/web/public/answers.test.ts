import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webOffice, type WebOffice } from '#testing/web.ts'

let office: WebOffice
beforeAll(async () => {
  office = await webOffice()
})
afterAll(() => office.close())

async function text(path: string): Promise<string> {
  const response = await office.nobody.get(path)
  expect(response.status, path).toBe(200)
  return response.text()
}

describe('public pages', () => {
  it('set no cookie, look at none, and may be kept by anybody in between', async () => {
    for (const path of ['/', '/rules', '/rules/us', '/figures', '/agreements', '/check', '/es/privacy']) {
      const response = await office.nobody.ask(path, { headers: { cookie: 'postern=x; other=y' } })
      expect(response.status, path).toBe(200)
      expect(response.headers.getSetCookie(), path).toEqual([])
      expect(response.headers.get('cache-control'), path).toBe('public, max-age=60')
      expect(response.headers.get('content-security-policy'), path).toContain("default-src 'none'")
    }
  })

  it('say the same to somebody who is signed in as to nobody', async () => {
    const officer = await office.as('demo-officer')
    expect(await (await officer.get('/rules/claims')).text()).toBe(await text('/rules/claims'))
  })

  it('carry the same headers the second time, when they go out as they were kept', async () => {
    const [first, second] = [await office.nobody.get('/will-not'), await office.nobody.get('/will-not')]
    expect(Object.fromEntries(second.headers)).toEqual(Object.fromEntries(first.headers))
    expect(await second.text()).toBe(await first.text())
  })

  it('answer in the language of the address, and link on in it', async () => {
    const spanish = await text('/es')
    expect(spanish).toContain('<html lang="es" dir="ltr">')
    expect(spanish).toContain('href="/es/figures"')
    expect(await text('/ar/rules')).toContain('<html lang="ar" dir="rtl">')
  })

  it('have a style and a script of ours and nothing inline', async () => {
    for (const path of ['/', '/rules/US-SNAP-07', '/figures']) {
      const page = await text(path)
      expect(page).not.toMatch(
        /<style|<script(?! type="module" src="\/assets\/)|\sstyle=|\son[a-z]+=|https?:\/\/[^"]*\.(?:js|css)/,
      )
    }
  })
})

describe('the rules', () => {
  it('are found by words without script, and an empty search finds nothing', async () => {
    const found = await text('/rules?q=fleeing+FELON')
    expect(found).toContain('href="/rules/US-SNAP-07"')
    expect(await text('/rules?q=')).not.toContain('id="found"')
    expect(await text('/rules?q=no+such+words+anywhere')).toContain('No rule has all of these words.')
  })

  it('show what was searched for as text, whatever it is, and nothing keeps it', async () => {
    const response = await office.nobody.get(`/rules?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
    const page = await response.text()
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('each say their law, how it was read, and whether counsel stands behind it', async () => {
    const page = await text('/rules/US-SNAP-07')
    expect(page).toContain('7 CFR 272.1(c)(1)(vii)')
    expect(page).toContain('Confirmed for the DEMO alone')
    expect(page).toContain('We saw it only through a manual')
  })

  it('stand under their jurisdiction, every one of them', async () => {
    const { rules } = await office.office.ports.packs()
    const pages = await Promise.all(['us', 'us-ma', 'us-me'].map((one) => text(`/rules/${one}`)))
    for (const { id } of rules)
      expect(
        pages.some((page) => page.includes(`id="${id}"`)),
        id,
      ).toBe(true)
  })

  it('claim no lawyer where the demonstration alone has confirmed them', async () => {
    for (const path of ['/rules', '/rules/us']) expect(await text(path)).not.toContain('all confirmed by counsel')
    expect(await text('/rules')).toContain('all confirmed for the DEMO alone, by no lawyer')
  })

  it('say in Spanish, on each page that is in English, that it is and whom to ask', async () => {
    for (const path of ['/es/rules', '/es/rules/us', '/es/rules/US-SNAP-07', '/es/rules/claims', '/es/rules/questions'])
      expect(await text(path), path).toContain('Las reglas y sus fuentes están escritas solo en inglés. Llame')
  })

  it('stand with their day in English where the sentence around it is', async () => {
    expect(await text('/ar/rules')).toMatch(/<span lang="en" dir="ltr">\d+ rules, in force on [A-Z][a-z]+ \d+, \d{4}/)
  })

  it('are not there under another name', async () => {
    for (const path of ['/rules/NO-SUCH-01', '/rules/us-xx', '/rules/..%2Fdesk']) {
      expect((await office.nobody.get(path)).status, path).toBe(404)
    }
  })
})

describe('claims and questions', () => {
  it('are those that stand beside the rules, with what was found', async () => {
    const claims = await text('/rules/claims')
    expect(claims).toContain('Data is shared when there is a court order or a warrant.')
    expect(claims).toContain('True in part')
    expect(await text('/rules/questions')).toContain('Until then')
  })
})

describe('the verifier', () => {
  it('is served as the build makes it, under its own policy and no other', async () => {
    const { buildPage } = await import('../../../scripts/build-verifier.ts')
    const response = await office.nobody.get('/check/verifier')
    const page = await response.text()
    expect(page).toBe(await buildPage())
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/)
    expect(policy).not.toContain("'self'")
  })

  it('has the fingerprint that the page about it names', async () => {
    const page = await (await office.nobody.get('/check/verifier')).arrayBuffer()
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', page)).toString('hex')
    expect(await text('/check')).toContain(digest)
  })
})

describe('figures', () => {
  it('say that there are none before a month has closed', async () => {
    expect(await text('/figures')).toContain('No month has closed yet.')
    const file = await office.nobody.get('/figures.csv')
    expect(file.headers.get('content-disposition')).toContain('attachment')
    expect(await file.text()).toBe('month,measure,agency_or_ground,count,published_at,log_size,log_root\r\n')
  })
})
