/** Problems by RFC 9457. Where a difference could tell something, the body is one constant. */
import type { z } from '@hono/zod-openapi'
import type { PosternError } from '#errors.ts'
import type { Ctx } from '../visit.ts'
import { problemAnswer } from './problem-answer.ts'
import type { Problem } from './schemas.ts'

type Errors = NonNullable<z.infer<typeof Problem>['errors']>

interface Said {
  readonly status: 400 | 401 | 404 | 409 | 411 | 413 | 422 | 429
  readonly title: string
  readonly detail?: string
}

const said = {
  unsigned: { status: 401, title: 'This request is not signed.' },
  'signature-malformed': { status: 401, title: 'The signature is not in the form of RFC 9421 that is taken here.' },
  'signature-covers-too-little': {
    status: 401,
    title: 'The signature does not cover all it must.',
    detail:
      'Cover @method, @target-uri and content-digest; give created, expires, keyid, and a nonce of 16 to 200 characters.',
  },
  'digest-wrong': { status: 401, title: 'Content-Digest is not that of the body.' },
  'signature-too-long-lived': { status: 401, title: 'A signature is good for five minutes at the most.' },
  'signature-not-now': { status: 401, title: 'The signature is from another time.' },
  // One and the same for a key that is not known, one that did not sign this, and a nonce that was seen.
  'signature-refused': { status: 401, title: 'The signature is refused.' },
  'not-found': { status: 404, title: 'There is no such request in this account.' },
  'not-open': { status: 409, title: 'This is not open now.' },
  'length-required': { status: 411, title: 'Say how long the body is, in Content-Length.' },
  'too-large': { status: 413, title: 'This is too large.' },
  invalid: { status: 422, title: 'What was sent cannot be taken.' },
  'too-often': { status: 429, title: 'Too often.' },
} as const satisfies Readonly<Record<string, Said>>

export type ProblemKind = keyof typeof said

export function problem(
  c: Ctx,
  kind: ProblemKind,
  more: { readonly detail?: string; readonly errors?: Errors; readonly retryAfter?: number } = {},
): Response {
  const { status, title, ...usual }: Said = said[kind]
  const { detail = usual.detail, errors, retryAfter } = more
  return problemAnswer(
    c,
    {
      status,
      kind,
      title,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
    },
    {
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(status === 401 ? { 'www-authenticate': 'Signature' } : {}),
    },
  )
}

/** What the pipeline says of a file that cannot be taken: each place by its pointer, without the value. */
export function problemOf(c: Ctx, error: PosternError): Response {
  if (error.code === 'ERR_INPUT_TOO_LARGE') return problem(c, 'too-large', { detail: error.mend ?? '' })
  const { pointer = '', also = [] } = error.evidence
  const first = {
    pointer: String(pointer),
    detail: afterColon(error.message),
    ...(error.mend === undefined ? {} : { mend: error.mend }),
  }
  const others = (Array.isArray(also) ? also : []).map((one: string) => {
    const [, at = '', detail = one] = /^(\/?[^:]*): (.*)$/s.exec(one) ?? []
    return { pointer: at, detail }
  })
  return problem(c, 'invalid', { errors: [first, ...others] })
}

/** The name of the file stands in front, and the caller chose it. */
function afterColon(message: string): string {
  return message.replace(/^[^:]{0,250}: /, '')
}

export function issuesOf(error: z.ZodError): Errors {
  return error.issues.map(({ path, message }) => ({
    pointer: path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }))
}
