/**
 * Answer a notice: who was told that a paper asks for their file, and objects with the number of that letter, has
 * objected to that paper. Counsel then looks at it again, whatever was approved before.
 */
import type { Actor } from '#case/commands.ts'
import { isCaseNumber } from '#case/number.ts'
import type { CaseState } from '#case/state.ts'
import { personOf } from '#formats/source-key.ts'
import type { Act } from '#person/act.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move } from './move.ts'
import { actsOf } from './person-acts.ts'
import { findAll, type FindPorts } from './person-find.ts'
import type { Ports } from './ports.ts'

const system: Actor = { id: 'system:look-up', roles: ['system'] }

/**
 * Carry what the people of this case have said a moment ago into it, where no job has done so yet.
 *
 * @throws what the ledger and the source throw
 */
export async function hearReplies(ports: FindPorts & Pick<Ports, 'observe' | 'office'>, state: CaseState) {
  const agency = state.request?.agency ?? ''
  await findAll(ports, agency)
  for (const { match } of Object.values(state.people)) {
    if (match?.match !== 'one') continue
    for (const act of await actsOf(ports, agency, match.key)) await replyToNotice(ports, act)
  }
}

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
