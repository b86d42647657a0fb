/** Consent of one's own, and taking it back: the first needs a mailed code, the second nobody's leave. */
import type { Job } from '#log/ledger.ts'
import type { Act } from '#person/act.ts'
import type { Channel, Identity, Languages, PersonDraft } from '#person/events.ts'
import { later } from '#person/waiting.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { beginAct, newNumber, personJobs, type ActPorts } from './person-acts.ts'
import type { PersonSession } from './person-code.ts'
import type { Office, Ports } from './ports.ts'

export interface Consenting {
  readonly programs: readonly string[]
  /** Who may have it, what, and what for: in the person's own words. */
  readonly recipient: string
  readonly what: string
  readonly purpose: string
  readonly until: Day
}

/** A consent without a nearer end ends a year after it was given (contract, rule 7). */
export const longestConsent = 365

/** The last day that a consent of today may name. */
export function consentEndsBy(ports: Pick<Ports, 'clock'> & { readonly office: Pick<Office, 'timeZone'> }): Day {
  return asOfIn(later(ports.clock.now(), longestConsent), ports.office.timeZone).slice(0, 10)
}

/** @returns the number of the consent, for the papers of a case */
export async function consent(
  ports: ActPorts & Pick<Ports, 'randomness'>,
  { agency, identity, languages, key }: PersonSession,
  { programs, recipient, what, purpose, until }: Consenting,
): Promise<string> {
  const number = newNumber(ports)
  const body = { agency, number, channel: 'page', programs, until } as const
  const person = { identity, languages, recipient, what, purpose }
  await beginAct(ports, 'person', [{ type: 'consent.given', body, person }, known(agency, key)], letterAfter(ports))
  return number
}

/** The session has said already which record is meant. */
export function known(agency: string, key: string): PersonDraft {
  return { type: 'person.found', body: { agency }, person: { found: 'one', keys: [key] } }
}

export function letterAfter({ clock }: Pick<Ports, 'clock'>): readonly Job[] {
  return [{ kind: personJobs.letter, key: '2', dueAt: clock.now() }]
}

/** Every consent that somebody of this name and birth date has given until now ends at once. */
export async function withdrawConsent(
  ports: ActPorts & Pick<Ports, 'randomness'>,
  by: string,
  agency: string,
  {
    identity,
    languages,
    channel,
    noLetter,
  }: { identity: Identity; languages: Languages; channel: Channel; noLetter?: boolean },
  number: string = newNumber(ports),
): Promise<string> {
  const body = { agency, number, channel }
  await beginAct(ports, by, [
    {
      type: 'consent.withdrawn',
      body,
      person: { identity, languages, ...(noLetter === true ? { noLetter: true } : {}) },
    },
  ])
  return number
}

/** Whether a consent still stands: in date, and not taken back since. */
export function consentStands({ consent: given, madeAt }: Act, acts: readonly Act[], today: Day): boolean {
  if (given === undefined || given.until < today) return false
  return !acts.some((act) => act.kind === 'consent-withdrawal' && act.madeAt >= madeAt)
}
