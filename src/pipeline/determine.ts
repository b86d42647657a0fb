/** From papers to an answer: who is meant, what the law gives, what counsel and the person say. */
import type { Actor, Command } from '#case/commands.ts'
import { closedTo } from '#case/decide-command.ts'
import { toCaseFile } from '#case/case-file.ts'
import type { ListedMembers, PersonMatch } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { answerFirst } from '#case/tell.ts'
import { fromBase64, toBase64 } from '#formats/bytes.ts'
import { decisionCommitment, decisionForOversight } from '#formats/decision-commitment.ts'
import type { Comparison } from '#match/identity.ts'
import { match as matchPerson } from '#match/match.ts'
import { mostClasses } from '#formats/member-classes.ts'
import { seal } from '#seal/seal.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { Json } from '#vocabulary/json.ts'
import { PosternError } from '#errors.ts'
import { ensureAnswer } from './answer.ts'
import { asOfIn } from './as-of.ts'
import { askedIdentity } from './asked-identity.ts'
import { orIncident } from './incident.ts'
import { classesNow, membersChanged } from './members.ts'
import { loadCase, move, toCaseEvent, type Asked, type Moved } from './move.ts'
import type { Ports, Source } from './ports.ts'

/** The source that holds this case's records. @throws PosternError ERR_SOURCE_MAPPING where none is configured */
export function sourceOf({ sources }: Pick<Ports, 'sources'>, agency: string): Source {
  const source = Object.hasOwn(sources, agency) ? sources[agency] : undefined
  if (source === undefined) {
    throw new PosternError(
      'ERR_SOURCE_MAPPING',
      `No source of records is configured for ${agency}.`,
      { agency },
      {
        mend: 'Write a mapping for it under caseload/ and name its database in POSTERN_SOURCE_URL.',
      },
    )
  }
  return source
}

export interface Matching {
  /** What staff are shown of each person; never recorded, never shown to a requester. */
  readonly shown: Readonly<
    Record<string, { readonly found: readonly Comparison[]; readonly near: readonly Comparison[] }>
  >
  readonly moved: Moved
}

/**
 * Look for each person asked about in the agency's records.
 *
 * Exactly one record by a deterministic key is a match; everything else is shown to staff and chosen by
 * nobody. The source is read before anything is recorded, for nobody who may not match, and what was seen is
 * shown only where the log says that somebody looked.
 */
export async function match(ports: Ports, actor: Actor, stream: string): Promise<Matching> {
  let shown: Matching['shown'] = {}
  const { state: before } = await loadCase(ports, stream)
  const early = closedTo(before, 'match', { now: ports.clock.now(), actor })
  if (early !== undefined) return { shown, moved: { moved: false, refusal: early } }
  const unfixed = await ensureAnswer(ports, stream)
  if (unfixed !== undefined) return { shown, moved: { moved: false, refusal: unfixed } }
  const moved = await move(ports, actor, stream, async ({ state }) => {
    const closed = closedTo(state, 'match', { now: ports.clock.now(), actor })
    if (closed !== undefined) return { refusal: closed }
    const reasons = answerFirst(state)
    if (reasons.length > 0) return { refusal: { move: 'match', reasons } }
    if (state.members !== undefined) return matchMembers(ports, state, state.members)
    const source = sourceOf(ports, requestOf(state).agency)
    const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
    const people: Record<string, PersonMatch> = {}
    const seen: Record<string, { found: readonly Comparison[]; near: readonly Comparison[] }> = {}
    for (const [ref, { identity }] of Object.entries(state.people)) {
      const asked = askedIdentity(identity)
      const result = matchPerson(asked, await source.find(asked))
      seen[ref] = {
        found: result.match === 'one' ? [result.found] : result.match === 'several' ? result.found : [],
        near: result.near,
      }
      people[ref] =
        result.match === 'one'
          ? { match: 'one', key: result.found.sourceKey, ...(await source.facts(result.found.sourceKey, today)) }
          : result.match === 'several'
            ? { match: 'several', candidates: result.found.length }
            : { match: 'none' }
    }
    shown = seen
    return { command: 'match', people }
  })
  return { shown: moved.moved ? shown : {}, moved }
}

async function matchMembers(ports: Ports, state: CaseState, members: ListedMembers): Promise<Asked> {
  const found = await classesNow(ports, state, members)
  if ('classes' in found) {
    const count = Object.keys(found.classes).length
    if (count <= mostClasses) return { command: 'match', people: found.classes }
    const words = `the listed members fall into ${count} classes, and a release can hold ${mostClasses}: list fewer at once`
    return { refusal: { move: 'match', reasons: [{ code: 'classes-too-many', words }] } }
  }
  const words = `${found.unknown} of the listed members have no record at the agency: list those who have one`
  return { refusal: { move: 'match', reasons: [{ code: 'members-unknown', words }] } }
}

/** The decision that the law gives now, for the case as it stands. Records nothing. */
export async function decideNow(
  ports: Pick<Ports, 'clock' | 'decide' | 'office'>,
  state: CaseState,
): Promise<{ caseFile: CaseFile; decision: Decision }> {
  const caseFile = toCaseFile(state, asOfIn(ports.clock.now(), ports.office.timeZone))
  return { caseFile, decision: await ports.decide(caseFile) }
}

/**
 * Decide the case and record the decision: committed to in the log, whole only for staff and, sealed, for oversight.
 *
 * @throws PosternError ERR_ENGINES_DIFFER, ERR_SECOND_ENGINE after an incident was opened; nothing was decided
 */
export function decide(ports: Ports, actor: Actor, stream: string): Promise<Moved> {
  const decided = () =>
    move(ports, actor, stream, async ({ state }): Promise<Command> => {
      const { caseFile, decision } = await decideNow(ports, state)
      const salt = ports.randomness.bytes(32)
      const plain = asJson(decision)
      return {
        command: 'decide',
        decision,
        asOf: caseFile.asOf,
        seen: state.n,
        commitment: decisionCommitment(plain, salt),
        sealed: toBase64(await seal(decisionForOversight(plain, salt), ports.office.oversight)),
      }
    })
  return orIncident(ports, stream, 'system:engines', decided)
}

export function requestOf(state: CaseState): NonNullable<CaseState['request']> {
  if (state.request === undefined)
    throw new PosternError('ERR_CASE_UNKNOWN', 'This case has no request.', { stream: state.stream })
  return state.request
}

/** A decision is JSON by its schema; what is undefined in it is absent. */
function asJson(decision: Decision): Json {
  const json: Json = JSON.parse(JSON.stringify(decision))
  return json
}

/** The newest recorded decision of a case as it was sealed to oversight; undefined before there is one. */
export async function sealedDecision(
  ports: Pick<Ports, 'ledger'>,
  stream: string,
): Promise<{ readonly sealed: Uint8Array; readonly commitment: string } | undefined> {
  const { events } = await loadCase(ports, stream)
  const made = events.map(({ record }) => toCaseEvent(record)).findLast(({ type }) => type === 'decision.made')
  if (made?.type !== 'decision.made') return undefined
  return { sealed: fromBase64(made.body.sealed, 'the sealed decision'), commitment: made.body.decision }
}

type FoundPerson = Extract<PersonMatch, { match: 'one' }>

/**
 * People whose record at the source is not what it was when they were matched: somebody may have come under
 * an address confidentiality program, or left the program, since. Whatever was decided about them stands on
 * facts that are gone.
 */
export async function changedSinceMatch(ports: Ports, state: CaseState): Promise<string[]> {
  const classes = (await membersChanged(ports, state)) ? ['the members'] : []
  return [...classes, ...Object.keys(await factsSinceMatch(ports, state))]
}

/** The same people, each with the facts of today. */
export async function factsSinceMatch(
  ports: Pick<Ports, 'clock' | 'office' | 'sources'>,
  state: CaseState,
): Promise<Readonly<Record<string, FoundPerson>>> {
  const source = sourceOf(ports, requestOf(state).agency)
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  const changed: Record<string, FoundPerson> = {}
  for (const [ref, { match: known }] of Object.entries(state.people)) {
    if (known?.match !== 'one') continue
    const { match: _, key, ...then } = known
    const facts = await source.facts(key, today)
    if (factsText(then) !== factsText(facts)) changed[ref] = { match: 'one', key, ...facts }
  }
  return changed
}

/** The same text for the same facts, whatever order the source gave them in. */
function factsText(facts: object): string {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined)
  return JSON.stringify(
    entries
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).toSorted() : value])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
}
