/** Forget what people did for themselves, once it has had no effect for as long as a closed case is kept. */
import { addYears, retentionOf, type Vault } from '#accounting/retention.ts'
import { isPosternError } from '#errors.ts'
import type { Ledger } from '#log/ledger.ts'
import { actOf, type Act } from '#person/act.ts'
import { endedOn } from '#person/ending.ts'
import { isPersonEvent } from '#person/events.ts'
import type { Instant } from '#vocabulary/time.ts'

export interface ForgettingActs {
  readonly by: readonly [string, string]
  readonly at: Instant
  /** From the day of its last effect. */
  readonly years: number
}

/**
 * The act's own events decide, and what holds a case of the same person holds it too.
 *
 * @returns how many were forgotten; whose they were, and of what kind, is nobody's to read afterwards
 * @throws what the ledger and the vault throw
 */
export async function forgetActs(
  { ledger, vault }: { readonly ledger: Pick<Ledger, 'load' | 'matchesOf'>; readonly vault: Vault },
  { by, at, years }: ForgettingActs,
): Promise<number> {
  const today = at.slice(0, 10)
  let forgotten = 0
  for (const stream of await vault.actsBefore(addYears(today, -years))) {
    const act = actOf((await recordsOf(ledger, stream)).filter(isPersonEvent))
    const ended = act === undefined ? undefined : endedOn(act, at)
    if (act === undefined || ended === undefined) continue
    const until = addYears(ended, years)
    if (until >= today || (await isHeld(ledger, act, years))) continue
    if ((await vault.destroy({ stream, n: act.n, by, at, until })) === 'destroyed') forgotten += 1
  }
  return forgotten
}

async function recordsOf(ledger: Pick<Ledger, 'load'>, stream: string) {
  const events = await ledger.load(stream).catch((error: unknown) => {
    // Somebody else forgot it since the list was made.
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
    throw error
  })
  return events.map(({ record }) => record)
}

async function isHeld(
  ledger: Pick<Ledger, 'load' | 'matchesOf'>,
  { agency, found }: Act,
  years: number,
): Promise<boolean> {
  for (const key of found?.keys ?? []) {
    for (const { stream } of await ledger.matchesOf(agency, key)) {
      if (retentionOf(await recordsOf(ledger, stream), years).state === 'held') return true
    }
  }
  return false
}
