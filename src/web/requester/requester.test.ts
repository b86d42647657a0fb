import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Decrypter, armor, generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { recordGone } from '#pipeline/collect.ts'
import { decide, match } from '#pipeline/determine.ts'
import { deliver, release } from '#pipeline/fulfill.ts'
import { loadCase, move, streamOf } from '#pipeline/move.ts'
import { keptCookie } from '../cookies.ts'
import { answerWarrant, approveWarrant, officer, ok } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'

type Office = Awaited<ReturnType<typeof webOffice>>
type Fields = Record<string, string | string[]>

let office: Office
let agent: Caller
let colleague: Caller
let recipient = ''
const warrant = readFileSync(join(import.meta.dirname, '../../../examples/search-warrant/search-warrant.pdf'))

beforeAll(async () => {
  office = await webOffice()
  agent = await office.as('demo-agent')
  colleague = await office.as('demo-attorney')
  const identity = await generateIdentity()
  recipient = await identityToRecipient(identity)
  await agent.post('/requester/keys', { recipient })
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const sealed = await (await agent.get('/requester/keys/code.age')).text()
  await agent.post('/requester/keys/confirm', { code: await decrypter.decrypt(armor.decode(sealed), 'text') })
})
afterAll(() => office.close())

const you = {
  kind: 'federal-law-enforcement',
  name: 'Synthetic Agent',
  title: 'Special agent',
  callback: '617-555-0100',
}
const matter = {
  purpose: ['criminal-investigation'],
  nature: 'criminal',
  immigration: 'no',
  statute: '18 USC 1343',
  authority: 'yes',
  preserve: 'no',
  emergency: 'no',
}
const paper = { kind: 'judicial-warrant', issuer: 'United States District Court (synthetic)' }
const ana = {
  family: 'Samplewright',
  given: 'Ana',
  middle: 'Maria',
  'born-year': '1984',
  'born-month': '3',
  'born-day': '7',
}
const records = { programs: ['snap'], 'elements-program': ['application'], 'elements-ebt': ['ebt-transactions'] }
const answer = () => ({ delay: 'no', onward: 'no', recipient })

async function begin(who = agent): Promise<string> {
  const response = await who.post('/requester/new')
  return (response.headers.get('location') ?? '').split('/')[3] ?? ''
}

const at = (draft: string, step: string): string => `/requester/drafts/${draft}/${step}`

function post(draft: string, step: string, fields: Fields, go = 'next', who = agent): Promise<Response> {
  return who.post(at(draft, step), { ...fields, go })
}

function hand(draft: string, fields: Record<string, string>, name: string, bytes: Uint8Array): Promise<Response> {
  const form = new FormData()
  for (const [field, value] of Object.entries({ ...fields, go: 'add' })) form.append(field, value)
  form.append('scan', new Blob([Uint8Array.from(bytes)]), name)
  const headers = { origin: office.baseUrl, 'sec-fetch-site': 'same-origin' }
  return agent.ask(at(draft, 'papers'), { method: 'POST', body: form, headers })
}

let count = 0
/** A request, ready to be signed. */
async function written(person: Fields = ana): Promise<string> {
  const draft = await begin()
  count += 1
  for (const [step, fields] of [
    ['you', { ...you, reference: `SYN-P-${count}` }],
    ['matter', matter],
    ['people', person],
    ['records', records],
    ['statements', {}],
    ['answer', answer()],
  ] as const) {
    const response = await post(draft, step, fields)
    expect([step, response.status]).toEqual([step, 303])
  }
  expect((await hand(draft, paper, 'w.pdf', warrant)).status).toBe(303)
  return draft
}

const sign = (draft: string): Promise<Response> => post(draft, 'check', { true: 'yes', signed: 'Synthetic Agent' })

async function sent(person?: Fields): Promise<string> {
  const response = await sign(await written(person))
  expect(response.status, await response.clone().text()).toBe(303)
  return (response.headers.get('location') ?? '').split('/')[3] ?? ''
}

const textOf = async (response: Promise<Response> | Response): Promise<string> => (await response).text()

describe('the form', () => {
  it('files what was written, and says who filed it', async () => {
    const number = await sent()
    const { ports } = office.office
    const { state } = await loadCase(ports, await streamOf(ports, number))
    expect(state.account).toBe('demo-agent')
    expect(state.request).toMatchObject({
      channel: 'portal',
      requester: { organization: 'fbi', name: 'Synthetic Agent', statesAuthority: true },
      immigration: false,
      nature: 'criminal',
      elements: ['application', 'ebt-transactions'],
      onward: { shared: false },
      receiver: { recipient },
      signed: { name: 'Synthetic Agent' },
    })
    expect(state.people['p1']?.identity).toMatchObject({ name: { family: 'Samplewright' }, dateOfBirth: '1984-03-07' })
    expect(await textOf(agent.get('/requester'))).toContain(number)
  })

  it('says one sentence by each field that is wrong, and keeps all that was typed', async () => {
    const draft = await begin()
    const response = await post(draft, 'you', { name: '"><b>Synthetic', reference: 'SYN-1' })
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(text).toContain('href="#field-title"')
    expect(text).toContain('Write your title.')
    expect(text).toContain('value="&quot;&gt;&lt;b&gt;Synthetic"')
    expect(await textOf(agent.get(at(draft, 'you')))).toContain('value="SYN-1"')
  })

  it('comes back as it was left', async () => {
    const draft = await begin()
    expect((await post(draft, 'matter', { statute: 'half a' }, 'save')).headers.get('location')).toBe(
      '/requester?saved',
    )
    expect(await textOf(agent.get(at(draft, 'matter')))).toContain('half a')
    expect(await textOf(agent.get('/requester'))).toContain(draft)
  })

  it('loses nothing that was typed when the session had ended', async () => {
    const gone = await office.as('demo-attorney')
    const draft = await begin(gone)
    await office.web.doors.sessions.endAllOf('demo-attorney', office.web.doors.clock.now())
    const referer = { referer: office.baseUrl + at(draft, 'you') }
    const ended = await gone.post(at(draft, 'you'), { ...you, unit: 'typed too late', go: 'next' }, referer)
    expect(ended.status).toBe(401)
    const kept = ended.headers
      .getSetCookie()
      .find((line) => line.startsWith(keptCookie))
      ?.split(';')[0]
    colleague = await office.as('demo-attorney')
    const [session] = colleague.cookies
    const cookie = `${session?.name}=${session?.value}; ${kept}`
    expect(await textOf(colleague.ask(at(draft, 'you'), { headers: { cookie } }))).toContain('typed too late')
  })

  it('sends a request twice as one', async () => {
    const draft = await written()
    const both = await Promise.all([sign(draft), sign(draft)])
    const places = both.flatMap((response) => response.headers.get('location') ?? [])
    expect(new Set(places).size).toBe(1)
    expect(places[0]).toMatch(/^\/requester\/cases\/MA-DTA-.*\/filed$/)
  })

  it('is not sent unsigned, or with a step that lacks something, and says which', async () => {
    const draft = await written()
    expect((await post(draft, 'check', { signed: 'Synthetic Agent' })).status).toBe(422)
    expect((await post(draft, 'check', { true: 'yes' })).status).toBe(422)
    await post(draft, 'matter', { ...matter, immigration: '' }, 'save')
    const response = await sign(draft)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(`${at(draft, 'matter')}?look`)
    expect(await textOf(agent.get(`${at(draft, 'matter')}?look`))).toContain('Answer yes or no: is any purpose')
    await post(draft, 'matter', { ...matter, purpose: ['civil-immigration-enforcement'] }, 'save')
    expect(await textOf(sign(draft))).toContain('no purpose is the enforcement of immigration law')
  })

  it('begins again where an earlier request stood, and names it', async () => {
    const number = await sent()
    const { ports } = office.office
    const place = (await agent.post(`/requester/cases/${number}/again`)).headers.get('location') ?? ''
    const draft = place.split('/')[3] ?? ''
    expect(place).toBe(at(draft, 'check'))
    const first = await loadCase(ports, await streamOf(ports, number))
    const response = await sign(draft)
    expect(response.status, await response.clone().text()).toBe(303)
    const second = await loadCase(
      ports,
      await streamOf(ports, (response.headers.get('location') ?? '').split('/')[3] ?? ''),
    )
    const {
      follows,
      number: _,
      artifact: _artifact,
      instruments,
      receivedAt: _at,
      ...rest
    } = second.state.request ?? {}
    expect(follows).toBe(number)
    expect(first.state.request).toMatchObject(rest)
    expect(instruments?.[0]?.artifact?.sha256).toBe(first.state.request?.instruments[0]?.artifact?.sha256)
    expect(second.state.people['p1']?.identity).toEqual(first.state.people['p1']?.identity)
    expect((await colleague.post(`/requester/cases/${number}/again`)).status).toBe(404)
  })

  it('takes an answer that is none of those offered for none', async () => {
    const draft = await begin()
    const response = await post(draft, 'matter', { ...matter, purpose: ['curiosity'], nature: 'both' })
    expect(response.status).toBe(422)
    expect((await response.text()).match(/choose from what is offered/g)?.length).toBeGreaterThanOrEqual(2)
  })
})

function typedLines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `Synthetic${from + i}, Person`).join('\n')
}

describe('people', () => {
  it('are named one a line, and the first line that cannot be read is said', async () => {
    const draft = await begin()
    const lines = 'Samplewright, Ana, 1984-03-07\nPlaceholder, Mock, 1990-01-02, 900-12-3456\n'
    expect((await post(draft, 'people', { lines }, 'lines')).status).toBe(303)
    const text = await textOf(agent.get(at(draft, 'people')))
    expect(text).toContain('2 people so far')
    expect(text).toContain('ending in 3456')
    expect(text).not.toContain('900123456')
    const wrong = await post(draft, 'people', { lines: 'Good, Name\nBad, Name, 1990-02-30' }, 'lines')
    expect(wrong.status).toBe(422)
    const said = await wrong.text()
    expect(said).toContain('Line 2')
    expect(said).toContain('Bad, Name, 1990-02-30')
  })

  it('are fifty at the most, in the server and not in the page', async () => {
    const draft = await begin()
    expect((await post(draft, 'people', { lines: typedLines(0, 50) }, 'lines')).status).toBe(303)
    expect((await post(draft, 'people', ana, 'add')).status).toBe(422)
    expect((await post(draft, 'people', { lines: typedLines(50, 60) }, 'lines')).status).toBe(422)
    expect(await textOf(agent.get(at(draft, 'people')))).toContain('50 people so far')
  })

  it('are never a group without names', async () => {
    const draft = await written()
    await post(draft, 'people', {}, 'remove-0')
    expect(await textOf(sign(draft))).toContain('Name at least one person.')
    expect(await textOf(agent.get(at(draft, 'people')))).toContain('No groups without names')
  })
})

describe('a paper', () => {
  it.each([
    ['empty', 'w.pdf', Buffer.alloc(0), 'Choose the file'],
    ['a program', 'w.pdf', Buffer.from('MZ\u0000\u0003\u0000'), 'not what its name says'],
    ['a page', 'w.html', Buffer.from([0x3c, 0x00, 0xff]), 'of a kind that is not taken'],
    ['cut off', 'w.pdf', warrant.subarray(0, 400), 'damaged or locked'],
    ['a picture for its name', '../../etc/passwd.png', warrant, 'not what its name says'],
    ['an archive', 'w.zip', Buffer.from('PK\u0003\u0004\u0000\u0000'), 'of a kind that is not taken'],
  ])('that is %s is not taken, in words and without its name', async (_, name, bytes, words) => {
    const draft = await begin()
    const response = await hand(draft, paper, name, bytes)
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(text).toContain(words)
    expect(text).not.toContain('etc/passwd')
    expect(text).toContain('United States District Court (synthetic)')
  })

  it('keeps nothing of the name that it came under', async () => {
    const draft = await begin()
    expect((await hand(draft, paper, '../../Ana Samplewright.pdf', warrant)).status).toBe(303)
    const text = await textOf(agent.get(at(draft, 'papers')))
    expect(text).toContain('1 paper so far')
    expect(text).not.toContain('Ana')
  })

  it('that is good stays where another answer is wrong', async () => {
    const draft = await begin()
    expect((await hand(draft, { issuer: 'A court' }, 'w.pdf', warrant)).status).toBe(422)
    const text = await textOf(agent.get(at(draft, 'papers')))
    expect(text).toContain('Your scan is here already')
    expect((await post(draft, 'papers', paper, 'add')).status).toBe(303)
    expect(await textOf(agent.get(at(draft, 'papers')))).toContain('PDF, ')
  })

  it('is too large above its limit', async () => {
    const draft = await begin()
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(26 * 1_048_576)])
    expect((await hand(draft, paper, 'w.pdf', large)).status).toBe(413)
  })
})

const nasty = '<script>alert(1)</script><img src=x onerror=alert(2)> =1+1 \u202Eevil\u0000\u0007 ${7*7} {{7*7}}'
const fields = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, nasty]))

describe('whatever is typed', () => {
  it('is inert on every page', async () => {
    const draft = await begin()
    const all: Record<string, readonly string[]> = {
      you: ['unit', 'name', 'title', 'badge', 'email', 'callback', 'supervisor', 'reference', 'follows'],
      matter: ['statute', 'violation', 'emergency-why'],
      people: [
        'family',
        'given',
        'middle',
        'suffix',
        'ssn',
        'case-number',
        'member-id',
        'street',
        'town',
        'state',
        'zip',
        'lines',
      ],
      answer: ['delay-law', 'onward-with', 'storage'],
    }
    for (const [step, names] of Object.entries(all)) await post(draft, step, fields(names), 'save')
    await hand(
      draft,
      { kind: 'judicial-warrant', ...fields(['issuer', 'signer', 'docket', 'return-to', 'demands']) },
      'w.pdf',
      warrant,
    )
    for (const page of [...Object.keys(all), 'papers', 'check']) {
      const text = await textOf(agent.get(at(draft, page)))
      for (const live of ['<script>', '<img', '\u202E', '\u0000', '\u0007']) expect(text, page).not.toContain(live)
    }
    expect(await textOf(agent.get(at(draft, 'check')))).toContain('&lt;script&gt;alert(1)')
    expect(await textOf(agent.get('/requester'))).not.toContain('<script>alert')
  })
})

describe('somebody else’s', () => {
  it('draft is a page that there is not, by every door', async () => {
    const draft = await written()
    for (const step of ['you', 'people', 'papers', 'check', 'nothing']) {
      expect((await colleague.get(at(draft, step))).status).toBe(404)
      expect((await post(draft, step, you, 'next', colleague)).status).toBe(404)
    }
    await colleague.post(`/requester/drafts/${draft}/discard`)
    expect((await agent.get(at(draft, 'you'))).status).toBe(200)
  })

  it('request answers as one that there is not, byte for byte, by every door', async () => {
    const number = await sent()
    const pages = ['', '/filed', '/answer', '/answer.pdf', '/withdraw', '/terms', '/receipt', '/destruction']
    const posts = ['/withdraw', '/terms', '/package', '/receipt', '/destruction']
    const asks = [
      ...pages.map((page) => (one: string) => colleague.get(`/requester/cases/${one}${page}`)),
      ...posts.map(
        (page) => (one: string) => colleague.post(`/requester/cases/${one}${page}`, { reason: 'x', code: 'x' }),
      ),
    ]
    for (const ask of asks) {
      const absent = 'MA-DTA-2026-00000000'
      const [theirs, none] = await Promise.all([ask(number), ask(absent)])
      // The page says in which languages it can be read, at the address that was asked for.
      const [said, usual] = [await textOf(theirs), await textOf(none)]
      expect([theirs.status, said.replaceAll(number, 'N')]).toEqual([404, usual.replaceAll(absent, 'N')])
    }
    expect(await textOf(colleague.get('/requester'))).not.toContain(number)
  })

  it('request is theirs once staff hand it over', async () => {
    const number = await sent()
    const desk = await office.as('demo-officer')
    const page = `/desk/cases/${number}/hand-over`
    expect(await textOf(desk.get(page))).toContain('demo-agent follows it in their account')
    const reason = 'They took the matter over'
    // Nobody of another agency, no staff, nobody without a reason.
    for (const wrong of [{ to: 'demo-me-agent', reason }, { to: 'demo-counsel', reason }, { to: 'demo-attorney' }]) {
      expect((await desk.post(page, wrong)).status).toBe(422)
    }
    expect((await desk.post(page, { to: 'demo-attorney', reason })).status).toBe(303)
    expect((await colleague.get(`/requester/cases/${number}`)).status).toBe(200)
    expect((await agent.get(`/requester/cases/${number}`)).status).toBe(404)
  })
})

describe('what is told of a request', () => {
  it('is the same to the byte whether the person was found, and decided and refused, or not', async () => {
    const { ports } = office.office
    const by = await officer(ports)
    const known = await sent()
    const unknown = await sent({ ...ana, family: 'Nobodywright', given: 'Absent' })
    const untouched = await sent()
    for (const number of [known, unknown]) {
      const stream = await streamOf(ports, number)
      await match(ports, by, stream)
      await decide(ports, by, stream)
      await move(ports, by, stream, () => ({ command: 'refuse', letter: 'refusal' }))
    }
    const told = async (number: string): Promise<string[]> =>
      Promise.all(
        ['', '/withdraw'].map(async (page) =>
          (await textOf(agent.get(`/requester/cases/${number}${page}`)))
            .replaceAll(number, 'N')
            .replaceAll(/SYN-P-\d+/g, 'R')
            .replaceAll(/\d+:\d\d [AP]M/g, 'T'),
        ),
      )
    expect(await told(known)).toEqual(await told(unknown))
    expect(await told(known)).toEqual(await told(untouched))
    for (const number of [known, unknown, untouched]) {
      const done = await agent.post(`/requester/cases/${number}/withdraw`, { reason: 'The matter was closed' })
      expect(done.status).toBe(303)
    }
    expect(await told(known)).toEqual(await told(untouched))
    expect((await agent.post(`/requester/cases/${known}/withdraw`, { reason: 'again' })).status).toBe(422)
  })
})

async function delivered(): Promise<string> {
  const { ports } = office.office
  const number = await sent()
  const stream = await streamOf(ports, number)
  await approveWarrant(office.office, await answerWarrant(office.office, { stream, number }))
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  expect((await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)).delivered).toBe(true)
  return number
}

describe('delivery', () => {
  let number = ''
  const page = (name: string): string => `/requester/cases/${number}/${name}`

  beforeAll(async () => {
    number = await sent()
    expect((await agent.get(page('terms'))).status).toBe(404)
    expect((await agent.post(page('package'))).headers.get('location')).toBe(`/requester/cases/${number}`)
    number = await delivered()
  })

  it('waits for the terms to be accepted, those and no others', async () => {
    const early = await agent.post(page('package'))
    expect([early.status, early.headers.get('location')]).toEqual([303, page('terms')])
    const other = await agent.post(page('terms'), { agree: 'yes', terms: '0'.repeat(64) })
    expect(other.status).toBe(422)
    const terms = /name="terms" value="([0-9a-f]{64})"/.exec(await textOf(agent.get(page('terms'))))?.[1] ?? ''
    expect((await agent.post(page('terms'), { terms })).status).toBe(422)
    expect((await agent.post(page('terms'), { agree: 'yes', terms })).status).toBe(303)
  })

  it('is made once, also to two browsers at the same instant', async () => {
    const [one, other] = [await office.as('demo-agent'), await office.as('demo-agent')]
    const both = await Promise.all([one.post(page('package')), other.post(page('package'))])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 303])
    const file = both.find(({ status }) => status === 200)
    expect(file?.headers.get('content-disposition')).toBe(`attachment; filename="${number}.postern"`)
    expect(file?.headers.get('cache-control')).toBe('no-store')
    expect((await agent.post(page('package'))).status).toBe(303)
    const { ports } = office.office
    const { state } = await loadCase(ports, await streamOf(ports, number))
    expect(state).toMatchObject({ collected: true, termsAccepted: true })
  })

  it('says the same where nobody came in time and where it was taken back, and that one can ask again', async () => {
    const { ports } = office.office
    const back = await delivered()
    const backIn = await streamOf(ports, back)
    const root = (await loadCase(ports, backIn)).state.prepared?.contentRoot ?? ''
    await ports.courier.withdraw(root)
    expect(await recordGone(ports, { contentRoot: root, caseNumber: back, outcome: 'withdrawn' })).toBe(true)
    const late = await delivered()
    const stream = await streamOf(ports, late)
    const { prepared } = (await loadCase(ports, stream)).state
    const contentRoot = prepared?.contentRoot ?? ''
    const after = { ...ports, clock: { now: () => prepared?.expiresAt ?? '' } }
    expect(await ports.courier.sweep(after.clock.now())).toContain(contentRoot)
    expect(await recordGone(after, { contentRoot, caseNumber: late, outcome: 'expired' })).toBe(true)
    const text = await textOf(agent.get(`/requester/cases/${late}`))
    expect(text).toContain('nothing of it left us')
    expect(text).toContain('Ask again')
    expect(bare(await textOf(agent.get(`/requester/cases/${back}`)))).toBe(bare(text))
    expect((await agent.post(`/requester/cases/${back}/package`)).status).toBe(303)
    expect((await agent.post(`/requester/cases/${late}/package`)).status).toBe(303)
  })

  it('is acknowledged by nothing but the code, and destruction is certified for a day that has come', async () => {
    expect((await agent.post(page('receipt'), { code: 'AAAAAAAAAAAAAAAAAAAAAA' })).status).toBe(422)
    const certificate = { by: 'Synthetic Agent', method: 'Key destroyed' }
    const never = await agent.post(page('destruction'), {
      ...certificate,
      'on-year': '2099',
      'on-month': '1',
      'on-day': '1',
    })
    expect(never.status).toBe(422)
    expect((await agent.post(page('destruction'), certificate)).status).toBe(422)
  })
})

describe('the key of a requester’s system', () => {
  const path = '/admin/signing-keys'

  it('is registered and revoked by an administrator who signed in freshly', async () => {
    const { key } = ed25519Signer('demo-agent', generateEd25519Key())
    const stale = await office.as('demo-administrator')
    expect((await stale.post(path, { key: formatVkey(key) })).status).toBe(401)
    const administrator = await office.as('demo-administrator', true)
    const wrong = await administrator.post(path, { key: 'AGE-SECRET-KEY-1SYNTHETIC', agreement: 'MOU 1' })
    expect(wrong.status).toBe(422)
    const said = await wrong.text()
    expect(said).not.toContain('AGE-SECRET-KEY')
    expect(said).toContain('MOU 1')
    expect((await administrator.post(path, { key: formatVkey(key), agreement: '<i>MOU' })).status).toBe(303)
    const text = await textOf(administrator.get(path))
    expect(text).toContain(`demo-agent+${key.id}`)
    expect(text).toContain('&lt;i&gt;MOU')
    expect((await administrator.post(`${path}/revoke`, { keyid: `demo-agent+${key.id}` })).status).toBe(303)
    expect(await textOf(administrator.get(path))).toContain('No system has a key')
    expect((await administrator.post(`${path}/revoke`, { keyid: 'x' })).status).toBe(422)
    expect((await agent.get(path)).status).toBe(403)
  })
})

it('shows nothing to the back button after sign-out, and keeps no page', async () => {
  for (const path of ['/requester', '/requester/keys', '/requester/new']) {
    const response = await agent.get(path)
    expect([path, response.status, response.headers.get('cache-control')]).toEqual([path, 200, 'no-store'])
    expect((await office.nobody.get(path)).status).toBe(303)
  }
})

it('fails nowhere behind the pages', () => {
  expect(office.failures).toEqual([])
})

/** A page without what differs from case to case. */
const bare = (text: string) => text.replaceAll(/MA-DTA-\d{4}-\w{8}|SYN-P-\d+|\d+:\d\d [AP]M/g, '…')
