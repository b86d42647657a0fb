/**
 * What a browser is told about every answer: that nothing but our own style, script, pictures and forms belongs to
 * it, that nobody frames it, that no address of ours travels on (OWASP ASVS 5.0 3.4).
 */
import type { Ctx } from './visit.ts'

const policy = policyWithForms("'self'")

/** @param formsTo where forms of the page lead, over redirects too: sign-in goes to a provider and where that sends one */
export function policyWithForms(formsTo: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${formsTo}`,
    // The scan of a paper, shown beside what is read in it; it comes with a sandbox of its own.
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** @param secure whether visitors reach this over TLS, be it ended by a proxy in front */
export function harden(c: Ctx, secure: boolean): void {
  const { headers } = c.res
  const unlessSet = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  unlessSet('content-security-policy', policy)
  unlessSet('cache-control', 'no-store')
  // Not "no-referrer": browsers would then send `Origin: null` with our own forms, and we would refuse them.
  unlessSet('referrer-policy', 'same-origin')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  if (secure) headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains')
}
