import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64url } from '#formats/bytes.ts'
import { ed25519KeyFromSeed } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { passkeyVkey } from '#formats/passkey.ts'
import { registerPasskey } from '#pipeline/passkeys.ts'
import { lawStands } from '#pipeline/put-in-force.ts'
import { actor, entries, staff } from '#pipeline/register.ts'
import { answerTo, newAuthenticator } from '#testing/authenticator.ts'
import { webOffice, type Caller } from '#testing/web.ts'

let web: Awaited<ReturnType<typeof webOffice>>
let administrator: Caller

beforeAll(async () => {
  web = await webOffice({ people: 20, softwareKey: true })
  administrator = await web.as('demo-administrator', true)
})
afterAll(() => web.close())

const newcomer = {
  id: 'b-officer',
  name: 'Bo Officer',
  roles: ['disclosure-officer', 'intake-officer'],
  subject: 'bo@idp',
} as const

async function textOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll('&#39;', "'")
}

describe('people', () => {
  it('shows the register of one’s own agency and nothing of another’s', async () => {
    const page = await textOf(await administrator.get('/admin'))
    expect(page).toContain('Odile Officer (DEMO)')
    expect(page).not.toContain('demo-me-')
    const elsewhere = await administrator.get('/admin/people/demo-me-officer')
    expect(elsewhere.status).toBe(404)
    const theirs = await (await web.as('demo-me-administrator')).get('/admin/people/demo-me-officer')
    expect(theirs.status).toBe(200)
  })

  it('adds somebody, who can act from then on', async () => {
    const added = await administrator.post('/admin/add', newcomer)
    expect([added.status, added.headers.get('location')]).toEqual([303, '/admin/people/b-officer?done=added'])
    expect((await staff(web.office.ports)).get('b-officer')).toMatchObject({
      agency: 'ma-dta',
      name: 'Bo Officer',
      roles: ['disclosure-officer', 'intake-officer'],
      login: { subject: 'bo@idp' },
      demo: false,
    })
  })

  it.each([
    ['id', { id: 'Bo Officer' }, 'small letters'],
    ['id', { id: 'demo-me-officer' }, 'Somebody has, or had, this id'],
    ['name', { name: '' }, 'what they are called'],
    ['roles', { roles: [] }, 'at least one role'],
    ['roles', { roles: ['system'] }, 'at least one role'],
    [
      'roles',
      { roles: ['oversight', 'counsel'], 'until-year': '2099', 'until-month': '1', 'until-day': '1' },
      'no other role',
    ],
    ['until', { roles: ['oversight'] }, 'Write its last day'],
    ['until', { 'until-year': '2026', 'until-month': '2', 'until-day': '30' }, 'not a day of the calendar'],
    ['organization', { roles: ['requester'] }, 'whom they ask for'],
    ['', { subject: 'bo@idp' }, 'somebody else’s already'],
  ])('says by the field what is wrong with %s, and loses nothing', async (field, changes, sentence) => {
    const typed = { ...newcomer, id: 'b-other', name: 'Somebody <b>bold</b>', subject: 'other@idp', ...changes }
    const back = await administrator.post('/admin/add', typed)
    const page = await textOf(back)
    expect(back.status).toBe(422)
    expect(page).toContain(sentence)
    if (field !== '') expect(page).toContain(`href="#field-${field}"`)
    if (typed.name !== '') expect(page).toContain('value="Somebody &lt;b&gt;bold&lt;/b&gt;"')
    expect((await entries(web.office.ports)).has('b-other')).toBe(false)
  })

  it('changes roles, which count on the next click', async () => {
    const caller = await web.as('b-officer')
    expect((await caller.get('/admin')).status).toBe(403)
    const changed = await administrator.post('/admin/people/b-officer', { ...newcomer, roles: ['administrator'] })
    expect(changed.status).toBe(303)
    expect((await caller.get('/admin')).status).toBe(200)
    await administrator.post('/admin/people/b-officer', newcomer)
    expect((await caller.get('/admin')).status).toBe(403)
  })

  it('closes an account at once, without a second factor, and opens it again with one', async () => {
    const caller = await web.as('b-officer')
    const plain = await web.as('demo-administrator')
    expect((await caller.get('/sign-in/again')).status).toBe(200)
    expect((await plain.post('/admin/people/b-officer/close')).status).toBe(303)
    expect((await caller.get('/sign-in/again')).status).toBe(303)
    expect(await textOf(await administrator.get('/admin/people/b-officer'))).toContain('Open the account again')
    expect((await administrator.post('/admin/people/b-officer', newcomer)).status).toBe(303)
    // Its sessions do not come back with it.
    expect((await caller.get('/sign-in/again')).status).toBe(303)
    expect((await (await web.as('b-officer')).get('/sign-in/again')).status).toBe(200)
  })

  it('asks for a fresh sign-in to add, change and take off, and keeps what was typed', async () => {
    const plain = await web.as('demo-administrator')
    const typed = { ...newcomer, id: 'b-later', subject: 'later@idp' }
    const asked = await plain.post('/admin/add', typed, { referer: `${web.baseUrl}/admin/add` })
    expect(asked.status).not.toBe(422)
    expect((await staff(web.office.ports)).has('b-later')).toBe(false)
    expect(await textOf(await plain.get('/admin/add'))).toContain('value="b-later"')
    expect((await plain.post('/admin/people/b-officer', newcomer)).status).not.toBe(303)
    await plain.post('/admin/people/b-officer/leave')
    expect((await staff(web.office.ports)).has('b-officer')).toBe(true)
  })

  it('sees who has no key yet, and puts a key of anybody on the register for nobody', async () => {
    const { ports } = web.office
    expect(await textOf(await administrator.get('/admin'))).not.toContain('No key yet')
    const signer = { ...newcomer, roles: ['approver'] }
    expect((await administrator.post('/admin/people/b-officer', signer)).status).toBe(303)
    expect(await textOf(await administrator.get('/admin'))).toContain('No key yet')
    const vkey = formatVkey(ed25519Signer('b-officer', ed25519KeyFromSeed(new Uint8Array(32).fill(21))).key)
    await administrator.post('/admin/people/b-officer', { ...signer, key: vkey })
    expect((await staff(ports)).get('b-officer')).not.toHaveProperty('key')
    const { passkey } = newAuthenticator('ES256', { origin: web.baseUrl, rpId: 'localhost' })
    const key = passkeyVkey('b-officer', passkey)
    const entry = {
      key,
      credential: 'c3ludGhldGljLWNyZWRlbnRpYWw',
      label: 'Blue key',
      transports: ['usb'],
      registeredAt: ports.clock.now(),
    }
    const by = await actor(ports, 'demo-administrator')
    expect(await registerPasskey(ports, by, 'b-officer', entry)).toMatchObject({ code: 'not-your-key' })
    expect(await registerPasskey(ports, await actor(ports, 'b-officer'), 'b-officer', entry)).toBeUndefined()
  })

  it('withdraws a lost key at once, with the reason and without a second factor, and loses nothing typed', async () => {
    const plain = await web.as('demo-administrator')
    const path = '/admin/people/b-officer'
    const [{ key } = { key: '' }] = (await staff(web.office.ports)).get('b-officer')?.passkeys ?? []
    expect(await textOf(await plain.get(path))).toContain('Blue key')
    const back = await plain.post(`${path}/withdraw-key`, { withdrawn: key, reason: '' })
    expect([back.status, await textOf(back)]).toEqual([422, expect.stringContaining('Say why in one line')])
    const none = await textOf(await plain.post(`${path}/withdraw-key`, { reason: 'Lost <in> a taxi' }))
    expect(none).toContain('Choose the key that is lost')
    expect(none).toContain('value="Lost &lt;in&gt; a taxi"')
    const gone = await plain.post(`${path}/withdraw-key`, { withdrawn: key, reason: 'Lost in a taxi' })
    expect([gone.status, gone.headers.get('location')]).toEqual([303, `${path}?done=withdrawn`])
    expect((await staff(web.office.ports)).get('b-officer')?.passkeys ?? []).toEqual([])
    expect(await textOf(await plain.get(path))).toMatch(/Not valid any more.*by demo-administrator.*Lost in a taxi/)
    const elsewhere = await web.as('demo-me-administrator', true)
    expect((await elsewhere.post(`${path}/withdraw-key`, { withdrawn: key, reason: 'x' })).status).toBe(404)
    await administrator.post(path, newcomer)
  })

  it('lets nobody change their own entry', async () => {
    const typed = { name: 'Me', roles: ['administrator', 'counsel'] }
    const back = await administrator.post('/admin/people/demo-administrator', typed)
    expect([back.status, await textOf(back)]).toEqual([422, expect.stringContaining('Nobody changes their own entry')])
    const closed = await administrator.post('/admin/people/demo-administrator/close')
    expect(closed.status).toBe(422)
    expect(await textOf(await administrator.get('/admin/people/demo-administrator'))).toContain(
      'This is your own entry',
    )
  })

  it('takes somebody off the register, and shows what was', async () => {
    expect((await administrator.post('/admin/people/b-officer/leave')).status).toBe(303)
    const page = await textOf(await administrator.get('/admin/people/b-officer'))
    expect(page).toContain('Left')
    expect(page).toContain('Everything that happened to this entry')
    expect((await staff(web.office.ports)).has('b-officer')).toBe(false)
  })

  it('lets no administrator change another agency’s people, whatever is posted', async () => {
    const before = (await staff(web.office.ports)).get('demo-me-officer')
    for (const path of ['', '/close', '/leave']) {
      const refused = await administrator.post(`/admin/people/demo-me-officer${path}`, {
        name: 'X',
        roles: ['counsel'],
      })
      expect(refused.status, path).toBe(404)
    }
    expect((await staff(web.office.ports)).get('demo-me-officer')).toEqual(before)
  })
})

describe('rules', () => {
  it('shows the rules in force, and says why nothing can be proposed', async () => {
    const page = await textOf(await administrator.get('/admin/rules'))
    expect(page).toContain('There is nothing to change')
    expect(page).toContain('they came with the office')
  })

  it('refuses to propose what is in force, with the reason', async () => {
    const back = await administrator.post('/admin/rules')
    expect([back.status, await textOf(back)]).toEqual([422, expect.stringContaining('there is nothing to change')])
  })

  it('knows no proposal that was not made', async () => {
    expect((await administrator.get(`/admin/rules/${'0'.repeat(64)}`)).status).toBe(404)
  })
})

/** A stricter rule of the agency's own, as its operator lays it into the data directory. */
const stricter = `- id: OWN-01
  citation: policy memorandum 1 (synthetic)
  title: No photographs
  plain: the agency gives out no photographs
  source: null
  confidence: PRODUCT
  effective: { from: null, to: null }
  confirmed: null
  agency: ma-dta
  effect: forbids
  elements: [photo]
  stops: [requires, overriding-statute, consent, permits]
`

/** The text that this person is asked to sign now. */
async function textFor(visitor: Caller, path: string): Promise<string> {
  const page = await textOf(await visitor.get(path))
  return /name="text" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

/** Sign with a key of one's own just after the sign-in ran out; sign in again, and hand in what was kept. */
async function handInKept(path: string, text: string): Promise<Response> {
  const id = 'demo-administrator'
  const { ports } = web.office
  const device = newAuthenticator('ES256', { origin: web.baseUrl, rpId: 'localhost' })
  const credential = 'c3ludGhldGljLWNyZWRlbnRpYWw'
  const key = passkeyVkey(id, device.passkey)
  const passkey = { key, credential, label: 'SYNTHETIC', transports: ['usb'], registeredAt: ports.clock.now() }
  expect(await registerPasskey(ports, await actor(ports, id), id, passkey)).toBeUndefined()
  const lines = unescaped(text)
  const { authenticatorData, clientDataJSON, signature } = answerTo(device, lines)
  const assertion = JSON.stringify({
    id: credential,
    authenticatorData: toBase64url(authenticatorData),
    clientDataJSON: toBase64url(clientDataJSON),
    signature: toBase64url(signature),
  })
  const stale = await web.as(id)
  const late = await stale.post(path, { text: lines, assertion })
  expect(late.status).toBe(401)
  const [kept = ''] = late.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
  const fresh = await web.as(id, true)
  const [session] = fresh.cookies
  const page = await fresh.ask(path, { headers: { cookie: `${session?.name}=${session?.value}; ${kept}` } })
  const html = unescaped(await page.text())
  expect(html).toContain('You had signed already')
  expect(html).toContain(assertion)
  return fresh.post(path, { text: /name="text" value="([^"]+)"/.exec(html)?.[1] ?? '', assertion })
}

describe('a change of the rules', { timeout: 120_000 }, () => {
  it('is proposed with what it does, signed by two with fresh sign-ins, and in force', async () => {
    const overlay = join(web.office.directory, 'overlay')
    await mkdir(overlay)
    await writeFile(join(overlay, 'own.yaml'), stricter)
    expect(await textOf(await administrator.get('/admin/rules'))).toContain('added: OWN-01')

    const stale = await web.as('demo-administrator')
    expect((await stale.post('/admin/rules')).status).not.toBe(303)
    const proposed = await administrator.post('/admin/rules')
    expect([proposed.status, proposed.headers.get('location')]).toEqual([303, '/admin/rules?done=proposed'])
    const list = await textOf(await administrator.get('/admin/rules'))
    const path = /href="(\/admin\/rules\/[0-9a-f]{64})"/.exec(list)?.[1] ?? ''
    expect(await textOf(await administrator.get(path))).toContain('only tightens')

    const counsel = await web.as('demo-counsel', true)
    for (const visitor of [counsel, administrator]) {
      // Nothing signed is nothing taken.
      expect((await visitor.post(path, { text: await textFor(visitor, path), assertion: '' })).status).toBe(422)
    }
    const text = await textFor(counsel, path)
    expect((await (await web.as('demo-counsel')).post(`${path}/demo-key`, { text })).status).not.toBe(303)
    const first = await counsel.post(`${path}/demo-key`, { text })
    expect(first.headers.get('location')).toBe('/admin/rules?done=signed')
    const twice = await counsel.post(`${path}/demo-key`, { text })
    expect([twice.status, await textOf(twice)]).toEqual([422, expect.stringContaining('signed this already')])
    const second = await handInKept(path, await textFor(administrator, path))
    expect(second.headers.get('location')).toBe('/admin/rules?done=begins')
    const { inForce } = await lawStands(web.office.ports)
    expect(inForce).toMatchObject({ by: ['demo-counsel', 'demo-administrator'], direction: 'tightens' })
    expect((await administrator.get(path)).status).toBe(404)
  })
})

it('leaves nothing to the operator’s log on the way', () => {
  expect(web.failures).toEqual([])
})
