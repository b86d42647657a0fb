import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64url } from '#formats/bytes.ts'
import { passkeyVkey } from '#formats/passkey.ts'
import { prepare } from '#pipeline/fulfill.ts'
import { loadCase, move } from '#pipeline/move.ts'
import { registerPasskey } from '#pipeline/passkeys.ts'
import { actor } from '#pipeline/register.ts'
import { answerTo, newAuthenticator, type Answer, type Authenticator } from '#testing/authenticator.ts'
import { answeredWarrant, officer, ok, type WarrantCase } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'

type Web = Awaited<ReturnType<typeof webOffice>>
let web: Web
const devices: Record<string, Authenticator> = {}
const credential = 'c3ludGhldGljLWNyZWRlbnRpYWw'

beforeAll(async () => {
  web = await webOffice({ softwareKey: true })
  const { ports } = web.office
  for (const id of ['demo-approver-1', 'demo-approver-2']) {
    const device = newAuthenticator('ES256', { origin: web.baseUrl, rpId: 'localhost' })
    devices[id] = device
    await registerPasskey(ports, await actor(ports, id), id, {
      key: passkeyVkey(id, device.passkey),
      credential,
      label: 'SYNTHETIC blue key',
      transports: ['usb'],
      registeredAt: ports.clock.now(),
    })
  }
})
afterAll(() => web.close())

/** A case that waits for approval, and the address of its page. */
async function prepared(): Promise<WarrantCase & { readonly path: string }> {
  const found = await answeredWarrant(web.office)
  ok(await prepare(web.office.ports, await officer(web.office.ports), found.stream))
  return { ...found, path: `/desk/cases/${found.number}/approve` }
}

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}
const unescaped = (html: string) => html.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)

/** The page as one reads it. */
async function read(visitor: Caller, path: string): Promise<{ status: number; html: string; words: string }> {
  const response = await visitor.get(path)
  return seen(response)
}

async function seen(response: Response) {
  const html = await response.text()
  const body = html.slice(html.indexOf('<main')).replace(/<\/main>[\s\S]*/, '')
  const words = unescaped(
    body.replaceAll(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/g, '').replaceAll(/<[^>]+>/g, ' '),
  )
  return { status: response.status, html, words: words.replaceAll(/\s+/g, ' ') }
}

const textIn = (html: string) => unescaped(/name="text" value="([^"]*)"/.exec(html)?.[1] ?? '')

function answer(id: string, text: string, asked: Answer = {}): string {
  const device = devices[id]
  if (device === undefined) throw new Error(`${id} has no device`)
  const { authenticatorData, clientDataJSON, signature } = answerTo(device, text, asked)
  return JSON.stringify({
    id: credential,
    authenticatorData: toBase64url(authenticatorData),
    clientDataJSON: toBase64url(clientDataJSON),
    signature: toBase64url(signature),
  })
}

/** Opens the page and signs what stands there. */
async function signAs(id: string, path: string, asked: Answer = {}) {
  const visitor = await web.as(id, true)
  const text = textIn((await read(visitor, path)).html)
  return visitor.post(path, { text, assertion: answer(id, text, asked) })
}

describe('the page of an approval', () => {
  it('shows everything that will leave, to whom, by whom prepared, and the text that is signed', async () => {
    const { path, number } = await prepared()
    const { status, html, words } = await read(await web.as('demo-approver-1', true), path)
    expect(status).toBe(200)
    for (const part of [number, 'demo-officer', 'data/snap', 'terms.txt', 'datapackage.json', 'Content hash']) {
      expect(words).toContain(part)
    }
    expect(textIn(html)).toMatch(/^postern\/approval\/v1\ncase MA-DTA-/)
    expect(words).toContain('postern/approval/v1')
    expect(words).toContain('no button to approve several cases at once')
    expect(html).not.toContain('receiptCode')
  })

  it('gives each file whole, as text that a browser runs nothing of', async () => {
    const { path } = await prepared()
    const visitor = await web.as('demo-approver-1')
    const response = await visitor.get(`${path}/files/0`)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
    for (const none of ['99', '-1', 'x', '0.5']) expect((await visitor.get(`${path}/files/${none}`)).status).toBe(404)
  })

  it('says why somebody cannot sign, where the button would be', async () => {
    const { path } = await prepared()
    const reasonFor = async (id: string) => (await read(await web.as(id, true), path)).words
    expect(await reasonFor('demo-officer')).toContain('Only an approver or the privacy officer signs a release.')
    const approver = await reasonFor('demo-approver-1')
    expect(approver).toContain('SYNTHETIC blue key')
    expect(approver).not.toContain('Not possible')
  })

  it('asks for a fresh sign-in before it lets anybody sign, and again where the answer comes without one', async () => {
    const { path } = await prepared()
    const stale = await web.as('demo-approver-1')
    const { html, words } = await read(stale, path)
    expect(words).toContain('Sign in once more')
    expect(html).not.toContain('data-passkey')
    const text = textIn((await read(await web.as('demo-approver-1', true), path)).html)
    expect((await stale.post(path, { text, assertion: answer('demo-approver-1', text) })).status).toBe(401)
  })

  it('keeps a signature that came when the sign-in had just run out, and takes it after the next one', async () => {
    const { path } = await prepared()
    const text = textIn((await read(await web.as('demo-approver-1', true), path)).html)
    const stale = await web.as('demo-approver-1')
    const refused = await stale.post(path, { text, assertion: answer('demo-approver-1', text) })
    const [kept = ''] = refused.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    const fresh = await web.as('demo-approver-1', true)
    const [session] = fresh.cookies
    const cookie = `${session?.name}=${session?.value}; ${kept}`
    const { html, words } = await seen(await fresh.ask(path, { headers: { cookie } }))
    expect(words).toContain('You had signed already')
    const assertion = unescaped(/name="assertion" value="([^"]+)"/.exec(html)?.[1] ?? '')
    expect(textIn(html)).toBe(text)
    expect((await fresh.post(path, { text: textIn(html), assertion })).status).toBe(303)
  })

  it('is for the desk of the same agency: another’s case is no case, and a requester finds no page', async () => {
    const { path } = await prepared()
    expect((await web.nobody.get(path)).status).toBe(303)
    expect((await (await web.as('demo-administrator')).get(path)).status).toBe(403)
    expect((await (await web.as('demo-approver-1')).get('/desk/cases/MA-DTA-2026-AAAAAAAA/approve')).status).toBe(404)
  })
})

describe('signing with a passkey', () => {
  it('approves, once each, by two people; and then says that it can be released', async () => {
    const { path, stream } = await prepared()
    const first = await signAs('demo-approver-1', path)
    expect([first.status, first.headers.get('location')]).toEqual([303, path])
    const back = await read(await web.as('demo-approver-1', true), path)
    expect(back.words).toContain('You have approved this')
    expect(back.words).toContain('The second approval has to be another person’s')
    const second = await signAs('demo-approver-2', path)
    expect(second.status).toBe(303)
    const { words } = await read(await web.as('demo-approver-2', true), path)
    expect(words).toContain('A disclosure officer can release it now.')
    const { state } = await loadCase(web.office.ports, stream)
    expect(state.status).toBe('approved')
    expect(state.approvals.map(({ key }) => key)).toEqual(
      ['demo-approver-1', 'demo-approver-2'].map((id) => passkeyVkey(id, devices[id]?.passkey ?? expect.unreachable())),
    )
  })

  it('ends in a plain sentence where the two sign at the same instant: both count', async () => {
    const { path } = await prepared()
    const both = await Promise.all([signAs('demo-approver-1', path), signAs('demo-approver-2', path)])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
  })

  it('ends in a plain sentence where one person signs in two windows: one counts', async () => {
    const { path } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, path)).html)
    const send = () => visitor.post(path, { text, assertion: answer('demo-approver-1', text) })
    const both = await Promise.all([send(), send()])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422])
    const refused = both.find(({ status }) => status === 422) ?? expect.unreachable()
    expect((await seen(refused)).words).toContain('You have approved this already.')
  })

  it('ends in a plain sentence where an objection was faster', async () => {
    const { path, stream } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, path)).html)
    const { ports } = web.office
    const on = ports.clock.now().slice(0, 10)
    ok(await move(ports, await officer(ports), stream, () => ({ command: 'record-objection', person: 'p1', on })))
    const response = await seen(await visitor.post(path, { text, assertion: answer('demo-approver-1', text) }))
    expect(response.status).toBe(422)
    expect(response.words).toContain('While you were reading, the case changed, and nothing waits for approval now.')
    expect(response.words).toContain('Nothing waits for approval here')
  })

  it('ends in a plain sentence where the content changed, and the page shows what is different', async () => {
    const { path, stream } = await prepared()
    expect((await signAs('demo-approver-2', path)).status).toBe(303)
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, path)).html)
    const { ports } = web.office
    ok(await prepare(ports, await officer(ports), stream))
    const response = await seen(await visitor.post(path, { text, assertion: answer('demo-approver-1', text) }))
    expect(response.status).toBe(422)
    expect(response.words).toContain('What is to leave has changed since you opened this page')
    expect(response.words).toContain('The approval of demo-approver-2 counts no longer')
    expect(response.words).toContain('the content was prepared again (demo-officer)')
    expect(response.words).toContain('The same data of the same people')
  })

  it('is stopped by anybody of the desk who may, with a reason that everybody reads', async () => {
    const { path } = await prepared()
    const counsel = await web.as('demo-counsel')
    expect((await seen(await counsel.post(`${path}/take-back`, { reason: 'too early' }))).words).toContain(
      'No approval stands here that could be taken back.',
    )
    expect((await signAs('demo-approver-1', path)).status).toBe(303)
    const unsaid = await seen(await counsel.post(`${path}/take-back`, { reason: ' ' }))
    expect([unsaid.status, unsaid.words.includes('Say in up to 200 letters why')]).toEqual([422, true])
    expect((await (await web.as('demo-intake')).post(`${path}/take-back`, { reason: 'x' })).status).toBe(403)
    const { words } = await read(counsel, path)
    expect(words).toContain('Take the approval back, and nothing leaves')
    expect((await counsel.post(`${path}/take-back`, { reason: 'wrong docket, SYNTHETIC' })).status).toBe(303)
    const after = await read(counsel, path)
    expect(after.words).toContain('somebody took them back (demo-counsel)')
    expect(after.words).toContain('by nobody yet')
    expect(after.words).not.toContain('Something is wrong?')
    expect((await signAs('demo-approver-1', path)).status).toBe(303)
  })

  it('never stands beside an objection, whichever of the two is faster', async () => {
    const { path, stream } = await prepared()
    const { ports } = web.office
    const by = await officer(ports)
    const objection = { command: 'record-objection', person: 'p1', on: ports.clock.now().slice(0, 10) } as const
    const [signed] = await Promise.all([
      signAs('demo-approver-1', path),
      move(ports, by, stream, () => objection).then(ok),
    ])
    expect([303, 422]).toContain(signed.status)
    const { state } = await loadCase(ports, stream)
    expect([state.status, state.approvals, state.prepared]).toEqual(['matched', [], undefined])
  })

  it('warns where the device counts fewer signatures than before, and refuses nothing for it', async () => {
    const [one, other] = [await prepared(), await prepared()]
    expect((await signAs('demo-approver-1', one.path, { signCount: 40 })).status).toBe(303)
    const first = await read(await web.as('demo-approver-2', true), one.path)
    expect(first.words).not.toContain('counted fewer signatures')
    expect((await signAs('demo-approver-1', other.path, { signCount: 7 })).status).toBe(303)
    const second = await read(await web.as('demo-approver-2', true), other.path)
    expect(second.words).toContain('counted fewer signatures than before')
    expect(second.words).toContain('The device of demo-approver-1 said so')
  })

  it('takes nothing that was taken back', async () => {
    const { path, stream } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, path)).html)
    const assertion = answer('demo-approver-1', text)
    expect((await visitor.post(path, { text, assertion })).status).toBe(303)
    const { ports } = web.office
    const command = { command: 'void-approval', reason: 'wrong docket, SYNTHETIC' } as const
    ok(await move(ports, await officer(ports), stream, () => command))
    const { words } = await read(visitor, path)
    expect(words).toContain('somebody took them back (demo-officer). Reason given: “ wrong docket, SYNTHETIC ”.')
    expect(words).toContain('What stands prepared is the same, byte for byte')
    const replayed = await seen(await visitor.post(path, { text, assertion }))
    expect([replayed.status, replayed.words.includes('Approvals were taken back after you signed')]).toEqual([
      422,
      true,
    ])
  })

  it.each<[string, (text: string) => { text: string; assertion: string }, string]>([
    ['nothing at all', () => ({ text: '', assertion: '' }), 'No signature of a key of yours arrived'],
    ['no signature', (text) => ({ text, assertion: '' }), 'No signature of a key of yours arrived'],
    ['words for a signature', (text) => ({ text, assertion: '{"id":"x"}' }), 'No signature of a key of yours arrived'],
    [
      'another’s key',
      (text) => ({ text, assertion: answer('demo-approver-1', text).replace(credential, 'YW5vdGhlcnMta2V5LWhlcmU') }),
      'No signature of a key of yours arrived',
    ],
    [
      'another’s signature',
      (text) => ({ text, assertion: answer('demo-approver-2', text) }),
      'does not carry a good signature',
    ],
    [
      'a signature of another page',
      (text) => ({
        text,
        assertion: answer('demo-approver-1', text, { client: { origin: 'https://attacker.example' } }),
      }),
      'was given to another web address',
    ],
    [
      'a signature over another text',
      (text) => ({
        text: text.replace(/at .*\n$/, 'at 2026-01-01T00:00:00.000Z\n'),
        assertion: answer('demo-approver-1', text),
      }),
      'stood open for more than an hour',
    ],
    [
      'a signature of the future',
      (text) => {
        const later = text.replace(/at .*\n$/, 'at 2099-01-01T00:00:00.000Z\n')
        return { text: later, assertion: answer('demo-approver-1', later) }
      },
      'No signature of a key of yours arrived',
    ],
  ])('approves nothing with %s, and says so', async (_, made, words) => {
    const { path } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const response = await seen(await visitor.post(path, made(textIn((await read(visitor, path)).html))))
    expect(response.status).toBe(422)
    expect(response.words).toContain(words)
    expect(response.words).toContain('by nobody yet')
  })

  it('approves the case of the page alone: what was signed for one is not taken for another', async () => {
    const [one, other] = [await prepared(), await prepared()]
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, one.path)).html)
    const response = await seen(await visitor.post(other.path, { text, assertion: answer('demo-approver-1', text) }))
    expect([response.status, response.words.includes('What is to leave has changed')]).toEqual([422, true])
  })
})

describe('the software key of the demonstration', () => {
  it('signs without an authenticator, and is called DEMO wherever it shows', async () => {
    const { path } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const { html, words } = await read(visitor, path)
    expect(words).toContain('Sign with the DEMO software key')
    const response = await visitor.post(`${path}/demo-key`, { text: textIn(html) })
    expect(response.status).toBe(303)
    const after = await read(visitor, path)
    expect(after.words).toContain('The key that signed is a DEMO key')
  })

  it('signs nothing but an approval, and nothing of another day', async () => {
    const { path } = await prepared()
    const visitor = await web.as('demo-approver-1', true)
    const text = textIn((await read(visitor, path)).html)
    for (const wrong of ['', 'I owe everything', text.replace(/at .*\n$/, 'at 2026-01-01T00:00:00.000Z\n')]) {
      expect((await visitor.post(`${path}/demo-key`, { text: wrong })).status).toBe(422)
    }
  })

  it('has no door in a real office', async () => {
    const { allRoutes } = await import('../../routes.ts')
    const { softwareKey: _softwareKey, ...real } = web.web.doors
    const paths = (doors: Parameters<typeof allRoutes>[0]) => allRoutes(doors).map(({ path }) => path)
    expect(paths(web.web.doors)).toContain('/desk/cases/:number/approve/demo-key')
    expect(paths(real).filter((path) => path.includes('demo-key'))).toEqual([])
  })
})
