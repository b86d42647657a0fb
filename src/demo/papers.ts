/** The letters and papers of the demonstration: who asks, for whom, with what in hand. Nobody of them is real. */
import { planted } from '#adapters/caseload/planted.ts'
import { PosternError } from '#errors.ts'
import type { Hand } from './hand.ts'
import type { Paper } from './paper.ts'

/** Key of somebody planted in the caseload. */
export type Warrant = string

function whoIs(key: string) {
  const found = planted.find((one) => one.key === key)
  if (found === undefined) throw new PosternError('ERR_INPUT_INVALID', 'The caseload has nobody of this name.', { key })
  return found
}

function person(key: string, ref = 'p1'): object {
  const { given, family, birthDate, middle } = whoIs(key)
  return { ref, name: { given, ...(middle === undefined ? {} : { middle }), family }, dateOfBirth: birthDate }
}

const nameOf = (key: string): string => `${whoIs(key).given} ${whoIs(key).family}`

const agent = (kind: string, organization: string, title: string): object => ({
  kind,
  organization,
  unit: 'A field office (synthetic)',
  name: 'Synthetic Agent',
  title,
  badge: 'SYN-1',
  callback: '617-555-0100',
  statesAuthority: true,
})

let letters = 0
const reference = (): string => `SYN-${String(++letters).padStart(4, '0')}`

export function warrantRequest(hand: Hand, key: Warrant): object {
  return {
    channel: 'letter',
    form: 'written',
    reference: reference(),
    requester: agent('federal-law-enforcement', 'fbi', 'Special agent'),
    receiver: { recipient: hand.recipient },
    purpose: 'criminal-investigation',
    programs: ['snap'],
    elements: ['application', 'ebt-transactions', 'case-notes'],
    people: [person(key)],
    instruments: [{ id: 'i1', kind: 'judicial-warrant', subjects: ['p1'], file: 'search-warrant.pdf' }],
  }
}

export function warrant(key: Warrant): Readonly<Record<string, Paper>> {
  return {
    'search-warrant.pdf': {
      head: 'UNITED STATES DISTRICT COURT (SYNTHETIC)',
      lines: [
        'SEARCH AND SEIZURE WARRANT, docket SYN-mj-0001',
        '',
        `To any authorized officer: the records of ${nameOf(key)} held by the agency named below are to be produced:`,
        'the application for SNAP, and the transactions of the EBT card.',
        '',
        'This warrant is to be executed within 14 days of the day it was signed.',
      ],
      signed: 'Synthetic Person, United States Magistrate Judge',
    },
  }
}

export function warrantFacts(hand: Hand, _key: Warrant): object {
  return {
    id: 'i1',
    kind: 'judicial-warrant',
    issuer: 'United States District Court (synthetic)',
    issuerKind: 'federal-court',
    signedBy: 'magistrate-judge',
    docket: 'SYN-mj-0001',
    issuedOn: hand.day(-1),
    executeBy: hand.day(13),
    directedTo: hand.agency,
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['application', 'ebt-transactions'],
  }
}

export function iceLetter(hand: Hand, key: string): object {
  return {
    channel: 'fax',
    form: 'written',
    reference: reference(),
    requester: agent('federal-law-enforcement', 'ice-ero', 'Deportation officer'),
    purpose: 'civil-immigration-enforcement',
    programs: [hand.agency === 'ma-dta' ? 'snap' : 'medicaid'],
    elements: ['name', 'home-address', 'phone', 'immigration-status'],
    people: [person(key)],
    instruments: [{ id: 'i1', kind: 'administrative-subpoena', subjects: ['p1'], file: 'subpoena.pdf' }],
  }
}

export function iceSubpoena(about: string): Readonly<Record<string, Paper>> {
  return {
    'subpoena.pdf': {
      head: 'IMMIGRATION ENFORCEMENT SUBPOENA (SYNTHETIC)',
      lines: [
        'Form of an agency, not of a court.',
        '',
        `You are required to produce: name, address, telephone and immigration status of ${about}.`,
        'Failure to comply may lead to an order of the United States District Court.',
      ],
      signed: 'Synthetic Officer, Supervisory Detention and Deportation Officer',
    },
  }
}

export function iceSubpoenaFacts(hand: Hand): object {
  return {
    id: 'i1',
    kind: 'administrative-subpoena',
    issuer: 'An immigration field office (synthetic)',
    issuerKind: 'federal-agency',
    signedBy: 'agency-officer',
    issuerAuthorized: true,
    issuedOn: hand.day(-3),
    returnOn: hand.day(14),
    directedTo: hand.agency,
    subjects: ['p1'],
    programs: [hand.agency === 'ma-dta' ? 'snap' : 'medicaid'],
    elements: ['name', 'home-address', 'phone', 'immigration-status'],
  }
}

export function everyHousehold(_hand: Hand): object {
  return {
    channel: 'letter',
    form: 'written',
    reference: reference(),
    requester: agent('federal-law-enforcement', 'ice-ero', 'Deportation officer'),
    purpose: 'civil-immigration-enforcement',
    programs: ['snap'],
    elements: ['name', 'home-address'],
    subjectClass: 'every household on SNAP in one city',
    instruments: [{ id: 'i1', kind: 'administrative-subpoena', file: 'subpoena.pdf' }],
  }
}

export function everyHouseholdFacts(hand: Hand): object {
  return { ...iceSubpoenaFacts(hand), subjects: 'unnamed', elements: ['name', 'home-address'] }
}

export function policeRequest(_hand: Hand, key: string): object {
  return {
    channel: 'e-mail',
    form: 'written',
    reference: reference(),
    requester: agent('local-law-enforcement', 'local-police', 'Detective'),
    purpose: 'fugitive-apprehension',
    statements: ['member-fleeing-felony', 'locating-is-official-duty', 'proper-exercise-of-duty'],
    programs: ['snap'],
    elements: ['home-address', 'ssn', 'photo'],
    people: [person(key)],
  }
}

export function snapViolation(_hand: Hand): object {
  return {
    channel: 'letter',
    form: 'written',
    reference: reference(),
    requester: agent('local-law-enforcement', 'local-police', 'Detective'),
    purpose: 'snap-violation-investigation',
    programs: ['snap'],
    elements: ['name', 'home-address', 'ebt-transactions'],
    people: [person('twin-second')],
  }
}

export function attorneyRequest(_hand: Hand): object {
  return {
    channel: 'letter',
    form: 'written',
    reference: reference(),
    requester: {
      kind: 'attorney',
      organization: 'other',
      unit: 'Synthetic & Partners',
      name: 'Synthetic Attorney',
      statesAuthority: true,
    },
    purpose: 'civil-litigation',
    programs: ['snap'],
    elements: ['income', 'household-members'],
    people: [person('confidential-address')],
    instruments: [{ id: 'i1', kind: 'attorney-subpoena', subjects: ['p1'], file: 'attorney-subpoena.pdf' }],
  }
}

export const attorneySubpoena: Readonly<Record<string, Paper>> = {
  'attorney-subpoena.pdf': {
    head: 'SUBPOENA DUCES TECUM (SYNTHETIC)',
    lines: [
      'Issued by an attorney of record under the rules of civil procedure.',
      '',
      'Produce: proof of income, and who lives in the household.',
    ],
    signed: 'Synthetic Attorney, for the plaintiff',
  },
}

export function courtSubpoenaRequest(_hand: Hand): object {
  return {
    channel: 'letter',
    form: 'written',
    reference: reference(),
    requester: {
      kind: 'court',
      organization: 'other',
      unit: 'Superior Court (synthetic)',
      name: 'Synthetic Clerk',
      statesAuthority: true,
    },
    purpose: 'civil-litigation',
    programs: ['snap'],
    elements: ['income', 'benefit-amount'],
    people: [person('ana')],
    instruments: [{ id: 'i1', kind: 'judicial-subpoena', subjects: ['p1'], file: 'court-subpoena.pdf' }],
  }
}

export const courtSubpoena: Readonly<Record<string, Paper>> = {
  'court-subpoena.pdf': {
    head: 'COMMONWEALTH OF MASSACHUSETTS, SUPERIOR COURT (SYNTHETIC)',
    lines: [
      'SUBPOENA, docket SYN-civ-0017',
      '',
      'To the keeper of records: produce proof of income and amount of benefits of Ana Samplewright.',
    ],
    signed: 'Synthetic Person, Justice of the Superior Court',
  },
}

export function courtSubpoenaFacts(hand: Hand): object {
  return {
    id: 'i1',
    kind: 'judicial-subpoena',
    issuer: 'Superior Court (synthetic)',
    issuerKind: 'state-court',
    issuerState: 'us-ma',
    signedBy: 'judge',
    docket: 'SYN-civ-0017',
    issuedOn: hand.day(-2),
    returnOn: hand.day(21),
    directedTo: hand.agency,
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['income', 'benefit-amount'],
  }
}

export function ownRecord(hand: Hand): object {
  return {
    channel: 'visit',
    form: 'written',
    reference: reference(),
    requester: { kind: 'data-subject', organization: 'other', name: nameOf('vawa') },
    receiver: { recipient: hand.recipient },
    purpose: 'own-record',
    programs: ['snap'],
    elements: ['application', 'case-notes', 'disclosure-history'],
    people: [person('vawa')],
  }
}
