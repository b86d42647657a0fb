/** Who is at the door, in which language, and when: what every page is given. */
import type { Context } from 'hono'
import type { Role } from '#case/roles.ts'
import type { Actor } from '#case/commands.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Locale } from './words/locales.ts'

/** Somebody who signed in, as the register of staff has them at this moment. */
export interface Visitor {
  /** Id in the register. */
  readonly id: string
  /** What they are called on pages. */
  readonly name: string
  readonly agency: string
  readonly roles: readonly Role[]
  /** True for the cast of a demonstration, whose keys lie open. */
  readonly demo: boolean
  /** For a requester: the organization that they ask for. */
  readonly organization?: string
  /** When they last signed in freshly with a second factor, if in this session they did. */
  readonly steppedUpAt: Instant | undefined
  /** Hash of the session's token: names the session and opens nothing. */
  readonly session: string
}

export interface Visit {
  /** Undefined for anybody who has not signed in, and on every page that asks for no sign-in. */
  readonly who: Visitor | undefined
  readonly locale: Locale
  readonly now: Instant
  /** The path without the language's prefix. */
  readonly path: string
  /** What this visitor typed here before their session ended, field by field; empty where nothing was kept. */
  readonly kept: Readonly<Record<string, string | readonly string[]>>
}

export type Ctx = Context<{ Variables: { visit: Visit } }>

/** Who acts in the pipeline. INVARIANT: called behind a guard that lets nobody in who has not signed in. */
export function actorOf(visit: Visit): Actor {
  const { id, roles } = signedIn(visit)
  return { id, roles }
}

/** The visitor behind a guard that asks for a sign-in. @throws Error where there is none: the route was declared wrong */
export function signedIn({ who, path }: Visit): Visitor {
  if (who === undefined) throw new Error(`${path} takes a visitor for granted and its route does not ask for one`)
  return who
}
