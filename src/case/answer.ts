/** Commands that make the answer: decide, prepare, approve, release, or refuse. */
import { canonicalJson } from '#formats/canonical-json.ts'
import { bulkContentRoot, contentRoot as rootOf } from '#formats/content-root.ts'
import { grantsOf, personsGranted } from '#formats/grants.ts'
import { mostClasses } from '#formats/member-classes.ts'
import { isInstant } from '#formats/shape.ts'
import type { Duty } from '#vocabulary/codes.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { MadeDecision, Reason } from './commands.ts'
import type { BulkContent, DecidedCell } from './events.ts'
import { notAnnounced } from './announced.ts'
import { overCap } from './caps.ts'
import { fromOutside, materialOf, signedBefore } from './outside.ts'
import { copiesDue } from './desk.ts'
import { noOpenIncident, notExpired, personsIn, signedOverThis, workedOn } from './prepared.ts'
import { dayOf, isBlank, isHash, noneOf, offsetOf, standing, unknownOf, unless, type Handler } from './reasons.ts'
import { nameOf, released } from './released.ts'
import { noDispute, seenByTwo } from './second-look.ts'
import type { CaseState, Prepared, StandingDecision } from './state.ts'
import { wordsOf } from './without-people.ts'

/** A case file is taken, decided and handed in within one command; longer than this, time has moved on. */
const longestDecision = 10 * 60_000

export const decide: Handler<'decide'> = (state, command, { now }) => {
  const { decision, commitment, sealed, asOf } = command
  const reasons = [
    ...noDispute(state),
    ...ofThisMoment(state, command, now),
    ...unless(
      isHash(commitment) && !isBlank(sealed),
      'decision-uncommitted',
      'a decision is recorded with its commitment and with a copy sealed to oversight',
    ),
  ]
  if (reasons.length > 0) return reasons
  const { disposition, duties, missing, deadlines, rules, cells } = decision
  const of = (subject: string): DecidedCell[] =>
    cells.flatMap(({ subject: about, program, element, outcome, needs, basis, why }) =>
      about === subject ? [{ program, element, outcome, needs, basis, why }] : [],
    )
  return {
    type: 'decision.made',
    body: { decision: commitment, sealed, asOf, disposition, duties, missing, deadlines, rules, classCells: of('*') },
    people: Object.fromEntries(Object.keys(state.people).map((ref) => [ref, { cells: of(ref) }])),
  }
}

/** The decision was made for this case, from all that is known of it, for now. */
function ofThisMoment(state: CaseState, { decision, asOf, seen }: MadeDecision, now: Instant): Reason[] {
  const age = offsetOf(asOf) === undefined ? Number.NaN : Date.parse(now) - Date.parse(asOf)
  const subjects = [...new Set(decision.cells.map(({ subject }) => subject))].filter((subject) => subject !== '*')
  return [
    ...unless(
      decision.case === state.number,
      'decision-of-another-case',
      `the decision is about another case than ${state.number}`,
    ),
    ...unless(
      seen === state.n,
      'decision-out-of-date',
      `the decision was made from event ${seen} of this case, which has come to ${state.n}: decide again`,
    ),
    ...unless(
      age >= 0 && age <= longestDecision,
      'decision-not-of-now',
      'the decision was made for another moment than now: decide again',
    ),
    ...noneOf(unknownOf(subjects, state.people), 'person-unknown', (list) => `this case has no person ${list}`),
  ]
}

export const signAnswer: Handler<'sign-answer'> = (state, { decision, answer }) => {
  const standingDecision = standing(state.decision, 'a decision')
  const right = released(standingDecision).length > 0 ? 'release' : 'refusal'
  const reasons = [
    ...superseded(standingDecision, decision),
    ...unless(
      answer === right,
      'answer-is-another',
      right === 'release'
        ? 'the decision releases something, so the answer to sign is a release'
        : 'the decision releases nothing, so the answer to sign is a refusal',
    ),
    ...(right === 'release' ? seenByTwo(state) : []),
  ]
  return reasons.length > 0 ? reasons : { type: 'answer.signed', body: { decision, answer } }
}

export const prepare: Handler<'prepare'> = (state, command, { now }) => {
  const decision = standing(state.decision, 'a decision')
  const { cells, contentRoot, opened, sealed, terms, recipient, receipt, expiresAt, synthetic, copy, above, bulk } =
    command
  const open = new Set(released(decision).map((cell) => nameOf(cell.subject, cell)))
  const wanted = Object.entries(cells).flatMap(([ref, list]) => list.map((cell) => nameOf(ref, cell)))
  const reasons = [
    ...beforePreparing(state, now),
    ...superseded(decision, command.decision),
    ...unless(wanted.length > 0, 'package-empty', 'the package holds no cell'),
    ...unless(
      isWholly(bulk, state, cells),
      'grants-wrong',
      'what the package says of how many persons get what is not what the classes give',
    ),
    ...noneOf(
      wanted.filter((cell) => !open.has(cell)),
      'cell-not-released',
      (list) => `the package holds what the decision does not release: ${list}`,
    ),
    ...unless(
      state.recipient === undefined || state.recipient === recipient,
      'receiver-key-differs',
      'the package is sealed to another key than the receiver’s',
    ),
    ...unless(
      (bulk === undefined ? rootOf({ opened, sealed, terms }) : bulkContentRoot({ opened, terms })) === contentRoot &&
        isHash(receipt),
      'content-root-wrong',
      'the content root is not the hash of what was sealed, or no receipt code goes with it',
    ),
    ...unless(
      state.prepared?.contentRoot !== contentRoot,
      'already-prepared',
      'this very content stands prepared; there is nothing to do',
    ),
    ...unless(isInstant(expiresAt) && expiresAt > now, 'expiry-passed', 'the package must expire at a moment to come'),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'release.prepared',
    body: {
      contentRoot,
      opened,
      sealed,
      terms,
      decision: command.decision,
      recipient,
      receipt,
      expiresAt,
      synthetic,
      ...(copy === undefined ? {} : { copy }),
      above,
      ...(bulk === undefined ? {} : { bulk }),
    },
    people: Object.fromEntries(
      Object.entries(cells).map(([ref, list]) => [
        ref,
        { cells: list.map(({ program, element }) => ({ program, element })) },
      ]),
    ),
  }
}

/**
 * Who gets what is counted from the classes, where members were listed; and only there. All who were listed are in the
 * set, each class under a number of its own.
 */
function isWholly(bulk: BulkContent | undefined, { members, people }: CaseState, cells: Prepared['cells']): boolean {
  if (bulk === undefined || members === undefined) return bulk === undefined && members === undefined
  const grants = grantsOf(
    Object.entries(cells).map(([ref, granted]) => {
      const match = people[ref]?.match
      return { persons: match?.match === 'class' ? match.persons : 0, cells: granted }
    }),
  )
  return (
    bulk.persons === personsGranted(grants) &&
    bulk.members.count === members.count &&
    areNumbered(bulk, people) &&
    canonicalJson(bulk.grants) === canonicalJson(grants)
  )
}

function areNumbered({ classes }: BulkContent, people: CaseState['people']): boolean {
  const refs = Object.keys(people).filter((ref) => people[ref]?.match?.match === 'class')
  const numbers = Object.values(classes)
  return (
    numbers.length === refs.length &&
    refs.every((ref) => Object.hasOwn(classes, ref)) &&
    numbers.every((one) => Number.isSafeInteger(one) && one >= 0 && one < mostClasses) &&
    new Set(numbers).size === numbers.length
  )
}

/**
 * Every reason against preparing that is known before anything is read from the source. A case of which one
 * holds has nothing read for it.
 */
export function beforePreparing(state: CaseState, now: Instant): Reason[] {
  const decision = standing(state.decision, 'a decision')
  const refs = [...new Set(released(decision).map(({ subject }) => subject))]
  return [
    ...noOpenIncident(state),
    ...unless(refs.length > 0, 'nothing-to-release', 'the decision releases nothing, so there is nothing to prepare'),
    ...seenByTwo(state),
    ...dutiesFirst(state, decision.duties, refs, dayOf(now, offsetOf(decision.asOf) ?? 0)),
    ...unless(
      state.recipient !== undefined,
      'receiver-key-missing',
      'no key of the receiver is known: take it from the requester when you verify them',
    ),
  ]
}

export const approve: Handler<'approve'> = (state, { check, countBefore = 0 }, { now, actor }) => {
  const prepared = standing(state.prepared, 'a preparation')
  if (!check.valid) return [{ code: check.code, words: check.words }]
  const { approver, role, key, publicKey, signCount = 0, demo, contentRoot, approval } = check
  const reasons = [
    ...noOpenIncident(state),
    ...unless(approver === actor.id, 'not-the-signer', `the approval is signed by ${approver}, not by ${actor.id}`),
    ...unless(
      actor.roles.includes(role),
      'role-not-held',
      `the approval is signed as ${role}, and ${actor.id} does not hold that role`,
    ),
    ...signedOverThis(state, prepared, check, { now, what: 'the approval' }),
    ...unless(
      !workedOn(state).includes(approver),
      'own-work',
      `${approver} decided or prepared this release, or filled in a worksheet of it, and cannot approve it: somebody else must`,
    ),
    ...unless(
      signedBefore(state).every(({ who, key: theirs }) => who !== approver && materialOf(theirs) !== publicKey),
      'same-person-twice',
      'one person, or one key, has approved this already; the second approval must be another person’s with a key of their own',
    ),
    ...notExpired(prepared, now),
  ]
  if (reasons.length > 0) return reasons
  // Recorded and not held against them: a passkey that is synced counts on each device for itself, or not at all.
  const fell = signCount > 0 && signCount <= countBefore ? { countFell: { from: countBefore, to: signCount } } : {}
  return { type: 'release.approved', body: { contentRoot, role, key, demo, approval, ...fell } }
}

export const voidApproval: Handler<'void-approval'> = (state, { reason }) => {
  const reasons = unless(!isBlank(reason), 'reason-missing', 'say why the approval is taken back')
  if (reasons.length > 0) return reasons
  return {
    type: 'approvals.voided',
    body: {
      because: 'asked',
      reason: wordsOf(state)(reason),
      contentRoot: standing(state.prepared, 'a preparation').contentRoot,
      approvers: signedBefore(state).map(({ who }) => who),
    },
  }
}

export const release: Handler<'release'> = (state, command, { now }) => {
  const prepared = standing(state.prepared, 'a preparation')
  const { decision: fresh, asOf, contentRoot, statement, counted } = command
  const { decision, sealed, cells } = prepared
  const today = dayOf(now, offsetOf(asOf) ?? 0)
  const reasons = [
    ...noOpenIncident(state),
    ...ofThisMoment(state, command, now),
    ...unless(
      contentRoot === prepared.contentRoot,
      'other-content',
      'the content to release is not what stands prepared and approved',
    ),
    ...noneOf(
      changes(fresh.cells, cells),
      'decision-changed',
      (list) => `decided anew, the case no longer releases ${list}`,
    ),
    ...seenByTwo(state),
    ...dutiesFirst(
      state,
      [...standing(state.decision, 'a decision').duties, ...fresh.duties],
      Object.keys(cells),
      today,
    ),
    ...overCap(personsIn(prepared), counted, today),
    ...fromOutside(state, prepared, command),
    ...notAnnounced(state, prepared, fresh.cells, command, today),
    ...unless(isHash(statement), 'statement-missing', 'a release names the statement that goes with it'),
    ...notExpired(prepared, now),
  ]
  return reasons.length > 0
    ? reasons
    : { type: 'release.authorized', body: { contentRoot, statement, decision, sealed } }
}

/** Each prepared cell that a decision made now does not release, and what became of it. */
function changes(now: MadeDecision['decision']['cells'], prepared: Prepared['cells']): string[] {
  return Object.entries(prepared).flatMap(([ref, cells]) =>
    cells.flatMap((cell) => {
      const found = now.find((one) => nameOf(one.subject, one) === nameOf(ref, cell))
      if (found?.outcome === 'release' && found.needs.length === 0) return []
      const why = found === undefined ? 'not decided' : [found.outcome, ...found.needs].join(' ')
      return [`${nameOf(ref, cell)} (${why})`]
    }),
  )
}

export const refuse: Handler<'refuse'> = (state, { letter }) => {
  const decision = standing(state.decision, 'a decision')
  const reasons = [
    ...noOpenIncident(state),
    ...unless(
      released(decision).length === 0,
      'something-is-released',
      'the decision releases something: prepare it, or decide again',
    ),
    ...counselSigned(state, decision.duties, 'refusal'),
  ]
  return reasons.length > 0 ? reasons : { type: 'request.refused', body: { letter, decision: decision.decision } }
}

export function superseded({ decision }: StandingDecision, named: string): Reason[] {
  return unless(
    named === decision,
    'decision-superseded',
    `another decision stands: ${decision.slice(0, 16)}…; take that one`,
  )
}

/** What the law wants done before anything leaves (contract, "Duties"). */
function dutiesFirst(state: CaseState, duties: readonly Duty[], refs: readonly string[], today: string): Reason[] {
  return [
    ...(duties.includes('notify-subject-before') ? noticeFirst(state, refs, today) : []),
    ...(duties.includes('inform-court') ? courtFirst(state) : []),
    ...counselSigned(state, duties, 'release'),
  ]
}

function noticeFirst(state: CaseState, refs: readonly string[], today: string): Reason[] {
  const { notices } = state
  const toldOf = (ref: string) => notices.flatMap(({ person, given }) => (person === ref && given ? [given] : []))
  return [
    ...noneOf(
      refs.filter((ref) => toldOf(ref).length === 0),
      'notice-not-served',
      (list) => `${list} must be told before anything is released: serve notice first`,
    ),
    ...noneOf(
      refs.filter((ref) => toldOf(ref).some(({ objectionPeriodEnds = '' }) => objectionPeriodEnds >= today)),
      'time-to-object-runs',
      (list) => `${list} may still object; the last day counts`,
    ),
    ...noneOf(
      copiesDue(state, refs),
      'copies-not-sent',
      (list) => `a lawyer has appeared for ${list} and has had no copies: send them before anything is released`,
    ),
  ]
}

/** Papers behind which a court stands that can be told of the law (contract, "inform-court"); a warrant is not one. */
const courtPapers = new Set([
  'court-order',
  'part-2-order',
  'judicial-subpoena',
  'grand-jury-subpoena',
  'attorney-subpoena',
])

function courtFirst({ instruments, established }: CaseState): Reason[] {
  const papers = Object.entries(instruments).flatMap(([id, { kind, facts, authenticity }]) =>
    authenticity !== 'failed' && (courtPapers.has(kind) || facts?.enforcedByCourt === true) ? [id] : [],
  )
  return noneOf(
    papers.filter((id) => !established.courtInformed.includes(id)),
    'court-not-informed',
    (list) => `the court behind ${list} must first be told of the law that restricts disclosure`,
  )
}

/** While a referral to counsel stands, no answer leaves that counsel has not signed (contract, "Duties"). */
function counselSigned(
  { signed, referred }: CaseState,
  duties: readonly Duty[],
  answer: 'release' | 'refusal',
): Reason[] {
  return unless(
    (!duties.includes('refer-to-counsel') && referred === undefined) || signed === answer,
    'counsel-not-signed',
    `this case is referred to counsel, and counsel has not signed the ${answer}: counsel reads the decision and signs the answer`,
  )
}
