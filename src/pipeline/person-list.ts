/** What a person sees of themselves: who asked, what was decided, what left; and what they have said to us. */
import type { AccountingEntry } from '#accounting/account.ts'
import type { AccountedEntry } from '#letter/facts.ts'
import { write } from '#letter/write.ts'
import type { Act } from '#person/act.ts'
import { accountingOf, type AccountingPorts } from './accounting.ts'
import { asOfIn } from './as-of.ts'
import { asLetter } from './letters.ts'
import { senderOf } from './office-settings.ts'
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
  ports: AccountingPorts & Pick<Ports, 'ledger' | 'clock'> & { readonly office: Pick<Office, 'timeZone'> },
  { agency, key }: Pick<PersonSession, 'agency' | 'key'>,
): Promise<OwnList> {
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  const entries = await accountingOf(ports, agency, key, today)
  const acts = (await actsOf(ports, agency, key)).filter(
    ({ kind, found }) => kind !== 'code' && (found === undefined || found.found === 'one'),
  )
  return {
    entries: entries.toReversed(),
    acts: acts.toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1)),
  }
}

/** How far back such a list goes (45 CFR 164.528, US-HIP-09). Nothing is left out because it is older. */
const years = 6

/**
 * The same list as a letter, to be kept. It names nobody but those who asked: whoever finds the file learns the less.
 *
 * @param language BCP 47; a language without the letter gets it in English
 * @throws PosternError ERR_LETTER, and what the ledger throws
 */
export async function listLetter(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office' | 'setLetter' | 'memberSets' | 'membersKey'>,
  session: Pick<PersonSession, 'agency' | 'key'>,
  language: string,
): Promise<Uint8Array> {
  const { entries } = await ownList(ports, session)
  const dayOf = (at: string): string => asOfIn(at, ports.office.timeZone).slice(0, 10)
  const today = dayOf(ports.clock.now())
  // Six years before a 29 February there was none, or the day before it does.
  const from = `${Number(today.slice(0, 4)) - years}${today.slice(4).replace('-02-29', '-02-28')}`
  const days = entries.map(({ askedAt }) => dayOf(askedAt))
  const facts = {
    from: [from, ...days].toSorted()[0] ?? from,
    to: today,
    entries: entries.map((one) => accounted(one, dayOf)),
  }
  const sender = await senderOf(ports, session.agency)
  const frame = { sender, to: [], date: today, ...(ports.office.demo === true ? { synthetic: true } : {}) }
  return (await ports.setLetter(write(asLetter('accounting', facts, frame), language))).pdf
}

function accounted(
  { askedAt, askedBy, purposes, decided, disclosed, many }: AccountingEntry,
  dayOf: (at: string) => string,
): AccountedEntry {
  const left = disclosed.filter(({ waits }) => !waits)
  const last = left.at(-1)
  return {
    on: dayOf(askedAt),
    who: askedBy,
    purposes,
    outcome:
      last !== undefined
        ? 'some'
        : decided?.cells.some(({ outcome }) => outcome !== 'deny') === false
          ? 'none'
          : 'waiting',
    elements: [...new Set(left.flatMap(({ cells }) => cells.map(({ element }) => element)))],
    ...(last === undefined ? {} : { leftOn: dayOf(last.at) }),
    ...(last === undefined || many === undefined ? {} : { many: true as const }),
  }
}
