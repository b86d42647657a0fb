/**
 * Whether a package may still be handed over, now that its receiver comes.
 *
 * Weeks may lie between the counter and its receiver. Where a person has spoken since, or their record has changed, it
 * is decided again on what is known now. What the law requires or a court orders may go; as soon as one item of it is
 * closed, nothing of it goes.
 */
import { decideNow, factsSinceMatch } from './determine.ts'
import { toCaseEvent, type Case } from './move.ts'
import type { Ports } from './ports.ts'

/**
 * Records nothing.
 *
 * @throws what the ledger and the source throw, and PosternError ERR_ENGINES_DIFFER: then nothing is handed over
 */
export async function stillOpen(ports: Ports, { state, events }: Case, contentRoot: string): Promise<boolean> {
  if (state.prepared?.contentRoot !== contentRoot) return false
  const facts = await factsSinceMatch(ports, state)
  const types = events.map(({ record }) => toCaseEvent(record).type)
  const spoken = types.lastIndexOf('objection.recorded') > types.lastIndexOf('package.delivered')
  if (Object.keys(facts).length === 0 && !spoken) return true
  const people = Object.fromEntries(
    Object.entries(state.people).map(([ref, person]) => [ref, { ...person, match: facts[ref] ?? person.match }]),
  )
  const { decision } = await decideNow(ports, { ...state, people })
  const open = new Set(
    decision.cells
      .filter(({ outcome }) => outcome === 'release')
      .map(({ subject, program, element }) => JSON.stringify([subject, program, element])),
  )
  return Object.entries(state.prepared.cells).every(([ref, cells]) =>
    cells.every(({ program, element }) => open.has(JSON.stringify([ref, program, element]))),
  )
}
