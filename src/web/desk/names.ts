/** The codes of the vocabulary, as the desk says them. */
import { vocabulary } from '#vocabulary/codes.ts'
import { readable } from './queue/words.ts'

const elementNames: Readonly<Record<string, string>> = {
  ssn: 'Social Security number',
  'a-number': 'A-number',
  'date-of-birth': 'Date of birth',
  'case-number': 'Case number with the program',
  'ebt-transactions': 'EBT transactions',
  'ebt-card-number': 'EBT card number',
  'race-ethnicity': 'Race and ethnicity',
  'federal-tax-information': 'Federal tax information',
  'ssa-data': 'Data from Social Security',
  'sud-treatment': 'Substance use treatment',
  'disclosure-history': 'Who asked before',
  'objection-record': 'Whether the person objected',
  'protective-marker': 'Whether the person is protected',
}

export function elementName(code: string): string {
  return elementNames[code] ?? readable(code)
}

/** "Home address, SSN and 3 more", for a place that has little room. */
export function elementList(elements: 'all' | readonly string[]): string {
  return elements === 'all' ? 'everything on file' : elements.map(elementName).join(', ')
}

const paperNames: Readonly<Record<string, string>> = {
  'judicial-warrant': 'Search warrant of a court',
  'court-order': 'Court order',
  'part-2-order': 'Court order on treatment records (42 CFR Part 2)',
  'judicial-subpoena': 'Subpoena of a court',
  'grand-jury-subpoena': 'Grand jury subpoena',
  'attorney-subpoena': 'Attorney’s subpoena',
  'administrative-subpoena': 'Agency’s subpoena',
  'administrative-warrant': 'Immigration warrant (I-200, I-205)',
  'immigration-detainer': 'Immigration detainer (I-247A)',
  'cited-statute': 'A letter that cites a statute',
  agreement: 'Data sharing agreement',
  consent: 'Consent or release',
  'nondisclosure-order': 'Court order not to tell the person',
}

export function paperName(kind: string): string {
  return paperNames[kind] ?? readable(kind)
}

export const paperKinds: readonly string[] = Object.keys(vocabulary.instrumentKinds)

const signatoryNames: Readonly<Record<string, string>> = {
  judge: 'A judge of a court',
  'magistrate-judge': 'A magistrate judge of a court',
  'clerk-magistrate': 'A clerk-magistrate',
  'justice-of-the-peace': 'A justice of the peace',
  clerk: 'A clerk of a court',
  attorney: 'An attorney',
  'immigration-judge': 'An immigration judge',
  'administrative-judge': 'An administrative judge or hearing officer',
  'agency-officer': 'An officer of an agency',
  'data-subject': 'The person themselves',
  'household-member': 'Somebody else of the household',
  none: 'Nobody: the line is empty',
}

export function signatoryName(code: string): string {
  return signatoryNames[code] ?? readable(code)
}

export const issuerKinds: Readonly<Record<string, string>> = {
  'federal-court': 'A federal court',
  'state-court': 'A court of a state',
  'grand-jury': 'A grand jury',
  attorney: 'An attorney or a prosecutor',
  'federal-agency': 'A federal agency',
  'state-agency': 'A state agency',
  individual: 'A person',
}

export const jurisdictionNames: Readonly<Record<string, string>> = {
  'us-ma': 'Massachusetts',
  'us-me': 'Maine',
  other: 'Another state',
}

const needNames: Readonly<Record<string, string>> = {
  'counsel-review': 'counsel decides',
  'requester-identity': 'the requester’s identity is verified',
  'written-request': 'the request is put in writing',
  'missing-content': 'the request says what the law prescribes',
  'instrument-verification': 'the paper is verified with its issuer',
  'household-suspicion': 'suspicion is shown for this household',
  'notice-to-subject': 'the person is told and the time to object has run',
  consent: 'the person consents',
  'compelling-process': 'a subpoena or the like comes beside the order',
  'subject-match': 'the person is found exactly once',
  'agreement-in-force': 'a written agreement is in force',
  'inform-court': 'the court is told of the law',
  'data-protocol': 'data protocols are agreed and no injunction stands',
  'consent-confirmation': 'the consent is confirmed with the person, privately',
}

/** To follow "once". */
export function needName(need: string): string {
  return needNames[need] ?? readable(need).toLowerCase()
}

export const dispositionNames: Readonly<Record<string, string>> = {
  release: 'Everything asked for may leave',
  'release-in-part': 'Some of what is asked for may leave',
  counsel: 'Nothing leaves: counsel decides',
  cure: 'Nothing leaves: the requester may mend the request',
  pending: 'Nothing leaves yet: something is left for us to do',
  report: 'A report is due',
  'no-report': 'No report is due',
  deny: 'Nothing may leave on this request',
}

export const outcomeNames = { release: 'may leave', hold: 'held', deny: 'closed' } as const
