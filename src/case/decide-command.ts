/**
 * The one door into a case: a command and what is known lead to events, or to the reasons why not.
 *
 * Pure. The time, the actor and everything random come with the call, so the same call always gives the
 * same answer and an auditor can replay it.
 */
import { isInstant } from '#formats/shape.ts'
import * as after from './after.ts'
import * as announced from './announced.ts'
import * as answer from './answer.ts'
import type { Command, CommandName, Context, Reason, Refusal } from './commands.ts'
import * as counsel from './counsel.ts'
import * as desk from './desk.ts'
import type { CaseEvent } from './events.ts'
import * as learn from './learn.ts'
import * as members from './members.ts'
import { moveFrom, moves, stateWords, type Move } from './moves.ts'
import { unless, type Draft, type Handler } from './reasons.ts'
import type { CaseState } from './state.ts'
import * as outside from './outside.ts'
import * as suspend from './suspend.ts'
import * as tell from './tell.ts'
import * as worksheet from './worksheet.ts'

const handlers: { readonly [Name in CommandName]: Handler<Name> } = {
  receive: learn.receive,
  'read-instrument': learn.readInstrument,
  'read-order': learn.readOrder,
  'settle-reading': counsel.settleReading,
  'verify-instrument': learn.verifyInstrument,
  'verify-requester': learn.verifyRequester,
  'confirm-requester': learn.confirmRequester,
  'record-finding': learn.recordFinding,
  'fix-answer': tell.fixAnswer,
  'countersign-answer': tell.countersignAnswer,
  'send-answer': tell.sendAnswer,
  'list-members': members.listMembers,
  match: learn.match,
  decide: answer.decide,
  'record-counsel': learn.recordCounsel,
  'record-motion': counsel.recordMotion,
  refer: counsel.refer,
  'return-referral': counsel.returnReferral,
  'sign-answer': answer.signAnswer,
  'serve-notice': learn.serveNotice,
  'record-objection': learn.recordObjection,
  'begin-preparation': members.beginPreparation,
  'pause-preparation': members.pausePreparation,
  'resume-preparation': members.resumePreparation,
  'fill-worksheet': worksheet.fillWorksheet,
  prepare: answer.prepare,
  approve: answer.approve,
  'sign-outside': outside.signOutside,
  'void-approval': answer.voidApproval,
  announce: announced.announce,
  'withdraw-notice': announced.withdrawNotice,
  release: answer.release,
  deliver: after.deliver,
  'record-collection': after.recordCollection,
  'record-expiry': after.recordExpiry,
  'record-taking-back': after.recordTakingBack,
  'accept-terms': after.acceptTerms,
  'acknowledge-receipt': after.acknowledgeReceipt,
  'certify-destruction': after.certifyDestruction,
  'enter-appearance': desk.enterAppearance,
  'record-copies': desk.recordCopies,
  assign: desk.assign,
  'add-note': desk.addNote,
  tag: desk.tag,
  refuse: answer.refuse,
  withdraw: after.withdraw,
  'hand-to-requester': after.handToRequester,
  'make-letter': tell.makeLetter,
  'mark-letter': tell.markLetter,
  close: after.close,
  'suspend-accounting': suspend.suspendAccounting,
  'end-suspension': suspend.endSuspension,
  'set-hold': after.setHold,
  'lift-hold': after.liftHold,
  'open-incident': after.openIncident,
  'close-incident': after.closeIncident,
}

export type Decided = { readonly events: readonly CaseEvent[] } | { readonly refusal: Refusal }

/**
 * What a command does to a case.
 *
 * Every reason against it is given, not the first alone, except that a move that is not open, or not this
 * person's, is not looked into further. The events form one batch: they are recorded together or not at all.
 *
 * @param context trusted: who acts, with the roles of the staff register, and the time
 * @throws nothing for a command of the right type; a refusal is a value
 */
export function decideCommand(state: CaseState, command: Command, context: Context): Decided {
  const closed = closedTo(state, command.command, context)
  if (closed !== undefined) return { refusal: closed }
  const outcome = run(state, command, context)
  if (isReasons(outcome)) return { refusal: { move: command.command, reasons: outcome } }
  const stream = command.command === 'receive' ? command.stream : state.stream
  const undoes = moveFrom(command.command, state.status)?.undoes === true
  const drafts = [...(undoes ? undone(state, outcome) : []), outcome]
  return { events: drafts.map((draft, i) => toEvent(draft, stream, state.n + i + 1, context)) }
}

/**
 * Why this command is not open, or not this person's, whatever it says; undefined where it may be tried.
 * To be asked before anything is looked up for a command: who may not do it shall not learn what it would have found.
 */
export function closedTo(state: CaseState, name: CommandName, context: Context): Refusal | undefined {
  const move = moveFrom(name, state.status)
  const reasons = [...clock(state, context), ...opened(state, name, move), ...permitted(state, name, context, move)]
  return reasons.length > 0 ? { move: name, reasons } : undefined
}

function run<Name extends CommandName>(state: CaseState, command: Command<Name>, context: Context) {
  const handler: Handler<Name> = handlers[command.command]
  return handler(state, command, context)
}

function isReasons(outcome: readonly Reason[] | Draft): outcome is readonly Reason[] {
  return Array.isArray(outcome)
}

function clock({ lastAt = '' }: CaseState, { now }: Context): Reason[] {
  return unless(
    isInstant(now) && now >= lastAt,
    'clock-went-back',
    `the clock says ${now}, and the last event of this case is of ${lastAt}: set the clock right`,
  )
}

function opened(state: CaseState, name: CommandName, move: Move | undefined): Reason[] {
  const here = moves.filter(({ from }) => from.includes(state.status)).map(({ command }) => command)
  const there = moves.filter(({ command }) => command === name).flatMap(({ from }) => from)
  return unless(
    move !== undefined,
    'not-open',
    `${name} is open when a case is ${there.join(', ')}, and this one is ${state.status}: ${stateWords[state.status]}. Open now: ${here.join(', ')}`,
  )
}

function permitted(
  { account }: CaseState,
  name: CommandName,
  { actor }: Context,
  move: Move | undefined,
): readonly Reason[] {
  if (move === undefined) return []
  const may = actor.roles.filter((role) => move.who.includes(role))
  const asRequester = may.length > 0 && may.every((role) => role === 'requester')
  return [
    ...unless(
      may.length > 0,
      'not-your-role',
      `${name} is for ${move.who.join(', ')}; ${actor.id} is ${actor.roles.join(', ') || 'none of the staff'}`,
    ),
    // A colleague in the same office is a stranger to the case until staff hand it over to them.
    ...unless(
      !asRequester || name === 'receive' || account === actor.id,
      'not-your-case',
      `${actor.id} did not file this request, and it was not handed over to them`,
    ),
  ]
}

/** What becomes void with the event to come, the last made first. */
function undone(state: CaseState, { type: because }: Draft): Draft[] {
  const { prepared, released } = state
  if (prepared === undefined) return []
  const body = { because, contentRoot: prepared.contentRoot }
  const approvers = outside.signedBefore(state).map(({ who }) => who)
  return [
    ...(released ? [{ type: 'release.voided', body } as const] : []),
    ...(approvers.length > 0 ? [{ type: 'approvals.voided', body: { ...body, approvers } } as const] : []),
    { type: 'preparation.voided', body },
  ]
}

function toEvent(draft: Draft, stream: string, n: number, { now, actor }: Context): CaseEvent {
  return { people: {}, ...draft, at: now, stream, n, actor: actor.id }
}
