/** What the office's events add up to about the law: who confirmed what, what is in force, what waits. Pure. */
import type { Confirmation } from '#decision/confirmed.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { lawEvents, type LawEventShapes } from './law-events.ts'

export type PutInForce = LawEventShapes['rules.in-force'] & { readonly at: Instant }

export interface Proposal {
  /** SHA-256 of its canonical JSON: what the two people sign. */
  readonly id: string
  readonly at: Instant
  readonly by: string
  readonly body: LawEventShapes['rules.proposed']
  readonly approvals: readonly (LawEventShapes['rules.approved'] & { readonly approver: string })[]
  /** Two people have signed it. */
  readonly accepted: boolean
}

export interface LawLog {
  /** How many events the office's stream has. */
  readonly n: number
  readonly confirmations: readonly Confirmation[]
  readonly proposals: readonly Proposal[]
  /** In the order in which they were put in force, whenever they begin. */
  readonly sets: readonly PutInForce[]
}

export function readLawLog(events: readonly Pick<StoredEvent, 'record'>[]): LawLog {
  const confirmations: Confirmation[] = []
  const proposals = new Map<string, Proposal>()
  const sets: PutInForce[] = []
  for (const { type, at, actor, body } of lawEvents(events)) {
    switch (type) {
      case 'rules.confirmed': {
        const { rules, readOn, version, demo } = body
        for (const { id, content } of rules) confirmations.push({ rule: id, content, by: actor, readOn, version, demo })
        break
      }
      case 'rules.proposed': {
        const id = proposalId(body)
        proposals.set(id, { id, at, by: actor, body, approvals: [], accepted: false })
        break
      }
      case 'rules.approved': {
        const known = proposals.get(body.proposal)
        if (known === undefined) break
        proposals.set(known.id, { ...known, approvals: [...known.approvals, { ...body, approver: actor }] })
        break
      }
      case 'rules.in-force': {
        sets.push({ ...body, at })
        const known = body.proposal === undefined ? undefined : proposals.get(body.proposal)
        if (known !== undefined) proposals.set(known.id, { ...known, accepted: true })
      }
    }
  }
  return { n: events.length, confirmations, proposals: [...proposals.values()], sets }
}

export function proposalId(body: LawEventShapes['rules.proposed']): string {
  return toHex(sha256(utf8(canonicalJson(body))))
}

export interface Course {
  /** Undefined before the first set began. */
  readonly inForce: PutInForce | undefined
  /** Accepted, and beginning on a day to come. */
  readonly waiting: readonly PutInForce[]
  /** Accepted and never in force: another set came first, and what the two people signed was a change of the one before. */
  readonly overtaken: readonly PutInForce[]
}

/** Where the law of the office stands on a day. Nothing skips: a set takes the place only of the one it was compared with. */
export function courseOn({ sets }: Pick<LawLog, 'sets'>, day: Day): Course {
  let inForce: PutInForce | undefined
  const overtaken: PutInForce[] = []
  const begun = sets
    .filter(({ from }) => from <= day)
    .toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))
  for (const set of begun) {
    if (set.before === (inForce?.digest ?? null)) inForce = set
    else overtaken.push(set)
  }
  const later = sets.filter(({ from }) => from > day)
  const isNext = ({ before }: PutInForce) => before === (inForce?.digest ?? null)
  return {
    inForce,
    waiting: later.filter(isNext),
    overtaken: [...overtaken, ...later.filter((set) => !isNext(set))],
  }
}
