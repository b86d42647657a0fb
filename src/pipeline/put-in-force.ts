/**
 * Putting a rule set in force: its what-if is published, two people sign it, one of them counsel, and it begins at
 * once where it only tightens. What loosens anything begins thirty days after the what-if, unless a court ordered it.
 */
import { checkRulesApproval, rulesSigners, type RulesApprovalCheck } from '#approval/check-rules.ts'
import type { Actor, Reason } from '#case/commands.ts'
import { noneOf, unless } from '#case/reasons.ts'
import type { Role } from '#case/roles.ts'
import { addDays } from '#decision/days.ts'
import type { RuleSet } from '#decision/rules.ts'
import { rulesApprovalText } from '#formats/rules-approval.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { archived, lawLog, officeDay, type LawPorts } from './law.ts'
import { appendLaw, refuse, type LawDraft, type LawRefusal } from './law-append.ts'
import type { CourtOrder, Direction, LawEventShapes } from './law-events.ts'
import { courseOn, proposalId, type Course, type LawLog, type Proposal } from './law-log.ts'
import type { Ports } from './ports.ts'
import { signers, staff } from './register.ts'
import { casesToTry, changesOf, whatIf, type WhatIf } from './what-if.ts'

/** From the day on which the what-if of a change that loosens was published to the first day on which it decides. */
export const noticeDays = 30

const proposers: readonly Role[] = ['counsel', 'privacy-officer', 'administrator']

type Publishing = LawPorts & Pick<Ports, 'clock' | 'office'>

/**
 * The set that an office begins with, put there by whoever sets it up. Once: whoever comes later finds it, and changes it with two signatures.
 */
export async function beginWith(ports: Publishing, rules: RuleSet, by = 'system:setup'): Promise<void> {
  await ports.ruleSets.keep(rules)
  const from = officeDay(ports)
  const body = { digest: rules.digest, before: null, from, by: [by], direction: 'first' } as const
  await appendLaw(ports, ({ sets }) => ({
    events: sets.length > 0 ? [] : [{ type: 'rules.in-force', actor: by, body }],
  }))
}

export interface Proposed {
  readonly done: true
  readonly events: readonly LawDraft[]
  readonly proposal: LawEventShapes['rules.proposed']
  /** Undefined for the first law of an office, which is compared with none. */
  readonly whatIf: WhatIf | undefined
  readonly compared: Awaited<ReturnType<Ports['compareLaws']>> | undefined
}

/**
 * Publish what a rule set would change. It decides nothing yet.
 *
 * @param order a court's order, where one is why the law changes at once
 * @param progress of the cases that are decided twice
 * @throws as `archived`, and what the proof throws
 */
export async function propose(
  ports: Publishing & Pick<Ports, 'compareLaws'>,
  actor: Actor,
  after: RuleSet,
  order?: CourtOrder,
  progress?: (done: number, of: number) => void,
): Promise<Proposed | LawRefusal> {
  const on = officeDay(ports)
  const digest = courseOn(await lawLog(ports), on).inForce?.digest
  const refusals = mayPropose(actor, digest, after)
  if (refusals.length > 0) return refuse(refusals)
  const before = digest === undefined ? undefined : await archived(ports, digest)
  const tried = before && (await casesToTry(ports, progress))
  const result = before && tried && whatIf({ before, after, on }, tried.cases, tried.forgotten)
  const compared = before && (await ports.compareLaws(before, after, on))
  const direction: Direction = compared?.direction ?? 'first'
  await ports.ruleSets.keep(after)
  const proposal = {
    digest: after.digest,
    before: digest ?? null,
    on,
    direction,
    rules: result?.rules ?? changesOf({ ...after, rules: [] }, after),
    cases: result?.counts ?? { looked: 0, differ: 0, cells: {} },
    ...(order === undefined ? {} : { order }),
  }
  return appendLaw<Proposed>(ports, (log) => {
    const now = courseOn(log, on).inForce?.digest ?? null
    const twin = log.proposals.some(({ id }) => id === proposalId(proposal))
    const reasons = [
      ...unless(now === proposal.before, 'law-changed', 'another rule set came into force meanwhile: propose again'),
      ...unless(!twin, 'proposed-already', 'this very change was proposed today already: it waits to be signed'),
    ]
    if (reasons.length > 0) return refuse(reasons)
    const event: LawDraft = { type: 'rules.proposed', actor: actor.id, body: proposal }
    return { done: true, events: [event], proposal, whatIf: result, compared }
  })
}

function mayPropose({ id, roles }: Actor, inForce: string | undefined, { digest }: RuleSet): readonly Reason[] {
  return [
    ...unless(
      roles.some((role) => proposers.includes(role)),
      'not-your-role',
      `rules are proposed by ${proposers.join(', ')}; ${id} is ${roles.join(', ') || 'none of the staff'}`,
    ),
    ...unless(digest !== inForce, 'in-force-already', 'this rule set is the one in force; there is nothing to change'),
  ]
}

/**
 * What this person signs for the newest proposal of a rule set; undefined where none, or more than one, is meant.
 *
 * @param digest of the set, or as much of its beginning as names it alone
 * @param role undefined: counsel where they hold it, else the first that may sign
 */
export async function rulesToSign(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  digest: string,
  signer: string,
  role?: string,
): Promise<string | undefined> {
  const waiting = (await lawLog(ports)).proposals.filter(
    ({ body, accepted }) => !accepted && body.digest.startsWith(digest),
  )
  const proposal = waiting.at(-1)
  if (proposal === undefined || waiting.some(({ body }) => body.digest !== proposal.body.digest)) return undefined
  const held = (await staff(ports)).get(signer)?.roles ?? []
  const as = role ?? rulesSigners.find((one) => held.includes(one)) ?? 'counsel'
  const { id, body } = proposal
  return rulesApprovalText({ rules: body.digest, proposal: id, role: as, at: ports.clock.now() })
}

export interface RulesApproved {
  readonly done: true
  readonly events: readonly LawDraft[]
  readonly approver: string
  readonly role: string
  readonly demo: boolean
  /** Undefined while it waits for another signature. */
  readonly begins: LawEventShapes['rules.in-force'] | undefined
  /** Whose signature is still missing. */
  readonly waitsFor: 'counsel' | 'another' | undefined
}

/** Take one person's signed note. The second of two, one of whom is counsel, puts the set in force. @param note hostile */
export async function approveRules(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  note: string,
): Promise<RulesApproved | LawRefusal> {
  const register = await signers(ports)
  const check = await checkRulesApproval(note, register)
  if (!check.valid) return refuse([check])
  const today = officeDay(ports)
  return appendLaw<RulesApproved>(ports, async (log) => {
    const proposal = log.proposals.find(({ id }) => id === check.proposal)
    if (proposal === undefined || proposal.body.digest !== check.rules) {
      return refuse([{ code: 'proposal-unknown', words: 'what was signed is no proposal of this office' }])
    }
    // Nobody's word is taken for it that an earlier signature was good, or still is.
    const earlier = await Promise.all(proposal.approvals.map(({ approval }) => checkRulesApproval(approval, register)))
    const standing = earlier.filter((one) => one.valid)
    const reasons = against(check, { proposal, standing, log, today, now: ports.clock.now() })
    if (reasons.length > 0) return refuse(reasons)
    const { approver, role, key, demo, approval } = check
    const approved: LawDraft = {
      type: 'rules.approved',
      actor: approver,
      body: { proposal: proposal.id, role, key, demo, approval },
    }
    const pair = pairOf([...standing, check])
    const begins = pair && beginning(proposal, pair, today)
    const putInForce: LawDraft[] = begins ? [{ type: 'rules.in-force', actor: approver, body: begins }] : []
    const waitsFor = begins ? undefined : standing.length > 0 || role !== 'counsel' ? 'counsel' : 'another'
    return { done: true, events: [approved, ...putInForce], approver, role, demo, begins, waitsFor }
  })
}

type Valid = Extract<RulesApprovalCheck, { valid: true }>

interface Against {
  readonly proposal: Proposal
  readonly standing: readonly Valid[]
  readonly log: LawLog
  readonly today: Day
  readonly now: Instant
}

function against(check: Valid, { proposal, standing, log, today, now }: Against): readonly Reason[] {
  const { body, at, accepted } = proposal
  const inForce = courseOn(log, today).inForce?.digest ?? null
  return [
    ...unless(!accepted, 'accepted-already', 'two people have signed this proposal already'),
    ...unless(
      body.before === inForce,
      'law-changed',
      'another rule set came into force since this was proposed, so its what-if no longer says what it would change',
    ),
    ...noneOf(
      standing
        .filter((other) => other.approver === check.approver || other.publicKey === check.publicKey)
        .map(({ approver }) => approver),
      'same-person-twice',
      (list) => `${list} has signed this already: it takes two people, each with a key of their own`,
    ),
    ...unless(
      check.at >= at && check.at <= now,
      'signed-at-another-time',
      `the signature says ${check.at}: it is made after the proposal of ${at}, and not in the future`,
    ),
  ]
}

/** Counsel and somebody else; undefined while either is missing. */
function pairOf(signed: readonly Valid[]): readonly [counsel: Valid, other: Valid] | undefined {
  const counsel = signed.find(({ role }) => role === 'counsel')
  const other = signed.find((one) => one !== counsel)
  return counsel && other && [counsel, other]
}

function beginning(
  { id, body: { digest, before, on, direction, order } }: Proposal,
  pair: readonly [Valid, Valid],
  today: Day,
): LawEventShapes['rules.in-force'] {
  const earliest = direction === 'loosens' && order === undefined ? addDays(on, noticeDays) : today
  return {
    digest,
    before,
    from: earliest > today ? earliest : today,
    by: pair.map(({ approver }) => approver),
    direction,
    proposal: id,
    ...(order === undefined ? {} : { order }),
  }
}

export interface LawStands extends Course {
  /** Proposals that wait for signatures, and can still get them. */
  readonly proposed: readonly Proposal[]
  readonly today: Day
}

/** What is in force today, what waits for its day, and what waits for signatures. */
export async function lawStands(ports: Pick<Ports, 'ledger' | 'clock' | 'office'>): Promise<LawStands> {
  const today = officeDay(ports)
  const log = await lawLog(ports)
  const course = courseOn(log, today)
  const inForce = course.inForce?.digest ?? null
  const proposed = log.proposals.filter(({ accepted, body }) => !accepted && body.before === inForce)
  return { ...course, proposed, today }
}

/** Rules that the packs on disk would change; undefined where they are what is in force. @throws as `archived` */
export async function packsDiffer(ports: Publishing & Pick<Ports, 'packs'>) {
  const { inForce } = courseOn(await lawLog(ports), officeDay(ports))
  const packs = await ports.packs()
  if (inForce === undefined || packs.digest === inForce.digest) return undefined
  return {
    packs: packs.digest,
    inForce: inForce.digest,
    rules: changesOf(await archived(ports, inForce.digest), packs),
  }
}
