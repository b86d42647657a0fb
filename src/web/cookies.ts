/**
 * The two cookies: one names a session, one names what somebody typed when theirs had ended. `__Host-` binds each
 * to this very host, to the whole of it, and to a secure connection (RFC 6265bis section 4.1.3.2); browsers count
 * localhost as secure.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from './visit.ts'

export const sessionCookie = '__Host-postern'
export const keptCookie = '__Host-postern-kept'

const options = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export function readCookie(c: Ctx, name: string): string | undefined {
  return getCookie(c, name)
}

/** Ends with the browser's own session; the server's time limits are the ones that count. */
export function setCookieOnce(c: Ctx, name: string, value: string): void {
  setCookie(c, name, value, options)
}

export function clearCookie(c: Ctx, name: string): void {
  deleteCookie(c, name, options)
}
