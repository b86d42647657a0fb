/** A refusal in words: what was asked for, every reason why not, and that nothing was recorded. */
import type { CommandName, Refusal } from '#case/commands.ts'
import { wrap } from './wrap.ts'

/** What each command of a case is called here. */
const commands: Readonly<Record<CommandName, string>> = {
  receive: 'receive',
  'read-instrument': 'read',
  'read-order': 'read-order',
  'settle-reading': 'settle',
  'verify-instrument': 'verify-paper',
  'verify-requester': 'verify-requester',
  'confirm-requester': 'confirm-requester',
  'record-finding': 'finding',
  'fix-answer': 'fix-answer',
  'countersign-answer': 'countersign',
  'send-answer': 'tick',
  'make-letter': 'letter',
  'mark-letter': 'letter',
  'list-members': 'members',
  'begin-preparation': 'prepare',
  'pause-preparation': 'pause',
  'resume-preparation': 'resume',
  match: 'match',
  decide: 'decide',
  'record-counsel': 'counsel',
  'record-motion': 'motion',
  refer: 'refer',
  'return-referral': 'return',
  'sign-answer': 'sign',
  'serve-notice': 'notice',
  'record-objection': 'object',
  'fill-worksheet': 'worksheet',
  prepare: 'prepare',
  approve: 'approve',
  'sign-outside': 'sign-outside',
  'void-approval': 'void',
  announce: 'announce',
  'withdraw-notice': 'withdraw-notice',
  release: 'release',
  deliver: 'deliver',
  'record-collection': 'collect',
  'record-expiry': 'tick',
  'record-taking-back': 'tick',
  'accept-terms': 'accept-terms',
  'acknowledge-receipt': 'receipt',
  'certify-destruction': 'destroyed',
  'enter-appearance': 'appearance',
  'record-copies': 'copies',
  assign: 'assign',
  'add-note': 'note',
  tag: 'tag',
  refuse: 'refuse',
  withdraw: 'withdraw',
  'hand-to-requester': 'hand-to-requester',
  close: 'close',
  'suspend-accounting': 'suspend',
  'end-suspension': 'end-suspension',
  'set-hold': 'hold',
  'lift-hold': 'lift-hold',
  'open-incident': 'incident open',
  'close-incident': 'incident close',
}

export function commandOf(move: CommandName): string {
  return commands[move]
}

export function refusalText({ move, reasons }: Refusal): string {
  const lines = reasons.flatMap(({ words }) => wrap(sentence(withCommands(words)), 76).map(indented))
  return [`\`case ${commandOf(move)}\` is refused, and nothing was recorded:`, ...lines].join('\n')
}

function indented(line: string, i: number): string {
  return `${i === 0 ? '  - ' : '    '}${line}`
}

/** The case speaks of its moves by their own names; those with a hyphen mean nothing else. */
function withCommands(words: string): string {
  return words.replaceAll(/[a-z]+(?:-[a-z]+)+/g, (word) => (isCommand(word) ? commands[word] : word))
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commands, word)
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`
}
