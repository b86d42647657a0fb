/** Whether a case still calls for a preparation of listed members, and what a preparation came to. */
import type { Reason } from '#case/commands.ts'
import type { Beginning } from '#case/events.ts'
import { beforePreparing } from '#case/answer.ts'
import type { CaseState } from '#case/state.ts'
import type { DueJob } from '#log/ledger.ts'
import type { MemberList } from '#match/members.ts'
import { matchedClasses, questionOfMatch, saidTheSame, speaksForMember } from './members.ts'
import { loadCase, toCaseEvent, type Case } from './move.ts'
import { personJobs } from './person-acts.ts'
import { findAll } from './person-find.ts'
import { recheckCase } from './person-recheck.ts'
import type { Ports } from './ports.ts'
import { ranOut } from './ran-out.ts'

/** Milliseconds after which what moves no case is looked at again: an agreement lapses, another drop is taken. */
const lapseEvery = 10_000

interface Known {
  readonly state: CaseState
  readonly over: readonly Reason[] | undefined
  readonly late: readonly Reason[]
  readonly at: number
}

/** What is read, as far as it tells why nobody is to read it any more. */
export interface ReadFor {
  readonly stream: string
  readonly preparing: Beginning
  readonly list: MemberList
}

/**
 * Why the case calls for this work no more, as {@link overFor} says it; asked before each range. While the last one was
 * read a member may have objected, somebody may have paused it or decided anew, an incident may have opened, or an
 * agreement lapsed. The case is opened again where it has moved, and every now and then where it has not: it may have
 * been forgotten.
 *
 * The answer throws what the ledger, the source and the engines throw.
 */
export function whyLetGo(
  ports: Ports,
  { stream, preparing, list }: ReadFor,
): () => Promise<readonly Reason[] | undefined> {
  const heard = hearing(ports, stream, list)
  let known: Known | undefined
  return async () => {
    const now = ports.clock.now()
    const at = Date.parse(now)
    const spoken = known?.over === undefined && (await heard())
    const moved = known === undefined || (await ports.ledger.lengthOf(stream)) !== known.state.n
    if (known === undefined || moved || at >= known.at + lapseEvery) {
      const found = await loadCase(ports, stream)
      const over = overFor(found, preparing.preparation)
      const late = over === undefined ? await lateFor(ports, found.state) : []
      known = { state: found.state, over, late, at }
    }
    const { state, over, late } = known
    if (over !== undefined) return over
    const against = [...beforePreparing(state, now), ...late, ...(spoken ? [memberSpoke] : [])]
    return against.length > 0 ? against : undefined
  }
}

async function lateFor(ports: Ports, state: CaseState): Promise<readonly Reason[]> {
  return [...(await ranOut(ports, state)), ...(await otherEdition(ports, state))]
}

/** None where the source is no drop, or that which the members began to be read from. @throws what the source throws */
export async function otherEdition(
  { sources }: Pick<Ports, 'sources'>,
  { preparing, request }: CaseState,
): Promise<readonly Reason[]> {
  if (preparing === undefined) return []
  const now = await sources[request?.agency ?? '']?.bulk?.edition?.()
  return now === preparing.edition ? [] : [dropReplaced]
}

const dropReplaced: Reason = {
  code: 'drop-replaced',
  words: 'another drop was taken since the members began to be read: match them again, decide again, and prepare again',
}

const memberSpoke: Reason = {
  code: 'member-spoke',
  words: 'a member has said something since they were matched: match the members again, then decide again',
}

/** More than ever wait at once. */
const most = 10_000

/**
 * Whether a member has said something since they were matched: then the case is matched again at once, as it would be
 * when the act's own turn comes. All acts are gone through only where a new one is a member's.
 */
function hearing(ports: Ports, stream: string, list: MemberList): () => Promise<boolean> {
  const seen = new Set<string>()
  return async () => {
    const due = await ports.ledger.dueJobs(ports.clock.now(), most, [personJobs.find, personJobs.recheck])
    const news = due.filter((job) => !seen.has(idOf(job)))
    if (news.length === 0) return false
    const { state } = await loadCase(ports, stream)
    if (matchedClasses(state).length > 0 && (await membersSpeak(ports, state, list, news))) {
      await recheckCase(ports, stream)
      return true
    }
    for (const job of news) seen.add(idOf(job))
    return false
  }
}

const idOf = ({ stream, kind, key }: DueJob): string => `${stream} ${kind} ${key}`

async function membersSpeak(
  ports: Ports,
  state: CaseState,
  list: MemberList,
  news: readonly DueJob[],
): Promise<boolean> {
  await findAll(ports, state.request?.agency)
  for (const act of new Set(news.map((job) => job.stream))) {
    if (!(await speaksForMember(ports, state, list, act))) continue
    return !saidTheSame(state, await questionOfMatch(ports, state), list)
  }
  return false
}

export const voided: Reason = {
  code: 'not-begun',
  words: 'what was begun is void: the case was moved while it was read',
}

export const paused: Reason = { code: 'paused', words: 'the reading is paused: resume it first' }

/** Why nobody reads for a preparation: none where it came to its end; undefined where it is under way. */
export function overFor(found: Case, preparation: string): readonly Reason[] | undefined {
  const { preparing } = found.state
  if (preparing?.preparation === preparation) return preparing.paused ? [paused] : undefined
  return courseOf(found, preparation).prepared === undefined ? [voided] : []
}

/** What a preparation was begun with, and what it came to where it came to its end, whatever has become of that. */
export function courseOf({ events }: Pick<Case, 'events'>, preparation: string) {
  const turns = events
    .map(({ record }) => toCaseEvent(record))
    .filter(({ type }) => type === 'preparation.begun' || type === 'release.prepared')
  const at = turns.findIndex((one) => one.type === 'preparation.begun' && one.body.preparation === preparation)
  const [begun, next] = at < 0 ? [] : turns.slice(at)
  return {
    begun: begun?.type === 'preparation.begun' ? begun.body : undefined,
    prepared: next?.type === 'release.prepared' ? next.body : undefined,
  }
}
