/**
 * Cases that somebody's own words may have changed are looked at again: what was prepared, approved or released on
 * facts that are gone becomes void by itself, what waits at the counter is taken back where it is closed now, and staff see the case back where it has to be decided again.
 */
import type { Actor } from '#case/commands.ts'
import { closedTo } from '#case/decide-command.ts'
import { isPosternError } from '#errors.ts'
import { takeBack } from './collect.ts'
import { changedSinceMatch, match } from './determine.ts'
import { loadCase } from './move.ts'
import { loadAct } from './person-acts.ts'
import { replyToNotice } from './person-reply.ts'
import type { Ports } from './ports.ts'

const system: Actor = { id: 'system:look-up', roles: ['system'] }

/**
 * Match again whoever stands matched in a case and has other facts now. Nothing is decided here.
 *
 * @returns numbers of the cases that went back
 * @throws what the ledger and the source throw; then the job stays due
 */
export async function recheck(ports: Ports, stream: string): Promise<readonly string[]> {
  const act = await loadAct(ports, stream)
  const back: string[] = []
  for (const key of act?.found?.keys ?? []) {
    for (const { stream: about } of await ports.ledger.matchesOf(act?.agency ?? '', key)) {
      const number = await recheckCase(ports, about)
      if (number !== undefined) back.push(number)
    }
  }
  // Whoever is listed as a member is in no case by their key: each list is looked at again.
  for (const about of act === undefined
    ? []
    : await ports.ledger.streamsWith('members.listed', Number.MAX_SAFE_INTEGER)) {
    const state = await caseState(ports, about)
    if (state?.request?.agency !== act?.agency || state?.members === undefined) continue
    const number = await recheckCase(ports, about)
    if (number !== undefined) back.push(number)
  }
  if (act !== undefined) await replyToNotice(ports, act)
  return back
}

/**
 * Match whoever stands matched in a case again where they have other facts now.
 *
 * @returns its number where it went back
 * @throws what the ledger and the source throw
 */
export async function recheckCase(ports: Ports, stream: string): Promise<string | undefined> {
  if ((await caseState(ports, stream))?.status === 'delivered') await takeBack(ports, stream)
  const state = await caseState(ports, stream)
  if (state?.request === undefined || closedTo(state, 'match', { now: ports.clock.now(), actor: system }))
    return undefined
  if ((await changedSinceMatch(ports, state)).length === 0) return undefined
  const { moved } = await match(ports, system, stream)
  return moved.moved ? state.number : undefined
}

/** Undefined for an act, which stands in the same table, and for a case that was forgotten. */
async function caseState(ports: Ports, stream: string) {
  const events = await ports.ledger.load(stream).catch((error: unknown) => {
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
    throw error
  })
  return events[0]?.record.type === 'request.received' ? (await loadCase(ports, stream)).state : undefined
}
