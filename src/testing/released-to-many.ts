/** A release of many persons as it stands in the log and among the sets, for tests of what comes after. */
import { randomUUID } from 'node:crypto'
import { toBase64 } from '#formats/bytes.ts'
import { bitsFor, memberSetBuilder } from '#formats/member-set.ts'
import type { NewEvent } from '#log/ledger.ts'
import { classesIn, keepMembers, numbersOf } from '#pipeline/member-sets.ts'
import type { Ports } from '#pipeline/ports.ts'
import { event, numberOf, received } from './ledger.ts'

const name = { program: 'snap', element: 'name' }
const denied = { ...name, outcome: 'deny', needs: [], basis: ['US-SNAP-01'], why: 'Synthetic: closed.' }
const cell = { ...name, outcome: 'release', needs: [], basis: ['US-SNAP-01'], why: 'Synthetic.' }

/**
 * A case whose package was delivered, with the name of each of these persons in it.
 *
 * @param more what happened since
 * @param without who were listed too, and of whom nothing was released
 */
export async function releasedToMany(
  ports: Pick<Ports, 'ledger' | 'memberSets' | 'membersKey' | 'randomness'>,
  agency: string,
  persons: readonly string[],
  more: readonly NewEvent[] = [],
  without: readonly string[] = [],
) {
  const stream = randomUUID()
  const request = received([], '2026-11-22T12:00:00.000Z', agency)
  await ports.ledger.append({ stream, after: 0, events: [request] })
  const setId = ports.randomness.bytes(16)
  const begun = { setId: toBase64(setId), workKey: toBase64(ports.randomness.bytes(32)) }
  const numbers = numbersOf(begun, ['k1', 'k2'])
  const count = persons.length + without.length
  const building = memberSetBuilder({ setId, membersKey: ports.membersKey, agency, bits: bitsFor(count) })
  for (const person of persons) building.add(person, numbers.get('k1') ?? 0)
  for (const person of without) building.add(person, numbers.get('k2') ?? 0)
  const classes = classesIn(begun, numbers, new Map([['k1', [name]]]))
  const members = await keepMembers(ports, { stream, agency, setId, set: building.finish(), classes })
  const bulk = {
    persons: persons.length,
    grants: [{ persons: persons.length, cells: [name] }],
    classes: Object.fromEntries(numbers),
    members,
  }
  const decision = { classCells: [], deadlines: [], duties: [], missing: [], disposition: 'release' }
  const delivery = { contentRoot: 'ab', checkpoint: { size: 1, root: '00'.repeat(32) }, leafIndex: 0 }
  const events = [
    event('decision.made', decision, { k1: { cells: [cell] }, k2: { cells: [denied] } }),
    event('preparation.begun', begun),
    event('release.prepared', { bulk }, { k1: { cells: [name] } }),
    event('package.delivered', { ...delivery, members }),
    ...more,
  ]
  await ports.ledger.append({ stream, after: 1, events })
  return { stream, number: numberOf(request) }
}
