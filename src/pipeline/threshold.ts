/**
 * Above how many persons a release needs a third signature and a public notice, as it is at this moment.
 *
 * Of listed members it is the agency's number less those who left in other lists within three weeks without both: a
 * caseload that is cut into small lists leaves no faster than one list of that number.
 */
import type { Threshold } from '#case/day-count.ts'
import type { CaseState } from '#case/state.ts'
import { addDays } from '#decision/days.ts'
import { countedOn, onceEach, standing, sumOf } from './day-stream.ts'
import { requestOf } from './determine.ts'
import { officeDay } from './law.ts'
import { officeSettings } from './office-settings.ts'
import type { Ports } from './ports.ts'

/** A notice stands no longer, holidays and all. Today is one of them. */
const days = 21

type Counting = Pick<Ports, 'ledger' | 'clock' | 'office'>

/** What holds of this case. One of named subjects is matched person by person, and is no slice. @throws what the ledger throws */
export async function thresholdFor(ports: Counting, state: CaseState): Promise<Threshold> {
  const { agency } = requestOf(state)
  if (state.members !== undefined) return listThreshold(ports, agency, state.stream)
  return { above: (await officeSettings(ports, agency)).above.value }
}

/** What holds of members who are listed in this case, or would be. @throws what the ledger throws */
export async function listThreshold(ports: Counting, agency: string, stream: string): Promise<Threshold> {
  const [settings, left] = await Promise.all([officeSettings(ports, agency), leftInLists(ports, agency, stream)])
  const set = settings.above.value
  return left === 0 ? { above: set } : { above: Math.max(0, set - left), less: { set, left } }
}

/** Persons of slices that have left in other cases, or are counted and may leave yet. */
async function leftInLists(ports: Counting, agency: string, stream: string): Promise<number> {
  const today = officeDay(ports)
  // Another machine's clock may be in the next day already, and it has looked at this one before.
  const window = Array.from({ length: days + 1 }, (_, back) => addDays(today, 1 - back))
  const all = await Promise.all(window.map((day) => countedOn(ports, agency, day)))
  const slices = all.flatMap(({ counted }) => counted).filter((one) => one.slice && one.case !== stream)
  return sumOf(await standing(ports, onceEach(slices)))
}
