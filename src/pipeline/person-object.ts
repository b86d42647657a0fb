/**
 * Object: say no to what the law leaves to the agency's choice. It counts from the moment it is in the log, asks for
 * no account and no proof, since it can only protect, and answers everybody alike.
 */
import { endsAt, objectionStands } from '#person/waiting.ts'
import type { Act } from '#person/act.ts'
import type { Channel, Found, Identity, Languages } from '#person/events.ts'
import type { Instant } from '#vocabulary/time.ts'
import { addTo, beginAct, newNumber, personJobs, type ActPorts } from './person-acts.ts'
import { finishTasks } from './person-complain.ts'
import type { Ports } from './ports.ts'

export interface Objecting {
  readonly identity: Identity
  readonly languages: Languages
  readonly programs: readonly string[]
  readonly channel: Channel
  /** Whoever gets their mail must not learn of this. */
  readonly noLetter?: boolean
}

/**
 * Record an objection at an agency.
 *
 * @param by "person", or the member of staff who entered it from paper or from a call
 * @param number the number of the slip, where the same objection is made at several agencies
 * @returns the number of the slip; it is random and says nothing
 * @throws what the ledger throws; then nothing was recorded, and the person must be told so
 */
export async function object(
  ports: ActPorts & Pick<Ports, 'randomness'>,
  by: string,
  agency: string,
  { identity, languages, programs, channel, noLetter }: Objecting,
  number: string = newNumber(ports),
): Promise<string> {
  const body = { agency, number, channel, programs }
  await beginAct(ports, by, [
    { type: 'objection.made', body, person: { identity, languages, ...(noLetter === true ? { noLetter: true } : {}) } },
  ])
  return number
}

export type Withdrawing =
  | { readonly asked: true }
  | { readonly asked: false; readonly because: 'not-an-objection' | 'asked-already' | 'ended' }

/**
 * Ask for an objection to end. The address on file is told first, and it ends `waitingDays` after that letter.
 *
 * @param stream an objection that the session of a mailed code has shown to be this person's
 */
export async function askWithdrawal(ports: ActPorts, by: string, stream: string): Promise<Withdrawing> {
  let answer: Withdrawing = { asked: true }
  await addTo(ports, by, stream, (act) => {
    const now = ports.clock.now()
    answer = mayWithdraw(act, now)
    if (!answer.asked) return { drafts: [] }
    return {
      drafts: [{ type: 'withdrawal.asked', body: { agency: act.agency }, person: {} }],
      jobs: [{ kind: personJobs.letter, key: String(act.n + 1), dueAt: now }],
    }
  })
  return answer
}

function mayWithdraw(act: Act, now: Instant): Withdrawing {
  if (act.kind !== 'objection') return { asked: false, because: 'not-an-objection' }
  if (!objectionStands(act, now)) return { asked: false, because: 'ended' }
  return act.withdrawal === undefined ? { asked: true } : { asked: false, because: 'asked-already' }
}

/** Keep an objection that somebody asked to end. Needs nothing but the word of whoever calls: it can only protect. */
export async function stopWithdrawal(ports: ActPorts, by: string, stream: string): Promise<boolean> {
  let stopped = false
  await addTo(ports, by, stream, (act) => {
    const end = endsAt(act)
    stopped = act.withdrawal !== undefined && (end === undefined || ports.clock.now() < end)
    return { drafts: stopped ? [{ type: 'withdrawal.stopped', body: { agency: act.agency }, person: {} }] : [] }
  })
  return stopped
}

/** What a member of staff found who looked: the one record that was meant, or that there is none. */
export async function settle(ports: ActPorts, by: string, stream: string, key: string | undefined): Promise<void> {
  const found: Found = key === undefined ? { found: 'none', keys: [] } : { found: 'one', keys: [key] }
  const now = ports.clock.now()
  await addTo(ports, by, stream, (act) => ({
    drafts: [{ type: 'person.found', body: { agency: act.agency }, person: found }],
    jobs: [
      { kind: personJobs.letter, key: String(act.n + 1), dueAt: now },
      { kind: personJobs.recheck, key: String(act.n + 1), dueAt: now },
    ],
  }))
  await finishTasks(ports, stream)
}
