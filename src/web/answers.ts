/**
 * Answers that say themselves that they are the same for everybody (`cache-control: public`) are kept as they went
 * out, headers and all, and go out again for some seconds. A shared cache in front of us would do the same.
 *
 * INVARIANT: an answer that depends on who asks is never one of them: routes that look at a cookie say `no-store`.
 */
import type { MiddlewareHandler } from 'hono'
import type { Clock } from '#vocabulary/time.ts'

const seconds = 10
/** All of them together, in bytes; when more come, it begins anew. */
const most = 32 * 1024 * 1024

interface Kept {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
  readonly until: number
}

export function keepAnswers(clock: Clock): MiddlewareHandler {
  const kept = new Map<string, Kept>()
  let size = 0
  return async (c, next) => {
    const key = keyOf(c.req.raw)
    if (key === undefined) return next()
    const now = Date.parse(clock.now())
    const found = kept.get(key)
    if (found !== undefined && now < found.until && now >= found.until - seconds * 1_000) {
      return c.body(found.body, 200, found.headers)
    }
    await next()
    if (!isForEverybody(c.res)) return undefined
    const bytes = new Uint8Array(await c.res.clone().arrayBuffer())
    size += bytes.length
    if (size > most) {
      kept.clear()
      size = bytes.length
    }
    const headers = Object.fromEntries(c.res.headers)
    const body = headers['content-encoding'] === undefined ? new TextDecoder().decode(bytes) : bytes
    kept.set(key, { body, headers, until: now + seconds * 1_000 })
    return undefined
  }
}

/** Address and the way it travels; undefined where an answer is made for this one request. */
function keyOf({ method, url, headers }: Request): string | undefined {
  if (method !== 'GET' || url.includes('?')) return undefined
  // The host is whatever the visitor says it is, and no page depends on it.
  const path = url.slice(url.indexOf('/', 'https://'.length))
  const accepts = headers.get('accept-encoding') ?? ''
  if (accepts.includes('gzip')) return `gzip ${path}`
  return accepts === '' || accepts === 'identity' ? `plain ${path}` : undefined
}

function isForEverybody({ status, headers }: Response): boolean {
  const cache = headers.get('cache-control') ?? ''
  return status === 200 && cache.startsWith('public') && !cache.includes('immutable') && !headers.has('set-cookie')
}
