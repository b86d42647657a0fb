/** What somebody asks a case to do. Facts that only the outside knows come with the command. */
import type { IncomingRequest } from '#request/request.ts'
import type { CaseInstrument, Decision } from '#vocabulary/case-file.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import type {
  Artifact,
  CellName,
  CounselScope,
  FindingKind,
  Letter,
  NoticeGiven,
  PersonMatch,
  SealedPart,
  Verification,
} from './events.ts'
import type { Role } from './moves.ts'

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
      /** The registered verifier key, and its 32 bytes in base64: one key under two names is one key. */
      key: string
      publicKey: string
      demo: boolean
      caseNumber: string
      contentRoot: string
      at: Instant
      /** The signed note, whole. */
      approval: string
    }
  | { valid: false; code: string; words: string }

export type Command =
  | {
      command: 'receive'
      /** Random, from the caller: UUID v4 and `caseNumber()`. */
      stream: string
      number: string
      request: IncomingRequest
      artifact: Artifact
      /** Instrument id → the file handed in for it. */
      artifacts: Readonly<Record<string, Artifact>>
      /** Number of the case in which the same requester handed in the same bytes before. */
      duplicateOf?: string
    }
  | { command: 'read-instrument'; facts: CaseInstrument; artifact?: Artifact }
  | ({ command: 'verify-instrument'; instrument: string } & Verification)
  | ({ command: 'verify-requester' } & Verification)
  | {
      command: 'record-finding'
      finding: FindingKind
      stands: boolean
      instruments?: readonly string[]
      programs?: readonly string[]
      people?: Readonly<Record<string, { grounds?: string }>>
      note?: string
    }
  | { command: 'match'; people: Readonly<Record<string, PersonMatch>> }
  | ({
      command: 'decide'
      /** Commitment to the full decision (hex), and the decision sealed to oversight's key (base64). */
      commitment: string
      sealed: string
    } & MadeDecision)
  | ({
      command: 'record-counsel'
      decision: 'approve' | 'refuse' | 'pending'
      instruments?: readonly string[]
      /** Absent: every person of the request. */
      people?: readonly string[]
      on: Day
      note?: string
    } & CounselScope)
  | { command: 'sign-answer'; decision: string; answer: 'release' | 'refusal' }
  | { command: 'serve-notice'; instruments: readonly string[]; people: Readonly<Record<string, NoticeGiven>> }
  | { command: 'record-objection'; person: string; on: Day; instrument?: string }
  | {
      command: 'prepare'
      decision: string
      contentRoot: string
      opened: string
      sealed: readonly SealedPart[]
      terms: string
      recipient: string
      receipt: string
      expiresAt: Instant
      /** Ref → the cells that the package holds for that person. */
      cells: Readonly<Record<string, readonly CellName[]>>
    }
  | { command: 'approve'; check: ApprovalCheck }
  | { command: 'void-approval'; reason: string }
  | ({
      command: 'release'
      contentRoot: string
      /** SHA-256 of the final `statement.json`, both approvals in it, hex. */
      statement: string
    } & MadeDecision)
  | {
      command: 'deliver'
      contentRoot: string
      checkpoint: { size: number; root: string }
      leafIndex: number
    }
  | { command: 'acknowledge-receipt'; code: string }
  | { command: 'certify-destruction'; on: Day; by: string; method: string }
  | { command: 'refuse'; letter: Letter }
  | { command: 'withdraw'; reason: string }
  | { command: 'close' }
  | { command: 'set-hold'; matter: string }
  | { command: 'lift-hold'; matter: string }
  | { command: 'open-incident'; incident: string; what: string }
  | { command: 'close-incident'; incident: string; finding: string }

export type CommandName = Command['command']

/** Why a move is not open. `code` is stable; `words` are for a person, name what is missing, and hold no personal data. */
export interface Reason {
  code: string
  words: string
}

export interface Refusal {
  move: CommandName
  reasons: readonly Reason[]
}
