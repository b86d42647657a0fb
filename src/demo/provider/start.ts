/**
 * The demonstration's identity provider: OpenID Connect as any other speaks it, on another port of this machine.
 *
 * Trust: none beyond this machine. Whoever reaches its port can sign in as anybody of the cast, which is what a
 * demonstration is for; `serve` takes no such provider outside of one.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { PosternError } from '#errors.ts'
import { interactions } from './interaction.ts'
import { messagePage, signOutPage, style, stylePath, type DemoPerson } from './pages.ts'
import { sayPage, strictHeaders } from './say.ts'
import { memory } from './memory.ts'

export interface DemoProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  stop(): Promise<void>
}

export interface DemoProviderOptions {
  /** Of localhost; 0 for any that is free. */
  readonly port: number
  /** How Postern is reached, without a slash at the end. */
  readonly baseUrl: string
  readonly people: readonly DemoPerson[]
}

const clientId = 'postern-demo'

/** Its keys, its client's secret and its sessions are made here and last as long as it does. */
export async function startDemoProvider({ port, baseUrl, people }: DemoProviderOptions): Promise<DemoProvider> {
  const server = createServer()
  server.listen(port, 'localhost')
  await once(server, 'listening').catch((error: unknown) => {
    const mend = 'Another demo may be running; end it, or choose another port.'
    throw new PosternError('ERR_SIGN_IN', "The demo's identity provider has no port.", { port }, { mend, cause: error })
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  const issuer = `http://localhost:${bound}`
  const clientSecret = randomBytes(32).toString('base64url')
  const provider = new Provider(issuer, configured({ baseUrl, people, clientSecret }))
  const interact = interactions(provider, people)
  const rest = provider.callback()

  server.on('request', (req, res) => {
    strictHeaders(res, baseUrl)
    const { pathname } = new URL(req.url ?? '/', issuer)
    // Every sign-in begins with the list: a demonstration changes from one person to the next.
    if (pathname === '/auth') {
      delete req.headers.cookie
      res.setHeader(
        'set-cookie',
        ['_session', '_session.sig'].map((name) => `${name}=; Path=/; Max-Age=0; HttpOnly`),
      )
    }
    if (pathname === stylePath) res.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(style)
    else if (!pathname.startsWith('/interaction/')) void rest(req, res)
    else interact(req, res).catch(() => sayPage(res, 500, messagePage('Something went wrong', 'Sign in once more.')))
  })
  return {
    issuer,
    clientId,
    clientSecret,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Configured {
  readonly baseUrl: string
  readonly people: readonly DemoPerson[]
  readonly clientSecret: string
}

function configured({ baseUrl, people, clientSecret }: Configured): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    adapter: memory(),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'demo' }] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        client_name: 'Postern demonstration',
        redirect_uris: [`${baseUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${baseUrl}/signed-out`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'RS256',
        require_auth_time: true,
      },
    ],
    responseTypes: ['code'],
    scopes: ['openid'],
    acrValues: ['mfa'],
    claims: { openid: ['sub', 'acr', 'amr'], auth_time: null },
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    findAccount: (_, id) => {
      const person = people.find((one) => one.id === id)
      return person && { accountId: id, claims: () => ({ sub: id }) }
    },
    loadExistingGrant: grantAtOnce,
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => said(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => said(ctx, messagePage('You are signed out', 'Nobody is signed in here.')),
      },
    },
    renderError: (ctx) =>
      said(ctx, messagePage('This sign-in cannot go on', 'Go back to Postern and sign in there again.')),
    ttl: { Interaction: 900, Session: 3600, AuthorizationCode: 60, IdToken: 300, AccessToken: 300, Grant: 3600 },
  }
}

/** There is one client, and it learns the subject and nothing else: nobody has to be asked for consent. */
async function grantAtOnce(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}

async function said(ctx: KoaContextWithOIDC, page: string | Promise<string>): Promise<void> {
  ctx.type = 'html'
  ctx.body = ''.concat(await page)
}
