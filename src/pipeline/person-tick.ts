/** What is due for people: look up whom an act means, look again at cases that it touches, send letters. */
import { isPosternError } from '#errors.ts'
import { personJobs } from './person-acts.ts'
import { findAll } from './person-find.ts'
import { sendLetter, type PersonMail } from './person-letters.ts'
import { recheck } from './person-recheck.ts'
import type { Ports } from './ports.ts'

const most = 200

export interface PersonTicked {
  readonly found: number
  /** Numbers of cases that went back to be decided again. */
  readonly back: readonly string[]
  readonly letters: number
}

/**
 * Do it, once. What fails for one act stops no other: its job stays due.
 *
 * @param report told, by stream, of each act for which something could not be done
 */
export async function personTick(
  ports: Ports,
  mail: PersonMail,
  report: (stream: string, error: unknown) => void,
): Promise<PersonTicked> {
  const found = await findAll(ports, undefined, report)
  const back: string[] = []
  let letters = 0
  const kinds = [personJobs.recheck, personJobs.letter]
  for (const job of await ports.ledger.dueJobs(ports.clock.now(), most, kinds)) {
    try {
      if (job.kind === personJobs.recheck) back.push(...(await recheck(ports, job.stream)))
      else {
        await sendLetter(ports, mail, job.stream, Number(job.key))
        letters += 1
      }
      await ports.ledger.finishJob(job, ports.clock.now())
    } catch (error) {
      if (!isPosternError(error)) throw error
      report(job.stream, error)
    }
  }
  return { found, back, letters }
}
