/** The end of a preparation of listed members: everything that was read is put together and recorded. */
import type { Actor, Reason, Refusal } from '#case/commands.ts'
import { closedTo } from '#case/decide-command.ts'
import type { BulkContent } from '#case/events.ts'
import { statedAbove } from '#case/outside.ts'
import { receiptHash } from '#case/receipt.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { fromBase64, toHex, utf8 } from '#formats/bytes.ts'
import type { Piece } from '#formats/bulk-manifest.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { bulkContentRoot } from '#formats/content-root.ts'
import type { MemberSetHead } from '#formats/member-proof.ts'
import { payloadName, pieceName } from '#formats/pieces.ts'
import { sha256 } from '#formats/sha256.ts'
import type { BulkPlan } from '#release/bulk/plan.ts'
import { prepareBulk } from '#release/bulk/prepare.ts'
import { seal } from '#seal/seal.ts'
import { beginBulk, discard, plannedJob, setOf, type PlannedJob, rangesDone, workBulk, type RangeDone } from './bulk.ts'
import { courseOf, paused } from './bulk-over.ts'
import type { CopyIndex } from './content.ts'
import { requestOf, sourceOf } from './determine.ts'
import { expiryOf } from './expiry.ts'
import { classesIn, keepMembers } from './member-sets.ts'
import { matchedClasses } from './members.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'
import { ranOut } from './ran-out.ts'
import { standingDecision } from './standing-decision.ts'
import { thresholdFor } from './threshold.ts'

/**
 * Put the ranges together and record what stands prepared, once all of them are done.
 *
 * @throws PosternError ERR_SOURCE where the members came otherwise than they were decided
 */
export async function finishBulk(ports: Ports, actor: Actor, stream: string): Promise<Moved> {
  // What is there only if this comes to its end, and what is no longer needed once it has.
  const made: { readonly shelf: string[]; readonly papers: string[] } = { shelf: [], papers: [] }
  const used: { preparation?: string; entries: readonly string[] } = { entries: [] }
  const undo = async (): Promise<void> => {
    for (const key of made.shelf.splice(0)) await ports.shelf.remove(key)
    for (const key of made.papers.splice(0)) await ports.papers.destroy(key)
  }
  const moved = await move(ports, actor, stream, async ({ state }) => {
    await undo()
    const closed = closedTo(state, 'prepare', { now: ports.clock.now(), actor })
    if (closed !== undefined) return { refusal: closed }
    const late = await ranOut(ports, state)
    if (late.length > 0) return refusal(late)
    const { preparing } = state
    if (preparing === undefined)
      return refusal([{ code: 'not-begun', words: 'the members are not being read: prepare the case' }])
    const done = await rangesDone(ports, preparing)
    if (done.size < preparing.ranges) {
      const words = `${done.size} of ${preparing.ranges} ranges of members are read: wait, or take it up again`
      return refusal([{ code: 'ranges-missing', words }])
    }
    // Once more, against what members have said by now.
    const job = await plannedJob(ports, stream, state)
    if (job === undefined) return refusal([paused])
    const source = sourceOf(ports, requestOf(state).agency)
    const decision = standingDecision(state)
    const { plan, recipient } = job
    const ranges = [...done].toSorted(([a], [b]) => a - b).map(([, range]) => range)
    requireEverybody(state, ranges)
    const prepared = prepareBulk({
      decision,
      mapping: source.mapping,
      plan,
      pieces: piecesOf(plan, ranges),
      receiver: { organization: requestOf(state).requester.organization, recipient },
      salt: fromBase64(preparing.salt, 'the salt', 32),
      receiptCode: fromBase64(preparing.receiptCode, 'the receipt code', 16),
    })
    const members = await membersIn(ports, job, ranges)
    if (members === undefined) {
      if ((await ports.ledger.lengthOf(stream)) !== state.n) return refusal([endedMeanwhile])
      throw new PosternError('ERR_LOG_INCONSISTENT', 'What a range says of who is in it is gone.', { case: job.number })
    }
    const payload = await seal(prepared.payload, recipient)
    const payloadHash = toHex(sha256(payload))
    made.shelf.push(payloadHash)
    await ports.shelf.put(payloadHash, payload)
    const copy = await keepIndex(ports, prepared.payload, ranges)
    made.papers.push(copy.index, copy.payload)
    used.preparation = preparing.preparation
    used.entries = ranges.map((range) => range.members)
    return {
      command: 'prepare',
      decision: preparing.decision,
      contentRoot: bulkContentRoot(prepared),
      opened: prepared.opened,
      sealed: [{ name: payloadName, bytes: payload.length, sha256: payloadHash }, ...sealedPieces(plan, ranges)],
      terms: prepared.terms,
      recipient,
      receipt: receiptHash(prepared.manifest.receiptCode) ?? '',
      expiresAt: expiryOf(ports),
      synthetic: prepared.manifest.synthetic,
      copy: copy.index,
      above: statedAbove(await thresholdFor(ports, state), plan.persons),
      cells: Object.fromEntries(plan.cells),
      bulk: {
        persons: plan.persons,
        grants: plan.grants,
        classes: Object.fromEntries(job.numbers),
        members,
      } satisfies BulkContent,
    }
  })
  if (moved.moved) {
    // Their keys stand in what is forgotten after.
    for (const key of used.entries) await ports.papers.destroy(key)
    if (used.preparation !== undefined) await ports.bulkWork.forget(used.preparation)
  } else await undo()
  return moved
}

const endedMeanwhile: Reason = { code: 'not-begun', words: 'somebody else has put it together meanwhile' }

function refusal(reasons: readonly Reason[]): { readonly refusal: Refusal } {
  return { refusal: { move: 'prepare', reasons } }
}

/** Who was listed, put together from what the ranges say, kept and committed to; undefined where one of them is gone. */
async function membersIn(
  ports: Ports,
  job: PlannedJob,
  ranges: readonly RangeDone[],
): Promise<MemberSetHead | undefined> {
  const set = setOf(ports, job)
  for (const { members } of ranges) {
    const entries = await ports.papers.open(members)
    if (entries === undefined) return undefined
    set.merge(entries)
  }
  const { stream, agency, preparing } = job
  return keepMembers(ports, {
    stream,
    agency,
    setId: fromBase64(preparing.setId, 'the id of a set', 16),
    set: set.finish(),
    classes: classesIn(preparing, job.numbers, job.plan.cells),
  })
}

/** Every member came once, and as one of the class that they were decided in. */
function requireEverybody(state: CaseState, ranges: readonly RangeDone[]): void {
  for (const { ref, match } of matchedClasses(state)) {
    const came = ranges.reduce((sum, { seen }) => sum + (seen[match.mask] ?? 0), 0)
    if (came === match.persons) continue
    throw new PosternError(
      'ERR_SOURCE',
      'The source has changed since the members were matched.',
      { case: state.number, class: ref, matched: match.persons, came },
      { mend: 'Match the members again, decide again, and prepare again; nothing was prepared.' },
    )
  }
}

function piecesOf({ tables }: BulkPlan, ranges: readonly RangeDone[]): ReadonlyMap<string, readonly Piece[]> {
  return new Map(
    tables.map(({ name }) => [
      name,
      piecesIn(ranges, name).map(({ rows, bytes, sha256: hash }) => ({ rows, bytes, sha256: hash })),
    ]),
  )
}

function piecesIn(ranges: readonly RangeDone[], name: string): RangeDone['tables'] {
  return ranges.flatMap(({ tables }) => tables.filter(({ table }) => table === name))
}

/** In the package's order: tables by name, their pieces from 1 on. */
function sealedPieces({ tables }: BulkPlan, ranges: readonly RangeDone[]) {
  const names = tables.map(({ name }) => name).toSorted()
  return names.flatMap((name) =>
    piecesIn(ranges, name).map(({ sealed }, at) => ({ name: pieceName(name, at + 1), ...sealed })),
  )
}

/** What the agency keeps of what it sealed: the payload, and where each piece is. */
async function keepIndex({ papers }: Pick<Ports, 'papers'>, payload: Uint8Array, ranges: readonly RangeDone[]) {
  const kept = await papers.keep(payload)
  const pieces = ranges.flatMap(({ tables }) =>
    tables.map(({ table, sha256: hash, copy }) => ({ table, sha256: hash, copy })),
  )
  const index: CopyIndex = { payload: kept, pieces }
  return { payload: kept, index: await papers.keep(utf8(canonicalJson(index))) }
}

/**
 * Prepare a release of listed members from the beginning to the end, here: begun, or taken up where it was left.
 *
 * @throws as {@link workBulk} and {@link finishBulk}; what is done stays done
 */
export async function prepareMembers(ports: Ports, actor: Actor, stream: string): Promise<Moved> {
  const { state } = await loadCase(ports, stream)
  if (state.preparing === undefined) {
    const begun = await beginBulk(ports, actor, stream)
    if (!begun.moved) return begun
  }
  await workBulk(ports, stream)
  return finishBulk(ports, actor, stream)
}

/**
 * Take away what was made for preparations that came to no end: somebody objected, or decided anew. Of those that did,
 * what nobody needs after it, where whoever ended them died or never heard that they had.
 *
 * @returns how many
 */
export async function sweepBulk(ports: Ports): Promise<number> {
  let swept = 0
  for (const { preparation, stream } of await ports.bulkWork.open()) {
    const found = await loadCase(ports, stream).catch((error: unknown) => {
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return undefined
      throw error
    })
    if (found?.state.preparing?.preparation === preparation) continue
    const { begun, prepared } = courseOf(found ?? { events: [] }, preparation)
    if (begun !== undefined) {
      const released = new Set(prepared?.sealed.map(({ sha256: hash }) => hash))
      for (const range of (await rangesDone(ports, begun)).values()) {
        // A range that somebody recorded after the end has pieces of its own, and none of the release.
        if (range.tables.some(({ sealed }) => released.has(sealed.sha256))) await ports.papers.destroy(range.members)
        else await discard(ports, [range])
      }
    }
    await ports.bulkWork.forget(preparation)
    swept += 1
  }
  return swept
}
