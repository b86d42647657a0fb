/** What is asked of a signed request before a byte of its body is read. */
import type { Route } from '../route.ts'
import type { Ctx } from '../visit.ts'
import { problem } from './problem.ts'

/**
 * Whoever has not even tried to sign sends no body to us, and a body says how long it is: one that does not could only
 * be measured by taking it in.
 */
export function beforeBody({ who }: Route, c: Ctx): Response | undefined {
  if (who !== 'signature') return undefined
  if (c.req.header('signature-input') === undefined) return problem(c, 'unsigned')
  const unmeasured = c.req.raw.body !== null && c.req.header('content-length') === undefined
  return unmeasured ? problem(c, 'length-required') : undefined
}
