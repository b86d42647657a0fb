/**
 * Public pages are the same for everybody, so each is made once for an address, a language and a version, and kept.
 * What a page is made of is looked at again after a while.
 */
import type { Child } from '../layout/said.tsx'
import type { Ctx } from '../visit.ts'
import { html } from 'hono/html'

/** Enough for every rule in every language; more is not kept. */
const most = 4_000

export interface KeptPages {
  /** @param version what the page is made of, in short; another one and the page is made again */
  answer(c: Ctx, version: string, make: () => Child | Promise<Child>): Promise<Response>
}

export function keepPages(): KeptPages {
  const kept = new Map<string, { readonly version: string; readonly text: string }>()
  return {
    async answer(c, version, make) {
      const { locale, path } = c.var.visit
      const key = `${locale} ${path}`
      const found = kept.get(key)
      if (found?.version === version) return answerWith(c, found.text)
      const text = (await html`${await make()}`).toString()
      if (kept.size >= most) kept.clear()
      kept.set(key, { version, text })
      return answerWith(c, text)
    },
  }
}

function answerWith(c: Ctx, text: string): Response {
  return c.body(text, 200, { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'public, max-age=60' })
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
