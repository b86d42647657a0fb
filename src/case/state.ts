/** What the events of one case add up to. Plain data: it can be printed, compared and written down. */
import type { Day, Instant } from '#vocabulary/time.ts'
import type {
  Beginning,
  BulkContent,
  CellName,
  CounselScope,
  DecidedCell,
  EventShapes,
  FixedAnswer,
  Lawyer,
  LetterFiles,
  LetterMark,
  LetterReader,
  ListedMembers,
  MotionEnd,
  MotionKind,
  NoticeGiven,
  PersonMatch,
  SealedPart,
} from './events.ts'
import type { State } from './moves.ts'
import type { OrderState } from './orders.ts'
import type { Readings } from './readings.ts'
import type { Role } from './roles.ts'

export interface CaseState {
  readonly status: State
  readonly stream: string
  /** Counter of the last event. */
  readonly n: number
  readonly lastAt: Instant | undefined
  readonly number: string
  readonly request: (EventShapes['request.received']['body'] & { readonly receivedAt: Instant }) | undefined
  /** Id of the requester who follows the case in their account; nobody else of theirs opens it. */
  readonly account: string | undefined
  readonly requesterVerified: boolean
  /** Who checked the requester last, and who looked at it a second time. */
  readonly requesterCheck: { readonly by: string; readonly confirmedBy: string | undefined } | undefined
  /** The key to seal to. */
  readonly recipient: string | undefined
  /** By ref; where members were listed, one for each class of them. */
  readonly people: Readonly<Record<string, PersonState>>
  /** The members of the class that was asked for, where the agency has listed them. */
  readonly members: ListedMembers | undefined
  readonly instruments: Readonly<Record<string, InstrumentState>>
  /** Orders of a court about the papers. */
  readonly orders: Readonly<Record<string, OrderState>>
  readonly established: Established
  readonly counsel: readonly CounselState[]
  readonly motions: readonly MotionState[]
  /** Why the case is before counsel, where somebody has sent it there. */
  readonly referred: string | undefined
  readonly notices: readonly NoticeState[]
  /** What the requester will be told short of a release. Gone with a new paper, until it is fixed again. */
  readonly answer: StandingAnswer | undefined
  readonly letters: readonly LetterState[]
  readonly decision: StandingDecision | undefined
  /** What counsel signed under the standing decision. */
  readonly signed: 'release' | 'refusal' | undefined
  /** By name. They stand under the standing decision, and are gone with it. */
  readonly worksheets: Readonly<Record<string, FilledWorksheet>>
  readonly prepared: Prepared | undefined
  /** Listed members are being read for the standing decision: since when, without a pause. */
  readonly preparing:
    | (Beginning & { readonly by: string; readonly paused: boolean; readonly since: Instant })
    | undefined
  readonly approvals: readonly ApprovalState[]
  /** The signature from outside the agency, where there is one. */
  readonly outside: OutsideState | undefined
  /** When approvals were last taken back: what was signed before then approves nothing any more. */
  readonly approvalsVoidedAt: Instant | undefined
  /** What stands on the public page of a release of many persons. A new decision leaves it there. */
  readonly announced: Announcement | undefined
  readonly released: boolean
  readonly delivered: { readonly at: Instant; readonly people: readonly string[] } | undefined
  /** The receiver agreed to the terms of what was delivered. */
  readonly termsAccepted: boolean
  /** Somebody has taken the delivered package away, as the courier says or as the receiver has shown since. */
  readonly collected: boolean
  /** Who works on it. */
  readonly assigned: string | undefined
  readonly tags: readonly string[]
  readonly notes: readonly NoteState[]
  /** The last day on which the people of the case do not see it in their lists. */
  readonly suspendedUntil: Day | undefined
  /** Matters for which nothing of this case may be destroyed. */
  readonly holds: readonly string[]
  /** Open ones. */
  readonly incidents: readonly string[]
}

export interface PersonState {
  /** False for somebody whom the request does not name. */
  readonly asked: boolean
  readonly identity: EventShapes['request.received']['person']
  readonly match: PersonMatch | undefined
  /** Day of the latest standing objection made in this case. */
  readonly objection: Day | undefined
  /** Their own lawyer, from the day of the appearance. */
  readonly lawyer: (Lawyer & { readonly on: Day }) | undefined
  /** When that lawyer was last sent copies. */
  readonly copiesSent: Day | undefined
}

/** Counsel's latest word on one kind of motion against one paper. */
export interface MotionState {
  readonly instrument: string
  readonly motion: MotionKind
  /** The last day to make it. */
  readonly due: Day
  readonly filedOn: Day | undefined
  readonly docket: string | undefined
  readonly ended: MotionEnd | undefined
}

export interface NoteState {
  readonly n: number
  readonly at: Instant
  readonly by: string
  readonly text: string
  /** Counsel's own: shown to counsel and to nobody else. */
  readonly privileged: boolean
}

export interface InstrumentState {
  readonly kind: string
  /** Absent until somebody of the staff has read the paper, and while two people differ about it. */
  readonly facts: EventShapes['instrument.read']['body']['facts'] | undefined
  /** A new reading asks for a new verification. */
  readonly authenticity: 'unverified' | 'verified' | 'failed'
  readonly readings: Readings<EventShapes['instrument.read']['body']['facts']>
}

/** What staff found; a finding that was taken back is gone. */
export interface Established {
  readonly householdSuspicion: readonly string[]
  readonly consentConfirmed: readonly string[]
  readonly courtInformed: readonly string[]
  readonly agreementInForce: readonly string[]
  /** Absent: nobody has looked. */
  readonly injunctionAgainst: readonly string[] | undefined
  readonly dataProtocolAgreed: boolean
  readonly seized: boolean
  readonly alreadyDisclosed: boolean
}

/** Counsel's latest word on one paper (or on the request itself) and one person (or on everybody). */
export interface CounselState extends CounselScope {
  readonly instrument: string | undefined
  readonly person: string | undefined
  readonly decision: 'approve' | 'refuse' | 'pending'
  readonly on: Day
}

/** What one person was told of one paper, and their objection to it. */
export interface NoticeState {
  readonly instrument: string | undefined
  readonly person: string
  readonly given: NoticeGiven | undefined
  readonly objectedOn: Day | undefined
}

export interface StandingAnswer extends FixedAnswer {
  /** Counter of the event that fixed it. */
  readonly n: number
  readonly countersigned: boolean
  readonly sent: boolean
}

/** A letter, and what became of it. */
export interface LetterState {
  /** l7 */
  readonly letter: string
  readonly kind: string
  readonly language: string
  readonly to: LetterReader
  /** Whom a letter to a person is for. */
  readonly person: string | undefined
  /** Undefined where the person was forgotten. */
  readonly files: LetterFiles | undefined
  readonly madeAt: Instant
  readonly madeBy: string
  /** The day that its answer was fixed for, where it is one. */
  readonly answers: number | undefined
  readonly state: 'made' | LetterMark
  readonly on: Day | undefined
}

export type StandingDecision = Omit<EventShapes['decision.made']['body'], 'sealed' | 'classCells'> & {
  readonly by: string
  readonly cells: readonly (DecidedCell & { readonly subject: string })[]
}

export interface FilledWorksheet {
  readonly key: string
  readonly sha256: string
  readonly rows: number
  readonly at: Instant
  /** Everybody who has handed it in under this decision, the last one last. */
  readonly by: readonly string[]
}

export interface Prepared {
  readonly contentRoot: string
  readonly sealed: readonly SealedPart[]
  /** SHA-256 of terms.txt, hex. */
  readonly terms: string
  readonly decision: string
  readonly receipt: string
  readonly expiresAt: Instant
  readonly at: Instant
  readonly by: string
  readonly cells: Readonly<Record<string, readonly CellName[]>>
  /** Of a release of listed members; `cells` are those of each class then, under its ref. */
  readonly bulk: BulkContent | undefined
  /** Above so many persons it needs a signature from outside; undefined for what was prepared before that was so. */
  readonly above: number | undefined
}

export interface OutsideState {
  readonly holder: string
  readonly name: string
  readonly organization: string
  readonly key: string
  readonly demo: boolean
  readonly approval: string
}

export type Announcement = EventShapes['release.announced']['body']

interface ApprovalState {
  readonly approver: string
  readonly role: Role
  readonly key: string
  readonly demo: boolean
  readonly approval: string
}

export const initial: CaseState = {
  status: 'new',
  stream: '',
  n: 0,
  lastAt: undefined,
  number: '',
  request: undefined,
  account: undefined,
  requesterVerified: false,
  requesterCheck: undefined,
  recipient: undefined,
  people: {},
  members: undefined,
  instruments: {},
  orders: {},
  established: {
    householdSuspicion: [],
    consentConfirmed: [],
    courtInformed: [],
    agreementInForce: [],
    injunctionAgainst: undefined,
    dataProtocolAgreed: false,
    seized: false,
    alreadyDisclosed: false,
  },
  counsel: [],
  motions: [],
  referred: undefined,
  notices: [],
  answer: undefined,
  letters: [],
  decision: undefined,
  signed: undefined,
  worksheets: {},
  prepared: undefined,
  preparing: undefined,
  approvals: [],
  outside: undefined,
  approvalsVoidedAt: undefined,
  announced: undefined,
  released: false,
  delivered: undefined,
  termsAccepted: false,
  collected: false,
  assigned: undefined,
  tags: [],
  notes: [],
  suspendedUntil: undefined,
  holds: [],
  incidents: [],
}
