/** What somebody asks a case to do. Facts that only the outside knows come with the command. */
import type { Artifact } from '#instrument/artifact.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import type { IncomingRequest } from '#request/request.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import type { DayCount, Threshold } from './day-count.ts'
import type { OrderFacts } from './orders.ts'
import type {
  Beginning,
  BulkContent,
  CellName,
  CounselScope,
  FindingKind,
  FixedAnswer,
  Lawyer,
  Letter,
  LetterFiles,
  LetterMark,
  LetterReader,
  ListedMembers,
  MotionEnd,
  MotionKind,
  NoticeGiven,
  PersonMatch,
  SealedPart,
  Suspension,
  Verification,
} from './events.ts'
import type { Role } from './roles.ts'

export interface Actor {
  /** `demo-officer`, `system:courier` */
  id: string
  roles: readonly Role[]
}

export interface Context {
  now: Instant
  actor: Actor
}

/** A decision, and which state of the case it was computed from. */
export interface MadeDecision {
  decision: Decision
  /** The moment the case file was taken at (`toCaseFile(state, asOf)`). */
  asOf: string
  /** `state.n` of the state it was computed from: a decision of an older state decides nothing. */
  seen: number
}

/** What `src/approval` found when it checked a signed approval against the staff register. */
export type ApprovalCheck =
  | {
      valid: true
      approver: string
      role: 'approver' | 'privacy-officer'
      /** The registered verifier key, and the bare key in base64: one key under two names is one key. */
      key: string
      publicKey: string
      /** What the device of a passkey says of how often it has signed; 0 where it does not count. */
      signCount?: number
      demo: boolean
      caseNumber: string
      contentRoot: string
      at: Instant
      /** The signed note, whole. */
      approval: string
    }
  | { valid: false; code: string; words: string }

/** What `src/approval` found when it checked a signature from outside the agency. */
export type OutsideCheck =
  | {
      valid: true
      holder: string
      name: string
      organization: string
      key: string
      /** The bare key in base64. */
      publicKey: string
      demo: boolean
      caseNumber: string
      contentRoot: string
      at: Instant
      /** The signed note, whole. */
      approval: string
    }
  | { valid: false; code: string; words: string }

interface CommandShapes {
  receive: {
    /** Random, from the caller: UUID v4 and `caseNumber()`. */
    stream: string
    number: string
    request: IncomingRequest
    artifact: Artifact
    /** The scan that staff entered the request from. */
    letter?: Artifact
    /** Instrument id → the file handed in for it. */
    artifacts: Readonly<Record<string, Artifact>>
    /** Number of the case in which the same requester handed in the same bytes before. */
    duplicateOf?: string
  }
  'read-instrument': { facts: InstrumentFacts; artifact?: Artifact }
  'read-order': { facts: OrderFacts; artifact?: Artifact }
  'settle-reading': { paper: string; reader: string; reason: string }
  /** Of a paper (i1) or of an order (o1). */
  'verify-instrument': Verification & { instrument: string }
  'verify-requester': Verification & { recipient?: string }
  /** The second person's; who finds something else records that it failed. */
  'confirm-requester': object
  'record-finding': {
    finding: FindingKind
    stands: boolean
    instruments?: readonly string[]
    programs?: readonly string[]
    people?: Readonly<Record<string, { grounds?: string }>>
    note?: string
  }
  'list-members': ListedMembers
  match: { people: Readonly<Record<string, PersonMatch>> }
  decide: MadeDecision & {
    /** Commitment to the full decision (hex), and the decision sealed to oversight's key (base64). */
    commitment: string
    sealed: string
  }
  'record-counsel': CounselScope & {
    decision: 'approve' | 'refuse' | 'pending'
    instruments?: readonly string[]
    /** Absent: every person of the request. */
    people?: readonly string[]
    on: Day
    note?: string
  }
  /** What the requester is told short of a release, as the law gives it for the request alone. */
  'fix-answer': { fixed: FixedAnswer; seen: number }
  'countersign-answer': { answer: number; goesOutAt: Instant }
  'send-answer': { answer: number; files: LetterFiles; kind: string; language: string }
  'record-motion': {
    instrument: string
    motion: MotionKind
    due: Day
    filedOn?: Day
    docket?: string
    ended?: MotionEnd
  }
  refer: { reason: string }
  'return-referral': { reason: string }
  /** Counsel's signature under the answer itself, where the decision refers the case to counsel. */
  'sign-answer': { decision: string; answer: 'release' | 'refusal' }
  'serve-notice': { instruments: readonly string[]; people: Readonly<Record<string, NoticeGiven>> }
  'record-objection': { person: string; on: Day; instrument?: string }
  'begin-preparation': Beginning
  'pause-preparation': object
  'resume-preparation': object
  /** The columns and people were checked against the decision; the sheet is kept under `key`. */
  'fill-worksheet': { decision: string; sheet: string; key: string; sha256: string; rows: number }
  prepare: {
    decision: string
    contentRoot: string
    opened: string
    sealed: readonly SealedPart[]
    terms: string
    recipient: string
    receipt: string
    expiresAt: Instant
    synthetic: boolean
    copy?: string
    /** Above so many persons it will need a signature from outside. */
    above: number
    /** Ref → the cells that the package holds for that person. */
    cells: Readonly<Record<string, readonly CellName[]>>
    /** Of listed members: `cells` are those of each class, and these the grants that come of them. */
    bulk?: BulkContent
  }
  approve: {
    check: ApprovalCheck
    /** The most that this passkey ever said before of how often it has signed. */
    countBefore?: number
  }
  'sign-outside': { check: OutsideCheck }
  'void-approval': { reason: string }
  /** Tell the public of a release of many persons before it leaves. What it releases stands in the decision. */
  announce: Threshold & {
    /** The office's. */
    today: Day
    /** The tenth business day after it. */
    standsUntil: Day
    /** The order of a court that shortens it: o1. */
    order?: string
  }
  'withdraw-notice': { reason: string }
  release: MadeDecision &
    Threshold & {
      contentRoot: string
      /** SHA-256 of the final `statement.json`, both approvals in it, hex. */
      statement: string
      /** What of this day's caps other releases have taken. */
      counted: DayCount
    }
  deliver: { contentRoot: string; checkpoint: { size: number; root: string }; leafIndex: number }
  /** What the courier says of a package at the counter: it was taken away, or destroyed since nobody came. */
  'record-collection': { contentRoot: string }
  'record-expiry': { contentRoot: string }
  /** It was taken away from the counter, since somebody's own words have closed it. */
  'record-taking-back': { contentRoot: string }
  'accept-terms': { contentRoot: string; terms: string }
  'acknowledge-receipt': { code: string }
  'certify-destruction': { on: Day; by: string; method: string }
  'enter-appearance': { person: string; lawyer: Lawyer; on: Day }
  'record-copies': { person: string; on: Day }
  /** Whom the register knows, with their roles of today; absent: nobody has it any more. */
  assign: { to?: { id: string; roles: readonly Role[] } }
  'add-note': { text: string; privileged: boolean }
  tag: { tag: string; stands: boolean }
  refuse: { letter: Letter }
  /** `person`: whom a letter to a person is for. */
  'make-letter': { kind: string; language: string; to: LetterReader; person?: string; files: LetterFiles }
  'mark-letter': { letter: string; as: LetterMark; on: Day; note?: string }
  withdraw: { reason: string }
  /** Let this requester follow the case in their account: one whose letter staff entered, or whoever took over. */
  'hand-to-requester': { to: string; reason: string }
  close: object
  'suspend-accounting': Suspension
  'end-suspension': { reason: string }
  'set-hold': { matter: string }
  'lift-hold': { matter: string }
  'open-incident': { incident: string; what: string }
  'close-incident': { incident: string; finding: string }
}

export type CommandName = keyof CommandShapes

export type Command<Name extends CommandName = CommandName> = {
  [N in Name]: { command: N } & CommandShapes[N]
}[Name]

/** Why a move is not open. `code` is stable; `words` are for a person, name what is missing, and hold no personal data. */
export interface Reason {
  code: string
  words: string
}

export interface Refusal {
  move: CommandName
  reasons: readonly Reason[]
}
