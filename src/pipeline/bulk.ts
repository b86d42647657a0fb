/**
 * Prepare a release of listed members: range by range, by as many as there are, in whatever order.
 *
 * What is random is drawn once, when it begins, and stands in the case. So whoever takes a range up again after a crash
 * makes the same bytes of it, and the content root does not depend on who did what. Each range is read, gated, hashed
 * and sealed as it passes; nothing of it counts before all of them are there and every member came exactly once.
 */
import { createSecretKey } from 'node:crypto'
import type { Actor, Reason } from '#case/commands.ts'
import { beforePreparing } from '#case/answer.ts'
import { closedTo } from '#case/decide-command.ts'
import type { Beginning } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { seal as sealWork, unseal as unsealWork } from '#formats/aead.ts'
import { concat, fromBase64, fromUtf8, giveBack, toBase64, utf8 } from '#formats/bytes.ts'
import { bitsFor, memberSetBuilder, type MemberSetBuilder } from '#formats/member-set.ts'
import { uuidOf } from '#formats/uuid.ts'
import { factColumns } from '#match/mask.ts'
import {
  bytesInPiece,
  membersInPiece,
  rangeCount,
  rangeFinder,
  type MemberList,
  type MemberRange,
} from '#match/members.ts'
import {
  compileBulk,
  type BulkReader,
  type BulkStatement,
  type CompiledBulk,
  type TakeRows,
} from '#release/bulk/compile.ts'
import { bulkGate, type Gate, type Into } from '#release/bulk/gate.ts'
import { planBulk, type BulkPlan, type BulkTable, type DecidedClass } from '#release/bulk/plan.ts'
import { headerOf } from '#release/bulk/prepare.ts'
import { parseRecipient, type X25519Recipient } from '#seal/recipient.ts'
import { noticeBars } from './announcing.ts'
import { shelving, type ShelvedPiece, type Shelving } from './bulk-shelving.ts'
import { requestOf, sourceOf } from './determine.ts'
import { orIncident } from './incident.ts'
import { otherEdition, whyLetGo } from './bulk-over.ts'
import { numbersOf } from './member-sets.ts'
import {
  bulkReaderOf,
  matchedClasses,
  membersOf,
  questionOfMatch,
  saidTheSame,
  type MemberQuestion,
} from './members.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { BulkOfSource, Ports } from './ports.ts'
import { ranOut } from './ran-out.ts'
import { standingDecision } from './standing-decision.ts'

type Preparing = Beginning

/** What a range came to, once it is on the shelf. Kept sealed until all are there. */
export interface RangeDone {
  /** Each table's pieces, in order. */
  readonly tables: readonly ShelvedPiece[]
  /** Members by mask. */
  readonly seen: Readonly<Record<string, number>>
  /** Key under which what the set of members gets from this range is kept. */
  readonly members: string
}

/** Everything that work on a range needs; the same for every worker. */
export interface BulkJob extends PlannedJob {
  readonly list: MemberList
  /** The ranges of the list that the preparation was begun with, counted from 0. */
  readonly range: (index: number) => MemberRange | undefined
}

/** What does not need the list. */
export interface PlannedJob {
  readonly stream: string
  readonly number: string
  readonly agency: string
  readonly preparing: Preparing
  readonly question: MemberQuestion
  readonly plan: BulkPlan
  /** Ref of each class → its number in the set. */
  readonly numbers: ReadonlyMap<string, number>
  /** Mask → number of the class. */
  readonly classes: ReadonlyMap<string, number>
  /** Who is listed. */
  readonly persons: number
  readonly compiled: CompiledBulk
  readonly gate: Gate
  readonly recipient: X25519Recipient
  readonly source: BulkOfSource
}

/** How a list is cut: what is read at once, and what becomes one piece of a table. */
export interface Cut {
  /** Whole pieces. */
  readonly perRange: number
  readonly perPiece: number
  /** As is usual where it is left out. */
  readonly pieceBytes?: number
}

/**
 * Begin to prepare. Nothing is read yet.
 *
 * @param cut as the source reads best where it is left out
 * @throws what the ledger and the source throw; then nothing was recorded
 */
export function beginBulk(ports: Ports, actor: Actor, stream: string, cut?: Cut): Promise<Moved> {
  return move(ports, actor, stream, async ({ state }) => {
    const closed = closedTo(state, 'begin-preparation', { now: ports.clock.now(), actor })
    if (closed !== undefined) return { refusal: closed }
    const reasons = [...(await againstReading(ports, state)), ...(await noticeBars(ports, state))]
    if (reasons.length > 0) return { refusal: { move: 'begin-preparation', reasons } }
    const reader = bulkReaderOf(sourceOf(ports, requestOf(state).agency))
    const { perRange, perPiece, pieceBytes } = {
      perRange: reader.perRange,
      perPiece: membersInPiece,
      pieceBytes: bytesInPiece,
      ...cut,
    }
    return {
      command: 'begin-preparation',
      preparation: uuidOf(ports.randomness.bytes(16), 4),
      decision: state.decision?.decision ?? '',
      ranges: rangeCount(state.members?.count ?? 0, perRange),
      perRange,
      perPiece,
      pieceBytes,
      ...(reader.edition === undefined ? {} : { edition: await reader.edition() }),
      salt: toBase64(ports.randomness.bytes(32)),
      receiptCode: toBase64(ports.randomness.bytes(16)),
      setId: toBase64(ports.randomness.bytes(16)),
      workKey: toBase64(ports.randomness.bytes(32)),
    }
  })
}

/**
 * Why nobody of a case is read, begun or not: an incident is open, a paper has run out since it was decided, or another
 * drop was taken since its members began to be read.
 *
 * @param late what `ranOut` says of this state, where somebody else asks too: it decides anew each time
 * @throws PosternError ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE, what the law in force cannot be read for, and what the
 *   source throws
 */
export async function againstReading(
  ports: Pick<Ports, 'clock' | 'decide' | 'office' | 'sources'>,
  state: CaseState,
  late: () => Promise<readonly Reason[]> = () => ranOut(ports, state),
): Promise<readonly Reason[]> {
  return [...beforePreparing(state, ports.clock.now()), ...(await late()), ...(await otherEdition(ports, state))]
}

/**
 * The work that a case calls for now; undefined where none does, or it is paused.
 *
 * @throws PosternError ERR_SOURCE where a member has said something since they were matched
 */
export async function bulkJob(ports: Ports, stream: string): Promise<BulkJob | undefined> {
  const { state } = await loadCase(ports, stream)
  const planned = await plannedJob(ports, stream, state)
  if (planned === undefined || state.members === undefined) return undefined
  const list = await membersOf(ports, state.number, state.members)
  return { ...planned, list, range: rangeFinder(list, planned.preparing.perRange) }
}

/** The same without the list, which is large, for whoever reads nobody. @throws as {@link bulkJob} */
export async function plannedJob(ports: Ports, stream: string, state: CaseState): Promise<PlannedJob | undefined> {
  const { preparing, members } = state
  if (preparing === undefined || preparing.paused || members === undefined) return undefined
  const source = sourceOf(ports, requestOf(state).agency)
  const decision = standingDecision(state)
  const classes = decidedClasses(state)
  // Before anything is read: what cannot be sealed must not leave the source.
  const recipient = parseRecipient(state.recipient ?? '')
  const question = await questionOfMatch(ports, state)
  const list = question.said.size === 0 ? undefined : await membersOf(ports, state.number, members)
  if (!saidTheSame(state, question, list)) {
    throw new PosternError(
      'ERR_SOURCE',
      'A member has said something since they were matched.',
      { case: state.number },
      { mend: 'Match the members again, then decide again; nothing was read.' },
    )
  }
  const plan = planBulk(decision, classes, source.mapping)
  const numbers = numbersOf(
    preparing,
    classes.map(({ ref }) => ref),
  )
  return {
    stream,
    number: state.number,
    agency: source.mapping.agency,
    preparing,
    question,
    plan,
    numbers,
    classes: byMask(classes, numbers),
    persons: members.count,
    compiled: compileBulk(plan, question.mask.query, factColumns(source.mapping)),
    gate: bulkGate({
      decision,
      classes,
      mapping: source.mapping,
      bits: question.mask.bits,
      said: question.said,
    }),
    recipient,
    source: bulkReaderOf(source),
  }
}

function byMask(classes: readonly DecidedClass[], numbers: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map(
    classes.flatMap(({ ref, mask }) => {
      const number = numbers.get(ref)
      return number === undefined ? [] : [[mask, number] as const]
    }),
  )
}

function decidedClasses(state: CaseState): DecidedClass[] {
  return matchedClasses(state).map(({ ref, match }) => ({
    ref,
    mask: match.mask,
    persons: match.persons,
    markers: match.markers,
  }))
}

/**
 * Read, gate, hash and seal one range, put it on the shelf and record it. Whoever does the same range at the same time
 * or again changes nothing.
 *
 * @param index counted from 0
 * @returns false where somebody else was faster
 * @throws PosternError ERR_GATE, ERR_SOURCE, ERR_DISK_FULL and what the ledger throws: nothing of the range is kept,
 *   but where nobody knows whether it was recorded
 */
export async function workRange(ports: Ports, job: BulkJob, reader: BulkReader, index: number): Promise<boolean> {
  const range = job.range(index)
  if (range === undefined) throw new PosternError('ERR_INPUT_INVALID', 'there is no such range', { range: index })
  requireEdition(job, reader)
  const pieces = shelving(ports, job.recipient)
  const seen: Record<string, number> = {}
  const made: string[] = []
  let recording = false
  const set = setOf(ports, job)
  let at: BulkStatement | undefined
  // A table with a row for each person says of everybody once who they are.
  const listed = job.compiled.statements.find(({ table }) => table.rows === 'one')
  try {
    const reading = reader.read(range, async (read) => {
      for (const statement of job.compiled.statements) {
        const counts = statement === listed
        const gate = job.gate.range(statement.table, range, {
          perPiece: job.preparing.perPiece,
          pieceBytes: job.preparing.pieceBytes,
          take: statement.table === job.plan.roll ? dropped : taking(pieces, statement.table, index === 0),
          onPerson: counts ? adding(set, job) : undefined,
        })
        const take: TakeRows = (rows) => {
          gate.rows(rows)
          return pieces.room()
        }
        at = statement
        await read(statement, take)
        at = undefined
        const came = gate.finish()
        if (counts) Object.assign(seen, Object.fromEntries(came))
        await pieces.done()
      }
    })
    await placed(reading, range, () => at)
    const members = await ports.papers.keep(set.entries())
    made.push(members)
    const done: RangeDone = { tables: await pieces.done(), seen, members }
    recording = true
    const recorded = await ports.bulkWork.record(
      job.preparing.preparation,
      job.stream,
      index,
      sealDone(ports, job.preparing, index, done),
    )
    if (!recorded) await discard(ports, [done])
    return recorded
  } catch (error) {
    // It may stand, though the answer never came: then this is what the release is made of.
    const mayStand = recording && isPosternError(error, 'ERR_DATABASE_UNAVAILABLE')
    // None is left behind where another, or a row after it, fails.
    const tables = await pieces.settled()
    if (!mayStand) await discard(ports, [{ tables, members: made[0] }])
    throw error
  }
}

/** One release is of one drop, also where each worker opens what stands there when it begins. */
function requireEdition({ number, preparing: { edition } }: BulkJob, reader: BulkReader): void {
  if (reader.edition === edition) return
  throw new PosternError(
    'ERR_SOURCE',
    'another drop was taken since the members began to be read',
    { case: number, begun: edition ?? null, now: reader.edition ?? null },
    { mend: 'Match the members again, decide again, and prepare again; nothing of this range was kept.' },
  )
}

/**
 * What the source fails with says in which table, and of which members.
 *
 * @param at what was read when it failed; undefined between two statements
 */
async function placed(
  reading: Promise<void>,
  { first, count }: MemberRange,
  at: () => BulkStatement | undefined,
): Promise<void> {
  try {
    await reading
  } catch (error) {
    const statement = at()
    if (statement === undefined || !isPosternError(error, 'ERR_SOURCE') || 'file' in error.evidence) throw error
    const evidence = { ...error.evidence, file: statement.table.name, members: `${first}-${first + count - 1}` }
    throw new PosternError('ERR_SOURCE', error.message, evidence, {
      ...(error.mend === undefined ? {} : { mend: error.mend }),
      cause: error,
    })
  }
}

/** A roll has rows and nothing in them. */
const dropped: Into['take'] = () => undefined

/** The header of a table stands in the first piece of its first range. */
function taking(pieces: Shelving, table: BulkTable, begins: boolean): Into['take'] {
  let header = begins ? headerOf(table) : undefined
  return (piece) => {
    const whole = header === undefined ? piece : { ...piece, bytes: concat(header, piece.bytes) }
    if (whole !== piece) giveBack(piece.bytes)
    header = undefined
    pieces.take(table.name, whole)
  }
}

export async function discard(
  ports: Pick<Ports, 'shelf' | 'papers'>,
  ranges: readonly (Pick<RangeDone, 'tables'> & { readonly members: string | undefined })[],
): Promise<void> {
  for (const { tables, members } of ranges) {
    for (const { sealed, copy } of tables) {
      await ports.shelf.remove(sealed.sha256)
      await ports.papers.destroy(copy)
    }
    if (members !== undefined) await ports.papers.destroy(members)
  }
}

/** Who was listed: made anew for each range, and put together in the end. */
export function setOf(
  { membersKey }: Pick<Ports, 'membersKey'>,
  { preparing, persons, agency }: PlannedJob,
): MemberSetBuilder {
  const setId = fromBase64(preparing.setId, 'the id of a set', 16)
  return memberSetBuilder({ setId, membersKey, agency, bits: bitsFor(persons) })
}

/** Everybody who comes, in the class that their facts put them in; the gate lets nobody pass of another. */
function adding(set: MemberSetBuilder, { classes }: BulkJob): (key: string, mask: string) => void {
  return (key, mask) => {
    const number = classes.get(mask)
    if (number !== undefined) set.add(key, number)
  }
}

function sealDone(
  { randomness }: Pick<Ports, 'randomness'>,
  preparing: Preparing,
  index: number,
  done: RangeDone,
): Uint8Array {
  return sealWork(workKey(preparing), randomness.bytes(12), workContext(preparing, index), utf8(JSON.stringify(done)))
}

function workKey({ workKey: key }: Preparing) {
  return createSecretKey(fromBase64(key, 'the key of the work', 32))
}

const workContext = ({ preparation }: Preparing, index: number) =>
  utf8(`postern/bulk-range/v1\n${preparation}\n${index}\n`)

/** The ranges that are done, by their index. @throws PosternError ERR_LOG_INCONSISTENT for a record that does not open */
export async function rangesDone(
  ports: Pick<Ports, 'bulkWork'>,
  preparing: Preparing,
): Promise<ReadonlyMap<number, RangeDone>> {
  const records = await ports.bulkWork.done(preparing.preparation)
  const key = workKey(preparing)
  return new Map(
    records.map(({ range, sealed }) => {
      const plain = unsealWork(key, workContext(preparing, range), sealed)
      if (plain === undefined) {
        throw new PosternError('ERR_LOG_INCONSISTENT', 'What a range came to does not open.', { range })
      }
      const done: RangeDone = JSON.parse(fromUtf8(plain, 'a range'))
      return [range, done]
    }),
  )
}

/**
 * Work on whatever ranges are not done, a few at a time, until all are or the case calls for no more.
 *
 * @param ranges which, in which order; all that are missing where it is left out
 * @throws PosternError ERR_GATE after an incident was opened, and as {@link workRange}
 */
export async function workBulk(ports: Ports, stream: string, ranges?: readonly number[]): Promise<void> {
  await orIncident(ports, stream, 'system:gate', async () => {
    const job = await bulkJob(ports, stream)
    if (job === undefined) return
    const done = new Set((await ports.bulkWork.done(job.preparing.preparation)).map(({ range }) => range))
    const all = ranges ?? Array.from({ length: job.preparing.ranges }, (_, at) => at)
    const missing = all.filter((index) => !done.has(index))
    if (missing.length === 0) return
    await job.source.withBulk(job.compiled, job.question.said, async (reader) => {
      const next = missing.values()
      const letGo = whyLetGo(ports, job)
      const failed: unknown[] = []
      const one = async (): Promise<void> => {
        for (const index of next) {
          if (failed.length > 0) return
          if ((await letGo()) !== undefined) return
          await workRange(ports, job, reader, index)
          await ports.observe(`bulk: range ${index + 1} of ${job.preparing.ranges}`)
        }
      }
      const until = (work: Promise<void>) => work.catch((error: unknown) => void failed.push(error))
      // None is left behind where another fails.
      await Promise.all(Array.from({ length: job.source.atOnce }, () => until(one())))
      if (failed.length > 0) throw failed[0]
    })
  })
}
