/** How public pages answer: the same to everybody, so whatever is between may keep them for a minute. */
import type { Child } from '../layout/said.tsx'
import { show } from '../show.ts'
import type { Ctx } from '../visit.ts'

export const forEverybody = 'public, max-age=60'

export async function showToAll(c: Ctx, page: Child): Promise<Response> {
  c.header('cache-control', forEverybody)
  return show(c, page)
}

/** The same value for some seconds, then looked at again; callers that come at once wait for one look. */
export function lookedAt<T>(seconds: number, clock: { now(): string }, look: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined
  return () => {
    const now = Date.parse(clock.now())
    if (last === undefined || Math.abs(now - last.at) >= seconds * 1_000) {
      const value = look()
      last = { at: now, value }
      // A look that failed is not kept: the next visitor looks again.
      value.catch(() => {
        last = undefined
      })
    }
    return last.value
  }
}
