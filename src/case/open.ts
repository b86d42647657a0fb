/** What stands in the way of a command, as far as that is known before anything is typed or looked up. */
import { beforePreparing } from './answer.ts'
import type { Command, CommandName, Context, Reason } from './commands.ts'
import { closedTo, decideCommand } from './decide-command.ts'
import { noDispute } from './second-look.ts'
import type { CaseState } from './state.ts'

/**
 * Every reason against a command now, for this person; none where it may be tried. What somebody would still type
 * is not judged, so a command that is tried may be refused for that.
 */
export function whyNot(state: CaseState, name: CommandName, context: Context): readonly Reason[] {
  const closed = closedTo(state, name, context)
  if (closed !== undefined) return closed.reasons
  if (name === 'prepare' || name === 'fill-worksheet') return beforePreparing(state, context.now)
  if (name === 'decide') return noDispute(state)
  const probe = probes[name]?.(state)
  if (probe === undefined) return []
  const outcome = decideCommand(state, probe, context)
  return 'refusal' in outcome ? outcome.refusal.reasons : []
}

/** Commands that are the same whoever gives them. */
const probes: { readonly [Name in CommandName]?: (state: CaseState) => Command } = {
  'confirm-requester': () => ({ command: 'confirm-requester' }),
  'sign-answer': (state) => ({
    command: 'sign-answer',
    decision: state.decision?.decision ?? '',
    answer: answerToSign(state),
  }),
  refuse: () => ({ command: 'refuse', letter: 'refusal' }),
  close: () => ({ command: 'close' }),
}

/** What the standing decision gives for an answer. */
export function answerToSign({ decision }: CaseState): 'release' | 'refusal' {
  const releases = decision?.cells.some(
    ({ subject, outcome, needs }) => subject !== '*' && outcome === 'release' && needs.length === 0,
  )
  return releases === true ? 'release' : 'refusal'
}
