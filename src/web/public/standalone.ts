/**
 * A page that works alone is served as the build makes it, with its own policy: its one script by hash, and no
 * network. Who saves it has the same bytes that `npm run build` makes.
 */
import { createHash } from 'node:crypto'
import type { Doors } from '../doors.ts'
import type { Ctx } from '../visit.ts'
import { forEverybody } from './for-everybody.ts'

export interface Standalone {
  readonly text: string
  /** SHA-256, hex. */
  readonly hash: string
  readonly policy: string
}

/** Built when it is first asked for, once. */
export function standalonePages({ standalone }: Pick<Doors, 'standalone'>) {
  const built = new Map<string, Promise<Standalone>>()
  return (page: 'verifier' | 'decide'): Promise<Standalone> => {
    const found = built.get(page) ?? standalone(page).then(described)
    built.set(page, found)
    found.catch(() => built.delete(page))
    return found
  }
}

/** @throws Error where the page has no policy of its own: it would be served with none */
function described(text: string): Standalone {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/i.exec(text) ?? []
  if (policy === undefined) throw new Error('a page that works alone has no policy inside')
  const hash = createHash('sha256').update(text).digest('hex')
  return { text, hash, policy: `${policy.replaceAll('&#39;', "'")}; frame-ancestors 'none'` }
}

export function answerStandalone(c: Ctx, { text, policy }: Standalone): Response {
  return c.body(text, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': forEverybody,
  })
}
