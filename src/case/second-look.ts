/** What one person alone does not open, and what two people do not agree on. */
import type { InstrumentFacts } from '#instrument/facts.ts'
import type { Reason } from './commands.ts'
import { isEnforced } from './orders.ts'
import { isReadByTwo } from './readings.ts'
import { noneOf, unless } from './reasons.ts'
import type { CaseState } from './state.ts'

/** Papers and orders that two people have read differently. */
export function disputedPapers({ instruments, orders }: CaseState): { id: string; fields: readonly string[] }[] {
  return Object.entries({ ...instruments, ...orders }).flatMap(
    ([
      id,
      {
        readings: { disputed },
      },
    ]) => (disputed === undefined ? [] : [{ id, fields: disputed.fields }]),
  )
}

/** A case stands still while people differ about what a paper says. The reason names the fields, not what either wrote. */
export function noDispute(state: CaseState): Reason[] {
  return disputedPapers(state).map(({ id, fields }) => ({
    code: 'reading-disputed',
    words: `two people read ${id} differently, in ${fields.map(inWords).join(', ')}: both read it again from the paper itself, or counsel settles it in writing`,
  }))
}

/** Papers that one person has read, and that could open something. */
export function readOnce(state: CaseState): string[] {
  return Object.entries(state.instruments).flatMap(([id, { facts, readings }]) =>
    facts === undefined || isReadByTwo(readings) || opensNothing(facts, isEnforced(state, id)) ? [] : [id],
  )
}

/** Before anything is released: whatever could open a cell was seen by two people. */
export function seenByTwo(state: CaseState): Reason[] {
  return [
    ...noneOf(
      readOnce(state),
      'second-reading-missing',
      (list) =>
        `one person alone has read ${list}: somebody else reads it too, from the paper itself, before anything is released`,
    ),
    ...unless(
      !state.requesterVerified || state.requesterCheck?.confirmedBy !== undefined,
      'identity-not-confirmed',
      'one person alone has checked who the requester is: somebody else looks at the call-back record and confirms it before anything is released',
    ),
  ]
}

/** An officer's paper opens nothing, whatever else stands in it (contract, 5). */
function opensNothing({ kind, enforcedByCourt, accompaniedByOrder }: InstrumentFacts, enforced: boolean): boolean {
  if (enforced || enforcedByCourt === true) return false
  if (kind === 'attorney-subpoena') return accompaniedByOrder !== true
  return ['administrative-subpoena', 'administrative-warrant', 'immigration-detainer'].includes(kind)
}

const fieldWords: Readonly<Record<string, string>> = {
  kind: 'what kind of paper it is',
  issuerKind: 'whose paper it is',
  issuerState: 'which state’s it is',
  signedBy: 'who signed it',
  issuerAuthorized: 'whether its issuer may issue it',
  docket: 'the docket number',
  statute: 'the law that it cites',
  issuedOn: 'the day of issue',
  executeBy: 'the last day to execute it',
  returnOn: 'the return day',
  expiresOn: 'the day it ends',
  directedTo: 'whom it is directed to',
  subjects: 'whom it names',
  programs: 'which programs it names',
  elements: 'what it asks for',
  enforcedByCourt: 'whether a court enforces it',
  accompaniedByOrder: 'whether an order comes with it',
  noticeAssured: 'whether it assures notice',
  delaysNoticeUntil: 'until when notice is delayed',
  consent: 'the consent',
  about: 'which paper it is about',
  effect: 'what it orders',
  leavesFrom: 'from which day the release may leave',
  people: 'whom it concerns',
}

/** A field of a reading, as people call it. */
export function inWords(field: string): string {
  return fieldWords[field] ?? field
}
