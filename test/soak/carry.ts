/** Carry a case along its plan, from wherever it stands. */
import { loadCase } from '#pipeline/move.ts'
import { isCollected } from './audit.ts'
import { nextStep, type Plan, type Step } from './plans.ts'
import { take, type Desk } from './steps.ts'

export interface Way {
  /** Stop where this step would be the next; its end unless told. */
  readonly before?: Step
  /** The package was handed over into a crash, so nobody has it. */
  readonly lost?: boolean
  readonly onLost?: () => void
  /** Others carry the same case at the same time: what they were faster at is refused, and no failure. */
  readonly rivals?: boolean
}

/** @throws Error naming the step and the reasons where the case refuses a step of its plan */
export async function carryOn(desk: Desk, plan: Plan, stream: string, way: Way = {}): Promise<void> {
  const { ports, dataDirectory } = desk
  let lost = way.lost === true
  for (;;) {
    const { state, events } = await loadCase(ports, stream)
    const published = (await ports.log.published())?.size ?? 0
    const collected = lost || (await isCollected(dataDirectory, state.number))
    const step = nextStep(plan, state, lost ? withReceipt(events) : events, { published, collected })
    if (step === undefined || step === way.before) return
    const done = await take(desk, plan, step, stream)
    if ('lost' in done) {
      lost = true
      way.onLost?.()
    } else if (!done.done && way.rivals !== true) {
      throw new Error(`${step} of case ${state.number} was refused: ${JSON.stringify(done.refusal.reasons)}`)
    }
  }
}

/** Whoever never got the package cannot acknowledge it; the case goes on without. */
function withReceipt(events: Awaited<ReturnType<typeof loadCase>>['events']) {
  const at = events.findIndex(({ record }) => record.type === 'package.collected')
  const collected = events[at]
  if (collected === undefined) return events
  const receipt = { ...collected, record: { ...collected.record, type: 'receipt.acknowledged' } }
  return [...events.slice(0, at + 1), receipt, ...events.slice(at + 1)]
}
