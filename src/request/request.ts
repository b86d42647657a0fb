/**
 * What somebody outside asks for, as `postern/request/v1` carries it and after it was checked.
 *
 * Every code is one of the vocabulary's. Free words are the requester's own: data to be shown, never
 * a file name, a query or markup. Codes, refs and ids tell nothing about a person; what does stands
 * in `people`.
 */
import type { CaseRequester } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'

export interface IncomingRequest {
  agency: string
  channel: 'letter' | 'fax' | 'e-mail' | 'portal' | 'api' | 'visit'
  form: 'written' | 'oral'
  requester: IncomingRequester
  /** Who may open what leaves. The key is checked where it is used: it may be none of ours to read. */
  receiver?: { recipient: string }
  /** The requester's own number for the matter. */
  reference?: string
  /** The number of an earlier case that this request mends. */
  follows?: string
  purposes: string[]
  violation?: string
  /** The law said to be violated, or said to require the answer. */
  statute?: string
  nature?: 'criminal' | 'civil' | 'neither'
  /** Whether any purpose is the enforcement of immigration law, criminal or civil. */
  immigration?: boolean
  /** The time that the records are about. */
  period?: { from?: Day; to?: Day }
  /** The requester asks that the person be told later. */
  delay?: { law: string; until: Day }
  /** What is to become of the answer at the requester's. */
  onward?: { shared: boolean; with?: string; storage?: string; deleteBy?: Day }
  emergency?: string
  /** True where records are only to be kept, and none given. */
  preserveOnly?: boolean
  signed?: { name: string; on: Day }
  statements: string[]
  suppliesSsn: boolean
  programs: string[]
  elements: 'all' | string[]
  subjectClass?: string
  people: IncomingPerson[]
  instruments: IncomingInstrument[]
}

/** `identityVerified` is a finding of the agency's and never the requester's to state. */
interface IncomingRequester extends Omit<CaseRequester, 'identityVerified'> {
  badge?: string
  callback?: string
  email?: string
  supervisor?: string
}

export interface IncomingPerson {
  /** p1, p2 …: a name that says nothing. */
  ref: string
  name?: { given?: string; middle?: string; family?: string; suffix?: string }
  dateOfBirth?: Day
  ssn?: string
  caseNumber?: string
  memberId?: string
  address?: { street?: string; town?: string; state?: string; zip?: string }
}

interface IncomingInstrument {
  /** i1, i2 … */
  id: string
  kind: string
  /** Refs of the persons whom the requester says it names. */
  subjects?: string[]
  /** What the requester says of it; what it is, staff read from the paper itself. */
  says?: {
    issuer?: string
    signer?: string
    docket?: string
    issuedOn?: Day
    returnTo?: string
    returnOn?: Day
    demands?: string
  }
  /** Name of the file handed in beside the request; kept nowhere. */
  file?: string
}

/** postern/request/v1 as request.schema.json has it. */
export interface RequestFile extends Omit<
  IncomingRequest,
  'purposes' | 'violation' | 'statements' | 'suppliesSsn' | 'people' | 'instruments'
> {
  request: 'postern/request/v1'
  purpose: string | string[]
  violation?: string | null
  statements?: string[]
  suppliesSsn?: boolean
  people?: IncomingRequest['people']
  instruments?: IncomingRequest['instruments']
}
