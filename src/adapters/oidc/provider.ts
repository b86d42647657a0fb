/**
 * Sign-in by OpenID Connect: the authorization code flow with PKCE, state and nonce, and no other.
 *
 * Trust: the configured issuer, for who signed in, when and with what. Its tokens count only with a signature of its
 * published keys, by the one algorithm that is configured, over this client and this very attempt. It is never asked
 * what somebody may do: roles stand in the register.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
  type IDToken,
} from 'openid-client'
import { isPosternError, PosternError } from '#errors.ts'
import type { Instant } from '#vocabulary/time.ts'
import { assertReachable, reachProvider } from './reach.ts'

export interface ProviderSettings {
  /** As its own configuration document names it. */
  readonly issuer: string
  readonly clientId: string
  /** Undefined for a public client, which has PKCE alone. */
  readonly clientSecret?: string
  /** How this office is reached, without a slash at the end. */
  readonly baseUrl: string
  /** The one algorithm whose signatures count. RS256 unless told. */
  readonly algorithm?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'
  /** What the provider calls a sign-in with a second factor. Without it its `amr` must say "mfa". */
  readonly secondFactor?: string
  /** Plain HTTP and the loopback address are let through: for the demonstration's own provider. */
  readonly demo: boolean
}

/** What one attempt to sign in must come back with. Secret: who has it can finish the attempt. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly begunAt: Instant
  /** A fresh sign-in with a second factor was asked for. */
  readonly again: boolean
}

export interface SignedIn {
  readonly issuer: string
  readonly subject: string
  /** When they proved who they are, by the provider's clock. */
  readonly at: Instant
  readonly secondFactor: boolean
}

/** Why an attempt came to nothing; for a log, and never with what was sent. */
export interface NotSignedIn {
  readonly refused: 'turned-down' | 'not-of-this-attempt' | 'not-fresh' | 'no-second-factor'
}

export interface IdentityProvider {
  readonly issuer: string
  begin(again: boolean, now: Instant): Promise<{ readonly url: string; readonly attempt: Attempt }>
  /** @param arrived the address that the browser came back to; hostile */
  finish(arrived: URL, attempt: Attempt): Promise<SignedIn | NotSignedIn>
  /** Where the session at the provider is ended too; undefined where it offers none. */
  signOutUrl(): Promise<string | undefined>
}

export const callbackPath = '/sign-in/callback'
export const signedOutPath = '/signed-out'

/** Two clocks of two machines. */
const skew = 30
/** For how long one attempt may take: reading a letter with a code in it takes a while. */
const attemptSeconds = 15 * 60
/** Keys and endpoints change rarely, and are asked for again by then. */
const configurationAge = 60 * 60_000

/**
 * Nothing is asked until somebody signs in; what was found out is kept for an hour.
 *
 * Each method throws PosternError ERR_SIGN_IN where the provider does not answer, or not as one.
 *
 * @throws PosternError ERR_SIGN_IN for an issuer that may not be asked
 */
export function identityProvider(settings: ProviderSettings, now: () => number = Date.now): IdentityProvider {
  const { issuer, baseUrl, demo, secondFactor } = settings
  assertReachable(new URL(issuer), demo)
  const found = remembered(() => discover(settings), now)
  const redirect_uri = `${baseUrl}${callbackPath}`

  return {
    issuer,
    begin: async (again, at) => {
      const configuration = await found()
      const attempt = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        begunAt: at,
        again,
      }
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri,
        scope: 'openid',
        response_type: 'code',
        response_mode: 'query',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        // Without a max_age a provider need not say when somebody signed in (OpenID Connect Core, section 2).
        ...(again ? { prompt: 'login', max_age: '0' } : { max_age: '28800' }),
        // In a demonstration one shows a second factor where it counts, and is not asked for it at every turn.
        ...(again || !demo ? { acr_values: secondFactor ?? 'mfa' } : {}),
      })
      return { url: url.href, attempt }
    },
    finish: async (arrived, attempt) => {
      const claims = await redeem(await found(), atCallback(arrived, redirect_uri), attempt)
      if (claims === undefined) return { refused: 'not-of-this-attempt' }
      if (claims === 'turned-down') return { refused: 'turned-down' }
      const at = claims.auth_time ?? 0
      const strong = hasSecondFactor(claims, secondFactor)
      if (attempt.again && at < Date.parse(attempt.begunAt) / 1000 - skew) return { refused: 'not-fresh' }
      if (attempt.again && !strong) return { refused: 'no-second-factor' }
      return { issuer: claims.iss, subject: claims.sub, at: new Date(at * 1000).toISOString(), secondFactor: strong }
    },
    signOutUrl: async () => {
      const configuration = await found()
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
      // By client id alone: a token in an address would stay in histories and logs.
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${baseUrl}${signedOutPath}` }).href
    },
  }
}

async function discover(settings: ProviderSettings): Promise<Configuration> {
  const { issuer, clientId, clientSecret, algorithm = 'RS256', demo } = settings
  const reach = reachProvider({ demo })
  const configuration = await discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: algorithm, require_auth_time: true },
    clientSecret === undefined ? None() : ClientSecretBasic(clientSecret),
    {
      execute: [enableNonRepudiationChecks, ...(demo ? [allowInsecureRequests] : [])],
      timeout: 10,
      [customFetch]: (url, { method, headers, body }) =>
        reach(url, { method, headers, ...(body === null || body === undefined ? {} : { body: plain(body) }) }),
    },
  ).catch(asUnavailable)
  const { authorization_endpoint, end_session_endpoint } = configuration.serverMetadata()
  if (authorization_endpoint === undefined) throw notAsProvider()
  // The browser is sent to these two, so they are looked at as everything else is.
  for (const url of [authorization_endpoint, end_session_endpoint]) {
    if (url !== undefined) assertReachable(new URL(url), demo)
  }
  return configuration
}

async function redeem(
  configuration: Configuration,
  arrived: URL,
  { state, nonce, verifier, again }: Attempt,
): Promise<IDToken | 'turned-down' | undefined> {
  try {
    const tokens = await authorizationCodeGrant(configuration, arrived, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      maxAge: again ? attemptSeconds : 28_800 + attemptSeconds,
    })
    return tokens.claims()
  } catch (error) {
    if (isPosternError(error)) throw error
    const cause = error instanceof Error && isPosternError(error.cause) ? error.cause : undefined
    if (cause !== undefined) throw cause
    // "access_denied" is somebody who pressed cancel; of anything else only that it is nothing is known.
    return error instanceof Error && 'error' in error && error.error === 'access_denied' ? 'turned-down' : undefined
  }
}

/** What came back, at the address that the provider was told of, whatever a proxy made of ours. */
function atCallback(arrived: URL, redirectUri: string): URL {
  const at = new URL(redirectUri)
  at.search = arrived.search
  return at
}

function hasSecondFactor({ acr, amr }: IDToken, wanted: string | undefined): boolean {
  if (wanted !== undefined) return acr === wanted
  return Array.isArray(amr) && amr.includes('mfa')
}

/** What `make` made, until it is an hour old; what failed is tried again at once. */
function remembered<T>(make: () => Promise<T>, now: () => number): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined
  return () => {
    if (kept !== undefined && now() - kept.at < configurationAge) return kept.value
    const value = make()
    kept = { at: now(), value }
    value.catch(() => {
      kept = undefined
    })
    return value
  }
}

function plain(body: NonNullable<Parameters<NonNullable<Configuration[typeof customFetch]>>[1]['body']>) {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('a body of a kind that is not sent to a provider')
}

function asUnavailable(error: unknown): never {
  if (isPosternError(error)) throw error
  if (error instanceof Error && isPosternError(error.cause)) throw error.cause
  throw notAsProvider(error)
}

function notAsProvider(cause?: unknown): PosternError {
  return new PosternError(
    'ERR_SIGN_IN',
    'What answers at the issuer is not the identity provider that is configured.',
    {},
    { mend: 'Compare the issuer in the settings with the one in its configuration document.', cause },
  )
}
