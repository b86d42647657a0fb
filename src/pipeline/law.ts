/**
 * The law that this office decides under: the set that its log says is in force, with what counsel confirmed of it.
 *
 * What lies on disk decides nothing; it is only what may be proposed.
 */
import { asConfirmed } from '#decision/confirmed.ts'
import type { RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { courseOn, readLawLog, type LawLog } from './law-log.ts'
import type { Ports } from './ports.ts'

export type LawPorts = Pick<Ports, 'ledger' | 'ruleSets'>

export async function lawLog({ ledger }: Pick<Ports, 'ledger'>): Promise<LawLog> {
  return readLawLog(await ledger.load(officeStream))
}

/** What tells an office which day it is. */
export type OfficeTime = Pick<Ports, 'clock'> & { readonly office: Pick<Ports['office'], 'timeZone'> }

/** Today, in the office's time zone. */
export function officeDay({ clock, office }: OfficeTime): Day {
  return asOfIn(clock.now(), office.timeZone).slice(0, 10)
}

/**
 * For as long as this process lasts: the law of a day, as confirmed by then. The same object for as long as nothing
 * changes, so that what was made of it can be kept.
 *
 * @throws PosternError ERR_RULES_MISSING where no set was in force that day, or it is not in the archive
 */
export function officeLaw(ports: LawPorts): (day: Day) => Promise<RuleSet> {
  let last: { readonly n: number; readonly day: Day; readonly rules: RuleSet } | undefined
  return async (day) => {
    const log = await lawLog(ports)
    if (last?.n === log.n && last.day === day) return last.rules
    const { inForce } = courseOn(log, day)
    if (inForce === undefined) throw nothingInForce(day)
    const rules = asConfirmed(await archived(ports, inForce.digest), log.confirmations, day)
    last = { n: log.n, day, rules }
    return rules
  }
}

/** The set in force on a day as the two people signed it, whether anybody confirmed its rules or not. @throws as `officeLaw` */
export async function rulesInForce(ports: LawPorts, day: Day): Promise<RuleSet> {
  const { inForce } = courseOn(await lawLog(ports), day)
  if (inForce === undefined) throw nothingInForce(day)
  return archived(ports, inForce.digest)
}

/** @throws PosternError ERR_RULES_MISSING */
export async function archived({ ruleSets }: Pick<Ports, 'ruleSets'>, digest: string): Promise<RuleSet> {
  const rules = await ruleSets.get(digest)
  if (rules !== undefined) return rules
  throw new PosternError(
    'ERR_RULES_MISSING',
    'A rule set that the log names is not in the archive.',
    { digest },
    { mend: 'Restore the table rule_set from a backup; until then nothing is decided under this set.' },
  )
}

function nothingInForce(day: Day): PosternError {
  return new PosternError(
    'ERR_RULES_MISSING',
    `No rule set was in force in this office on ${day}.`,
    { day },
    { mend: 'See `postern rules in-force`; a set is put in force with `postern rules propose` and two signatures.' },
  )
}
