/** What becomes of a package at the counter, carried into its case. */
import type { Actor } from '#case/commands.ts'
import type { Collected, Gone } from '#delivery/courier.ts'
import { isPosternError } from '#errors.ts'
import { loadCase, move, streamOf } from './move.ts'
import type { Ports } from './ports.ts'

const courier: Actor = { id: 'system:courier', roles: ['system'] }

type Taken = Extract<Collected, { collected: true }>

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
  | Extract<Collected, { collected: false }>

/**
 * Take a package from the counter for whoever brings the code, hand it over, and record that it was collected.
 *
 * Handed over first: whoever dies before it is recorded leaves a counter that knows, and the next tick records
 * it; whoever died in the other order would have recorded what nobody got.
 *
 * @param hand gives the package to its receiver; what it throws is thrown, and the counter stays empty
 */
export async function collect<Kept>(
  ports: Ports,
  contentRoot: string,
  pickupCode: string,
  hand: (taken: Taken) => Promise<Kept>,
): Promise<HandedOver<Kept>> {
  const taken = await ports.courier.collect(contentRoot, pickupCode, ports.clock.now())
  if (!taken.collected) return taken
  const { caseNumber, sha256 } = taken
  const kept = await hand(taken)
  await ports.observe('collect: handed over')
  const recorded = await recordGone(ports, { contentRoot, caseNumber, outcome: 'collected' }).catch(
    (error: unknown) => {
      // The receiver has the package, whatever the log does now.
      if (isPosternError(error)) return false
      throw error
    },
  )
  return { collected: true, caseNumber, sha256, kept, recorded }
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
      const command = outcome === 'collected' ? 'record-collection' : 'record-expiry'
      const { moved } = await move(ports, courier, stream, () => ({ command, contentRoot }))
      // Somebody was faster, or the clock stands wrong: the next tick sees which.
      if (!moved) return false
    }
  }
  await ports.courier.settle(contentRoot)
  return true
}
