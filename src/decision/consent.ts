/** Reading a release that somebody signed: whose it is, what it covers, and whether it is sound. */
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import type { FactsOf, paperFacts } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import type { AskedCell } from './cells.ts'
import { aYearAfter } from './days.ts'

type ConsentFacts = Pick<
  FactsOf<typeof paperFacts>,
  'consent-from' | 'consent-sound' | 'consent-confirmed' | 'consent-after-objection'
>

export function consentFacts(paper: CaseInstrument, cell: AskedCell, file: CaseFile, today: Day): ConsentFacts {
  const signer = paper.kind === 'consent' ? paper.consent?.signer : undefined
  const objection = cell.person?.objection ?? undefined
  return {
    'consent-from': fromWhom(signer, cell, file),
    'consent-sound': isSound(paper, cell, today),
    'consent-confirmed': signer !== undefined && (file.findings?.consentConfirmed?.includes(signer) ?? false),
    'consent-after-objection':
      signer !== undefined && (objection === undefined || (paper.issuedOn ?? objection) > objection),
  }
}

/** A consent speaks for the refs it claims to cover, else for those it names, else for its signer alone. */
export function isConsentFor({ consent, subjects }: CaseInstrument, cell: AskedCell): boolean {
  const covered = consent?.covers ?? (Array.isArray(subjects) ? subjects : [consent?.signer])
  return cell.person !== undefined && covered.includes(cell.subject)
}

function fromWhom(signer: string | undefined, { person }: AskedCell, file: CaseFile): string {
  if (signer === undefined || person === undefined) return 'nobody'
  if (signer === person.ref) return 'self'
  const guardian = file.subjects.find(({ ref }) => ref === signer)
  const isParent = (guardian?.guardianOf?.includes(person.ref) ?? false) && (person.markers?.includes('minor') ?? false)
  return isParent ? 'parent' : 'other'
}

/** Recipient named, specific, informed, freely given, signed, in date, not revoked. */
function isSound(paper: CaseInstrument, cell: AskedCell, today: Day): boolean {
  const { kind, consent, issuedOn, expiresOn, signedBy } = paper
  if (kind !== 'consent' || consent === undefined) return false
  const lastDay = expiresOn ?? (issuedOn === undefined ? undefined : aYearAfter(issuedOn))
  const isOwnHand = signedBy === undefined || signedBy === 'data-subject' || consent.signer !== cell.subject
  return (
    consent.recipientNamed === true &&
    consent.specific === true &&
    consent.informed === true &&
    consent.freelyGiven === true &&
    consent.revoked !== true &&
    isOwnHand &&
    signedBy !== 'none' &&
    (issuedOn === undefined || issuedOn <= today) &&
    lastDay !== undefined &&
    today <= lastDay
  )
}
