/**
 * The web of an installation: the table of routes behind the one guard, and nothing beside it.
 *
 * Trust: none in what arrives. The address a request claims to come from is not used; limits that need one get it
 * from the server (`serve.ts`).
 */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { randomUUID } from 'node:crypto'
import { rolesOn } from '#approval/staff.ts'
import { isPosternError } from '#errors.ts'
import { officeDay } from '#pipeline/law.ts'
import { keepAnswers } from './answers.ts'
import type { Asset } from './assets.ts'
import { beforeBody } from './api/before-body.ts'
import { clearCookie, keptCookie, readCookie, sessionCookie } from './cookies.ts'
import type { Doors, Fields, Session } from './doors.ts'
import { guarded } from './guard.ts'
import { harden } from './headers.ts'
import { failurePage, messagePage } from './message-page.tsx'
import { plainForm, type Route } from './route.ts'
import { allRoutes } from './routes.ts'
import type { Ctx, Visit, Visitor } from './visit.ts'
import { splitLocale } from './words/locales.ts'

export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly routes: readonly Route[]
}

/** What the operator is told of a request: never an address line, a field or a person. */
export interface Told {
  readonly reference: string
  /** The route's pattern, not the address. */
  readonly route: string
  readonly code: string
  readonly error: unknown
}

/** @param report told of each failure that is no answer */
export function createApp(doors: Doors, report: (told: Told) => void): App {
  const routes = allRoutes(doors)
  const app = new Hono<{ Variables: Ctx['var'] }>({
    getPath: (request) => splitLocale(new URL(request.url).pathname).path,
  })
  const secure = doors.baseUrl.startsWith('https:')

  app.use(keepAnswers(doors.clock))
  app.use(async (c, next) => {
    c.set('visit', anonymous(c, doors))
    await next()
    harden(c, secure)
  })
  app.use(compress())
  app.get('/assets/*', (c) => {
    const asset = doors.assets.find(c.var.visit.path)
    if (asset === undefined) return messagePage(c, doors, 'not-found')
    const [bytes, encoding] = encoded(asset, c.req.header('accept-encoding') ?? '')
    return c.body(bytes, 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    })
  })
  const forms = routes.filter(({ method }) => method === 'GET').map(({ path }) => addressesOf(path))
  const isPage = (path: string): boolean => forms.some((form) => form.test(path))
  for (const route of routes) {
    const limit = bodyLimit({ maxSize: route.upload ?? plainForm, onError: (c) => messagePage(c, doors, 'too-large') })
    app.on(
      route.method,
      [route.path],
      (c, next) => beforeBody(route, c) ?? next(),
      limit,
      visitFor(route, doors),
      guarded(route, doors, isPage),
    )
  }
  app.notFound((c) => messagePage(c, doors, 'not-found'))
  app.onError((error, c) => {
    const reference = randomUUID()
    report({ reference, route: c.req.routePath, code: isPosternError(error) ? error.code : 'bug', error })
    return failurePage(c, doors, error, reference)
  })
  return { fetch: (request) => app.fetch(request), routes }
}

function encoded({ bytes, gzip, brotli }: Asset, accepts: string): readonly [Asset['bytes'], string?] {
  if (/\bbr\b/.test(accepts)) return [brotli, 'br']
  return /\bgzip\b/.test(accepts) ? [gzip, 'gzip'] : [bytes]
}

/** Every address that a route's pattern stands for. */
function addressesOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('.', '[.]').replaceAll(/:[a-z]+(?:\{[^}]*\})?/gi, '[^/]+')}$`)
}

function anonymous(c: Ctx, doors: Doors): Visit {
  const { locale, path } = splitLocale(new URL(c.req.url).pathname)
  return { who: undefined, locale, path, now: doors.clock.now(), kept: {} }
}

/** Find out who it is where the route wants to know; the pages for anybody never look at a cookie. */
function visitFor(route: Route, doors: Doors) {
  return async (c: Ctx, next: () => Promise<void>): Promise<void> => {
    if (route.who !== 'anybody' && route.who !== 'signature') {
      const who = await visitorOf(c, doors)
      const kept = who === undefined ? {} : await keptFor(c, doors, who)
      c.set('visit', { ...c.var.visit, who, kept })
    }
    await next()
  }
}

async function visitorOf(c: Ctx, doors: Doors): Promise<Visitor | undefined> {
  const token = readCookie(c, sessionCookie)
  const session = token === undefined ? undefined : await doors.sessions.find(token, c.var.visit.now)
  return session === undefined ? undefined : memberOf(doors, session)
}

async function memberOf(doors: Doors, session: Session): Promise<Visitor | undefined> {
  const member = (await doors.register()).get(session.member)
  if (member === undefined) return undefined
  const roles = rolesOn(member, officeDay(doors.system))
  // Their days are over, or have not begun: nobody for whom anything is here.
  if (roles.length === 0) return undefined
  const { id, agency, demo, name = id, organization } = member
  return {
    id,
    name,
    agency,
    roles,
    demo,
    ...(organization === undefined ? {} : { organization }),
    steppedUpAt: session.steppedUpAt,
    session: session.hash,
  }
}

/** Given back once, on the page where it was typed, to whoever it was kept for. */
async function keptFor(c: Ctx, doors: Doors, { id }: Visitor): Promise<Fields> {
  const token = c.req.method === 'GET' ? readCookie(c, keptCookie) : undefined
  if (token === undefined) return {}
  const { now, path } = c.var.visit
  const entry = await doors.kept.take(token, id, path, now)
  if (entry === undefined) return {}
  clearCookie(c, keptCookie)
  return entry
}
