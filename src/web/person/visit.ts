/** What every page for people has at hand: the words of its language, today in the office's time zone, and who is where. */
import { asOfIn } from '#pipeline/as-of.ts'
import type { PersonSession } from '#pipeline/person-code.ts'
import { sessionOf } from '#pipeline/person-code.ts'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Doors } from '../doors.ts'
import type { Problems } from '../form.ts'
import type { Ctx } from '../visit.ts'
import { words, type Words } from '../words/words.ts'

export function wordsOf(c: Ctx): Words {
  return words(c.var.visit.locale)
}

export function todayOf({ system }: Doors): string {
  return asOfIn(system.clock.now(), system.office.timeZone).slice(0, 10)
}

const name = '__Host-person'
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const

/** @param token of the session that a mailed code opened at an agency */
export function openSession(c: Ctx, agency: string, token: string): void {
  setCookie(c, name, `${agency}.${token}`, options)
}

export async function personOf(c: Ctx, doors: Doors): Promise<PersonSession | undefined> {
  const [agency = '', ...token] = (getCookie(c, name) ?? '').split('.')
  if (!Object.hasOwn(doors.system.sources, agency)) return undefined
  return sessionOf(await doors.at(agency), token.join('.'))
}

/** The list closed while somebody was typing: they see that, and what they typed. */
export function ended(c: Ctx): Problems {
  return { '': wordsOf(c).t('person.list.ended') }
}

export function forgetSession(c: Ctx): void {
  deleteCookie(c, name, options)
}
