/** What becomes of a package at the counter, carried into its case. */
import type { Actor, CommandName } from '#case/commands.ts'
import type { Gone, Taken } from '#delivery/courier.ts'
import { isPosternError } from '#errors.ts'
import { loadCase, move, streamOf } from './move.ts'
import { hearReplies } from './person-reply.ts'
import type { Ports } from './ports.ts'
import { stillOpen } from './still-open.ts'

const courier: Actor = { id: 'system:courier', roles: ['system'] }

const recording = {
  collected: 'record-collection',
  expired: 'record-expiry',
  withdrawn: 'record-taking-back',
} as const satisfies Record<Gone['outcome'], CommandName>

type HandedOver<Kept> =
  | {
      readonly collected: true
      readonly caseNumber: string
      readonly sha256: string
      /** What `hand` made of it. */
      readonly kept: Kept
      /** False where the log could not be written just now: the next tick records it. */
      readonly recorded: boolean
    }
  | {
      readonly collected: false
      /** `gone`: nobody took it in time, or it was taken back; which of the two a receiver does not learn. */
      readonly reason: 'unknown' | 'used' | 'gone'
    }

/**
 * Take a package from the counter for whoever brings the code, hand it over, and record that it was collected.
 *
 * What somebody said a moment ago counts here too: a package that it has closed is taken back instead.
 *
 * Handed over first: whoever dies before it is recorded leaves a counter that knows, and the next tick records
 * it; whoever died in the other order would have recorded what nobody got.
 *
 * @param hand gives the package to its receiver, or hands on its bytes to be given to them after this; what it throws
 *   is thrown, and the counter stays empty
 */
export async function collect<Kept>(
  ports: Ports,
  contentRoot: string,
  pickupCode: string,
  hand: (taken: Taken) => Promise<Kept>,
): Promise<HandedOver<Kept>> {
  let number: string | undefined
  const mayLeave = async (caseNumber: string): Promise<boolean> => {
    number = caseNumber
    const stream = await streamOf(ports, caseNumber)
    await hearReplies(ports, (await loadCase(ports, stream)).state)
    return stillOpen(ports, await loadCase(ports, stream), contentRoot)
  }
  const taken = await ports.courier.collect(contentRoot, pickupCode, ports.clock.now(), mayLeave)
  if (!taken.collected) {
    if (taken.reason === 'withdrawn' && number !== undefined) {
      await recordOrLater(ports, { contentRoot, caseNumber: number, outcome: 'withdrawn' })
    }
    return { collected: false, reason: taken.reason === 'unknown' || taken.reason === 'used' ? taken.reason : 'gone' }
  }
  const { caseNumber, sha256 } = taken
  try {
    const kept = await hand(taken)
    await ports.observe('collect: handed over')
    const recorded = await recordOrLater(ports, { contentRoot, caseNumber, outcome: 'collected' })
    return { collected: true, caseNumber, sha256, kept, recorded }
  } catch (error) {
    // Nobody will read the rest.
    await taken.package[Symbol.asyncIterator]().return?.()
    throw error
  }
}

/** It is so at the counter, whatever the log does now; what is not recorded is recorded by the next tick. */
function recordOrLater(ports: Ports, gone: Gone): Promise<boolean> {
  return recordGone(ports, gone).catch((error: unknown) => {
    if (isPosternError(error)) return false
    throw error
  })
}

/**
 * Take a package back from the counter that what somebody said since has closed. Its file is gone when this returns.
 *
 * @returns whether it was taken back; false where it may still leave, and where its receiver came first
 * @throws what `stillOpen` and the ledger throw; the package then stays where it is, and is looked at again before it
 *   is handed over
 */
export async function takeBack(ports: Ports, stream: string): Promise<boolean> {
  const current = await loadCase(ports, stream)
  const { status, collected, prepared, number } = current.state
  if (status !== 'delivered' || collected || prepared === undefined) return false
  const { contentRoot } = prepared
  if (await stillOpen(ports, current, contentRoot)) return false
  await ports.observe('take back: closed')
  await ports.courier.withdraw(contentRoot)
  await ports.observe('take back: withdrawn')
  const gone = (await ports.courier.unsettled()).find((one) => one.contentRoot === contentRoot)
  return gone?.outcome === 'withdrawn' && recordGone(ports, { ...gone, caseNumber: number })
}

/**
 * Record in its case what became of a package, and settle it with the courier. Idempotent: of what the case
 * knows already nothing is recorded again.
 *
 * @returns false where the case is not ready for it yet
 * @throws PosternError ERR_CASE_UNKNOWN, and what the ledger throws
 */
export async function recordGone(ports: Ports, { contentRoot, caseNumber, outcome }: Gone): Promise<boolean> {
  const stream = await streamOf(ports, caseNumber)
  const { state } = await loadCase(ports, stream)
  if (state.prepared?.contentRoot === contentRoot) {
    // Placed by a courier who died: the delivery is recorded first.
    if (state.status === 'released') return false
    if (state.status === 'delivered' && !state.collected) {
      const { moved } = await move(ports, courier, stream, () => ({ command: recording[outcome], contentRoot }))
      // Somebody was faster, or the clock stands wrong: the next tick sees which.
      if (!moved) return false
    }
  }
  await ports.courier.settle(contentRoot)
  return true
}
