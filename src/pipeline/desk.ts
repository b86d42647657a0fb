/** Who works on a case: somebody whom the register knows, of the same agency, in the roles that they hold today. */
import type { Actor } from '#case/commands.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'
import { actor as registered, staff } from './register.ts'

/**
 * Put the case into somebody's hands, or lay it back where nobody is named. To take a case is to put it into one's own.
 *
 * @throws PosternError ERR_INPUT_INVALID for somebody whom the register does not have
 */
export async function assign(ports: Ports, actor: Actor, stream: string, to?: string): Promise<Moved> {
  if (to === undefined) return move(ports, actor, stream, () => ({ command: 'assign' }))
  const { id, roles } = await registered(ports, to)
  const agency = (await staff(ports)).get(id)?.agency
  const { state } = await loadCase(ports, stream)
  if (agency !== state.request?.agency) {
    const words = `${id} is of another agency, and this case is none of theirs`
    return { moved: false, refusal: { move: 'assign', reasons: [{ code: 'another-agency', words }] } }
  }
  return move(ports, actor, stream, () => ({ command: 'assign', to: { id, roles } }))
}
