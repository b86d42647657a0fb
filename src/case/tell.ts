/** Commands about what is written to people: the answer that is fixed before anybody looks, and letters. */
import { isInstant } from '#formats/shape.ts'
import type { LetterFiles } from './events.ts'
import { hasCome, isBlank, isHash, noneOf, unknownOf, unless, type Handler } from './reasons.ts'
import type { Reason } from './commands.ts'
import type { CaseState } from './state.ts'
import { wordsOf } from './without-people.ts'

export const fixAnswer: Handler<'fix-answer'> = (state, { fixed, seen }, { now }) => {
  const reasons = [
    ...unless(
      state.answer === undefined,
      'answer-stands',
      'the answer is fixed already: only a new paper brings a new one',
    ),
    ...unless(
      seen === state.n,
      'answer-out-of-date',
      `the answer was made from event ${seen} of this case, which has come to ${state.n}: make it again`,
    ),
    ...toCome(fixed.goesOutAt, now),
  ]
  return reasons.length > 0 ? reasons : { type: 'answer.fixed', body: fixed }
}

export const countersignAnswer: Handler<'countersign-answer'> = (state, { answer, goesOutAt }, { now }) => {
  const fixed = state.answer
  const reasons = [
    ...ofTheAnswer(state, answer),
    ...unless(
      fixed?.counselSigns === true && !fixed.countersigned,
      'nothing-to-countersign',
      'this answer does not wait for counsel',
    ),
    ...unless(
      fixed === undefined || goesOutAt >= fixed.goesOutAt,
      'answer-too-early',
      `the answer goes out at ${fixed?.goesOutAt} and not before`,
    ),
    ...toCome(goesOutAt, now),
  ]
  return reasons.length > 0 ? reasons : { type: 'answer.countersigned', body: { answer, goesOutAt } }
}

export const sendAnswer: Handler<'send-answer'> = (state, { answer, files, kind, language }, { now }) => {
  const fixed = state.answer
  const reasons = [
    ...ofTheAnswer(state, answer),
    ...unless(fixed?.sent !== true, 'answer-sent', 'this answer has gone out already'),
    ...unless(
      fixed?.counselSigns !== true || fixed.countersigned,
      'counsel-not-signed',
      'counsel has not signed this answer yet',
    ),
    ...unless(
      fixed === undefined || now >= fixed.goesOutAt,
      'answer-too-early',
      `the answer goes out at ${fixed?.goesOutAt} and not before`,
    ),
    ...unless(state.delivered === undefined, 'answered-by-release', 'what was released is the answer to this request'),
    ...kept(files),
  ]
  if (reasons.length > 0) return reasons
  const letter = { letter: letterId(state), kind, language, to: 'requester' as const, ...files }
  return { type: 'answer.sent', body: { answer, letter } }
}

/** Who is told what is fixed before anybody is looked for, so that nothing of what is found can enter it. */
export function answerFirst({ answer }: CaseState): Reason[] {
  return [
    ...unless(
      answer !== undefined,
      'answer-not-fixed',
      'what the requester is told short of a release is fixed before anybody is looked for: fix-answer first',
    ),
    ...unless(
      answer?.counselSigns !== true || answer.countersigned,
      'answer-not-countersigned',
      'counsel signs the answer before anybody is looked for, so that the wait for counsel tells nobody anything: countersign-answer first',
    ),
  ]
}

function ofTheAnswer({ answer }: CaseState, named: number): Reason[] {
  return unless(answer?.n === named, 'answer-superseded', 'another answer stands, or none: look at the case again')
}

function toCome(goesOutAt: string, now: string): Reason[] {
  return unless(
    isInstant(goesOutAt) && goesOutAt > now,
    'time-passed',
    'an answer goes out at one of the set times to come',
  )
}

export const makeLetter: Handler<'make-letter'> = (state, { kind, language, to, person, files }) => {
  const reasons = [
    ...kept(files),
    ...unless(
      (to === 'person') === (person !== undefined),
      'letter-to-nobody',
      'a letter to a person says to whom, and no other letter does',
    ),
    ...noneOf(
      unknownOf(person === undefined ? [] : [person], state.people),
      'person-unknown',
      (list) => `this case has no person ${list}`,
    ),
  ]
  if (reasons.length > 0) return reasons
  const letter = { letter: letterId(state), kind, language, to }
  return person === undefined
    ? { type: 'letter.made', body: { ...letter, ...files } }
    : { type: 'letter.made', body: letter, people: { [person]: files } }
}

export const markLetter: Handler<'mark-letter'> = (state, { letter, as, on, note }, { now }) => {
  const known = state.letters.find((one) => one.letter === letter)
  const reasons = [
    ...unless(known !== undefined, 'letter-unknown', `this case has no letter ${letter}`),
    ...unless(hasCome(on, now), 'day-not-come', 'a letter is marked with a day of the calendar that has come'),
    ...unless(
      as !== 'returned' || known?.state === 'mailed',
      'letter-not-mailed',
      'only a letter that was mailed can come back',
    ),
    ...unless(as === 'returned' || known?.state !== as, 'letter-marked-so', `this letter is marked as ${as} already`),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'letter.marked',
    body: { letter, as, on, ...(note === undefined || isBlank(note) ? {} : { note: wordsOf(state)(note) }) },
  }
}

/** Named for the event to come, so that no two letters of a case share a name. */
function letterId({ n }: CaseState): string {
  return `l${n + 1}`
}

function kept({ pdf, source }: LetterFiles): Reason[] {
  return unless(
    [pdf, source].every(({ sha256, copy }) => isHash(sha256) && copy !== undefined && !isBlank(copy)),
    'letter-not-kept',
    'a letter is recorded with its file and what it was made from, both kept',
  )
}
