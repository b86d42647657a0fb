/** What a person may see: who asked about them, what was decided, what left. */
import { accountFor, type AccountingEntry } from '#accounting/account.ts'
import { entryOf, releaseAccount, type ReleaseAccount } from '#accounting/release-account.ts'
import { isPosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { agencyMembersKey, membersKeyId, memberSecret } from '#formats/member-set.ts'
import { ownKeysOf } from '#formats/source-key.ts'
import type { Ledger } from '#log/ledger.ts'
import type { Day } from '#vocabulary/time.ts'
import type { Place } from './member-sets.ts'
import type { Ports } from './ports.ts'

export interface Matches {
  /** Every case in which this person of an agency's source was matched. */
  matchesOf(agency: string, personKey: string): Promise<readonly { readonly stream: string }[]>
}

export interface AccountingPorts {
  readonly ledger: Matches & Pick<Ledger, 'load'>
  readonly memberSets: Pick<Ports['memberSets'], 'find' | 'remember'>
  readonly membersKey: Uint8Array
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
  ports: AccountingPorts,
  agency: string,
  personKey: string,
  today: Day | undefined,
): Promise<readonly AccountingEntry[]> {
  const [named, among] = await Promise.all([
    namedIn(ports.ledger, agency, personKey, today),
    amongMany(ports, agency, personKey, today),
  ])
  return [...named, ...among].toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1))
}

/** Cases in which the person was asked about by name. */
async function namedIn(
  ledger: AccountingPorts['ledger'],
  agency: string,
  personKey: string,
  today: Day | undefined,
): Promise<AccountingEntry[]> {
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
  return entries
}

/** Releases of many in which the person was, found by tokens of their own; no case is opened that says nothing new. */
async function amongMany(
  ports: AccountingPorts,
  agency: string,
  personKey: string,
  today: Day | undefined,
): Promise<AccountingEntry[]> {
  const key = agencyMembersKey(ports.membersKey, agency)
  const secrets = ownKeysOf(personKey).map((own) => memberSecret(key, own))
  const places = await ports.memberSets.find(agency, secrets, membersKeyId(key))
  const entries: AccountingEntry[] = []
  for (const place of places) {
    const account = remembered(place) ?? (await recalled(ports, place))
    const entry = account === undefined ? undefined : entryOf(account, place.number, today)
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

/** INVARIANT: only `recalled` has anything remembered, under the key of the case. */
function remembered({ account }: Place): ReleaseAccount | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the invariant above is what makes it an account
  return account === undefined || account === null ? undefined : (account as ReleaseAccount)
}

/** From the case itself, and kept until more happens in it. */
async function recalled({ ledger, memberSets }: AccountingPorts, place: Place): Promise<ReleaseAccount | undefined> {
  const events = await ledger.load(place.stream).catch((error: unknown) => {
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
    throw error
  })
  const account = releaseAccount(
    events.map(({ record }) => record),
    toHex(place.setId),
  )
  // What was prepared and never delivered is in nobody's list, and is asked again.
  if (account !== undefined) await memberSets.remember(place.setId, events.length, account)
  return account
}
