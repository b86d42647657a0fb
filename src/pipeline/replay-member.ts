/**
 * One listed person's decision made again: found in the set by their own key, decided in the class that they stand in,
 * from the facts recorded of it, by both engines and the rules of then.
 */
import type { CellName, DecidedCell, MemberClass } from '#case/events.ts'
import { differencesOf } from '#decision/differences.ts'
import { PosternError } from '#errors.ts'
import { officeStream } from '#vocabulary/office.ts'
import { findMember, releasedIn } from './find-member.ts'
import { loadCase, toCaseEvent } from './move.ts'
import { pastCase, type PastDecision } from './past.ts'
import type { Ports } from './ports.ts'
import { lawThen, type NotTheSame } from './replay.ts'

export type MemberReplayed =
  /** Nothing of listed members was prepared in this case. */
  | { readonly replayed: false }
  | { readonly replayed: true; readonly listed: false }
  | ({ readonly replayed: true; readonly listed: true } & ReplayedClass)

interface ReplayedClass {
  readonly class: string
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

type ReplayPorts = Pick<Ports, 'ledger' | 'ruleSets' | 'memberSets' | 'membersKey' | 'decideBy'>

/**
 * The decision about one person that the newest preparation of a case rests on.
 *
 * @param personKey the person's key in the source system
 * @throws PosternError ERR_LOG_INCONSISTENT where what is kept is not the set that the log names; ERR_INPUT_INVALID
 *   where somebody in the case was forgotten; ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE, and what the ledger throws
 */
export async function replayMember(ports: ReplayPorts, stream: string, personKey: string): Promise<MemberReplayed> {
  const found = await loadCase(ports, stream)
  const prepared = found.events
    .map(({ record }) => toCaseEvent(record))
    .findLast((one) => one.type === 'release.prepared' && one.body.bulk !== undefined)
  if (prepared?.type !== 'release.prepared' || prepared.body.bulk === undefined) return { replayed: false }
  const { bulk } = prepared.body
  const { said } = await findMember(ports, found, bulk.members, personKey)
  if (said.member === 'absent') return { replayed: true, listed: false }
  const ref = Object.keys(bulk.classes).find((one) => bulk.classes[one] === said.number) ?? ''
  const past = (await pastCase(ports.ledger, stream))?.decisions ?? []
  const decision = past.findLast(({ recorded }) => recorded.decision === prepared.body.decision)
  if (decision === undefined) throw forgotten(found.state.number)
  const released = releasedIn(prepared.people).get(ref) ?? []
  return { replayed: true, listed: true, ...(await again(ports, decision, ref)), released }
}

async function again(
  ports: ReplayPorts,
  decision: PastDecision,
  ref: string,
): Promise<Omit<ReplayedClass, 'released'>> {
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
