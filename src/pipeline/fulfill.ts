/**
 * Carry an answer out of the building: prepare, approve, release, deliver.
 *
 * The log learns of the release before the courier does. If we stop between the two, the log shows an
 * authorized release with no delivery, which anybody may ask about; the other order could leave a delivery
 * that nobody can see.
 */
import { checkApproval, checkBoth, checkOutside } from '#approval/check.ts'
import { leavesQuietly } from '#case/announced.ts'
import { beforePreparing } from '#case/answer.ts'
import type { Actor, Context, MadeDecision, Reason, Refusal } from '#case/commands.ts'
import { closedTo, decideCommand } from '#case/decide-command.ts'
import type { CaseState } from '#case/state.ts'
import { receiptHash } from '#case/receipt.ts'
import { PosternError } from '#errors.ts'
import { approvalText, type outsideRole } from '#formats/approval.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { formatOpening } from '#formats/commitment.ts'
import { contentRoot as rootOf } from '#formats/content-root.ts'
import { packageStream } from '#formats/package.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Placed } from '#delivery/courier.ts'
import { compile, type SourceRow } from '#release/compile.ts'
import { plan } from '#release/plan.ts'
import { prepare as assemble, type Prepared } from '#release/prepare.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import { noticeBars } from './announcing.ts'
import { countRelease, roomFor } from './day-count.ts'
import { prepareMembers } from './bulk-finish.ts'
import { changedSinceMatch, decideNow, requestOf, sourceOf } from './determine.ts'
import { expiryOf } from './expiry.ts'
import { orIncident } from './incident.ts'
import { officeDay } from './law.ts'
import { matchedPeople } from './matched-people.ts'
import { loadCase, move, newest, toCaseEvent, type Case, type Moved } from './move.ts'
import { outsideRegister } from './outside-keys.ts'
import type { Ports } from './ports.ts'
import { ranOut } from './ran-out.ts'
import { signers } from './register.ts'
import { fromShelf, shelfKeys } from './shelved.ts'
import { standingDecision } from './standing-decision.ts'
import { statementOf } from './statement.ts'
import { thresholdFor } from './threshold.ts'
import { filledRows } from './worksheet.ts'

/**
 * Run the plan at the source, join what was filled in by hand, gate what comes, seal it to the receiver and put it on
 * the shelf; then record its content root. Nothing has left; approvals are made over that root.
 *
 * @throws PosternError ERR_GATE after an incident was opened: a cell came that the decision does not release;
 *   ERR_SOURCE, ERR_RECEIVER_KEY, ERR_DISK_FULL: nothing was recorded
 */
export async function prepare(ports: Ports, actor: Actor, stream: string): Promise<Moved> {
  const { state: before } = await loadCase(ports, stream)
  if (before.members !== undefined) return prepareMembers(ports, actor, stream)
  const stored: { readonly contentRoot: string; readonly copy: string }[] = []
  return orIncident(ports, stream, 'system:gate', async () => {
    const moved = await move(ports, actor, stream, async ({ state }) => {
      const early = tooEarly(state, { now: ports.clock.now(), actor })
      if (early !== undefined) return { refusal: early }
      const stale = await staleRecords(ports, state, 'prepare')
      if (stale !== undefined) return { refusal: stale }
      const late = await ranOut(ports, state)
      if (late.length > 0) return { refusal: { move: 'prepare', reasons: late } }
      const inNotice = await noticeBars(ports, state)
      if (inNotice.length > 0) return { refusal: { move: 'prepare', reasons: inNotice } }
      const byHand = await filledRows(ports, state)
      if ('reasons' in byHand) return { refusal: { move: 'prepare', reasons: byHand.reasons } }
      const prepared = await assembleFor(ports, state, byHand.rows)
      const recipient = parseRecipient(state.recipient ?? '')
      const payload = await seal(prepared.payload, recipient)
      const sealed = [{ name: 'payload.age', bytes: payload.byteLength, sha256: toHex(sha256(payload)) }]
      const contentRoot = rootOf({ opened: prepared.opened, sealed, terms: prepared.terms })
      await ports.shelf.put(contentRoot, payload)
      const copy = await ports.papers.keep(prepared.payload)
      stored.push({ contentRoot, copy })
      await ports.observe('prepare: on the shelf')
      return {
        command: 'prepare',
        decision: state.decision?.decision ?? '',
        contentRoot,
        opened: prepared.opened,
        sealed,
        terms: prepared.terms,
        recipient,
        receipt: receiptHash(prepared.manifest.receiptCode) ?? '',
        expiresAt: expiryOf(ports),
        synthetic: prepared.manifest.synthetic,
        copy,
        above: (await thresholdFor(ports, state)).above,
        cells: byPerson(prepared.cells),
      }
    })
    const recorded = moved.moved ? moved.state.prepared?.contentRoot : undefined
    for (const { contentRoot, copy } of stored.filter((one) => one.contentRoot !== recorded)) {
      await ports.shelf.remove(contentRoot)
      await ports.papers.destroy(copy)
    }
    return moved
  })
}

/** The source is read for nobody who may not prepare, and for no case that is not ready to be. */
function tooEarly(state: CaseState, context: Context): Refusal | undefined {
  const closed = closedTo(state, 'prepare', context)
  if (closed !== undefined) return closed
  const reasons = beforePreparing(state, context.now)
  return reasons.length > 0 ? { move: 'prepare', reasons } : undefined
}

/** Nothing leaves on what the agency's records said once and no longer say. */
async function staleRecords(
  ports: Ports,
  state: CaseState,
  command: 'prepare' | 'release' | 'deliver',
): Promise<Refusal | undefined> {
  const changed = state.request === undefined ? [] : await changedSinceMatch(ports, state)
  if (changed.length === 0) return undefined
  const words = `the agency's record of ${changed.join(', ')} has changed since it was matched: match again, then decide again`
  return { move: command, reasons: [{ code: 'record-changed', words }] }
}

/**
 * All signatures checked once more, against the register as it is now: a key that was changed or a person
 * who has left since carries no release.
 */
async function doubtfulApprovals(ports: Ports, state: CaseState): Promise<Refusal | undefined> {
  const contentRoot = state.prepared?.contentRoot ?? ''
  const about = { caseNumber: state.number, contentRoot, agency: requestOf(state).agency }
  const notes = state.approvals.map(({ approval }) => approval)
  const checked = await checkBoth(notes, about, await signers(ports))
  if (!checked.valid) return unreleased(checked)
  if (state.outside === undefined) return undefined
  const third = await checkOutside(state.outside.approval, await outsideRegister(ports, about.agency), about.agency)
  if (!third.valid) return unreleased(third)
  const same = third.contentRoot === contentRoot && third.caseNumber === state.number
  if (!same) return unreleased({ code: 'other-content', words: `${third.holder} has signed other content` })
  const keys = checked.approvals.map(({ publicKey }) => publicKey)
  return keys.includes(third.publicKey)
    ? unreleased({ code: 'same-person-twice', words: 'the third signature was made with the key of an approval' })
    : undefined
}

function unreleased({ code, words }: Reason): Refusal {
  return { move: 'release', reasons: [{ code, words }] }
}

async function assembleFor(ports: Ports, state: CaseState, byHand: readonly SourceRow[]): Promise<Prepared> {
  const decision = standingDecision(state)
  const { agency, requester } = requestOf(state)
  const source = sourceOf(ports, agency)
  const people = matchedPeople(state)
  // Before anything is read: what cannot be sealed must not leave the source.
  parseRecipient(state.recipient ?? '')
  const what = plan(decision, people, source.mapping)
  await ports.observe('prepare: planned')
  const rows = await source.read(compile(what))
  await ports.observe('prepare: read from the source')
  return assemble({
    decision,
    people,
    mapping: source.mapping,
    plan: what,
    rows: [...rows, ...byHand],
    receiver: { organization: requester.organization, recipient: state.recipient ?? '' },
    salt: ports.randomness.bytes(32),
    receiptCode: ports.randomness.bytes(16),
  })
}

/** What an approver is asked to sign: the text of the note over the content that stands prepared. */
export async function approvalToSign(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  stream: string,
  role: 'approver' | 'privacy-officer' | typeof outsideRole,
): Promise<string | undefined> {
  const { state } = await loadCase(ports, stream)
  if (state.prepared === undefined) return undefined
  return approvalText({ case: state.number, contentRoot: state.prepared.contentRoot, role, at: ports.clock.now() })
}

/** Record an approval: a signed note, checked against the register. Whoever hands it in, the signer is who acts. */
export async function approve(ports: Ports, note: string, stream: string): Promise<Moved> {
  const register = await signers(ports)
  const { state } = await loadCase(ports, stream)
  const check = await checkApproval(note, register, requestOf(state).agency)
  const signer = check.valid ? register.find(({ id }) => id === check.approver) : undefined
  const by: Actor = { id: signer?.id ?? 'system:register', roles: signer?.roles ?? ['approver'] }
  const counted = check.valid && (check.signCount ?? 0) > 0 ? check : undefined
  const countBefore = counted && (await ports.signCounts.seen(counted.key, counted.signCount ?? 0))
  return move(ports, by, stream, () => ({
    command: 'approve',
    check,
    ...(countBefore === undefined ? {} : { countBefore }),
  }))
}

/**
 * Record the signature of somebody outside the agency: a signed note, checked against the keys that two people have
 * registered. Whoever hands it in, the signer is who acts.
 */
export async function signOutside(ports: Ports, note: string, stream: string): Promise<Moved> {
  const { state } = await loadCase(ports, stream)
  const { agency } = requestOf(state)
  const check = await checkOutside(note, await outsideRegister(ports, agency), agency)
  const by: Actor = { id: check.valid ? check.holder : 'system:register', roles: ['system'] }
  return move(ports, by, stream, () => ({ command: 'sign-outside', check }))
}

/**
 * Hand over what stands prepared and approved: decided once more, now, and entered in the log.
 *
 * @throws PosternError ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE after an incident was opened; what the ledger throws;
 *   when the log cannot be written nothing is released
 */
export async function release(ports: Ports, actor: Actor, stream: string): Promise<Moved> {
  const { state: before } = await loadCase(ports, stream)
  const decidedOnceMore = () =>
    move(
      ports,
      actor,
      stream,
      async ({ state, events }) => {
        const closed = closedTo(state, 'release', { now: ports.clock.now(), actor })
        if (closed !== undefined) return { refusal: closed }
        const stale = await staleRecords(ports, state, 'release')
        if (stale !== undefined) return { refusal: stale }
        const doubt = await doubtfulApprovals(ports, state)
        if (doubt !== undefined) return { refusal: doubt }
        const { caseFile, decision } = await decideNow(ports, state)
        const command = {
          command: 'release',
          contentRoot: state.prepared?.contentRoot ?? '',
          statement: toHex(sha256(statementOf(ports.office, state, events))),
          decision,
          asOf: caseFile.asOf,
          seen: state.n,
        } as const
        // What would be refused anyway takes nothing of the day.
        const tried = { ...command, ...(await roomFor(ports, state)) }
        const judged = decideCommand(state, tried, { now: ports.clock.now(), actor })
        if ('refusal' in judged) return judged
        const room = await countRelease(ports, actor, state, isQuiet(ports, state, decision))
        await ports.observe('release: counted')
        return { ...command, ...room }
      },
      // One for each content: what was released, made void and released again is delivered too.
      [{ kind: 'deliver', key: before.prepared?.contentRoot ?? '', dueAt: ports.clock.now() }],
    )
  return orIncident(ports, stream, 'system:engines', decidedOnceMore)
}

function isQuiet(ports: Ports, state: CaseState, { cells }: Pick<MadeDecision['decision'], 'cells'>): boolean {
  return state.prepared === undefined || leavesQuietly(state, state.prepared, cells, officeDay(ports))
}

export type Delivered =
  | { readonly delivered: true; readonly placed: Placed }
  | {
      readonly delivered: false
      readonly waitingFor: 'log'
      readonly leafIndex: number
      readonly publishedSize: number
    }
  | { readonly delivered: false; readonly waitingFor: 'case'; readonly moved: Extract<Moved, { moved: false }> }

/**
 * Place the package where its receiver can take it away, once the published log holds its release.
 *
 * Idempotent on the content root. If we stop after placing and before recording, the next call finds the
 * package placed, places nothing new, and records the delivery. If the release was made void in between, the
 * next call takes the package back.
 */
export async function deliver(ports: Ports, actor: Actor, stream: string): Promise<Delivered> {
  const current = await loadCase(ports, stream)
  const authorized = newest(current.events, 'release.authorized')
  const { prepared, number } = current.state
  if (current.state.status !== 'released' || authorized === undefined || prepared === undefined) {
    await withdrawVoided(ports, current)
    return notOpen(ports, actor, stream)
  }
  const { contentRoot, expiresAt } = prepared
  const leafIndex = authorized.seq
  const published = await ports.log.published()
  const proof = await ports.log.prove(leafIndex, utf8(formatOpening(authorized.opening)))
  if (published === undefined || proof === undefined) {
    return { delivered: false, waitingFor: 'log', leafIndex, publishedSize: published?.size ?? 0 }
  }
  const command = { command: 'deliver', contentRoot, checkpoint: published, leafIndex } as const
  // Judged before anything stands on the counter; judged again, in the log, after.
  const judged = decideCommand(current.state, command, { now: ports.clock.now(), actor })
  if ('refusal' in judged) return { delivered: false, waitingFor: 'case', moved: { moved: false, ...judged } }
  // Days may have passed since the release.
  const refusal = await staleRecords(ports, current.state, 'deliver')
  if (refusal !== undefined) return { delivered: false, waitingFor: 'case', moved: { moved: false, refusal } }
  const statement = statementOf(ports.office, current.state, current.events)
  await requireLogged(current, statement)
  const files = { statement, proof: utf8(proof), policy: utf8(ports.office.policy) }
  // Read from the shelf while it is written: it may be larger than memory.
  const { chunks } = packageStream(files, (part) => fromShelf(ports.shelf, number, prepared, part))
  await ports.observe('deliver: packed')
  let placed: Placed
  try {
    placed = await ports.courier.place({ contentRoot, caseNumber: number, expiresAt, package: chunks })
  } catch (error) {
    // Another courier may have been faster: it takes from the shelf what it carried, once its delivery is recorded.
    if ((await loadCase(ports, stream)).state.status !== 'released') return notOpen(ports, actor, stream)
    throw error
  }
  await ports.observe('deliver: placed')
  const moved = await move(ports, actor, stream, async ({ state }) => {
    // Somebody may have objected while it was carried.
    const late = await staleRecords(ports, state, 'deliver')
    return late === undefined ? command : { refusal: late }
  })
  if (!moved.moved) {
    await withdrawUnlessDelivered(ports, stream, contentRoot)
    return { delivered: false, waitingFor: 'case', moved }
  }
  for (const key of shelfKeys(prepared)) await ports.shelf.remove(key)
  return { delivered: true, placed }
}

/** An objection or an incident came in between, and nobody knows the pick-up code; or another courier was faster. */
async function withdrawUnlessDelivered(ports: Ports, stream: string, contentRoot: string): Promise<void> {
  const { state } = await loadCase(ports, stream)
  if (state.delivered === undefined || state.prepared?.contentRoot !== contentRoot)
    await ports.courier.withdraw(contentRoot)
}

/** What a courier that died had placed and not recorded, and what was made void before another one came. */
async function withdrawVoided({ courier }: Pick<Ports, 'courier'>, { events }: Case): Promise<void> {
  const records = events.map(({ record }) => toCaseEvent(record))
  const delivered = new Set(
    records.flatMap((event) => (event.type === 'package.delivered' ? [event.body.contentRoot] : [])),
  )
  const released = records.flatMap((event) => (event.type === 'release.authorized' ? [event.body.contentRoot] : []))
  for (const root of released) if (!delivered.has(root)) await courier.withdraw(root)
}

/** The case itself says why not. */
async function notOpen(ports: Ports, actor: Actor, stream: string): Promise<Delivered> {
  const moved = await move(ports, actor, stream, ({ state }) => ({
    command: 'deliver',
    contentRoot: state.prepared?.contentRoot ?? '',
    checkpoint: { size: 0, root: '' },
    leafIndex: 0,
  }))
  if (moved.moved) throw new Error('a delivery was recorded that nothing stood for')
  return { delivered: false, waitingFor: 'case', moved }
}

/** INVARIANT: what leaves is what the log says left. */
async function requireLogged({ events, state }: Case, statement: Uint8Array): Promise<void> {
  const body = newest(events, 'release.authorized')?.record.body
  const logged = typeof body === 'object' && body !== null && 'statement' in body ? body.statement : undefined
  const built = toHex(sha256(statement))
  if (logged !== built) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      'The statement is not the one that the log authorized.',
      { case: state.number, built },
      {
        mend: 'The policy or the origin of the log was changed between release and delivery: set it back, deliver, then change it.',
      },
    )
  }
}

function byPerson(cells: Prepared['cells']): Record<string, { program: string; element: string }[]> {
  const people: Record<string, { program: string; element: string }[]> = {}
  for (const { subject, program, element } of cells) (people[subject] ??= []).push({ program, element })
  return people
}
