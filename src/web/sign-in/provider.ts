/** What sign-in needs from outside: an identity provider, and a place for a sign-in that is on its way. */
import type { Json } from '#vocabulary/json.ts'
import type { Instant } from '#vocabulary/time.ts'

export interface SignIn {
  readonly provider: SignInProvider
  readonly attempts: Attempts
  readonly limits: SessionLimits
  /** Staff show a second factor at every sign-in, and not only where something counts in their name. */
  readonly always: boolean
  /** Agency → what its office has everybody read before they sign in. */
  readonly banners: ReadonlyMap<string, string>
}

export interface SignInProvider {
  readonly issuer: string
  /** @param again a fresh sign-in with a second factor is asked for */
  begin(again: boolean, now: Instant): Promise<{ readonly url: string; readonly attempt: Attempt }>
  /** @param arrived the address that the browser came back to; hostile */
  finish(arrived: URL, attempt: Attempt): Promise<SignedIn | NotSignedIn>
  /** Where the session at the provider is ended too; undefined where it offers none. */
  signOutUrl(): Promise<string | undefined>
}

/** What one attempt to sign in must come back with. Secret: who has it can finish the attempt. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly begunAt: Instant
  readonly again: boolean
}

export interface SignedIn {
  readonly issuer: string
  readonly subject: string
  /** When they proved who they are, by the provider's clock. */
  readonly at: Instant
  readonly secondFactor: boolean
}

export interface NotSignedIn {
  readonly refused: 'turned-down' | 'not-of-this-attempt' | 'not-fresh' | 'no-second-factor'
}

/** Attempts by the hash of a token that one browser has: each is good for one answer. */
export interface Attempts {
  beginAttempt(attempt: Json, now: Instant): Promise<string>
  takeAttempt(token: string, now: Instant): Promise<Json | undefined>
}

export interface SessionLimits {
  /** Minutes without a click after which a session is over. */
  readonly idle: number
  /** Hours after which it is over, whatever was done in it. */
  readonly absolute: number
  /** Minutes that a sign-in may take on its way to the provider and back. */
  readonly attempt: number
  /** Hours for which a form is kept for somebody whose session had ended. */
  readonly kept: number
}

/** ARC-AMPE AC-11 asks for fifteen minutes; a working day fits into twelve hours. */
export const sessionLimits: SessionLimits = { idle: 15, absolute: 12, attempt: 15, kept: 48 }
