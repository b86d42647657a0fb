/**
 * What somebody has just done, carried to the page that shows their slip: in a cookie for ten minutes, so that no
 * number stands in an address or in the history of a shared phone.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from '../visit.ts'

export const slipKinds = [
  'objection',
  'consent-withdrawal',
  'code',
  'complaint',
  'consent',
  'address',
  'withdrawal',
] as const
export type SlipKind = (typeof slipKinds)[number]

export interface Slip {
  readonly kind: SlipKind
  readonly number: string
  readonly on: string
  readonly agencies: readonly string[]
  /** Of a complaint. */
  readonly code?: string
  readonly hearBy?: string
  readonly answerBy?: string
}

const name = '__Host-slip'
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const
const tenMinutes = 600

export function giveSlip(c: Ctx, slip: Slip): void {
  setCookie(c, name, JSON.stringify(slip), { ...options, maxAge: tenMinutes })
}

export function slipOf(c: Ctx): Slip | undefined {
  const value = getCookie(c, name)
  if (value === undefined) return undefined
  try {
    const slip: unknown = JSON.parse(value)
    return isSlip(slip) ? slip : undefined
  } catch {
    return undefined
  }
}

export function throwSlipAway(c: Ctx): void {
  deleteCookie(c, name, options)
}

/** It came back from a browser: nothing in it is trusted but its form, and it opens nothing. */
function isSlip(value: unknown): value is Slip {
  if (typeof value !== 'object' || value === null) return false
  const { kind, number, on, agencies, code, hearBy, answerBy }: Partial<Record<keyof Slip, unknown>> = value
  return (
    slipKinds.some((one) => one === kind) &&
    isText(number, numberForm) &&
    isText(on, dayForm) &&
    Array.isArray(agencies) &&
    agencies.every((agency) => isText(agency, /^[a-z-]{1,40}$/)) &&
    (code === undefined || isText(code, numberForm)) &&
    (hearBy === undefined || isText(hearBy, dayForm)) &&
    (answerBy === undefined || isText(answerBy, dayForm))
  )
}

const numberForm = /^[0-9A-Z]{5}-[0-9A-Z]{5}$/
const dayForm = /^\d{4}-\d{2}-\d{2}$/

function isText(text: unknown, form: RegExp): boolean {
  return typeof text === 'string' && form.test(text)
}
