/**
 * What a requester is told short of a release: fixed from the request and its papers before anybody is looked for, and
 * sent at a set time that nothing of what staff do later can move.
 */
import type { Actor, Refusal } from '#case/commands.ts'
import type { FixedAnswer } from '#case/events.ts'
import { toCaseFile } from '#case/case-file.ts'
import { closedTo } from '#case/decide-command.ts'
import type { CaseState } from '#case/state.ts'
import { answerDay, nextAnswerDay } from '#decision/answer-day.ts'
import { told } from '#decision/told.ts'
import type { Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move, type Moved } from './move.ts'
import { answerTimes } from './office-settings.ts'
import type { Ports } from './ports.ts'
import { instantAt } from './set-time.ts'

type AnswerPorts = Pick<Ports, 'ledger' | 'clock' | 'observe' | 'law' | 'office'>

const answering: Actor = { id: 'system:answers', roles: ['system'] }

/** Fix the answer to the request as it stands, from it and its papers alone. @throws what the ledger and the law throw */
export function fixAnswer(ports: AnswerPorts, actor: Actor, stream: string): Promise<Moved> {
  return move(ports, actor, stream, async ({ state }) => {
    const closed = closedTo(state, 'fix-answer', { now: ports.clock.now(), actor })
    if (closed !== undefined) return { refusal: closed }
    return { command: 'fix-answer', fixed: await answerNow(ports, state), seen: state.n }
  })
}

/**
 * Fix the answer where none stands, whoever is at work on the case; it is the product's own doing.
 *
 * @returns why it could not be fixed, where it could not
 */
export async function ensureAnswer(ports: AnswerPorts, stream: string): Promise<Refusal | undefined> {
  const { state } = await loadCase(ports, stream)
  if (state.answer !== undefined) return undefined
  const moved = await fixAnswer(ports, answering, stream)
  if (moved.moved) return undefined
  // Somebody may have been faster.
  return (await loadCase(ports, stream)).state.answer === undefined ? moved.refusal : undefined
}

async function answerNow(ports: AnswerPorts, state: CaseState): Promise<FixedAnswer> {
  const file = toCaseFile(state, asOfIn(ports.clock.now(), ports.office.timeZone))
  const rules = await ports.law(file.asOf.slice(0, 10))
  const { answer, lacks, counselSigns } = told(file, rules)
  const { at, businessDays } = await answerTimes(ports, file.agency)
  const day = answerDay(file, { answer }, rules, businessDays)
  const goesOutAt = instantAt(day, at, ports.office.timeZone)
  return { answer, lacks, counselSigns, asOf: file.asOf, rules: rules.digest, goesOutAt }
}

/** Counsel's signature under the fixed answer. It goes out at its time, or at the next set time where that has passed. */
export function countersignAnswer(ports: AnswerPorts, actor: Actor, stream: string): Promise<Moved> {
  return move(ports, actor, stream, async ({ state }) => ({
    command: 'countersign-answer',
    answer: state.answer?.n ?? 0,
    goesOutAt: await setTimeFrom(ports, state),
  }))
}

async function setTimeFrom(ports: AnswerPorts, { answer, request }: CaseState): Promise<Instant> {
  const now = ports.clock.now()
  if (answer !== undefined && answer.goesOutAt > now) return answer.goesOutAt
  const today = asOfIn(now, ports.office.timeZone).slice(0, 10)
  const agency = request?.agency ?? ''
  const day = nextAnswerDay(today, agency, await ports.law(today))
  return instantAt(day, (await answerTimes(ports, agency)).at, ports.office.timeZone)
}
