import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoProvider, type DemoProvider } from '#demo/provider/start.ts'
import { CookieJar, visitProvider, type Visit } from '#testing/sign-in.ts'
import { isInside } from './inside.ts'
import { identityProvider, type IdentityProvider } from './provider.ts'
import { reachProvider } from './reach.ts'

const baseUrl = 'http://localhost:18080'
const people = [
  { id: 'demo-officer', name: 'Olive Officer', place: 'Massachusetts', does: 'decides' },
  { id: 'demo-counsel', name: 'Cleo Counsel', place: 'Massachusetts', does: 'counsels' },
]
let server: DemoProvider
let provider: IdentityProvider

beforeAll(async () => {
  server = await startDemoProvider({ port: 0, baseUrl, people })
  provider = ours({})
})
afterAll(() => server.stop())

function ours(changed: Partial<Parameters<typeof identityProvider>[0]>): IdentityProvider {
  const { issuer, clientId, clientSecret } = server
  return identityProvider({ issuer, clientId, clientSecret, baseUrl, demo: true, ...changed })
}

const now = () => new Date().toISOString()

async function come(visit: Visit, { again = false, jar = new CookieJar() } = {}) {
  const { url, attempt } = await provider.begin(again, now())
  const arrived = await visitProvider(jar, url, visit)
  if (!(arrived instanceof URL)) return expect.unreachable(`the provider stopped with ${arrived.status}`)
  return { arrived, attempt }
}

describe('signing in', () => {
  it('learns who signed in, at which issuer, and when', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    const signedIn = await provider.finish(arrived, attempt)
    expect(signedIn).toMatchObject({ issuer: server.issuer, subject: 'demo-officer', secondFactor: false })
    expect('at' in signedIn && Math.abs(Date.parse(signedIn.at) - Date.now())).toBeLessThan(5000)
  })

  it('asks for a code with PKCE, a state and a nonce, and for no other grant', async () => {
    const { url, attempt } = await provider.begin(false, now())
    const asked = new URL(url).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      scope: 'openid',
      code_challenge_method: 'S256',
      state: attempt.state,
      nonce: attempt.nonce,
      redirect_uri: `${baseUrl}/sign-in/callback`,
    })
    expect(url).not.toContain(attempt.verifier)
  })

  it('asks for a second factor, and a fresh sign-in with it, only where one is to sign in once more', async () => {
    const asked = new URL((await provider.begin(false, now())).url).searchParams
    expect(asked.get('acr_values')).toBeNull()
    const { searchParams } = new URL((await provider.begin(true, now())).url)
    expect([searchParams.get('acr_values'), searchParams.get('prompt'), searchParams.get('max_age')]).toEqual([
      'mfa',
      'login',
      '0',
    ])
  })

  it('takes a code once', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    expect(await provider.finish(arrived, attempt)).toHaveProperty('subject')
    expect(await provider.finish(arrived, attempt)).toEqual({ refused: 'not-of-this-attempt' })
  })

  it.each(['state', 'nonce', 'verifier'] as const)('takes no answer that belongs to another %s', async (part) => {
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    const { attempt: other } = await provider.begin(false, now())
    expect(await provider.finish(arrived, { ...attempt, [part]: other[part] })).toEqual({
      refused: 'not-of-this-attempt',
    })
  })

  it('takes no answer without a code, with a made-up one, or with tokens in it', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    for (const change of [
      (url: URL) => url.searchParams.delete('code'),
      (url: URL) => url.searchParams.set('code', 'made-up'),
      (url: URL) => url.searchParams.set('iss', 'https://elsewhere.example'),
      (url: URL) => url.searchParams.set('id_token', 'a.b.c'),
    ]) {
      const forged = new URL(arrived)
      change(forged)
      expect(await provider.finish(forged, attempt)).toEqual({ refused: 'not-of-this-attempt' })
    }
  })

  it('takes no signature of another algorithm than the configured', async () => {
    provider = ours({ algorithm: 'ES256' })
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    expect(await provider.finish(arrived, attempt)).toEqual({ refused: 'not-of-this-attempt' })
    provider = ours({})
  })

  it('says that somebody turned back, and signs nobody in', async () => {
    const { arrived, attempt } = await come({ leave: true })
    expect(await provider.finish(arrived, attempt)).toEqual({ refused: 'turned-down' })
  })

  it('can end the session at the provider too, with nothing of anybody in the address', async () => {
    const url = new URL((await provider.signOutUrl()) ?? '')
    expect([...url.searchParams.keys()].toSorted()).toEqual(['client_id', 'post_logout_redirect_uri'])
  })
})

describe('signing in once more', () => {
  it('asks for a fresh sign-in with a second factor, and sees both', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' }, { again: true })
    expect(await provider.finish(arrived, attempt)).toMatchObject({ subject: 'demo-officer', secondFactor: true })
  })

  it('does not take a sign-in with one factor for it', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' })
    expect(await provider.finish(arrived, { ...attempt, again: true })).toEqual({ refused: 'no-second-factor' })
  })

  it('does not take a sign-in from before it was asked for', async () => {
    const { arrived, attempt } = await come({ who: 'demo-officer' }, { again: true })
    const later = new Date(Date.now() + 120_000).toISOString()
    expect(await provider.finish(arrived, { ...attempt, begunAt: later })).toEqual({ refused: 'not-fresh' })
  })

  it('takes a wrong code five times at most', async () => {
    const jar = new CookieJar()
    const { url } = await provider.begin(true, now())
    const first = await visitProvider(jar, url, { who: 'demo-officer', type: () => 'wrong' })
    if (first instanceof URL) throw new Error('a wrong code was taken')
    expect(first.status).toBe(422)
    const action = /action="([^"]+)\/code"/.exec(await first.text())?.[1] ?? ''
    const answers: number[] = []
    for (let i = 0; i < 4; i++) {
      const body = new URLSearchParams({ code: '1' })
      const headers = { cookie: jar.header }
      const init = { method: 'POST', body, headers, redirect: 'manual' } as const
      answers.push((await fetch(new URL(`${action}/code`, server.issuer), init)).status)
    }
    expect(answers).toEqual([422, 422, 422, 303])
  })
})

describe('what may be asked', () => {
  it.each(['http://id.example.org', 'http://localhost:1', 'ftp://id.example.org', 'https://user:pw@id.example.org'])(
    'is no issuer such as %s',
    (issuer) => {
      expect(() => identityProvider({ issuer, clientId: 'c', baseUrl, demo: false })).toThrow('over https')
    },
  )

  it('is no address inside the network, by number or by name', async () => {
    const reach = reachProvider({ demo: false })
    const asked = { method: 'GET', headers: {} }
    for (const host of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '[::1]',
      '[fd00::1]',
      '[::ffff:10.0.0.1]',
      'localhost',
    ]) {
      await expect(reach(`https://${host}/`, asked), host).rejects.toMatchObject({ code: 'ERR_SIGN_IN' })
    }
    const demo = reachProvider({ demo: true })
    await expect(demo('https://192.168.1.1/', asked)).rejects.toThrow('inside this network')
    await expect(demo('http://192.168.1.1/', asked)).rejects.toThrow('over https')
  })

  it.each([
    ['8.8.8.8', false],
    ['2606:4700::1111', false],
    ['172.31.255.255', true],
    ['100.64.0.1', true],
    ['2002:0a00:0001::', true],
    ['::ffff:8.8.8.8', true],
    ['fe80::1', true],
    ['not an address', true],
  ])('counts %s as inside: %s', (address, inside) => {
    expect(isInside(address)).toBe(inside)
  })

  it('is no other issuer than the configured, whatever its metadata says, and redirects are not followed', async () => {
    const asked: string[] = []
    const impostor = createServer((req, res) => {
      asked.push(req.url ?? '')
      if (req.url === '/moved/.well-known/openid-configuration') {
        res.writeHead(302, { location: `${server.issuer}/.well-known/openid-configuration` }).end()
        return
      }
      void fetch(`${server.issuer}/.well-known/openid-configuration`)
        .then((real) => real.text())
        .then((text) => res.writeHead(200, { 'content-type': 'application/json' }).end(text))
    }).listen(0, 'localhost')
    await once(impostor, 'listening')
    const address = impostor.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    for (const path of ['', '/moved']) {
      const issuer = `http://localhost:${port}${path}`
      await expect(ours({ issuer }).begin(false, now())).rejects.toThrow('not the identity provider that is configured')
    }
    impostor.close()
    expect(asked).toHaveLength(2)
  })

  it('says so where nobody answers, and tries again the next time', async () => {
    const gone = ours({ issuer: 'http://localhost:1' })
    await expect(gone.begin(false, now())).rejects.toMatchObject({ code: 'ERR_SIGN_IN' })
    await expect(gone.begin(false, now())).rejects.toMatchObject({ code: 'ERR_SIGN_IN' })
  })
})
