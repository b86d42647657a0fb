/** Complain: a number, a clock and a named office. Staff answer; the person reads it with number and code. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Act } from '#person/act.ts'
import { clockFrom, complaintState } from '#person/complaint.ts'
import type { Channel, Identity, Languages, Outcome } from '#person/events.ts'
import { addTo, beginAct, loadAct, newNumber, personJobs, type ActPorts } from './person-acts.ts'
import { codeHash, newCode, type CodePorts } from './person-code.ts'
import type { Ports } from './ports.ts'

export interface Complaining {
  readonly words: string
  readonly languages: Languages
  readonly channel: Channel
  /** Left out by who does not want to be named; the answer is then read with number and code alone. */
  readonly identity?: Identity
}

export interface Complained {
  readonly number: string
  /** Shown once; with the number it opens the answer. */
  readonly code: string
  readonly acknowledgeBy: string
  readonly answerBy: string
}

/** The office that answers complaints; a person is not sent to "the agency". */
export const complaintOffice = 'privacy-office'

export async function complain(
  ports: CodePorts,
  by: string,
  agency: string,
  { words, languages, channel, identity }: Complaining,
): Promise<Complained> {
  const number = newNumber(ports)
  const code = newCode(ports)
  const now = ports.clock.now()
  const { acknowledgeBy, answerBy } = clockFrom(now)
  const body = { agency, number, channel, office: complaintOffice, acknowledgeBy, answerBy }
  const hash = codeHash(ports, number, code)
  const person = { languages, words, hash, ...(identity === undefined ? {} : { identity }) }
  await beginAct(
    ports,
    by,
    [{ type: 'complaint.made', body, person }],
    [
      { kind: personJobs.find, key: '1', dueAt: now },
      { kind: personJobs.staff, key: 'answer', dueAt: `${answerBy}T00:00:00.000Z` },
    ],
  )
  return { number, code, acknowledgeBy, answerBy }
}

/** How long the way from the right code to the page that shows the complaint may take. */
export const readingSeconds = 60

/** For whoever has just given the right code: opens this one complaint for a minute, and says nothing by itself. */
export function readingTicket(ports: Pick<Ports, 'clock' | 'officeSecret'>, { agency, stream }: Act): string {
  const until = Date.parse(ports.clock.now()) + readingSeconds * 1000
  return [agency, stream, until, readingMark(ports, stream, until)].join('.')
}

/** The complaint that this ticket opens; undefined for one that is forged or too old. @param ticket hostile */
export async function complaintOf(ports: CodePorts, ticket: string): Promise<Act | undefined> {
  const [agency, stream = '', until = '', mark = ''] = ticket.split('.')
  if (!/^\d{1,16}$/.test(until) || Number(until) < Date.parse(ports.clock.now())) return undefined
  const [given, right] = [Buffer.from(mark), Buffer.from(readingMark(ports, stream, Number(until)))]
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const act = await loadAct(ports, stream)
  return act?.agency === agency && act?.kind === 'complaint' ? act : undefined
}

function readingMark({ officeSecret }: Pick<Ports, 'officeSecret'>, stream: string, until: number): string {
  return createHmac('sha256', officeSecret).update(`postern.complaint-reading.v1\0${stream}\0${until}`).digest('hex')
}

export async function acknowledge(ports: ActPorts, by: string, stream: string): Promise<void> {
  await addTo(ports, by, stream, (act) => ({
    drafts:
      complaintState(act) === 'received'
        ? [{ type: 'complaint.acknowledged', body: { agency: act.agency }, person: {} }]
        : [],
  }))
}

/** Answer a complaint, once. @returns false where it was answered before; nothing was recorded then */
export async function answerComplaint(
  ports: ActPorts,
  by: string,
  stream: string,
  { outcome, words }: { readonly outcome: Outcome; readonly words: string },
): Promise<boolean> {
  const now = ports.clock.now()
  let answered = false
  await addTo(ports, by, stream, (act) => {
    answered = act.complaint !== undefined && act.complaint.answer === undefined
    if (!answered) return { drafts: [] }
    return {
      drafts: [{ type: 'complaint.answered', body: { agency: act.agency, outcome }, person: { words } }],
      jobs: [{ kind: personJobs.letter, key: String(act.n + 1), dueAt: now }],
    }
  })
  await finishTasks(ports, stream)
  return answered
}

/** What people have sent that somebody of staff has to look at: the most pressing first. */
export async function staffTasks(
  ports: Pick<Ports, 'ledger'>,
  agency: string,
): Promise<readonly { readonly act: Act; readonly task: string; readonly dueAt: string }[]> {
  const open = []
  for (const { stream, key, dueAt } of await ports.ledger.dueJobs(endOfTime, 1000, [personJobs.staff])) {
    const act = await loadAct(ports, stream)
    if (act?.agency === agency) open.push({ act, task: key, dueAt })
  }
  return open
}

export async function finishTasks(ports: ActPorts, stream: string): Promise<void> {
  for (const task of await ports.ledger.dueJobs(endOfTime, 10_000, [personJobs.staff])) {
    if (task.stream === stream) await ports.ledger.finishJob(task, ports.clock.now())
  }
}

const endOfTime = '9999-12-31T23:59:59.999Z'
