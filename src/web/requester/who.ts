/** Who is at the requester's door, and what lies behind it for them. */
import type { Ports } from '#pipeline/ports.ts'
import type { Requester } from '#pipeline/requester.ts'
import type { Doors } from '../doors.ts'
import { signedIn, type Ctx, type Visit } from '../visit.ts'

export interface Behind {
  readonly by: Requester
  readonly ports: Ports
  readonly visit: Visit
}

/** @throws Error on a route that asks for no sign-in */
export async function behind(c: Ctx, doors: Doors): Promise<Behind> {
  // These pages are in English alone, and say so to a screen reader.
  const visit: Visit = { ...c.var.visit, locale: 'en' }
  const { id, roles, agency, organization } = signedIn(visit)
  const by = { id, roles, agency, ...(organization === undefined ? {} : { organization }) }
  return { by, visit, ports: await doors.at(agency) }
}

export const requesters = ['requester'] as const
