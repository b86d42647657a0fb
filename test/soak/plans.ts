/**
 * The ways that the cases of a soak go, as lists of steps. Together they make every move of the table.
 *
 * Where a case stands is read from its own events and nowhere else, so that a process that was just started
 * goes on where another one was killed.
 */
import type { CommandName } from '#case/commands.ts'
import { moves, type State } from '#case/moves.ts'
import type { CaseState } from '#case/state.ts'
import type { StoredEvent } from '#log/ledger.ts'

/** Not moves of the case: bring the log before the public, and take the package away as its receiver. */
export type Step = CommandName | 'publish' | 'collect'

export const plans = {
  released: [
    'receive',
    'assign',
    'read-instrument',
    'read-instrument',
    'verify-instrument',
    'verify-requester',
    'confirm-requester',
    'record-finding',
    'read-order',
    'fix-answer',
    'match',
    'make-letter',
    'mark-letter',
    'decide',
    'record-counsel',
    'decide',
    'sign-answer',
    'publish',
    'set-hold',
    'prepare',
    'approve',
    'void-approval',
    'open-incident',
    'close-incident',
    'approve',
    'sign-outside',
    'approve',
    'release',
    'publish',
    'deliver',
    'hand-to-requester',
    'accept-terms',
    'collect',
    'record-collection',
    'acknowledge-receipt',
    'serve-notice',
    'certify-destruction',
    'lift-hold',
    'close',
    'publish',
  ],
  refused: [
    'receive',
    'read-instrument',
    'record-motion',
    'refer',
    'return-referral',
    'add-note',
    'tag',
    'suspend-accounting',
    'end-suspension',
    'fix-answer',
    'countersign-answer',
    'match',
    'record-objection',
    'decide',
    'sign-answer',
    'publish',
    'refuse',
  ],
  /** An objection comes when everything is approved: it goes back to the start, and then the requester gives up. */
  withdrawn: [
    'receive',
    'read-instrument',
    'read-instrument',
    'settle-reading',
    'enter-appearance',
    'verify-instrument',
    'verify-requester',
    'confirm-requester',
    'record-copies',
    'fix-answer',
    'match',
    'record-counsel',
    'decide',
    'sign-answer',
    'fill-worksheet',
    'prepare',
    'approve',
    'approve',
    'release',
    'record-objection',
    'withdraw',
    'publish',
    'close',
  ],
  /** Nobody comes for the package. */
  expired: [
    'receive',
    'read-instrument',
    'read-instrument',
    'verify-instrument',
    'verify-requester',
    'confirm-requester',
    'fix-answer',
    'match',
    'record-counsel',
    'decide',
    'sign-answer',
    'prepare',
    'approve',
    'approve',
    'release',
    'publish',
    'deliver',
    'record-expiry',
    'send-answer',
  ],
  /** An audit of listed members, which its requester gives up once it is prepared. */
  members: [
    'receive',
    'verify-requester',
    'confirm-requester',
    'record-finding',
    'record-finding',
    'list-members',
    'fix-answer',
    'match',
    'record-counsel',
    'decide',
    'sign-answer',
    'begin-preparation',
    'pause-preparation',
    'resume-preparation',
    'prepare',
    'withdraw',
    'publish',
    'close',
  ],
  /** A person's own words come before the receiver. */
  'taken-back': [
    'receive',
    'read-instrument',
    'read-instrument',
    'verify-instrument',
    'verify-requester',
    'confirm-requester',
    'fix-answer',
    'match',
    'record-counsel',
    'decide',
    'sign-answer',
    'announce',
    'withdraw-notice',
    'prepare',
    'approve',
    'approve',
    'release',
    'publish',
    'deliver',
    'record-taking-back',
  ],
} as const satisfies Record<string, readonly Step[]>
export type Plan = keyof typeof plans

export const planNames = Object.keys(plans).filter((name): name is Plan => Object.hasOwn(plans, name))

/** What has been reached besides the events of the case. */
export interface Reached {
  /** So many entries are public. */
  readonly published: number
  readonly collected: boolean
}

/**
 * The next step of a case, or undefined where it is at its end.
 *
 * Steps whose events stand are behind it, in the order of the plan. Where somebody else's late fact undid
 * what stood, the state says from where it has to be done again.
 */
export function nextStep(
  plan: Plan,
  state: CaseState,
  events: readonly StoredEvent[],
  { published, collected }: Reached,
): Step | undefined {
  const steps: readonly Step[] = plans[plan]
  let at = 0
  let lastSeq = -1
  // Two at one case may come to it in another order than the plan's.
  const isSigned = (step: Step | undefined): boolean => step === 'sign-outside' && state.outside !== undefined
  const passBy = (): void => {
    for (;;) {
      const waits = steps[at] === 'publish' ? lastSeq >= published : steps[at] === 'collect' && !collected
      if (waits || (steps[at] !== 'publish' && steps[at] !== 'collect' && !isSigned(steps[at]))) return
      at += 1
    }
  }
  for (const { record, seq } of events) {
    // A later event says that the case did not wait here.
    while (steps[at] === 'publish' || steps[at] === 'collect' || isSigned(steps[at])) at += 1
    const step = steps[at]
    if (record.type === eventOf(step) && !isUndoing(record.body)) at += 1
    lastSeq = seq
  }
  passBy()
  const next = Math.min(at, againFrom(steps, state) ?? at)
  return steps[isSigned(steps[next]) ? next + 1 : next]
}

function eventOf(step: Step | undefined): string | undefined {
  return moves.find(({ command }) => command === step)?.event
}

/** Approvals that became void with something else were taken back by nobody. */
export function isUndoing(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'because' in body && body.because !== 'asked'
}

/** The latest place in the plan that a case in this state can be at. */
function againFrom(steps: readonly Step[], { status, signed, requesterCheck }: CaseState): number | undefined {
  const last = (step: Step): number => steps.lastIndexOf(step)
  // Called once more by somebody who was slower: what a second person confirmed was the call before.
  const unconfirmed = requesterCheck !== undefined && requesterCheck.confirmedBy === undefined
  if (status === 'decided' && unconfirmed && steps.includes('confirm-requester')) return last('confirm-requester')
  const backAtLast: readonly Step[] = ['withdraw', 'record-expiry', 'record-taking-back']
  if (status === 'matched' && backAtLast.some((step) => steps.includes(step))) return undefined
  const places: Partial<Record<State, number>> = {
    matched: last('decide'),
    decided: signed === undefined ? last('sign-answer') : last(steps.includes('prepare') ? 'prepare' : 'refuse'),
    prepared: last('approve') - 1,
    'approved-once': last('approve'),
    approved: last('release'),
  }
  const place = places[status]
  // A plan that never comes so far has nothing there to go back to.
  return place === undefined || place < 0 ? undefined : place
}
