/** What somebody looks at before they sign a release: everything that will leave, and what speaks against them signing it. */
import type { Actor, Reason } from '#case/commands.ts'
import { decideCommand } from '#case/decide-command.ts'
import type { CaseEvent, CellName, EventShapes } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { approvalText } from '#formats/approval.ts'
import type { Instant } from '#vocabulary/time.ts'
import { preparedContent, type Content } from './content.ts'
import { loadCase, toCaseEvent, type Case } from './move.ts'
import type { Ports } from './ports.ts'

export interface ToApprove {
  readonly stream: string
  readonly state: CaseState
  /** Undefined where nothing stands prepared. */
  readonly content: Content | undefined
  /** The role in which this person would sign. */
  readonly role: ApprovingRole
  /** Why this person's signature would not be taken now, whatever key they used. */
  readonly reasons: readonly Reason[]
  /** The last time that approvals were made void, and what is different since. */
  readonly voided: Voided | undefined
  /** Whose device counted fewer signatures than it had before, of those whose approvals stand. */
  readonly countsFell: readonly string[]
}

type ApprovingRole = 'approver' | 'privacy-officer'

export interface Voided {
  readonly approvers: readonly string[]
  readonly because: EventShapes['approvals.voided']['body']['because']
  readonly reason: string | undefined
  readonly at: Instant
  readonly by: string
  /** Against what stands prepared now; undefined where nothing does. */
  readonly since: Difference | undefined
}

export interface Difference {
  /** False where the very same content stands prepared. */
  readonly content: boolean
  readonly terms: boolean
  readonly receiver: boolean
  readonly added: readonly NamedCell[]
  readonly removed: readonly NamedCell[]
}

export interface NamedCell extends CellName {
  /** Who of the case. */
  readonly subject: string
}

/** @throws PosternError as `preparedContent` and the ledger do */
export async function toApprove(
  ports: Pick<Ports, 'ledger' | 'papers' | 'clock'>,
  actor: Actor,
  stream: string,
): Promise<ToApprove> {
  const current = await loadCase(ports, stream)
  const role = actor.roles.includes('approver') ? 'approver' : 'privacy-officer'
  return {
    stream,
    state: current.state,
    content: current.state.prepared && (await preparedContent(ports, stream)),
    role,
    reasons: reasonsAgainst(current.state, actor, role, ports.clock.now()),
    voided: lastVoided(current),
    countsFell: countsFellIn(current),
  }
}

/** What this person signs now; undefined where nothing stands prepared. */
export function textFor({ state, role }: ToApprove, at: Instant): string | undefined {
  if (state.prepared === undefined) return undefined
  return approvalText({ case: state.number, contentRoot: state.prepared.contentRoot, role, at })
}

/** The case itself judges an approval of this moment, made with a key that nobody has. */
function reasonsAgainst(state: CaseState, actor: Actor, role: ApprovingRole, now: Instant): readonly Reason[] {
  const check = {
    valid: true,
    approver: actor.id,
    role,
    key: '',
    publicKey: '',
    demo: false,
    caseNumber: state.number,
    contentRoot: state.prepared?.contentRoot ?? '',
    at: now,
    approval: '',
  } as const
  const judged = decideCommand(state, { command: 'approve', check }, { now, actor })
  return 'refusal' in judged ? judged.refusal.reasons : []
}

function lastVoided({ events, state }: Case): Voided | undefined {
  const happened = events.map(({ record }) => toCaseEvent(record))
  const at = happened.findLastIndex(({ type }) => type === 'approvals.voided')
  const event = happened[at]
  if (event?.type !== 'approvals.voided') return undefined
  const before = lastPrepared(happened.slice(0, at))
  const now = state.prepared && lastPrepared(happened)
  const { approvers, because, reason } = event.body
  return {
    approvers,
    because,
    reason,
    at: event.at,
    by: event.actor,
    since: before && now && differenceOf(before, now),
  }
}

function countsFellIn({ events, state }: Case): readonly string[] {
  const standing = new Set(state.approvals.map(({ approval }) => approval))
  return events
    .map(({ record }) => toCaseEvent(record))
    .flatMap((event) =>
      event.type === 'release.approved' && event.body.countFell && standing.has(event.body.approval)
        ? [event.actor]
        : [],
    )
}

type PreparedEvent = Extract<CaseEvent, { type: 'release.prepared' }>

function lastPrepared(events: readonly CaseEvent[]): PreparedEvent | undefined {
  return events.findLast((event) => event.type === 'release.prepared')
}

function differenceOf(before: PreparedEvent, now: PreparedEvent): Difference {
  const [were, are] = [cellsOf(before), cellsOf(now)]
  return {
    content: before.body.contentRoot !== now.body.contentRoot,
    terms: before.body.terms !== now.body.terms,
    receiver: before.body.recipient !== now.body.recipient,
    added: missing(are, were),
    removed: missing(were, are),
  }
}

function missing(cells: readonly NamedCell[], among: readonly NamedCell[]): readonly NamedCell[] {
  return cells.filter((cell) => !among.some((one) => sameCell(one, cell)))
}

function cellsOf({ people }: PreparedEvent): readonly NamedCell[] {
  return Object.entries(people).flatMap(([subject, part]) => (part?.cells ?? []).map((cell) => ({ subject, ...cell })))
}

function sameCell(a: NamedCell, b: NamedCell): boolean {
  return a.subject === b.subject && a.program === b.program && a.element === b.element
}
