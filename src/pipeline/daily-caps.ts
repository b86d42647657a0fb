/**
 * How many persons may leave in a day, as the agency has set it.
 *
 * One administrator lowers it alone, at once. Raising it takes two people: one proposes, another confirms, and it counts
 * from the day after that.
 */
import type { DailyCaps } from '#case/day-count.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { Role } from '#case/roles.ts'
import { addDays } from '#decision/days.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { officeDay } from './law.ts'
import {
  isCap,
  judgedChange,
  officeSettings,
  proposedCapsIn,
  types,
  usualCaps,
  type Change,
  type OfficeSettings,
  type ProposedCaps,
  type Setting,
  type SettingChange,
} from './office-settings.ts'
import { openEntries } from './register.ts'

/** Who may be the second of two, and who may take a proposal back; as of a key that is held outside. */
export const capsConfirmers: readonly Role[] = ['administrator', 'counsel', 'privacy-officer']

/**
 * How many persons may leave on a day. A lower cap counts at once, and a higher one from the day after it was confirmed,
 * so that nobody can raise it, release, and lower it again within a day.
 */
export function capsOn({ changes }: OfficeSettings, day: Day, timeZone: string): DailyCaps {
  const set = changes
    .toReversed()
    .flatMap((one) => (one.what === 'caps' ? [{ on: asOfIn(one.at, timeZone).slice(0, 10), ...one }] : []))
  const before = set.findLast(({ on }) => on < day)?.value ?? usualCaps
  const all = [before, ...set.filter(({ on }) => on === day).map(({ value }) => value)]
  return {
    receiver: Math.min(...all.map(({ receiver }) => receiver)),
    agency: Math.min(...all.map(({ agency }) => agency)),
  }
}

/** An agency's caps, as anybody may read them. */
export interface CapsNow {
  readonly today: DailyCaps
  /** What counts from tomorrow, where it is another. */
  readonly next: { readonly from: Day; readonly caps: DailyCaps } | undefined
  /** What waits for a second person, and counts for nothing until then. */
  readonly proposed: ProposedCaps | undefined
}

/** @throws what the ledger throws */
export async function capsNow(ports: Setting, agency: string): Promise<CapsNow> {
  return capsIn(ports, await officeSettings(ports, agency))
}

function capsIn(ports: Setting, settings: OfficeSettings): CapsNow {
  const { timeZone } = ports.office
  const day = officeDay(ports)
  const from = addDays(day, 1)
  const [today, caps] = [capsOn(settings, day, timeZone), capsOn(settings, from, timeZone)]
  return { today, next: same(today, caps) ? undefined : { from, caps }, proposed: settings.proposedCaps }
}

/** What the public reads of an agency's caps. */
export interface PublicCaps extends Omit<CapsNow, 'proposed'> {
  readonly agency: string
  /** Above so many persons a release is announced first, and signed outside. */
  readonly above: number
  /** What waits for a second person; who proposed it is the agency's to know. */
  readonly proposed: DailyCaps | undefined
}

/** The caps of every agency that has staff here. @throws what the ledger throws */
export async function publicCaps(ports: Setting): Promise<readonly PublicCaps[]> {
  const members = openEntries(await ports.ledger.load(officeStream)).values()
  const agencies = [...new Set([...members].map(({ agency }) => agency))].toSorted()
  return Promise.all(
    agencies.map(async (agency) => {
      const settings = await officeSettings(ports, agency)
      const { today, next, proposed } = capsIn(ports, settings)
      return { agency, today, above: settings.above.value, next, proposed: proposed?.value }
    }),
  )
}

/**
 * Set how many persons may leave in a day, where neither number is higher than before: it counts at once. Where one is
 * higher, the whole is proposed and counts for nothing until somebody else confirms it. Either takes the place of what
 * was proposed before.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws RangeError for numbers that are no caps: the caller has checked what was typed; PosternError as `appendToOffice`
 */
export function setDailyCaps(ports: Setting, by: Actor, agency: string, most: DailyCaps): Promise<Reason | undefined> {
  if (!isCap(most.receiver) || !isCap(most.agency)) throw new RangeError('not a cap')
  return judgedChange(ports, by, agency, (changes) => {
    const now = changes.findLast((one) => one.what === 'caps')?.value ?? usualCaps
    const higher = most.receiver > now.receiver || most.agency > now.agency
    return { type: higher ? types.capsProposed : types.caps, value: valueOf(most) }
  })
}

/**
 * Confirm higher caps, as the second of two. They count from the next day.
 *
 * @param seen what the second person has read: another proposal that came meanwhile is not confirmed with it
 * @returns and throws as `setDailyCaps`
 */
export function confirmDailyCaps(
  ports: Setting,
  by: Actor,
  agency: string,
  seen: DailyCaps,
): Promise<Reason | undefined> {
  const judge = (changes: readonly SettingChange[]): Change | Reason => {
    const proposal = proposedCapsIn(changes)
    if (proposal === undefined) return nothingWaits
    if (proposal.by === by.id) {
      return { code: 'own-proposal', words: `${by.id} has proposed this: somebody else confirms it.` }
    }
    if (!same(proposal.value, seen)) {
      return { code: 'another-proposal', words: 'Other numbers were proposed meanwhile: read them first.' }
    }
    return { type: types.capsConfirmed, value: { ...valueOf(seen), proposedBy: proposal.by } }
  }
  return judgedChange(ports, by, agency, judge, capsConfirmers)
}

/** Take back what was proposed and nobody has confirmed. @returns and throws as `setDailyCaps` */
export function withdrawDailyCaps(ports: Setting, by: Actor, agency: string): Promise<Reason | undefined> {
  return judgedChange(ports, by, agency, takenBack, capsConfirmers)
}

function takenBack(changes: readonly SettingChange[]): Change | Reason {
  const proposal = proposedCapsIn(changes)
  return proposal === undefined ? nothingWaits : { type: types.capsWithdrawn, value: valueOf(proposal.value) }
}

const nothingWaits: Reason = { code: 'not-proposed', words: 'No higher number waits for a second person.' }

function valueOf({ receiver, agency }: DailyCaps): { readonly [name: string]: Json } {
  return { caps: { receiver, agency } }
}

function same(one: DailyCaps, other: DailyCaps): boolean {
  return one.receiver === other.receiver && one.agency === other.agency
}
