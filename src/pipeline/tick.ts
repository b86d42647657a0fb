/**
 * What is due now: publish the log, deliver what waited for it, destroy what nobody will carry or took away, and
 * record what became of what stood at the counter, take what agencies have laid down, and count the month that has
 * closed.
 */
import { isPosternError } from '#errors.ts'
import type { DueJob } from '#log/ledger.ts'
import type { PublishOutcome } from '#log/publish.ts'
import { recordGone, takeBack } from './collect.ts'
import { publishFigures } from './figures.ts'
import { deliver } from './fulfill.ts'
import { closeIdle } from './idle.ts'
import { postLetter } from './letters.ts'
import { loadCase } from './move.ts'
import { personTick, type PersonTicked } from './person-tick.ts'
import type { Ports } from './ports.ts'
import { personMail, sweepPost } from './post.ts'
import { sweepBulk } from './bulk-finish.ts'
import { sweepDrafts } from './request-draft.ts'
import { sendAnswer } from './send-answers.ts'
import { clearShelf } from './shelved.ts'

export interface Ticked {
  /** What agencies had laid down in files and is in use now, by agency and name. */
  readonly drops: readonly string[]
  readonly people: PersonTicked
  readonly published: PublishOutcome
  /** Numbers of cases whose package stands at the counter now. */
  readonly delivered: readonly string[]
  /** Numbers of released cases that still wait: for the log and its witnesses, or for an incident to be closed. */
  readonly waiting: readonly string[]
  /** How many answers are done with: sent, or a release or a withdrawal was faster. Which ones is nobody's to read here. */
  readonly answered: number
  /** Content roots of packages that expired on the counter. */
  readonly swept: readonly string[]
  /** Ids of accounts that nobody used for so long that they are closed now. */
  readonly closed: readonly string[]
}

const courier = { id: 'system:courier', roles: ['system'] } as const
const most = 1000
const aYear = 366
const kinds = ['clear', 'deliver', 'answer']

/**
 * Do everything that is due, once. What fails on one case stops no other: its job stays due.
 *
 * @param report told, by stream or number, of each case that could not be delivered for another reason than the
 *   log, and of each whose package is gone and could not be recorded so; and of each drop that was not taken
 * @throws what the log and the ledger throw
 */
export async function tick(ports: Ports, report: (stream: string, error: unknown) => void): Promise<Ticked> {
  // What is decided from now on is decided on the newest records.
  const drops = (await ports.takeDrops?.(report)) ?? []
  // Whoever objected a moment ago is heard before anything leaves.
  const people = await personTick(ports, personMail(ports), report)
  for (const job of await ports.ledger.dueJobs(ports.clock.now(), most, ['take-back'])) {
    try {
      await takeBack(ports, job.stream)
      await ports.ledger.finishJob(job, ports.clock.now())
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(job.stream, error)
    }
  }
  const published = await ports.log.publish()
  const delivered: string[] = []
  const waiting: string[] = []
  const answers: DueJob[] = []
  for (const job of await ports.ledger.dueJobs(ports.clock.now(), most, kinds)) {
    if (job.kind === 'clear') {
      await clearShelf(ports, job.stream, job.key)
      await ports.ledger.finishJob(job, ports.clock.now())
    }
    if (job.kind === 'answer') answers.push(job)
    if (job.kind !== 'deliver') continue
    try {
      const outcome = await deliver(ports, courier, job.stream)
      const { state } = await loadCase(ports, job.stream)
      if (outcome.delivered) delivered.push(state.number)
      if (state.status === 'released') waiting.push(state.number)
      // Delivered, or back to be decided again: its next release asks anew.
      else await ports.ledger.finishJob(job, ports.clock.now())
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(job.stream, error)
    }
  }
  // After the packages: what was released this moment is the answer itself.
  let answered = 0
  for (const job of answers) {
    try {
      if (!(await sendAnswer(ports, job))) continue
      await ports.ledger.finishJob(job, ports.clock.now())
      answered += 1
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(job.stream, error)
    }
  }
  for (const job of await ports.ledger.dueJobs(ports.clock.now(), most, ['post', 'mail'])) {
    try {
      await (job.kind === 'post' ? postJob(ports, job) : mailJob(ports, job))
      await ports.ledger.finishJob(job, ports.clock.now())
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(job.stream, error)
    }
  }
  await sweepPost(ports)
  await sweepDrafts(ports)
  await sweepBulk(ports)
  // What was sealed for a preparation that nobody recorded, since it was refused or we died.
  const longest = Math.max(aYear, ports.office.deliveryDays) * 86_400_000
  await ports.shelf.sweep(new Date(Date.parse(ports.clock.now()) - longest).toISOString())
  const swept = await ports.courier.sweep(ports.clock.now())
  for (const gone of await ports.courier.unsettled()) {
    try {
      await recordGone(ports, gone)
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(gone.caseNumber, error)
    }
  }
  await publishFigures(ports)
  await ports.accounts.sweep(ports.clock.now())
  const closed = await closeIdle(ports)
  return { drops, people, published, delivered, waiting, answered, swept, closed }
}

async function postJob(ports: Ports, { stream, key }: DueJob): Promise<void> {
  const { state } = await loadCase(ports, stream)
  const made = state.letters.find(({ letter }) => letter === key)
  // Without its files it is a letter to somebody who was forgotten since.
  if (made?.files !== undefined) await postLetter(ports, state, made)
}

async function mailJob(ports: Ports, { stream }: DueJob): Promise<void> {
  const { request } = (await loadCase(ports, stream)).state
  if (request?.requester.email !== undefined) await ports.sendMail?.(request.requester.email)
}
