/** Signing in at the DEMO provider as a browser without script would: follow, choose, type the code, come back. */

/** The cookies of one visitor, for all ports of localhost as browsers have it. */
export class CookieJar {
  readonly #cookies = new Map<string, string>()

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
      const over = attributes.some((one) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(one))
      if (over || value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value)
  }
}

/** One request, with the jar's cookies and no redirect followed. */
export async function ask(jar: CookieJar, url: string | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (jar.header !== '') headers.set('cookie', jar.header)
  const response = await fetch(url, { ...init, headers, redirect: 'manual' })
  jar.take(response)
  return response
}

export interface Visit {
  readonly who?: string
  /** Makes the code that is typed from the one that is shown; the same unless told. */
  readonly type?: (shown: string) => string
  /** Press "Go back without signing in". */
  readonly leave?: true
}

/**
 * From the address at the provider to the one that the browser is sent back to.
 *
 * @returns the callback's address, or the page that the provider stopped at
 */
export async function visitProvider(
  jar: CookieJar,
  url: string,
  { who = '', type = (shown) => shown, leave }: Visit,
): Promise<URL | Response> {
  const { origin } = new URL(url)
  const follow = async (response: Response): Promise<URL | Response> => {
    for (let at = response; ;) {
      const location = at.headers.get('location')
      if (location === null) return at
      const next = new URL(location, origin)
      if (next.origin !== origin) return next
      at = await ask(jar, next)
    }
  }
  const post = async (path: string, fields: Record<string, string>) =>
    follow(await ask(jar, new URL(path, origin), { method: 'POST', body: new URLSearchParams(fields) }))
  const page = await follow(await ask(jar, url))
  if (page instanceof URL) return page
  const form = /action="(\/interaction\/[^"/]+)\/who"/.exec(await page.clone().text())?.[1]
  if (form === undefined) return page
  if (leave === true) return post(`${form}/leave`, {})
  const chosen = await post(`${form}/who`, { who })
  if (chosen instanceof URL) return chosen
  const shown = /<output>(\d{6})<\/output>/.exec(await chosen.clone().text())?.[1]
  return shown === undefined ? chosen : post(`${form}/code`, { code: type(shown) })
}
