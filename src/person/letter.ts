/** The letters that an act calls for, and what each says. They are written in the person's own language elsewhere. */
import type { Day } from '#vocabulary/time.ts'
import type { Act, ActKind } from './act.ts'
import type { Address, LetterKind, Outcome, PersonEventType } from './events.ts'

/** What the envelope needs; the letter inside says as little as it can to whoever else opens it. */
export interface Posted {
  readonly agency: string
  /** The number of the act, as on the slip. */
  readonly number: string
  readonly to: { readonly name: string; readonly address: Address }
  /** BCP 47; the language that the person reads. */
  readonly language: string
  readonly on: Day
}

/** What each kind says beside the envelope. */
interface LetterContents {
  'objection-confirmation': { readonly objectedOn: Day }
  'objection-withdrawal': { readonly endsOn: Day }
  'mailed-code': { readonly code: string; readonly until: Day }
  'code-guessed': object
  'address-changed': { readonly from: Day }
  'consent-confirmation': { readonly recipient: string; readonly until: Day }
  'consent-withdrawn': { readonly withdrawnOn: Day }
  'complaint-acknowledgement': { readonly answerBy: Day }
  'complaint-answer': { readonly outcome: Outcome; readonly words: string }
}

export type PersonLetter = {
  [Kind in LetterKind]: Posted & { readonly kind: Kind; readonly says: LetterContents[Kind] }
}[LetterKind]

/** Which letter an event of this act calls for, if any. */
export function letterFor({ kind, noLetter }: Act, type: PersonEventType): LetterKind | undefined {
  if (type === 'person.found') return noLetter ? undefined : onceFound[kind]
  if (type === 'withdrawal.asked') return 'objection-withdrawal'
  if (type === 'code.refused' && kind === 'code') return 'code-guessed'
  return type === 'complaint.answered' ? 'complaint-answer' : undefined
}

const onceFound: Readonly<Record<ActKind, LetterKind>> = {
  objection: 'objection-confirmation',
  consent: 'consent-confirmation',
  'consent-withdrawal': 'consent-withdrawn',
  address: 'address-changed',
  code: 'mailed-code',
  complaint: 'complaint-acknowledgement',
}
