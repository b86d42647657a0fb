/** What stops a case until somebody has found out why: an incident in its log. */
import { isPosternError, type ErrorCode, type PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { move } from './move.ts'
import type { Ports } from './ports.ts'

const stopping: ReadonlySet<ErrorCode> = new Set(['ERR_GATE', 'ERR_ENGINES_DIFFER', 'ERR_SECOND_ENGINE'])

/** Whether an incident is opened for this: it may not simply be tried again. */
export function isStopping({ code }: Pick<PosternError, 'code'>): boolean {
  return stopping.has(code)
}

/**
 * Do it, and open an incident where it fails in a way that may not simply be tried again.
 *
 * @param who names the part that found out: "system:gate"
 * @throws whatever `work` throws, after the incident is in the log
 */
export async function orIncident<Value>(
  ports: Ports,
  stream: string,
  who: string,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (isPosternError(error) && isStopping(error)) {
      const incident = toHex(ports.randomness.bytes(4))
      await move(ports, { id: who, roles: ['system'] }, stream, () => ({
        command: 'open-incident',
        incident,
        what: wordsOf(error),
      }))
    }
    throw error
  }
}

/** What the engines say names rules and cells, and no person; what came to the gate is of a person, and stays there. */
function wordsOf({ code, message, evidence }: PosternError): string {
  if (code === 'ERR_GATE') return message
  const shown = Object.entries(evidence)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
  return shown.length === 0 ? message : `${message} (${shown.join('; ')})`
}
