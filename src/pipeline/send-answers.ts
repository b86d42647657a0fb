/** The job that sends what was fixed: at its time, from the request and its papers alone. */
import type { CaseState } from '#case/state.ts'
import type { LetterFacts, LetterKind } from '#letter/facts.ts'
import type { DueJob } from '#log/ledger.ts'
import { asLetter, dayAt, frameOf, keepLetter, postLetter } from './letters.ts'
import { loadCase, move } from './move.ts'
import type { Ports } from './ports.ts'

/** What a later round may find otherwise. */
const waits: ReadonlySet<string> = new Set(['answer-too-early', 'counsel-not-signed', 'clock-went-back'])

const answering = { id: 'system:answers', roles: ['system'] } as const

/**
 * Send the answer that this job is of, once. What happened to the case since the answer was fixed is not asked: only
 * whether it is still the one that stands, and whether a release has answered, or the requester has withdrawn.
 *
 * @returns whether nothing is left to do
 * @throws PosternError ERR_LETTER, and what the ledger throws; the job stays due
 */
export async function sendAnswer(ports: Ports, { stream, key }: Pick<DueJob, 'stream' | 'key'>): Promise<boolean> {
  const { state } = await loadCase(ports, stream)
  const { answer, request } = state
  if (answer === undefined || String(answer.n) !== key || answer.sent || request === undefined) return true
  const { kind, facts } = saidTo(state, ports)
  const frame = await frameOf(ports, state, dayAt(answer.goesOutAt, ports), addressOf(state))
  const { language, ...files } = await keepLetter(ports, asLetter(kind, facts, frame), 'en')
  const moved = await move(ports, answering, stream, () => ({
    command: 'send-answer',
    answer: answer.n,
    files,
    kind,
    language,
  }))
  const sent = moved.moved ? moved.state.letters.at(-1) : undefined
  if (moved.moved && sent !== undefined) await postLetter(ports, moved.state, sent)
  if (moved.moved) return true
  for (const { copy } of [files.pdf, files.source]) if (copy !== undefined) await ports.papers.destroy(copy)
  return !moved.refusal.reasons.some(({ code }) => waits.has(code))
}

/** INVARIANT: nothing of a match, a decision or a finding is read here. */
function saidTo(
  { answer, request }: Pick<CaseState, 'answer' | 'request'>,
  ports: Pick<Ports, 'office'>,
): { kind: LetterKind; facts: LetterFacts[LetterKind] } {
  if (answer === undefined || request === undefined) throw new Error('an answer is sent that nobody fixed')
  const about = {
    receivedOn: dayAt(request.receivedAt, ports),
    programs: request.programs,
    ...(request.reference === undefined ? {} : { theirReference: request.reference }),
  }
  if (answer.answer === 'mend') return { kind: 'mend', facts: { ...about, lacks: answer.lacks } }
  return { kind: answer.answer, facts: about }
}

/** Whom the answer is for, as the request has them. */
function addressOf({ request, people }: CaseState): string[] {
  const { requester } = request ?? {}
  if (requester === undefined) return []
  const asked = Object.values(people).find(({ asked: named }) => named)
  const { given = '', family = '' } = asked?.identity.name ?? {}
  const own = requester.kind === 'data-subject' ? `${given} ${family}`.trim() : requester.name
  return [own, requester.title, requester.unit].flatMap((line) => (line === undefined || line === '' ? [] : [line]))
}
