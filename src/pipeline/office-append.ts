/** One change of the register: read the office's own stream, judge it, append, and try again when somebody was faster. */
import type { Actor, Reason } from '#case/commands.ts'
import { PosternError } from '#errors.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { Json } from '#vocabulary/json.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Ports } from './ports.ts'

/**
 * Judged anew each time somebody else changed the register first: two who enroll at once cannot share a key.
 *
 * @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger and the judge throw
 */
export async function appendToOffice(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  by: Actor,
  judge: (events: readonly StoredEvent[]) => { readonly type: string; readonly body: Json } | Reason,
): Promise<Reason | undefined> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const events = await ports.ledger.load(officeStream)
    const judged = judge(events)
    if ('code' in judged) return judged
    const result = await ports.ledger.append({
      stream: officeStream,
      after: events.length,
      events: [{ ...judged, at: ports.clock.now(), actor: by.id, people: {} }],
    })
    if (result.outcome === 'appended') return undefined
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing the register; nothing was recorded.', {
    by: by.id,
  })
}
