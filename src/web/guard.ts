/**
 * The one guard. Every route stands behind it: who is not let in by the route's own words is not let in.
 *
 * Order: where the request comes from, who it is, whether the register still has them in a role that may, and
 * how freshly they signed in. The register is asked on every request, so what was taken from somebody is gone on
 * their next click.
 */
import type { Handler } from 'hono'
import type { Doors } from './doors.ts'
import { readForm, type Form } from './form.ts'
import { homeOf } from './home.ts'
import { messagePage } from './message-page.tsx'
import { noteLook } from './looks.ts'
import type { Route } from './route.ts'
import { keptCookie, readCookie, sessionCookie, setCookieOnce } from './cookies.ts'
import type { Ctx, Visitor } from './visit.ts'
import { splitLocale } from './words/locales.ts'

/** How long a fresh sign-in with a second factor is fresh. */
export const stepUpMinutes = 5

/** @param pages whether there is a page at a path: where a form can be given back */
export function guarded(
  route: Route,
  doors: Doors,
  pages: (path: string) => boolean,
): Handler<{ Variables: Ctx['var'] }> {
  return async (c) => {
    if (route.method === 'POST' && route.who !== 'signature' && !fromOurOwnPage(c, doors.baseUrl)) {
      return messagePage(c, doors, 'cross-site')
    }
    // These know nobody, or find out for themselves by a signature or a mailed code.
    if (route.who === 'anybody' || route.who === 'signature' || route.who === 'person') return route.handle(c)
    const { who } = c.var.visit
    if (who === undefined) return askToSignIn(c, doors, route, pages)
    if (route.who !== 'signed-in' && !route.who.some((role) => who.roles.includes(role))) {
      return messagePage(c, doors, 'not-your-role', { may: route.who, to: homeOf(who.roles) })
    }
    if (route.stepUp === true && !isFresh(who, c.var.visit.now)) return askToSignIn(c, doors, route, pages, who)
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
async function askToSignIn(
  c: Ctx,
  doors: Doors,
  route: Route,
  pages: (path: string) => boolean,
  who?: Visitor,
): Promise<Response> {
  const again = who !== undefined
  if (route.method === 'POST') {
    const to = pageOf(c, pages)
    const kept = await keepForm(c, doors, to, who)
    const message = again ? 'step-up' : kept === undefined ? 'signed-out' : 'session-ended'
    return messagePage(c, doors, message, { to, filesLost: kept?.filesLost === true })
  }
  const to = encodeURIComponent(c.var.visit.path + new URL(c.req.url).search)
  return c.redirect(again ? `/sign-in/again?to=${to}` : `/sign-in?to=${to}`, 303)
}

/** Undefined where nobody knows whose it is. Files are too large to be kept, and the page says so. */
async function keepForm(
  c: Ctx,
  doors: Doors,
  page: string,
  who?: Visitor,
): Promise<{ filesLost: boolean } | undefined> {
  const token = readCookie(c, sessionCookie)
  const member = who?.id ?? (token === undefined ? undefined : await doors.sessions.whose(token))
  if (member === undefined) return undefined
  const { fields, files } = await readForm(c).catch((): Pick<Form, 'fields' | 'files'> => ({ fields: {}, files: {} }))
  const { path } = splitLocale(page.split('?', 1)[0] ?? page)
  setCookieOnce(c, keptCookie, await doors.kept.keep({ path, fields, member }, c.var.visit.now))
  return { filesLost: Object.keys(files).length > 0 }
}

/**
 * The page on which a form stands: where it was sent from, if that is ours, else where it was sent to. A form that came
 * back with a problem stands where nothing can be opened; then it is the nearest page above.
 */
function pageOf(c: Ctx, pages: (path: string) => boolean): string {
  const referer = c.req.header('referer')
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined
  const own = new URL(c.req.url)
  if (from !== undefined && from.origin === own.origin && pages(splitLocale(from.pathname).path)) {
    return `${from.pathname}${from.search}`
  }
  const steps = c.var.visit.path.split('/')
  while (steps.length > 1 && !pages(steps.join('/'))) steps.pop()
  return steps.length > 1 ? steps.join('/') : '/'
}

/**
 * Where a visitor may be sent after signing in: a path of ours and nothing else. "//evil.example" and
 * "/\evil.example" are addresses of others to a browser.
 */
export function safePath(to: string | undefined, otherwise = '/desk'): string {
  if (to === undefined || !/^\/(?![/\\])[\u0021-\u007E]*$/.test(to) || to.includes('\\')) return otherwise
  return to
}
