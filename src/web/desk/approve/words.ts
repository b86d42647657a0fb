/** Why somebody cannot sign, and what became of what they signed, in plain sentences for staff. */
import type { Reason } from '#case/commands.ts'

const sentences: Readonly<Partial<Record<string, string>>> = {
  'own-work': 'You decided or prepared this release, or filled in a worksheet of it. Somebody else has to approve it.',
  'same-person-twice': 'You have approved this already. The second approval has to be another person’s.',
  'other-content':
    'What is to leave has changed since you opened this page, so your signature was not taken. Read what stands here now, and sign that.',
  'taken-back':
    'Approvals were taken back after you signed, so your signature was not taken. Read again, and sign anew.',
  'package-expired': 'This package has expired. It has to be decided and prepared again before anybody approves it.',
  'not-your-role': 'Only an approver or the privacy officer signs a release.',
  'role-not-held': 'Only an approver or the privacy officer signs a release.',
  'signed-at-another-time':
    'The moment in what you signed does not fit this case. Open the page again, and sign what stands here.',
  'approver-without-key': 'No key of yours is on the register. Register one first.',
}

export function sentenceFor({ code, words }: Reason): string {
  return sentences[code] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

/** A case that no longer waits for approval: what came in between, by the event that made it void. */
const causes: Readonly<Partial<Record<string, string>>> = {
  'objection.recorded': 'the person objected',
  'consent.withdrawn': 'the person took back their consent',
  'instrument.read': 'a paper was read anew',
  'instrument.checked': 'a paper was checked with its issuer',
  'reading.settled': 'counsel settled how a paper is read',
  'order.read': 'an order of a court was read',
  'requester.checked': 'the requester was checked',
  'requester.confirmed': 'the check of the requester was confirmed',
  'finding.recorded': 'a finding was recorded',
  'people.matched': 'the people were looked up again',
  'decision.made': 'the case was decided again',
  'counsel.decided': 'counsel decided on it',
  'notice.served': 'a notice was served',
  'worksheet.filled': 'a worksheet was filled in anew',
  'release.prepared': 'the content was prepared again',
  'request.withdrawn': 'the requester withdrew the request',
  asked: 'somebody took them back',
}

export function causeOf(because: string): string {
  return causes[because] ?? because.replaceAll(/[.-]/g, ' ')
}

/** A hash in groups of eight, so that two people can read it to each other. */
export function grouped(hash: string): string {
  return hash.replaceAll(/(.{8})(?=.)/g, '$1 ')
}

export const nothingArrived =
  'No signature of a key of yours arrived, so nothing was approved. Sign again, with a key that you have registered here.'

export const openForLong =
  'This page stood open for more than an hour, so your signature was not taken. Read again what stands here, and sign that.'

export const nothingToTakeBack =
  'No approval stands here that could be taken back. If it was released, open an incident in the case at once.'
