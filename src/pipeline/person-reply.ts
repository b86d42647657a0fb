/**
 * Answer a notice: who was told that a paper asks for their file, and objects with the number of that letter, has
 * objected to that paper. Counsel then looks at it again, whatever was approved before.
 */
import type { Actor } from '#case/commands.ts'
import { isCaseNumber } from '#case/number.ts'
import { personOf } from '#formats/source-key.ts'
import type { Act } from '#person/act.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move } from './move.ts'
import type { Ports } from './ports.ts'

const system: Actor = { id: 'system:look-up', roles: ['system'] }

/**
 * Record the objection against each paper of which this person was told; once, however often it is called.
 *
 * A number of a case in which they were not told of anything is passed over in silence: it was typed by anybody.
 *
 * @throws what the ledger throws
 */
export async function replyToNotice(
  ports: Pick<Ports, 'ledger' | 'clock' | 'observe' | 'office'>,
  act: Act,
): Promise<void> {
  const number = act.identity?.caseNumber?.trim().toUpperCase() ?? ''
  if (act.kind !== 'objection' || !isCaseNumber(number)) return
  const stream = await ports.ledger.streamOf(number)
  if (stream === undefined) return
  const { state } = await loadCase(ports, stream)
  if (state.request?.agency !== act.agency) return
  const on = asOfIn(act.madeAt, ports.office.timeZone).slice(0, 10)
  const meant = new Set(act.found?.keys.map(personOf))
  for (const { person, instrument, given, objectedOn = '' } of state.notices) {
    const match = state.people[person]?.match
    if (given === undefined || objectedOn >= on || match?.match !== 'one' || !meant.has(personOf(match.key))) continue
    const paper = instrument === undefined ? {} : { instrument }
    await move(ports, system, stream, () => ({ command: 'record-objection', person, on, ...paper }))
  }
}
