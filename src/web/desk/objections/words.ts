/** What people send, as staff read it. */
import type { ActKind } from '#person/act.ts'
import type { Channel, Outcome } from '#person/events.ts'
import type { Trait } from '#match/identity.ts'

export const objectionsPath = '/desk/objections'

export const actWords: Readonly<Record<ActKind, string>> = {
  objection: 'Objection',
  'consent-withdrawal': 'Consents taken back',
  consent: 'Consent',
  address: 'Another address for our letters',
  code: 'Code asked for',
  complaint: 'Complaint',
}

export const channelWords: Readonly<Record<Channel, string>> = {
  page: 'on our page',
  paper: 'on paper',
  telephone: 'by telephone',
  'in-person': 'in person',
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  upheld: 'They were right',
  'partly-upheld': 'They were right in part',
  'not-upheld': 'The rules were kept',
  'passed-on': 'Another office is in charge',
}

export const traitWords: Readonly<Record<Trait, string>> = {
  family: 'last name',
  given: 'first name',
  middle: 'middle name',
  suffix: 'suffix',
  'birth-date': 'date of birth',
  ssn: 'Social Security number',
  'case-number': 'case number',
  'member-id': 'member id',
  address: 'address',
}
