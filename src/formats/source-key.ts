/**
 * What leads to one person's rows in a source, as one opaque text.
 *
 * It is protected like the record itself: it enters no log, no error and no release. The adapter that found
 * the record writes it; the release plan and the gate each read it.
 */
import { formatError } from './bytes.ts'
import { canonicalJson, parseJson } from './canonical-json.ts'
import { list, object, text, type Shape } from './shape.ts'

export type SourceKey = {
  readonly agency: string
  /** Name of the key in the mapping ("person", "household", "case") → its values for this person. */
  readonly keys: { readonly [key: string]: readonly SourceKeyValue[] }
}

export type SourceKeyValue = {
  readonly value: string
  /** Set where the key differs from program to program. */
  readonly program?: string
}

const anyText = text(/^[^\0]{1,500}$/u, 'a text')
const values = list(object<{ value: string }, { program: string }>({ value: anyText }, { program: anyText }), 0, 10_000)

const keys: Shape<SourceKey['keys']> = (value, at): value is SourceKey['keys'] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw formatError(`${at} must be an object`, { pointer: at })
  }
  return Object.entries(value).every(([name, some]) => values(some, `${at}/${name}`))
}

const shape = object<SourceKey>({ agency: anyText, keys })

/** One text for equal keys: values in order, none twice. */
export function formatSourceKey({ agency, keys: given }: SourceKey): string {
  const sorted = Object.entries(given).map(([name, some]) => {
    const texts = new Set(
      some.map(({ value, program }) => canonicalJson(program === undefined ? { value } : { value, program })),
    )
    return [name, [...texts].toSorted().map((one) => parseJson(one))] as const
  })
  return canonicalJson({ agency, keys: Object.fromEntries(sorted) })
}

/** @throws PosternError ERR_FORMAT, never quoting the key */
export function parseSourceKey(sourceKey: string): SourceKey {
  const value: unknown = parseJson(sourceKey, 'the source key')
  if (!shape(value, '')) throw new TypeError('a shape answers true or throws')
  return value
}

/** The values of one key that count for a program: those of no particular program, and its own. */
export function keyValues(sourceKey: SourceKey, key: string, program: string): string[] {
  const all = Object.hasOwn(sourceKey.keys, key) ? (sourceKey.keys[key] ?? []) : []
  return all.filter((one) => one.program === undefined || one.program === program).map(({ value }) => value)
}

/**
 * The person's own key, which stays when they move to another household or case. A text that is no source key
 * is taken for the person's own key as it is.
 */
export function personOf(sourceKey: string): string {
  // A failure costs more than all the rest that an event takes.
  if (!sourceKey.trimStart().startsWith('{')) return sourceKey
  try {
    const person = parseSourceKey(sourceKey).keys['person']
    return person === undefined ? sourceKey : canonicalJson(person.map(({ value }) => value))
  } catch {
    return sourceKey
  }
}

/** The person's own keys as they stand in the source; of a text that is no source key, the text. */
export function ownKeysOf(sourceKey: string): readonly string[] {
  if (!sourceKey.trimStart().startsWith('{')) return [sourceKey]
  const own = parseSourceKey(sourceKey).keys['person'] ?? []
  return [...new Set(own.map(({ value }) => value))]
}
