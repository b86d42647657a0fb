/**
 * Looks are recorded by the guard, so that no page can forget to: each case that staff open, and each page that
 * oversight sees. The log is told before the page is made.
 */
import { randomUUID } from 'node:crypto'
import { isCaseNumber } from '#case/number.ts'
import { officeDay } from '#pipeline/law.ts'
import { recordLook, type Look } from '#pipeline/looks.ts'
import type { Doors } from './doors.ts'
import { deskRoles, type Route } from './route.ts'
import type { Ctx, Visitor } from './visit.ts'

/** @throws what the ledger throws: who cannot be seen looking does not look */
export async function noteLook(c: Ctx, doors: Doors, route: Route, who: Visitor): Promise<void> {
  const look = lookAt(c, route, who)
  if (look === undefined) return
  const { id: member, agency, session } = who
  const day = officeDay(doors.system)
  await recordLook(await doors.at(agency), doors.looks, { session, member, agency, day }, look, randomUUID())
}

/** For a page that shows something of several cases. @throws as `noteLook` */
export async function noteCases(doors: Doors, who: Visitor, page: string, numbers: readonly string[]): Promise<void> {
  const { id: member, agency, session } = who
  const day = officeDay(doors.system)
  const ports = await doors.at(agency)
  for (const number of new Set(numbers)) {
    const look: Look = { page, case: number }
    await recordLook(ports, doors.looks, { session, member, agency, day }, look, randomUUID())
  }
}

/** For what is secret even to those who look at the rest of the case. @throws as `noteLook` */
export async function noteSecret(doors: Doors, who: Visitor, page: string, number: string): Promise<void> {
  const { id: member, agency, session } = who
  const looking = { session, member, agency, day: officeDay(doors.system) }
  await recordLook(await doors.at(agency), doors.looks, looking, { page, case: number }, randomUUID(), true)
}

/** A letter of a case is called by the case's number and its own name in it. */
function caseOfLetter(id = ''): string | undefined {
  return /^(.+)-l\d+$/.exec(id)?.[1]
}

function lookAt(c: Ctx, { method, name, who: may }: Route, { roles }: Visitor): Look | undefined {
  if (method !== 'GET' || may === 'signed-in') return undefined
  const number = c.req.param('number') ?? caseOfLetter(c.req.param('id'))
  const of = number !== undefined && isCaseNumber(number) ? { case: number } : {}
  if (roles.includes('oversight')) return { page: name, ...of }
  if (!deskRoles.some((role) => roles.includes(role))) return undefined
  if ('case' in of) return { page: name, ...of }
  // A letter to a person outside a case has a random name.
  const letter = c.req.param('id') ?? ''
  return /^[0-9a-f]{20}$/.test(letter) ? { page: `${name}: ${letter}` } : undefined
}
