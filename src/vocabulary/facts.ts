/**
 * The facts that a rule may ask about, and every value that each can have.
 *
 * They are finite on purpose: dates and counts enter only as the classes that some rule can tell apart
 * ("in time", "told"), so that a statement about the rules can be checked over all of them. A fact says what
 * the paper or the file says; what follows from it is the rules' to say.
 */
import { elements, vocabulary } from './codes.ts'

export type FactValue = string | boolean

const yesNo = [true, false]
const counsel = ['open', 'approved', 'refused']

/** What the request says and shows. With several purposes, each is asked about alone. */
export const requestFacts = {
  purpose: Object.keys(vocabulary.purposes),
  requester: Object.keys(vocabulary.requesterKinds),
  organization: Object.keys(vocabulary.organizations),
  /** ICE, CBP, USCIS. */
  'immigration-agency': yesNo,
  /** Police of any kind, a prosecutor, or anybody for civil immigration enforcement. */
  'brought-by-law-enforcement': yesNo,
  written: yesNo,
  'requester-named': yesNo,
  'identity-verified': yesNo,
  'authority-stated': yesNo,
  'violation-named': yesNo,
  'ssn-supplied': yesNo,
  /** Whether persons are asked about as members of a group that the request does not name. */
  'class-asked': yesNo,
  flight: ['none', 'information-only', 'flight-or-violation'],
  'locating-is-official-duty': yesNo,
  'proper-exercise-of-duty': yesNo,
  'fugitive-proof-shown': yesNo,
  'wanted-on-state-warrant': yesNo,
  'relevant-and-material': yesNo,
  'specific-and-limited': yesNo,
  'deidentified-insufficient': yesNo,
  'record-and-activity-specified': yesNo,
  'confidentiality-promised': yesNo,
  agency: Object.keys(vocabulary.agencies),
  'protocol-agreed': yesNo,
}

/** What the agency knows of the person. */
export const personFacts = {
  /** named in the request; beside a named one; in a request that names nobody; or an unnamed class. */
  subject: ['named', 'beside', 'nobody', 'class'],
  'only-one-named': yesNo,
  /** A person of the file, and not the stand-in for whoever a request means that lists nobody. */
  listed: yesNo,
  match: ['one', 'several', 'none'],
  role: ['applicant', 'recipient', 'former-recipient', 'non-applicant', 'unknown'],
  minor: yesNo,
  'vawa-protected': yesNo,
  'address-confidential': yesNo,
  objection: yesNo,
  'household-suspicion': yesNo,
}

/** What the file says of this program and element. */
export const cellFacts = {
  element: elements,
  /** Counsel's decision on the request itself, for what rests on no paper. */
  counsel,
  /** No court order bars it, and somebody has checked. */
  'injunction-clear': yesNo,
  'agreement-in-force': yesNo,
  /** A formal determination on this person's own claim to this program, open to review. */
  'formal-determination': yesNo,
  'dhs-determination': ['none', 'final-order', 'other'],
}

/** What one paper says, and what is known of it, for this cell. */
export const paperFacts = {
  paper: ['none', ...Object.keys(vocabulary.instrumentKinds)],
  'paper-issuer': [
    'federal-court',
    'own-state-court',
    'grand-jury',
    'another-state',
    'unknown-state',
    'attorney',
    'agency',
    'other',
  ],
  'paper-signer': vocabulary.signatories,
  'paper-names-agency': yesNo,
  'paper-describes': yesNo,
  'paper-in-time': yesNo,
  'paper-authenticity': ['unverified', 'verified', 'failed'],
  /** A court has ordered compliance with it, and it is not another state's. */
  'paper-enforced': yesNo,
  'paper-with-order': yesNo,
  'paper-counsel': counsel,
  'paper-notice': ['due', 'told', 'delayed', 'dispensed'],
  /** A nondisclosure order that delays notice is itself verified (or there is none). */
  'delay-verified': yesNo,
  'court-informed': yesNo,
  /** Beside a Part 2 order: the subpoena or the like that compels. */
  compulsion: ['none', 'unverified', 'verified'],
  'cites-status-statute': yesNo,
  'consent-from': ['self', 'parent', 'other', 'nobody'],
  'consent-sound': yesNo,
  'consent-confirmed': yesNo,
  'consent-after-objection': yesNo,
}

export const facts = { ...requestFacts, ...personFacts, ...cellFacts, ...paperFacts }

export type FactName = keyof typeof facts
export type FactsOf<Group> = { readonly [Name in keyof Group]: FactValue }
export type Facts = FactsOf<typeof facts>

export function isFactName(name: string): name is FactName {
  return Object.hasOwn(facts, name)
}

/** What a duty can attach to, once the cells are decided. */
export const triggers = [
  'always',
  'release',
  'release-to-hhs',
  'release-or-disclosed',
  'matter-for-counsel',
  'return-date',
  'records-under-process',
  'court-to-be-told',
  'process-before-notice',
  'process-after-notice',
  'outsider-before-notice',
  'outsider-after-notice',
  'seized',
  'protected-person-asked-about',
  'process-for-program',
  'process-for-class',
  'restricted-left-behind',
  'substitute-sent',
  'report',
  'own-record',
  'disclosed-without-basis',
] as const

/** Days that a case file states, from which a time limit may count: of a paper, of a notice, of the case. */
export const countedFrom = {
  paper: ['issued', 'execute-by', 'return-on', 'expires-on', 'delays-notice-until'],
  notice: ['objection-period-ends'],
  case: ['received', 'end-of-quarter'],
} as const

/** What a time limit may ask about: facts that are the same for all cells of a case. */
export const factsOfCase = [
  'purpose',
  'requester',
  'organization',
  'immigration-agency',
  'agency',
  'paper',
  'paper-issuer',
  'paper-signer',
] as const satisfies readonly FactName[]

export type Trigger = (typeof triggers)[number]
export type CountedFrom = (typeof countedFrom)[keyof typeof countedFrom][number]
