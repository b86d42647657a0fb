import { noPaper } from '#decision/papers.ts'
import type { FactName, FactValue } from '#vocabulary/facts.ts'

/** What every fact about a paper is where there is none. */
export const withoutPaper: Readonly<Partial<Record<FactName, FactValue>>> = noPaper

/** What the agency knows of a person, and has found since, where it looked at nothing but the request and its papers. */
export const nothingKnown: Readonly<Partial<Record<FactName, FactValue>>> = {
  'protocol-agreed': false,
  match: 'one',
  role: 'unknown',
  minor: false,
  'vawa-protected': false,
  'address-confidential': false,
  objection: false,
  'household-suspicion': false,
  counsel: 'open',
  'injunction-clear': false,
  'agreement-in-force': false,
  'formal-determination': false,
  'dhs-determination': 'none',
  'paper-counsel': 'open',
  'paper-notice': 'due',
  'delay-verified': true,
  'court-informed': false,
  'consent-confirmed': false,
}
