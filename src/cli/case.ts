/** `postern case`: one request, from the paper to its answer. */
import { Command } from 'commander'
import { afterCommands, incidentCommand } from './case-after.ts'
import {
  answerCommands,
  approveCommand,
  collectCommand,
  deliverCommand,
  signOutsideCommand,
  toSignCommand,
  type AnswerDeps,
} from './case-answer.ts'
import { aroundCommands, secondLookCommands, type AroundDeps } from './case-around.ts'
import { contentCommand, paperCommand } from './case-files.ts'
import { replayCommand, type ReplayDeps } from './case-replay.ts'
import { learnCommands, receiveCommand, type LearnDeps } from './case-learn.ts'
import { underHeadings } from './help.ts'
import { showCommand } from './case-show.ts'
import { worksheetCommand } from './case-worksheet.ts'

export type CaseDeps = LearnDeps & AnswerDeps & AroundDeps & ReplayDeps

export function caseCommand(deps: CaseDeps): Command {
  const commands = [
    ...learnCommands(deps),
    ...secondLookCommands(deps),
    ...aroundCommands(deps),
    ...answerCommands(deps),
    ...afterCommands(deps),
    receiveCommand(deps),
    showCommand(deps, about('show')),
    contentCommand(deps, about('content')),
    toSignCommand(deps, about('to-sign')),
    approveCommand(deps, about('approve')),
    signOutsideCommand(deps, about('sign-outside')),
    deliverCommand(deps, about('deliver')),
    collectCommand(deps, new Command('collect')),
    paperCommand(deps, about('paper')),
    replayCommand(deps, about('replay')),
    worksheetCommand(deps, about('worksheet')),
    incidentCommand(deps),
  ]

  const group = new Command('case').description('one request, from the paper to its answer').addHelpText(
    'after',
    `
A step that is not open yet says what is missing. Start with:

  postern case receive request.json --papers ./scans --as b-intake
  postern case show MA-DTA-2026-7K3Q9F2M

--as names who acts; POSTERN_AS saves typing it. Approvals ask for your own key.`,
  )
  const called = (name: string): Command => {
    const command = commands.find((one) => one.name() === name)
    if (command === undefined) throw new Error(`the case has no command ${name}`)
    return command
  }
  underHeadings(
    group,
    headings.map(([heading, names]) => [heading, names.map(called)]),
  )
  return group
}

/** In the order in which a case goes. */
const headings = [
  ['See', ['show', 'content', 'paper', 'replay']],
  [
    'Take in',
    ['receive', 'read', 'verify-paper', 'verify-requester', 'finding', 'members', 'fix-answer', 'countersign', 'match'],
  ],
  ['Look again', ['confirm-requester', 'read-order', 'settle']],
  ['Decide', ['decide', 'counsel', 'sign', 'notice', 'object', 'motion', 'refer', 'return']],
  [
    'Release',
    [
      'announce',
      'withdraw-notice',
      'worksheet',
      'prepare',
      'to-sign',
      'approve',
      'sign-outside',
      'void',
      'release',
      'deliver',
      'collect',
    ],
  ],
  ['Or refuse', ['refuse', 'withdraw']],
  ['Afterwards', ['receipt', 'destroyed', 'close']],
  [
    'At any time',
    ['hand-to-requester', 'assign', 'note', 'tag', 'appearance', 'copies', 'hold', 'lift-hold', 'incident'],
  ],
] as const

function about(name: string): Command {
  return new Command(name).argument('<number>', 'the case, such as MA-DTA-2026-7K3Q9F2M')
}
