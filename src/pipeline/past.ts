/** The decisions that the log holds, each with the inputs that it was made from. */
import { toCaseFile } from '#case/case-file.ts'
import type { EventShapes, PersonMatch } from '#case/events.ts'
import { evolve } from '#case/evolve.ts'
import { initial, type CaseState } from '#case/state.ts'
import { isPosternError } from '#errors.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'

export interface PastDecision {
  /** Place in the log. */
  readonly seq: number
  readonly caseFile: CaseFile
  /** Whom it was made about, as they stood matched. */
  readonly people: Readonly<Record<string, PersonMatch | undefined>>
  readonly recorded: EventShapes['decision.made']['body'] & {
    readonly case: string
    readonly cells: NonNullable<CaseState['decision']>['cells']
  }
}

export interface PastCase {
  readonly stream: string
  readonly state: CaseState
  readonly decisions: readonly PastDecision[]
  /** Nobody in it was forgotten. */
  readonly isWhole: boolean
  /** Decisions that cannot be made again, since somebody in them was forgotten. */
  readonly forgotten: number
}

/** Every case in the log, the oldest first; undefined for one that was forgotten whole. @throws what the ledger throws */
export async function* pastCases({
  ledger,
}: Pick<Ports, 'ledger'>): AsyncGenerator<{ readonly of: number; readonly past: PastCase | undefined }> {
  const streams = await ledger.streams()
  for (const stream of streams) yield { of: streams.length, past: await pastCase(ledger, stream) }
}

/** One case; undefined where it was forgotten whole. @throws what the ledger throws */
export async function pastCase(ledger: Ports['ledger'], stream: string): Promise<PastCase | undefined> {
  const events = await ledger.load(stream).catch((error: unknown) => {
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return undefined
    throw error
  })
  if (events === undefined) return undefined
  const decisions: PastDecision[] = []
  let state = initial
  let forgotten = 0
  let isWhole = true
  for (const { seq, record } of events) {
    const event = toCaseEvent(record)
    isWhole &&= !Object.values(event.people).includes(null)
    const before = state
    state = evolve(state, event)
    if (event.type !== 'decision.made') continue
    if (isWhole) {
      const recorded = { ...event.body, case: before.number, cells: state.decision?.cells ?? [] }
      const people = Object.fromEntries(Object.entries(before.people).map(([ref, { match }]) => [ref, match]))
      decisions.push({ seq, caseFile: toCaseFile(before, event.body.asOf), people, recorded })
    } else forgotten += 1
  }
  return { stream, state, decisions, isWhole, forgotten }
}
