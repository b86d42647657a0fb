/**
 * The way in, once more in, and out. Nothing here says what somebody may do: that stands in the register, and the
 * guard asks it on every request.
 *
 * INVARIANT: a session has a new id after every sign-in, so an id that was known before opens nothing; and a sign-in
 * ends in the browser in which it began, since its attempt hangs on a cookie there.
 */
import { rolesOn, type StaffMember } from '#approval/staff.ts'
import { officeDay } from '#pipeline/law.ts'
import { memberWithLogin } from '#pipeline/register.ts'
import type { Json } from '#vocabulary/json.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { clearCookie, keptCookie, readCookie, sessionCookie, setCookieOnce } from '../cookies.ts'
import type { Doors } from '../doors.ts'
import { homeOf } from '../home.ts'
import { readForm } from '../form.ts'
import { safePath } from '../guard.ts'
import { policyWithForms } from '../headers.ts'
import type { Child } from '../layout/said.tsx'
import type { Route } from '../route.ts'
import { show } from '../show.ts'
import { signedIn, type Ctx } from '../visit.ts'
import { bannerOf } from './banner.ts'
import { AgainPage, ChoosePage, NotSignedInPage, SignedOutPage, SignInPage, signInPath } from './pages.tsx'
import type { Attempt, NotSignedIn, SignedIn } from './provider.ts'

/** One for each attempt, named by its state: two windows that sign in do not take each other's. */
const attemptCookie = (state: string): string => `__Host-postern-sign-in-${state.slice(0, 12)}`

/** What is remembered of a sign-in until it comes back. */
interface Underway {
  readonly attempt: Attempt
  readonly to: string | undefined
  /** The agency whose notice was read. */
  readonly agency: string
  /** Who signs in once more. */
  readonly member: string | undefined
}

export function signInRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/sign-in',
      name: 'Read the notice and sign in',
      who: 'anybody',
      handle: (c) => signInPage(c, doors),
    },
    {
      method: 'POST',
      path: '/sign-in',
      name: 'Go to the identity provider',
      who: 'anybody',
      handle: (c) => begin(c, doors),
    },
    {
      method: 'GET',
      path: '/sign-in/callback',
      name: 'Come back from the identity provider',
      who: 'anybody',
      handle: (c) => comeBack(c, doors),
    },
    {
      method: 'GET',
      path: '/sign-in/again',
      name: 'Read why a fresh sign-in is asked for',
      who: 'signed-in',
      handle: (c) => againPage(c, doors),
    },
    {
      method: 'POST',
      path: '/sign-in/again',
      name: 'Show a second factor',
      who: 'signed-in',
      handle: (c) => again(c, doors),
    },
    { method: 'POST', path: '/sign-out', name: 'Sign out', who: 'anybody', handle: (c) => signOut(c, doors) },
    {
      method: 'GET',
      path: '/signed-out',
      name: 'See that one is signed out',
      who: 'anybody',
      handle: (c) => signedOut(c, doors),
    },
  ]
}

async function signInPage(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const to = wanted(c.req.query('to'))
  const asked = c.req.query('agency')
  const agencies = agenciesIn(await doors.register())
  const agency = agencies.length === 1 ? agencies[0] : agencies.find((one) => one === asked)
  const token = readCookie(c, sessionCookie)
  const ended = token !== undefined && (await doors.sessions.find(token, visit.now)) === undefined
  const common = { visit, doors, to, ended }
  if (agency === undefined) return showWayIn(c, doors, ChoosePage({ ...common, agencies }))
  const several = agencies.length > 1
  return showWayIn(
    c,
    doors,
    SignInPage({
      ...common,
      agency,
      banner: bannerOf(agency, doors.signIn.banners),
      limits: doors.signIn.limits,
      several,
    }),
  )
}

/** Agencies that somebody here works for, in the order of their names. */
function agenciesIn(register: ReadonlyMap<string, StaffMember>): readonly string[] {
  const agencies = new Set([...register.values()].map(({ agency }) => agency))
  return [...agencies].toSorted((a, b) => agencyName(a).localeCompare(agencyName(b)))
}

async function begin(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const agency = agenciesIn(await doors.register()).find((one) => one === form.text('agency'))
  const to = wanted(form.text('to'))
  if (agency === undefined) return c.redirect(signInPath({ to }), 303)
  return toProvider(c, doors, { to, agency, member: undefined })
}

function againPage(c: Ctx, doors: Doors): Response | Promise<Response> {
  const { visit } = c.var
  const kept = readCookie(c, keptCookie) !== undefined
  const to = wanted(c.req.query('to')) ?? homeOf(signedIn(visit).roles)
  return showWayIn(c, doors, AgainPage({ visit, doors, to, kept }))
}

async function again(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const { id, agency } = signedIn(c.var.visit)
  return toProvider(c, doors, { to: wanted(form.text('to')), agency, member: id })
}

async function toProvider(c: Ctx, { signIn }: Doors, under: Omit<Underway, 'attempt'>): Promise<Response> {
  const { now } = c.var.visit
  const { url, attempt } = await signIn.provider.begin(under.member !== undefined, now)
  const token = await signIn.attempts.beginAttempt(asJson({ ...under, attempt }), now)
  setCookieOnce(c, attemptCookie(attempt.state), token)
  return c.redirect(url, 303)
}

async function comeBack(c: Ctx, doors: Doors): Promise<Response> {
  const { now } = c.var.visit
  const cookie = attemptCookie(c.req.query('state') ?? '')
  const token = readCookie(c, cookie)
  const underway = token === undefined ? undefined : readUnderway(await doors.signIn.attempts.takeAttempt(token, now))
  if (token !== undefined) clearCookie(c, cookie)
  if (underway === undefined) return notSignedIn(c, doors, 'not-of-this-attempt', undefined)
  const came = await doors.signIn.provider.finish(new URL(c.req.url), underway.attempt)
  if ('refused' in came) return notSignedIn(c, doors, came.refused, underway)
  const member = memberWithLogin(await doors.register(), came)
  if (member === undefined) return notSignedIn(c, doors, 'not-on-the-register', underway)
  if (rolesOn(member, officeDay(doors.system)).length === 0) return notSignedIn(c, doors, 'not-these-days', underway)
  if (doors.signIn.always && !came.secondFactor && !member.roles.includes('requester')) {
    return notSignedIn(c, doors, 'no-second-factor', underway)
  }
  if (underway.member !== undefined && underway.member !== member.id) {
    return notSignedIn(c, doors, 'somebody-else', underway)
  }
  if (member.agency !== underway.agency) {
    return notSignedIn(c, doors, 'other-agency', { ...underway, agency: member.agency })
  }
  const before = readCookie(c, sessionCookie)
  if (before !== undefined) await doors.sessions.end(before, now)
  const { id, agency, roles } = member
  setCookieOnce(c, sessionCookie, await doors.sessions.begin({ member: id, agency }, now, steppedUp(came, now)))
  return c.redirect(underway.to ?? homeOf(roles), 303)
}

/** The moment of the second factor, and never one that has not come yet. */
function steppedUp({ at, secondFactor }: SignedIn, now: string): string | undefined {
  if (!secondFactor) return undefined
  return at < now ? at : now
}

async function signOut(c: Ctx, doors: Doors): Promise<Response> {
  const token = readCookie(c, sessionCookie)
  if (token !== undefined) await doors.sessions.end(token, c.var.visit.now)
  clearCookie(c, sessionCookie)
  clearCookie(c, keptCookie)
  // Also what a browser keeps beside its cache to go back quickly.
  c.header('clear-site-data', '"cache"')
  return c.redirect('/signed-out', 303)
}

async function signedOut(c: Ctx, doors: Doors): Promise<Response> {
  // A provider that does not answer keeps nobody from being signed out here.
  const provider = await doors.signIn.provider.signOutUrl().catch(() => undefined)
  return show(c, SignedOutPage({ visit: c.var.visit, doors, provider }))
}

type Why = NotSignedIn['refused'] | 'not-on-the-register' | 'not-these-days' | 'somebody-else' | 'other-agency'

const words: Readonly<Record<Why, readonly [status: 401 | 403, title: string, ...sentences: string[]]>> = {
  'turned-down': [
    401,
    'You were not signed in',
    'You turned back at the identity provider, or it did not let you in. Nothing was changed.',
  ],
  'not-of-this-attempt': [
    401,
    'This sign-in did not work',
    'It took too long, was used already, or began in another browser. Start once more, and it should work.',
  ],
  'not-fresh': [
    401,
    'This sign-in is not fresh',
    'Your identity provider let you through with an earlier sign-in. What you want to do asks for one of this moment.',
  ],
  'no-second-factor': [
    401,
    'Your second factor is missing',
    'Your identity provider did not say that you used one. Nothing was done. If you have none, ask your administrator.',
  ],
  'not-on-the-register': [
    403,
    'This account may not sign in here',
    'It is not on the register of this office, or it was closed. An administrator of your agency can mend that. Nobody was signed in.',
  ],
  'not-these-days': [
    403,
    'Your time here is over, or has not begun',
    'Your access was given for certain days, and today is none of them. An administrator of your agency can change that.',
  ],
  'somebody-else': [
    403,
    'That was another account',
    'You are signed in here as somebody else. Sign in once more with the account that you began with, or sign out first.',
  ],
  'other-agency': [
    403,
    'Your account is with another agency',
    'Read the notice of your own agency first. Nobody was signed in yet.',
  ],
}

function notSignedIn(
  c: Ctx,
  doors: Doors,
  why: Why,
  underway: Omit<Underway, 'attempt'> | undefined,
): Response | Promise<Response> {
  const [status, title, ...sentences] = words[why]
  const { to, agency, member } = underway ?? {}
  const go =
    member !== undefined
      ? { href: `/sign-in/again?${new URLSearchParams({ to: to ?? '/' }).toString()}`, label: 'Try once more' }
      : {
          href: signInPath({ ...(agency === undefined ? {} : { agency }), to }),
          label: why === 'other-agency' && agency !== undefined ? `Go on to ${agencyName(agency)}` : 'Go to sign-in',
        }
  return show(c, NotSignedInPage({ visit: c.var.visit, doors, title, sentences, go }), status)
}

/** A page whose form leads to the provider, and from there wherever the provider sends somebody who signs in. */
function showWayIn(c: Ctx, { signIn }: Doors, page: Child): Response | Promise<Response> {
  const { protocol, origin } = new URL(signIn.provider.issuer)
  c.header('content-security-policy', policyWithForms(`'self' https:${protocol === 'http:' ? ` ${origin}` : ''}`))
  return show(c, page)
}

/** A page of ours that somebody wanted; sign-in itself is none. */
function wanted(to: string | undefined): string | undefined {
  const path = safePath(to, '')
  return path === '' || /^\/(sign-in|sign-out|signed-out)([/?]|$)/.test(path) ? undefined : path
}

function asJson({ attempt, to, agency, member }: Underway): Json {
  return { attempt: { ...attempt }, to: to ?? null, agency, member: member ?? null }
}

/** Undefined for what is no attempt. INVARIANT: what opens with this office's secret is what `asJson` wrote. */
function readUnderway(value: Json | undefined): Underway | undefined {
  if (!isWritten(value)) return undefined
  const { attempt, agency, to, member } = value
  return { attempt, agency, to: to ?? undefined, member: member ?? undefined }
}

interface Written {
  readonly attempt: Attempt
  readonly agency: string
  readonly to: string | null
  readonly member: string | null
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && 'attempt' in value && 'agency' in value
}
