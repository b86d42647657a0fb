/** How a page answers: as a document, or by sending the browser on. */
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Child } from './layout/said.tsx'
import type { Ctx } from './visit.ts'
import { inLocale } from './words/locales.ts'

/** A whole page; 422 where it comes back with problems. */
export function show(c: Ctx, page: Child, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return c.html(html`${page}`, status)
}

/** After something was done: see this page now. A reload of it does nothing twice. */
export function seeOther(c: Ctx, path: string): Response {
  return c.redirect(inLocale(c.var.visit.locale, path), 303)
}
