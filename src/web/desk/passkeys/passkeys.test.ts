import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staff } from '#pipeline/register.ts'
import { newAuthenticator, registrationBy, type Answer, type Authenticator } from '#testing/authenticator.ts'
import { webOffice, type Caller } from '#testing/web.ts'

type Web = Awaited<ReturnType<typeof webOffice>>
let web: Web
const page = '/desk/passkeys'

beforeAll(async () => {
  web = await webOffice({ people: 20 })
})
afterAll(() => web.close())

const device = () => newAuthenticator('ES256', { origin: web.baseUrl, rpId: 'localhost' })
const held = async (id: string) => (await staff(web.office.ports)).get(id)?.passkeys ?? []

/** What the page asks a browser, and what it wants back with the answer. */
async function asked(visitor: Caller): Promise<{ challenge: string; ticket: string }> {
  const html = await (await visitor.get(page)).text()
  const options: { challenge: string } = JSON.parse(
    (/data-options="([^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  )
  return { challenge: options.challenge, ticket: /name="ticket" value="([^"]*)"/.exec(html)?.[1] ?? '' }
}

async function register(visitor: Caller, key: Authenticator, label = 'SYNTHETIC key', change: Answer = {}) {
  const { challenge, ticket } = await asked(visitor)
  return visitor.post(`${page}/register`, {
    label,
    ticket,
    answer: JSON.stringify(registrationBy(key, challenge, change)),
  })
}

describe('registering a key of one’s own', () => {
  it('puts it on the register with its name, and says so', async () => {
    const visitor = await web.as('demo-counsel', true)
    const response = await register(visitor, device(), 'blue key, SYNTHETIC')
    expect([response.status, response.headers.get('location')]).toEqual([303, `${page}?done=registered`])
    const html = await (await visitor.get(`${page}?done=registered`)).text()
    expect(html).toContain('Your key is registered')
    expect(html).toContain('blue key, SYNTHETIC')
    const [own] = await held('demo-counsel')
    expect(html).toContain(own?.key)
    expect(await held('demo-counsel')).toMatchObject([{ label: 'blue key, SYNTHETIC', transports: ['nfc', 'usb'] }])
  })

  it.each<[string, () => Promise<Response>, string]>([
    ['no name', async () => register(await web.as('demo-approver-1', true), device(), ' '), 'Give the key a name'],
    [
      'a name of 61 letters',
      async () => register(await web.as('demo-approver-1', true), device(), 'x'.repeat(61)),
      'Give the key a name',
    ],
    [
      'an answer from another page',
      async () =>
        register(await web.as('demo-approver-1', true), device(), 'k', {
          client: { origin: 'https://attacker.example' },
        }),
      'did not answer as it should',
    ],
    [
      'a device that did not check who used it',
      async () => register(await web.as('demo-approver-1', true), device(), 'k', { flags: 0x41 }),
      'did not answer as it should',
    ],
    [
      'a challenge of another session',
      async () => {
        const [one, other] = [await web.as('demo-approver-1', true), await web.as('demo-approver-1', true)]
        const { challenge, ticket } = await asked(one)
        const answer = JSON.stringify(registrationBy(device(), challenge))
        return other.post(`${page}/register`, { label: 'k', ticket, answer })
      },
      'did not answer as it should',
    ],
    [
      'a moment that the challenge was not made at',
      async () => {
        const visitor = await web.as('demo-approver-1', true)
        const { challenge } = await asked(visitor)
        const ticket = web.office.ports.clock.now()
        const answer = JSON.stringify(registrationBy(device(), challenge))
        return visitor.post(`${page}/register`, { label: 'k', ticket, answer })
      },
      'did not answer as it should',
    ],
    [
      'a page that stood open for long',
      async () => {
        const visitor = await web.as('demo-approver-1', true)
        const ticket = new Date(Date.now() - 11 * 60_000).toISOString()
        return visitor.post(`${page}/register`, { label: 'k', ticket, answer: '{}' })
      },
      'stood open for long',
    ],
    [
      'nothing',
      async () => (await web.as('demo-approver-1', true)).post(`${page}/register`, {}),
      'Give the key a name',
    ],
  ])('registers nothing with %s, and says why', async (_, send, words) => {
    const response = await send()
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(words)
    expect(await held('demo-approver-1')).toEqual([])
  })

  it('keeps the name that was typed where the key did not answer', async () => {
    const visitor = await web.as('demo-approver-1', true)
    const response = await register(visitor, device(), 'my SYNTHETIC name', { flags: 0x41 })
    expect(await response.text()).toContain('value="my SYNTHETIC name"')
  })

  it('takes no key that is somebody else’s', async () => {
    const key = device()
    expect((await register(await web.as('demo-approver-2', true), key)).status).toBe(303)
    const response = await register(await web.as('demo-approver-1', true), key)
    expect([response.status, (await response.text()).includes('A key is one person’s for good.')]).toEqual([422, true])
  })

  it('asks for a fresh sign-in, and is for those who sign', async () => {
    const stale = await web.as('demo-approver-1')
    const html = await (await stale.get(page)).text()
    expect(html).toContain('Sign in once more')
    expect(html).not.toContain('data-passkey')
    expect((await stale.post(`${page}/register`, { label: 'k' })).status).toBe(401)
    expect((await stale.post(`${page}/retire`, { key: 'k' })).status).toBe(401)
    expect((await (await web.as('demo-officer')).get(page)).status).toBe(403)
    expect((await web.nobody.get(page)).status).toBe(303)
  })
})

describe('retiring a key of one’s own', () => {
  it('takes it off the register, once; another’s stays', async () => {
    const visitor = await web.as('demo-administrator', true)
    await register(visitor, device())
    const [own] = await held('demo-administrator')
    const [others] = await held('demo-approver-2')
    expect((await visitor.post(`${page}/retire`, { key: others?.key ?? '' })).status).toBe(422)
    const response = await visitor.post(`${page}/retire`, { key: own?.key ?? '' })
    expect(response.headers.get('location')).toBe(`${page}?done=retired`)
    expect(await (await visitor.get(`${page}?done=retired`)).text()).toContain('The key is retired')
    expect(await held('demo-administrator')).toEqual([])
    expect(await held('demo-approver-2')).toHaveLength(1)
    expect((await visitor.post(`${page}/retire`, { key: own?.key ?? '' })).status).toBe(422)
  })
})
