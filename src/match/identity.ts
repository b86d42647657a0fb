/** Who was asked about, who may be meant, and what the source says of them. */
import type { CaseSubject } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'

/** The person as the requester named them. Nothing here has been checked. */
export interface AskedIdentity {
  readonly family?: string
  readonly given?: string
  readonly middle?: string
  readonly suffix?: string
  readonly birthDate?: Day
  readonly ssn?: string
  readonly caseNumber?: string
  readonly memberId?: string
  readonly address?: { readonly street?: string; readonly town?: string; readonly zip?: string }
}

/** A record of the source that may be the person. */
export interface Candidate {
  /** Opaque outside the source's adapter and the release plan; protected like the record itself. */
  readonly sourceKey: string
  /** The legal name first, then others on file. */
  readonly names: readonly PersonName[]
  readonly birthDate?: Day
  readonly ssns: readonly string[]
  readonly caseNumbers: readonly string[]
  readonly memberIds: readonly string[]
  readonly addresses: readonly PersonAddress[]
}

export interface PersonName {
  readonly family: string
  readonly given: string
  readonly middle?: string
  readonly suffix?: string
}

export interface PersonAddress {
  readonly street?: string
  readonly town?: string
  readonly zip?: string
}

export type Trait =
  | 'family'
  | 'given'
  | 'middle'
  | 'suffix'
  | 'birth-date'
  | 'ssn'
  | 'case-number'
  | 'member-id'
  | 'address'

export interface Comparison {
  readonly sourceKey: string
  readonly agrees: readonly Trait[]
  /** Neither the same nor plainly different: a transposed date, one letter, one half of a double name. */
  readonly close: readonly Trait[]
  readonly differs: readonly Trait[]
}

/** Where a letter goes. */
export interface PostalAddress {
  readonly street: string
  readonly unit?: string
  readonly town: string
  readonly state: string
  readonly zip: string
}

/** By what one person of the source is reached, and known again. */
export interface OnFile {
  /** The legal name first, then others on file. */
  readonly names: readonly PersonName[]
  readonly birthDate?: Day
  /** As the source writes it. */
  readonly language?: string
  /** The one to which letters go; where an address confidentiality program has given one, that and no other. */
  readonly address?: PostalAddress
}

/**
 * What the decision looks at in a matched person: what the source says of them, and what they have said themselves.
 * Part of the case file's subject.
 */
export type SubjectFacts = Required<Pick<CaseSubject, 'programs' | 'holds' | 'markers'>> &
  Pick<CaseSubject, 'role' | 'household'> & {
    /** Day of the person's standing objection. */
    readonly objection?: Day
    /** Day on which the person took back every consent that they had given until then. */
    readonly consentWithdrawn?: Day
  }

/** The agency's records, as far as matching may look into them. */
export interface CaseloadSearch {
  /** Records that may be the person, a superset of what {@link AskedIdentity} can mean; the order says nothing. */
  find(asked: AskedIdentity): Promise<Candidate[]>
  /** Facts of one record as of a day; read again before a release, since they change. */
  facts(sourceKey: string, asOf: Day): Promise<SubjectFacts>
  /** Undefined where the source has no such record any more. */
  onFile(sourceKey: string): Promise<OnFile | undefined>
}
