/** Forget the cases that need not be kept any longer. */
import { addYears, retentionOf, type Retention, type Vault } from '#accounting/retention.ts'
import { isPosternError } from '#errors.ts'
import type { Ledger } from '#log/ledger.ts'
import type { Instant } from '#vocabulary/time.ts'

export interface Forgetting {
  /** Ids of two people who signed for it. */
  readonly by: readonly [string, string]
  readonly at: Instant
  /** For how long a closed case is kept. */
  readonly years: number
}

export interface CaseToForget {
  readonly stream: string
  readonly number: string
}

export type Kept = Retention | { readonly state: 'moved-meanwhile' }

export interface Forgotten {
  readonly forgotten: readonly CaseToForget[]
  readonly kept: readonly (CaseToForget & { readonly why: Kept })[]
  /** What was done so that nothing of it can be read again; none where there was nothing to clean. */
  readonly scrubbed: Awaited<ReturnType<Vault['scrub']>> | undefined
}

/**
 * Forget each of these cases whose last day has passed and which nothing holds.
 *
 * What the case's own events say decides, and not a table that somebody may have changed. A hold that is
 * set at the same moment wins.
 *
 * @param cases undefined for all that are old enough
 * @throws PosternError ERR_INPUT_INVALID where one person signed twice; what the ledger throws
 */
export async function forget(
  { ledger, vault }: { ledger: Pick<Ledger, 'load'>; vault: Vault },
  { by, at, years }: Forgetting,
  cases?: readonly CaseToForget[],
): Promise<Forgotten> {
  const today = at.slice(0, 10)
  const forgotten: CaseToForget[] = []
  const kept: (CaseToForget & { why: Kept })[] = []
  for (const one of cases ?? (await vault.closedBefore(addYears(today, -years)))) {
    const events = await ledger.load(one.stream).catch((error: unknown) => {
      // Somebody else forgot it since the list was made.
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
      throw error
    })
    if (events.length === 0) continue
    const retention = retentionOf(
      events.map(({ record }) => record),
      years,
    )
    if (retention.state !== 'closed' || retention.until >= today) {
      kept.push({ ...one, why: retention })
      continue
    }
    const order = { stream: one.stream, n: events.length, by, at, until: retention.until }
    if ((await vault.destroy(order)) === 'destroyed') forgotten.push(one)
    else kept.push({ ...one, why: { state: 'moved-meanwhile' } })
  }
  const scrubbed = (await vault.unscrubbed()) ? await vault.scrub(by[0], at) : undefined
  return { forgotten, kept, scrubbed }
}
