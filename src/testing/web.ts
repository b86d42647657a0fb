/**
 * A whole office behind its doors, for tests of pages: the real app on a real database, and visitors who have signed
 * in without the way over an identity provider (which has tests of its own).
 */
import { freePort } from '#demo/office.ts'
import { listen, type Listening } from '#web/listen.ts'
import { keptCookie, sessionCookie } from '#web/cookies.ts'
import type { Fields } from '#web/doors.ts'
import { openWeb, type Web } from '#serving.ts'
import { softwareKeys } from '#demo/software-key.ts'
import { enrollCast } from '#demo/office.ts'
import { startDemoProvider } from '#demo/provider/start.ts'
import type { Scanner } from '#instrument/scanner.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Clock } from '#vocabulary/time.ts'
import { testOffice, type TestOffice } from './office.ts'

/** One visitor in one browser without script. */
export interface Caller {
  get(path: string): Promise<Response>
  /** As a form of our own page sends it. */
  post(path: string, fields?: Fields, more?: Readonly<Record<string, string>>): Promise<Response>
  /** Any request at all, with this visitor's cookies. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** For a real browser. */
  readonly cookies: readonly { readonly name: string; readonly value: string; readonly url: string }[]
}

export interface WebOffice {
  readonly office: TestOffice
  readonly web: Web
  readonly baseUrl: string
  /** Somebody of the register, signed in. @param fresh with a second factor, a moment ago */
  as(id: string, fresh?: boolean): Promise<Caller>
  readonly nobody: Caller
  /** What went wrong behind a page, as the operator would be told. */
  readonly failures: readonly unknown[]
  close(): Promise<void>
}

interface WebOfficeOptions {
  readonly people?: number
  /** At a port of this machine, for a real browser; else pages are asked for without a network. */
  readonly listening?: boolean
  /** With the demonstration's identity provider, so that people can sign in for themselves. */
  readonly signIn?: boolean
  readonly clock?: Clock
  /** With the demonstration's software keys, for approvals without a passkey. */
  readonly softwareKey?: boolean
  readonly scanner?: Scanner
  /** Put something else in the place of what the office asks outside, for every agency. */
  readonly ports?: (ports: Ports) => Ports
}

export async function webOffice({
  people: size,
  listening = false,
  signIn = false,
  clock,
  softwareKey = false,
  scanner,
  ports = (own) => own,
}: WebOfficeOptions = {}) {
  const real = await testOffice({
    ...(size === undefined ? {} : { people: size }),
    ...(clock === undefined ? {} : { clock }),
  })
  const office = {
    ...real,
    ports: ports(real.ports),
    installation: {
      ...real.installation,
      ports: ports(real.installation.ports),
      at: async (agency: string) => ports(await real.installation.at(agency)),
    },
  }
  // The port stands in the address that forms are sent from, so it is known before the app is made.
  const port = listening ? await freePort('localhost') : 4000
  const baseUrl = `http://localhost:${port}`
  const failures: unknown[] = []
  const people = office.cast.staff.map(({ id, name = id, agency, roles }) => ({
    id,
    name,
    place: agency,
    does: roles.join(', '),
  }))
  const provider = signIn ? await startDemoProvider({ port: 0, baseUrl, people }) : undefined
  if (provider !== undefined) await enrollCast(office.ports, office.cast, provider.issuer)
  const web = await openWeb(office.installation, {
    baseUrl,
    provider: provider ?? { issuer: 'http://localhost:1', clientId: 'none' },
    ...(clock === undefined ? {} : { clock }),
    ...(scanner === undefined ? {} : { scanner }),
    report: ({ error }) => void failures.push(error),
    ...(softwareKey ? { softwareKey: softwareKeys(office.cast) } : {}),
  })
  const server: Listening | undefined = listening ? await listen(web.app, { host: 'localhost', port }) : undefined
  const { doors } = web
  const callerWith = (cookies: Readonly<Record<string, string>>): Caller => caller(web, baseUrl, cookies)
  return {
    office,
    web,
    baseUrl,
    nobody: callerWith({}),
    /** What went wrong behind a page, as the operator would be told. */
    failures,
    as: async (id: string, fresh = false): Promise<Caller> => {
      const now = doors.clock.now()
      const agency = (await doors.register()).get(id)?.agency
      if (agency === undefined) throw new Error(`nobody on the register is called ${id}`)
      const token = await doors.sessions.begin({ member: id, agency }, now, ...(fresh ? [now] : []))
      return callerWith({ [sessionCookie]: token })
    },
    close: async (): Promise<void> => {
      await server?.close()
      await provider?.stop()
      await web.close()
      await office.close()
    },
  }
}

function caller({ app }: Web, baseUrl: string, start: Readonly<Record<string, string>>): Caller {
  const jar: Record<string, string> = { ...start }
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    const cookie = Object.entries(jar).map(([name, value]) => `${name}=${value}`)
    if (cookie.length > 0 && !headers.has('cookie')) headers.set('cookie', cookie.join('; '))
    const response = await app.fetch(new Request(new URL(path, baseUrl), { ...init, headers, redirect: 'manual' }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if ([sessionCookie, keptCookie].includes(name)) jar[name] = value
    }
    return response
  }
  return {
    ask,
    get: (path) => ask(path),
    post: (path, fields = {}, more = {}) => {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(fields)) {
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
      }
      const own = { origin: baseUrl, 'sec-fetch-site': 'same-origin', ...more }
      return ask(path, { method: 'POST', body, headers: own })
    },
    cookies: Object.entries(start).map(([name, value]) => ({ name, value, url: baseUrl })),
  }
}
