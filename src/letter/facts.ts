/** What each kind of letter is made of. Codes are the vocabulary's; days are days; free words are shown as they are. */
import type { Day } from '#vocabulary/time.ts'
import type { Sender } from './model.ts'

/** What every letter has. */
export interface Frame {
  readonly sender: Sender
  /** Lines of the address window; the first is a name. */
  readonly to: readonly string[]
  readonly date: Day
  /** Case, receipt or complaint number. */
  readonly reference?: string
  /** A paragraph of staff, where the letter has room for one. */
  readonly addition?: string
  readonly synthetic?: boolean
}

export interface Asker {
  /** Code of the vocabulary's organizations, or of its requester kinds. */
  readonly organization: string
  readonly kind: string
}

export interface AccountedEntry {
  readonly on: Day
  readonly who: Asker
  readonly purposes: readonly string[]
  /** none: nothing left. some: what is listed left. waiting: not decided yet. */
  readonly outcome: 'none' | 'some' | 'waiting'
  readonly elements: readonly string[]
  readonly leftOn?: Day
  /** They were one of many in one package. */
  readonly many?: true
}

export interface LetterFacts {
  /** To a requester, short of a release: from the request alone. */
  refusal: { readonly receivedOn: Day; readonly theirReference?: string; readonly programs: readonly string[] }
  mend: {
    readonly receivedOn: Day
    readonly theirReference?: string
    readonly programs: readonly string[]
    readonly lacks: readonly string[]
  }
  counsel: { readonly receivedOn: Day; readonly theirReference?: string; readonly programs: readonly string[] }
  /** To the person, of a paper that asks for their file. */
  notice: {
    readonly who: Asker
    readonly paper: string
    readonly elements: 'all' | readonly string[]
    readonly programs: readonly string[]
    /** The day on which the agency must answer the paper. */
    readonly answerBy?: Day
    /** The last day to object. */
    readonly objectBy?: Day
    /** `before`: nothing has left. `after`: a court let the agency tell them only now. */
    readonly when: 'before' | 'after'
  }
  /** To the receiver, with a release. */
  cover: {
    readonly contentRoot: string
    readonly programs: readonly string[]
    readonly expiresOn: Day
    readonly theirReference?: string
  }
  accounting: { readonly from: Day; readonly to: Day; readonly entries: readonly AccountedEntry[] }
  'objection-confirmation': { readonly on: Day; readonly receipt: string }
  'objection-withdrawal': { readonly endsOn: Day }
  'consent-confirmation': { readonly recipient: string; readonly until: Day }
  'consent-withdrawn': { readonly on: Day }
  'code-guessed': object
  'complaint-answer': {
    readonly outcome: 'upheld' | 'partly-upheld' | 'not-upheld' | 'passed-on'
    readonly words: string
  }
  'mailed-code': { readonly code: string; readonly until: Day; readonly where?: string }
  /** To the old address. It does not say the new one. */
  'address-changed': { readonly askedOn?: Day; readonly from: Day }
  'complaint-acknowledgement': { readonly receivedOn: Day; readonly office?: string; readonly answerBy: Day }
  /** To a person's own lawyer. */
  'appearance-copies': { readonly papers: readonly string[]; readonly objectBy?: Day }
  court: {
    readonly court: string
    readonly docket: string
    readonly paper: string
    readonly programs: readonly string[]
    readonly enclosed: readonly string[]
  }
}

export type LetterKind = keyof LetterFacts

export type LetterOf<Kind extends LetterKind = LetterKind> = {
  [K in Kind]: { readonly kind: K; readonly facts: LetterFacts[K]; readonly frame: Frame }
}[Kind]

/** Where staff may add a paragraph: never where each reader must read the same, nor where a person's list is stated. */
export const mayAdd: { readonly [Kind in LetterKind]: boolean } = {
  refusal: false,
  mend: false,
  counsel: false,
  notice: true,
  cover: false,
  accounting: false,
  'objection-confirmation': false,
  'objection-withdrawal': false,
  'consent-confirmation': false,
  'consent-withdrawn': false,
  'code-guessed': false,
  'complaint-answer': false,
  'mailed-code': false,
  'address-changed': false,
  'complaint-acknowledgement': true,
  'appearance-copies': true,
  court: true,
}

export const letterKinds: readonly LetterKind[] = Object.keys(mayAdd).filter(isLetterKind)

export function isLetterKind(kind: string): kind is LetterKind {
  return Object.hasOwn(mayAdd, kind)
}
