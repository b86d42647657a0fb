/**
 * Every event of a case: what its body says, and what it says of each person.
 *
 * INVARIANT: a body names nobody but the requester and the staff. A ref (p1) may stand in it, since
 * a ref means nothing outside its case; names, numbers, dates of birth, addresses, what is on file
 * about somebody, who was told and who objected stand in `people` under the ref, and can be
 * forgotten alone. `people` has a key for each person whom the event concerns.
 *
 * Shapes are type aliases and not interfaces so that each of them is JSON to the compiler.
 */
import type { Artifact } from '#instrument/artifact.ts'
import type { Grant } from '#formats/grants.ts'
import type { MemberSetHead } from '#formats/member-proof.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import type { IncomingPerson, IncomingRequest } from '#request/request.ts'
import type { CaseSubject, Deadline } from '#vocabulary/case-file.ts'
import type { Disposition, Duty, Need, Outcome } from '#vocabulary/codes.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Plain } from '#vocabulary/plain.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import type { OrderFacts } from './orders.ts'

type Nothing = Readonly<Record<string, never>>

/** One sealed part of the package, as in `statement.json`. */
export type SealedPart = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** What a release of listed members holds. */
export type BulkContent = {
  /** For whom something is released. */
  readonly persons: number
  readonly grants: readonly Grant[]
  /** Of each class, by its ref: what it is called in the set of who was listed (`formats/member-classes.ts`). */
  readonly classes: Readonly<Record<string, number>>
  /** Commits to who was listed, in which class, and what was released of it (`formats/member-set.ts`); the set itself lies sealed. */
  readonly members: MemberSetHead
}

export type Beginning = {
  /** UUID. */
  readonly preparation: string
  /** The decision that it rests on. */
  readonly decision: string
  readonly ranges: number
  /** Members in each range but the last: whole pieces of them. */
  readonly perRange: number
  /** Members whose rows make one piece of a table. What is handed over depends on it, and not on the ranges. */
  readonly perPiece: number
  /** Bytes of rows past which a piece ends before that; on it too depends what is handed over. */
  readonly pieceBytes: number
  /** Which drop is read, where the records are laid down as files: hash of its description, hex. */
  readonly edition?: string
  /** 32 and 16 random bytes for the manifest, 16 that name the set of who is in it, 32 under which the work in between is sealed; base64. */
  readonly salt: string
  readonly receiptCode: string
  readonly setId: string
  readonly workKey: string
}

export type CellName = { readonly program: string; readonly element: string }

export type DecidedCell = CellName & {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
  readonly basis: readonly string[]
  readonly why: string
}

/** Where the contact used for a verification was found; a number printed on the paper proves nothing. */
export const contactSources = ['published-directory', 'court-website', 'own-register', 'the-paper'] as const
type ContactSource = (typeof contactSources)[number]

/** How somebody outside was asked whether a paper or a person is what it says. */
export type Verification = {
  readonly result: 'verified' | 'failed'
  /** By what means: "telephone", "in person at the clerk's office". */
  readonly channel: string
  readonly contactFrom: ContactSource
  /** Who answered: name and office of an official. */
  readonly spokeTo: string
}

export const findingKinds = [
  'household-suspicion',
  'consent-confirmed',
  'court-informed',
  'injunction-checked',
  'data-protocol',
  'agreement-in-force',
  'seized',
  'already-disclosed',
] as const
export type FindingKind = (typeof findingKinds)[number]

type PersonFacts = Plain<
  Required<Pick<CaseSubject, 'programs' | 'holds' | 'markers'>> &
    Pick<CaseSubject, 'role' | 'household' | 'guardianOf' | 'objection' | 'unlawfulPresence'>
> & {
  /** Day on which the person took back every consent that they had given until then. */
  readonly consentWithdrawn?: Day
}

/** What the agency's own records say of a person who was asked about. */
export type PersonMatch =
  | ({
      readonly match: 'one'
      /** The person's key in the source system. */
      readonly key: string
    } & PersonFacts)
  | { readonly match: 'none' }
  | { readonly match: 'several'; readonly candidates: number }
  | MemberClass

/** Listed members about whom the rules see the same; one ref stands for all of them. */
export type MemberClass = {
  readonly match: 'class'
  /** The day as of which they were looked up. */
  readonly on: Day
  /** The facts as the source gives them with each member, in digits. */
  readonly mask: string
  readonly persons: number
  /** The same for the same members. */
  readonly digest: string
} & PersonFacts

/** A list of members, as the agency handed it in. */
export type ListedMembers = {
  readonly count: number
  /** SHA-256 of the kept list, hex. */
  readonly sha256: string
  /** Key under which the list is kept, base64. */
  readonly list: string
  /** True where the requester named these very persons; else they ask for a class, and the agency says who is in it. */
  readonly named: boolean
}

export type NoticeGiven = {
  readonly servedOn?: Day
  readonly objectionPeriodEnds?: Day
  readonly dispensedByCourt?: boolean
}

export type CounselScope = {
  readonly elements?: 'as-instrument' | readonly string[]
  readonly programs?: readonly string[]
}

/** A warrant is executed, and nobody obstructs it: there counsel asks the court for limits (contract, 4). */
export const motionKinds = ['objection', 'motion-to-quash', 'motion-for-limits'] as const
export type MotionKind = (typeof motionKinds)[number]

/** How a motion came to its end. */
export const motionEnds = ['granted', 'denied', 'withdrawn'] as const
export type MotionEnd = (typeof motionEnds)[number]

/** A person's own lawyer, and where copies go. */
export type Lawyer = {
  readonly name: string
  readonly firm?: string
  readonly address?: string
  readonly email?: string
  readonly phone?: string
}

/** What made something void: the type of the event that follows it in the same batch. */
type Cause = { readonly because: CaseEventType | 'asked'; readonly reason?: string }

export interface EventShapes {
  'request.received': {
    body: Plain<Omit<IncomingRequest, 'people' | 'instruments'>> & {
      readonly number: string
      readonly instruments: readonly {
        readonly id: string
        readonly kind: string
        readonly subjects?: readonly string[]
        /** What the requester says of the paper. */
        readonly says?: Plain<NonNullable<IncomingRequest['instruments'][number]['says']>>
        readonly artifact?: Artifact
      }[]
      /** The request itself, as it arrived. */
      readonly artifact: Artifact
      /** The scan of the letter, where staff entered the request from one. */
      readonly letter?: Artifact
      /** Id in the register of the requester who filed it in their own account; they alone open the case. */
      readonly filedBy?: string
    }
    person: Plain<Omit<IncomingPerson, 'ref'>>
  }
  'instrument.read': {
    /** The facts of the paper; whether it is real is no fact of the paper. */
    body: { readonly facts: InstrumentFacts; readonly artifact?: Artifact }
    person: Nothing
  }
  'order.read': {
    /** An order of a court about a paper of this case; whether it is real is asked as of a paper. */
    body: { readonly facts: OrderFacts; readonly artifact?: Artifact }
    person: Nothing
  }
  /** Two people had read this paper or order differently, and counsel says whose reading stands. */
  'reading.settled': {
    body: { readonly paper: string; readonly reader: string; readonly reason: string }
    person: Nothing
  }
  'instrument.checked': { body: Verification & { readonly instrument: string }; person: Nothing }
  'requester.checked': {
    /** `recipient`: the receiver's key as the requester confirmed it; it takes the place of the request's. */
    body: Verification & { readonly recipient?: string }
    person: Nothing
  }
  /** A second person looked at the call-back record of the requester and stands behind it. */
  'requester.confirmed': { body: Nothing; person: Nothing }
  'finding.recorded': {
    body: {
      readonly finding: FindingKind
      /** Whether it stands; false takes an earlier finding back. */
      readonly stands: boolean
      readonly instruments?: readonly string[]
      readonly programs?: readonly string[]
      readonly note?: string
    }
    person: { readonly grounds?: string }
  }
  /** The agency has listed the members of the class that was asked for. */
  'members.listed': { body: ListedMembers; person: Nothing }
  'people.matched': { body: Nothing; person: PersonMatch }
  'answer.fixed': {
    /** What the requester is told short of a release, and when: from the request and its papers, before anybody looks. */
    body: FixedAnswer
    person: Nothing
  }
  'answer.countersigned': {
    /** Counsel's signature under a fixed answer, named by its counter in the case; and when it goes out now. */
    body: { readonly answer: number; readonly goesOutAt: Instant }
    person: Nothing
  }
  /** The fixed answer lies where the requester reads it. */
  'answer.sent': { body: { readonly answer: number; readonly letter: MadeLetter }; person: Nothing }
  'decision.made': {
    body: {
      /** Commitment to the full decision, hex. */
      readonly decision: string
      /** The full decision sealed to oversight's key, base64. */
      readonly sealed: string
      readonly asOf: string
      readonly disposition: Disposition
      readonly duties: readonly Duty[]
      readonly missing: readonly string[]
      readonly deadlines: readonly Plain<Deadline>[]
      readonly rules: { readonly digest: string; readonly version?: string; readonly confirmed?: string }
      /** The cells about an unnamed class, subject `*`. */
      readonly classCells: readonly DecidedCell[]
    }
    person: { readonly cells: readonly DecidedCell[] }
  }
  'counsel.decided': {
    body: CounselScope & {
      readonly decision: 'approve' | 'refuse' | 'pending'
      /** Absent: the request itself, where it rests on no instrument. */
      readonly instruments?: readonly string[]
      /** True: every person of the request; else those in `people`. */
      readonly everyone: boolean
      readonly on: Day
      readonly note?: string
    }
    person: Nothing
  }
  'motion.recorded': {
    /** Counsel is to object to a paper or to move against it, has done so, or came to the end of it. */
    body: {
      readonly instrument: string
      readonly motion: MotionKind
      readonly due: Day
      readonly filedOn?: Day
      readonly docket?: string
      readonly ended?: MotionEnd
    }
    person: Nothing
  }
  'case.referred': { body: { readonly reason: string }; person: Nothing }
  'referral.returned': { body: { readonly reason: string }; person: Nothing }
  'answer.signed': {
    /** Counsel's signature under one decision: what it answers may leave, be it a release or a refusal. */
    body: { readonly decision: string; readonly answer: 'release' | 'refusal' }
    person: Nothing
  }
  'notice.served': { body: { readonly instruments: readonly string[] }; person: NoticeGiven }
  'objection.recorded': {
    /** Without `instrument`: the standing objection to what the law leaves to the agency's choice. */
    body: { readonly instrument?: string }
    person: { readonly on: Day }
  }
  /** Listed members are being read, range by range. Everything random of it is here, so that whoever takes it up again makes the same. */
  'preparation.begun': { body: Beginning; person: Nothing }
  'preparation.paused': { body: Nothing; person: Nothing }
  'preparation.resumed': { body: Nothing; person: Nothing }
  /** What no query reaches was filled in by hand, under this decision. The values stand in what is kept, not here. */
  'worksheet.filled': {
    body: {
      readonly decision: string
      /** `snap`, `snap.income` */
      readonly sheet: string
      /** Key under which the sheet is kept, base64. */
      readonly key: string
      /** Of the sheet, hex. */
      readonly sha256: string
      /** In which something stands. */
      readonly rows: number
    }
    person: Nothing
  }
  'release.prepared': {
    body: {
      readonly contentRoot: string
      /** `opened`, `sealed` and `terms` as in `content` of `statement.json`; the content root is over them. */
      readonly opened: string
      readonly sealed: readonly SealedPart[]
      readonly terms: string
      readonly decision: string
      readonly recipient: string
      /** What `receiptHash` makes of the receipt code, hex. */
      readonly receipt: string
      readonly expiresAt: Instant
      /** True where no real person is in the package. */
      readonly synthetic: boolean
      /** Key under which the agency keeps what it sealed, base64. */
      readonly copy?: string
      /** Above so many persons it needs a signature from outside, and its statement says so. */
      readonly above?: number
      /** Of a release of listed members, of whom none is named here. */
      readonly bulk?: BulkContent
    }
    person: { readonly cells: readonly CellName[] }
  }
  'release.approved': {
    body: {
      readonly contentRoot: string
      readonly role: 'approver' | 'privacy-officer'
      /** The registered key, as a C2SP verifier key. */
      readonly key: string
      readonly demo: boolean
      /** The signed note, whole. */
      readonly approval: string
      /** The passkey's device says that it has signed less often than it said before: there may be a copy of the key. */
      readonly countFell?: { readonly from: number; readonly to: number }
    }
    person: Nothing
  }
  /** Whoever holds a key outside the agency has signed the content root; the actor is that holder. */
  'release.signed-outside': {
    body: {
      readonly contentRoot: string
      readonly name: string
      readonly organization: string
      readonly key: string
      readonly demo: boolean
      /** The signed note, whole. */
      readonly approval: string
    }
    person: Nothing
  }
  /** So many persons' cells will leave, and the public page says so for ten business days first. */
  'release.announced': {
    body: {
      readonly persons: number
      readonly elements: readonly CellName[]
      /** Ids of the rules by which they leave. */
      readonly basis: readonly string[]
      readonly announcedOn: Day
      /** The tenth business day after it, and the last on which it must stand. */
      readonly standsUntil: Day
      /** The order of a court that lets it leave earlier, and from which day. */
      readonly courtOrder?: {
        readonly order: string
        readonly court: string
        readonly docket: string
        readonly issuedOn: Day
        readonly from: Day
      }
    }
    person: Nothing
  }
  'announcement.withdrawn': { body: { readonly reason: string }; person: Nothing }
  'approvals.voided': {
    body: Cause & { readonly contentRoot: string; readonly approvers: readonly string[] }
    person: Nothing
  }
  'preparation.voided': { body: Cause & { readonly contentRoot: string }; person: Nothing }
  'release.voided': { body: Cause & { readonly contentRoot: string }; person: Nothing }
  'release.authorized': {
    /** INVARIANT: exactly this, for the receiver is given the opening of this leaf. */
    body: {
      readonly contentRoot: string
      /** SHA-256 of `statement.json`, both approvals in it, hex. */
      readonly statement: string
      readonly decision: string
      readonly sealed: readonly SealedPart[]
    }
    person: Nothing
  }
  'package.delivered': {
    body: {
      readonly contentRoot: string
      /** The published checkpoint that holds the leaf of `release.authorized`, and the leaf's place. */
      readonly checkpoint: { readonly size: number; readonly root: string }
      readonly leafIndex: number
      /**
       * Of a release of listed members: whoever is in it, or is not, is given the opening of this leaf. So it has nothing
       * of the classes, and `people` is empty: `release.prepared` has what was released of each.
       */
      readonly members?: MemberSetHead
    }
    person: { readonly cells: readonly CellName[] }
  }
  'package.collected': { body: { readonly contentRoot: string }; person: Nothing }
  /** Nobody came for it, and it was destroyed at the counter: nothing of it was disclosed. */
  'package.expired': { body: { readonly contentRoot: string }; person: Nothing }
  /** What somebody said came before the receiver did: it was taken away from the counter, and nothing of it was disclosed. */
  'package.taken-back': { body: { readonly contentRoot: string }; person: Nothing }
  /** The receiver agreed to the terms of this very content, before anything was handed over. */
  'terms.accepted': { body: { readonly contentRoot: string; readonly terms: string }; person: Nothing }
  'receipt.acknowledged': { body: { readonly contentRoot: string }; person: Nothing }
  'destruction.certified': {
    body: { readonly on: Day; readonly by: string; readonly method: string }
    person: Nothing
  }
  /** From now on this requester follows the case in their account, and nobody who did before. */
  'request.handed-over': { body: { readonly to: string; readonly reason: string }; person: Nothing }
  'appearance.entered': { body: Nothing; person: { readonly on: Day; readonly lawyer: Lawyer } }
  /** A person's lawyer was sent copies of the papers, and of what the person was told. */
  'copies.sent': { body: Nothing; person: { readonly on: Day } }
  'case.assigned': {
    /** Absent: it was laid back. */
    body: { readonly to?: string }
    person: Nothing
  }
  'note.added': { body: { readonly text: string; readonly privileged: boolean }; person: Nothing }
  'case.tagged': { body: { readonly tag: string; readonly stands: boolean }; person: Nothing }
  'request.refused': { body: { readonly letter: Letter; readonly decision: string }; person: Nothing }
  'request.withdrawn': { body: { readonly reason: string }; person: Nothing }
  /** A letter to one person stands in that person's part, and its file is gone with it. */
  'letter.made': { body: Omit<MadeLetter, 'pdf' | 'source'> & Partial<MadeLetter>; person: LetterFiles }
  'letter.marked': {
    body: { readonly letter: string; readonly as: LetterMark; readonly on: Day; readonly note?: string }
    person: Nothing
  }
  'case.closed': { body: Nothing; person: Nothing }
  'accounting.suspended': { body: Suspension; person: Nothing }
  'accounting.resumed': { body: { readonly reason: string }; person: Nothing }
  'hold.set': { body: { readonly matter: string }; person: Nothing }
  'hold.lifted': { body: { readonly matter: string }; person: Nothing }
  'incident.opened': { body: { readonly incident: string; readonly what: string }; person: Nothing }
  'incident.closed': { body: { readonly incident: string; readonly finding: string }; person: Nothing }
}

/** A refusal, or the request sent back with what it lacks. Neither says whether anybody was found. */
export const letters = ['refusal', 'mend'] as const
export type Letter = (typeof letters)[number]

export type FixedAnswer = {
  readonly answer: 'counsel' | 'mend' | 'refusal'
  /** Contents that the request lacks. */
  readonly lacks: readonly string[]
  /** It waits for counsel's signature; nothing is looked up before. */
  readonly counselSigns: boolean
  /** The moment of the law that it follows from, and the rules by their digest. */
  readonly asOf: string
  readonly rules: string
  readonly goesOutAt: Instant
}

/** The letter as it was printed, and what it was made from. */
export type LetterFiles = { readonly pdf: Artifact; readonly source: Artifact }

export const letterReaders = ['requester', 'person', 'lawyer', 'court'] as const
export type LetterReader = (typeof letterReaders)[number]

export type MadeLetter = LetterFiles & {
  /** l7: the letter of the case's seventh event. */
  readonly letter: string
  /** A kind of the letters: refusal, notice, cover … */
  readonly kind: string
  readonly language: string
  readonly to: LetterReader
}

/** What became of a letter on paper. */
export const letterMarks = ['printed', 'mailed', 'handed-over', 'returned'] as const
export type LetterMark = (typeof letterMarks)[number]

/** What the people of a case may not see of it, by whose statement and until when. */
export type Suspension = {
  readonly issuer: string
  readonly ground: string
  readonly form: 'written' | 'oral'
  readonly from: Day
  /** The last day. */
  readonly until: Day
}

export type CaseEventType = keyof EventShapes

export type CaseEvent<Type extends CaseEventType = CaseEventType> = {
  [T in Type]: Omit<EventRecord, 'type' | 'body' | 'people'> & {
    readonly type: T
    readonly body: EventShapes[T]['body']
    readonly people: { readonly [ref: string]: EventShapes[T]['person'] | null }
  }
}[Type]
