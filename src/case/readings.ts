/**
 * Two people read a paper, each from the paper itself and blind to the other. What one person misread, hoped
 * or was talked into opens nothing; what two people read differently stops the case.
 */

export interface Reading<Facts> {
  readonly by: string
  readonly facts: Facts
}

export interface Readings<Facts> {
  /** The latest of each person since two of them last differed. They are the same. */
  readonly given: readonly Reading<Facts>[]
  /** Where people read it differently: in what, and what each of them had read. */
  readonly disputed: { readonly fields: readonly string[]; readonly given: readonly Reading<Facts>[] } | undefined
  /** Counsel said in writing which reading stands. */
  readonly settled: boolean
}

export const unread = { given: [], disputed: undefined, settled: false } as const

/**
 * What the readings come to with one more.
 *
 * A difference sets every reading aside: each of those who differed looks at the paper again, so that nobody
 * ends a dispute by writing down what the other is said to have seen.
 */
export function readAgain<Facts extends object>(before: Readings<Facts>, reading: Reading<Facts>): Readings<Facts> {
  const others = before.given.filter(({ by }) => by !== reading.by)
  const given = [...others, reading]
  const readers = new Set(given.map(({ by }) => by))
  const owing = before.disputed?.given.filter(({ by }) => !readers.has(by)) ?? []
  const fields = [...new Set(others.flatMap(({ facts }) => differences(facts, reading.facts)))]
  if (fields.length > 0) return { given: [], disputed: { fields, given: [...owing, ...given] }, settled: false }
  if (owing.length > 0) return { given, disputed: before.disputed, settled: false }
  return { given, disputed: undefined, settled: before.settled && others.length > 0 }
}

/** What counsel made of a dispute: this person's reading stands. */
export function settle<Facts>(before: Readings<Facts>, reader: string): Readings<Facts> {
  const given = before.disputed?.given.filter(({ by }) => by === reader) ?? []
  return { given, disputed: undefined, settled: true }
}

/** The facts that stand: none while people differ about them. */
export function standingFacts<Facts>({ given, disputed }: Readings<Facts>): Facts | undefined {
  return disputed === undefined ? given[0]?.facts : undefined
}

/** Two people have read the same, or counsel has settled what it says. */
export function isReadByTwo({ given, disputed, settled }: Readings<unknown>): boolean {
  return disputed === undefined && (settled || given.length > 1)
}

/** A court's name is written in as many ways as there are clerks, and opens nothing: whose paper it is has a code. */
const notCompared: ReadonlySet<string> = new Set(['id', 'issuer'])

/** The fields in which two readings differ; capitals, punctuation and the order of a list are no difference. */
export function differences(one: object, other: object): string[] {
  const [first, second] = [valuesOf(one), valuesOf(other)]
  return [...new Set([...first.keys(), ...second.keys()])].filter(
    (field) => !notCompared.has(field) && first.get(field) !== second.get(field),
  )
}

function valuesOf(facts: object): Map<string, string> {
  return new Map(Object.entries(facts).map(([field, value]) => [field, plainly(value)]))
}

function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).toSorted().join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = [...valuesOf(value)].map(([name, text]) => `${name}:${text}`)
    return `{${members.toSorted().join(',')}}`
  }
  if (typeof value !== 'string') return String(value)
  return value
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
