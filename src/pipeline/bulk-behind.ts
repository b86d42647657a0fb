/** Preparing listed members while nobody waits for it: what goes wrong stands on the case, or is told to the operator. */
import type { Actor } from '#case/commands.ts'
import { isPosternError, type PosternError } from '#errors.ts'
import { againstReading, workBulk } from './bulk.ts'
import { finishBulk } from './bulk-finish.ts'
import { refusedTo } from './bulk-standing.ts'
import { requestOf, sourceOf } from './determine.ts'
import { isStopping } from './incident.ts'
import { bulkOf } from './members.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'

const reader: Actor = { id: 'system:reader', roles: ['system'] }

/**
 * Read whatever ranges of a case are missing, then put them together; for as long as `goesOn` says so. A reason why it
 * stopped is a note of the case, or the incident that was opened for it.
 *
 * @param actor in whose name it is put together
 * @throws what is no failure of the case: a bug, or the ledger away, where nothing can be noted
 */
export async function readOn(ports: Ports, actor: Actor, stream: string, goesOn: () => boolean): Promise<void> {
  try {
    const moved = await readAndFinish(ports, actor, stream, goesOn)
    if (moved?.moved === false) await note(ports, stream, moved.refusal.reasons.map(({ words }) => words).join('; '))
  } catch (error) {
    // With an incident everybody who works on the case is told already.
    if (isPosternError(error) && isStopping(error)) return
    await note(ports, stream, isPosternError(error) ? wordsOf(error) : 'the operator’s log says more')
    if (!isPosternError(error)) throw error
  }
}

async function readAndFinish(
  ports: Ports,
  actor: Actor,
  stream: string,
  goesOn: () => boolean,
): Promise<Moved | undefined> {
  const begun = (await loadCase(ports, stream)).state.preparing
  if (begun === undefined) return undefined
  while (goesOn()) {
    const { state } = await loadCase(ports, stream)
    const { preparing } = state
    // Paused, or over: somebody has decided anew, or another process has ended it.
    if (preparing?.preparation !== begun.preparation || preparing.paused) return undefined
    const reasons = await againstReading(ports, state)
    if (reasons.length > 0) return state.incidents.length > 0 ? undefined : refusedTo(reasons)
    const done = new Set((await ports.bulkWork.done(begun.preparation)).map(({ range }) => range))
    const missing = Array.from({ length: begun.ranges }, (_, at) => at).filter((range) => !done.has(range))
    if (missing.length === 0) return finished(ports, actor, stream)
    // A few, then a look whether this process is to stop. From the end on: workers begin at the front.
    const few = 4 * bulkOf(sourceOf(ports, requestOf(state).agency)).atOnce
    await workBulk(ports, stream, missing.slice(-few).toReversed())
  }
  return undefined
}

/** Whoever else puts it together at the same moment may be faster; that is no reason to note anything. */
async function finished(ports: Ports, actor: Actor, stream: string): Promise<Moved | undefined> {
  const moved = await finishBulk(ports, actor, stream)
  if (moved.moved) return moved
  const { preparing } = (await loadCase(ports, stream)).state
  return preparing === undefined || preparing.paused ? undefined : moved
}

function wordsOf({ message, mend }: PosternError): string {
  return mend === undefined ? message : `${message} ${mend}`
}

async function note(ports: Ports, stream: string, why: string): Promise<void> {
  const text = `The reading of the members stopped: ${why}`
  await move(ports, reader, stream, () => ({ command: 'add-note', text, privileged: false }))
}
