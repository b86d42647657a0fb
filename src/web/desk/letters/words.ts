/** What letters and their states are called on the desk. */
import type { LetterMark } from '#case/events.ts'
import type { LetterKind } from '#letter/facts.ts'

export const kindWords: { readonly [Kind in LetterKind]: string } = {
  refusal: 'Answer to the requester: refusal',
  mend: 'Answer to the requester: what is missing',
  counsel: 'Answer to the requester: counsel answers',
  notice: 'Notice to the person',
  cover: 'Cover letter of a release',
  accounting: 'Who asked, and what left',
  'objection-confirmation': 'Confirmation of an objection',
  'objection-withdrawal': 'An objection is to end',
  'consent-confirmation': 'Confirmation of a consent',
  'consent-withdrawn': 'A consent has ended',
  'code-guessed': 'Somebody tried a code',
  'complaint-answer': 'Answer to a complaint',
  'mailed-code': 'A mailed code',
  'address-changed': 'A change of address, to the old one',
  'complaint-acknowledgement': 'A complaint has come in',
  'appearance-copies': 'Copies for a person’s lawyer',
  court: 'Cover letter to a court',
}

export function kindSaid(kind: string): string {
  return new Map<string, string>(Object.entries(kindWords)).get(kind) ?? kind
}

export const stateWords: { readonly [State in 'made' | LetterMark]: string } = {
  made: 'to be printed',
  printed: 'printed',
  mailed: 'mailed',
  'handed-over': 'handed over',
  returned: 'came back',
}

export const markWords: { readonly [Mark in LetterMark]: string } = {
  printed: 'Printed',
  mailed: 'Mailed',
  'handed-over': 'Handed over',
  returned: 'Came back',
}

export function isMark(text: string): text is LetterMark {
  return Object.hasOwn(markWords, text)
}

export const languageWords: Readonly<Record<string, string>> = { en: 'English', es: 'Spanish' }

/** What the requester will be told, in a line. */
export const answerWords = {
  refusal: 'Nothing is disclosed on this request.',
  mend: 'The request lacks what the law asks for.',
  counsel: 'Counsel answers the court.',
} as const
