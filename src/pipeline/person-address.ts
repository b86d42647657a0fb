/** Where our letters go. The address on file is told first, and has time to object. */
import type { Address } from '#person/events.ts'
import { movesAt } from '#person/waiting.ts'
import { addTo, beginAct, newNumber, type ActPorts } from './person-acts.ts'
import type { PersonSession } from './person-code.ts'
import { known, letterAfter } from './person-consent.ts'
import type { Ports } from './ports.ts'

/** @returns the number of the change */
export async function changeAddress(
  ports: ActPorts & Pick<Ports, 'randomness'>,
  { agency, identity, languages, key }: PersonSession,
  address: Address,
): Promise<string> {
  const number = newNumber(ports)
  const body = { agency, number, channel: 'page' } as const
  const person = { identity, languages, address }
  await beginAct(ports, 'person', [{ type: 'address.asked', body, person }, known(agency, key)], letterAfter(ports))
  return number
}

/** Stop a change whose time has not come. Needs the word of whoever calls and nothing else: it can only protect. */
export async function stopAddress(ports: ActPorts, by: string, stream: string): Promise<boolean> {
  let stopped = false
  await addTo(ports, by, stream, (act) => {
    const from = movesAt(act)
    stopped = act.kind === 'address' && !act.stopped && (from === undefined || ports.clock.now() < from)
    return { drafts: stopped ? [{ type: 'address.stopped', body: { agency: act.agency }, person: {} }] : [] }
  })
  return stopped
}
