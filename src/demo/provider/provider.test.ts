import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, CookieJar, visitProvider } from '#testing/sign-in.ts'
import { startDemoProvider, type DemoProvider } from './start.ts'

const baseUrl = 'http://localhost:18081'
const people = [{ id: 'demo-officer', name: 'Olive <b>Officer</b>', place: 'Massachusetts', does: 'decides' }]
let provider: DemoProvider

beforeAll(async () => {
  provider = await startDemoProvider({ port: 0, baseUrl, people })
})
afterAll(() => provider.stop())

function authorization(changes: Record<string, string | undefined> = {}): string {
  const asked = {
    client_id: provider.clientId,
    redirect_uri: `${baseUrl}/sign-in/callback`,
    response_type: 'code',
    scope: 'openid',
    state: 'state-of-a-test',
    nonce: 'nonce-of-a-test',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...changes,
  }
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `${provider.issuer}/auth?${new URLSearchParams(given).toString()}`
}

it('says DEMO in large, shows a name as text, and asks nobody else for anything', async () => {
  const page = await visitProvider(new CookieJar(), authorization(), { who: 'nobody at all' })
  if (page instanceof URL) throw new Error('nobody was signed in as somebody')
  const text = await page.text()
  expect(text).toContain('<strong>DEMO</strong>')
  expect(text).toContain('Olive &lt;b&gt;Officer&lt;/b&gt;')
  expect(text).not.toMatch(/<script|https:\/\//)
  expect(page.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'self'; form-action 'self' ${baseUrl}; frame-ancestors 'none'; base-uri 'none'`,
  )
  expect(page.headers.get('cache-control')).toContain('no-store')
})

it.each([
  ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
  ['with the plain method', { code_challenge_method: 'plain' }],
  ['for a token at once', { response_type: 'id_token' }],
  ['to another address', { redirect_uri: 'https://evil.example/' }],
  ['for another client', { client_id: 'somebody' }],
])('begins no sign-in %s', async (_, changes) => {
  const response = await ask(new CookieJar(), authorization(changes))
  expect(response.headers.get('location') ?? '').not.toContain('/interaction/')
  if (response.status === 303) expect(response.headers.get('location')).toMatch(/[?&#]error=/)
  else expect(response.status).toBe(400)
})

it.each(['password', 'client_credentials', 'refresh_token', 'implicit'])(
  'gives nothing for the grant %s',
  async (grant) => {
    const credentials = Buffer.from(`${provider.clientId}:${provider.clientSecret}`).toString('base64')
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: grant, username: 'demo-officer', password: 'x' }),
    })
    expect(answer.status).toBe(400)
  },
)

it('gives no token without the secret that it made for this run', async () => {
  const arrived = await visitProvider(new CookieJar(), authorization(), { who: 'demo-officer' })
  if (!(arrived instanceof URL)) throw new Error(`the provider stopped with ${arrived.status}`)
  const answer = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${provider.clientId}:guessed`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: arrived.searchParams.get('code') ?? '',
      redirect_uri: `${baseUrl}/sign-in/callback`,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    }),
  })
  expect(answer.status).toBe(401)
})

it('has keys of its own, made anew each time', async () => {
  const other = await startDemoProvider({ port: 0, baseUrl, people })
  try {
    const keys = await Promise.all([provider, other].map(async ({ issuer }) => (await fetch(`${issuer}/jwks`)).text()))
    expect(keys[0]).not.toBe(keys[1])
    expect(keys.join()).not.toContain('"d":')
  } finally {
    await other.stop()
  }
})

it('says so where its port is taken', async () => {
  const port = Number(new URL(provider.issuer).port)
  await expect(startDemoProvider({ port, baseUrl, people })).rejects.toMatchObject({ code: 'ERR_SIGN_IN' })
})
