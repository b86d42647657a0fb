/** One command on the law of the office: read what happened, judge it, append, and try again when somebody was faster. */
import type { Reason } from '#case/commands.ts'
import { PosternError } from '#errors.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { AnyLawEvent } from './law-events.ts'
import { readLawLog, type LawLog } from './law-log.ts'
import type { Ports } from './ports.ts'

/** Every reason why not; then nothing was recorded. */
export interface LawRefusal {
  readonly done: false
  readonly reasons: readonly Reason[]
}

/** What an event will say, before it has a time. */
export type LawDraft = AnyLawEvent extends infer Event ? (Event extends AnyLawEvent ? Omit<Event, 'at'> : never) : never

const attempts = 8

/** @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger throws */
export async function appendLaw<Done extends { readonly events: readonly LawDraft[] }>(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  judge: (log: LawLog) => Promise<LawRefusal | Done> | LawRefusal | Done,
): Promise<LawRefusal | Done> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const events = await ports.ledger.load(officeStream)
    const judged = await judge(readLawLog(events))
    if (!('events' in judged) || judged.events.length === 0) return judged
    const at = ports.clock.now()
    const result = await ports.ledger.append({
      stream: officeStream,
      after: events.length,
      events: judged.events.map(({ type, actor, body }) => ({ type, at, actor, body: { ...body }, people: {} })),
    })
    if (result.outcome === 'appended') return judged
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing the law; nothing of this was recorded.', {
    attempts,
  })
}

export function refuse(reasons: readonly Reason[]): LawRefusal {
  return { done: false, reasons }
}
