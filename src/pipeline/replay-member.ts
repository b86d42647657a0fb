/**
 * One listed person's decision made again: found in the set by their own key, or where nothing was prepared by the list
 * and the records; decided in the class that they stand in, from the facts recorded of it, by both engines and the rules
 * of then.
 */
import type { CellName, DecidedCell, MemberClass } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { differencesOf } from '#decision/differences.ts'
import { PosternError } from '#errors.ts'
import { ownKeysOf } from '#formats/source-key.ts'
import { officeStream } from '#vocabulary/office.ts'
import { findMember, releasedIn } from './find-member.ts'
import { classByRecords } from './members.ts'
import { loadCase, toCaseEvent } from './move.ts'
import { pastCase, type PastDecision } from './past.ts'
import type { Ports } from './ports.ts'
import { lawThen, type NotTheSame } from './replay.ts'

export type MemberReplayed =
  /**
   * `decision`: no list of members stands decided. `records`: nothing was prepared, so no set was made, and the records
   * have changed since the members were matched: who was in which class is not known any more.
   */
  | { readonly replayed: false; readonly lacks: 'decision' | 'records' }
  | { readonly replayed: true; readonly listed: false }
  | ({ readonly replayed: true; readonly listed: true } & ReplayedClass)

interface ReplayedClass {
  readonly class: string
  /** What tells their class: the set that the log names, or the list and the records, which are as they were. */
  readonly by: 'set' | 'records'
  readonly facts: MemberClass
  /** As they were recorded of the class. */
  readonly cells: readonly DecidedCell[]
  /** What of it was prepared to leave. */
  readonly released: readonly CellName[]
  /** Index of the decision's leaf in the log. */
  readonly index: number
  readonly asOf: string
  readonly digest: string
  readonly again: 'same' | 'reworded' | NotTheSame
}

/**
 * The decision about one person that the newest preparation of a case rests on; the standing one where there is none.
 *
 * @param personKey the person's key in the source system
 * @throws PosternError ERR_LOG_INCONSISTENT where what is kept is not the set that the log names; ERR_INPUT_INVALID
 *   where somebody in the case was forgotten; ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE, and what the ledger throws
 */
export async function replayMember(ports: Ports, stream: string, personKey: string): Promise<MemberReplayed> {
  const found = await loadCase(ports, stream)
  const prepared = found.events
    .map(({ record }) => toCaseEvent(record))
    .findLast((one) => one.type === 'release.prepared' && one.body.bulk !== undefined)
  if (prepared?.type !== 'release.prepared' || prepared.body.bulk === undefined)
    return byRecords(ports, found.state, personKey)
  const { bulk } = prepared.body
  const { said } = await findMember(ports, found, bulk.members, personKey)
  if (said.member === 'absent') return { replayed: true, listed: false }
  const ref = Object.keys(bulk.classes).find((one) => bulk.classes[one] === said.number) ?? ''
  const decision = await decisionOf(ports, found.state, prepared.body.decision)
  const released = releasedIn(prepared.people).get(ref) ?? []
  return { replayed: true, listed: true, by: 'set', ...(await again(ports, decision, ref)), released }
}

async function byRecords(ports: Ports, state: CaseState, personKey: string): Promise<MemberReplayed> {
  const { members, decision } = state
  if (members === undefined || decision === undefined) return { replayed: false, lacks: 'decision' }
  const found = await classByRecords(ports, state, members, ownKeysOf(personKey))
  if (!found.listed) return { replayed: true, listed: false }
  if (found.ref === undefined) return { replayed: false, lacks: 'records' }
  const past = await decisionOf(ports, state, decision.decision)
  return { replayed: true, listed: true, by: 'records', ...(await again(ports, past, found.ref)), released: [] }
}

async function decisionOf({ ledger }: Ports, { stream, number }: CaseState, hash: string): Promise<PastDecision> {
  const past = (await pastCase(ledger, stream))?.decisions ?? []
  const decision = past.findLast(({ recorded }) => recorded.decision === hash)
  if (decision === undefined) throw forgotten(number)
  return decision
}

async function again(
  ports: Ports,
  decision: PastDecision,
  ref: string,
): Promise<Omit<ReplayedClass, 'released' | 'by'>> {
  const { seq: index, caseFile, recorded, people } = decision
  const facts = people[ref]
  if (facts?.match !== 'class') throw noSuchClass(recorded.case, ref)
  const own = <Cell extends { readonly subject: string }>(cells: readonly Cell[]) =>
    cells.filter(({ subject }) => subject === ref)
  const cells = own(recorded.cells)
  const of = { class: ref, facts, cells, index, asOf: recorded.asOf, digest: recorded.rules.digest }
  const law = await lawThen(ports, await ports.ledger.load(officeStream))(recorded, index)
  const no = { case: recorded.case, index, asOf: of.asOf, digest: of.digest, differences: undefined }
  if (typeof law === 'string') return { ...of, again: { ...no, why: law } }
  const anew = await ports.decideBy(caseFile, law)
  const differences = differencesOf({ ...recorded, cells }, { ...anew, cells: own(anew.cells) })
  if (differences.cells.length > 0 || differences.others.length > 0)
    return { ...of, again: { ...no, why: 'differs', differences } }
  return { ...of, again: differences.reworded > 0 ? 'reworded' : 'same' }
}

function forgotten(number: string): PosternError {
  return new PosternError(
    'ERR_INPUT_INVALID',
    'Somebody in this case was forgotten, and what was decided with them.',
    { case: number },
    { mend: 'Nothing can bring it back; the log still proves that it was there.' },
  )
}

function noSuchClass(number: string, ref: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'The set of who was listed names a class that the decision does not have.',
    { case: number, class: ref },
  )
}
