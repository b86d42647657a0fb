/**
 * What rules owe each other and the words they use, as far as the form alone shows it: the strong stands above the
 * weak, an exception is of something that would be stopped, and nothing claims a reach that it cannot have.
 */
import { isNamedBy, strengthOf, strengths, type Clause, type Part, type Rule } from '#decision/rules.ts'
import type { PosternError } from '#errors.ts'
import type { FactName } from '#vocabulary/facts.ts'

type Tell = (rule: Rule, message: string, mend: string) => PosternError

/**
 * What does not fit together, the first thing of each rule; empty where all does. An agency's own rules can only
 * close, so what they spare or do not reach opens nothing.
 */
export function incoherences(rules: readonly Rule[], tell: Tell): PosternError[] {
  const clauses = rules.flatMap((rule) => rule.parts.map((part) => ({ rule, part })))
  const ways = clauses.filter(({ part }) => isWay(part))
  return rules.flatMap((rule) => {
    if (rule.agency !== undefined) return []
    const found = rule.parts
      .map((part) => inItself(part) ?? besideOthers(part, ways))
      .find((each) => each !== undefined)
    return found === undefined ? [] : [tell(rule, found[0], found[1])]
  })
}

type Found = readonly [message: string, mend: string] | undefined

function isWay({ effect }: Part): boolean {
  return effect === 'requires' || effect === 'permits'
}

const carriedBy = {
  'court-process': {
    effect: 'requires',
    papers: [
      'judicial-warrant',
      'court-order',
      'part-2-order',
      'judicial-subpoena',
      'grand-jury-subpoena',
      'attorney-subpoena',
      'administrative-subpoena',
      'administrative-warrant',
      'immigration-detainer',
    ],
  },
  'overriding-statute': { effect: 'permits', papers: ['cited-statute'] },
  consent: { effect: 'permits', papers: ['consent'] },
}

/** The word for what a requester has not said, by the fact that shows it. */
const contents: { readonly [Fact in FactName]?: string } = {
  written: 'written-request',
  'identity-verified': 'requester-identity',
  'requester-named': 'requester-identity',
  'authority-stated': 'requester-authority',
  'violation-named': 'violation',
  subject: 'subject-identity',
  flight: 'flight-or-violation',
  'wanted-on-state-warrant': 'flight-or-violation',
  'locating-is-official-duty': 'official-duty',
  'proper-exercise-of-duty': 'proper-exercise',
  'ssn-supplied': 'subject-ssn',
  'fugitive-proof-shown': 'fugitive-proof',
}

function inItself(part: Part): Found {
  const { effect, by, papers, where, stops, until } = part
  if (isWay(part)) {
    if (where.length === 0) return ['this opens to everybody', 'Say in "where" to whom, and for what.']
    if ((by === undefined) !== (papers === undefined)) {
      return ['what rests on a paper says which paper, and on what', 'Say "by" and "papers", or neither.']
    }
    if (by !== undefined && effect !== carriedBy[by].effect) {
      return [`what rests on ${by} ${carriedBy[by].effect}`, `Write "effect: ${carriedBy[by].effect}".`]
    }
    const other = by && papers?.find((paper) => !carriedBy[by].papers.includes(paper))
    if (other !== undefined) return [`no ${other} carries what rests on ${by}`, 'Leave it out of "papers".']
  }
  const weakest = strengths.slice(strengths.findIndex((strength) => stops.includes(strength)))
  const spared = stops.length === 0 ? undefined : weakest.find((weaker) => !stops.includes(weaker))
  if (spared !== undefined) {
    return [`this stops what is stronger than ${spared}, and not ${spared}`, `Add ${spared} to "stops".`]
  }
  for (const { met, missing, need } of until) {
    const [word] = met.flatMap(({ fact }) => contents[fact] ?? [])
    if (word !== missing) {
      return word === undefined
        ? [`${missing} is no name for what ${need} waits for here`, 'Leave "missing" out.']
        : [`the requester still has to say ${word}, and nothing asks for it`, `Write "missing: ${word}".`]
    }
  }
  return undefined
}

function besideOthers(part: Part, ways: readonly Clause[]): Found {
  for (const ref of part.except) {
    const spared = ways.filter((way) => isNamedBy([ref], way))
    const other = spared.find((way) => !part.stops.includes(strengthOf(way.part)))
    if (other !== undefined || spared.length === 0) {
      return [`${ref} is an exception that this does not stop`, 'Leave it out of "except".']
    }
  }
  if (part.effect !== 'conditions' || part.of === undefined) return undefined
  const attached = ways.filter((way) => part.of !== undefined && isNamedBy(part.of, way))
  const beyond = unreached(
    part.programs,
    attached.map((way) => way.part.programs),
  )
  if (beyond === undefined) return undefined
  return [`this reaches ${beyond} programs, and what it is attached to does not`, 'Say which "programs".']
}

/** What is reached by none of them; undefined where each is reached by some. */
function unreached(reach: 'all' | readonly string[], by: readonly ('all' | readonly string[])[]): string | undefined {
  if (by.includes('all')) return undefined
  return reach === 'all' ? 'all' : reach.find((each) => !by.flat().includes(each))
}
