/**
 * Every decision in the log made again: from the inputs it was made from, under the rule set whose digest it names,
 * with the confirmations that the log had then.
 */
import { asConfirmed } from '#decision/confirmed.ts'
import { decide } from '#decision/decide.ts'
import { differencesOf, type Differences } from '#decision/differences.ts'
import type { RuleSet } from '#decision/rules.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { officeStream } from '#vocabulary/office.ts'
import { readLawLog } from './law-log.ts'
import { pastCase, pastCases, type PastCase, type PastDecision } from './past.ts'
import type { Ports } from './ports.ts'

export interface NotTheSame {
  readonly case: string
  /** Index of the decision's leaf in the log. */
  readonly index: number
  readonly asOf: string
  readonly digest: string
  /** `rules-missing`: the archive has no such set; `confirmations`: the log does not give what the decision says was confirmed. */
  readonly why: 'differs' | 'rules-missing' | 'confirmations'
  readonly differences: Differences | undefined
}

export interface Replayed {
  readonly decisions: number
  readonly same: number
  /** The same, and said in other words than then. */
  readonly reworded: number
  readonly different: readonly NotTheSame[]
  /** Cases of which nobody can know any more what was decided, and decisions in which somebody was forgotten. */
  readonly forgotten: { readonly cases: number; readonly decisions: number }
}

export type ReplayPorts = Pick<Ports, 'ledger' | 'ruleSets'>

/**
 * @param progress told, after each case, how many of all are done
 * @param only the stream of one case; absent: every case in the log
 * @throws what the ledger and the archive throw
 */
export async function replay(
  ports: ReplayPorts,
  progress: (done: number, of: number) => void = () => {},
  only?: string,
): Promise<Replayed> {
  const lawOf = lawThen(ports, await ports.ledger.load(officeStream))
  const different: NotTheSame[] = []
  let [done, decisions, reworded, forgottenCases, forgottenDecisions] = [0, 0, 0, 0, 0]
  for await (const { of, past } of casesOf(ports, only)) {
    for (const decision of past?.decisions ?? []) {
      decisions += 1
      const verdict = await again(decision, lawOf)
      if (verdict === 'reworded') reworded += 1
      else if (verdict !== 'same') different.push(verdict)
    }
    if (past === undefined) forgottenCases += 1
    forgottenDecisions += past?.forgotten ?? 0
    progress((done += 1), of)
  }
  return {
    decisions,
    same: decisions - different.length,
    reworded,
    different,
    forgotten: { cases: forgottenCases, decisions: forgottenDecisions },
  }
}

async function* casesOf(
  ports: ReplayPorts,
  only: string | undefined,
): AsyncGenerator<{ readonly of: number; readonly past: PastCase | undefined }> {
  if (only === undefined) yield* pastCases(ports)
  else yield { of: 1, past: await pastCase(ports.ledger, only) }
}

async function again(
  { seq, caseFile, recorded }: PastDecision,
  lawOf: ReturnType<typeof lawThen>,
): Promise<NotTheSame | 'same' | 'reworded'> {
  const { digest } = recorded.rules
  const no = { case: recorded.case, index: seq, asOf: recorded.asOf, digest, differences: undefined }
  const law = await lawOf(recorded, seq)
  if (typeof law === 'string') return { ...no, why: law }
  const differences = differencesOf(recorded, decide(caseFile, law))
  if (differences.cells.length > 0 || differences.others.length > 0) return { ...no, why: 'differs', differences }
  return differences.reworded > 0 ? 'reworded' : 'same'
}

/** The law that a decision names, as confirmed when it was made. */
export function lawThen({ ruleSets }: ReplayPorts, office: readonly StoredEvent[]) {
  const sets = new Map<string, Promise<RuleSet | undefined>>()
  const confirmed = new Map<string, RuleSet>()
  return async (
    { rules: { digest, confirmed: then }, asOf }: PastDecision['recorded'],
    seq: number,
  ): Promise<RuleSet | 'rules-missing' | 'confirmations'> => {
    if (!sets.has(digest)) sets.set(digest, ruleSets.get(digest))
    const rules = await sets.get(digest)
    if (rules === undefined) return 'rules-missing'
    if (then === undefined) return rules
    const key = `${digest} ${then}`
    const known = confirmed.get(key)
    if (known !== undefined) return known
    // Somebody may have confirmed between the making of a decision and its place in the log.
    const before = office.filter((event) => event.seq < seq)
    for (let n = before.length; n > 0; n--) {
      const { confirmations } = readLawLog(before.slice(0, n))
      const law = asConfirmed(rules, confirmations, asOf.slice(0, 10))
      if (law.confirmed === then) {
        confirmed.set(key, law)
        return law
      }
    }
    return 'confirmations'
  }
}
