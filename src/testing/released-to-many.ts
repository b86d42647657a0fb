/** A release of many persons as it stands in the log and among the sets, for tests of what comes after. */
import { randomUUID } from 'node:crypto'
import { bitsFor, memberSetBuilder } from '#formats/member-set.ts'
import type { NewEvent } from '#log/ledger.ts'
import { keepMembers } from '#pipeline/member-sets.ts'
import type { Ports } from '#pipeline/ports.ts'
import { event, numberOf, received } from './ledger.ts'

const name = { program: 'snap', element: 'name' }
const cell = { ...name, outcome: 'release', needs: [], basis: ['US-SNAP-01'], why: 'Synthetic.' }

/** A case whose package was delivered, with the name of each of these persons in it. @param more what happened since */
export async function releasedToMany(
  ports: Pick<Ports, 'ledger' | 'memberSets' | 'membersKey' | 'randomness'>,
  agency: string,
  persons: readonly string[],
  more: readonly NewEvent[] = [],
) {
  const stream = randomUUID()
  const request = received([], '2026-11-22T12:00:00.000Z', agency)
  await ports.ledger.append({ stream, after: 0, events: [request] })
  const setId = ports.randomness.bytes(16)
  const building = memberSetBuilder({ setId, membersKey: ports.membersKey, agency, bits: bitsFor(persons.length) })
  for (const person of persons) building.add(person, 0)
  const members = await keepMembers(ports, { stream, agency, setId, set: building.finish() })
  const decision = { classCells: [], deadlines: [], duties: [], missing: [], disposition: 'release' }
  const delivery = { contentRoot: 'ab', checkpoint: { size: 1, root: '00'.repeat(32) }, leafIndex: 0 }
  const events = [
    event('decision.made', decision, { k1: { cells: [cell] } }),
    event('package.delivered', { ...delivery, members: { ...members, grants: [[name]] } }, { k1: { cells: [name] } }),
    ...more,
  ]
  await ports.ledger.append({ stream, after: 1, events })
  return { stream, number: numberOf(request) }
}
