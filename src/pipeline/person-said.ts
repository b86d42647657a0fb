/** What the person of a case has said for themselves, for the staff who work on it: consents to read, and what stands against. */
import type { CaseState } from '#case/state.ts'
import type { Act } from '#person/act.ts'
import { objectionStands } from '#person/waiting.ts'
import { asOfIn } from './as-of.ts'
import { actsOf } from './person-acts.ts'
import { consentStands } from './person-consent.ts'
import type { Ports } from './ports.ts'

export interface Said {
  /** Ref in the case. */
  readonly person: string
  /** That stand today, the newest first. */
  readonly consents: readonly Act[]
  readonly objections: readonly Act[]
}

/** For each person of a case who was matched to one record. @throws what the ledger throws */
export async function saidByPeople(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  state: CaseState,
): Promise<readonly Said[]> {
  const now = ports.clock.now()
  const today = asOfIn(now, ports.office.timeZone).slice(0, 10)
  const said: Said[] = []
  for (const [person, { match }] of Object.entries(state.people)) {
    if (match?.match !== 'one') continue
    const acts = (await actsOf(ports, state.request?.agency ?? '', match.key)).toReversed()
    said.push({
      person,
      consents: acts.filter((act) => act.kind === 'consent' && consentStands(act, acts, today)),
      objections: acts.filter((act) => objectionStands(act, now)),
    })
  }
  return said
}
