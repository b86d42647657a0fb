/** Tokens that a provider should not have made, or did not make: each departs from a good one in one thing. */
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { identityProvider, type Attempt, type IdentityProvider } from './provider.ts'

const baseUrl = 'http://localhost:18082'
const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 })

let server: Server
let issuer: string
let provider: IdentityProvider
/** What the token endpoint answers next. */
let token = ''

beforeAll(async () => {
  server = createServer((req, res) => {
    const json = (value: object): void => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (req.url === '/.well-known/openid-configuration') {
      json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      })
    } else if (req.url === '/jwks') {
      json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] })
    } else json({ access_token: 'opaque', token_type: 'Bearer', id_token: token })
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  issuer = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  provider = identityProvider({ issuer, clientId: 'office', clientSecret: 'secret', baseUrl, demo: true })
})
afterAll(() => void server.close())

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Made {
  readonly claims?: object
  readonly header?: object
  readonly key?: KeyObject | string
}

function made({ nonce }: Attempt, { claims, header, key = own.privateKey }: Made): string {
  const now = Math.floor(Date.now() / 1000)
  const good = {
    iss: issuer,
    aud: 'office',
    sub: 'somebody',
    nonce,
    iat: now,
    exp: now + 300,
    auth_time: now,
    amr: ['mfa'],
  }
  const text = `${base64url({ alg: 'RS256', kid: 'own', ...header })}.${base64url({ ...good, ...claims })}`
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(text).digest('base64url')
      : sign('sha256', Buffer.from(text), key).toString('base64url')
  return `${text}.${signature}`
}

async function came(change: Made | ((token: string) => string), again = false) {
  const { attempt } = await provider.begin(again, new Date().toISOString())
  token = typeof change === 'function' ? change(made(attempt, {})) : made(attempt, change)
  const arrived = new URL(`${baseUrl}/sign-in/callback?code=c&state=${attempt.state}`)
  return provider.finish(arrived, attempt)
}

it('takes the good one', async () => {
  expect(await came({})).toMatchObject({ issuer, subject: 'somebody', secondFactor: true })
})

const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from

it.each<readonly [string, () => Made | ((token: string) => string)]>([
  ['for another client', () => ({ claims: { aud: 'somebody-else' } })],
  ['for several clients, made for another', () => ({ claims: { aud: ['office', 'other'], azp: 'other' } })],
  ['of another issuer', () => ({ claims: { iss: 'https://id.example.org' } })],
  ['with another nonce', () => ({ claims: { nonce: 'another' } })],
  ['without a nonce', () => ({ claims: { nonce: undefined } })],
  ['that has expired', () => ({ claims: { exp: seconds(-3600), iat: seconds(-7200) } })],
  ['of nobody', () => ({ claims: { sub: undefined } })],
  ['that does not say when they signed in', () => ({ claims: { auth_time: undefined } })],
  ['signed with a key that is not the issuer’s', () => ({ key: strange.privateKey })],
  ['signed with the client’s secret', () => ({ header: { alg: 'HS256' }, key: 'secret' })],
  ['without a signature', () => (good: string) => `${good.split('.').slice(0, 2).join('.')}.`],
  ['that says it needs none', () => (good: string) => `${base64url({ alg: 'none' })}.${good.split('.').at(1) ?? ''}.`],
  [
    'whose subject was changed afterwards',
    () => (good: string) => {
      const [head = '', body = '', signature = ''] = good.split('.')
      const claims: object = JSON.parse(Buffer.from(body, 'base64url').toString())
      return `${head}.${base64url({ ...claims, sub: 'demo-administrator' })}.${signature}`
    },
  ],
  ['that is none', () => () => 'not a token'],
])('takes none %s', async (_, change) => {
  expect(await came(change())).toEqual({ refused: 'not-of-this-attempt' })
})

it('takes no old sign-in where a fresh one is asked for, whatever the provider made of the question', async () => {
  expect(await came({ claims: { auth_time: seconds(-600) } }, true)).toEqual({ refused: 'not-fresh' })
  expect(await came({ claims: { auth_time: seconds(-3600) } }, true)).toEqual({ refused: 'not-of-this-attempt' })
  expect(await came({ claims: { amr: ['pwd'] } }, true)).toEqual({ refused: 'no-second-factor' })
  expect(await came({ claims: { amr: 'mfa' } }, true)).toEqual({ refused: 'no-second-factor' })
})
