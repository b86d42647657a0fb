/**
 * Find the person asked about exactly once, or not at all.
 *
 * A key decides first: Social Security number with birth date, case number, member id. Without one, the exact
 * name with the birth date. Whatever is only close (a transposed date, one letter, one half of a double name)
 * is shown to staff with what agrees and what differs, and is never chosen here.
 */
import { compare } from './compare.ts'
import type { AskedIdentity, Candidate, Comparison, Trait } from './identity.ts'

/** Which rule found the one record. */
export type MatchRule = 'ssn-and-birth-date' | 'case-number' | 'member-id' | 'name-and-birth-date'

export type MatchResult =
  | { readonly match: 'one'; readonly by: MatchRule; readonly found: Comparison; readonly near: readonly Comparison[] }
  | { readonly match: 'none'; readonly near: readonly Comparison[] }
  | { readonly match: 'several'; readonly found: readonly Comparison[]; readonly near: readonly Comparison[] }

/** Most near matches that staff are shown. */
const MOST_NEAR = 20

/**
 * The one record that the asked identity fits, or that there is none, or several.
 *
 * Pure, and blind to the order of the candidates. `several` is also the answer where a number that was
 * given belongs to another record than the one that fits: which was meant is for a person to find out.
 */
export function match(asked: AskedIdentity, candidates: readonly Candidate[]): MatchResult {
  const distinct = new Map(candidates.map((candidate) => [candidate.sourceKey, candidate]))
  const compared = [...distinct.values()].map((candidate) => compare(asked, candidate)).toSorted(likeliestFirst)
  const rule = rules.find(({ fits }) => compared.some(fits))
  if (rule === undefined) return { match: 'none', near: near(compared, []) }
  // Every deterministic key counts, not only the first that fits: two keys may lead to two records.
  const fits = (one: Comparison) => rule.fits(one) || keyRules.some((other) => other.fits(one))
  const elsewhere = !compared.some((one) => fits(one) && agrees(one, 'case-number'))
  const found = compared.filter((one) => fits(one) || isPointedAt(one) || (elsewhere && agrees(one, 'case-number')))
  const [first, second] = found
  if (first === undefined || second !== undefined) return { match: 'several', found, near: near(compared, found) }
  return { match: 'one', by: rule.name, found: first, near: near(compared, found) }
}

interface Rule {
  readonly name: MatchRule
  readonly fits: (found: Comparison) => boolean
}

const nameTraits: readonly Trait[] = ['family', 'given', 'middle', 'suffix']
const keyTraits: readonly Trait[] = ['ssn', 'case-number', 'member-id']

const agrees = (found: Comparison, ...all: Trait[]) => all.every((trait) => found.agrees.includes(trait))
const like = (found: Comparison, trait: Trait) => found.agrees.includes(trait) || found.close.includes(trait)
/** One of these was stated otherwise than the record has it; a trait that the record lacks says nothing. */
const contradicts = (found: Comparison, some: readonly Trait[]) =>
  some.some((trait) => found.differs.includes(trait) || found.close.includes(trait))

const keyRules: readonly Rule[] = [
  { name: 'ssn-and-birth-date', fits: (found) => agrees(found, 'ssn', 'birth-date') && nameMayBeTheirs(found) },
  { name: 'case-number', fits: (found) => agrees(found, 'case-number') && allElseFits(found) },
  { name: 'member-id', fits: (found) => agrees(found, 'member-id') && allElseFits(found) },
]
const rules: readonly Rule[] = [
  ...keyRules,
  {
    name: 'name-and-birth-date',
    fits: (found) =>
      agrees(found, 'family', 'given', 'birth-date') && !contradicts(found, [...nameTraits, ...keyTraits]),
  },
]

/** Names change by marriage and are shortened, so beside number and date one half may differ, never both. */
function nameMayBeTheirs(found: Comparison): boolean {
  return agrees(found, 'family') || agrees(found, 'given') || !contradicts(found, ['family', 'given'])
}

/** A case number is shared by a household and a number is easily mistyped, so all else that was stated must fit. */
function allElseFits(found: Comparison): boolean {
  if (contradicts(found, ['ssn', 'birth-date'])) return false
  return !contradicts(found, nameTraits) || agrees(found, 'given', 'birth-date')
}

/**
 * A number that belongs to one person is this record's, even where name or date keep it from being found by it.
 * (A case number belongs to a household, and points elsewhere only where whoever fits is not in it.)
 */
function isPointedAt(found: Comparison): boolean {
  return agrees(found, 'ssn') || agrees(found, 'member-id')
}

function near(compared: readonly Comparison[], found: readonly Comparison[]): Comparison[] {
  return compared.filter((one) => !found.includes(one) && isNear(one)).slice(0, MOST_NEAR)
}

function isNear(found: Comparison): boolean {
  const halfName = like(found, 'family') || like(found, 'given')
  return (
    keyTraits.some((trait) => found.agrees.includes(trait)) ||
    (like(found, 'family') && like(found, 'given')) ||
    (halfName && (like(found, 'birth-date') || like(found, 'ssn')))
  )
}

function likeliestFirst(a: Comparison, b: Comparison): number {
  return (
    b.agrees.length - a.agrees.length ||
    b.close.length - a.close.length ||
    a.differs.length - b.differs.length ||
    (a.sourceKey < b.sourceKey ? -1 : 1)
  )
}
