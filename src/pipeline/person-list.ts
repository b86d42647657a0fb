/** What a person sees of themselves: who asked, what was decided, what left; and what they have said to us. */
import type { AccountingEntry } from '#accounting/account.ts'
import type { Act } from '#person/act.ts'
import { accountingOf } from './accounting.ts'
import { asOfIn } from './as-of.ts'
import { actsOf } from './person-acts.ts'
import type { PersonSession } from './person-code.ts'
import type { Office, Ports } from './ports.ts'

export interface OwnList {
  /** The newest request first. What is suspended is not in it until the suspension ends. */
  readonly entries: readonly AccountingEntry[]
  /** Their own acts, the newest first; of codes, nothing. */
  readonly acts: readonly Act[]
}

/** @param session opened by a mailed code: it says whose list this is, and nothing that was typed does */
export async function ownList(
  ports: Pick<Ports, 'ledger' | 'clock'> & { readonly office: Pick<Office, 'timeZone'> },
  { agency, key }: Pick<PersonSession, 'agency' | 'key'>,
): Promise<OwnList> {
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  const entries = await accountingOf(ports.ledger, agency, key, today)
  const acts = (await actsOf(ports, agency, key)).filter(
    ({ kind, found }) => kind !== 'code' && (found === undefined || found.found === 'one'),
  )
  return {
    entries: entries.toReversed(),
    acts: acts.toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1)),
  }
}
