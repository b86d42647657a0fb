/**
 * What the web needs from outside, each as an interface; `serving.ts` hands it the real ones.
 *
 * Trust: `at` gives the records of one agency through a database role that can see no other's.
 */
import type { Desk, Feeds } from '#accounting/desk.ts'
import type { PageDrawer } from '#instrument/pages.ts'
import type { Actor } from '#case/commands.ts'
import type { Scanner } from '#instrument/scanner.ts'
import type { StaffMember } from '#approval/staff.ts'
import type { Passkey } from '#formats/passkey.ts'
import type { Notes } from '#law-documents/notes.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { RequesterStore } from '#pipeline/requester-ports.ts'
import type { Clock, Day, Instant, Randomness } from '#vocabulary/time.ts'
import type { SignIn } from './sign-in/provider.ts'
import type { Assets } from './assets.ts'

export interface Doors {
  /** How visitors reach this: scheme, host and port, without a slash at the end. */
  readonly baseUrl: string
  /** Everything of one agency and nothing of another. */
  at(agency: string): Promise<Ports>
  /** Its queue, and what its people keep for themselves. */
  desk(agency: string): Promise<Desk>
  /** Whose calendar an address is that only its owner has. */
  readonly feeds: Feeds
  /**
   * Reads the listed members of a case whose preparation was begun, after the answer has gone out; a case that is
   * being read already goes on as it does. What goes wrong stands on the case.
   */
  readMembers(agency: string, stream: string, actor: Actor): void
  /** For what belongs to nobody's visit: figures, the law in force. Sees every agency. */
  readonly system: Ports
  /** The register of staff as it stands now; who left it a moment ago is not in it. */
  register(): Promise<ReadonlyMap<string, StaffMember>>
  readonly sessions: Sessions
  readonly kept: Kept
  readonly looks: Looks
  readonly accounts: Accounts
  /** What the requester's door keeps beside the log. */
  readonly requesters: RequesterStore
  readonly signIn: SignIn
  /** Looks at each file before staff open it. */
  readonly scanner: Scanner
  /** Draws the pages of a PDF, for staff to read it here. */
  readonly pages: PageDrawer
  readonly clock: Clock
  readonly randomness: Randomness
  readonly assets: Assets
  /** What stands beside the rules of each jurisdiction: claims that were checked, questions that are open. */
  notes(): Promise<Readonly<Record<string, Notes>>>
  /** A page that works alone, with its own policy inside: the verifier, and the one that decides again. */
  standalone(page: 'verifier' | 'decide'): Promise<string>
  /** Registering passkeys for this very site. */
  readonly ceremonies: Ceremonies
  /**
   * Signs with the software key of one of a demonstration's cast; undefined for anybody else. A real office does not
   * have it, and so has no door to it.
   */
  readonly softwareKey?: (member: string, text: string) => Promise<string | undefined>
  /** Every person and key here is synthetic, and every page says so. */
  readonly demo: boolean
}

export interface Ceremonies {
  /**
   * Options of `navigator.credentials.create`, as JSON.
   *
   * @param asking challenge: 32 bytes in base64url; known: the credentials that this person has here already
   */
  options(asking: {
    readonly challenge: string
    readonly member: { readonly id: string; readonly name: string }
    readonly known: readonly string[]
  }): Promise<string>
  /** What a browser answered to this challenge; undefined where it is no good answer. @param answer hostile */
  verified(
    challenge: string,
    answer: string,
  ): Promise<
    { readonly passkey: Passkey; readonly credential: string; readonly transports: readonly string[] } | undefined
  >
}

export interface Session {
  readonly hash: string
  /** Id in the register. */
  readonly member: string
  readonly begunAt: Instant
  readonly steppedUpAt: Instant | undefined
}

/** Sessions by the hash of their token; the token itself is in one browser and nowhere else. */
export interface Sessions {
  /** @returns the token, 32 random bytes in base64url */
  begin(of: { readonly member: string; readonly agency: string }, at: Instant, steppedUpAt?: Instant): Promise<string>
  /** A session that has not ended, been idle too long or run too long; marks it as used now. */
  find(token: string, now: Instant): Promise<Session | undefined>
  /** Whose a session is or was, for some days after it ended. */
  whose(token: string): Promise<string | undefined>
  end(token: string, at: Instant): Promise<void>
  endAllOf(member: string, at: Instant): Promise<void>
}

/** What somebody typed when their session had ended: kept encrypted, for a short time, and given back once. */
export interface Kept {
  /** @param entry member: whose it is; nobody else gets it back */
  keep(entry: { readonly path: string; readonly fields: Fields; readonly member: string }, at: Instant): Promise<string>
  /** What was kept for this page, once; undefined for another page's, for another member, and after its time. */
  take(token: string, member: string, path: string, now: Instant): Promise<Fields | undefined>
}

/** When accounts were last used: what is idle for long is closed. */
export interface Accounts {
  /** Member → when they last signed in. */
  lastUse(): Promise<ReadonlyMap<string, Instant>>
}

/** What was looked at in a session, each thing once a day. The log is told first; this only saves telling it twice. */
export interface Looks {
  /** The stream of the log for the looks of this session: this one, unless another was settled before. */
  looksOf(session: string, fresh: string): Promise<string>
  isLooked(session: string, what: string, day: Day): Promise<boolean>
  setLooked(session: string, what: string, day: Day): Promise<void>
}

export type Fields = Readonly<Record<string, string | readonly string[]>>
