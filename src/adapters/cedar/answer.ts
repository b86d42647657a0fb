/**
 * What Cedar's answers come to for one cell. Written from the contract (rules 3, 8 and 12) and not from the first
 * engine, so that a slip in either shows in the comparison.
 */
import { PosternError } from '#errors.ts'
import type { Need, Outcome } from '#vocabulary/codes.ts'
import type { Facts } from '#vocabulary/facts.ts'
import type { Engine } from './engine.ts'
import { strengths, type Way } from './policies.ts'

/** What Cedar is told of one cell: facts, and none of our conclusions. */
export interface Question {
  readonly program: string
  readonly purposes: readonly ForPurpose[]
}

interface ForPurpose {
  /** What is so without looking at any paper. */
  readonly bare: Facts
  /** The same with each paper of the request laid beside it. */
  readonly withPapers: readonly { readonly paper: { readonly id: string }; readonly facts: Facts }[]
}

export interface Answer {
  readonly outcome: Outcome
  readonly needs: readonly Need[]
  /** A release or hold: the rules in its favor, with those that attach conditions to them. */
  readonly inFavor: readonly string[]
  /** A deny: the rules that forbid it. */
  readonly forbidding: readonly string[]
  /** A deny: the rules whose ways would be there, were they not forbidden. */
  readonly stopped: readonly string[]
}

interface Judged extends Answer {
  readonly purpose: string
  readonly ways: readonly Way[]
}

/** With several purposes a cell is released only if it would be released for each alone. */
export function answer(engine: Engine, { purposes }: Question): Answer {
  const alone = purposes.map((one) => forPurpose(engine, one))
  const judged = alone.map((one) => (one.outcome === 'deny' ? heldBeside(one, alone) : one))
  const denied = judged.filter(({ outcome }) => outcome === 'deny')
  if (denied.length > 0 || judged.length === 0) {
    return {
      ...nothing,
      forbidding: union(denied.map(({ forbidding }) => forbidding)),
      stopped: union(denied.map(({ stopped }) => stopped)),
    }
  }
  return {
    ...nothing,
    outcome: judged.every(({ outcome }) => outcome === 'release') ? 'release' : 'hold',
    needs: union(judged.map(({ needs }) => needs)),
    inFavor: union(judged.map(({ inFavor }) => inFavor)),
  }
}

export const nothing: Answer = { outcome: 'deny', needs: [], inFavor: [], forbidding: [], stopped: [] }

/** A purpose that closes everything by itself leaves held for counsel what the other's rule says it does. */
function heldBeside(denied: Judged, alone: readonly Judged[]): Judged {
  const other = alone.find(({ ways }) => ways.some((way) => way.heldBeside.includes(denied.purpose)))
  if (other === undefined) return denied
  return { ...other, purpose: denied.purpose, outcome: 'hold', needs: ['counsel-review'] }
}

interface Standing {
  readonly way: Way
  readonly paper: string
  readonly needs: readonly Need[]
  readonly rules: readonly string[]
}

function forPurpose(engine: Engine, { bare, withPapers }: ForPurpose): Judged {
  const purpose = String(bare.purpose)
  const there = [{ paper: { id: '' }, facts: bare }, ...withPapers].flatMap(({ paper, facts }) =>
    waysBy(engine, facts).map((way) => ({ paper, facts, way, verdict: engine.ask(`hold/${way.name}`, facts) })),
  )
  const standing = there
    .filter(({ verdict }) => verdict.allowed)
    .map(({ paper, facts, way, verdict: { because } }): Standing => {
      const needs = union(because.map((policy) => (policy.says === 'lacks' ? [policy.need] : [])))
      if (needs.length === 0) requireRelease(engine, way, facts)
      return { way, paper: paper.id, needs, rules: union([because.map(({ rule }) => rule)]) }
    })
  const [best, ...others] = standing.toSorted(fewestNeedsFirst)
  if (best === undefined) {
    const stopped = there.filter(({ verdict }) => !verdict.allowed)
    const names = new Set(there.map(({ way }) => way.name))
    // A rule worded "unless" is silent where its exception is met.
    const closing = engine
      .ask('disclose', bare)
      .because.filter((policy) => policy.says === 'forbidden' && !policy.except.some((name) => names.has(name)))
    return {
      ...nothing,
      purpose,
      ways: [],
      forbidding: union(
        [closing, ...stopped.map(({ verdict }) => verdict.because)].map((all) => all.map(({ rule }) => rule)),
      ),
      stopped: union([stopped.map(({ way }) => way.rule)]),
    }
  }
  const deciding = [best, ...others].filter(({ needs }) => String(needs) === String(best.needs))
  return {
    ...nothing,
    purpose,
    outcome: best.needs.length === 0 ? 'release' : 'hold',
    needs: best.needs,
    inFavor: union(deciding.map(({ rules }) => rules)),
    ways: deciding.map(({ way }) => way),
  }
}

function waysBy(engine: Engine, facts: Facts): readonly Way[] {
  const action = `ways/${String(facts.paper)}`
  return engine.knows(action)
    ? engine.ask(action, facts).because.flatMap((policy) => (policy.says === 'way' ? [policy.way] : []))
    : []
}

/** That something goes out is Cedar's own answer, and not concluded from its naming nothing that is lacking. */
function requireRelease(engine: Engine, way: Way, facts: Facts): void {
  if (engine.ask(`release/${way.name}`, facts).allowed) return
  throw new PosternError(
    'ERR_SECOND_ENGINE',
    'The policies contradict each other on whether a way is open.',
    { way: way.name },
    { mend: 'Release nothing; report it with this text and the digest of the rules.' },
  )
}

/** The least is asked of people; of two alike, what rests on the stronger law. */
function fewestNeedsFirst(a: Standing, b: Standing): number {
  return (
    a.needs.length - b.needs.length ||
    strengths.indexOf(a.way.strength) - strengths.indexOf(b.way.strength) ||
    inOrder(`${a.way.order} ${a.paper}`, `${b.way.order} ${b.paper}`) ||
    inOrder(String(a.needs), String(b.needs))
  )
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

export function union<Item extends string>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return [...new Set(lists.flat())].toSorted()
}
