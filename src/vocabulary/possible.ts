/**
 * What one fact says about another, so that a combination of facts that no case file can have is known as such:
 * without a paper there is no signer, and an unnamed class is nobody who is listed.
 */
import { facts, type FactName, type FactValue } from './facts.ts'

interface Says {
  readonly fact: FactName
  readonly values: readonly FactValue[]
}

/** Where the first holds, the second does. */
type Implication = readonly [where: Says, then: Says]

const says = (fact: FactName, ...values: readonly FactValue[]): Says => ({ fact, values })
const immigrationAgencies = ['ice-ero', 'ice-hsi', 'cbp', 'uscis']

/** A way that rests on no paper. */
const withoutPaper: readonly Says[] = [
  says('paper-issuer', 'other'),
  says('paper-signer', 'none'),
  says('paper-names-agency', false),
  says('paper-describes', false),
  says('paper-in-time', false),
  says('paper-authenticity', 'unverified'),
  says('paper-enforced', false),
  says('paper-with-order', false),
  says('paper-counsel', 'open'),
  says('paper-notice', 'due'),
  says('court-informed', false),
  says('compulsion', 'none'),
  says('cites-status-statute', false),
  says('consent-from', 'nobody'),
  says('consent-sound', false),
  says('consent-confirmed', false),
  says('consent-after-objection', false),
]

/** Whoever a request means that lists nobody. */
const notListed: readonly Says[] = [
  says('subject', 'class', 'nobody'),
  says('match', 'one'),
  says('role', 'unknown'),
  says('minor', false),
  says('vawa-protected', false),
  says('address-confidential', false),
  says('objection', false),
  says('formal-determination', false),
  says('dhs-determination', 'none'),
]

const implications: readonly Implication[] = [
  ...withoutPaper.map((then): Implication => [says('paper', 'none'), then]),
  ...notListed.map((then): Implication => [says('listed', false), then]),
  [says('subject', 'class'), says('listed', false)],
  [says('subject', 'class'), says('class-asked', true)],
  [says('subject', 'class', 'nobody'), says('only-one-named', false)],
  [says('immigration-agency', true), says('organization', ...immigrationAgencies)],
  [says('organization', ...immigrationAgencies), says('immigration-agency', true)],
  [says('purpose', 'civil-immigration-enforcement'), says('brought-by-law-enforcement', true)],
  [
    says('requester', 'prosecutor', 'federal-law-enforcement', 'state-law-enforcement', 'local-law-enforcement'),
    says('brought-by-law-enforcement', true),
  ],
  [says('compulsion', 'unverified', 'verified'), says('paper', 'part-2-order')],
  [says('cites-status-statute', true), says('paper', 'cited-statute')],
  [says('consent-from', 'self', 'parent', 'other'), says('paper', 'consent')],
  [says('delay-verified', false), says('paper-notice', 'delayed')],
  [
    says('paper-enforced', true),
    says('paper-issuer', 'federal-court', 'own-state-court', 'grand-jury', 'attorney', 'agency', 'other'),
  ],
]

/** What each fact that is named may still be. */
export type Possible = ReadonlyMap<FactName, readonly FactValue[]>

/**
 * What each fact may be where all of these hold; undefined where no case file can have them together.
 * It may miss an impossibility that takes three facts to see, and never calls possible facts impossible.
 */
export function possible(
  conditions: readonly { readonly fact: FactName; readonly values: readonly FactValue[]; readonly not: boolean }[],
): Possible | undefined {
  const left = new Map<FactName, readonly FactValue[]>()
  const valuesOf = (fact: FactName): readonly FactValue[] => left.get(fact) ?? facts[fact]
  const narrow = (fact: FactName, keep: (value: FactValue) => boolean): boolean => {
    const before = valuesOf(fact)
    left.set(fact, before.filter(keep))
    return valuesOf(fact).length < before.length
  }
  for (const { fact, values, not } of conditions) narrow(fact, (value) => values.includes(value) !== not)
  const follow = ([where, then]: Implication): boolean => {
    if (valuesOf(where.fact).every((value) => where.values.includes(value))) {
      return narrow(then.fact, (value) => then.values.includes(value))
    }
    const isExcluded = !valuesOf(then.fact).some((value) => then.values.includes(value))
    return isExcluded && narrow(where.fact, (value) => !where.values.includes(value))
  }
  // All of them, again and again, while any still narrows a fact.
  while (implications.map(follow).includes(true)) continue
  return [...left.values()].some((values) => values.length === 0) ? undefined : left
}
