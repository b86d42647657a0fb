/** What a person may see: who asked about them, what was decided, what left. */
import { accountFor, type AccountingEntry } from '#accounting/account.ts'
import { isPosternError } from '#errors.ts'
import type { Ledger } from '#log/ledger.ts'
import type { Day } from '#vocabulary/time.ts'

export interface Matches {
  /** Every case in which this person of an agency's source was matched. */
  matchesOf(agency: string, personKey: string): Promise<readonly { readonly stream: string }[]>
}

/**
 * The accounting of one person of an agency's source, the oldest case first. A case that was forgotten is
 * gone from it.
 *
 * @param personKey the person's key in the source system
 * @param today undefined for staff, who see what is suspended too
 * @throws what the ledger throws
 */
export async function accountingOf(
  ledger: Matches & Pick<Ledger, 'load'>,
  agency: string,
  personKey: string,
  today: Day | undefined,
): Promise<readonly AccountingEntry[]> {
  const streams = new Set((await ledger.matchesOf(agency, personKey)).map(({ stream }) => stream))
  const entries: AccountingEntry[] = []
  for (const stream of streams) {
    const events = await ledger.load(stream).catch((error: unknown) => {
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
      throw error
    })
    const entry = accountFor(
      events.map(({ record }) => record),
      personKey,
      today,
    )
    if (entry !== undefined) entries.push(entry)
  }
  return entries.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1))
}
