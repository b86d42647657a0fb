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

/** What the source says of a matched person that the decision looks at; part of the case file's subject. */
export type SubjectFacts = Required<Pick<CaseSubject, 'programs' | 'holds' | 'markers'>> &
  Pick<CaseSubject, 'role' | 'household'>

/** The agency's records, as far as matching may look into them. */
export interface CaseloadSearch {
  /** Records that may be the person, a superset of what {@link AskedIdentity} can mean; the order says nothing. */
  find(asked: AskedIdentity): Promise<Candidate[]>
  /** Facts of one record as of a day; read again before a release, since they change. */
  facts(sourceKey: string, asOf: Day): Promise<SubjectFacts>
}
