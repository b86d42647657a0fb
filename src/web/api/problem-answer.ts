/** A problem by RFC 9457 as an answer. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Ctx } from '../visit.ts'

interface Problem {
  readonly status: ContentfulStatusCode
  /** Names the kind of problem; it stays the same. */
  readonly kind: string
  readonly title: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string; readonly mend?: string | undefined }[]
}

export function problemAnswer(
  c: Ctx,
  { status, kind, title, detail, errors }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = {
    type: `/api/v1/problems/${kind}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  }
  return c.body(JSON.stringify(body), status, { ...headers, 'content-type': 'application/problem+json' })
}
