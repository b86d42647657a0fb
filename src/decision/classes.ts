/**
 * Persons about whom a rule sees the same are one class: they are decided once, and each member has that decision.
 *
 * Two persons are of one class when everything that the case file says of them is the same, and each stands in the
 * same lists of the file (a paper's persons, a finding, somebody's wards). What is compared is the file itself and
 * not the facts that are read from it, so that a fact that rules begin to ask for tomorrow parts people by itself.
 */
import type { CaseFile, CaseSubject } from '#vocabulary/case-file.ts'

export interface PersonClass {
  /** Stands for all; the first of them in the file. */
  readonly first: CaseSubject
  /** Refs, in the file's order; at least one. */
  readonly members: readonly string[]
}

/** The classes of a case file's persons, in the order of their first members. Each person is in exactly one. */
export function classesOf(file: CaseFile): readonly PersonClass[] {
  const listed = whereListed(file)
  const classes = new Map<string, { first: CaseSubject; members: string[] }>()
  for (const person of file.subjects) {
    // No rule asks who lives with whom.
    const { ref, household: _, ...said } = person
    const id = JSON.stringify([inOneOrder(said), [...(listed.get(ref) ?? [])]])
    const known = classes.get(id)
    if (known === undefined) classes.set(id, { first: person, members: [ref] })
    else known.members.push(ref)
  }
  return [...classes.values()]
}

/** For each ref the places in the file that name it, other than the person's own `ref`. */
function whereListed({ subjects, ...rest }: CaseFile): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map(subjects.map(({ ref }) => [ref, new Set<string>()]))
  const walk = (value: unknown, place: string): void => {
    if (typeof value === 'string') {
      places.get(value)?.add(place)
    } else if (Array.isArray(value)) {
      // Which of a list's names one is says nothing; which of its entries one stands in may.
      for (const [at, one] of value.entries()) walk(one, typeof one === 'string' ? `${place}/-` : `${place}/${at}`)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) walk(one, `${place}/${name}`)
    }
  }
  walk(rest, '')
  for (const { ref, ...said } of subjects) walk(said, `/subjects/${ref}`)
  return places
}

/** The same for the same entries, in whatever order the file has them. */
function inOneOrder(said: Omit<CaseSubject, 'ref' | 'household'>): readonly (readonly [string, unknown])[] {
  return Object.entries(said)
    .map(([name, value]): [string, unknown] => [name, Array.isArray(value) ? value.toSorted() : value])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
