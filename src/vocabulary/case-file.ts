/** The case file and the decision of the contract, as types (case-file.schema.json, decision.schema.json). */
import type { Disposition, Duty, Need, Outcome } from './codes.ts'

export interface CaseFile {
  caseFile: 1
  case: string
  /** RFC 3339 with an offset; dates are days in that offset. */
  asOf: string
  agency: string
  request: CaseRequest
  subjects: CaseSubject[]
  findings?: Findings
}

export interface CaseRequest {
  receivedAt?: string
  form: 'written' | 'oral'
  requester: CaseRequester
  purpose: string | string[]
  violation?: string | null
  statements?: string[]
  suppliesSsn?: boolean
  instruments?: CaseInstrument[]
  subjectClass?: string | null
  programs: string[]
  elements: 'all' | string[]
}

export interface CaseRequester {
  kind: string
  organization: string
  unit?: string
  name?: string
  title?: string
  identityVerified?: boolean
  statesAuthority?: boolean
}

export interface CaseInstrument {
  id: string
  kind: string
  issuer?: string
  issuerKind?:
    | 'federal-court'
    | 'state-court'
    | 'grand-jury'
    | 'attorney'
    | 'federal-agency'
    | 'state-agency'
    | 'individual'
  issuerState?: string
  signedBy?: string
  issuerAuthorized?: boolean
  docket?: string
  statute?: string
  issuedOn?: string
  executeBy?: string
  returnOn?: string
  expiresOn?: string
  directedTo?: string
  subjects?: 'unnamed' | string[]
  programs?: string[]
  elements?: 'all' | string[]
  authenticity?: 'unverified' | 'verified' | 'failed'
  enforcedByCourt?: boolean
  accompaniedByOrder?: boolean
  noticeAssured?: boolean
  delaysNoticeUntil?: string
  consent?: {
    signer: string
    covers?: string[]
    recipientNamed?: boolean
    specific?: boolean
    informed?: boolean
    freelyGiven?: boolean
    revoked?: boolean
  }
}

export interface CaseSubject {
  ref: string
  namedInRequest?: boolean
  match: 'one' | 'none' | 'several'
  role?: 'applicant' | 'recipient' | 'former-recipient' | 'non-applicant'
  household?: string
  programs?: string[]
  holds?: string[]
  markers?: string[]
  guardianOf?: string[]
  objection?: string | null
  unlawfulPresence?: {
    formalDetermination?: boolean
    program?: string
    dhsOrEoirDetermination?: 'none' | 'final-order' | 'other'
    selfStatement?: boolean
    saveNoRecord?: boolean
  }
}

export interface CounselFinding {
  instruments?: string[]
  subjects?: string[]
  decision: 'pending' | 'approve' | 'refuse'
  elements?: 'as-instrument' | string[]
  programs?: string[]
  on?: string
}

export interface NoticeFinding {
  instruments: string[]
  subjects: string[]
  servedOn?: string
  objectionPeriodEnds?: string
  objected?: boolean
  dispensedByCourt?: boolean
}

export interface Findings {
  counsel?: CounselFinding[]
  notice?: NoticeFinding[]
  courtInformed?: string[]
  consentConfirmed?: string[]
  householdSuspicion?: string[]
  injunctionAgainst?: string[]
  dataProtocolAgreed?: boolean
  agreementInForce?: string[]
  seized?: boolean
  alreadyDisclosed?: boolean
}

export interface Cell {
  subject: string
  program: string
  element: string
  outcome: Outcome
  needs: Need[]
  /** Ids of the rules that decided. */
  basis: string[]
  why: string
}

export interface Deadline {
  what: string
  /** A day, YYYY-MM-DD. */
  on: string
  basis?: string
}

export interface Decision {
  case: string
  disposition: Disposition
  cells: Cell[]
  duties: Duty[]
  missing: string[]
  deadlines: Deadline[]
  /** `confirmed`: in an office, SHA-256 over the ids of the rules that its counsel stood behind that day. */
  rules: { digest: string; version?: string; confirmed?: string }
}
