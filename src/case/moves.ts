/**
 * The states of a case and every move between them, as data.
 *
 * `decideCommand` allows nothing that does not stand here; what else a move asks for stands in
 * `guards.ts`. The diagram in docs/case-states.md is printed from this table.
 */
import type { CommandName } from './commands.ts'
import type { CaseEventType } from './events.ts'
import type { Role } from './roles.ts'

/** Each state, and what a case in it still lacks. */
export const stateWords = {
  new: 'nothing was received yet',
  received: 'the people asked about are not matched yet',
  matched: 'nothing is decided on what is known now',
  decided: 'no package is prepared, and no refusal has left',
  prepared: 'nobody has approved the package yet',
  'approved-once': 'the second approval is missing',
  approved: 'the release is not in the log yet',
  released: 'the log knows of the release, and the package is not delivered yet',
  delivered: 'the receiver has not acknowledged receipt',
  acknowledged: 'the receiver has not certified destruction',
  destroyed: 'the case can be closed',
  refused: 'the request was refused',
  withdrawn: 'the request was withdrawn',
  closed: 'the case is closed',
} as const
export type State = keyof typeof stateWords

export function isState(text: string): text is State {
  return Object.hasOwn(stateWords, text)
}

/** In the order of the path. */
export const states: readonly State[] = Object.keys(stateWords).filter(isState)

export interface Move {
  command: CommandName
  from: readonly State[]
  to: State | 'same'
  event: CaseEventType
  who: readonly Role[]
  /** What was prepared, approved or released before becomes void in the same batch. */
  undoes?: true
}

const early = ['received', 'matched'] as const
const answered = ['decided', 'prepared', 'approved-once', 'approved', 'released'] as const
const approving = ['approved-once', 'approved'] as const
const gone = ['delivered', 'acknowledged', 'destroyed'] as const
const over = ['refused', 'withdrawn'] as const

const begun = [...early, ...answered, ...gone, ...over, 'closed'] as const

const staff = ['intake-officer', 'disclosure-officer', 'counsel'] as const
const officers = ['disclosure-officer', 'counsel'] as const
const keepers = ['counsel', 'privacy-officer'] as const
const desk = [...staff, 'approver', 'privacy-officer'] as const

/**
 * A new fact about the case. Whatever was decided, prepared, approved or released before it stands
 * on less than what is known now, so the case goes back to be decided again; only what was handed
 * over stays handed over.
 */
function fact(command: CommandName, event: CaseEventType, who: readonly Role[], later: readonly State[] = []): Move[] {
  return [
    { command, from: [...early, ...later], to: 'same', event, who },
    { command, from: answered, to: 'matched', event, who, undoes: true },
  ]
}

export const moves: readonly Move[] = [
  {
    command: 'receive',
    from: ['new'],
    to: 'received',
    event: 'request.received',
    who: ['intake-officer', 'disclosure-officer', 'requester'],
  },
  ...fact('read-instrument', 'instrument.read', staff),
  ...fact('read-order', 'order.read', staff),
  // Where people differ nothing is decided, so nothing later stands.
  { command: 'settle-reading', from: early, to: 'same', event: 'reading.settled', who: ['counsel'] },
  ...fact('verify-instrument', 'instrument.checked', officers),
  ...fact('verify-requester', 'requester.checked', staff),
  { command: 'confirm-requester', from: [...early, 'decided'], to: 'same', event: 'requester.confirmed', who: staff },
  ...fact('record-finding', 'finding.recorded', officers),
  ...fact('list-members', 'members.listed', ['disclosure-officer']),
  {
    command: 'fix-answer',
    from: [...early, ...answered],
    to: 'same',
    event: 'answer.fixed',
    who: [...staff, 'system'],
  },
  {
    command: 'countersign-answer',
    from: [...early, ...answered, 'refused'],
    to: 'same',
    event: 'answer.countersigned',
    who: ['counsel'],
  },
  {
    command: 'send-answer',
    from: [...early, ...answered, 'refused'],
    to: 'same',
    event: 'answer.sent',
    who: ['system'],
  },
  {
    command: 'match',
    from: [...early, ...answered],
    to: 'matched',
    event: 'people.matched',
    // The system: where somebody has objected since.
    who: ['intake-officer', 'disclosure-officer', 'system'],
    undoes: true,
  },
  {
    command: 'decide',
    from: ['matched', ...answered],
    to: 'decided',
    event: 'decision.made',
    who: officers,
    undoes: true,
  },
  ...fact('record-counsel', 'counsel.decided', ['counsel']),
  ...fact('record-motion', 'motion.recorded', ['counsel']),
  {
    command: 'refer',
    from: [...early, ...answered],
    to: 'same',
    event: 'case.referred',
    who: [...staff, 'privacy-officer'],
  },
  {
    command: 'return-referral',
    from: [...early, ...answered],
    to: 'same',
    event: 'referral.returned',
    who: ['counsel'],
  },
  { command: 'sign-answer', from: ['decided'], to: 'same', event: 'answer.signed', who: ['counsel'] },
  ...fact('serve-notice', 'notice.served', officers, gone),
  // The system: where somebody answers a notice on their own page.
  ...fact('record-objection', 'objection.recorded', [...staff, 'privacy-officer', 'system'], gone),
  {
    command: 'begin-preparation',
    from: ['decided'],
    to: 'same',
    event: 'preparation.begun',
    who: ['disclosure-officer'],
  },
  {
    command: 'pause-preparation',
    from: ['decided'],
    to: 'same',
    event: 'preparation.paused',
    who: ['disclosure-officer', 'counsel', 'privacy-officer'],
  },
  {
    command: 'resume-preparation',
    from: ['decided'],
    to: 'same',
    event: 'preparation.resumed',
    who: ['disclosure-officer'],
  },
  {
    command: 'fill-worksheet',
    from: ['decided'],
    to: 'same',
    event: 'worksheet.filled',
    who: ['intake-officer', 'disclosure-officer'],
  },
  {
    command: 'fill-worksheet',
    // Another sheet is other content.
    from: ['prepared', ...approving],
    to: 'decided',
    event: 'worksheet.filled',
    who: ['intake-officer', 'disclosure-officer'],
    undoes: true,
  },
  {
    command: 'prepare',
    from: ['decided', 'prepared', ...approving],
    to: 'prepared',
    event: 'release.prepared',
    who: ['disclosure-officer'],
    undoes: true,
  },
  {
    command: 'approve',
    from: ['prepared'],
    to: 'approved-once',
    event: 'release.approved',
    who: ['approver', 'privacy-officer'],
  },
  {
    command: 'approve',
    from: ['approved-once'],
    to: 'approved',
    event: 'release.approved',
    who: ['approver', 'privacy-officer'],
  },
  {
    command: 'sign-outside',
    from: ['prepared', ...approving],
    to: 'same',
    event: 'release.signed-outside',
    // Whoever signs is nobody's staff; the system acts for them on their signature alone.
    who: ['system'],
  },
  {
    command: 'void-approval',
    from: approving,
    to: 'prepared',
    event: 'approvals.voided',
    who: ['disclosure-officer', 'counsel', 'approver', 'privacy-officer'],
  },
  {
    command: 'announce',
    from: ['decided', 'prepared', ...approving],
    to: 'same',
    event: 'release.announced',
    who: officers,
  },
  {
    command: 'withdraw-notice',
    from: ['matched', 'decided', 'prepared', ...approving],
    to: 'same',
    event: 'announcement.withdrawn',
    who: officers,
  },
  {
    command: 'release',
    from: ['approved'],
    to: 'released',
    event: 'release.authorized',
    who: ['disclosure-officer', 'privacy-officer'],
  },
  {
    command: 'deliver',
    from: ['released'],
    to: 'delivered',
    event: 'package.delivered',
    who: ['system', 'disclosure-officer'],
  },
  {
    command: 'record-collection',
    from: ['delivered'],
    to: 'same',
    event: 'package.collected',
    who: ['system', 'disclosure-officer'],
  },
  { command: 'record-expiry', from: ['delivered'], to: 'matched', event: 'package.expired', who: ['system'] },
  {
    command: 'record-taking-back',
    from: ['delivered'],
    to: 'matched',
    event: 'package.taken-back',
    who: ['system'],
  },
  { command: 'accept-terms', from: ['delivered'], to: 'same', event: 'terms.accepted', who: ['requester'] },
  {
    command: 'acknowledge-receipt',
    from: ['delivered'],
    to: 'acknowledged',
    event: 'receipt.acknowledged',
    who: ['requester', 'disclosure-officer', 'intake-officer', 'system'],
  },
  {
    command: 'certify-destruction',
    from: ['delivered', 'acknowledged'],
    to: 'destroyed',
    event: 'destruction.certified',
    who: ['requester', 'disclosure-officer', 'privacy-officer'],
  },
  { command: 'refuse', from: ['decided'], to: 'refused', event: 'request.refused', who: officers },
  {
    command: 'withdraw',
    // Also what was refused and not told yet: whether it was is nobody's to learn by taking the request back.
    from: [...early, ...answered, 'refused'],
    to: 'withdrawn',
    event: 'request.withdrawn',
    who: [...staff, 'requester'],
    undoes: true,
  },
  { command: 'hand-to-requester', from: begun, to: 'same', event: 'request.handed-over', who: staff },
  { command: 'close', from: [...gone, ...over], to: 'closed', event: 'case.closed', who: officers },
  {
    command: 'make-letter',
    from: begun,
    to: 'same',
    event: 'letter.made',
    who: [...staff, 'privacy-officer', 'system'],
  },
  { command: 'mark-letter', from: begun, to: 'same', event: 'letter.marked', who: [...staff, 'privacy-officer'] },
  {
    command: 'enter-appearance',
    from: [...early, ...answered, ...gone],
    to: 'same',
    event: 'appearance.entered',
    who: [...staff, 'privacy-officer'],
  },
  {
    command: 'record-copies',
    from: [...early, ...answered, ...gone],
    to: 'same',
    event: 'copies.sent',
    who: [...staff, 'privacy-officer', 'system'],
  },
  { command: 'assign', from: begun, to: 'same', event: 'case.assigned', who: desk },
  // The system: where work that nobody waits for came to a stop.
  { command: 'add-note', from: begun, to: 'same', event: 'note.added', who: [...desk, 'system'] },
  { command: 'tag', from: begun, to: 'same', event: 'case.tagged', who: desk },
  { command: 'suspend-accounting', from: begun, to: 'same', event: 'accounting.suspended', who: ['counsel'] },
  { command: 'end-suspension', from: begun, to: 'same', event: 'accounting.resumed', who: ['counsel'] },
  { command: 'set-hold', from: begun, to: 'same', event: 'hold.set', who: keepers },
  { command: 'lift-hold', from: begun, to: 'same', event: 'hold.lifted', who: keepers },
  {
    command: 'open-incident',
    from: begun,
    to: 'same',
    event: 'incident.opened',
    who: ['system', 'disclosure-officer', ...keepers],
  },
  { command: 'close-incident', from: begun, to: 'same', event: 'incident.closed', who: keepers },
]

/** The move that `command` makes from `state`, if there is one. */
export function moveFrom(command: CommandName, state: State): Move | undefined {
  return moves.find((move) => move.command === command && move.from.includes(state))
}
