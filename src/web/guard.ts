/**
 * The one guard. Every route stands behind it: who is not let in by the route's own words is not let in.
 *
 * Order: where the request comes from, who it is, whether the register still has them in a role that may, and
 * how freshly they signed in. The register is asked on every request, so what was taken from somebody is gone on
 * their next click.
 */
import type { Handler } from 'hono'
import type { Doors, Fields } from './doors.ts'
import { readForm } from './form.ts'
import { messagePage } from './message-page.tsx'
import { noteLook } from './looks.ts'
import type { Route } from './route.ts'
import { keptCookie, readCookie, sessionCookie, setCookieOnce } from './cookies.ts'
import type { Ctx, Visitor } from './visit.ts'

/** How long a fresh sign-in with a second factor is fresh. */
export const stepUpMinutes = 5

export function guarded(route: Route, doors: Doors): Handler<{ Variables: Ctx['var'] }> {
  return async (c) => {
    if (route.method === 'POST' && route.who !== 'signature' && !fromOurOwnPage(c, doors.baseUrl)) {
      return messagePage(c, doors, 'cross-site')
    }
    // These know nobody, or find out for themselves by a signature or a mailed code.
    if (route.who === 'anybody' || route.who === 'signature' || route.who === 'person') return route.handle(c)
    const { who } = c.var.visit
    if (who === undefined) return askToSignIn(c, doors, route)
    if (route.who !== 'signed-in' && !route.who.some((role) => who.roles.includes(role))) {
      return messagePage(c, doors, 'not-your-role', { may: route.who })
    }
    if (route.stepUp === true && !isFresh(who, c.var.visit.now)) return askToSignIn(c, doors, route, who)
    await noteLook(c, doors, route, who)
    return route.handle(c)
  }
}

/**
 * Whether a form was sent by a page of ours (OWASP ASVS 5.0 3.5.1): browsers of today say so in Sec-Fetch-Site,
 * all of them in Origin. Without either nobody is believed.
 */
function fromOurOwnPage(c: Ctx, baseUrl: string): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return false
  const origin = c.req.header('origin')
  return origin === baseUrl || (origin === undefined && site === 'same-origin')
}

export function isFresh({ steppedUpAt }: Visitor, now: string): boolean {
  return steppedUpAt !== undefined && Date.parse(now) - Date.parse(steppedUpAt) < stepUpMinutes * 60_000
}

/** What was typed is kept for them, and for nobody else who signs in in this browser; the page says so. */
async function askToSignIn(c: Ctx, doors: Doors, route: Route, who?: Visitor): Promise<Response> {
  const again = who !== undefined
  if (route.method === 'POST') {
    const page = pageOf(c)
    const kept = await keepForm(c, doors, page, who)
    return messagePage(c, doors, again ? 'step-up' : kept ? 'session-ended' : 'signed-out', { to: page })
  }
  const to = encodeURIComponent(c.var.visit.path + new URL(c.req.url).search)
  return c.redirect(again ? `/sign-in/again?to=${to}` : `/sign-in?to=${to}`, 303)
}

async function keepForm(c: Ctx, doors: Doors, path: string, who?: Visitor): Promise<boolean> {
  const token = readCookie(c, sessionCookie)
  const member = who?.id ?? (token === undefined ? undefined : await doors.sessions.whose(token))
  if (member === undefined) return false
  const { fields } = await readForm(c).catch((): { fields: Fields } => ({ fields: {} }))
  setCookieOnce(c, keptCookie, await doors.kept.keep({ path, fields, member }, c.var.visit.now))
  return true
}

/** The page on which a form stands: where it was sent from, if that is ours, else where it was sent to. */
function pageOf(c: Ctx): string {
  const referer = c.req.header('referer')
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined
  const own = new URL(c.req.url)
  return from !== undefined && from.origin === own.origin ? from.pathname : c.var.visit.path
}

/**
 * Where a visitor may be sent after signing in: a path of ours and nothing else. "//evil.example" and
 * "/\evil.example" are addresses of others to a browser.
 */
export function safePath(to: string | undefined, otherwise = '/desk'): string {
  if (to === undefined || !/^\/(?![/\\])[\u0021-\u007E]*$/.test(to) || to.includes('\\')) return otherwise
  return to
}
