/**
 * A door of the web, as a value: what it is called, whom it lets in, and what is behind it.
 *
 * Nothing is mounted but routes, and every route stands behind the one guard (`guard.ts`). The access table in
 * docs/access.md is printed from these values, and a test tries each of them as every role and as nobody.
 */
import type { CommandName } from '#case/commands.ts'
import { moves } from '#case/moves.ts'
import { roles, type Role } from '#case/roles.ts'
import type { Ctx } from './visit.ts'

export interface Route {
  readonly method: 'GET' | 'POST'
  /** Hono's pattern, such as `/cases/:number`. Nothing personal may stand in it. */
  readonly path: string
  /** What one does here, for the access table: "Look at the queue". */
  readonly name: string
  readonly who: Entrants
  /** The command of a case that this door gives. Then `who` is `mayGive(command)`. */
  readonly command?: CommandName
  /** Asks for a fresh sign-in with a second factor, minutes ago at most. */
  readonly stepUp?: true
  /** Takes files: bodies of up to this many bytes. Else `plainForm` bounds it. */
  readonly upload?: number
  /** What a browser and what is between may keep. Nothing, unless a route says so. */
  readonly cache?: 'public'
  readonly handle: (c: Ctx) => Response | Promise<Response>
}

/**
 * - `anybody`: no session is looked at; the page is the same for all.
 * - `signed-in`: anybody on the register.
 * - `signature`: a request that carries its own proof of who sent it (the requester's API).
 * - a mailed code opens `person` pages, which know the person and no account.
 */
export type Entrants = 'anybody' | 'signed-in' | 'signature' | 'person' | readonly Role[]

/** Whoever may give this command from some state; what the state allows is for the case to say. */
export function mayGive(command: CommandName): readonly Role[] {
  const who = new Set(moves.filter((move) => move.command === command).flatMap((move) => move.who))
  return roles.filter((role) => role !== 'system' && who.has(role))
}

/** Roles that work on cases; each reads every case of its agency. */
export const deskRoles = ['intake-officer', 'disclosure-officer', 'counsel', 'approver', 'privacy-officer'] as const

/** Form fields without files. */
export const plainForm = 256 * 1024
